package audit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"viva/internal/deck"
)

// The two implementations agree on what is built in.
func TestSecondProofAgrees(t *testing.T) {
	fsys := files(t)
	p, err := ProveAgain(fsys, load(t, fsys))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Amiss) > 0 || len(p.Faults) > 0 || len(p.Unread) > 0 || p.Read() == 0 || p.Read() != len(p.Items) {
		t.Errorf("%d of %d read; amiss %q, faults %v, unread %q", p.Read(), len(p.Items), p.Amiss, p.Faults, p.Unread)
	}
}

// A pattern that waits for a question nobody asks is told with its position.
func TestSecondProofNoticesIdlePatterns(t *testing.T) {
	long(t)
	fsys := files(t, "proof.yaml", "\npatterns:\n", `
patterns:
  - {relation: method-does, ask: value, en: 'What is (?P<entity>.+) asked in vain\?', fr: 'Que demande-t-on en vain de (?P<entity>.+) \?'}
`)
	p, err := ProveAgain(fsys, load(t, files(t)))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Amiss) != 1 || !strings.Contains(p.Amiss[0].Error(), "no question is worded like this") {
		t.Errorf("amiss: %q", p.Amiss)
	}
}

// What one side alone believes is noticed: the deck is dealt from the facts as
// they are, and read with altered ones.
func TestSecondProofNoticesFacts(t *testing.T) {
	d := load(t, files(t))
	tests := []struct{ name, file, old, new, want string }{
		{"value", "facts-methods.yaml", `asks that the target stop being served at its address`, `asks that the target be served elsewhere`, "delete-does"},
		{"entity", "facts-methods.yaml", "{id: head-does, entity: head", "{id: head-does, entity: trace", "head-does"},
		{"label", "entities.yaml", "fr: {text: sûre,", "fr: {text: fiable,", ", fr]"},
		{"ended", "facts-classes.yaml", `valid_from: "2022-06-06"`, `valid_from: "2023-06-06"`, "class-1-means"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := ProveAgain(files(t, tt.file, tt.old, tt.new), d)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(fmt.Sprint(p.Faults), tt.want) {
				t.Errorf("%d faults, none of them about %s: %.2000v", len(p.Faults), tt.want, p.Faults)
			}
		})
	}
}

// A key that moved is noticed in every item; a stem that says something else
// is read by no pattern, and a row without readings is not met.
func TestProofRow(t *testing.T) {
	fsys := files(t)
	tests := []struct {
		name  string
		spoil func(*dealt)
		want  string
	}{
		{"as dealt", func(*dealt) {}, ""},
		{"key moved", func(it *dealt) {
			o := it.dealings[0].options
			key := slices.IndexFunc(o, func(o deck.Option) bool { return o.Correct })
			wrong := slices.IndexFunc(o, func(o deck.Option) bool { return !o.Correct })
			o[key].Correct, o[wrong].Correct = false, true
		}, "another answer"},
		{"stem", func(it *dealt) { it.dealings[0].stem = "Or: " + it.dealings[0].stem }, "another answer"}, // or none at all
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := dealBatch(t, fsys, Options{Dealings: 1, Limit: 1000})
			spoilt := 0
			for _, it := range b.items {
				if it.choice() {
					spoilt++
					tt.spoil(it)
				}
			}
			r := rowOf(t, (*batch).prove, b)
			if tt.want == "" {
				spoilt = 0
			}
			if r.Met != (tt.want == "") || r.Found != spoilt {
				t.Errorf("met %v, found %d of %d", r.Met, r.Found, spoilt)
			}
			for _, o := range r.Offenders {
				if o.Rule != tt.want && tt.name != "stem" {
					t.Errorf("found %+v, want %q", o, tt.want)
				}
			}
		})
	}
}
