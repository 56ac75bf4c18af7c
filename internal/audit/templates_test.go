package audit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"viva/internal/deck"
)

// toldFamily is a family of questions, one for each reason of a wrong option; the
// reason of each key is its own.
func toldFamily(wrong deck.Wrong, reasons ...string) *batch {
	const family = "family"
	b := &batch{Options: Options{Limit: 10}, facts: map[string]*deck.Fact{}}
	for i, reason := range reasons {
		for _, lang := range deck.Langs {
			it := handMade(family, fmt.Sprint(i), lang, "Which planet is it?", []string{"Mars", "Venus"})
			key, other := fmt.Sprintf("%s-%d", family, i), family+"-other"
			rule := fmt.Sprintf("Rule %d decides.", i)
			b.facts[key], b.facts[other] = &deck.Fact{Reason: &deck.Text{EN: rule, FR: rule}}, &deck.Fact{Reason: &deck.Text{EN: "It is hot.", FR: "It is hot."}}
			it.spec.Model.Wrong = wrong
			it.Options[0].Reason, it.Options[0].Facts = rule, []string{key}
			it.Options[1].Reason, it.Options[1].Facts = reason, []string{other}
			b.items = append(b.items, it)
		}
	}
	return b
}

// A template that makes more than nine in ten reasons of a family is told, and
// so are two that differ by a word that means nothing. One that ends with the
// words of a fact is none, and a small family is not looked at.
func TestTemplates(t *testing.T) {
	alike := func(s string) deck.Text { return deck.Text{EN: s, FR: s} }
	one := deck.Wrong{Text: alike("That is true of {sibling}, the planet.")}
	two := deck.Wrong{Below: &deck.Text{EN: "{sibling} lacks that moon.", FR: "{sibling} lacks that moon."}, Above: &deck.Text{EN: "{sibling} shines twice as bright.", FR: "{sibling} shines twice as bright."}}
	near := deck.Wrong{Below: &deck.Text{EN: "That is true of {sibling}, the planet.", FR: "That is true of {sibling}, the planet."}, Above: &deck.Text{EN: "That is true of {sibling}, the planet, not of {entity}.", FR: "That is true of {sibling}, the planet, not of {entity}."}}
	own := deck.Wrong{Text: alike("That is true of {sibling}, the planet. {rule}")}
	const venus, mars = "That is true of Venus, the planet.", "That is true of Mars, the planet, not of Venus."
	tests := []struct {
		name  string
		wrong deck.Wrong
		says  []string
		met   bool
	}{
		{"one template", one, repeat(venus, 10), false},
		{"a small family", one, repeat(venus, 9), true},
		{"nine in ten", one, append(repeat(venus, 9), "Many believe so."), true},
		{"two templates", two, append(repeat("Mars lacks that moon.", 5), repeat("Venus shines twice as bright.", 5)...), true},
		{"two much alike", near, append(repeat(venus, 5), repeat(mars, 5)...), false},
		{"the words of a fact", own, append(repeat(venus+" It is hot.", 2), repeat(venus, 8)...), true},
		{"a fact without words", own, repeat(venus, 10), false},
	}
	for _, test := range tests {
		b := toldFamily(test.wrong, test.says...)
		r := rowOf(t, (*batch).templates, b)
		if r.Met != test.met || (r.Found > 0) == test.met {
			t.Errorf("%s: %+v", test.name, r)
		}
		if f := figure(t, r, "families with one template for nearly all wrong reasons, fr"); f.Met != test.met {
			t.Errorf("%s: %+v", test.name, f)
		}
		if !test.met && (r.Found != len(b.items) || !strings.HasPrefix(rules(r), "family, wrong reasons: 10 of 10 by one template")) {
			t.Errorf("%s: %d found, %s", test.name, r.Found, rules(r))
		}
		if f := figure(t, r, "families with one template for nearly all key reasons, en"); !f.Met {
			t.Errorf("%s: the keys have rules of their own: %+v", test.name, f)
		}
	}
}

// The sentence of a relation is the template of the keys that it tells; the rule
// of a fact is a template of its own.
func TestTemplatesOfKeys(t *testing.T) {
	b := dealBatch(t, files(t), Options{Dealings: 1, Limit: 100})
	b.items = slices.DeleteFunc(b.items, func(it *dealt) bool { return it.Family != "SUCCESS" || !it.single() })
	rules := func(rule func(fact string) *deck.Text) {
		for _, it := range b.items {
			it.Hooks = nil             // one may be told in the place of the reason
			f := *b.facts[it.Facts[0]] // copies: other tests share the deck
			f.Reason = rule(f.ID)
			b.facts[f.ID] = &f
			key := &it.Options[dealing{options: it.Options}.key()[0]]
			if key.Reason = it.Why[0]; f.Reason != nil {
				key.Reason = f.Reason.In(it.Lang)
			}
		}
	}
	const name = "families with one template for nearly all key reasons, en"
	rules(func(string) *deck.Text { return nil })
	if r := rowOf(t, (*batch).templates, b); figure(t, r, name).Value != 1 || r.Found != len(b.items) || r.Offenders[0].Says == "" {
		t.Errorf("by the sentence of the relation: %+v", r)
	}
	rules(func(fact string) *deck.Text { return &deck.Text{EN: "Rule of " + fact, FR: "Règle de " + fact} })
	if r := rowOf(t, (*batch).templates, b); !figure(t, r, name).Met {
		t.Errorf("by rules of their own: %+v", r)
	}
	rules(func(string) *deck.Text { return &deck.Text{EN: "One rule for all.", FR: "Une seule règle."} })
	if r := rowOf(t, (*batch).templates, b); figure(t, r, name).Met {
		t.Errorf("by one rule that facts share: %+v", r)
	}
}

func repeat(s string, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = s
	}
	return list
}
