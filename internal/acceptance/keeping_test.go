package acceptance

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"viva/internal/testkit"
)

// Keys are made at the first start, whole, for nobody else to read, and one of them
// where several start at once.
func TestC01Keys(t *testing.T) {
	testkit.Long(t)
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	data := filepath.Join(t.TempDir(), "data")
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { runs(t, "", "user", "list", "--data", data) })
	}
	all.Wait()
	keys := func() (found []string) {
		t.Helper()
		files, err := os.ReadDir(data)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.Contains(f.Name(), "key") {
				found = append(found, f.Name())
			}
		}
		return found
	}
	if got := keys(); !slices.Equal(got, []string{"key"}) {
		t.Errorf("of four starts at once, the keys %v", got)
	}
	for name, mode := range map[string]fs.FileMode{"": 0o700, "key": 0o600, "viva.db": 0o600} {
		if info, err := os.Stat(filepath.Join(data, name)); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%q has mode %v, want %v: %v", name, info.Mode().Perm(), mode, err)
		}
	}
	first, err := os.ReadFile(filepath.Join(data, "key"))
	if err != nil || len(first) < 32 {
		t.Errorf("the key has %d bytes: %v", len(first), err)
	}
	// Killed at any moment, a start leaves a whole key or none.
	for i := range some(6, 200) {
		data := filepath.Join(t.TempDir(), "data")
		c := app(t, "user", "list", "--data", data)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(i%60) * time.Millisecond)
		c.Process.Kill()
		c.Wait()
		key, err := os.ReadFile(filepath.Join(data, "key"))
		if err == nil && len(key) < 32 || bytes.Equal(key, first) {
			t.Fatalf("killed after %d ms, the key has %d bytes", i%60, len(key))
		}
	}
}

// What cannot work, or is not safe, is refused at the start, with what to do.
func TestC02Configuration(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	if said, code := runs(t, "", "user", "list", "--data", data); code != 0 {
		t.Fatal(said)
	}
	key := filepath.Join(data, "key")
	content, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	serves := []string{"serve", "--addr", "127.0.0.1:0", "--data", data}
	for _, tt := range []struct {
		what    string
		prepare func()
		args    []string
		code    int
		says    string
	}{
		{"an open key", func() { os.Chmod(key, 0o644) }, nil, 78, "chmod 600"},
		{"a short key", func() { os.WriteFile(key, content[:16], 0o600) }, nil, 78, "16 bytes"},
		{"an empty key", func() { os.WriteFile(key, nil, 0o600) }, nil, 78, "0 bytes"},
		{"plain http for others", nil, []string{"--base-url", "http://viva.example"}, 78, "--insecure-http"},
		{"a certificate without its key", nil, []string{"--tls-cert", "x.pem"}, 78, "--tls-key"},
		{"proxies that are none", nil, []string{"--trusted-proxies", "everybody"}, 78, "--trusted-proxies"},
		{"an unknown setting", nil, []string{"--debug"}, 2, "unknown flag"},
		{"an unknown subject", nil, []string{"--questions", "/nowhere"}, 78, "--questions"},
		{"metrics at the site's address", nil, []string{"--addr", "127.0.0.1:8099", "--metrics-addr", "127.0.0.1:8099"}, 78, "another port"},
	} {
		if tt.prepare != nil {
			tt.prepare()
		}
		said, code := runs(t, "", append(slices.Clone(serves), tt.args...)...)
		if code != tt.code && !(tt.prepare != nil && code == 1) || !strings.Contains(said, tt.says) {
			t.Errorf("%s: exit %d, want %d with %q:\n%s", tt.what, code, tt.code, tt.says, said)
		}
		os.WriteFile(key, content, 0o600)
		os.Chmod(key, 0o600)
	}
}

// Secrets are where they belong, and nowhere else: not in the database, a backup,
// the log, the command line or the program.
func TestC03Secrets(t *testing.T) {
	t.Parallel()
	s := serve(t)
	token := s.setupToken(t)
	v := s.learner(t)
	access, refresh := v.tokens()
	key, err := os.ReadFile(filepath.Join(s.data, "key"))
	if err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(t.TempDir(), "backup.db")
	if said, code := runs(t, "", "backup", "--data", s.data, backup); code != 0 {
		t.Fatal(said)
	}
	secrets := map[string][]byte{"the key": key, "the key in base64": []byte(base64.StdEncoding.EncodeToString(key)[:40]), "the key in hexadecimal": []byte(hex.EncodeToString(key)),
		"a password": []byte(password), "an access token": []byte(access), "a refresh token": []byte(refresh), "a device's token": []byte(v.cookie("viva_device"))}
	// A part of a secret is as telling. A session's name, which is no secret, begins
	// its refresh tokens, and all access tokens begin alike.
	for what, secret := range maps.Clone(secrets) {
		if len(secret) == 43 {
			secrets["the beginning of "+what] = secret[:24]
		}
		secrets["the end of "+what] = secret[max(0, len(secret)-24):]
	}
	binary, _ := built()
	files := []string{binary, backup, fmt.Sprintf("/proc/%d/cmdline", s.cmd.Process.Pid)}
	for _, name := range []string{"viva.db", "viva.db-wal"} {
		files = append(files, filepath.Join(s.data, name))
	}
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil && !strings.HasPrefix(name, "/proc") {
			t.Fatal(err)
		}
		for what, secret := range secrets {
			if bytes.Contains(content, secret) {
				t.Errorf("%s has %s", filepath.Base(name), what)
			}
		}
		if bytes.Contains(content, []byte(token[:24])) {
			t.Errorf("%s has the set-up link's token", filepath.Base(name))
		}
	}
	for what, secret := range secrets {
		if strings.Contains(s.log.String(), string(secret)) {
			t.Errorf("the log has %s", what)
		}
	}
}

