package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A sheet is printed, filled in and read back; the check then wants the rest.
func TestQuestionsTexts(t *testing.T) {
	dir := ownSubject(t)
	_ = os.Remove(filepath.Join(dir, "web-rules", "texts.tsv")) // what others have read
	code, sheet, errs := runApp("", "questions", "texts", "--sheet", "--lang", "fr", dir)
	lines := strings.SplitAfter(sheet, "\n")
	if code != 0 || len(lines) < 100 || lines[0] != "number\titem\tanswer\n" {
		t.Fatalf("exit %d, %d lines: %s", code, len(lines), errs)
	}
	filled := filepath.Join(t.TempDir(), "sheet.tsv")
	write(t, filled, lines[0]+strings.TrimSuffix(lines[1], "\n")+"a\n"+lines[2])
	own := filepath.Join(dir, "web-rules")
	signed := filepath.Join(own, "texts.tsv")
	for _, named := range []string{own, dir} {
		_ = os.Remove(signed)
		code, out, errs := runApp("", "questions", "texts", "--fill", filled, named)
		if code != 0 || out != signed+": 1 answers\n" {
			t.Fatalf("%s: exit %d: %s%s", named, code, out, errs)
		}
		if b, err := os.ReadFile(signed); err != nil || strings.Count(string(b), "\n") != 4 {
			t.Fatalf("%s: %v: %s", named, err, b)
		}
	}
	code, out, _ := runApp("", "questions", "check", dir)
	for _, want := range []string{"nobody has read this text by itself", "nobody has read the text in this language; print it with the command questions texts --sheet --lang en"} {
		if code != 1 || !strings.Contains(out, want) {
			t.Errorf("exit %d, want %q: %.500s", code, want, out)
		}
	}
	write(t, filled, "0123456789\tno such question\tb\n")
	if code, _, errs := runApp("", "questions", "texts", "--fill", filled, dir); code != 1 || !strings.Contains(errs, "lines [1] of the sheet ask for nothing") {
		t.Errorf("exit %d: %s", code, errs)
	}
	if code, _, errs := runApp("", "questions", "texts", "--fill", filled); code != 1 || !strings.Contains(errs, "name the folder of subjects") {
		t.Errorf("exit %d: %s", code, errs)
	}
}
