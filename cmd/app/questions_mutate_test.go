package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"viva/internal/audit"
	"viva/internal/testkit"
)

// oneSubject copies the smaller of the built-in subjects.
func oneSubject(t *testing.T) (dir, folder string) {
	t.Helper()
	dir = copyQuestions(t)
	if err := os.RemoveAll(filepath.Join(dir, "aws-support")); err != nil {
		t.Fatal(err)
	}
	return dir, filepath.Join(dir, "http-semantics")
}

func TestQuestionsCheckMutate(t *testing.T) {
	testkit.Long(t)
	tests := []struct {
		name  string
		alter func(t *testing.T, folder string)
		code  int
		want  string
	}{
		{"all is noticed", func(*testing.T, string) {}, 0, "100.00 %"},
		{"no ledger", func(t *testing.T, folder string) {
			if err := os.Remove(filepath.Join(folder, "ledger.tsv")); err != nil {
				t.Fatal(err)
			}
		}, 0, "mutants: none"},
		{"a wrong ledger", func(t *testing.T, folder string) {
			replaceIn(t, filepath.Join(folder, "ledger.tsv"), "\tH\t", "\tM\t")
		}, 1, "confidence: the ledger says"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir, folder := oneSubject(t)
			tt.alter(t, folder)
			code, out, errs := runApp("", "questions", "check", dir, "--mutate", "--share", "0.02")
			if code != tt.code || !strings.Contains(out+errs, tt.want) {
				t.Errorf("exit %d, want %d and %q\n%s%s", code, tt.code, tt.want, out, errs)
			}
		})
	}
}

func TestQuestionsReportMutate(t *testing.T) {
	testkit.Long(t)
	dir, _ := oneSubject(t)
	_, out, errs := report(dir, "--json", "--mutate", "--share", "0.02")
	var r audit.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err, errs)
	}
	if m := r.Subjects[0].Mutants; m == nil || !m.Met || len(m.Figures) != 6 {
		t.Errorf("mutants: %+v", m)
	}
}
