package proof

import "testing"

// A negation counts in the words of an expression, not in what it captures.
func TestDenies(t *testing.T) {
	tests := []struct {
		expression string
		want       bool
	}{
		{`What does (?P<entity>.+) not do\?`, true},
		{`What is true of (?P<entity>not this|that)\?`, false},
		{`What does (?P<entity>[^(]+) not do\?`, true},
		{`What does (?P<entity>[^)]+|no \(one\)) do\?`, false},
		{`What does (?P<entity>(a|b) c) never do\?`, true},
	}
	for _, tt := range tests {
		if got := denies("en", tt.expression); got != tt.want {
			t.Errorf("%s: %v", tt.expression, got)
		}
	}
}
