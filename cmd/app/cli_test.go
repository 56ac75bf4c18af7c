package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
	"viva/internal/testkit"
	"viva/questions"
)

// copyQuestions writes the built-in subjects to disk, to be broken.
func copyQuestions(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, questions.FS); err != nil {
		t.Fatal(err)
	}
	return dir
}

func replaceIn(t *testing.T, path, old, new string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(b), old) {
		t.Fatalf("%s does not hold %q", path, old)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(b), old, new, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestQuestionsCheck(t *testing.T) {
	testkit.Long(t)
	code, out, errs := runApp("", "questions", "check")
	if code != 0 || !strings.Contains(out, "aws-support: all proved") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	if want := "exams: 2, clf-c02 (65 items, 50 scored), clf-c02-short (13 items, 10 scored)\n"; !strings.Contains(out, want) {
		t.Errorf("does not count the exams: %q is not in\n%s", want, out)
	}
}

// Faults in a real knowledge base end with exit code 1, and each is told with
// its position. Package deck tries more of them on a small subject.
func TestQuestionsCheckRefuses(t *testing.T) {
	testkit.Long(t)
	tests := []struct{ name, file, old, new, want string }{
		{"misspelt key", "facts-severity.yaml", "confidence: H", "confidance: H", `unknown key "confidance"`},
		{"unknown confidence", "facts-severity.yaml", "confidence: H", "confidence: L", "value must be one of 'H', 'M'"},
		{"impossible date", "facts-advisor.yaml", `valid_from: "2021-11-24"`, `valid_from: "2018-13-01"`, "is no day"},
		{"unknown source", "facts-health.yaml", "source: S", "source: X", "unknown source"},
		{"unknown relation", "models-severity.yaml", "relation: ", "relation: no-", "unknown relation"},
		{"unknown topic", "facts-advisor.yaml", "topic: trusted-advisor", "topic: advice", `unknown topic "advice"`},
		{"anchor", "deck.yaml", "editions:", "editions: &e", "anchors are not used"},
		{"tab", "entities-help.yaml", "    kind:", "\tkind:", "YAML"},
		{"unknown edition", "facts-notes.yaml", `editions: ["course"]`, `editions: ["curse"]`, `unknown edition "curse"`},
		{"missing language", "deck.yaml", ", fr: Offres", "", "the French text is missing"},
	}
	position := regexp.MustCompile(`(?m)^\S+\.yaml:\d+:\d+: \S`)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := copyQuestions(t)
			if err := os.RemoveAll(filepath.Join(dir, "http-semantics")); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, "aws-support", tt.file)
			replaceIn(t, file, tt.old, tt.new)
			code, out, _ := runApp("", "questions", "check", dir)
			if code != 1 || !strings.Contains(out, tt.want) || !position.MatchString(out) || !strings.Contains(out, file+":") {
				t.Errorf("exit %d, want 1 and %s: %s\n%s", code, file, tt.want, out)
			}
		})
	}
}

// The list is one JSON object a line with the promised members, and covers
// what the check counts.
func TestQuestionsList(t *testing.T) {
	testkit.Long(t)
	code, out, errs := runApp("", "questions", "list", "--format", "jsonl")
	if code != 0 {
		t.Fatal(code, errs)
	}
	members := []string{"id", "hash", "subject", "family", "topic", "type", "edition", "valid_from", "valid_to", "lang", "stem",
		"choose", "options", "facts", "confidence", "source", "model", "level"}
	distinct := map[string]bool{}
	seen := map[string]bool{}
	for line := range strings.Lines(out) {
		var item map[string]any
		if err := json.Unmarshal([]byte(line), &item); err != nil {
			t.Fatal(err)
		}
		for _, m := range members {
			if _, ok := item[m]; !ok {
				t.Fatalf("no %q in %s", m, line)
			}
		}
		key := strings.Join([]string{item["id"].(string), item["edition"].(string), item["lang"].(string)}, " ")
		if seen[key] {
			t.Errorf("%s stands twice", key)
		}
		seen[key] = true
		distinct[item["id"].(string)] = true
		for part, members := range map[string][]string{
			"options": {"text", "correct", "reason", "facts"},
			"prompts": {"text", "key", "reason", "facts"},
		} {
			list, _ := item[part].([]any)
			for _, o := range list {
				for _, m := range members {
					if _, ok := o.(map[string]any)[m]; !ok {
						t.Fatalf("no %q in the %s of %s", m, part, key)
					}
				}
			}
		}
		source := item["source"].(map[string]any)
		for _, m := range []string{"title", "url", "date"} {
			if _, ok := source[m]; !ok {
				t.Fatalf("no %q in the source of %s", m, key)
			}
		}
	}
	if len(distinct) < 120 {
		t.Errorf("%d distinct items", len(distinct))
	}
	_, again, _ := runApp("", "questions", "list", "--format", "jsonl")
	if again != out {
		t.Error("two runs print different lists")
	}
	_, french, _ := runApp("", "questions", "list", "--format", "jsonl", "--edition", "2026", "--lang", "fr")
	for line := range strings.Lines(french) {
		if !strings.Contains(line, `"edition":"2026"`) || !strings.Contains(line, `"lang":"fr"`) {
			t.Fatalf("not asked for: %s", line)
		}
	}
	if code, _, _ := runApp("", "questions", "list", "--edition", "1999"); code != 1 {
		t.Errorf("an unknown edition: exit %d, want 1", code)
	}
}

