package audit

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"viva/internal/deck"
	"viva/internal/proof"
)

// The checks that may notice a changed fact, from the cheapest to the dearest.
const (
	byLedger = "the ledger"
	byCheck  = "the check of the facts and items of its relation"
	byProof  = "the second proof of the items dealt again"
	byLoad   = "the check of the whole subject"
	byLines  = "the reading of the ledger"
)

// change is what becomes of a fact: which of its keys gets which value. A
// change of two facts gives the text of the file instead.
type change struct {
	kind, key string
	value     any
	src       []byte
}

// ofFacts lists a mutation for every fact, and for every group that ends.
func (m *mutator) ofFacts() ([]mutation, error) {
	tasks, groups, err := m.ofEachFact(m.changes, m.noticeFact)
	for _, g := range groups {
		tasks = append(tasks, mutation{fmt.Sprintf("%s:%d", g.file.name, g.line), func(_ *rand.Rand, try try) error {
			return try(Mutant{Where: fmt.Sprintf("%s:%d:%d", g.file.name, g.line, g.col), Kind: "a closed end opened", Was: g.to, Is: "open"}, func() (string, error) {
				line := strings.Replace(g.file.lines[g.line-1], g.to, "", 1)
				return m.noticeFact(g.file.name, g.file.replaced(g.line, g.line+1, line), g.relation)
			})
		}})
	}
	return tasks, err
}

// ofLimits lists a mutation for every fact that keeps itself out of questions.
func (m *mutator) ofLimits() ([]mutation, error) {
	tasks, _, err := m.ofEachFact(m.limits, m.noticeLimit)
	return tasks, err
}

// ofEachFact lists a mutation for every fact, with what is to be changed and
// what is to notice it.
func (m *mutator) ofEachFact(changes func(f *factText, siblings []*factText, chance *rand.Rand) ([]change, error),
	notice func(file string, src []byte, relation string) (string, error)) ([]mutation, []*groupText, error) {
	facts, groups, err := readFactFiles(m.fsys, m.deck.ID())
	if err != nil {
		return nil, nil, err
	}
	byRelation := map[string][]*factText{}
	for _, f := range facts {
		byRelation[f.relation] = append(byRelation[f.relation], f)
	}
	var tasks []mutation
	for _, f := range facts {
		tasks = append(tasks, mutation{f.id(), func(chance *rand.Rand, try try) error {
			list, err := changes(f, byRelation[f.relation], chance)
			if err != nil {
				return err
			}
			for _, c := range list {
				mutant := Mutant{Where: f.where(), Kind: c.kind, Was: f.id() + ": " + inWords(f.get(c.key)), Is: inWords(c.value)}
				if err := try(mutant, func() (string, error) { return notice(f.file.name, c.text(f), f.relation) }); err != nil {
					return err
				}
			}
			return nil
		}})
	}
	return tasks, groups, nil
}

// text is the file with the change.
func (c change) text(f *factText) []byte {
	if c.src != nil {
		return c.src
	}
	return f.changed(c.key, c.value)
}

// inWords writes a value into a message.
func inWords(v any) string {
	switch v := v.(type) {
	case nil, string:
		return fmt.Sprint(v)
	}
	return written(v)
}

// noticeFact tells what notices a changed fact file, or "".
func (m *mutator) noticeFact(file string, src []byte, relation string) (by string, err error) {
	book, errs := m.book.Reread(file, src)
	if !m.noLedger && (len(errs) > 0 || len(book.Balance(m.ledger)) > 0) {
		return byLedger, nil
	}
	part, faults := m.deck.Recheck(file, src, relation)
	if len(errs) > 0 || len(faults) > 0 {
		return byCheck, nil
	}
	if differs, err := disproved(book, part); err != nil || differs {
		return byProof, err
	}
	if _, faults := deck.LoadSubject(overlay{m.fsys, file, src}, m.deck.ID()); len(faults) > 0 {
		return byLoad, nil
	}
	return "", nil
}

// noticeLimit is the same for a change that the ledger cannot know, and that
// may alter no question: then nothing is wrong, and there is no mutant. Most
// survive, too many to check the whole subject for each.
func (m *mutator) noticeLimit(file string, src []byte, relation string) (by string, err error) {
	part, faults := m.deck.Recheck(file, src, relation)
	if len(faults) > 0 {
		return byCheck, nil
	}
	if offers(part, relation) == offers(m.deck, relation) {
		return "", errSame
	}
	book, errs := m.book.Reread(file, src)
	if len(errs) > 0 {
		return byProof, nil
	}
	differs, err := disproved(book, part)
	if differs {
		by = byProof
	}
	return by, err
}