// Secrets are compared in constant time, or looked up by their hashes.
func TestC04Comparisons(t *testing.T) {
	root := os.DirFS(testkit.Root(t))
	// A secret beside == or !=, but for comparing it with nothing.
	compared := regexp.MustCompile(`(?i)\b\w*(token|secret|hash|mac|password|code|signature)\b\s*(==|!=)\s*[^"\s]|(==|!=)\s*\w*\.?(token|secret|mac|password|recoverycode)\b`)
	plain := regexp.MustCompile(`(==|!=) (""|nil|0|c\.|http|fiber|exit|\d)|StatusCode|status|[cC]ode [=!]= (tt|want|r|f|e)\b|PasswordHash != \w+(\.\w+)?\.PasswordHash|\(Params|\.Code\b|ExitCode`)
	read := 0
	for _, dir := range []string{"internal/users", "internal/store", "web", "cmd/app"} {
		names, err := fs.Glob(root, dir+"/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			source, err := fs.ReadFile(root, name)
			if err != nil {
				t.Fatal(err)
			}
			read++
			n := 0
			for line := range strings.Lines(string(source)) {
				n++
				code, _, _ := strings.Cut(line, "//")
				if compared.MatchString(code) && !plain.MatchString(code) {
					t.Errorf("%s:%d compares a secret: %s", name, n, strings.TrimSpace(line))
				}
			}
		}
	}
	if read < 60 {
		t.Errorf("%d files", read)
	}
}

// What concerns accounts is in the security log, each time once: what, by whom, to
// whom, when, from where, in which request, and no secret.
func TestC05SecurityLog(t *testing.T) {
	t.Parallel()
	s := serve(t)
	head := s.staff(t, "admin")
	v := s.learner(t)
	s.visitor(t).post("/sign-in", "login", v.name, "password", "wrong walnut orbit")
	v.get("/admin/users").want(http.StatusForbidden)
	_, refresh := v.tokens()
	s.refreshes(t, refresh)
	s.change(t, "UPDATE sessions SET rotated_at = rotated_at - 61000")
	s.refreshes(t, refresh)
	v.post("/account/password", "current", password, "password", "orbit quarry walnut 8").want(http.StatusSeeOther)
	head.post(fmt.Sprintf("/admin/users/%d/role", v.id()), "role", "instructor").want(http.StatusSeeOther)
	v.get("/instructor/scores.csv").want(http.StatusOK)
	v.post("/sign-out")
	s.stop(t) // what was refused is written by and by, and at the end
	for kind, want := range map[string]int{"sign_up": 1, "sign_in_failed": 1, "sign_out": 1, "password_changed": 1, "role_changed": 1, "refresh_reused": 1, "denied": 1, "export_scores": 1} {
		if got := value[int](t, s, "SELECT ifnull(SUM(times), 0) FROM events WHERE kind = ?", kind); got != want {
			t.Errorf("%s is told %d times, want %d", kind, got, want)
		}
	}
	by := value[string](t, s, "SELECT actor || ' ' || target || ' ' || addr || ' ' || (length(request) > 0) FROM events WHERE kind = 'role_changed'")
	if want := fmt.Sprintf("%d %d 127.0.0.1 1", head.id(), v.id()); by != want {
		t.Errorf("another role is told of as %q, want %q", by, want)
	}
	if off := time.Since(time.UnixMilli(value[int64](t, s, "SELECT max(at) FROM events"))); off < 0 || off > time.Hour {
		t.Errorf("the last event is %v ago", off)
	}
	all := value[string](t, s, "SELECT group_concat(kind || detail || addr, ' ') FROM events") + s.log.String()
	for _, secret := range []string{password, "wrong walnut", "orbit quarry", refresh, v.name + "@"} {
		if strings.Contains(all, secret) {
			t.Errorf("it tells %q", secret)
		}
	}
}

// What is written in the documents about limits, sessions and reporting is there;
// other tests hold its numbers against the program.
func TestC08Documents(t *testing.T) {
	root := testkit.Root(t)
	for name, headings := range map[string][]string{
		"docs/security.md":  {"How much one may take", "Guesses at passwords", "Names", "Who attacks, and what is done", "Level 2 of ASVS 5.0 that is not met", "How to report a hole"},
		"docs/operating.md": {"Upgrade", "Back up"},
	} {
		document, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, heading := range headings {
			if !regexp.MustCompile(`(?m)^#+ .*` + heading).Match(document) {
				t.Errorf("%s has no part %q", name, heading)
			}
		}
	}
}

