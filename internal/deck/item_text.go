package deck

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Recall is the type "text": a question whose answer is a name to be recalled
// and typed.
type Recall struct{}

// Entry is the key of a text item, which learners type.
type Entry struct {
	Key       string     `json:"key"`                  // the name, as it is shown
	MatchCase bool       `json:"match_case,omitempty"` // capitals count
	Spellings []Spelling `json:"spellings"`            // the first that matches decides; the key comes first
}

// Name is "text".
func (Recall) Name() string { return "text" }

// About tells authors about the type.
func (Recall) About() (asks, needs string) {
	return "recall a name and type it", "`ask`; `wrong`, which names `{sibling}` and what the stem names," +
		" and is told to whoever types another name of the relation; `match_case: true` where capitals count. Facts with `also` are not asked so"
}

// Form is a text to type.
func (Recall) Form() Form { return Form{Typed: true} }

// Check demands a direction, and what is told to whoever types another name.
func (Recall) Check(b *builder, m *Model) {
	if m.Keys != 0 || m.Options != 0 {
		b.fault(m.at, "a model of type text has one key and no options; remove \"keys\" and \"options\"")
	}
	m.Keys = 1
	m.direct(b)
	slot, names := "entity", m.relation.Value
	if m.Ask == askEntity {
		slot, names = "value", ""
	}
	if names == "phrase" || names == "rate" {
		b.fault(m.at.below("ask"), "relation %q gives a %s, which nobody can type word for word; ask for the entity", m.Relation, names)
	}
	b.checkStems(m, slot)
	if m.Wrong.Text == (Text{}) {
		b.fault(m.at, "\"wrong\" is missing: what is told to whoever types another name of the relation")
		return
	}
	// Nobody knows which other name will be typed: whatever is said of it here is
	// told of all of them.
	b.compileWrong(m, "sibling", slot)
}

// Sets gives one set for each fact that asks for one name alone. Where another
// is arguably right as well, an answer typed freely cannot be marked.
func (Recall) Sets(m *Model, all []*Fact) [][]*Fact {
	sure := slices.DeleteFunc(slices.Clone(all), func(f *Fact) bool { return m.arguable(all, f) })
	return m.keySets(sure)
}

// arguable reports whether an answer to the stem that asks for f may be right
// although no fact says so.
func (m *Model) arguable(all []*Fact, f *Fact) bool {
	if m.Ask == askEntity {
		return len(f.Also) > 0
	}
	return slices.ContainsFunc(all, func(g *Fact) bool { return slices.Contains(g.Also, f.Entity) })
}

// Pool lists the names that are wrong here.
func (Recall) Pool(m *Model, all, keys []*Fact) []*option { return m.distractors(all, keys) }

// Deal draws a wording. The names of the relation that are wrong are known to
// the item, so that whoever types one is told so.
func (Recall) Deal(d *Deck, spec *Spec, lang string, s Streams) (Item, error) {
	it, err := d.base(spec, lang)
	if err != nil {
		return it, err
	}
	given := spec.given(lang)
	if err = it.word(spec, s, given); err != nil {
		return it, err
	}
	key := spec.keys[0]
	it.Choose, it.Options = 1, []Option{}
	it.Entry = &Entry{Key: key.shows.in(lang).Text, MatchCase: spec.Model.MatchCase, Spellings: key.shows.spelled(lang)}
	it.rests(key.fact)
	named := map[string]bool{key.shows.ID: true}
	for _, o := range spec.pool {
		if named[o.shows.ID] {
			continue
		}
		named[o.shows.ID] = true
		reason, err := spec.Model.wrongName(o, given, lang)
		if err != nil {
			return it, err
		}
		for _, wrong := range o.shows.spelled(lang) {
			wrong.Mark, wrong.Reason = 0, reason
			it.Entry.Spellings = append(it.Entry.Spellings, wrong)
		}
	}
	return it, nil
}

// wrongName is what is told to whoever types the name of o.
func (m *Model) wrongName(o *option, given slots, lang string) (string, error) {
	if o.belief != nil {
		return o.belief.Reason.In(lang), nil
	}
	with := slots{"sibling": o.shows.in(lang)}
	maps.Copy(with, given)
	return m.wrong[wrongAny].in(lang).fill(lang, with)
}

