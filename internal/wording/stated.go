package wording

import (
	"slices"
	"strconv"
	"strings"

	"viva/internal/deck"
)

// holding is the figures that a fact holds: those of its value, and its dates.
type holding struct {
	fact    *deck.Fact
	figures []string
	about   []string // the things that the fact is about, by id
	named   []string // those that the label of its entity names
}

// holdings are those of all facts.
func (c *checker) holdings() []holding {
	list := make([]holding, 0, len(c.deck.Facts()))
	for _, f := range c.deck.Facts() {
		h := holding{fact: f}
		entity, value := f.Sides()
		h.about, h.named = []string{entity.ID}, c.named(entity.EN.Text)
		for _, figure := range figures("en", value.EN.Text) {
			h.figures = append(h.figures, figure.is)
		}
		if !phrased(value) {
			h.about = append(h.about, c.thingsIn(value)...)
		}
		list = append(list, h)
	}
	return list
}

// concerns reports whether the fact is about one of these things. What is about
// two at once, such as a severity on a plan, needs both of them: its figure is
// no other plan's.
func (h holding) concerns(things map[string]bool) bool {
	if slices.ContainsFunc(h.about, func(id string) bool { return things[id] }) {
		return true
	}
	return len(h.named) > 0 && !slices.ContainsFunc(h.named, func(id string) bool { return !things[id] })
}

func phrased(e *deck.Entity) bool { return e.Kind == "phrase" }

// thingsIn is an entity and those that its label names: a case of severity Low
// on Developer is about Low and Developer.
func (c *checker) thingsIn(e *deck.Entity) []string {
	return append(c.named(e.EN.Text), e.ID)
}

// named are the entities that a text names.
func (c *checker) named(text string) (ids []string) {
	for _, list := range found(c.terms, "en", text) {
		ids = append(ids, list...)
	}
	return ids
}

// explains are the kinds of texts whose figures facts must hold.
var explains = []string{"value", "reason", "because", "correction", "about", "title", "gloss"}

// stated demands of what a fact or a belief is explained with that each figure
// is a value of a fact about the same things, or typed a second time.
func (c *checker) stated(w deck.Written) {
	if !slices.Contains(explains, w.Kind) {
		return
	}
	need := needed(w)
	if len(need) == 0 {
		return
	}
	about := c.about(w)
	if about == nil {
		return
	}
	have := append(about.figures, c.editions()...)
	things := map[string]bool{}
	for _, id := range about.things {
		things[id] = true
	}
	for _, h := range c.held {
		if slices.Contains(about.facts, h.fact) && w.Kind == "value" {
			continue // the phrase itself
		}
		if h.concerns(things) {
			have = append(have, h.figures...)
		}
	}
	for _, figure := range need {
		if !slices.Contains(have, figure) && !slices.Contains(have, bare(have, figure)) && !c.judged.states(w.ID, figure) {
			c.fault(checkStated, w, "en", "no fact about the same things holds %q; mend the figure, or type it a second time from its source below \"stated\" in %s", figure, File)
		}
	}
}

// editions are the figures by which editions are called, such as 2024.
func (c *checker) editions() (list []string) {
	for _, e := range c.deck.Editions {
		for _, f := range figures("en", e.Short.EN) {
			list = append(list, f.is)
		}
	}
	return list
}

// bare is a value of those that has the number, where the text leaves out the
// unit: "24 hours (Low), 12 (Normal)".
func bare(have []string, number string) string {
	for _, h := range have {
		if n, _, unit := strings.Cut(h, " "); unit && n == number {
			return h
		}
	}
	return ""
}

// needed are the figures of a text that a fact must hold: no weekdays, and no
// "24/7", which is no figure. A hook may count what it compares, up to three.
func needed(w deck.Written) (list []string) {
	for _, f := range figures("en", w.EN) {
		if w.Kind == "because" && f.word && slices.Contains([]string{"0", "2", "3"}, f.is) {
			continue
		}
		if f.weight == firm && !f.named && f.is != "24/7" && !strings.HasPrefix(f.is, "weekday") && !slices.Contains(list, f.is) {
			list = append(list, f.is)
		}
	}
	return list
}

// subject is what a text is about.
type subject struct {
	facts   []*deck.Fact
	things  []string
	figures []string // of what is about it by definition: days and editions
}

