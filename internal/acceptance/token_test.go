package acceptance

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"viva/internal/testkit"
)

var b64 = base64.RawURLEncoding

// forger makes tokens with the site's own key, so that nothing but what a row is
// about is wrong with them.
type forger struct {
	key            []byte
	header, claims j
}

// forge takes a good token of a learner apart.
func (s *site) forge(t testing.TB, token string) forger {
	t.Helper()
	master, err := os.ReadFile(filepath.Join(s.data, "key"))
	if err != nil {
		t.Fatal(err)
	}
	f := forger{}
	if f.key, err = hkdf.Key(sha256.New, master, nil, "viva access token", 32); err != nil {
		t.Fatal(err)
	}
	for i, part := range []*j{&f.header, &f.claims} {
		text, err := b64.DecodeString(strings.Split(token, ".")[i])
		if err != nil || json.Unmarshal(text, part) != nil {
			t.Fatal(err)
		}
	}
	if f.sign() == "" || s.program(t, f.sign()).get("/api/v1/me").status != http.StatusOK {
		t.Fatal("a token that is made anew does not count: nothing would be tried")
	}
	return f
}

// with changes members of header or claims; nil leaves one out.
func with(from j, pairs ...any) j {
	to := j{}
	for name, value := range from {
		to[name] = value
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if to[pairs[i].(string)] = pairs[i+1]; pairs[i+1] == nil {
			delete(to, pairs[i].(string))
		}
	}
	return to
}

func (f forger) head(pairs ...any) forger  { f.header = with(f.header, pairs...); return f }
func (f forger) claim(pairs ...any) forger { f.claims = with(f.claims, pairs...); return f }

func (f forger) body() string {
	header, _ := json.Marshal(f.header)
	claims, _ := json.Marshal(f.claims)
	return b64.EncodeToString(header) + "." + b64.EncodeToString(claims)
}

func (f forger) sign() string { return f.signWith(sha256.New, f.key) }

func (f forger) signWith(h func() hash.Hash, key []byte) string {
	return signText(h, key, f.body())
}

func signText(h func() hash.Hash, key []byte, body string) string {
	mac := hmac.New(h, key)
	mac.Write([]byte(body))
	return body + "." + b64.EncodeToString(mac.Sum(nil))
}

// refuses fails the test unless each token is told the same: that it does not
// count.
func (s *site) refuses(t testing.TB, tokens map[string]string) {
	t.Helper()
	said := ""
	for what, token := range tokens {
		r := s.program(t, token).get("/api/v1/me")
		body := strings.ReplaceAll(r.body, r.header.Get("X-Request-Id"), "")
		if r.status != http.StatusUnauthorized || said != "" && body != said {
			t.Errorf("a token %s: status %d, %s", what, r.status, body)
		}
		said = body
	}
}

// bearer is a learner's access token, to be taken apart.
func bearer(t testing.TB) (*site, string) {
	t.Helper()
	s := shared(t)
	access, _ := s.learner(t).tokens()
	return s, access
}

// Exactly one way of signing counts.
func TestT01OneAlgorithm(t *testing.T) {
	t.Parallel()
	s, access := bearer(t)
	f := s.forge(t, access)
	tokens := map[string]string{"of HS512": f.head("alg", "HS512").signWith(sha512.New, f.key), "of HS384": f.head("alg", "HS384").signWith(sha512.New384, f.key),
		"that names RS256": f.head("alg", "RS256").sign(), "that names ES256": f.head("alg", "ES256").sign(), "that names no way": f.head("alg", nil).sign()}
	for _, none := range []string{"none", "None", "nOnE", "NONE", "", "hs256"} {
		tokens["of "+none] = f.head("alg", none).body() + "."
		tokens["of "+none+", signed"] = f.head("alg", none).sign()
	}
	s.refuses(t, tokens)
}

// No key but the site's counts.
func TestT02KeyConfusion(t *testing.T) {
	t.Parallel()
	s, access := bearer(t)
	f := s.forge(t, access)
	master, _ := os.ReadFile(filepath.Join(s.data, "key"))
	tokens := map[string]string{}
	for name, key := range map[string][]byte{"nothing": {}, "x": []byte("x"), "secret": []byte("secret"), "viva": []byte("viva"), "its kid": []byte(f.header["kid"].(string)),
		"the file's name": []byte("key"), "zeros": make([]byte, 32), "the key of everything": master} {
		tokens["signed with "+name] = f.signWith(sha256.New, key)
	}
	for _, label := range []string{"viva refresh token", "viva throttle", "viva seal"} {
		key, _ := hkdf.Key(sha256.New, master, nil, label, 32)
		tokens["signed with the key of "+label] = f.signWith(sha256.New, key)
	}
	s.refuses(t, tokens)
}

