package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"viva/internal/proof"
	"viva/internal/testkit"
)

// The command fails where the ledger and the facts differ, whichever of them
// was altered, and says so if there is no ledger.
func TestQuestionsCheckBalances(t *testing.T) {
	testkit.Long(t)
	const subject = "http-semantics"
	tests := []struct {
		name  string
		alter func(t *testing.T, folder string)
		code  int
		want  string
	}{
		{"a cell", func(t *testing.T, folder string) {
			replaceIn(t, filepath.Join(folder, proof.LedgerFile), "code-demands\t405\tAllow", "code-demands\t405\tUpgrade")
		}, 1, `value: the ledger says "Upgrade", the facts say "Allow" (facts-codes.yaml:`},
		{"a fact", func(t *testing.T, folder string) {
			replaceIn(t, filepath.Join(folder, "facts-phrases.yaml"), `valid_from: "2022-06-06"`, `valid_from: "2022-06-07"`)
		}, 1, `from: the ledger says "2022-06-06", the facts say "2022-06-07" (facts-phrases.yaml:`},
		{"no ledger", func(t *testing.T, folder string) {
			if err := os.Remove(filepath.Join(folder, proof.LedgerFile)); err != nil {
				t.Fatal(err)
			}
		}, 0, "ledger: 0 rows (no ledger.tsv)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := copyQuestions(t)
			if err := os.RemoveAll(filepath.Join(dir, "aws-support")); err != nil {
				t.Fatal(err)
			}
			tt.alter(t, filepath.Join(dir, subject))
			code, out, errs := runApp("", "questions", "check", dir)
			if code != tt.code || !strings.Contains(out+errs, tt.want) {
				t.Errorf("exit %d, want %d and %q\n%s%s", code, tt.code, tt.want, out, errs)
			}
			if file := filepath.Join(dir, subject, proof.LedgerFile) + ":"; tt.code != 0 && !strings.Contains(out, file) {
				t.Errorf("%q is not named\n%s", file, out)
			}
		})
	}
}
