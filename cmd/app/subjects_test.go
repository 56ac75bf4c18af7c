package main

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"viva/internal/deck"
	"viva/internal/proof"
	"viva/internal/testkit"
	"viva/questions"
)

// ownSubject writes a subject with double entry, named web-rules, into a
// folder of its own: the files of a built-in one under another id.
func ownSubject(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	files, err := fs.Sub(questions.FS, "http-semantics")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "web-rules"), files); err != nil {
		t.Fatal(err)
	}
	replaceIn(t, filepath.Join(dir, "web-rules", "deck.yaml"), "subject: http-semantics", "subject: web-rules")
	return dir
}

func remove(t *testing.T, name string) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
}

func makeDir(t *testing.T, name string) {
	t.Helper()
	if err := os.Mkdir(name, 0o755); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, to, name string) {
	t.Helper()
	if err := os.Symlink(to, name); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Both readings pass over the byte order mark that some editors write at the
// beginning of a file.
func TestSubjectsMarked(t *testing.T) {
	dir := ownSubject(t)
	names, err := filepath.Glob(filepath.Join(dir, "web-rules", "*.*"))
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		write(t, name, "\ufeff"+string(src))
	}
	if _, faults := (subjectFlags{Questions: dir}).read(onDisk(dir), nil); len(faults) > 0 {
		t.Errorf("%d faults: %s", len(faults), faults[0])
	}
}

// A subject may be a link to a folder elsewhere, as in mounted volumes. A
// hidden folder is no subject.
func TestSubjectsLinked(t *testing.T) {
	dir := t.TempDir()
	link(t, filepath.Join(ownSubject(t), "web-rules"), filepath.Join(dir, "web-rules"))
	makeDir(t, filepath.Join(dir, ".git"))
	decks, faults := subjectFlags{Questions: dir}.read(onDisk(dir), nil)
	if len(faults) > 0 || len(decks) != 1 {
		t.Errorf("%d decks, faults %.500q", len(decks), faults)
	}
}

// Whatever is wrong with a subject from disk is told with its position and what
// to do.
func TestSubjectsRefused(t *testing.T) {
	testkit.Long(t)
	builtIn := &deck.Deck{}
	builtIn.Subject = "http-semantics"
	taken := []*deck.Deck{builtIn}
	tests := []struct {
		name  string
		spoil func(t *testing.T, dir string)
		want  string // an expression
	}{
		{"a fault", func(t *testing.T, dir string) {
			replaceIn(t, filepath.Join(dir, "web-rules", "facts-codes.yaml"), "confidence: H", "confidance: H")
		}, `web-rules/facts-codes\.yaml:\d+:\d+: unknown key "confidance"`},
		{"no proof", func(t *testing.T, dir string) {
			remove(t, filepath.Join(dir, "web-rules", proof.File))
		}, `web-rules/proof\.yaml:1:1: this file is missing.*--unproved`},
		{"no ledger", func(t *testing.T, dir string) {
			remove(t, filepath.Join(dir, "web-rules", proof.LedgerFile))
		}, `web-rules/ledger\.tsv:1:1: this file is missing.*--unproved`},
		{"the ledger differs", func(t *testing.T, dir string) {
			replaceIn(t, filepath.Join(dir, "web-rules", proof.LedgerFile), "code-demands\t405\tAllow", "code-demands\t405\tUpgrade")
		}, `web-rules/ledger\.tsv:\d+:\d+: value: the ledger says "Upgrade", the facts say "Allow"`},
		{"the proofs disagree", func(t *testing.T, dir string) {
			replaceIn(t, filepath.Join(dir, "web-rules", proof.File), "relation: redirection-means", "relation: client-error-means")
		}, `web-rules/models-codes\.yaml:\d+:\d+: the two proofs disagree`},
		{"patterns that are no YAML", func(t *testing.T, dir string) {
			replaceIn(t, filepath.Join(dir, "web-rules", proof.File), "choose:", "choose: [")
		}, `web-rules/proof\.yaml:\d+:\d+: YAML: [^\n]*$`},
		{"a pattern that is no expression", func(t *testing.T, dir string) {
			replaceIn(t, filepath.Join(dir, "web-rules", proof.File), "(?P<n>", "(?P<[n>")
		}, `web-rules/proof\.yaml:\d+:3: choose, en: error parsing regexp`},
		{"a ledger that is a folder", func(t *testing.T, dir string) {
			remove(t, filepath.Join(dir, "web-rules", proof.LedgerFile))
			makeDir(t, filepath.Join(dir, "web-rules", proof.LedgerFile))
		}, `web-rules/ledger\.tsv:1:1: read .*is a directory`},
		{"a device", func(t *testing.T, dir string) {
			link(t, os.DevNull, filepath.Join(dir, "web-rules", "facts-endless.yaml"))
		}, `web-rules/facts-endless\.yaml:1:1: .*this is no ordinary file; replace it`},
		{"too large a file", func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "web-rules", "facts-large.yaml"), strings.Repeat("#", maxFile+1))
		}, `web-rules/facts-large\.yaml:1:1: .*the file has 1048577 bytes, of at most 1048576; split it`},
		{"a subject that is elsewhere no more", func(t *testing.T, dir string) {
			link(t, filepath.Join(dir, "gone"), filepath.Join(dir, "lost-rules"))
		}, `?:1:1: follow a link: .*lost-rules`},
		{"built in", func(t *testing.T, dir string) {
			replaceIn(t, filepath.Join(dir, "web-rules", "deck.yaml"), "subject: web-rules", "subject: http-semantics")
			if err := os.Rename(filepath.Join(dir, "web-rules"), filepath.Join(dir, "http-semantics")); err != nil {
				t.Fatal(err)
			}
		}, `http-semantics/deck\.yaml:1:1: the subject "http-semantics" is built in; give this one another name`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := ownSubject(t)
			tt.spoil(t, dir)
			_, faults := subjectFlags{Questions: dir}.read(onDisk(dir), taken)
			if told := strings.Join(faults, "\n"); !regexp.MustCompile(regexp.QuoteMeta(dir) + "/" + tt.want).MatchString(told) {
				t.Errorf("want %s:\n%.1500s", tt.want, told)
			}
		})
	}
	if _, faults := (subjectFlags{Questions: "x"}).read(onDisk(ownSubject(t)), taken); len(faults) > 0 {
		t.Errorf("refused before it was spoilt: %s", faults[0])
	}
}