// The name of a key is looked up among the site's own, and nothing that a header
// wishes is fulfilled.
func TestT03HeadersAreNoWishes(t *testing.T) {
	t.Parallel()
	s, access := bearer(t)
	f := s.forge(t, access)
	tokens := map[string]string{"without a kid": f.head("kid", nil).sign()}
	for _, kid := range []any{"../../dev/null", "/dev/null", "' or 1=1 --", "", "unknown", "key", 1, []string{"x"}, strings.Repeat("k", 2000)} {
		tokens[fmt.Sprintf("of kid %.20v", kid)] = f.head("kid", kid).sign()
	}
	for _, name := range []string{"jku", "x5u", "jwk", "x5c", "crit", "zip"} {
		tokens["with "+name] = f.head(name, "http://127.0.0.1:1/keys").sign()
	}
	s.refuses(t, tokens)
}

// Times are there, and hold.
func TestT04Times(t *testing.T) {
	t.Parallel()
	s, access := bearer(t)
	f := s.forge(t, access)
	now := time.Now().Unix()
	s.refuses(t, map[string]string{
		"without exp": f.claim("exp", nil).sign(), "without nbf": f.claim("nbf", nil).sign(), "without iat": f.claim("iat", nil).sign(),
		"that ended": f.claim("exp", now-6).sign(), "not yet good": f.claim("nbf", now+8).sign(), "of the future": f.claim("iat", now+8).sign(),
		"of a text": f.claim("exp", "tomorrow").sign(), "of nothing": f.claim("exp", 0).sign(),
	})
	if r := s.program(t, f.claim("exp", now-2).sign()).get("/api/v1/me"); r.status != http.StatusOK {
		t.Errorf("two seconds after its end, within what clocks may differ: status %d", r.status)
	}
}

// Tokens of one kind are none of another, nor those of somebody else.
func TestT05KindsOfTokens(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.learner(t)
	access, refresh := v.tokens()
	f := s.forge(t, access)
	s.refuses(t, map[string]string{
		"of another issuer": f.claim("iss", "evil").sign(), "for others": f.claim("aud", []string{"evil"}).sign(), "for nobody": f.claim("aud", nil).sign(), "of nobody": f.claim("iss", nil).sign(),
		"of type JWT": f.head("typ", "JWT").sign(), "of no type": f.head("typ", nil).sign(), "of another's session": f.claim("sub", "1").sign(), "of no session": f.claim("sid", nil).sign(),
		"that refreshes": refresh, "that knows a device": v.cookie("viva_device"),
	})
	for _, token := range []string{access, v.cookie("viva_device"), ""} {
		if r := s.program(t, "").json("POST", "/api/v1/sessions/refresh", j{"refresh_token": token}); r.status != http.StatusUnauthorized && r.status != http.StatusUnprocessableEntity {
			t.Errorf("refreshing with %.20s: status %d", token, r.status)
		}
	}
	if r := s.visitor(t).get("/setup?token=" + refresh); r.status != http.StatusForbidden {
		t.Errorf("setting up with a refresh token: status %d", r.status)
	}
}

// A token is read strictly, and what is too long not at all.
func TestT06StrictReading(t *testing.T) {
	t.Parallel()
	s, access := bearer(t)
	f := s.forge(t, access)
	tokens := map[string]string{"of 6 KB": access + strings.Repeat("A", 6<<10), "of dots": strings.Repeat(".", 3000), "of two parts": access[:strings.LastIndex(access, ".")],
		"with a line break": access[:len(access)-1] + "%0A", "padded": access + "=", "with an empty signature": access[:strings.LastIndex(access, ".")+1]}
	signature := access[strings.LastIndex(access, ".")+1:]
	raw, _ := b64.DecodeString(signature)
	spellings := 0
	for _, last := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" {
		other := signature[:len(signature)-1] + string(last)
		if other == signature {
			continue
		}
		if got, _ := b64.DecodeString(other); string(got) == string(raw) {
			spellings++
		}
		tokens["that ends in "+string(last)] = access[:len(access)-1] + string(last)
	}
	if spellings == 0 {
		t.Error("no other spelling of the signature has its bytes")
	}
	claims, _ := json.Marshal(f.claims)
	twice := strings.TrimSuffix(string(claims), "}") + `,"sub":"1"}`
	header, _, _ := strings.Cut(f.body(), ".")
	tokens["with sub twice"] = signText(sha256.New, f.key, header+"."+b64.EncodeToString([]byte(twice)))
	s.refuses(t, tokens)
	// More than a header may hold is refused before anything is read of it.
	for _, much := range []string{strings.Repeat("a", 64<<10), strings.Repeat(".", 3_000_000)} {
		if back := s.raw(t, "GET /api/v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "+much+"\r\n\r\n"); back != "" && !strings.HasPrefix(back, "HTTP/1.1 431") {
			t.Errorf("a token of %d bytes: %.60q", len(much), back)
		}
	}
}

