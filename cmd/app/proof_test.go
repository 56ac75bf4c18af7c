package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"viva/internal/proof"
	"viva/internal/testkit"
)

// The command fails on a disagreement, and says what it did not read.
func TestQuestionsCheckSaysHowFarItReads(t *testing.T) {
	testkit.Long(t)
	tests := []struct {
		name  string
		alter func(t *testing.T, file string)
		code  int
		want  string
	}{
		{"another relation", func(t *testing.T, file string) {
			replaceIn(t, file, "relation: class-means\n    ask: entity", "relation: class-fits\n    ask: entity")
		}, 1, "the two proofs disagree: class-named:"},
		{"broken pattern", func(t *testing.T, file string) {
			replaceIn(t, file, "relation: class-means", "relation: no-such")
		}, 1, `no fact has the relation "no-such"`},
		{"unread stem", func(t *testing.T, file string) {
			replaceIn(t, file, "Which class of status codes tells the client this", "Which class of status codes says this to the client")
		}, 1, `reads all stems of the model "class-named"`},
		{"no patterns", func(t *testing.T, file string) {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}, 0, "items (no proof.yaml)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir, folder := oneSubject(t)
			tt.alter(t, filepath.Join(folder, proof.File))
			code, out, errs := runApp("", "questions", "check", dir)
			if code != tt.code || !strings.Contains(out+errs, tt.want) {
				t.Errorf("exit %d, want %d and %q\n%s%s", code, tt.code, tt.want, out, errs)
			}
		})
	}
}
