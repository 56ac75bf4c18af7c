package proof

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// langs are the languages that questions are printed in.
var langs = []string{"en", "fr"}

// confirmEntry makes a pattern a draft until somebody has answered a printed
// question that it reads, in each language. Whoever wrote the pattern, a
// program perhaps, took its relation from the model; the answer comes from the
// question alone, so that the two can be compared.
type confirmEntry struct {
	at     position // without the file
	EN, FR printedEntry
}

// printedEntry is a question as it was printed, and what somebody answered.
type printedEntry struct {
	at       position // without the file
	Question string
	Options  []string
	Answer   string // the text or the number of an option; "" while nobody has answered
}

// UnmarshalYAML keeps the position, like that of a pattern.
func (c *confirmEntry) UnmarshalYAML(node ast.Node) error {
	type plain confirmEntry
	return decodeAt(node, (*plain)(c), &c.at, yaml.Strict())
}

// UnmarshalYAML keeps the position, like that of a pattern.
func (e *printedEntry) UnmarshalYAML(node ast.Node) error {
	type plain printedEntry
	return decodeAt(node, (*plain)(e), &e.at, yaml.Strict())
}

// Drafts are the patterns that nobody has confirmed yet, each with what is to
// be answered. While there are any, the book proves nothing.
func (b *Book) Drafts() []Fault { return b.drafts }

// confirm compares the answers of a draft with the facts. A missing answer is
// no fault of the file, but leaves the pattern a draft.
func (b *Book) confirm(p pattern, c confirmEntry, file string, fault func(position, error)) {
	for i, e := range []printedEntry{c.EN, c.FR} {
		switch err := b.answered(p, langs[i], e); {
		case errors.Is(err, errOpen):
			at := position{file, max(e.at.line, c.at.line, 1), max(e.at.col, 1)}
			b.drafts = append(b.drafts, at.fault("a draft without its answer: %q; read the question, take the answer from its source, and write it, or its number among the options, under answer", e.Question))
		case err != nil:
			fault(position{line: max(e.at.line, c.at.line), col: e.at.col}, err)
		}
	}
}

// errOpen is no mistake: the question waits for its answer.
var errOpen = errors.New("there is no answer yet")

// answered returns nil if the pattern reads the question and a fact bears the
// answer out.
func (b *Book) answered(p pattern, lang string, e printedEntry) error {
	if p.ask != forValue && p.ask != forEntity {
		return fmt.Errorf("a pattern that asks for %q is confirmed by whoever writes it; delete confirm", p.ask)
	}
	words := p.reads[lang].FindStringSubmatch(plain(e.Question))
	if words == nil {
		return fmt.Errorf("the pattern does not read the question that is to confirm it; mend the one that is wrong")
	}
	if e.Answer == "" {
		return errOpen
	}
	answer := e.Answer
	if n, err := strconv.Atoi(answer); err == nil && !slices.Contains(e.Options, answer) && n >= 1 && n <= len(e.Options) {
		answer = e.Options[n-1]
	}
	if len(e.Options) > 0 && !slices.ContainsFunc(e.Options, func(o string) bool { return slices.Contains(readings(lang, answer), fold(o)) }) {
		return fmt.Errorf("%q is none of the options; write one of them, or its number", e.Answer)
	}
	names := words[max(p.reads[lang].SubexpIndex(p.names()), 0)]
	for _, f := range b.facts {
		if f.relation == p.relation && (p.edition == "" || slices.Contains(f.editions, p.edition)) && b.bears(f, p, lang, names, answer) {
			return nil
		}
	}
	return fmt.Errorf("by the facts of the relation %q, %q does not answer %q; read the source again, and mend the answer, the fact, or the relation of the model", p.relation, answer, e.Question)
}

// bears reports whether the fact joins what the stem names to the answer.
func (b *Book) bears(f fact, p pattern, lang, names, answer string) bool {
	entity, value := b.entities[f.entity][lang], f.value[lang]
	if p.ask == forEntity {
		return slices.Contains(readings(lang, names), value) && slices.Contains(readings(lang, answer), entity)
	}
	return (f.entity == p.means || p.means == "" && slices.Contains(readings(lang, names), entity)) && slices.Contains(readings(lang, answer), value)
}
