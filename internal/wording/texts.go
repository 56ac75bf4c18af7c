package wording

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"viva/internal/deck"
)

// TextsFile is the name of the file with what readers answered who saw one text
// of a subject alone.
const TextsFile = "texts.tsv"

var textsColumns = []string{"id", "hash", "en", "fr"}

// signedKinds are the kinds of texts that are read a second time: those that
// assert something of a fact.
var signedKinds = []string{"value", "because", "correction", "reason"}

// signature is a row: a text as it was, and the answer that its reader gave in
// each language.
type signature struct {
	id, hash string
	answers  [2]string // in the order of deck.Langs
	at       position
	answerAt [2]position
}

// Signed is how far the texts of a subject have been read a second time.
type Signed struct {
	Texts, Of int
	Missing   bool // there is no file at all
}

// CheckTexts compares what readers answered with the facts. A subject without
// the file has no fault: it is said that nobody read its texts.
func CheckTexts(fsys fs.FS, d *deck.Deck) (Signed, []deck.Fault, error) {
	written, err := d.Written(fsys)
	if err != nil {
		return Signed{}, nil, err
	}
	c := checker{deck: d}
	rows, faults, err := readTexts(fsys, d.ID())
	count := Signed{Missing: errors.Is(err, fs.ErrNotExist)}
	if err != nil && !count.Missing {
		return count, nil, err
	}
	byID := map[string]signature{}
	for _, row := range rows {
		byID[row.id] = row
	}
	file := path.Join(d.ID(), TextsFile)
	for _, w := range written {
		facts := c.answered(w)
		if facts == nil {
			continue
		}
		count.Of++
		row, signed := byID[w.ID]
		delete(byID, w.ID)
		wrong := c.unsigned(file, w, facts, row, signed)
		if len(wrong) == 0 {
			count.Texts++
		}
		faults = append(faults, wrong...)
	}
	if count.Missing {
		return count, nil, nil
	}
	for _, row := range byID {
		faults = append(faults, row.at.fault(file, "no text of the subject has the id %q; delete the row", row.id))
	}
	slices.SortStableFunc(faults, func(a, b deck.Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return count, faults, nil
}

// unsigned says why a text counts as not read.
func (c *checker) unsigned(file string, w deck.Written, facts []*deck.Fact, row signature, signed bool) (faults []deck.Fault) {
	switch {
	case !signed:
		return []deck.Fault{w.Fault("en", "nobody has read this text by itself; print it with the command questions texts --sheet (text %s)", w.ID)}
	case row.hash != hashOf(w):
		return []deck.Fault{w.Fault("en", "the text has changed since it was read; delete its row in %s, line %d, and print it with the command questions texts --sheet (text %s)", TextsFile, row.at.line, w.ID)}
	}
	for i, lang := range deck.Langs {
		switch answer := row.answers[i]; {
		case answer == "":
			faults = append(faults, row.answerAt[i].fault(file, "nobody has read the text in this language; print it with the command questions texts --sheet --lang %s", lang))
		case !c.right(facts, answer, lang):
			faults = append(faults, row.answerAt[i].fault(file, "who read the text %q alone answered %q, the facts say %s; read the text again and mend the one that is wrong", w.ID, answer, list(c.rightAnswers(facts, lang))))
		}
	}
	return faults
}

// dateAlone is a reason that gives a date and nothing else. Reading it again says
// no more than comparing its figures does, which another check has done.
var dateAlone = regexp.MustCompile(`^\d{1,2} \p{L}+ \d{4}\.$`)

// answered are the facts of which a text asserts something; nil for a text that
// needs no second reading.
func (c *checker) answered(w deck.Written) []*deck.Fact {
	if !slices.Contains(signedKinds, w.Kind) || unread(w) || dateAlone.MatchString(w.EN) {
		return nil
	}
	if facts := c.owners(w); facts != nil {
		if w.Kind == "value" && sentence(facts[0]) {
			return nil
		}
		return facts
	}
	for _, m := range c.deck.Misconceptions() {
		if m.ID == ownerOf(w.ID) {
			return c.keysOf(m)
		}
	}
	return nil
}

// sentence reports whether the value of a fact is all that is told of it. It
// answers no question; proof reads what such facts tell of another edition.
func sentence(f *deck.Fact) bool {
	_, value := f.Sides()
	says, err := f.Says("en")
	return err == nil && strings.EqualFold(strings.TrimSuffix(says, "."), value.EN.Text)
}

// keysOf are the facts that are right where a belief is offered as wrong.
func (c *checker) keysOf(m *deck.Misconception) (list []*deck.Fact) {
	for _, f := range c.deck.Facts() {
		if f.RelationID() == m.Relation && f.Entity == m.Entity && (len(m.Facts) == 0 || slices.Contains(m.Facts, f.ID)) {
			list = append(list, f)
		}
	}
	return list
}

// right reports whether an answer names the entity or the value of one of the
// facts.
func (c *checker) right(facts []*deck.Fact, answer, lang string) bool {
	return slices.ContainsFunc(c.rightAnswers(facts, lang), func(right string) bool {
		return retyped(lang, right) == retyped(lang, answer)
	})
}

// rightAnswers are the names of entities and values of facts.
func (c *checker) rightAnswers(facts []*deck.Fact, lang string) (names []string) {
	for _, f := range facts {
		entity, value := f.Sides()
		for _, side := range []*deck.Entity{entity, value} {
			name := side.EN.Text
			if lang == "fr" {
				name = side.FR.Text
			}
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// articles may stand before a name that is retyped, or not.
var articles = []string{"the", "a", "an", "le", "la", "les", "l", "un", "une", "des"}

// retyped makes an answer comparable: capitals, signs and an article at its
// beginning do not count.
func retyped(lang, answer string) string {
	words := strings.Fields(folded(lang, answer))
	if len(words) > 1 && slices.Contains(articles, words[0]) {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// hashOf covers a text in both languages.
func hashOf(w deck.Written) string {
	sum := sha256.Sum256([]byte(w.EN + "\x00" + w.FR))
	return hex.EncodeToString(sum[:6])
}

// readTexts reads the rows of the subject in folder.
func readTexts(fsys fs.FS, folder string) (rows []signature, faults []deck.Fault, err error) {
	file := path.Join(folder, TextsFile)
	src, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, nil, fmt.Errorf("read the signatures: %w", err)
	}
	var twice []deck.Fault
	first := map[string]int{}
	faults = readTable(file, src, textsColumns, func(cells []string, at []position) {
		if first[cells[0]] > 0 {
			twice = append(twice, at[0].fault(file, "the text %q stands already in line %d; delete one of the two", cells[0], first[cells[0]]))
			return
		}
		first[cells[0]] = at[0].line
		rows = append(rows, signature{id: cells[0], hash: cells[1], answers: [2]string{cells[2], cells[3]}, at: at[0], answerAt: [2]position{at[2], at[3]}})
	})
	return rows, append(faults, twice...), nil
}
