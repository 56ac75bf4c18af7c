package acceptance

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"viva/internal/testkit"
)

// Passwords are kept as argon2id, each with a salt of its own, and made anew at the
// next sign-in where the cost was lower.
func TestP01Argon2id(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v, w := s.learner(t), s.learner(t)
	hash := func(v *visitor) string {
		return value[string](t, s, "SELECT password_hash FROM users WHERE name = ?", v.name)
	}
	form := regexp.MustCompile(`^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`)
	if !form.MatchString(hash(v)) || !form.MatchString(hash(w)) || hash(v) == hash(w) {
		t.Errorf("two accounts with one password have %s and %s", hash(v), hash(w))
	}
	// The same password at a quarter of the cost, made by another program.
	const salt = "saltsaltsaltsalt"
	weak := argon2.IDKey([]byte(password), []byte(salt), 2, 4096, 1, 32)
	s.change(t, "UPDATE users SET password_hash = ? WHERE name = ?",
		"$argon2id$v=19$m=4096,t=2,p=1$"+base64.RawStdEncoding.EncodeToString([]byte(salt))+"$"+base64.RawStdEncoding.EncodeToString(weak), v.name)
	s.signedIn(t, v.name)
	if got := hash(v); !form.MatchString(got) {
		t.Errorf("after signing in, a weak hash is %s", got)
	}
}

// Many sign-ins at once take neither the memory nor the time of others.
func TestP02Stampede(t *testing.T) {
	s := serve(t)
	v := s.learner(t)
	names := make([]string, 8)
	for i := range names {
		names[i] = s.learner(t).name
	}
	before := s.memory(t)
	many := some(160, 500)
	got := make([]*reply, many)
	var all sync.WaitGroup
	for i := range got {
		w := s.program(t, "")
		all.Go(func() {
			r, err := w.try("POST", "/api/v1/sessions", fmt.Sprintf(`{"login":%q,"password":%q}`, names[i%len(names)], password), "Content-Type", jsonType)
			if err != nil {
				t.Error(err)
				return
			}
			got[i] = r
		})
	}
	for range 20 { // others meanwhile
		v.get("/account").want(http.StatusOK)
	}
	all.Wait()
	in, busy := 0, 0
	for _, r := range got {
		switch {
		case r == nil:
		case r.status == http.StatusOK:
			in++
		case r.status == http.StatusServiceUnavailable && r.header.Get("Retry-After") != "", r.status == http.StatusTooManyRequests:
			busy++
		default:
			t.Errorf("signing in among many: status %d", r.status)
		}
	}
	if in == 0 || in+busy != many {
		t.Errorf("%d sign-ins: %d in, %d to come back", many, in, busy)
	}
	// Two hashes of 19 MB at once on two cores, and what garbage leaves.
	if grown := s.memory(t) - before; grown > 200<<20 {
		t.Errorf("%d sign-ins take %d MB", many, grown>>20)
	}
}

// memory is what the program holds of the machine's.
func (s *site) memory(t testing.TB) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		t.Skip("memory is told on Linux alone")
	}
	kb, err := strconv.Atoi(regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindStringSubmatch(string(status))[1])
	if err != nil {
		t.Fatal(err)
	}
	return kb << 10
}

// Passwords are taken as they are: whole, long, in the case and with the letters
// that were typed.
func TestP03WholePasswords(t *testing.T) {
	t.Parallel()
	s := shared(t)
	long := strings.Repeat("walnut orbit quarry ", 4)[:72]
	account := func(password string) (*visitor, int) {
		v := s.visitor(t)
		v.name = newName()
		return v, v.post("/sign-up", "name", v.name, "password", password).status
	}
	enters := func(v *visitor, password string) bool {
		return s.visitor(t).post("/sign-in", "login", v.name, "password", password).status == http.StatusSeeOther
	}
	for _, tt := range []struct{ what, password, other string }{
		{"72 bytes and one more", long + "A", long + "B"},
		{"capitals", "Walnut Orbit Quarry 7", "walnut orbit quarry 7"},
		{"spaces", "walnut orbit  quarry 7", "walnut orbit quarry 7"},
	} {
		v, status := account(tt.password)
		if status != http.StatusSeeOther || !enters(v, tt.password) || enters(v, tt.other) {
			t.Errorf("%s: signing up %d; the password or another one enters wrongly", tt.what, status)
		}
	}
	if v, _ := account("noyau orbite carri\u00e8re 7"); !enters(v, "noyau orbite carrie\u0300re 7") {
		t.Error("an accent that is typed in another way does not enter")
	}
	for password, want := range map[string]int{"walnut 7": 422, strings.Repeat("walnut orbit ", 9): 303, strings.Repeat("a walnut", 17): 422, strings.Repeat("é", 200): 422} {
		if _, status := account(password); status != want {
			t.Errorf("a password of %d letters: status %d, want %d", len([]rune(password)), status, want)
		}
	}
}

