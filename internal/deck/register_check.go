package deck

import (
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// checkRegister holds every item that can be dealt against the rules of the
// register. It reads all wordings, all options of the pools and all facts, not
// some dealings of them, so that chance decides nothing.
func (b *builder) checkRegister() {
	var specs []*Spec
	for _, e := range b.Editions {
		specs = append(specs, b.distinct(e.ID)...)
	}
	found := b.heldAgainst(specs)
	c := &registerCheck{builder: b}
	for i, r := range b.register.Rules {
		for _, part := range found {
			for _, f := range part[i] {
				b.tell(f)
			}
		}
		c.facts(r)
	}
	b.checkApart()
}

// heldAgainst holds the items against all rules, a part of them on each
// processor. It returns what is wrong by parts and then by rules.
func (b *builder) heldAgainst(specs []*Spec) [][][]Fault {
	parts := slices.Collect(slices.Chunk(specs, len(specs)/runtime.GOMAXPROCS(0)+1))
	found := make([][][]Fault, len(parts))
	var all sync.WaitGroup
	for i, part := range parts {
		all.Go(func() {
			c := b.registerCheck()
			for _, r := range b.register.Rules {
				clear(c.read)
				for _, s := range part {
					if r.Where.holds(s) {
						c.item(r, s)
					}
				}
				found[i] = append(found[i], c.faults)
				c.faults = nil
			}
		})
	}
	all.Wait()
	return found
}

// registerCheck is one pass of the rules over a deck. It tells each fault
// once, however many items it spoils.
type registerCheck struct {
	*builder
	stems map[*Spec][]printed
	says  map[*Fact][]plainText // in the order of Langs
	words map[*Model][]ownWords
	read  map[any]bool // what the rule at hand has read of what items share
}

// first reports whether the rule at hand has not read a thing yet, and notes
// that it has now.
func (c *registerCheck) first(thing any) bool {
	known := c.read[thing]
	c.read[thing] = true
	return !known
}

// registerCheck begins a pass, with faults of its own.
func (b *builder) registerCheck() *registerCheck {
	own := *b
	own.faults, own.told = nil, nil
	return &registerCheck{builder: &own, stems: map[*Spec][]printed{}, says: map[*Fact][]plainText{}, words: map[*Model][]ownWords{}, read: map[any]bool{}}
}

func (c *registerCheck) tell(r *rule, at position, format string, args ...any) {
	c.builder.tell(at.fault("%s: register no. %d: %s", fmt.Sprintf(format, args...), r.Entry, r.Because))
}

// item asks of one item what the form of the rule asks.
func (c *registerCheck) item(r *rule, s *Spec) {
	switch {
	case r.Ban != nil:
		c.ban(r, s)
	case r.Pin != nil:
		c.pin(r, s)
	case r.Requires != nil:
		c.requires(r, s)
	case r.Arguable != nil:
		c.arguable(r, s)
	case r.Sourced != nil:
		c.sourced(r, s)
	}
}

// sourced demands that a claim about a source rests on facts of that source: a
// stem and a sentence on those keyed, a reason on that of its option.
func (c *registerCheck) sourced(r *rule, s *Spec) {
	for _, a := range s.Model.authored() {
		of := s.keys
		if a.what == "reason" {
			of = s.pool
		}
		for _, lang := range Langs {
			hit, ok := r.Sourced.found(lang, a.in(lang).literals(), &r.Sourced.Unless)
			for _, o := range of {
				if ok && o.fact.Source != r.Sourced.Source {
					c.tell(r, a.position(lang), "the %s of model %q says %q of fact %q, which was read in source %q", a.what, s.Model.ID, hit, o.fact.ID, o.fact.Source)
				}
			}
		}
	}
}

func (c *registerCheck) ban(r *rule, s *Spec) {
	for _, part := range r.Ban.In {
		switch part {
		case inStem:
			for _, p := range c.wordings(s) {
				if hit, ok := r.Ban.found(p.lang, p.text, &r.Ban.Unless); ok {
					c.tell(r, p.origin(hit), "the stem says %q", hit)
				}
			}
		case inOption:
			if len(r.labels) == 0 {
				continue
			}
			for _, o := range slices.Concat(s.keys, s.pool) {
				c.label(r, o.shows, "an option of model %q says", s.Model.ID)
			}
		case inReason:
			c.reasons(r, s)
		case inFact:
			for _, k := range s.keys {
				for i, says := range c.sentences(k.fact) {
					if hit, ok := r.Ban.found(Langs[i], says, &r.Ban.Unless); ok {
						c.tell(r, k.fact.at, "fact %q is asked by model %q and says %q", k.fact.ID, s.Model.ID, hit)
					}
				}
			}
		}
	}
}

// label tells that a label which an item prints is banned.
func (c *registerCheck) label(r *rule, e *Entity, where, model string) {
	hits, ok := r.labels[e]
	if !ok {
		return
	}
	for i, hit := range hits {
		if hit != "" {
			c.tell(r, e.at.below(Langs[i]), where+" %q", model, hit)
		}
	}
}

// reasons reads what is told after an answer: the reasons' own wording,
// the key fact as a sentence, and every label that may fill them.
func (c *registerCheck) reasons(r *rule, s *Spec) {
	m := s.Model
	if c.first(m) {
		for _, own := range c.ownWords(m) {
			if hit, ok := r.Ban.found(own.lang, own.text, &r.Ban.Unless); ok {
				c.tell(r, own.at, "the %s says %q", own.what, hit)
			}
		}
	}
	for _, o := range slices.Concat(s.keys, s.pool) {
		for _, e := range []*Entity{o.fact.entity, o.fact.value} {
			c.label(r, e, "a reason of model %q says", m.ID)
		}
		if o.belief != nil && c.first(o.belief) {
			c.belief(r, o.belief)
		}
	}
	for _, k := range s.keys {
		if c.first(k.fact) {
			c.decides(r, k.fact)
			c.hook(r, k.fact)
		}
	}
}

// decides reads the rule that is told as the reason of a key fact.
func (c *registerCheck) decides(r *rule, f *Fact) {
	if f.Reason == nil {
		return
	}
	for _, lang := range Langs {
		if hit, ok := r.Ban.found(lang, plain(f.Reason.In(lang)), &r.Ban.Unless); ok {
			c.tell(r, f.at.below("reason").below(lang), "the rule of fact %q says %q", f.ID, hit)
		}
	}
}

// hook reads what helps to keep a key fact.
func (c *registerCheck) hook(r *rule, f *Fact) {
	if f.Because == nil {
		return
	}
	for _, lang := range Langs {
		if hit, ok := r.Ban.found(lang, plain(f.Because.In(lang)), &r.Ban.Unless); ok {
			c.tell(r, f.at.below("because").below(lang), "the hook of fact %q says %q", f.ID, hit)
		}
	}
}

// ownWords are what an author wrote around the slots of a reason or of the
// sentence that states a fact.
type ownWords struct {
	what, lang string
	text       plainText
	at         position
}

func (c *registerCheck) ownWords(m *Model) []ownWords {
	if c.words[m] == nil {
		for _, a := range m.reasons() {
			for _, lang := range Langs {
				c.words[m] = append(c.words[m], ownWords{a.what, lang, a.in(lang).literals(), a.at.below(lang)})
			}
		}
	}
	return c.words[m]
}

// belief reads the reason that speaks to a misconception.
func (c *registerCheck) belief(r *rule, m *Misconception) {
	for _, lang := range Langs {
		if hit, ok := r.Ban.found(lang, plain(m.Reason.In(lang)), &r.Ban.Unless); ok {
			c.tell(r, m.at.below("reason").below(lang), "the reason says %q", hit)
		}
	}
}

// pin looks for pinned words in stems and options, and then for what the
// stem must say. Every wording of it must: any of them may be dealt.
func (c *registerCheck) pin(r *rule, s *Spec) {
	inOptions := map[string]string{}
	for _, o := range slices.Concat(s.keys, s.pool) {
		for i, hit := range r.labels[o.shows] {
			if hit != "" {
				inOptions[Langs[i]] = hit
			}
		}
	}
	for _, p := range c.wordings(s) {
		hit, ok := r.Pin.found(p.lang, p.text, &r.Pin.Unless)
		if !ok {
			hit, ok = inOptions[p.lang]
		}
		if _, pinned := r.Pin.Stem.find(p.lang, p.text); ok && !pinned {
			c.tell(r, p.wording, "items of this stem print %q, which it does not pin", hit)
		}
	}
}

func (c *registerCheck) requires(r *rule, s *Spec) {
	for i, p := range c.wordings(s) {
		if _, ok := r.Requires.find(p.lang, p.text); ok {
			continue
		}
		if c.metByOthers(r, s, i) {
			f := s.keys[0].fact
			c.tell(r, f.at, "the stem made of fact %q says none of %s", f.ID, quoted(r.Requires, p.lang))
		} else {
			c.tell(r, p.wording, "the stem says none of %s", quoted(r.Requires, p.lang))
		}
	}
}

// metByOthers reports whether other facts give the same wording what a rule
// requires, so that it is this fact that must change.
func (c *registerCheck) metByOthers(r *rule, s *Spec, wording int) bool {
	return slices.ContainsFunc(c.distinct(s.Edition), func(other *Spec) bool {
		if other.Model != s.Model {
			return false
		}
		p := c.wordings(other)[wording]
		_, ok := r.Requires.find(p.lang, p.text)
		return ok
	})
}

func quoted(w *words, lang string) string {
	list := w.EN
	if lang == "fr" {
		list = w.FR
	}
	return `"` + strings.Join(list, `", "`) + `"`
}

func (c *registerCheck) arguable(r *rule, s *Spec) {
	for _, k := range s.keys {
		for _, id := range r.Arguable {
			if len(r.Where.Entities) > 0 && !slices.Contains(r.Where.Entities, k.fact.Entity) {
				continue
			}
			if !slices.Contains(k.fact.Also, id) {
				c.tell(r, k.fact.at, "fact %q does not list %q under \"also\"", k.fact.ID, id)
			}
		}
	}
}

// facts applies the forms that bind facts and labels, asked or not.
func (c *registerCheck) facts(r *rule) {
	if r.Dated != nil {
		labels := c.labelled(&r.Dated.words, &words{})
		for _, f := range c.builder.facts {
			c.dated(r, f, labels)
		}
	}
	for _, e := range c.entities {
		if slices.Contains(r.Same, e.Kind) && e.EN.Text != e.FR.Text {
			c.tell(r, e.at.below("fr"), "%q is %q in French", e.EN.Text, e.FR.Text)
		}
	}
}

// dated looks for a fact that says the words and holds outside the days.
func (c *registerCheck) dated(r *rule, f *Fact, labels labelHits) {
	late := r.Dated.To != "" && (f.ValidTo == "" || f.ValidTo > r.Dated.To)
	if f.ValidFrom >= r.Dated.From && !late {
		return
	}
	for _, e := range []*Entity{f.entity, f.value} {
		for _, hit := range labels[e] {
			if hit != "" {
				c.tell(r, f.at, "fact %q says %q and holds from %s to %q", f.ID, hit, f.ValidFrom, f.ValidTo)
				return
			}
		}
	}
}

// checkApart finds keys that may not meet. Distractors are drawn around a
// barred pair, but keys stand together in every dealing.
func (b *builder) checkApart() {
	for _, e := range b.Editions {
		for _, s := range b.distinct(e.ID) {
			if s.Model.typ.Form().Ordered {
				continue // each has a place of its own: none competes with another
			}
			for i, k := range s.keys {
				for _, other := range s.keys[:i] {
					if !b.meet(k, other) {
						b.fault(s.Model.at, "facts %q and %q are keyed together, but the register keeps them apart", other.fact.ID, k.fact.ID)
					}
				}
			}
		}
	}
}

// proveApart refuses a dealt item whose options the register keeps apart.
func (d *Deck) proveApart(m *Model, it Item) error {
	if m.typ.Form().Ordered {
		return nil
	}
	var shown []*option
	for _, o := range it.Options {
		if len(o.Facts) == 0 || d.factByID[o.Facts[0]] == nil {
			continue
		}
		next := m.optionOf(d.factByID[o.Facts[0]])
		for _, other := range shown {
			if !d.meet(next, other) {
				return fmt.Errorf("options %q and %q may not meet, says the register", other.shows.in(it.Lang).Text, o.Text)
			}
		}
		shown = append(shown, next)
	}
	return nil
}

// printed is a wording of a stem, filled, and where it was written.
type printed struct {
	lang    string
	text    plainText
	wording position
	named   *Entity
}

// origin is the label that brought the words in, or else the wording.
func (p printed) origin(hit string) position {
	if strings.Contains(plain(p.named.in(p.lang).Text).low, strings.ToLower(hit)) {
		return p.named.at.below(p.lang)
	}
	return p.wording
}

// sentences are the fact as it is told, in every language.
func (c *registerCheck) sentences(f *Fact) []plainText {
	if c.says[f] == nil {
		for _, lang := range Langs {
			says, _ := f.Says(lang) // dealing tells the fault
			c.says[f] = append(c.says[f], plain(says))
		}
	}
	return c.says[f]
}

// wordings are all ways in which the item's stem may be put.
func (c *registerCheck) wordings(s *Spec) []printed {
	if c.stems[s] != nil {
		return c.stems[s]
	}
	key := s.keys[0].fact
	named := key.entity
	if s.Model.Ask == askEntity {
		named = key.value
	}
	for _, lang := range Langs {
		for i, stem := range s.Model.stems {
			text := stem.in(lang).loosely(lang, s.given(lang))
			if s.Case() != "" { // the situation is printed above each of its questions
				text = key.entity.in(lang).Text + " " + text
			}
			c.stems[s] = append(c.stems[s], printed{lang, plain(text),
				s.Model.at.below("stem").below(lang).below(strconv.Itoa(i)), named})
		}
	}
	return c.stems[s]
}

// literals are the author's own words of a template.
func (t template) literals() plainText { return plain(t.loosely("en", nil)) }

// loosely fills what slots it can. Those that only dealing can fill stand for
// themselves; one that is wrong is told by the dealing.
func (t template) loosely(lang string, with slots) string {
	var b strings.Builder
	for _, p := range t {
		text, err := template{p}.fill(lang, with)
		if err != nil {
			text = "{" + p.slot + "}"
		}
		b.WriteString(text)
	}
	return b.String()
}
