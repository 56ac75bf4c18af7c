package web

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"viva/internal/users"
)

// minted is a token of the test's own making, with the installation's key.
type minted struct {
	header, claims string
	key            []byte
}

func (m minted) String() string {
	b64 := base64.RawURLEncoding.EncodeToString
	text := b64([]byte(m.header)) + "." + b64([]byte(m.claims))
	mac := hmac.New(sha256.New, m.key)
	mac.Write([]byte(text))
	return text + "." + b64(mac.Sum(nil))
}

// Whatever is wrong with a token, the answer is one and the same, and no token
// is in the log.
func TestAPITokens(t *testing.T) {
	f := newAPI(t)
	nobody := f.with("")
	ada := f.signedIn("ada")
	pair := nobody.post("/sessions", j{"login": "ada", "password": testPassword}).want(200)
	access, refresh := pair.text("access_token"), pair.text("refresh_token")
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(access, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	accessKey, err := hkdf.Key(sha256.New, bytes.Repeat([]byte("k"), users.KeySize), nil, "viva access token", users.KeySize)
	if err != nil {
		t.Fatal(err)
	}
	keyID, err := hkdf.Key(sha256.New, bytes.Repeat([]byte("k"), users.KeySize), nil, "viva key id", 9)
	if err != nil {
		t.Fatal(err)
	}
	kid := `"kid":"` + base64.RawURLEncoding.EncodeToString(keyID) + `",`
	header := `{"alg":"HS256",` + kid + `"typ":"at+jwt"}`
	good := minted{header, string(payload), accessKey}
	f.with(good.String()).get("/me").want(200) // the test mints as the server does

	with := func(name string, value any) minted {
		var c map[string]any
		if err := json.Unmarshal(payload, &c); err != nil {
			t.Fatal(err)
		}
		if c[name] = value; value == nil {
			delete(c, name)
		}
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		return minted{header, string(text), accessKey}
	}
	headed := func(h string) minted { // with the name of the key, unless it names another
		if !strings.Contains(h, `"kid"`) {
			h = "{" + kid + h[1:]
		}
		return minted{h, string(payload), accessKey}
	}
	keyed := func(k string) minted { return minted{header, string(payload), []byte(k)} }
	now := f.clock.now()
	unsigned := func(alg string) string {
		text := headed(`{"alg":"` + alg + `","typ":"at+jwt"}`).String()
		return text[:strings.LastIndex(text, ".")+1]
	}

	tokens := map[string]string{
		"alg none": unsigned("none"), "alg None": unsigned("None"), "alg nOnE": unsigned("nOnE"),
		"alg HS512":               headed(`{"alg":"HS512","typ":"at+jwt"}`).String(),
		"alg RS256":               headed(`{"alg":"RS256","typ":"at+jwt"}`).String(),
		"no alg":                  headed(`{"typ":"at+jwt"}`).String(),
		"empty key":               keyed("").String(),
		"one letter":              keyed("x").String(),
		"secret":                  keyed("secret").String(),
		"the master key":          minted{header, string(payload), bytes.Repeat([]byte("k"), users.KeySize)}.String(),
		"kid path":                headed(`{"alg":"HS256","typ":"at+jwt","kid":"../../dev/null"}`).String(),
		"kid SQL":                 headed(`{"alg":"HS256","typ":"at+jwt","kid":"' or 1=1"}`).String(),
		"empty kid":               headed(`{"alg":"HS256","typ":"at+jwt","kid":""}`).String(),
		"jku":                     headed(`{"alg":"HS256","typ":"at+jwt","jku":"https://evil.example/keys"}`).String(),
		"jwk":                     headed(`{"alg":"HS256","typ":"at+jwt","jwk":{"kty":"oct","k":"eA"}}`).String(),
		"x5u":                     headed(`{"alg":"HS256","typ":"at+jwt","x5u":"https://evil.example"}`).String(),
		"crit":                    headed(`{"alg":"HS256","typ":"at+jwt","crit":["exp"]}`).String(),
		"no kid":                  minted{`{"alg":"HS256","typ":"at+jwt"}`, string(payload), accessKey}.String(),
		"no exp":                  with("exp", nil).String(),
		"no nbf":                  with("nbf", nil).String(),
		"no iat":                  with("iat", nil).String(),
		"expired 6 s ago":         with("exp", now.Add(-6*time.Second).Unix()).String(),
		"nbf ahead":               with("nbf", now.Add(time.Hour).Unix()).String(),
		"iat ahead":               with("iat", now.Add(time.Hour).Unix()).String(),
		"foreign iss":             with("iss", "other").String(),
		"no iss":                  with("iss", nil).String(),
		"foreign aud":             with("aud", "other").String(),
		"no aud":                  with("aud", nil).String(),
		"typ JWT":                 headed(`{"alg":"HS256","typ":"JWT"}`).String(),
		"no typ":                  headed(`{"alg":"HS256"}`).String(),
		"refresh for access":      refresh,
		"another's subject":       with("sub", "1000").String(),
		"no session":              with("sid", nil).String(),
		"unknown session":         with("sid", "AAAAAAAAAAAAAAAAAAAAAA").String(),
		"empty":                   "",
		"two dots":                "..",
		"dots":                    strings.Repeat(".", 3000),
		"7 KB":                    access + strings.Repeat("A", 7000),
		"padded":                  access + "=",
		"with a space":            access + " x",
		"a part too many":         access + ".x",
		"header is no JSON":       headed(`x`).String(),
		"claims are no JSON":      minted{header, `x`, accessKey}.String(),
		"claims with two subject": minted{header, strings.Replace(string(payload), "{", `{"sub":"1000",`, 1), accessKey}.String(),
	}
	// Strict decoding: of the last character only some bits count.
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(alphabet, access[len(access)-1])
	for i := range 4 {
		if twin := last&^3 | i; twin != last {
			tokens["last character "+alphabet[twin:twin+1]] = access[:len(access)-1] + alphabet[twin:twin+1]
		}
	}

	constant := nobody.get("/me").refused(401, "session").unnamed()
	f.unchanged(func() {
		for name, token := range tokens {
			r := nobody.get("/me", "Authorization", "Bearer "+token)
			if r.refused(401, "session"); r.unnamed() != constant {
				t.Errorf("%s: %s", name, r.body)
			}
			if t.Failed() {
				t.Fatalf("at %s", name)
			}
		}
		for _, scheme := range []string{"Basic ", "Bearer", "Token ", ""} {
			nobody.get("/me", "Authorization", scheme+access).refused(401, "session")
		}
		nobody.post("/sessions/refresh", j{"refresh_token": access}).refused(401, "session") // access for refresh
	})
	ada.get("/me").want(200)

	f.clock.advance(users.AccessLife + 6*time.Second)
	ada.get("/me").refused(401, "session")
	if strings.Contains(f.log.String(), "eyJ") || strings.Contains(f.log.String(), refresh) {
		t.Error("a token is in the log")
	}
}

// The token that was replaced last is still taken for a moment, older ones are
// not.
func TestAPIRefresh(t *testing.T) {
	f := newAPI(t)
	nobody := f.with("")
	f.signedIn("ada")
	r1 := nobody.post("/sessions", j{"login": "ada", "password": testPassword}).want(200).text("refresh_token")
	refresh := func(token string) apiReply { return nobody.post("/sessions/refresh", j{"refresh_token": token}) }
	r2 := refresh(r1).want(200).text("refresh_token")
	if again := refresh(r1).want(200).text("refresh_token"); again != r2 {
		t.Error("a lost reply gives another successor")
	}
	third := refresh(r2).want(200)
	refresh(r1).refused(401, "session")
	refresh(third.text("refresh_token")).refused(401, "session")
	f.with(third.text("access_token")).get("/me").refused(401, "session")
}