// Passwords that others try first are refused, with the reason.
func TestP04Blocklist(t *testing.T) {
	t.Parallel()
	s := shared(t)
	for _, password := range []string{"password123456789", "Viva2026!!", "viva-viva-viva", "qwertyuiop", "123456789012", "margaret1998", "margaret.lindqvist", "iloveyou2024", "aaaaaaaaaaaa", "scoreboard1"} {
		v := s.visitor(t)
		r := v.do("POST", "/api/v1/users", fmt.Sprintf(`{"name":%q,"email":"margaret.lindqvist@example.org","password":%q}`, newName(), password), "Content-Type", jsonType)
		if r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, `"field":"password"`) || !strings.Contains(r.body, "detail") {
			t.Errorf("%q: status %d, %.300s", password, r.status, r.body)
		}
	}
}

// Changing a password asks for the present one, and ends the other sessions.
func TestP05ChangeAsks(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.learner(t)
	other := s.signedIn(t, v.name)
	const next = "orbit quarry walnut 8"
	for _, current := range []string{"", "wrong walnut orbit"} {
		if r := v.post("/account/password", "current", current, "password", next); r.status != http.StatusUnprocessableEntity {
			t.Errorf("with %q: status %d", current, r.status)
		}
	}
	v.post("/account/password", "current", password, "password", next).want(http.StatusSeeOther)
	v.get("/account").want(http.StatusOK)
	other.get("/account").want(http.StatusUnauthorized)
	if r := s.visitor(t).post("/sign-in", "login", v.name, "password", password); r.status != http.StatusUnauthorized {
		t.Errorf("the password of before: status %d", r.status)
	}
}

// Signing in tells nobody which logins there are: not by what it says, nor, as is
// measured at night, by the time that it takes.
func TestP06Enumeration(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.learner(t)
	guess := func(login string) (*reply, time.Duration) {
		began := time.Now()
		return s.visitor(t).post("/sign-in", "login", login, "password", "wrong walnut orbit"), time.Since(began)
	}
	text := func(r *reply, login string) string {
		r.header.Del("Date")
		return strings.NewReplacer(login, "LOGIN", r.header.Get("X-Request-Id"), "REQUEST").Replace(fmt.Sprintln(r.status, r.header, r.body))
	}
	unknown := newName()
	for n := range 12 { // the last ones are refused, alike
		there, _ := guess(v.name)
		nowhere, _ := guess(unknown)
		if text(there, v.name) != text(nowhere, unknown) {
			t.Fatalf("guess %d: a login that is there is told from one that is not", n+1)
		}
	}
	if !testkit.Nightly() {
		return
	}
	var known, no []time.Duration
	for range 40 {
		there, nowhere := s.learner(t).name, newName()
		for range 5 {
			_, took := guess(there)
			known = append(known, took)
			_, took = guess(nowhere)
			no = append(no, took)
		}
	}
	if got := auc(known, no); got >= .58 { // of 200 each, half a percent of even ones exceed it
		t.Errorf("the time tells whether a login is there: AUC %.3f", got)
	}
}

// Guesses are counted before they are heard: many at once, or with other
// addresses made up, gain nothing.
func TestP07ParallelGuesses(t *testing.T) {
	t.Parallel()
	s := serve(t)
	v := s.learner(t)
	got := make([]int, some(80, 200))
	var all sync.WaitGroup
	for i := range got {
		w := s.visitor(t)
		all.Go(func() {
			r, err := w.try("POST", "/sign-in", fmt.Sprintf("login=%s&password=wrong+walnut+%d", v.name, i), "Content-Type", formType,
				"X-Forwarded-For", fmt.Sprintf("10.0.%d.%d", i/250, i%250), "X-Real-IP", "10.1.1.1", "Forwarded", "for=10.2.2.2")
			if err == nil {
				got[i] = r.status
			}
		})
	}
	all.Wait()
	heard := 0
	for _, status := range got {
		switch status {
		case http.StatusUnauthorized:
			heard++
		case http.StatusTooManyRequests:
		default:
			t.Errorf("a guess: status %d", status)
		}
	}
	if heard == 0 || heard > 10 {
		t.Errorf("%d of %d guesses were heard", heard, len(got))
	}
}