// about says what a text is about that explains facts; of other texts it is nil.
func (c *checker) about(w deck.Written) *subject {
	var s subject
	switch w.Kind {
	case "value", "reason", "because", "correction":
		s.facts = c.owners(w)
	case "about", "title":
		return c.profile(ownerOf(w.ID))
	case "gloss":
		if e := c.deck.Entities()[ownerOf(w.ID)]; e != nil {
			s.things = c.thingsIn(e)
		}
	}
	if w.Kind == "reason" && s.facts == nil {
		s.facts = c.believed(w, &s)
	}
	if s.facts == nil && s.things == nil {
		return nil
	}
	s.things = append(s.things, c.named(w.EN)...)
	if w.Kind == "because" {
		s.facts = append(s.facts, c.told(s.facts)...)
		s.figures = append(s.figures, numbersCalled(s.facts)...)
	}
	for _, f := range s.facts {
		entity, value := f.Sides()
		s.things = append(s.things, c.thingsIn(entity)...)
		if !phrased(value) {
			s.things = append(s.things, c.thingsIn(value)...)
			for _, figure := range figures("en", value.EN.Text) {
				s.figures = append(s.figures, figure.is)
			}
		}
		s.figures = append(s.figures, daysOf(f.Validity())...)
		for _, id := range f.Editions {
			if e := c.deck.Edition(id); e != nil {
				s.figures = append(s.figures, daysOf(deck.Validity{From: e.From, To: e.To})...)
			}
		}
	}
	return &s
}

// numbersCalled are the entities of these facts that are called by a number,
// such as a status code: a hook has to name what it sets side by side.
func numbersCalled(facts []*deck.Fact) (list []string) {
	for _, f := range facts {
		entity, _ := f.Sides()
		if called := entity.EN.Text; strings.Trim(called, "0123456789") == "" {
			list = append(list, called)
		}
	}
	return list
}

// profile is what the texts about an edition or an exam may say: its days or its
// figures.
func (c *checker) profile(id string) *subject {
	if e := c.deck.Edition(id); e != nil {
		return &subject{figures: daysOf(deck.Validity{From: e.From, To: e.To})}
	}
	e := c.deck.Exam(id)
	if e == nil {
		return nil
	}
	var s subject
	for _, n := range []int{e.Items, e.Scored, e.Trials(), e.Scale.From, e.Scale.To, e.Scale.Pass} {
		s.figures = append(s.figures, numeral(n))
	}
	s.figures = append(s.figures, numeral(e.Minutes)+" minute", numeral(e.Scale.Pass)+" %")
	return &s
}

// daysOf are the ends of a validity as figures, with the day after the last,
// their months and years.
func daysOf(v deck.Validity) (list []string) {
	for _, day := range []deck.Date{v.From, v.To, v.To.Shift(1)} {
		if day != "" {
			list = append(list, string(day), string(day[:7]), string(day[:4]))
		}
	}
	return list
}

// owners are the facts that a text belongs to: one, or those of its group.
func (c *checker) owners(w deck.Written) (list []*deck.Fact) {
	id := ownerOf(w.ID)
	i := slices.IndexFunc(c.deck.Facts(), func(f *deck.Fact) bool { return f.ID == strings.TrimSuffix(id, "+") })
	if i < 0 {
		return nil
	}
	first := c.deck.Facts()[i]
	if !strings.HasSuffix(id, "+") {
		return []*deck.Fact{first}
	}
	for _, f := range c.deck.Facts() {
		same := f.Correction != nil && f.Correction == first.Correction
		switch w.Kind {
		case "reason":
			same = f.Reason != nil && f.Reason == first.Reason
		case "because":
			same = f.Because != nil && f.Because == first.Because
		}
		if same || f == first {
			list = append(list, f)
		}
	}
	return list
}

// believed are the facts that a misconception is about, and its things.
func (c *checker) believed(w deck.Written, s *subject) (list []*deck.Fact) {
	for _, m := range c.deck.Misconceptions() {
		if m.ID != ownerOf(w.ID) {
			continue
		}
		s.things = append(s.things, m.Entity, m.Shows)
		for _, f := range c.deck.Facts() {
			if slices.Contains(m.Facts, f.ID) || f.ID == m.Shows {
				list = append(list, f)
			}
		}
	}
	return list
}

// told are the facts that the hooks of those tell.
func (c *checker) told(of []*deck.Fact) (list []*deck.Fact) {
	for _, f := range c.deck.Facts() {
		if slices.ContainsFunc(of, func(o *deck.Fact) bool { return o.Because != nil && slices.Contains(o.Because.States, f.ID) }) {
			list = append(list, f)
		}
	}
	return list
}

// ownerOf is the id of what a text belongs to.
func ownerOf(text string) string {
	owner, _, _ := strings.Cut(text, ".")
	return owner
}

func numeral(n int) string { return strconv.Itoa(n) }
