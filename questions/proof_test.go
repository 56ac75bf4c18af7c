package questions_test

import (
	"strings"
	"testing"

	"viva/internal/audit"
	"viva/internal/deck"
	"viva/internal/testkit/breakable"
)

// A list, a plan or a situation is read for what it says, not only looked up:
// words that turn the question are noticed even where both readings find the
// same words in the entities.
func TestPatternsReadWhatAStemTurnsOn(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	const aws, http = "aws-support", "http-semantics"
	tests := []struct{ name, subject, file, old, new, want string }{
		{"nothing wrong", http, "entities.yaml", "", "", ""},
		{"the other end first", http, "entities-types.yaml", "reaching a protected page, from the first to the last", "reaching a protected page, from the last to the first", "unread"},
		{"the other end first, in French", http, "entities-types.yaml", "conditionnels, du premier au dernier", "conditionnels, du dernier au premier", "unread"},
		{"an exchange without its response", http, "entities-types.yaml", "The response says how long the browser should wait", "It says how long the browser should wait", "unread"},
		{"a list of another line-up", aws, "entities-lists.yaml", "plans of the 2024 line-up, from the lowest", "plans of the 2026 line-up, from the lowest", "the stem speaks of another edition"},
		{"a situation without its cue", aws, "entities-situations.yaml", "it looks for someone at AWS who takes such reports", "it knows someone at AWS who takes such reports", "unread"},
		{"a situation of another year", aws, "entities-situations.yaml", "In 2024, an insurer", "In 2026, an insurer", "the stem speaks of another edition"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := breakable.Files(t, tt.subject, breakable.Edit{File: tt.file, Old: tt.old, New: tt.new})
			d, faults := deck.LoadSubject(fsys, tt.subject)
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			p, err := audit.ProveAgain(fsys, d)
			if err != nil {
				t.Fatal(err)
			}
			said := ""
			for _, f := range p.Faults {
				said += f.String() + "\n"
			}
			if len(p.Unread) > 0 {
				said += "unread"
			}
			if tt.want == "" && said != "" || !strings.Contains(said, tt.want) {
				t.Errorf("want %q; faults %.2000s, unread %q", tt.want, said, p.Unread)
			}
		})
	}
}
