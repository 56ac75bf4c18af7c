package audit

import (
	"cmp"
	"slices"
	"strings"

	"viva/internal/deck"
)

// findings are what the rules of a row speak against, gathered by model: an
// author mends models, not items.
type findings struct {
	byRule map[[2]string]*Offender
	seen   map[string]bool
	all    []Offender // in the order in which they were found
}

func newFindings() *findings {
	return &findings{byRule: map[[2]string]*Offender{}, seen: map[string]bool{}}
}

// item notes a finding about an item. A rule speaks once about an item of an
// edition and language, however many dealings show it.
func (f *findings) item(rule string, it deck.Item, says string) {
	f.add(Offender{Model: it.Model, Rule: rule, Item: it.ID, Edition: it.Edition, Lang: it.Lang, Says: says})
}

func (f *findings) add(o Offender) {
	id := strings.Join([]string{o.Rule, o.Item, o.Edition, o.Lang}, "\x00")
	if f.seen[id] {
		return
	}
	f.seen[id] = true
	f.all = append(f.all, o)
	at := [2]string{o.Model, o.Rule}
	if f.byRule[at] == nil {
		f.byRule[at] = &o
	}
	f.byRule[at].Count++
}

// list gives how many findings there are, and the models with most of them.
func (f *findings) list(limit int) (int, []Offender) {
	total := 0
	var list []Offender
	for _, o := range f.byRule {
		total += o.Count
		list = append(list, *o)
	}
	slices.SortFunc(list, func(a, b Offender) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Model, b.Model), cmp.Compare(a.Rule, b.Rule))
	})
	return total, list[:min(limit, len(list))]
}

// rules counts the findings of each rule.
func (f *findings) rules() map[string]int {
	n := map[string]int{}
	for _, o := range f.byRule {
		n[o.Rule] += o.Count
	}
	return n
}
