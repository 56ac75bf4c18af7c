package deck

import "testing"

func TestHoldsWords(t *testing.T) {
	tests := []struct {
		text, words string
		want        bool
	}{
		{"an automatic move to Enterprise", "Enterprise", true},
		{"a move to Enterprises", "Enterprise", false},
		{"Enterprises move to Enterprise", "Enterprise", true},
		{"it’s Plus+", "Plus", true},
		{"Élan, then an", "lan", false},
		{"", "Plus", false},
	}
	for _, tt := range tests {
		if got := holdsWords(tt.text, tt.words); got != tt.want {
			t.Errorf("%q in %q: %v, want %v", tt.words, tt.text, got, tt.want)
		}
	}
}
