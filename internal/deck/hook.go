package deck

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Because is what helps a learner to keep a fact: a cause, a contrast or an aid
// to memory, in one or two sentences. It is told beside the reason of the key,
// or in its place: see Item.Told.
type Because struct {
	Text
	States []string // ids of the facts that it tells, none of which is asked

	states []*Fact
}

// UnmarshalJSON reads {en, fr, states}.
func (b *Because) UnmarshalJSON(src []byte) error {
	var hook struct {
		EN, FR string
		States []string
	}
	if err := json.Unmarshal(src, &hook); err != nil {
		return err
	}
	b.Text, b.States = Text{Typeset("en", hook.EN), Typeset("fr", hook.FR)}, hook.States
	return nil
}

// Hook is a Because as it was dealt.
type Hook struct {
	Row   string   `json:"row,omitempty"` // the words of the row that it is about, where it names none of several
	Says  string   `json:"says"`
	Facts []string `json:"facts"` // that it gives away
}

// hookOfRow sets a hook beside the words of its row.
var hookOfRow = Text{EN: "“%s” – %s", FR: "«\u00a0%s\u00a0» – %s"}

// HookSays are the hooks of the item as sentences, each beside its row.
func (it Item) HookSays() []string {
	var says []string
	for _, h := range it.Hooks {
		if h.Row != "" {
			says = append(says, fmt.Sprintf(hookOfRow.In(it.Lang), h.Row, h.Says))
		} else {
			says = append(says, h.Says)
		}
	}
	return says
}

// hooksTold is how many hooks an item tells at most. A matching of five would
// have five, which nobody reads.
const hooksTold = 2

// toldHook is a hook as the items of a spec tell it.
type toldHook struct {
	*Because
	row Text // to be named, or empty
}

// chooseHooks takes those of the first key facts that have one. A hook that
// states what the item asks is left out: the learner has just been told that.
func (d *Deck) chooseHooks(s *Spec) []toldHook {
	var hooks []toldHook
	for _, k := range s.keys {
		if h := k.fact.Because; h != nil && len(hooks) < hooksTold && !s.asksAny(h.states) &&
			!slices.ContainsFunc(hooks, func(t toldHook) bool { return t.Text == h.Text }) {
			hooks = append(hooks, toldHook{h, Text{d.rowBeside(s, k, "en"), d.rowBeside(s, k, "fr")}})
		}
	}
	return hooks
}

// rowBeside is the row that the hook of a key is told beside. A hook is written
// for its fact alone, so among several keys its row is named, unless the hook
// has the words of the row anyway.
func (d *Deck) rowBeside(s *Spec, k *option, lang string) string {
	says, row := k.fact.Because.In(lang), s.rowOf(k)
	text := row.in(lang).Text
	if len(s.keys) == 1 || holdsWords(says, text) || holdsWords(says, UpperFirst(text)) {
		return ""
	}
	return innerQuotes[lang].Replace(opening(d.label(row, lang)))
}

// innerQuotes are what quotes become within quotes.
var innerQuotes = map[string]*strings.Replacer{
	"en": strings.NewReplacer("“", "‘", "”", "’"),
	"fr": strings.NewReplacer("«\u00a0", "“", "\u00a0»", "”"),
}

// openingLetters are enough to find a row again by its first words.
const openingLetters = 80

// opening is a text, or its first words where it is long.
func opening(text string) string {
	if utf8.RuneCountInString(text) <= openingLetters {
		return text
	}
	head := string([]rune(text)[:openingLetters])
	if space := strings.LastIndexAny(head, " \u00a0"); space > 0 { // an address may have none
		head = head[:space]
	}
	return strings.TrimRight(head, " \u00a0,;:(«“") + "…"
}

// rowOf is what an item prints as the row of a key: the prompt of a pair, else
// the option.
func (s *Spec) rowOf(k *option) *Entity {
	switch {
	case !s.Model.typ.Form().Paired:
		return k.shows
	case s.Model.Ask == askEntity:
		return k.fact.value
	}
	return k.fact.entity
}

// hooksIn are the hooks of the spec as a dealt item tells them.
func (s *Spec) hooksIn(lang string) []Hook {
	var dealt []Hook
	for _, h := range s.hooks {
		dealt = append(dealt, Hook{Row: h.row.In(lang), Says: h.In(lang), Facts: h.States})
	}
	return dealt
}