// Learners take away all that is kept of them, and nothing of others.
func TestC09OwnData(t *testing.T) {
	t.Parallel()
	s := serve(t)
	v, w := s.learner(t), s.learner(t)
	s.change(t, "UPDATE users SET email = name || '@example.org'")
	v.post("/account", "shown_as", "Plover of the shore", "listed", "yes").want(http.StatusSeeOther)
	w.post("/account", "shown_as", "Curlew of the moor", "listed", "yes").want(http.StatusSeeOther)
	others := w.begins("aws-support", "practice", 1)
	w.answers(others, 1, others.pick(1, 0), 1).want(http.StatusOK)
	w.post(fmt.Sprintf("/attempts/%d/items/1/memo", others.ID), "note", "hers alone").want(http.StatusSeeOther)
	w.finishes(others).want(http.StatusOK)
	a := v.begins("aws-support", "practice", 1)
	v.answers(a, 1, a.pick(1, 0), 1).want(http.StatusOK)
	page := fmt.Sprintf("/attempts/%d/items/1", a.ID)
	v.post(page+"/memo", "note", "a note of mine").want(http.StatusSeeOther)
	v.post(page+"/objections", "words", "an objection of mine").want(http.StatusSeeOther)
	v.finishes(a).want(http.StatusOK)
	r := v.get("/account/data.json").want(http.StatusOK)
	if !json.Valid([]byte(r.body)) {
		t.Error("it is no JSON")
	}
	for _, mine := range []string{v.name, v.name + "@example.org", "Plover of the shore", "a note of mine", "an objection of mine"} {
		if !strings.Contains(r.body, mine) {
			t.Errorf("%q is not in it", mine)
		}
	}
	hash := value[string](t, s, "SELECT password_hash FROM users WHERE name = ?", v.name)
	for _, never := range []string{w.name, "Curlew", "hers alone", hash, v.cookie("viva_refresh")} {
		if strings.Contains(r.body, never) {
			t.Errorf("%q is in it", never)
		}
	}
	if csv := v.get("/account/answers.csv").want(http.StatusOK); strings.Count(csv.body, "\n") < 2 {
		t.Errorf("the answers are %q", csv.body)
	}
	for _, path := range []string{"/account/data.json", "/account/answers.csv"} {
		s.visitor(t).get(path).want(http.StatusUnauthorized)
	}

	v.post("/account/delete", "current", password).want(http.StatusSeeOther)
	if said, code := runs(t, "", "database", "compact", "--data", s.data); code != 0 {
		t.Fatal(said)
	}
	gone := []string{v.name, "Plover of the shore", "a note of mine", "an objection of mine"}
	files, err := os.ReadDir(s.data)
	if err != nil {
		t.Fatal(err)
	}
	kept := []byte(s.log.String())
	for _, f := range files {
		if f.Type().IsRegular() {
			content, err := os.ReadFile(filepath.Join(s.data, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			kept = append(kept, content...)
		}
	}
	for _, mine := range gone {
		if bytes.Contains(kept, []byte(mine)) {
			t.Errorf("%q is still in the data or the log", mine)
		}
	}
	if !bytes.Contains(kept, []byte("hers alone")) {
		t.Error("what was not deleted is not found either")
	}
}

// A database of a newer program is left alone, and one of an older one is copied
// before it is changed.
func TestC10Upgrades(t *testing.T) {
	t.Parallel()
	s := serve(t)
	v := s.learner(t)
	s.stop(t)
	file := filepath.Join(s.data, "viva.db")
	s.change(t, "INSERT INTO migrations (id) VALUES ('9999_tomorrow')")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	said, code := runs(t, "", s.args...)
	after, _ := os.ReadFile(file)
	if code == 0 || !strings.Contains(said, "newer") || !bytes.Equal(before, after) {
		t.Errorf("of a newer program: exit %d, and the file is the same %v:\n%s", code, bytes.Equal(before, after), said)
	}
	// The last migration is undone as far as its row is concerned: it fails, and
	// what was is there, with a copy beside it.
	s.change(t, "DELETE FROM migrations WHERE id = '9999_tomorrow'")
	last := value[string](t, s, "SELECT max(id) FROM migrations")
	s.change(t, "DELETE FROM migrations WHERE id = ?", last)
	said, code = runs(t, "", s.args...)
	copies, _ := filepath.Glob(file + ".*")
	if code == 0 || !strings.Contains(said, last) || len(copies) == 0 {
		t.Errorf("an upgrade that fails: exit %d, copies %v:\n%s", code, copies, said)
	}
	if n := value[int](t, s, "SELECT count(*) FROM users WHERE name = ?", v.name); n != 1 {
		t.Errorf("after it, the learner is there %d times", n)
	}
	s.change(t, "INSERT INTO migrations (id) VALUES (?)", last)
	s.start(t)
	s.signedIn(t, v.name)
}
