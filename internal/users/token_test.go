package users

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func testKeys(t testing.TB) tokenKeys {
	t.Helper()
	k, err := deriveKeys(bytes.Repeat([]byte{7}, KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func at(now time.Time) func() time.Time { return func() time.Time { return now } }

func TestKeysAreApart(t *testing.T) {
	k := testKeys(t)
	if bytes.Equal(k.access, k.refresh) || bytes.Equal(k.access, k.throttle) || bytes.Equal(k.refresh, k.throttle) {
		t.Error("two kinds of token share a key")
	}
	for _, short := range [][]byte{nil, {}, make([]byte, KeySize-1)} {
		if _, err := deriveKeys(short); err == nil {
			t.Errorf("a key of %d bytes was taken", len(short))
		}
	}
}

func TestAccessToken(t *testing.T) {
	k := testKeys(t)
	text, expires, err := k.signAccess(42, "sid", noon)
	if err != nil {
		t.Fatal(err)
	}
	if want := noon.Add(AccessLife); !expires.Equal(want) {
		t.Errorf("expires %v, want %v", expires, want)
	}
	for _, tt := range []struct {
		name string
		now  time.Time
		ok   bool
	}{
		{"when made", noon, true},
		{"by a clock 4 s slow", noon.Add(-4 * time.Second), true},
		{"by a clock 10 s slow", noon.Add(-10 * time.Second), false},
		{"at the last second", noon.Add(AccessLife - time.Second), true},
		{"6 s too late", noon.Add(AccessLife + 6*time.Second), false},
		{"ten years later", noon.AddDate(10, 0, 0), false},
	} {
		user, session, err := ringOf(k).readAccess(text, at(tt.now))
		if (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
		if tt.ok && (user != 42 || session != "sid") {
			t.Errorf("%s: user %d, session %q", tt.name, user, session)
		}
	}
}

func ringOf(keys ...tokenKeys) keyring { return keys }

// mint makes a token like ours, altered.
func mint(t *testing.T, k tokenKeys, method jwt.SigningMethod, key any, alter func(header, claims map[string]any)) string {
	t.Helper()
	c := jwt.MapClaims{
		"iss": "viva", "aud": "viva", "sub": "42", "sid": "sid",
		"iat": noon.Unix(), "nbf": noon.Unix(), "exp": noon.Add(AccessLife).Unix(),
	}
	token := jwt.NewWithClaims(method, c)
	token.Header["typ"], token.Header["kid"] = accessType, k.id
	alter(token.Header, c)
	text, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestForgedAccessTokens(t *testing.T) {
	k := testKeys(t)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	set := func(in func(h, c map[string]any) map[string]any, name string, value any) func(h, c map[string]any) {
		return func(h, c map[string]any) { in(h, c)[name] = value }
	}
	header := func(h, _ map[string]any) map[string]any { return h }
	claim := func(_, c map[string]any) map[string]any { return c }
	without := func(name string) func(h, c map[string]any) {
		return func(_, c map[string]any) { delete(c, name) }
	}
	same := func(_, _ map[string]any) {}
	hs := jwt.SigningMethodHS256

	if _, _, err := ringOf(k).readAccess(mint(t, k, hs, k.access, same), at(noon)); err != nil {
		t.Fatalf("the unaltered token is refused: %v", err)
	}
	for _, tt := range []struct {
		name, text string
	}{
		{"alg none", mint(t, k, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, same)},
		{"alg nOnE", mint(t, k, hs, k.access, set(header, "alg", "nOnE"))},
		{"HS512", mint(t, k, jwt.SigningMethodHS512, k.access, same)},
		{"RS256", mint(t, k, jwt.SigningMethodRS256, rsaKey, same)},
		{"empty key", mint(t, k, hs, []byte{}, same)},
		{"refresh key", mint(t, k, hs, k.refresh, same)},
		{"no typ", mint(t, k, hs, k.access, func(h, _ map[string]any) { delete(h, "typ") })},
		{"typ JWT", mint(t, k, hs, k.access, set(header, "typ", "JWT"))},
		{"kid of a file", mint(t, k, hs, k.access, set(header, "kid", "../../dev/null"))},
		{"kid of SQL", mint(t, k, hs, k.access, set(header, "kid", "' or 1=1"))},
		{"empty kid", mint(t, k, hs, k.access, set(header, "kid", ""))},
		{"kid that is no text", mint(t, k, hs, k.access, set(header, "kid", 7))},
		{"no kid", mint(t, k, hs, k.access, func(h, _ map[string]any) { delete(h, "kid") })},
		{"jku", mint(t, k, hs, k.access, set(header, "jku", "https://evil.example/"))},
		{"jwk", mint(t, k, hs, k.access, set(header, "jwk", map[string]any{"kty": "oct"}))},
		{"x5u", mint(t, k, hs, k.access, set(header, "x5u", "https://evil.example/"))},
		{"crit", mint(t, k, hs, k.access, set(header, "crit", []string{"exp"}))},
		{"no exp", mint(t, k, hs, k.access, without("exp"))},
		{"no nbf", mint(t, k, hs, k.access, without("nbf"))},
		{"no iat", mint(t, k, hs, k.access, without("iat"))},
		{"no iss", mint(t, k, hs, k.access, without("iss"))},
		{"no aud", mint(t, k, hs, k.access, without("aud"))},
		{"no sub", mint(t, k, hs, k.access, without("sub"))},
		{"no sid", mint(t, k, hs, k.access, without("sid"))},
		{"other iss", mint(t, k, hs, k.access, set(claim, "iss", "other"))},
		{"other aud", mint(t, k, hs, k.access, set(claim, "aud", "other"))},
		{"iat in future", mint(t, k, hs, k.access, set(claim, "iat", noon.Add(time.Minute).Unix()))},
		{"nbf in future", mint(t, k, hs, k.access, set(claim, "nbf", noon.Add(time.Minute).Unix()))},
		{"sub 0", mint(t, k, hs, k.access, set(claim, "sub", "0"))},
		{"sub text", mint(t, k, hs, k.access, set(claim, "sub", "42 or 1=1"))},
		{"over 4 KB", mint(t, k, hs, k.access, set(claim, "x", strings.Repeat("x", 4096)))},
		{"empty", ""},
		{"dots", strings.Repeat(".", 3<<20)},
		{"two parts", "a.b"},
	} {
		if _, _, err := ringOf(k).readAccess(tt.text, at(noon)); err == nil {
			t.Errorf("%s: accepted", tt.name)
		}
	}
}

// The last character of a signature carries bits that a lax decoder ignores:
// four strings would then be the same token.
func TestSignatureHasOneSpelling(t *testing.T) {
	k := testKeys(t)
	text, _, err := k.signAccess(42, "sid", noon)
	if err != nil {
		t.Fatal(err)
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_="
	var good []rune
	for _, r := range alphabet {
		if _, _, err := ringOf(k).readAccess(text[:len(text)-1]+string(r), at(noon)); err == nil {
			good = append(good, r)
		}
	}
	if len(good) != 1 {
		t.Errorf("the last character may be any of %q", string(good))
	}
}

func TestAccessTokenClaims(t *testing.T) {
	text, _, err := testKeys(t).signAccess(42, "sid", noon)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(text, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	var c map[string]any
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{"iss": true, "aud": true, "sub": true, "sid": true, "iat": true, "nbf": true, "exp": true}
	for name := range maps.Keys(c) {
		if !want[name] {
			t.Errorf("claim %q is not expected", name)
		}
	}
	if len(c) != len(want) {
		t.Errorf("claims are %v", c)
	}
}

func TestRefreshToken(t *testing.T) {
	k := testKeys(t)
	s, err := newSession(42, "", k, rand.Reader, noon)
	if err != nil {
		t.Fatal(err)
	}
	token, err := k.signRefresh(s.ID, 7)
	if err != nil {
		t.Fatal(err)
	}
	if id, counter, ok := k.readRefresh(token); id != s.ID || counter != 7 || !ok {
		t.Errorf("read back as %q, %d, %v", id, counter, ok)
	}
	if _, _, err := ringOf(k).readAccess(token, at(noon)); err == nil {
		t.Error("a refresh token passes as an access token")
	}
	access, _, _ := k.signAccess(42, s.ID, noon)
	if _, _, ok := k.readRefresh(access); ok {
		t.Error("an access token passes as a refresh token")
	}
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(token)-1).Draw(t, "position")
		b := rapid.Byte().Draw(t, "byte")
		forged := token[:i] + string([]byte{b}) + token[i+1:]
		if _, _, ok := k.readRefresh(forged); ok != (forged == token) {
			t.Fatalf("%q: %v", forged, ok)
		}
	})
	for _, bad := range []string{"", "x", token[1:], token + "A", token + "="} {
		if _, _, ok := k.readRefresh(bad); ok {
			t.Errorf("%q was read", bad)
		}
	}
}