// asksAny reports whether a key fact of the spec is one of these to a learner.
func (s *Spec) asksAny(facts []*Fact) bool {
	return slices.ContainsFunc(facts, func(f *Fact) bool { return slices.Contains(s.Names(), f.Name()) })
}

// hookWords is how long a hook may be, in words of either language.
const hookWords = 30

// linkHook resolves the facts that a hook states, and checks that it is short
// and true whenever its fact is asked.
func (b *builder) linkHook(f *Fact) {
	if f.Because == nil || f.entity == nil || f.value == nil {
		return
	}
	at := f.at.below("because")
	for _, lang := range Langs {
		if n := countWords(f.Because.In(lang)); n > hookWords {
			b.fault(at.below(lang), "the hook of fact %q has %d words; a hook has at most %d", f.ID, n, hookWords)
		}
	}
	f.Because.states = nil // a hook that a group shares is linked once for each of its facts
	for i, id := range f.Because.States {
		at := at.below("states").below(strconv.Itoa(i))
		switch g := b.factByID[id]; {
		case g == nil:
			b.fault(at, "unknown fact %q; \"states\" names the facts that the hook of fact %q tells", id, f.ID)
		case g.entity == nil || g.value == nil: // told at g
		case g.Name() == f.Name():
			b.fault(at, "the hook of fact %q states that fact itself; name another one that it tells", f.ID)
		default:
			f.Because.states = append(f.Because.states, g)
			b.checkStated(at, f, g)
		}
	}
}

// checkStated demands that what the hook of f states holds on every day on
// which f is asked, or that the hook names a year in which it did.
func (b *builder) checkStated(at position, f, g *Fact) {
	for _, id := range f.Editions {
		e := b.Edition(id)
		if e == nil || g.in(id) && g.Validity().covers(f.intersect(e)) {
			continue
		}
		for _, lang := range Langs {
			if !namesYearOf(f.Because.In(lang), g.Validity()) {
				b.fault(at, "the hook of fact %q is told in edition %q, where fact %q does not always hold: say in which year it does (%s)", f.ID, id, g.ID, lang)
				return
			}
		}
	}
}

var yearInText = regexp.MustCompile(`\b(?:19|20)\d\d\b`)

// namesYearOf reports whether a text names a year of which v has a day.
func namesYearOf(text string, v Validity) bool {
	return slices.ContainsFunc(yearInText.FindAllString(text, -1), func(year string) bool {
		return v.overlaps(Validity{Date(year + "-01-01"), Date(year + "-12-31")})
	})
}

// countWords counts what stands between spaces and has a letter or a digit.
func countWords(text string) int {
	n := 0
	for w := range strings.FieldsSeq(text) {
		if strings.ContainsFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			n++
		}
	}
	return n
}

// checkHooks demands that a hook states nothing that is read in the question or
// in its key.
func (b *builder) checkHooks() {
	told := map[*Fact]bool{}
	for _, e := range b.Editions {
		for _, s := range b.distinct(e.ID) {
			f := s.keys[0].fact
			if f.Because == nil || len(s.keys) > 1 || told[f] {
				continue
			}
			for i, g := range f.Because.states {
				if lang, says := s.reads(g); says {
					told[f] = true
					b.fault(f.at.below("because").below("states").below(strconv.Itoa(i)),
						"the hook of fact %q states fact %q, which the question of model %q or its key says already (%s)", f.ID, g.ID, s.Model.ID, lang)
				}
			}
		}
	}
}

// reads reports in which language a stem or its key says both sides of a fact.
func (s *Spec) reads(f *Fact) (lang string, says bool) {
	for _, lang := range Langs {
		for _, stem := range s.Model.stems {
			text := stem.in(lang).loosely(lang, s.given(lang)) + " " + s.keys[0].shows.in(lang).Text
			if s.Case() != "" {
				text = s.keys[0].fact.entity.in(lang).Text + " " + text
			}
			text = strings.ToLower(text)
			if strings.Contains(text, strings.ToLower(f.entity.in(lang).Text)) && strings.Contains(text, strings.ToLower(f.value.in(lang).Text)) {
				return lang, true
			}
		}
	}
	return "", false
}
