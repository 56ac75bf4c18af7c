package users

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/golang-jwt/jwt/v5"
)

// AccessLife is how long an access token is good for.
const AccessLife = 10 * time.Minute

const (
	tokenName    = "viva" // issuer and audience: we talk to ourselves
	accessType   = "at+jwt"
	leeway       = 5 * time.Second // for clocks that are set back a little
	maxTokenSize = 4 << 10
)

// Tokens is what somebody who signed in holds. Access proves who asks for
// ten minutes; Refresh gets the next pair. Device says where its account is
// known, and outlives the session; it comes with signing in and up alone.
type Tokens struct {
	Access         string
	AccessExpires  time.Time
	Refresh        string
	RefreshExpires time.Time
	Device         string

	Pending string // with ErrCodeRequired alone: what FinishSignIn goes on with
	Advice  Advice // after signing in
}

// LogValue keeps tokens out of logs.
func (Tokens) LogValue() slog.Value { return slog.StringValue("[tokens]") }

// tokenKeys are the keys for each kind of token, derived from one key of the
// installation, so that no token of one kind can pass as another.
type tokenKeys struct {
	id       string // names the key in access tokens, and tells nothing of it
	access   []byte
	refresh  []byte
	throttle []byte
	seal     []byte
}

func deriveKeys(master []byte) (k tokenKeys, err error) {
	if len(master) < KeySize {
		return k, fmt.Errorf("the key has %d bytes, at least %d are needed", len(master), KeySize)
	}
	for label, key := range map[string]*[]byte{
		"viva access token":  &k.access,
		"viva refresh token": &k.refresh,
		"viva throttle":      &k.throttle,
		"viva seal":          &k.seal,
	} {
		if *key, err = hkdf.Key(sha256.New, master, nil, label, KeySize); err != nil {
			return k, fmt.Errorf("derive the key of %q: %w", label, err)
		}
	}
	id, err := hkdf.Key(sha256.New, master, nil, "viva key id", keyIDSize)
	if err != nil {
		return k, fmt.Errorf("derive the name of a key: %w", err)
	}
	k.id = base64.RawURLEncoding.EncodeToString(id)
	return k, nil
}

const keyIDSize = 9 // bytes

// keyring has the keys of an installation: the one that signs, then those whose
// tokens still count.
type keyring []tokenKeys

func deriveRing(masters ...[]byte) (ring keyring, err error) {
	for _, master := range masters {
		if master == nil {
			continue
		}
		k, err := deriveKeys(master)
		if err != nil {
			return nil, err
		}
		ring = append(ring, k)
	}
	return ring, nil
}

// current is the key that signs.
func (r keyring) current() tokenKeys { return r[0] }

// readRefresh does for all keys what theirs does.
func (r keyring) readRefresh(text string) (SessionID, uint32, bool) {
	for _, k := range r {
		if id, counter, ok := k.readRefresh(text); ok {
			return id, counter, true
		}
	}
	return "", 0, false
}

// signAgain makes the refresh token of a session at a rotation again, which has
// this hash: another key may have signed it.
func (r keyring) signAgain(id SessionID, counter uint32, hash []byte) (string, error) {
	for _, k := range r {
		token, err := k.signRefresh(id, counter)
		if err != nil || subtle.ConstantTimeCompare(hashToken(token), hash) == 1 {
			return token, err
		}
	}
	return "", ErrSession
}

// claims is what an access token says. The role is not in it: it is read
// from the store each time, so that a new role bites at once.
type claims struct {
	jwt.RegisteredClaims
	SessionID SessionID `json:"sid"`
}

// Validate is called by the parser after its own checks, which let a token
// without these claims pass.
func (c claims) Validate() error {
	if c.IssuedAt == nil || c.NotBefore == nil || c.SessionID == "" {
		return errToken
	}
	return nil
}

var errToken = errors.New("not an access token of ours")