// A stranger's guesses do not keep the owner off a device that is known.
func TestP08NoLockout(t *testing.T) {
	t.Parallel()
	s := serve(t)
	v := s.learner(t)
	v.post("/sign-out").want(http.StatusSeeOther)
	for range some(15, 200) {
		s.visitor(t).post("/sign-in", "login", v.name, "password", "wrong walnut orbit")
	}
	s.change(t, "UPDATE guesses SET in_all = 10000, in_row = 10000")
	if r := s.visitor(t).post("/sign-in", "login", v.name, "password", password); r.status < 400 {
		t.Errorf("after 10,000 guesses a stranger is still heard: status %d", r.status)
	}
	v.post("/sign-in", "login", v.name, "password", password).want(http.StatusSeeOther)
	// And a way in is open to the owner elsewhere.
	s.staff(t, "admin").post(fmt.Sprintf("/admin/users/%d/password", v.id())).want(http.StatusOK)
}

// The first administrator comes by a link that the start prints, once; a restart
// prints another, and there is no account that came with the program.
func TestP10FirstStart(t *testing.T) {
	t.Parallel()
	s := serve(t)
	first := s.setupToken(t)
	if n := value[int](t, s, "SELECT count(*) FROM users"); n != 0 {
		t.Errorf("%d accounts come with the program", n)
	}
	for _, login := range []string{"admin", "root", "administrator", "viva"} {
		if r := s.visitor(t).post("/sign-in", "login", login, "password", login); r.status != http.StatusUnauthorized {
			t.Errorf("%s signs in: status %d", login, r.status)
		}
	}
	s.stop(t)
	s.start(t)
	second := s.setupToken(t)
	if len(second) != 43 || second == first {
		t.Errorf("the link of the second start has %q, after %q", second, first)
	}
	set := func(token, name string) int {
		return s.visitor(t).post("/setup", "token", token, "name", name, "password", password).status
	}
	if got := set(first, newName()); got != http.StatusForbidden {
		t.Errorf("the link of the first start: status %d", got)
	}
	s.change(t, "UPDATE setup_tokens SET expires_at = ?", time.Now().Add(-time.Second).UnixMilli())
	if got := set(second, newName()); got != http.StatusForbidden {
		t.Errorf("after an hour: status %d", got)
	}
	s.change(t, "UPDATE setup_tokens SET expires_at = ?", time.Now().Add(time.Hour).UnixMilli())
	if got := set(second, newName()); got != http.StatusSeeOther {
		t.Errorf("setting up: status %d", got)
	}
	if got := set(second, newName()); got != http.StatusForbidden {
		t.Errorf("setting up twice: status %d", got)
	}
	if content := value[int](t, s, "SELECT count(*) FROM users WHERE role = 'admin'"); content != 1 {
		t.Errorf("%d administrators", content)
	}
}

// Password fields are what password managers know, and take what is pasted.
func TestP11PasswordFields(t *testing.T) {
	s := shared(t)
	v := s.learner(t)
	p := testkit.Open(t, testkit.Options{})
	fields := func(path string) string {
		p.Goto(s.url + path)
		return testkit.Eval[string](p, `[...document.querySelectorAll("main input[name=password], main input[name=current], main input[name=login], main input[name=name]")].map(e => e.name + ":" + e.type + ":" + e.autocomplete).sort().join(" ")`)
	}
	for path, want := range map[string]string{"/sign-up": "name:text:username password:password:new-password", "/sign-in": "login:text:username password:password:current-password"} {
		if got := fields(path); got != want {
			t.Errorf("%s has %s, want %s", path, got, want)
		}
	}
	signInPage(p, s, v.name)
	if got, want := fields("/account"), "current:password:current-password name:text:username password:password:new-password"; got != want {
		t.Errorf("/account has %s, want %s", got, want)
	}
	pasted := testkit.Eval[bool](p, `(() => { const e = document.querySelector("input[name=password]"); return e.dispatchEvent(new ClipboardEvent("paste", {cancelable: true, bubbles: true})) })()`)
	if !pasted {
		t.Error("the page keeps from pasting a password")
	}
}
