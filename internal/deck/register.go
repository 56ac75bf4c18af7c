package deck

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// registerFile is register.yaml: the subject's register of ambiguities, each
// entry turned into rules. Facts alone cannot tell that two of them confuse a
// learner when they meet, or that a figure misleads without its edition.
type registerFile struct {
	Entries int     `json:"entries"` // the register is complete: 1 to Entries
	Rules   []*rule `json:"rules"`

	at position
}

// rule is what one entry of the register asks of the items it binds. It has
// exactly one of the forms below Where.
type rule struct {
	Entry   int    `json:"entry"`
	Because string `json:"because"` // ends the fault; says what to write instead
	Where   where  `json:"where"`

	Ban      *ban     `json:"ban"`
	Pin      *pin     `json:"pin"`
	Requires *words   `json:"requires"`
	Apart    *apart   `json:"apart"`
	Arguable []string `json:"arguable"`
	Dated    *datedBy `json:"dated"`
	Sourced  *sourced `json:"sourced"`
	Same     []string `json:"same"`

	labels labelHits // what a ban or a pin matches in labels
	at     position
}

// where selects the items that a rule binds. What is left out binds all.
type where struct {
	Editions  []string `json:"editions"`
	Types     []string `json:"types"`
	Relations []string `json:"relations"`
	Except    []string `json:"except"`   // relations that are not bound
	Entities  []string `json:"entities"` // of the key facts
	Kinds     []string `json:"kinds"`    // of the keyed options
	Ask       string   `json:"ask"`
}

// ban refuses words wherever an item prints them.
type ban struct {
	words
	Unless words    `json:"unless"` // words that make the same text harmless
	In     []string `json:"in"`     // parts of an item; empty is stem, option and reason
}

// pin allows words in stems and options only if the stem says which
// edition it speaks of.
type pin struct {
	words
	Unless words `json:"unless"`
	Stem   words `json:"stem"`
}

// apart keeps options from meeting: ids of entities and facts, and words that
// stand for every label they match.
type apart struct {
	IDs   []string `json:"ids"`
	Words []words  `json:"words"`
}

// datedBy bounds the validity of every fact that prints the words.
type datedBy struct {
	words
	From Date `json:"from"`
	To   Date `json:"to"`
}

// sourced binds words to a source: what says them rests on facts that were read
// there.
type sourced struct {
	words
	Unless words  `json:"unless"`
	Source string `json:"source"`
}

// Parts of an item that a rule may look at.
const (
	inStem   = "stem"
	inOption = "option"
	inReason = "reason"
	inFact   = "fact" // the key fact as a sentence: what the item claims
)

// words are expressions in each language.
type words struct {
	EN []string `json:"en"`
	FR []string `json:"fr"`

	en, fr []expression
}

func (w *words) in(lang string) []expression {
	if lang == "fr" {
		return w.fr
	}
	return w.en
}

// find returns the first stretch of a text that an expression matches.
func (w *words) find(lang string, t plainText) (string, bool) {
	for _, e := range w.in(lang) {
		if hit, ok := e.find(t); ok {
			return hit, true
		}
	}
	return "", false
}

// found is find, unless an excuse stands in the same text.
func (w *words) found(lang string, t plainText, unless *words) (string, bool) {
	hit, ok := w.find(lang, t)
	if !ok {
		return "", false
	}
	_, excused := unless.find(lang, t)
	return hit, !excused
}

// holds reports whether the rule binds the items of s.
func (w *where) holds(s *Spec) bool {
	m := s.Model
	named := func(list []string, name string) bool { return len(list) == 0 || slices.Contains(list, name) }
	return named(w.Editions, s.Edition) && named(w.Types, m.Type) && named(w.Relations, m.Relation) &&
		!slices.Contains(w.Except, m.Relation) && (w.Ask == "" || w.Ask == m.Ask) &&
		slices.ContainsFunc(s.keys, func(k *option) bool {
			return named(w.Entities, k.fact.Entity) && named(w.Kinds, k.shows.Kind)
		})
}

func (b *builder) readRegister(f *yamlFile, value any) {
	if b.register.Rules != nil {
		b.fault(f.at(""), "a second register; a subject has one")
		return
	}
	f.validate(value, &b.register)
	b.register.at = f.at("")
	for i, r := range b.register.Rules {
		r.at = f.at(fmt.Sprintf("/rules/%d", i))
	}
}

// linkRegister compiles the rules and resolves what they name.
func (b *builder) linkRegister() {
	entered := map[int]bool{}
	for _, r := range b.register.Rules {
		entered[r.Entry] = true
		if r.Entry > b.register.Entries {
			b.fault(r.at.below("entry"), "the register ends with no. %d; raise \"entries\" or mend the number", b.register.Entries)
		}
		b.linkWhere(r.at.below("where"), &r.Where)
		b.linkForm(r)
	}
	for n := 1; n <= b.register.Entries; n++ {
		if !entered[n] {
			b.fault(b.register.at.below("entries"), "register no. %d has no rule; add one", n)
		}
	}
}

func (b *builder) linkWhere(at position, w *where) {
	b.knownEditions(at.below("editions"), w.Editions)
	b.knownEntities(at.below("entities"), w.Entities)
	for i, typ := range w.Types {
		b.typeAt(at.below("types").below(strconv.Itoa(i)), typ)
	}
	for i, k := range w.Kinds {
		b.knownKind(at.below("kinds").below(strconv.Itoa(i)), k)
	}
	for name, list := range map[string][]string{"relations": w.Relations, "except": w.Except} {
		for i, r := range list {
			if b.relations[r] == nil {
				b.unknownRelation(at.below(name).below(strconv.Itoa(i)), r)
			}
		}
	}
}