// offers is everything that the questions of a relation may offer, on each day.
func offers(d *deck.Deck, relation string) string {
	var b strings.Builder
	for _, e := range d.Editions {
		last := ""
		for _, day := range d.Days(e.ID) {
			var now strings.Builder
			for _, s := range d.Specs(e.ID, day) {
				if s.Model.Relation != relation {
					continue
				}
				fmt.Fprintf(&now, "%s:", s.ID)
				for _, o := range s.Offers() {
					fmt.Fprintf(&now, " %s", o.ID)
				}
				now.WriteByte('\n')
			}
			if now.String() != last {
				last = now.String()
				fmt.Fprintf(&b, "%s %s\n%s", e.ID, day, last)
			}
		}
	}
	return b.String()
}

// disproved reports whether some item of a deck, of any day, is not read by
// the book with the key it has.
func disproved(book *proof.Book, d *deck.Deck) (bool, error) {
	differs := false
	err := everyItem(d, func(s *deck.Spec, lang string, day deck.Date) error {
		if differs {
			return nil
		}
		it, err := d.Deal(s, lang, deck.NewStreams(0))
		if err != nil {
			return err
		}
		says, read := misread(book, it, d.Reference(s.Edition, day))
		differs = says != "" || !read
		return nil
	})
	return differs, err
}