func TestUserCommands(t *testing.T) {
	testkit.Long(t)
	data := filepath.Join(t.TempDir(), "data")
	steps := []struct {
		stdin string
		args  []string
		code  int
		want  string
	}{
		{"a fine password\n", []string{"user", "create", "ada", "--role", "instructor"}, 0, "Created instructor ada."},
		{"a fine password\n", []string{"user", "create", "Ada"}, 1, "taken"},
		{"short\n", []string{"user", "create", "bob"}, 1, "create bob"},
		{"", []string{"user", "create", "bob"}, 1, "read the password"},
		{"x\n", []string{"user", "create", "bob", "--role", "king"}, 2, "must be one of"},
		{"", []string{"user", "list"}, 0, "ada"},
		{"another fine password\n", []string{"user", "reset-password", "ada"}, 0, "every session has ended"},
		{"another fine password\n", []string{"user", "reset-password", "nobody"}, 1, "nobody"},
		{"", []string{"user", "hide", "ada"}, 0, "ada, shown as ada, is on no scoreboard."},
		{"", []string{"user", "rename", "ada", "countess"}, 0, "countess, shown as countess, is on no scoreboard."},
		{"", []string{"user", "rename", "countess", "ada", "--shown-as", "Ada L."}, 0, "ada, shown as Ada L., is on no scoreboard."},
		{"", []string{"user", "rename", "ada", "x"}, 1, "begins with a letter"},
		{"", []string{"user", "show", "ada"}, 0, "may be shown"},
		{"", []string{"user", "show", "nobody"}, 1, "nobody"},
		{"", []string{"user", "end-sessions", "ada"}, 0, "Every session of ada has ended."},
		{"", []string{"user", "end-sessions", "nobody"}, 1, "nobody"},
		{"", []string{"user", "second-factor", "off", "ada"}, 1, "ada off: turn a second factor off: This account has no second factor."},
		{"", []string{"user", "second-factor", "off", "nobody"}, 1, "nobody"},
		{"", []string{"user", "disable", "ada"}, 0, "ada cannot sign in"},
		{"", []string{"user", "list"}, 0, "  no\n"},
		{"", []string{"user", "enable", "ada"}, 0, "ada may sign in."},
		{"", []string{"user", "disable", "nobody"}, 1, "nobody"},
		{"a fine password\n", []string{"user", "create", "boss", "--role", "admin"}, 0, "Created admin boss."},
		{"", []string{"user", "disable", "boss"}, 1, "last administrator"},
		{"", []string{"rebuild"}, 0, "computed afresh"},
	}
	for _, s := range steps {
		code, out, errs := runApp(s.stdin, append(s.args, "--data", data)...)
		if code != s.code || !strings.Contains(out+errs, s.want) {
			t.Errorf("app %s: exit %d, want %d with %q\n%s%s", strings.Join(s.args, " "), code, s.code, s.want, out, errs)
		}
	}
	for name, mode := range map[string]fs.FileMode{"": 0o700, "key": 0o600, "viva.db": 0o600} {
		info, err := os.Stat(filepath.Join(data, name))
		if err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s/%s has mode %v (%v), want %v", "data", name, info.Mode().Perm(), err, mode)
		}
	}
}