// linkForm prepares the one form that a rule has.
func (b *builder) linkForm(r *rule) {
	if r.Ban != nil {
		b.expressions(r.at.below("ban"), &r.Ban.words)
		b.expressions(r.at.below("ban").below("unless"), &r.Ban.Unless)
		if len(r.Ban.In) == 0 {
			r.Ban.In = []string{inStem, inOption, inReason}
		}
		r.labels = b.printed(&r.Ban.words, &r.Ban.Unless)
	}
	if r.Pin != nil {
		b.expressions(r.at.below("pin"), &r.Pin.words)
		b.expressions(r.at.below("pin").below("unless"), &r.Pin.Unless)
		b.expressions(r.at.below("pin").below("stem"), &r.Pin.Stem)
		r.labels = b.printed(&r.Pin.words, &r.Pin.Unless)
	}
	if r.Requires != nil {
		b.expressions(r.at.below("requires"), r.Requires)
	}
	if r.Apart != nil {
		b.linkApart(r.at.below("apart"), r.Apart)
	}
	b.knownEntities(r.at.below("arguable"), r.Arguable)
	if r.Dated != nil {
		b.expressions(r.at.below("dated"), &r.Dated.words)
		b.checkValidity(r.at.below("dated").below("from"), r.at.below("dated").below("to"), Validity{r.Dated.From, r.Dated.To})
	}
	if r.Sourced != nil {
		at := r.at.below("sourced")
		b.expressions(at, &r.Sourced.words)
		b.expressions(at.below("unless"), &r.Sourced.Unless)
		b.knownSource(at.below("source"), r.Sourced.Source)
	}
	for i, k := range r.Same {
		b.knownKind(r.at.below("same").below(strconv.Itoa(i)), k)
	}
	if n := r.forms(); n != 1 {
		b.fault(r.at, "a rule has one form, of ban, pin, requires, apart, arguable, dated, sourced and same; this one has %d", n)
	}
}

// forms counts the forms that the rule has; one is right.
func (r *rule) forms() (n int) {
	for _, has := range []bool{r.Ban != nil, r.Pin != nil, r.Requires != nil, r.Apart != nil, len(r.Arguable) > 0, r.Dated != nil, r.Sourced != nil, len(r.Same) > 0} {
		if has {
			n++
		}
	}
	return n
}

// labelHits is what words match in labels of entities and in phrases, in the
// order of Langs; "" is nothing.
type labelHits map[*Entity][2]string

// printed finds the labels that words match, to check what items print. In a
// deck that was proved before there is nothing to check.
func (b *builder) printed(w, unless *words) labelHits {
	if b.proved {
		return nil
	}
	return b.labelled(w, unless)
}

// labelled finds the labels that words match.
func (b *builder) labelled(w, unless *words) labelHits {
	out := labelHits{}
	for _, label := range b.plainLabels() {
		var hits [2]string
		for i, lang := range Langs {
			if hit, ok := w.found(lang, label.text[i], unless); ok {
				hits[i] = hit
			}
		}
		if hits != [2]string{} {
			out[label.of] = hits
		}
	}
	return out
}

// plainLabel is the label of an entity, or a phrase, with its typesetting
// undone, in the order of Langs.
type plainLabel struct {
	of   *Entity
	text [2]plainText
}

// plainLabels are those of all entities and phrases, made once for all rules.
func (b *builder) plainLabels() []plainLabel {
	if b.plains != nil {
		return b.plains
	}
	seen := map[*Entity]bool{}
	see := func(e *Entity) {
		if !seen[e] {
			seen[e] = true
			b.plains = append(b.plains, plainLabel{e, [2]plainText{plain(e.EN.Text), plain(e.FR.Text)}})
		}
	}
	for _, e := range b.entities {
		see(e)
	}
	for _, f := range b.facts {
		if f.value != nil {
			see(f.value)
		}
	}
	return b.plains
}

// linkApart bars every pair of options that stands for two of the members.
func (b *builder) linkApart(at position, a *apart) {
	var members [][]string
	for i, id := range a.IDs {
		if b.entities[id] == nil && b.factByID[id] == nil {
			b.fault(at.below("ids").below(strconv.Itoa(i)), "no entity or fact %q%s", id, orNear(id, slices.AppendSeq(idsOf(b.facts), maps.Keys(b.entities))))
		}
		members = append(members, []string{id})
	}
	for i := range a.Words {
		b.expressions(at.below("words").below(strconv.Itoa(i)), &a.Words[i])
		var ids []string
		for label := range b.labelled(&a.Words[i], &words{}) {
			ids = append(ids, label.ID)
		}
		members = append(members, ids)
	}
	if len(members) < 2 {
		b.fault(at, "at least two are needed to keep apart")
	}
	for i, left := range members {
		for _, right := range members[:i] {
			b.bar(left, right)
		}
	}
}

func (b *builder) bar(left, right []string) {
	for _, x := range left {
		for _, y := range right {
			if x != y && !slices.Contains(right, x) && !slices.Contains(left, y) {
				b.barOne(x, y)
				b.barOne(y, x)
			}
		}
	}
}

func (b *builder) barOne(id, other string) {
	if b.barred[id] == nil {
		b.barred[id] = map[string]bool{}
	}
	b.barred[id][other] = true
}