// Access lasts ten minutes, a session a week of rest and thirty days in all; that
// of an administrator half a day and a day. Time is made to go by in the database.
func TestT07Lives(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.learner(t)
	access, _ := v.tokens()
	claims := s.forge(t, access).claims
	if life := claims["exp"].(float64) - claims["iat"].(float64); life != 600 {
		t.Errorf("access lasts %v s", life)
	}
	r := s.visitor(t).post("/sign-in", "login", v.name, "password", password).want(http.StatusSeeOther)
	if cookies := strings.Join(r.header.Values("Set-Cookie"), "\n"); !regexp.MustCompile(`viva_refresh=[^;]+; max-age=604(800|799)`).MatchString(cookies) {
		t.Errorf("the refresh cookie does not last a week:\n%s", cookies)
	}
	const day = 24 * time.Hour
	for role, lives := range map[string]struct{ idle, absolute time.Duration }{"learner": {7 * day, 30 * day}, "admin": {12 * time.Hour, day}} {
		for _, tt := range []struct {
			what            string
			rotated, opened time.Duration
			want            int
		}{
			{"almost idle for too long", lives.idle - 3*time.Second, lives.idle, 200},
			{"idle for too long", lives.idle, lives.idle, 401},
			{"almost too old", time.Minute * 5, lives.absolute - 3*time.Second, 200},
			{"too old", time.Minute * 5, lives.absolute, 401},
		} {
			who := s.learner
			if role == "admin" {
				who = func(t testing.TB) *visitor { return s.staff(t, "admin") }
			}
			v := who(t)
			access, refresh := v.tokens()
			now := time.Now()
			s.change(t, "UPDATE sessions SET rotated_at = ?, created_at = ? WHERE user_id = ?", now.Add(-tt.rotated).UnixMilli(), now.Add(-tt.opened).UnixMilli(), v.id())
			if got := s.program(t, access).get("/api/v1/me").status; got != tt.want {
				t.Errorf("access of a session of a %s, %s: status %d, want %d", role, tt.what, got, tt.want)
			}
			if got := s.program(t, "").json("POST", "/api/v1/sessions/refresh", j{"refresh_token": refresh}).status; got != tt.want {
				t.Errorf("refreshing a session of a %s, %s: status %d, want %d", role, tt.what, got, tt.want)
			}
		}
	}
}

// refreshes exchanges a refresh token.
func (s *site) refreshes(t testing.TB, token string) (next string, status int) {
	t.Helper()
	r := s.program(t, "").json("POST", "/api/v1/sessions/refresh", j{"refresh_token": token})
	var got struct {
		Refresh string `json:"refresh_token"`
	}
	if r.status == http.StatusOK {
		r.into(&got)
	}
	return got.Refresh, r.status
}

// A refresh token that was used before ends its session, unless it was the last
// one a moment ago: then its successor comes again.
func TestT08Reuse(t *testing.T) {
	t.Parallel()
	s := serve(t)
	v := s.learner(t)
	expect := func(token string, want int) string {
		t.Helper()
		next, got := s.refreshes(t, token)
		if got != want {
			t.Errorf("refreshing: status %d, want %d", got, want)
		}
		return next
	}
	_, r1 := v.tokens()
	r2 := expect(r1, 200)
	if again := expect(r1, 200); again != r2 {
		t.Error("a lost reply is answered with another successor")
	}
	s.kill()
	s.start(t)
	if again := expect(r1, 200); again != r2 {
		t.Error("after a restart, a lost reply is answered with another successor")
	}
	r3 := expect(r2, 200)
	expect(r1, 401) // the grandparent
	expect(r3, 401) // the family is dead
	s.says(t, "refresh_reused")

	_, late := v.tokens()
	next := expect(late, 200)
	s.change(t, "UPDATE sessions SET rotated_at = rotated_at - 61000 WHERE user_id = ? AND revoked_at IS NULL", v.id())
	expect(late, 401)
	expect(next, 401)

	_, many := v.tokens()
	got := make([]string, 20)
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() { got[i], _ = s.refreshes(t, many) })
	}
	all.Wait()
	for _, token := range got {
		if token == "" || token != got[0] {
			t.Fatalf("parallel uses get different successors, or none")
		}
	}
	expect(got[0], 200)

	// Pages are renewed without scripts: the refresh cookie alone does.
	reader := s.signedIn(t, v.name)
	reader.setCookie("viva_access", "gone")
	reader.get("/account").want(http.StatusOK)
}

