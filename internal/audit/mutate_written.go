package audit

import (
	"cmp"
	"math/rand/v2"
	"path"
	"slices"
	"strings"

	"viva/internal/deck"
	"viva/internal/slip"
)

// Sides of what authors write in words. A note is what an author says in words
// of their own: hooks, rules, what speaks to a belief, corrections. All other
// texts go into questions, or say what a subject or a source is.
const (
	sideTexts = "texts"
	sideNotes = "notes"
)

// The shares of mistakes in words, in percent, that are noticed by what the
// words mean.
const (
	textsGoal = 85
	notesGoal = 60
)

// noteKinds are the kinds of texts that are notes.
var noteKinds = []string{"because", "reason", "correction"}

// site is a text of an author, with where it stands in each language.
type site struct {
	deck.Written
	file     string
	at       [2]edit // in the order of deck.Langs; the edits change nothing
	owner    string  // the id of what it belongs to
	relation string  // of the facts or of the model that it belongs to, if it is known
}

func (s *site) side() string {
	if slices.Contains(noteKinds, s.Kind) {
		return sideNotes
	}
	return sideTexts
}

// readSites finds all texts that learners read.
func (m *mutator) readSites() ([]*site, error) {
	texts, err := m.deck.Written(m.fsys)
	if err != nil {
		return nil, err
	}
	relations := m.relations()
	var all []*site
	for _, w := range texts {
		owner, _, _ := strings.Cut(w.ID, ".")
		s := &site{Written: w, owner: strings.TrimSuffix(owner, "+")}
		s.relation = relations[s.owner]
		for i, lang := range deck.Langs {
			at := w.Fault(lang, "")
			if s.file = at.File; strings.HasPrefix(path.Base(at.File), "register") {
				break // expressions, which no learner reads
			}
			from, err := m.sources.offset(at.File, at.Line, at.Col)
			if err != nil {
				return nil, err
			}
			from, to, err := m.sources.scalar(at.File, from, lang, w.In(lang))
			if err != nil {
				return nil, err
			}
			s.at[i] = edit{at.File, from, to, m.sources[at.File][from:to]}
		}
		if s.at[1].file != "" {
			all = append(all, s)
		}
	}
	return all, nil
}

// relations are those of all facts and models, by id.
func (m *mutator) relations() map[string]string {
	all := map[string]string{}
	for _, f := range m.deck.Facts() {
		all[f.ID] = f.RelationID()
	}
	for _, model := range m.deck.Models() {
		all[model.ID] = model.Relation
	}
	return all
}

// The languages in which a mistake is made: in one alone, which no translation
// then agrees with, or in both.
var inLangs = []struct {
	name  string
	langs []string
}{{"en", []string{"en"}}, {"fr", []string{"fr"}}, {"both", deck.Langs}}

// each tries the mistake in one language, in the other and in both.
func (s *site) each(kind string, other deck.Text, try trySites) error {
	for _, in := range inLangs {
		change := siteChange{s, deck.Text{}}
		for _, lang := range in.langs {
			if is := other.In(lang); is != "" && is != s.In(lang) {
				change.set(lang, is)
			}
		}
		if change.langs() == len(in.langs) {
			if err := try(kind+", "+in.name, change); err != nil {
				return err
			}
		}
	}
	return nil
}

// siteChange is what becomes of a text: in each language another, or "".
type siteChange struct {
	*site
	other deck.Text
}

func (c *siteChange) set(lang, text string) {
	if lang == "fr" {
		c.other.FR = text
	} else {
		c.other.EN = text
	}
}

// langs is in how many languages the text changes.
func (c siteChange) langs() (n int) {
	for _, lang := range deck.Langs {
		if c.other.In(lang) != "" {
			n++
		}
	}
	return n
}

// edits are what the change does to the file.
func (c siteChange) edits() (list []edit) {
	for i, lang := range deck.Langs {
		if is := c.other.In(lang); is != "" {
			e := c.at[i]
			e.text = written(is)
			list = append(list, e)
		}
	}
	return list
}

// changed is the text as it then is.
func (c siteChange) changed() deck.Written {
	w := c.Written
	w.EN, w.FR = cmp.Or(c.other.EN, w.EN), cmp.Or(c.other.FR, w.FR)
	return w
}

// trySites counts a mutant of one text or of two.
type trySites func(kind string, changes ...siteChange) error

// ofSites lists a mutation for every text of a side.
func (m *mutator) ofSites(side string) (tasks []mutation) {
	for _, s := range m.sites {
		if s.side() != side {
			continue
		}
		tasks = append(tasks, mutation{s.ID, func(chance *rand.Rand, try try) error {
			return m.mistakes(s, chance, func(kind string, changes ...siteChange) error {
				return m.trySite(kind, changes, try)
			})
		}})
	}
	return tasks
}