// A refused configuration ends with 78, a wrong command line with 2, and
// neither touches anything.
func TestRefusals(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	tests := []struct {
		args []string
		code int
		want string
	}{
		{[]string{"serve", "--base-url", "http://viva.example"}, 78, "--insecure-http"},
		{[]string{"serve", "--base-url", "ftp://localhost"}, 78, "http://"},
		{[]string{"serve", "--tls-cert", "x.pem"}, 78, "--tls-key"},
		{[]string{"serve", "--addr", "nonsense"}, 78, "--addr"},
		{[]string{"serve", "--log-level", "loud"}, 2, "must be one of"},
		{[]string{"serve", "--nonsense"}, 2, "unknown flag"},
		{[]string{"fly"}, 2, "unexpected argument"},
	}
	for _, tt := range tests {
		code, out, errs := runApp("", append(tt.args, "--data", data)...)
		if code != tt.code || !strings.Contains(out+errs, tt.want) {
			t.Errorf("app %s: exit %d, want %d with %q\n%s%s", strings.Join(tt.args, " "), code, tt.code, tt.want, out, errs)
		}
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("a refused start made the data directory")
	}
}

func TestWeakKeyIsRefused(t *testing.T) {
	data := t.TempDir()
	if err := os.WriteFile(filepath.Join(data, "key"), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := runApp("", "user", "list", "--data", data); code != 78 || !strings.Contains(errs, "key") {
		t.Errorf("exit %d, want 78\n%s", code, errs)
	}
}

func TestConfigAndVersion(t *testing.T) {
	t.Setenv("VIVA_LOG_LEVEL", "warn")
	t.Setenv("VIVA_NONSENSE", "1")
	code, out, errs := runApp("", "config", "--addr", "127.0.0.1:9000")
	if code != 0 || !strings.Contains(out, "VIVA_ADDR=127.0.0.1:9000\n") || !strings.Contains(out, "VIVA_LOG_LEVEL=warn\n") || !strings.Contains(errs, "VIVA_NONSENSE") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	var v map[string]string
	code, out, _ = runApp("", "version", "--json")
	if err := json.Unmarshal([]byte(out), &v); code != 0 || err != nil || v["version"] != release || v["sqlite"] == "" || v["go"] == "" {
		t.Errorf("exit %d, %v: %s", code, err, out)
	}
	if code, out, _ := runApp("", "--help"); code != 0 || !strings.Contains(out, "questions check") {
		t.Errorf("help: exit %d\n%s", code, out)
	}
}

// Who stops the server while it is still starting is not told of a failure.
func TestStopWhileStarting(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var log strings.Builder
	if code := run(env{ctx: ctx, stdin: strings.NewReader(""), stdout: &log, stderr: &log}, []string{"--addr", "127.0.0.1:0", "--data", t.TempDir()}); code != 0 {
		t.Errorf("exit %d, want 0\n%s", code, log.String())
	}
}

// The server stops well when asked, keeps its data, and prints the set-up
// link only while nobody administers it.
func TestStartStopSetup(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := startServer(t, data)
	first := s.setup()
	if code := s.stop(); code != 0 {
		t.Errorf("SIGTERM: exit %d\n%s", code, s.log)
	}
	s.restart()
	if again := s.setup(); again == first {
		t.Error("a restart prints the same set-up link")
	}
	s.stop()
	if code, _, errs := runApp("a fine password\n", "user", "create", "root", "--role", "admin", "--data", data); code != 0 {
		t.Fatal(errs)
	}
	s.restart()
	i := slices.Index(s.cmd.Args, "--addr")
	if code, out, errs := runApp("", "healthcheck", "--addr", s.cmd.Args[i+1]); code != 0 {
		t.Errorf("healthcheck: exit %d %s%s", code, out, errs)
	}
	s.stop() // after which the log is whole
	if log := s.waitLog(`"msg":"serving"`); setupLink.MatchString(log) {
		t.Error("a set-up link is printed although there is an administrator")
	}
	if code, _, _ := runApp("", "healthcheck", "--addr", s.cmd.Args[i+1]); code != 1 {
		t.Errorf("healthcheck of a stopped server: exit %d, want 1", code)
	}
}

// The questions of another day: an edition is there from its first day on.
func TestQuestionsOfADay(t *testing.T) {
	testkit.Long(t)
	tests := []struct {
		args []string
		code int
		want string
	}{
		{[]string{"list", "--date", "2025-12-02", "--edition", "2026", "--lang", "en"}, 0, "[2026, en, plans]"},
		{[]string{"list", "--date", "2025-12-01", "--edition", "2026"}, 1, `no subject has an edition "2026" on 2025-12-01`},
		{[]string{"list", "--date", "2027-01-01", "--edition", "2024", "--lang", "en"}, 0, "Since 1 January 2027: by AWS"},
		{[]string{"list", "--date", "2025-12-01", "--edition", "2024", "--lang", "en"}, 0, "[2024, en, plans]"},
		{[]string{"list", "--date", "2027-02-30"}, 1, `--date "2027-02-30" is no day`},
		{[]string{"check", "--date", "soon"}, 1, `--date "soon" is no day`},
	}
	for _, tt := range tests {
		code, out, errs := runApp("", append([]string{"questions"}, tt.args...)...)
		if code != tt.code || !strings.Contains(out+errs, tt.want) {
			t.Errorf("%v: exit %d, want %d and %q; %s", tt.args, code, tt.code, tt.want, errs)
		}
		if tt.args[2] == "2025-12-01" && strings.Contains(out, "Since 2 December 2025") {
			t.Errorf("%v tells what is true later", tt.args)
		}
	}
}

// What is derived from answers can be spoilt and computed afresh: the scores by
// one command, what learners remember by another. Neither touches the other's.
func TestRebuildCommands(t *testing.T) {
	testkit.Long(t)
	ctx := context.Background()
	data := filepath.Join(t.TempDir(), "data")
	subjects, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	type state struct {
		Scores  []quiz.GradebookRow
		Mind    study.Mind
		Ratings study.Ratings
	}
	hourAgo := time.Now().Add(-time.Hour)
	unhurried := func() time.Time { hourAgo = hourAgo.Add(5 * time.Second); return hourAgo } // answers faster than reading do not rank
	within := func(do func(p *parts)) {
		t.Helper()
		p, err := open(ctx, data, subjects, unhurried, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		do(p)
		if err := p.store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	read := func() (s state) {
		within(func(p *parts) {
			var errs [3]error
			s.Scores, errs[0] = p.quiz.Gradebook(ctx, quiz.GradebookQuery{})
			s.Mind, errs[1] = p.store.Mind(ctx, 1, "aws-support")
			s.Ratings, errs[2] = p.store.Ratings(ctx, "aws-support")
			if err := errors.Join(errs[:]...); err != nil {
				t.Fatal(err)
			}
		})
		return s
	}
	if code, _, errs := runApp("a fine password\n", "user", "create", "ada", "--data", data); code != 0 {
		t.Fatal(errs)
	}
	within(func(p *parts) {
		a, err := p.quiz.Start(ctx, quiz.Learner{ID: 1}, quiz.Start{Subject: "aws-support", Mode: deck.Practice, Size: 7})
		if err != nil {
			t.Fatal(err)
		}
		for i, it := range a.Items() {
			given := quiz.Given{Options: it.Sample(i%3 > 0), Certainty: quiz.Think}
			if _, _, err := p.quiz.Answer(ctx, quiz.Learner{ID: 1}, a.ID, i+1, given); err != nil {
				t.Fatal(err)
			}
		}
	})
	before := read()
	if len(before.Mind.Facts) < 7 || len(before.Scores) != 1 || before.Scores[0].Answered != 7 {
		t.Fatalf("seven answers left %+v", before)
	}
	db, err := sql.Open("sqlite3", filepath.Join(data, "viva.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{"UPDATE traces SET stability = 1", "DELETE FROM ratings", "UPDATE calibrations SET right = 0",
		"DELETE FROM study_days", "UPDATE scores SET points = 99"} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	code, out, errs := runApp("", "memory", "rebuild", "--data", data)
	if code != 0 || !strings.Contains(out, "from 7 reviews") {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
	mended := read()
	if !reflect.DeepEqual(mended.Mind, before.Mind) || !reflect.DeepEqual(mended.Ratings, before.Ratings) {
		t.Errorf("memory is %+v, %+v; was %+v, %+v", mended.Mind, mended.Ratings, before.Mind, before.Ratings)
	}
	if reflect.DeepEqual(mended.Scores, before.Scores) {
		t.Error("memory rebuild computed the scores")
	}
	if code, out, errs := runApp("", "rebuild", "--data", data); code != 0 {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
	if after := read(); !reflect.DeepEqual(after, before) {
		t.Errorf("rebuilt %+v, was %+v", after, before)
	}
}