// The program ends with the code of a refused configuration, and makes no data
// directory before.
func TestServeRefusesSubjects(t *testing.T) {
	dir := ownSubject(t)
	replaceIn(t, filepath.Join(dir, "web-rules", "facts-codes.yaml"), "confidence: H", "confidance: H")
	for folder, want := range map[string]string{
		dir:                             `web-rules/facts-codes\.yaml:\d+:\d+: unknown key "confidance"`,
		filepath.Join(dir, "elsewhere"): `--questions: .*elsewhere`,
		filepath.Join(dir, "web-rules", "deck.yaml"): `deck\.yaml is no folder`,
	} {
		data := filepath.Join(t.TempDir(), "data")
		code, _, errs := runApp("", "serve", "--addr", "127.0.0.1:0", "--data", data, "--questions", folder)
		if code != exitConfig || !regexp.MustCompile(want).MatchString(errs) {
			t.Errorf("exit %d, want %d and %s:\n%.1500s", code, exitConfig, want, errs)
		}
		if _, err := os.Stat(data); !errors.Is(err, fs.ErrNotExist) {
			t.Error("a data directory was made before the subjects were read")
		}
	}
}

// A proved subject is served like the built-in ones.
func TestSubjectsServed(t *testing.T) {
	s := startServer(t, t.TempDir(), "--questions", ownSubject(t))
	checkSubject(t, s, true)
	s.stop() // after which the log is whole
	if log := s.waitLog(`"msg":"serving"`); strings.Contains(log, "not proved") {
		t.Errorf("a proved subject is said not to be:\n%s", log)
	}
}

// A subject without double entry is served only when asked for, and says itself
// that it is not proved.
func TestSubjectsUnproved(t *testing.T) {
	dir := ownSubject(t)
	remove(t, filepath.Join(dir, "web-rules", proof.File))
	remove(t, filepath.Join(dir, "web-rules", proof.LedgerFile))
	s := startServer(t, t.TempDir(), "--questions", dir, "--unproved")
	checkSubject(t, s, false)
	s.waitLog("this subject is not proved")
}

// What has a fault is refused with --unproved as well.
func TestSubjectsUnprovedStillChecked(t *testing.T) {
	dir := ownSubject(t)
	remove(t, filepath.Join(dir, "web-rules", proof.File))
	replaceIn(t, filepath.Join(dir, "web-rules", proof.LedgerFile), "code-demands\t405\tAllow", "code-demands\t405\tUpgrade")
	_, faults := subjectFlags{Questions: dir, Unproved: true}.read(onDisk(dir), nil)
	if len(faults) != 1 || !strings.Contains(faults[0], "the ledger says") {
		t.Errorf("want one fault, a cell of the ledger: %q", faults)
	}
}

// checkSubject asks the API for the subjects and deals an item of the test's
// own one.
func checkSubject(t *testing.T, s *server, proved bool) {
	t.Helper()
	ada := signUp(t, s.url, "ada")
	var list struct {
		Subjects []struct {
			ID     string
			Proved bool
		}
	}
	if code, err := ada.call(http.MethodGet, "/subjects", "", nil, &list); code != http.StatusOK {
		t.Fatal(code, err)
	}
	seen := map[string]bool{}
	for _, sub := range list.Subjects {
		seen[sub.ID] = true
		if want := sub.ID != "web-rules" || proved; sub.Proved != want {
			t.Errorf("%s: proved is %v, want %v", sub.ID, sub.Proved, want)
		}
	}
	if !seen["web-rules"] || !seen["aws-support"] {
		t.Errorf("subjects served: %v", seen)
	}
	var dealt struct{ Items []struct{ Proved bool } }
	if code, err := ada.call(http.MethodPost, "/attempts", "", map[string]any{"subject": "web-rules", "mode": "practice", "size": 3}, &dealt); code != http.StatusCreated {
		t.Fatal(code, err)
	}
	for i, it := range dealt.Items {
		if it.Proved != proved {
			t.Errorf("item %d: proved is %v, want %v", i+1, it.Proved, proved)
		}
	}
	if len(dealt.Items) != 3 {
		t.Errorf("%d items", len(dealt.Items))
	}
}

// A report is measured from the files that the subject came from.
func TestSubjectFiles(t *testing.T) {
	f := subjectFlags{Questions: ownSubject(t)}
	decks, err := f.load()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range decks {
		if _, err := fs.Stat(f.files(d), d.ID()+"/"+proof.File); err != nil {
			t.Errorf("%s: %v", d.ID(), err)
		}
	}
	if len(decks) < 3 {
		t.Errorf("%d subjects", len(decks))
	}
}
