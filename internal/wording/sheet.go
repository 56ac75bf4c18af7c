package wording

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"viva/internal/deck"
)

// sheetHead are the columns of a sheet.
const sheetHead = "number\titem\tanswer\n"

// question is a text as it is put to a reader who sees nothing else.
type question struct {
	written deck.Written
	facts   []*deck.Fact
	lang    string
	seed    [8]byte // opaque: it tells neither the text nor the key
}

// number is what the sheet calls the question. A question that is printed in
// other words has another number, so no letter is taken for another option.
func (q question) number(p printed) string {
	sum := sha256.Sum256(append(q.seed[:], p.line()...))
	return hex.EncodeToString(sum[:5])
}

// printed is a question with its options.
type printed struct {
	text    string
	options []string
}

// Sheet writes what has not been read in lang as printed questions without their
// keys, in an order that tells nothing, with an empty cell for each answer.
func Sheet(w io.Writer, fsys fs.FS, d *deck.Deck, lang string, today deck.Date) error {
	rows, faults, err := signatures(fsys, d)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return errors.New(faults[0].String())
	}
	c := checker{deck: d}
	questions, err := c.questions(fsys, lang)
	if err != nil {
		return err
	}
	index := c.itemsByFact(today)
	for _, q := range questions {
		i := slices.IndexFunc(rows, func(r signature) bool { return r.id == q.written.ID && r.hash == hashOf(q.written) })
		if i >= 0 && rows[i].answers[slices.Index(deck.Langs, lang)] != "" {
			continue
		}
		p, err := c.print(q, index)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%s\t%s\t\n", q.number(p), p.line()); err != nil {
			return fmt.Errorf("write the sheet: %w", err)
		}
	}
	return nil
}

// SheetHead is the first line of a sheet, whose further lines may be of several
// subjects.
func SheetHead(w io.Writer) error {
	if _, err := io.WriteString(w, sheetHead); err != nil {
		return fmt.Errorf("write the sheet: %w", err)
	}
	return nil
}

// line is the question on one line, its options numbered by letters.
func (p printed) line() string {
	var b strings.Builder
	b.WriteString(p.text)
	for i, o := range p.options {
		fmt.Fprintf(&b, " | %c) %s", 'a'+i, o)
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(b.String(), "\t", " ")), " ")
}

// questions are all texts of a subject that are to be read, in the order of
// their numbers.
func (c *checker) questions(fsys fs.FS, lang string) ([]question, error) {
	written, err := c.deck.Written(fsys)
	if err != nil {
		return nil, err
	}
	var list []question
	for _, w := range written {
		if facts := c.answered(w); facts != nil {
			sum := sha256.Sum256([]byte(strings.Join([]string{c.deck.ID(), lang, w.ID, hashOf(w)}, "\x00")))
			list = append(list, question{w, facts, lang, [8]byte(sum[:8])})
		}
	}
	slices.SortFunc(list, func(a, b question) int { return bytes.Compare(a.seed[:], b.seed[:]) })
	return list, nil
}

// itemsByFact are the questions that ask for one fact alone, with one right
// option; those of the current edition first.
func (c *checker) itemsByFact(today deck.Date) map[string][]*deck.Spec {
	editions := slices.Clone(c.deck.Editions)
	slices.SortStableFunc(editions, func(a, b deck.Edition) int {
		return cmp.Compare(boolean(b.ID == c.deck.Current), boolean(a.ID == c.deck.Current))
	})
	index := map[string][]*deck.Spec{}
	for _, e := range editions {
		for _, s := range c.deck.Specs(e.ID, today) {
			if keys := s.KeyFacts(); len(keys) == 1 {
				index[keys[0]] = append(index[keys[0]], s)
			}
		}
	}
	return index
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// print deals a question that asks for one of the facts, and tells the text where
// the question does not hold it. A fact that is never asked alone is put among
// what else its relation has.
func (c *checker) print(q question, index map[string][]*deck.Spec) (printed, error) {
	text := deck.Typeset(q.lang, q.written.In(q.lang))
	for _, f := range q.facts {
		specs := index[f.ID]
		if q.written.Kind == "value" { // better seen in the stem than as an option
			specs = slices.Clone(specs)
			slices.SortStableFunc(specs, func(a, b *deck.Spec) int {
				return cmp.Compare(boolean(b.Model.Ask == "entity"), boolean(a.Model.Ask == "entity"))
			})
		}
		for _, spec := range specs {
			item, err := c.deck.Deal(spec, q.lang, deck.NewStreams(binary.BigEndian.Uint64(q.seed[:])))
			if err != nil {
				return printed{}, err
			}
			if len(item.Options) == 0 || len(item.Prompts) > 0 {
				continue // typed, or in rows
			}
			p := printed{text: strings.TrimSpace(item.Situation + " " + item.Stem)}
			for _, o := range item.Options {
				p.options = append(p.options, o.Text)
			}
			if q.written.Kind != "value" { // which the question holds itself
				p.text += " [" + text + "]"
			}
			return p, nil
		}
	}
	return c.amongOthers(q, text)
}

// signatures are the rows of a subject; without a file there are none.
func signatures(fsys fs.FS, d *deck.Deck) ([]signature, []deck.Fault, error) {
	rows, faults, err := readTexts(fsys, d.ID())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	return rows, faults, err
}