// mistakes makes each mistake that the words of a text allow.
func (m *mutator) mistakes(s *site, chance *rand.Rand, try trySites) error {
	for _, slip := range slip.All {
		if err := s.each(slip.Kind, slip.Make(s.Text, chance), try); err != nil {
			return err
		}
	}
	if err := s.each("a name replaced by a sibling", m.names.sibling(s, chance), try); err != nil {
		return err
	}
	if err := m.exchangeLabels(s, chance, try); err != nil {
		return err
	}
	return s.each("the phrase of another, reworded", m.rephrased(s, chance), try)
}

// trySite counts a mutant of texts: where it stands is where the first of them
// does in the first language that changes.
func (m *mutator) trySite(kind string, changes []siteChange, try try) error {
	mutant := Mutant{Kind: kind, text: changes[0].Kind, changes: changes}
	for _, c := range changes {
		mutant.edits = append(mutant.edits, c.edits()...)
		for _, lang := range deck.Langs {
			if is := c.other.In(lang); is != "" {
				mutant.Was, mutant.Is = joined(mutant.Was, c.In(lang)), joined(mutant.Is, is)
			}
		}
	}
	mutant.Where = m.sources.position(mutant.edits[0])
	return try(mutant, func() (string, error) { return m.noticeWords(mutant) })
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + " / " + b
}

// exchangeLabels gives a thing the label of the next of its kind, and that one
// its own.
func (m *mutator) exchangeLabels(s *site, chance *rand.Rand, try trySites) error {
	siblings := m.labels[s.owner]
	if s.Kind != "label" || len(siblings) == 0 {
		return nil
	}
	other := siblings[chance.IntN(len(siblings))]
	for _, in := range inLangs {
		a, b := siteChange{s, deck.Text{}}, siteChange{other, deck.Text{}}
		for _, lang := range in.langs {
			if s.In(lang) != other.In(lang) {
				a.set(lang, other.In(lang))
				b.set(lang, s.In(lang))
			}
		}
		if a.langs() == len(in.langs) {
			if err := try("two labels exchanged, "+in.name, a, b); err != nil {
				return err
			}
		}
	}
	return nil
}

// labelsOf are the labels of the siblings of each entity, by its id.
func (m *mutator) labelsOf() map[string][]*site {
	byKind := map[string][]*site{}
	for _, s := range m.sites {
		if e := m.deck.Entities()[s.owner]; e != nil && s.Kind == "label" {
			byKind[e.Kind] = append(byKind[e.Kind], s)
		}
	}
	all := map[string][]*site{}
	for _, list := range byKind {
		for i, s := range list {
			all[s.owner] = slices.Delete(slices.Clone(list), i, i+1)
		}
	}
	return all
}

// namebook is the names of a subject, by which a text may name a sibling.
type namebook struct {
	deck  *deck.Deck
	names []*site            // labels that are short enough to stand in a sentence, the longest first
	of    map[string][]*site // entity -> its siblings among them
}

// longestName is how many words a name has at most.
const longestName = 5

func newNamebook(d *deck.Deck, labels map[string][]*site, sites []*site) namebook {
	b := namebook{deck: d, of: map[string][]*site{}}
	short := func(s *site) bool {
		return s.Kind == "label" && d.Entities()[s.owner] != nil && len(strings.Fields(s.EN)) <= longestName && len(s.EN) > 2
	}
	for _, s := range sites {
		if short(s) {
			b.names = append(b.names, s)
			b.of[s.owner] = slices.DeleteFunc(slices.Clone(labels[s.owner]), func(o *site) bool { return !short(o) })
		}
	}
	slices.SortStableFunc(b.names, func(x, y *site) int { return len(y.EN) - len(x.EN) })
	return b
}

// sibling names a sibling in the place of something that the text names.
func (b namebook) sibling(s *site, chance *rand.Rand) deck.Text {
	var made []deck.Text
	for _, name := range b.names {
		siblings := b.of[name.owner]
		if len(siblings) == 0 || s == name {
			continue
		}
		other := siblings[chance.IntN(len(siblings))]
		made = append(made, deck.Text{EN: slip.Renamed(s.EN, name.EN, other.EN), FR: slip.Renamed(s.FR, name.FR, other.FR)})
	}
	return slip.OneOf(made, chance)
}

// rephrased is the phrase of another entity in other words, so that both mean
// the same.
func (m *mutator) rephrased(s *site, chance *rand.Rand) deck.Text {
	own := m.facts[s.owner]
	if s.Kind != "value" || own == nil {
		return deck.Text{}
	}
	var others []*deck.Fact
	for _, f := range m.deck.Facts() {
		_, value := f.Sides()
		if f.RelationID() == own.RelationID() && f.Entity != own.Entity && value.Kind == "phrase" && f.Value.Phrase != nil &&
			slices.ContainsFunc(f.Editions, func(e string) bool { return slices.Contains(own.Editions, e) }) &&
			!slices.Contains(f.Also, own.Entity) && !slices.Contains(own.Also, f.Entity) {
			others = append(others, f)
		}
	}
	if len(others) == 0 {
		return deck.Text{}
	}
	value := others[chance.IntN(len(others))].Value.Phrase
	return slip.Reworded(deck.Text{EN: value.EN.Text, FR: value.FR.Text})
}