// everyItem calls use for everything that a deck ever asks, in each language,
// with the first day on which it does.
func everyItem(d *deck.Deck, use func(s *deck.Spec, lang string, day deck.Date) error) error {
	for _, e := range d.Editions {
		seen := map[*deck.Spec]bool{}
		for _, day := range d.Days(e.ID) {
			for _, s := range d.Specs(e.ID, day) {
				if seen[s] {
					continue
				}
				seen[s] = true
				for _, lang := range deck.Langs {
					if err := use(s, lang, day); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// changes are the mistakes that can be made about what a fact says.
func (m *mutator) changes(f *factText, siblings []*factText, chance *rand.Rand) ([]change, error) {
	list := slices.Concat(f.otherValue(siblings, chance), f.otherRate(), f.otherPlace(siblings),
		f.otherText("entity", "another entity", siblings, chance), m.otherEditions(f), m.otherSource(f, chance))
	list = append(list, change{kind: "confidence", key: "confidence", value: map[string]string{"H": "M", "M": "H"}[f.text("confidence")]})
	dates, err := f.otherDates()
	return append(list, dates...), err
}

// otherText takes what a sibling has under the key.
func (f *factText) otherText(key, kind string, siblings []*factText, chance *rand.Rand) []change {
	var others []string
	for _, g := range siblings {
		if text := g.text(key); text != "" && text != f.text(key) && !slices.Contains(others, text) {
			others = append(others, text)
		}
	}
	if len(others) == 0 {
		return nil
	}
	return []change{{kind: kind, key: key, value: others[chance.IntN(len(others))]}}
}

// otherSource takes the source of any other fact of the subject.
func (m *mutator) otherSource(f *factText, chance *rand.Rand) []change {
	var others []string
	for _, g := range m.deck.Facts() {
		if g.Source != f.text("source") && !slices.Contains(others, g.Source) {
			others = append(others, g.Source)
		}
	}
	if len(others) == 0 {
		return nil
	}
	return []change{{kind: "another source", key: "source", value: others[chance.IntN(len(others))]}}
}

// otherValue takes the value, or the phrase, of a sibling.
func (f *factText) otherValue(siblings []*factText, chance *rand.Rand) []change {
	phrase, ok := f.get("value").(yaml.MapSlice)
	if !ok {
		return f.otherText("value", "another value", siblings, chance)
	}
	var others []yaml.MapSlice
	for _, g := range siblings {
		if other, ok := g.get("value").(yaml.MapSlice); ok && find(other, "en") != nil && written(find(other, "en")) != written(find(phrase, "en")) {
			others = append(others, other)
		}
	}
	if len(others) == 0 {
		return nil
	}
	return []change{{kind: "another phrase", key: "value", value: others[chance.IntN(len(others))]}}
}

// bandStep is how far the bound of a band or a minimum is moved, in units.
const bandStep = 10

// otherRate moves each number of a rate by a step.
func (f *factText) otherRate() []change {
	rate, ok := f.get("value").(yaml.MapSlice)
	if !ok || find(rate, "unit") == nil {
		return nil
	}
	var list []change
	for i, item := range rate {
		n, ok := item.Value.(uint64)
		if !ok {
			continue
		}
		step := uint64(bandStep)
		if item.Key == "percent" {
			step = 1
		}
		other := slices.Clone(rate)
		other[i].Value = n + step
		list = append(list, change{kind: fmt.Sprintf("rate: %v", item.Key), key: "value", value: other})
	}
	if find(rate, "percent") != nil && find(rate, "from") == nil {
		list = append(list, change{kind: "rate: from", key: "value", value: append(slices.Clone(rate), yaml.MapItem{Key: "from", Value: bandStep})})
	}
	return list
}

// otherPlace exchanges the place with that of the next one in the list.
func (f *factText) otherPlace(siblings []*factText) []change {
	place, ok := f.get("place").(uint64)
	if !ok {
		return nil
	}
	for _, g := range siblings {
		next, _ := g.get("place").(uint64)
		meet := slices.ContainsFunc(g.list("editions"), func(e string) bool { return slices.Contains(f.list("editions"), e) })
		if next != place+1 || g.text("entity") != f.text("entity") || g.file != f.file || g.line < f.line || !meet {
			continue
		}
		lines := slices.Clone(f.file.lines[:f.line-1])
		lines = append(lines, f.with("place", next))
		lines = append(lines, f.file.lines[f.end-1:g.line-1]...)
		lines = append(lines, g.with("place", place))
		lines = append(lines, f.file.lines[g.end-1:]...)
		return []change{{kind: "places exchanged", key: "place", value: next, src: []byte(strings.Join(lines, ""))}}
	}
	return nil
}

// otherDates moves both ends by a day and by a year, and closes an open end.
func (f *factText) otherDates() ([]change, error) {
	var list []change
	for key, kind := range map[string]string{"valid_from": "first day", "valid_to": "last day"} {
		day := f.text(key)
		if day == "" {
			list = append(list, change{kind: "an open end closed", key: key, value: "2026-12-31"})
			continue
		}
		for by, shift := range map[string][2]int{"a day earlier": {0, -1}, "a day later": {0, 1}, "a year earlier": {-1, 0}, "a year later": {1, 0}} {
			to, err := moved(day, shift[0], shift[1])
			if err != nil {
				return nil, err
			}
			list = append(list, change{kind: kind + " " + by, key: key, value: to})
		}
		if key == "valid_to" && textOf(f.own, key) != "" && textOf(f.group, key) == "" {
			list = append(list, change{kind: "a closed end opened", key: key, value: ""})
		}
	}
	slices.SortFunc(list, func(a, b change) int { return strings.Compare(a.kind, b.kind) })
	return list, nil
}

// otherEditions takes each edition away, and adds each that is missing.
func (m *mutator) otherEditions(f *factText) []change {
	var list []change
	have := f.list("editions")
	for _, e := range m.deck.Editions {
		other, kind := []any{}, "an edition added"
		for _, id := range have {
			if id == e.ID {
				kind = "an edition removed"
			} else {
				other = append(other, id)
			}
		}
		if kind == "an edition added" {
			other = append(other, e.ID)
		}
		list = append(list, change{kind: kind, key: "editions", value: other})
	}
	return list
}

// limits loosens what keeps a fact out of questions: one entity of which
// it is arguably true as well is forgotten, or taken for another; it is asked
// in the other direction, or in both. To name more entities or fewer
// directions makes no question wrong.
func (m *mutator) limits(f *factText, siblings []*factText, chance *rand.Rand) ([]change, error) {
	var list []change
	if also := f.list("also"); len(also) > 0 {
		forgotten := []any{}
		for _, id := range also[1:] {
			forgotten = append(forgotten, id)
		}
		list = append(list, change{kind: "also: one forgotten", key: "also", value: forgotten})
		for _, c := range f.otherText("entity", "also: another", siblings, chance) {
			if !slices.Contains(also, c.value.(string)) {
				list = append(list, change{kind: c.kind, key: "also", value: append(slices.Clone(forgotten), c.value)})
			}
		}
	}
	if asked := f.list("asked"); len(asked) == 1 {
		other := map[string]string{"value": "entity", "entity": "value"}[asked[0]]
		list = append(list, change{kind: "asked: the other way", key: "asked", value: []any{other}},
			change{kind: "asked: both ways", key: "asked", value: []any{"value", "entity"}})
	}
	return list, nil
}
