package audit

import "testing"

func TestDuplicates(t *testing.T) {
	options := []string{"a", "b", "c"}
	item := func(model, fact, stem string) *dealt { return handMade(model, fact, "en", stem, options) }
	tests := []struct {
		name string
		a, b *dealt
		want string
	}{
		{"stems alike", item("m", "f", "Which plan is the cheapest with a Technical Account Manager?"),
			item("n", "f", "Which plan is the cheapest with the Technical Account Manager?"), "stems alike"},
		{"words in another order", item("m", "f", "With a manager, which plan is the cheapest?"),
			item("n", "f", "Which plan is the cheapest with a manager?"), "stems alike"},
		{"other facts", item("m", "f", "Which plan is it?"), item("n", "g", "Which plan is it?"), ""},
		{"other way round", item("m", "f", "How fast is an urgent case answered?"),
			item("n", "f", "Which severity has a target of one hour?"), ""},
		{"twice in one model", item("m", "f", "How fast?"), item("m", "f", "Which severity has a target of one hour?"), "twice in one model"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if r := row(t, (*batch).duplicates, tt.a, tt.b); rules(r) != tt.want || r.Met != (tt.want == "") {
				t.Errorf("found %q, want %q", rules(r), tt.want)
			}
		})
	}
}

func TestLevenshtein(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want float64
	}{{"kitten", "sitting", 1 - 3.0/7}, {"", "", 1}, {"été", "ete", 1 - 2.0/3}, {"abc", "abc", 1}, {"abc", "xyz", 0}} {
		if got := levenshtein(tt.a, tt.b); got-tt.want > 1e-9 || tt.want-got > 1e-9 {
			t.Errorf("%q, %q: %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
}
