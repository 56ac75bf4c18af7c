package audit

import (
	"testing"

	"viva/internal/deck"
)

// sampleBatch is a batch whose only attempt is the given one.
func sampleBatch(t *testing.T, b *batch, s sample) *batch {
	t.Helper()
	fresh := &batch{Options: b.Options, deck: b.deck, facts: b.facts, items: b.items}
	fresh.dealing.Do(func() { fresh.samples = []sample{s} })
	return fresh
}

func TestAttempts(t *testing.T) {
	b := dealBatch(t, files(t), Options{Dealings: 1, Limit: 5})
	key := func(fact string, tells ...string) deck.Item {
		return deck.Item{ID: "m:" + fact, Model: "m", Facts: []string{fact}, Options: []deck.Option{{Facts: tells}}}
	}
	b.facts = map[string]*deck.Fact{"get-cached": {ID: "get-cached", Same: "caching of GET"}, "cached-get": {ID: "cached-get", Same: "caching of GET"}}
	tests := []struct {
		name  string
		mode  deck.Mode
		items []deck.Item
		want  string
	}{
		{"nothing twice", deck.Practice, []deck.Item{key("a", "b"), key("c", "a")}, ""},
		{"twice", deck.Exam, []deck.Item{key("a"), key("b"), key("a")}, keyedTwice},
		{"two facts that say the same", deck.Exam, []deck.Item{key("get-cached"), key("cached-get")}, keyedTwice},
		{"told before", deck.Practice, []deck.Item{key("a", "b"), key("b")}, givenAway},
		{"told by another that says the same", deck.Practice, []deck.Item{key("a", "get-cached"), key("cached-get")}, givenAway},
		{"exams tell nothing", deck.Exam, []deck.Item{key("a", "b"), key("b")}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := rowOf(t, (*batch).attempts, sampleBatch(t, b, sample{deck.Request{Mode: tt.mode}, tt.items}))
			if rules(r) != tt.want || r.Met != (tt.want == "") {
				t.Errorf("found %q, want %q", rules(r), tt.want)
			}
		})
	}
}

// An attempt on one topic of two, though the other has enough to ask, is off
// its blueprint.
func TestBlueprint(t *testing.T) {
	b := dealBatch(t, files(t), Options{Dealings: 1, Limit: 5, Attempts: 20})
	topics := []string{"methods", "fields"}
	byTopic := map[string][]deck.Item{}
	for _, it := range b.items {
		byTopic[it.Topic] = append(byTopic[it.Topic], it.Item)
	}
	lopsided := sample{deck.Request{Edition: "rfc9110", Mode: deck.Exam, Day: day, Topics: topics}, byTopic["methods"][:4]}
	even := sample{lopsided.Request, append(byTopic["methods"][:2:2], byTopic["fields"][:2]...)}
	if r := rowOf(t, (*batch).blueprint, sampleBatch(t, b, lopsided)); r.Met || r.Found != 1 {
		t.Errorf("four of one topic: %+v", r)
	}
	if r := rowOf(t, (*batch).blueprint, sampleBatch(t, b, even)); !r.Met {
		t.Errorf("two of each: %+v", r)
	}
	if r := rowOf(t, (*batch).blueprint, b); !r.Met {
		t.Errorf("as dealt: %+v", r)
	}
}