// signAccess makes the access token of a session. Times are whole seconds.
func (k tokenKeys) signAccess(user ID, session SessionID, now time.Time) (string, time.Time, error) {
	expires := now.Truncate(time.Second).Add(AccessLife)
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		SessionID: session,
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer:    tokenName,
			Audience:  jwt.ClaimStrings{tokenName},
			Subject:   strconv.FormatInt(int64(user), 10),
			IssuedAt:  jwt.NewNumericDate(now),
			NotBefore: jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(expires),
		},
	})
	t.Header["typ"], t.Header["kid"] = accessType, k.id
	text, err := t.SignedString(k.access)
	if err != nil {
		return "", time.Time{}, fmt.Errorf("sign an access token: %w", err)
	}
	return text, expires, nil
}

// readAccess verifies an access token and returns whose it is.
func (r keyring) readAccess(text string, now func() time.Time) (ID, SessionID, error) {
	// Before any parsing: the library splits and decodes whatever it gets.
	if len(text) > maxTokenSize || strings.Count(text, ".") != 2 || !unambiguous(text) {
		return 0, "", errToken
	}
	parser := jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
		jwt.WithExpirationRequired(),
		jwt.WithIssuer(tokenName),
		jwt.WithAudience(tokenName),
		jwt.WithIssuedAt(),
		jwt.WithLeeway(leeway),
		jwt.WithStrictDecoding(),
		jwt.WithTimeFunc(now),
	)
	var c claims
	if _, err := parser.ParseWithClaims(text, &c, r.accessKey); err != nil {
		return 0, "", err
	}
	user, err := strconv.ParseInt(c.Subject, 10, 64)
	if err != nil || user <= 0 {
		return 0, "", errToken
	}
	return ID(user), c.SessionID, nil
}

// unambiguous reports whether header and claims hold no name twice, of which
// the library would take the last.
func unambiguous(text string) bool {
	for _, part := range strings.Split(text, ".")[:2] {
		raw, err := base64.RawURLEncoding.Strict().DecodeString(part)
		if err != nil || !jsontext.Value(raw).IsValid() {
			return false
		}
	}
	return true
}

// accessKey returns the key for a token whose header is exactly ours, among our
// own by its name. Any other member (jku, jwk, x5u, crit ...) is a wish we do
// not fulfil.
func (r keyring) accessKey(t *jwt.Token) (any, error) {
	if len(t.Header) != 3 || t.Header["typ"] != accessType {
		return nil, errToken
	}
	for _, k := range r {
		if t.Header["kid"] == k.id {
			return k.access, nil
		}
	}
	return nil, errToken
}

// A refresh token is the session's id, the counter of the rotation and a
// MAC of both. Being derived, the successor of a token can be made again for
// a browser that lost it, also after a restart, though only its hash is kept.
const refreshSize = sessionIDSize + 4 + sha256.Size

// signRefresh makes the refresh token of a session at a rotation.
func (k tokenKeys) signRefresh(id SessionID, counter uint32) (string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(string(id))
	if err != nil || len(raw) != sessionIDSize {
		return "", fmt.Errorf("session id is malformed")
	}
	raw = binary.BigEndian.AppendUint32(raw, counter)
	return base64.RawURLEncoding.EncodeToString(append(raw, k.refreshMAC(raw)...)), nil
}

// readRefresh returns the session and rotation that a refresh token was made
// for. It says nothing about whether it still counts.
func (k tokenKeys) readRefresh(text string) (SessionID, uint32, bool) {
	if len(text) != base64.RawURLEncoding.EncodedLen(refreshSize) {
		return "", 0, false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != refreshSize {
		return "", 0, false
	}
	signed, mac := raw[:sessionIDSize+4], raw[sessionIDSize+4:]
	if !hmac.Equal(mac, k.refreshMAC(signed)) {
		return "", 0, false
	}
	id := base64.RawURLEncoding.EncodeToString(signed[:sessionIDSize])
	return SessionID(id), binary.BigEndian.Uint32(signed[sessionIDSize:]), true
}

func (k tokenKeys) refreshMAC(signed []byte) []byte {
	mac := hmac.New(sha256.New, k.refresh)
	mac.Write([]byte("refresh"))
	mac.Write(signed)
	return mac.Sum(nil)
}