// Prove derives which names answer the stem, and tries every name of the
// relation on the item as a learner would type it.
func (Recall) Prove(d *Deck, m *Model, it Item) error {
	key, holding := d.factByID[it.Facts[0]], d.proving(m, it)
	if m.arguable(holding, key) {
		return fmt.Errorf("another name is arguably right too, and would be marked wrong")
	}
	right := map[string]bool{}
	for _, f := range holding {
		shown, answers := f.value, f.entity == key.entity
		if m.Ask == askEntity {
			shown, answers = f.entity, sameText(f.value, key.value)
		}
		name := shown.in(it.Lang).Text
		right[name] = right[name] || answers
	}
	known := readAll(it.Entry.Spellings, it.Entry.MatchCase)
	for name, answers := range right {
		var mark Mark // see Mark
		ways := folded(name, it.Entry.MatchCase)
		if i := slices.IndexFunc(known, func(r read) bool { return r.matches(ways) }); i >= 0 {
			mark = known[i].Mark
		}
		switch {
		case answers && name != it.Entry.Key:
			return fmt.Errorf("%q is right but not keyed", name)
		case answers && !mark.Full():
			return fmt.Errorf("the key %q typed as it is gets %d", name, mark)
		case !answers && mark != 0:
			return fmt.Errorf("%q is wrong and gets %d", name, mark)
		}
	}
	if !right[it.Entry.Key] {
		return fmt.Errorf("no fact makes %q right", it.Entry.Key)
	}
	return it.Entry.proveStem(it.Stem)
}

// proveStem refuses a stem that has a spelling of the key in it.
func (e *Entry) proveStem(stem string) error {
	plain := folded(stem, false)[0]
	for _, s := range e.Spellings {
		if s.Mark.Full() && s.whole() && slices.ContainsFunc(folded(s.Text, false), func(name string) bool {
			return utf8.RuneCountInString(name) > 3 && strings.Contains(plain, name)
		}) {
			return fmt.Errorf("the stem names the key %q; say one of the two in other words", s.Text)
		}
	}
	return nil
}

// maxName bounds a typed name, in characters: it is stored as typed.
const maxName = 100

// Read takes any typed name, unless it is made up of signs that do not count.
func (Recall) Read(_ Item, given []string) (Answer, error) {
	if len(given) != 1 || utf8.RuneCountInString(given[0]) > maxName ||
		strings.ContainsFunc(given[0], unicode.IsControl) || slices.Contains(folded(given[0], false), "") {
		return Answer{}, ErrTyped.At("given")
	}
	return Answer{Text: given[0]}, nil
}

// Mark is that of the first spelling that matches.
func (Recall) Mark(it Item, a Answer) Mark {
	s, _ := spelling(it.Entry.Spellings, a.Text, it.Entry.MatchCase)
	return s.Mark
}

// Spelling is the spelling that a typed answer matches, and whether there is
// any.
func (e *Entry) Spelling(a Answer) (Spelling, bool) {
	return spelling(e.Spellings, a.Text, e.MatchCase)
}

// Also are the other names that get the full mark, as they can be shown.
func (e *Entry) Also() []string {
	var names []string
	for _, s := range e.Spellings[1:] {
		if s.Mark.Full() && s.whole() {
			names = append(names, s.Text)
		}
	}
	return names
}

// Names are the things that the item knows by name, the key first. Text is the
// whole name and Mark the greatest that any spelling of it gets.
func (e *Entry) Names() []Spelling {
	var names []Spelling
	at := map[string]int{}
	for i, s := range e.Spellings {
		if n, known := at[s.Shows]; known {
			names[n].Mark = max(names[n].Mark, s.Mark)
			continue
		}
		at[s.Shows] = len(names)
		name := Spelling{Text: strings.ReplaceAll(s.Text, `\*`, "*"), Mark: s.Mark, Shows: s.Shows}
		if i == 0 {
			name.Text = e.Key
		}
		names = append(names, name)
	}
	return names
}

// Floor is 0: nobody hits a name by chance.
func (Recall) Floor(Item) float64 { return 0 }

// Sample is the key or, when wrong, another name of the relation.
func (Recall) Sample(it Item, right bool) []string {
	if right {
		return []string{it.Entry.Key}
	}
	for _, s := range it.Entry.Names() {
		if s.Mark == 0 {
			return []string{s.Text}
		}
	}
	return []string{"***"}
}
