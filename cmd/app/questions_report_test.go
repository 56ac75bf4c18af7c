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

// quick keeps the report short: what it measures is tested beside it.
var quick = []string{"--dealings", "2", "--attempts", "5", "--days", "5", "--date", "2026-06-01"}

func report(dir string, flags ...string) (code int, out, errs string) {
	return runApp("", append(append([]string{"questions", "report", dir}, quick...), flags...)...)
}

// The command prints a page or JSON, and fails where a goal is missed.
func TestQuestionsReport(t *testing.T) {
	testkit.Long(t)
	dir := copyQuestions(t)
	if err := os.RemoveAll(filepath.Join(dir, "aws-support")); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "http-semantics", "models-classes.yaml")
	replaceIn(t, file, `fr: ["`, `fr: ["Si il vous plaît, `)
	code, out, errs := report(dir)
	if code != 1 || !strings.Contains(out, "http-semantics") || !strings.Contains(out, "si il") || !strings.Contains(errs, "NOT MET") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	code, out, _ = report(dir, "--json")
	var r audit.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil || code != 1 {
		t.Fatalf("exit %d: %v", code, err)
	}
	if r.Met || r.Day != "2026-06-01" || r.Subjects[0].ID != "http-semantics" {
		t.Errorf("%+v", r)
	}
}

func TestQuestionsReportRefusesNoDay(t *testing.T) {
	if code, _, errs := report(copyQuestions(t), "--date", "1 June"); code != 1 || !strings.Contains(errs, "YYYY-MM-DD") {
		t.Errorf("exit %d: %s", code, errs)
	}
}
