package deck

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Written is a text as its author typed it, in every language, with its
// position.
type Written struct {
	// ID is the id of what the text belongs to and the way to it from there,
	// such as "tam-24-onramp.value" or "flags-category.stem.1". What a group of
	// facts shares belongs to its first fact: "tam-24-onramp+.correction".
	ID string
	// Kind is the key that holds the text, such as "stem", "wrong" or
	// "correction"; the name of an entity is a "label", the phrase of a fact its
	// "value".
	Kind string
	Text

	at [2]position // in the order of Langs
}

// Fault is a fault where the text stands in lang.
func (w Written) Fault(lang, format string, args ...any) Fault {
	return w.at[slices.Index(Langs, lang)].fault(format, args...)
}

// ReadWritten lists the texts of the subject in folder, by file and then in the
// order of their ids within it. A file that cannot be parsed has none: Load
// tells its faults.
func ReadWritten(fsys fs.FS, folder string) ([]Written, error) { return readWritten(fsys, folder, nil) }

// Written is ReadWritten for the subject of the deck. Files that still hold what
// Load read are not parsed again.
func (d *Deck) Written(fsys fs.FS) ([]Written, error) { return readWritten(fsys, d.ID(), d.texts) }

// textsOf is the texts of a file, and the hash of its bytes.
type textsOf struct {
	sum   [sha256.Size]byte
	texts []Written
}

func readWritten(fsys fs.FS, folder string, known map[string]textsOf) ([]Written, error) {
	names, err := yamlFiles(fsys, folder)
	if err != nil {
		return nil, fmt.Errorf("list the files of %s: %w", folder, err)
	}
	var all []Written
	for _, name := range names {
		if kind := kindOfFile(name); kind == "proof" || kind == "wording" {
			continue // patterns and judgements, which no learner reads
		}
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read the texts: %w", err)
		}
		if kept, ok := known[name]; ok && kept.sum == sha256.Sum256(src) {
			all = append(all, kept.texts...)
			continue
		}
		all = append(all, writtenIn(readYAML(name, src))...)
	}
	return all, nil
}

// writtenIn lists the texts in a parsed file.
func writtenIn(f *yamlFile, value any) []Written {
	r := writtenReader{file: f}
	r.read(value, "", "", 0)
	return r.found
}

// keepTexts keeps the texts of a file for Written. A deck that was proved before
// is not asked for them.
func (b *builder) keepTexts(f *yamlFile, value any, src []byte) {
	if b.texts != nil && !b.proved {
		b.texts[f.name] = textsOf{sha256.Sum256(src), writtenIn(f, value)}
	}
}

// writtenReader finds the texts in a parsed file.
type writtenReader struct {
	file  *yamlFile
	found []Written
}

// read looks at a value that belongs to owner, whose pointer is from long.
func (r *writtenReader) read(value any, pointer, owner string, from int) {
	switch value := value.(type) {
	case []any:
		for i, v := range value {
			r.read(v, pointer+"/"+strconv.Itoa(i), owner, from)
		}
	case map[string]any:
		if id := ownerOf(value); id != "" {
			owner, from = id, len(pointer)
		}
		if value["en"] != nil && value["fr"] != nil {
			r.pair(value["en"], value["fr"], pointer, owner, from)
		}
		for _, key := range slices.Sorted(maps.Keys(value)) {
			if key != "en" && key != "fr" {
				r.read(value[key], pointer+"/"+key, owner, from)
			}
		}
	}
}

// ownerOf is the id by which the texts in a mapping are called, or "".
func ownerOf(m map[string]any) string {
	if id, ok := m["id"].(string); ok {
		return id
	}
	if facts, ok := m["facts"].([]any); ok && len(facts) > 0 {
		if first, ok := facts[0].(map[string]any); ok {
			return ownerOf(first) + "+"
		}
	}
	return ""
}

// pair notes a text in both languages. Of wordings, the nth of one language
// goes with the nth of the other, and one that has none with the first.
func (r *writtenReader) pair(en, fr any, pointer, owner string, from int) {
	ens, frs := wordingsOf(en), wordingsOf(fr)
	for i := range max(len(ens), len(frs)) {
		w := Written{ID: owner + strings.ReplaceAll(pointer[from:], "/", "."), Kind: lastKey(pointer[from:])}
		var at string
		w.EN, at = nth(ens, i)
		w.at[0] = r.file.at(pointer + "/en" + at)
		w.FR, at = nth(frs, i)
		w.at[1] = r.file.at(pointer + "/fr" + at)
		if i > 0 {
			w.ID += "." + strconv.Itoa(i)
		}
		r.found = append(r.found, w)
	}
}

// wordingsOf are the wordings of a text, which is often one alone.
func wordingsOf(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case map[string]any: // a label with its grammar
		return wordingsOf(v["text"])
	case []any:
		list := make([]string, 0, len(v))
		for _, e := range v {
			list = append(list, wordingsOf(e)...)
		}
		return list
	}
	return nil
}

// nth is a wording and the rest of the pointer to it.
func nth(list []string, i int) (text, at string) {
	if len(list) == 0 {
		return "", ""
	}
	if i >= len(list) {
		i = 0
	}
	if len(list) > 1 {
		at = "/" + strconv.Itoa(i)
	}
	return list[i], at
}

// lastKey is the last name in a pointer, leaving out the indexes of lists.
func lastKey(pointer string) string {
	keys := strings.Split(pointer, "/")
	for _, key := range slices.Backward(keys) {
		if _, err := strconv.Atoi(key); err != nil && key != "" {
			return key
		}
	}
	return "label"
}
