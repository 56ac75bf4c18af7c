package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestQuestionsNew(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "subjects") // made as well
	code, out, errs := runApp("", "questions", "new", "world-history", "--dir", dir)
	if code != 0 || !strings.Contains(out, "app questions check "+dir) {
		t.Fatalf("exit %d\n%s%s", code, out, errs)
	}
	code, out, errs = runApp("", "questions", "check", dir)
	if code != 0 || !strings.Contains(out, "world-history: no faults, but not proved yet") || !strings.Contains(out, "8 distinct items in 2 languages") {
		t.Errorf("check of the starting files: exit %d\n%s%s", code, out, errs)
	}
	files, err := filepath.Glob(filepath.Join(dir, "world-history", "*"))
	if err != nil || len(files) != 5 {
		t.Errorf("the folder holds %v, %v", files, err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(b), "# ") {
			t.Errorf("%s does not begin by saying what it is for", name)
		}
		if strings.Contains(string(b), "SUBJECT") || strings.Contains(string(b), "TODAY") {
			t.Errorf("%s still holds a word to be replaced", name)
		}
	}
}

func TestQuestionsNewRefuses(t *testing.T) {
	dir := t.TempDir()
	kept := filepath.Join(dir, "taken", "deck.yaml")
	if err := os.Mkdir(filepath.Dir(kept), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(kept, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for subject, want := range map[string]string{
		"taken":                 "exists already",
		"World History":         "small letters",
		"../elsewhere":          "small letters",
		"-":                     "small letters",
		strings.Repeat("a", 65): "small letters",
	} {
		if code, _, errs := runApp("", "questions", "new", "--dir", dir, "--", subject); code != 1 || !strings.Contains(errs, want) {
			t.Errorf("%q: exit %d, want 1 and %q\n%s", subject, code, want, errs)
		}
	}
	if b, err := os.ReadFile(kept); err != nil || string(b) != "mine" {
		t.Errorf("the folder in the way holds %q, %v", b, err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// Labels that an author adds to the starting files get the French that they
// ask for.
func TestStarterSpeaksFrench(t *testing.T) {
	dir := t.TempDir()
	if code, _, errs := runApp("", "questions", "new", "sky", "--dir", dir); code != 0 {
		t.Fatal(errs)
	}
	for file, added := range map[string]string{
		"entities.yaml": "  - {id: uranus, kind: planet, topic: planets, en: Uranus, fr: {text: Uranus, gender: f}}\n",
		"facts.yaml":    "      - id: uranus-known\n        entity: uranus\n        value: {en: \"lies on its side\", fr: \"tourne couchée\"}\n",
	} {
		name := filepath.Join(dir, "sky", file)
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, append(b, added...), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if code, out, errs := runApp("", "questions", "check", dir); code != 0 || strings.Contains(out, "warning") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	models := filepath.Join(dir, "sky", "models.yaml")
	replaceIn(t, models, "vrai {entity:of} ?", "vrai {entity:of}?")
	code, out, errs := runApp("", "questions", "check", dir)
	if warning := "models.yaml:7:5: French, no-break space missing before: "; code != 0 || !strings.Contains(out, "warning: ") || !strings.Contains(out, warning) {
		t.Errorf("exit %d, no %q in\n%s%s", code, warning, out, errs)
	}
	replaceIn(t, models, "vrai {entity:of}?", "vrai de {entity} ?")
	if code, out, _ := runApp("", "questions", "check", dir); code != 1 || !strings.Contains(out, "“de Uranus” wants an elision") {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// What the guide shows is what the command makes: its example fact passes.
func TestAuthoringGuide(t *testing.T) {
	guide, err := os.ReadFile("../../docs/authoring.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if code, _, errs := runApp("", "questions", "new", "my-subject", "--dir", dir); code != 0 {
		t.Fatal(errs)
	}
	for file, before := range map[string]string{"entities.yaml": "venus, kind: planet", "facts.yaml": "- id: venus-known"} {
		added := block(t, string(guide), before)
		name := filepath.Join(dir, "my-subject", file)
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, append(b, added...), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	code, out, errs := runApp("", "questions", "check", dir)
	if code != 0 || !strings.Contains(out, "10 distinct items") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
}

// block is the YAML block of a guide that holds a text.
func block(t *testing.T, guide, text string) string {
	t.Helper()
	for _, part := range strings.Split(guide, "```yaml\n")[1:] {
		code, _, closed := strings.Cut(part, "```")
		if closed && strings.Contains(code, text) {
			return code
		}
	}
	t.Fatalf("no YAML block of the guide holds %q", text)
	return ""
}
