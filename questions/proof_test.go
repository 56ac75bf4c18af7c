package questions_test

import (
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"viva/internal/audit"
	"viva/internal/deck"
	"viva/questions"
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
		{"a situation without its cue", aws, "entities-situations.yaml", "it looks for the team that takes such reports", "it knows the team that takes such reports", "unread"},
		{"a situation of another year", aws, "entities-situations.yaml", "In 2024, an insurer", "In 2026, an insurer", "the stem speaks of another edition"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := subject(t, tt.subject, tt.file, tt.old, tt.new)
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

// subject is a built-in subject with other text in one of its files.
func subject(t *testing.T, folder, file, old, new string) fs.FS {
	t.Helper()
	fsys := fstest.MapFS{}
	names, err := fs.Glob(questions.FS, folder+"/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		src, err := fs.ReadFile(questions.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		if path.Base(name) == file {
			if old != "" && strings.Count(string(src), old) != 1 {
				t.Fatalf("%q stands %d times in %s", old, strings.Count(string(src), old), name)
			}
			src = []byte(strings.Replace(string(src), old, new, 1))
		}
		fsys[name] = &fstest.MapFile{Data: src}
	}
	return fsys
}