// Signing out, a new password of one's own or from above, ending from above and
// disabling end sessions at once.
func TestT09WhatEndsSessions(t *testing.T) {
	t.Parallel()
	s := shared(t)
	head := s.staff(t, "admin")
	for what, end := range map[string]func(v *visitor){
		"signing out": func(v *visitor) { v.post("/sign-out").want(http.StatusSeeOther) },
		"a new password": func(v *visitor) {
			s.signedIn(t, v.name).post("/account/password", "current", password, "password", "orbit quarry walnut 8").want(303)
		},
		"a password from above": func(v *visitor) { head.post(fmt.Sprintf("/admin/users/%d/password", v.id())).want(http.StatusOK) },
		"ending from above": func(v *visitor) {
			head.post(fmt.Sprintf("/admin/users/%d/sessions/end", v.id())).want(http.StatusSeeOther)
		},
		"disabling": func(v *visitor) {
			head.post(fmt.Sprintf("/admin/users/%d/disabled", v.id()), "disabled", "yes").want(http.StatusSeeOther)
		},
		"deletion": func(v *visitor) {
			s.signedIn(t, v.name).post("/account/delete", "current", password).want(http.StatusSeeOther)
		},
		"a password by command": func(v *visitor) {
			if said, code := runs(t, "orbit quarry walnut 9\n", "user", "reset-password", v.name, "--data", s.data); code != 0 {
				t.Error(said)
			}
		},
	} {
		v := s.learner(t)
		access, refresh := v.cookie("viva_access"), v.cookie("viva_refresh")
		s.program(t, access).get("/api/v1/me").want(http.StatusOK)
		end(v)
		if got := s.program(t, access).get("/api/v1/me").status; got != http.StatusUnauthorized {
			t.Errorf("after %s, access: status %d", what, got)
		}
		if _, got := s.refreshes(t, refresh); got != http.StatusUnauthorized {
			t.Errorf("after %s, refreshing: status %d", what, got)
		}
	}
}

// Whoever signs in gets a new session: what was planted before is worth nothing.
func TestT10Fixation(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.learner(t)
	guest := s.visitor(t)
	guest.post("/attempts", "subject", "aws-support", "edition", "course", "mode", "practice", "size", "1", "lang", "en").want(http.StatusSeeOther)
	planted, plantedRefresh := guest.cookie("viva_access"), guest.cookie("viva_refresh")
	guest.post("/sign-in", "login", v.name, "password", password).want(http.StatusSeeOther)
	if guest.cookie("viva_access") == planted || guest.cookie("viva_refresh") == plantedRefresh {
		t.Error("the session from before goes on after signing in")
	}
	if got := s.program(t, planted).get("/api/v1/me").status; got != http.StatusUnauthorized {
		t.Errorf("the access token from before: status %d", got)
	}
	if _, got := s.refreshes(t, plantedRefresh); got != http.StatusUnauthorized {
		t.Errorf("the refresh token from before: status %d", got)
	}
	before := guest.cookie("viva_access")
	guest.post("/sign-out").want(http.StatusSeeOther)
	guest.post("/sign-in", "login", v.name, "password", password).want(http.StatusSeeOther)
	if guest.cookie("viva_access") == before {
		t.Error("signing in again gives the session from before")
	}
}

