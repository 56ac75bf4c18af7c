package deck

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// checkPhrasing looks for faults of language that arise where labels and
// phrases meet the words around them: an article that one language has and the
// other has not, "these needs" for a single one, a comma that nothing closes.
func (b *builder) checkPhrasing() {
	c := &phrasingCheck{builder: b, read: map[*Model]map[meeting]bool{}}
	for _, f := range b.facts {
		c.labels(f.entity)
		c.labels(f.value)
	}
	for _, m := range b.models {
		c.model(m)
	}
	for _, e := range b.Editions {
		for _, s := range b.distinct(e.ID) {
			c.commas(s)
		}
	}
}

// phrasingCheck is one pass over the language of a deck.
type phrasingCheck struct {
	*builder
	read map[*Model]map[meeting]bool // the items of a model have most in common
}

// meeting is a thing in a slot of a model's texts.
type meeting struct {
	slot string
	in   *Entity
}

// labels demands that a thing is one of many in both languages, or in none.
func (c *phrasingCheck) labels(e *Entity) {
	en, fr := e.EN, e.FR
	if en.Article == "" || fr.Article == "" || en.oneOfMany() == fr.oneOfMany() {
		return
	}
	c.fault(e.at.below("fr"), "%q has the article %q in English and %q in French; give both the definite one, or both the other", en.Text, en.Article, fr.Article)
}

// authored is a template with its position.
type authored struct {
	what string
	templates
	at      position
	wording int // which of several, from 0
}

// reasons are the templates of which the model's reasons are made.
func (m *Model) reasons() []authored {
	at := m.at.below("wrong")
	return []authored{
		{"reason", m.wrong[wrongAny], at, 0},
		{"reason", m.wrong[wrongBelow], at.below("below"), 0},
		{"reason", m.wrong[wrongAbove], at.below("above"), 0},
		{"sentence", m.relation.says, m.relation.at.below("says"), 0},
	}
}

func (m *Model) authored() []authored {
	list := m.reasons()
	for i, stem := range m.stems {
		list = append(list, authored{"stem", stem, m.at.below("stem"), i})
	}
	return list
}

// position is that of the template in a language.
func (a authored) position(lang string) position {
	return a.at.below(lang).below(strconv.Itoa(a.wording))
}

func (c *phrasingCheck) model(m *Model) {
	for _, a := range m.authored() {
		c.articles(a)
		if m.relation.Value == "phrase" && m.Keys == 1 {
			c.number(a)
		}
		if a.what == "stem" {
			c.sentences(m, a)
		}
	}
}

// articles compares how the languages name a thing: as the one that is known,
// or as any of its kind.
func (c *phrasingCheck) articles(a authored) {
	for _, p := range a.fr {
		form := strings.ToLower(p.form)
		if form != "a" && form != "the" {
			continue
		}
		other := map[string]string{"a": "the", "the": "a"}[form]
		if a.en.names(p.slot, other) && !a.en.names(p.slot, form) && !a.fr.names(p.slot, other) {
			c.fault(a.position("fr"), "{%s:%s} here, but {%s:%s} in English; let both languages say the same", p.slot, form, p.slot, other)
		}
	}
}

// names reports whether the template has the slot in that form.
func (t template) names(slot, form string) bool {
	return slices.ContainsFunc(t, func(p part) bool { return p.slot == slot && strings.ToLower(p.form) == form })
}

// severalOf finds words for several things that stand for the value; "which of
// these needs" speaks of the options instead.
var severalOf = map[string]*regexp.Regexp{
	"en": regexp.MustCompile(`(?i)(\bof )?\b(?:these|those) \pL+s\b`),
	"fr": regexp.MustCompile(`(?i)(\bde )?\bces \pL+s\b`),
}

// number refuses a plural for what may be one thing.
func (c *phrasingCheck) number(a authored) {
	for _, lang := range Langs {
		for _, p := range a.in(lang) {
			for _, m := range severalOf[lang].FindAllStringSubmatch(p.literal, -1) {
				if m[1] == "" {
					c.fault(a.position(lang), "%q stands for a value that may be a single one; choose words that fit one and several", m[0])
				}
			}
		}
	}
}

// sentenced finds a stem that calls its options, or what is to be matched,
// sentences.
var sentenced = map[string]*regexp.Regexp{
	"en": regexp.MustCompile(`(?i)\b(?:each|these|which) (?:sentence|statement)s?`),
	"fr": regexp.MustCompile(`(?i)\b(?:chaque|ces|quels?|quelles?) (?:affirmation|énoncé|phrase)s?`),
}

