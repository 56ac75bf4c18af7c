package audit

import (
	"testing"

	"viva/internal/deck"
)

// A distractor without ground or reason is noticed.
func TestDistractors(t *testing.T) {
	fsys := files(t)
	tests := []struct {
		name  string
		spoil func(it *dealt, o *deck.Option)
		want  string
	}{
		{"as dealt", func(*dealt, *deck.Option) {}, ""},
		{"no reason", func(_ *dealt, o *deck.Option) { o.Reason = " " }, "no reason"},
		{"echo", func(_ *dealt, o *deck.Option) { o.Reason = o.Text }, "the reason repeats the option"},
		{"no fact", func(_ *dealt, o *deck.Option) { o.Facts = []string{"no-such"} }, "no fact"},
		{"made up", func(_ *dealt, o *deck.Option) { o.Text = "Something else" }, "the fact does not show the option"},
		{"another edition", func(it *dealt, _ *deck.Option) { it.Edition = "rfc2616" }, "the fact is of another edition"},
		{"true here", func(it *dealt, o *deck.Option) {
			for _, k := range it.Options {
				if k.Correct {
					o.Text, o.Facts = k.Text, k.Facts
				}
			}
		}, "true of what the stem asks about"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := dealBatch(t, fsys, Options{Dealings: 1, Limit: 5})
			it := b.items[0]
			for i := range it.dealings[0].options {
				if o := &it.dealings[0].options[i]; !o.Correct {
					tt.spoil(it, o)
					break
				}
			}
			if it.Edition != b.items[1].Edition {
				b.items = b.items[:1]
				b.items[0].dealings[0].options = b.items[0].dealings[0].options[:2]
			}
			if r := rowOf(t, (*batch).distractors, b); rules(r) != tt.want || r.Met != (tt.want == "") {
				t.Errorf("found %q, want %q", rules(r), tt.want)
			}
		})
	}
}