var tokenLike = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}`)

// Tokens are in cookies and in replies to sign-ins, and nowhere else.
func TestT11NowhereElse(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.learner(t)
	secrets := []string{v.cookie("viva_access"), v.cookie("viva_refresh"), v.cookie("viva_device")}
	a := v.begins("birds", "practice", 1, "topics", []string{"song"})
	v.answers(a, 1, a.pick(1, 0), 1).want(http.StatusOK)
	for _, r := range v.crawl(a, 1) {
		for _, secret := range secrets {
			if strings.Contains(r.body, secret) || strings.Contains(r.header.Get("Location"), secret) {
				t.Errorf("%s has a token", r.what)
			}
		}
		if found := tokenLike.FindString(r.body); found != "" {
			t.Errorf("%s has %q", r.what, found)
		}
	}
	for _, secret := range append(secrets, password) {
		if strings.Contains(s.log.String(), secret) {
			t.Error("the log has a secret")
		}
	}
	if tokenLike.MatchString(s.log.String()) {
		t.Error("the log has a token")
	}
	p := testkit.Open(t, testkit.Options{})
	signInPage(p, s, v.name)
	p.Goto(s.url + "/attempts/" + fmt.Sprint(a.ID) + "/items/1")
	kept := testkit.Eval[string](p, `JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href, document.referrer])`)
	if tokenLike.MatchString(kept) || regexp.MustCompile(`viva_(access|refresh|device)`).MatchString(kept) {
		t.Errorf("scripts can read %s", kept)
	}
}

// signInPage signs in on the page.
func signInPage(p *testkit.Page, s *site, name string) {
	p.Goto(s.url + "/sign-in")
	p.Type("input[name=login]", name)
	p.Type("input[name=password]", password)
	p.Follow("main form .button.primary")
}

// Tokens of the key before still count when the key is changed, until it is
// forgotten; new ones are of the new key.
func TestT12NewKey(t *testing.T) {
	t.Parallel()
	s := serve(t)
	v := s.learner(t)
	old, oldRefresh := v.tokens()
	kid := s.forge(t, old).header["kid"]
	rotate := func(command string) {
		t.Helper()
		s.stop(t)
		if said, code := runs(t, "", "key", command, "--data", s.data); code != 0 {
			t.Fatal(said)
		}
		s.start(t)
	}
	rotate("rotate")
	s.program(t, old).get("/api/v1/me").want(http.StatusOK)
	if next, got := s.refreshes(t, oldRefresh); got != http.StatusOK || next == "" {
		t.Errorf("refreshing by the key before: status %d", got)
	}
	now, _ := v.tokens()
	if s.forge(t, now).header["kid"] == kid {
		t.Error("new tokens are signed with the key before")
	}
	rotate("forget")
	if got := s.program(t, old).get("/api/v1/me").status; got != http.StatusUnauthorized {
		t.Errorf("by a key that is forgotten: status %d", got)
	}
}

// People see where they are signed in and end that, on the page and by programs,
// once they have given the password lately; nobody ends what is another's.
func TestT13Sessions(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v, other := s.learner(t), s.learner(t)
	away, third := s.signedIn(t, v.name), s.signedIn(t, v.name)
	open := func(v *visitor) (refs []string) {
		t.Helper()
		var list struct {
			Sessions []struct {
				ID      string
				Current bool
			}
		}
		v.get("/api/v1/sessions").want(http.StatusOK).into(&list)
		for i, o := range list.Sessions {
			if o.Current != (i == 0) {
				t.Errorf("session %d is the current one: %t", i, o.Current)
			}
			refs = append(refs, o.ID)
		}
		return refs
	}
	refs, theirs := open(v), open(other)
	if len(refs) != 3 || len(theirs) != 1 {
		t.Fatalf("%d and %d sessions, want 3 and 1", len(refs), len(theirs))
	}
	if r := v.get("/account/sessions").want(http.StatusOK); !r.holds(refs[1]) || !r.holds(refs[2]) || r.holds(theirs[0]) {
		t.Error("the page does not list one's own others, or lists another's")
	}
	v.post("/account/sessions/end", "session", theirs[0]).want(http.StatusNotFound)
	other.get("/account").want(http.StatusOK)

	s.change(t, "UPDATE sessions SET created_at = created_at - 3600000 WHERE user_id = ?", v.id())
	v.json("DELETE", "/api/v1/sessions/others", nil).refused(http.StatusForbidden, "unconfirmed")
	if n := len(open(v)); n != 3 {
		t.Errorf("without the password %d sessions are left", n)
	}
	v.post("/account/sessions/confirm", "current", "not the password").want(http.StatusUnprocessableEntity)
	v.post("/account/sessions/confirm", "current", password).want(http.StatusSeeOther)
	v.post("/account/sessions/end-others").want(http.StatusSeeOther)
	if n := len(open(v)); n != 1 {
		t.Errorf("after all others were ended %d are left", n)
	}
	for _, gone := range []*visitor{away, third} {
		if got := s.program(t, gone.cookie("viva_access")).get("/api/v1/me").status; got != http.StatusUnauthorized {
			t.Errorf("a session that was ended: status %d", got)
		}
	}
}