// sentences refuses a stem that calls verbs without a subject sentences.
func (c *phrasingCheck) sentences(m *Model, stem authored) {
	for _, lang := range Langs {
		says := m.relation.says.in(lang)
		if !says.predicates() {
			continue
		}
		for _, p := range stem.in(lang) {
			if hit := sentenced[lang].FindString(p.literal); hit != "" {
				c.fault(stem.position(lang), "%q are no sentences here, for they want the subject of %q; call them descriptions, or ask what is true", hit, string(says.sketch()))
			}
		}
	}
}

// predicates reports whether the template has the value right behind the
// entity, as the verb that goes with it.
func (t template) predicates() bool {
	for i := 2; i < len(t); i++ {
		if t[i-2].slot == "entity" && t[i-1].literal == " " && t[i].slot == "value" {
			return true
		}
	}
	return false
}

// commas refuses a phrase that opens an insertion where the sentence goes on
// behind it without closing it.
func (c *phrasingCheck) commas(s *Spec) {
	key := s.keys[0].fact
	met := []meeting{{"entity", key.entity}, {"value", key.value}}
	for _, o := range s.pool {
		met = append(met, meeting{"given", o.fact.value}, meeting{"sibling", o.fact.entity})
	}
	if met = c.unread(s.Model, met); len(met) == 0 {
		return
	}
	for _, a := range s.Model.authored() {
		for _, m := range met {
			if m.slot != "sibling" {
				c.closed(a, m.slot, m.in)
			}
			c.elided(a, m.slot, m.in)
			c.nested(a, m.slot, m.in)
		}
	}
}

// unread are those of the meetings that no item of the model had before.
func (c *phrasingCheck) unread(m *Model, met []meeting) []meeting {
	if c.read[m] == nil {
		c.read[m] = map[meeting]bool{}
	}
	return slices.DeleteFunc(met, func(k meeting) bool {
		known := c.read[m][k]
		c.read[m][k] = true
		return known
	})
}

// quotes are how a quotation begins.
var quotes = map[string]string{"en": "“", "fr": "«"}

// nested refuses a label with quotes of its own where the sentence quotes it.
func (c *phrasingCheck) nested(a authored, slot string, e *Entity) {
	for _, lang := range Langs {
		t, quote := a.in(lang), quotes[lang]
		for i := 1; i < len(t); i++ {
			before := strings.TrimRightFunc(t[i-1].literal, unicode.IsSpace)
			if t[i].slot == slot && strings.HasSuffix(before, quote) && strings.Contains(e.in(lang).Text, quote) {
				c.fault(e.at.below(lang), "%q brings quotes into those of %q; leave its own out", e.in(lang).Text, string(t.sketch()))
			}
		}
	}
}

// elidable ends with a French word that loses its vowel before another.
var elidable = regexp.MustCompile(`(?i)(?:^|[\s(«])(de|que|ne|je|se|le|la) $`)

// elided refuses "de Uranus": a slot that has no form follows a word that would
// have to be elided before this label.
func (c *phrasingCheck) elided(a authored, slot string, e *Entity) {
	if !startsWithVowel(e.FR.Text) {
		return
	}
	t := a.in("fr")
	for i := 1; i < len(t); i++ {
		if t[i].slot != slot || t[i].form != "" || t[i].endings != nil {
			continue
		}
		if word := elidable.FindStringSubmatch(t[i-1].literal); word != nil {
			c.fault(a.position("fr"), "“%s %s” wants an elision; after “de” write {%s:of}, and elsewhere words that need none", word[1], e.FR.Text, slot)
		}
	}
}

func (c *phrasingCheck) closed(a authored, slot string, e *Entity) {
	for _, lang := range Langs {
		text := e.in(lang).Text
		if t := a.in(lang); t.goesOn(slot) && opensInsertion(text) {
			c.fault(e.at.below(lang), "%q opens with its last comma what the sentence around it does not close: %q; write it without the comma, or close it", text, string(t.sketch()))
		}
	}
}

// goesOn reports whether words follow the slot without a mark between.
func (t template) goesOn(slot string) bool {
	for i, p := range t {
		if p.slot == slot && p.endings == nil && i+1 < len(t) && wordsFollow.MatchString(t[i+1].literal) {
			return true
		}
	}
	return false
}

var (
	wordsFollow = regexp.MustCompile(`^ \pL`)
	listEnds    = regexp.MustCompile(`(?:^| )(?:and|or|et|ou|ni|nor) `)
)

// opensInsertion reports whether the last comma of the text begins an insertion
// and does not end one, or part a list.
func opensInsertion(text string) bool {
	parts := strings.Split(text, ", ")
	return len(parts)%2 == 0 && !listEnds.MatchString(parts[len(parts)-1])
}

// sketch is the template as it was written, for a message.
func (t template) sketch() []byte {
	var b []byte
	for _, p := range t {
		if p.slot == "" {
			b = append(b, p.literal...)
		} else {
			b = append(b, "{"+p.slot+"}"...)
		}
	}
	return b
}
