package words

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// The texts of the site, a file for each part of it. A key has its text in
// every language; a text that counts something has one for each plural form:
//
//	offline_device:
//	  en: "On this device"
//	  fr: "Sur cet appareil"
//	offline_sent:
//	  en:
//	    one: "{{.Count}} answer was sent."
//	    other: "{{.Count}} answers were sent."
//	  fr: ...
//
//go:embed locales
var files embed.FS

// pluralForms are the forms that a text which counts has, in every language.
var pluralForms = []string{"one", "other"}

// forms are a text by plural form; "" is the text of one that has no others.
type forms map[string]string

// byLanguage is what stands at a key.
type byLanguage map[string]forms

// read returns all texts by key. What is wrong with any of them is told
// together, by file and key.
func read(files fs.FS) (map[string]byLanguage, error) {
	names, err := fs.Glob(files, "locales/*.yaml")
	if err != nil {
		return nil, err
	}
	texts := map[string]byLanguage{}
	var faults []error
	for _, name := range names {
		faults = append(faults, readFile(files, name, texts))
	}
	return texts, errors.Join(faults...)
}

// readFile adds the texts of a file to those that were read before.
func readFile(files fs.FS, name string, texts map[string]byLanguage) error {
	source, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	var file map[string]map[string]any
	if err := yaml.Unmarshal(source, &file); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	var faults []error
	for _, key := range slices.Sorted(maps.Keys(file)) {
		text, err := readText(file[key])
		if err == nil && texts[key] != nil {
			err = errors.New("this key stands in another file too")
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %s: %w", name, key, err))
		}
		texts[key] = text
	}
	return errors.Join(faults...)
}

// readText reads what stands at a key.
func readText(written map[string]any) (byLanguage, error) {
	text := byLanguage{}
	for _, lang := range slices.Sorted(maps.Keys(written)) {
		if !Known(lang) {
			return nil, fmt.Errorf("the site has no language %q", lang)
		}
		read, err := readForms(written[lang])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", lang, err)
		}
		text[lang] = read
	}
	for _, l := range Langs {
		if text[l.ID] == nil {
			return nil, fmt.Errorf("its text in %q is missing", l.ID)
		}
	}
	return text, nil
}

// readForms reads a text in one language.
func readForms(written any) (forms, error) {
	if text, ok := written.(string); ok {
		written = map[string]any{"": text}
	}
	each, ok := written.(map[string]any)
	if !ok {
		return nil, errors.New("write a text, or one for each plural form")
	}
	wanted := pluralForms
	if _, plain := each[""]; plain {
		wanted = []string{""}
	}
	for _, form := range slices.Sorted(maps.Keys(each)) {
		if !slices.Contains(wanted, form) {
			return nil, fmt.Errorf("there is no plural form %q: write %s", form, strings.Join(pluralForms, " and "))
		}
	}
	read := forms{}
	for _, form := range wanted {
		text, _ := each[form].(string)
		if strings.TrimSpace(text) == "" {
			return nil, errors.New(strings.TrimSpace("there is no text " + form))
		}
		read[form] = counted.ReplaceAllString(text, "$1\u00a0$2")
	}
	return read, nil
}

// counted is a number in a text and the first letter of what it counts, which
// stay on one line.
var counted = regexp.MustCompile(`(\{\{\.(?:Count|Size|Scored|Advanced|Done|Known|available|left)\}\}) (\p{L})`)

// messages are the texts in a language.
func messages(texts map[string]byLanguage, lang string) []*i18n.Message {
	var all []*i18n.Message
	for key, text := range texts {
		read := text[lang]
		all = append(all, &i18n.Message{ID: key, One: read["one"], Other: read[""] + read["other"]})
	}
	return all
}
