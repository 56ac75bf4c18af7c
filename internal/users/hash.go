package users

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"viva/internal/fault"
)

// ErrBusy says that more passwords wait to be hashed than is sensible.
var ErrBusy = fault.New(fault.Busy, "busy",
	"Many people are signing in at this moment: try again in a few seconds.", "").With("retry_after", 5)

// Params are the cost of one argon2id hash.
type Params struct {
	Memory  uint32 // KiB
	Time    uint32 // passes
	Threads uint8
}

// DefaultParams are what OWASP asks for at least: 19 MiB, two passes.
var DefaultParams = Params{Memory: 19456, Time: 2, Threads: 1}

// weaker reports whether p costs an attacker less than q in any respect.
func (p Params) weaker(q Params) bool {
	return p.Memory < q.Memory || p.Time < q.Time || p.Threads < q.Threads
}

const (
	saltSize = 16
	hashSize = 32

	// waitersPerSlot bounds the queue: at some 40 ms a hash, the last one
	// in it waits for two to three seconds.
	waitersPerSlot = 64
)

// hasher hashes passwords, as many at once as there are processors, so that
// neither memory nor the time of other requests is at a stranger's mercy.
type hasher struct {
	params Params
	rand   io.Reader
	slots  chan struct{} // held while hashing
	room   chan struct{} // held while hashing or waiting
	dummy  string        // hash to compare with when nobody has the name
}

func newHasher(params Params, rand io.Reader) (*hasher, error) {
	n := runtime.GOMAXPROCS(0)
	h := &hasher{
		params: params,
		rand:   rand,
		slots:  make(chan struct{}, n),
		room:   make(chan struct{}, n*(1+waitersPerSlot)),
	}
	unknowable := make([]byte, hashSize)
	if _, err := io.ReadFull(rand, unknowable); err != nil {
		return nil, fmt.Errorf("read randomness: %w", err)
	}
	var err error
	h.dummy, err = h.hash(context.Background(), string(unknowable))
	return h, err
}

// hash returns the PHC string of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(h.rand, salt); err != nil {
		return "", fmt.Errorf("read randomness: %w", err)
	}
	sum, err := h.sum(ctx, password, salt, h.params)
	if err != nil {
		return "", err
	}
	return phc{h.params, salt, sum}.String(), nil
}

// hashSet returns the PHC strings of codes, which share a salt: like looks for a
// code among all of them by one hash.
func (h *hasher) hashSet(ctx context.Context, codes []string) ([]string, error) {
	first, err := h.hash(ctx, codes[0])
	if err != nil {
		return nil, err
	}
	all := []string{first}
	for _, code := range codes[1:] {
		next, err := h.like(ctx, code, first)
		if err != nil {
			return nil, err
		}
		all = append(all, next)
	}
	return all, nil
}

// like hashes a code as another one was hashed, with the same salt.
func (h *hasher) like(ctx context.Context, code, phcText string) (string, error) {
	p, err := parsePHC(phcText)
	if err != nil {
		return "", err
	}
	p.sum, err = h.sum(ctx, code, p.salt, p.params)
	return p.String(), err
}

// verify reports whether password is the one that phcText was made of, and
// whether the hash should be made anew because it is weaker than those of
// today. An empty phcText takes as long and never matches.
func (h *hasher) verify(ctx context.Context, password, phcText string) (ok, weak bool, err error) {
	known := phcText != ""
	if !known {
		phcText = h.dummy
	}
	want, err := parsePHC(phcText)
	if err != nil {
		return false, false, err
	}
	sum, err := h.sum(ctx, password, want.salt, want.params)
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(sum, want.sum) == 1 && known
	return ok, want.params.weaker(h.params), nil
}

func (h *hasher) sum(ctx context.Context, password string, salt []byte, p Params) ([]byte, error) {
	select {
	case h.room <- struct{}{}:
		defer func() { <-h.room }()
	default:
		return nil, ErrBusy
	}
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to hash a password: %w", ctx.Err())
	}
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, p.Time, p.Memory, p.Threads, hashSize), nil
}

// phc is a hash with all that is needed to make it again.
type phc struct {
	params    Params
	salt, sum []byte
}

func (p phc) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		p.params.Memory, p.params.Time, p.params.Threads,
		b64.EncodeToString(p.salt), b64.EncodeToString(p.sum))
}

var errPHC = errors.New("stored password hash is not argon2id in PHC form")

// parsePHC reads a stored hash. Costs beyond anything that we would store
// are refused, so that a damaged row cannot take the machine's memory.
func parsePHC(s string) (p phc, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return phc{}, errPHC
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.params.Memory, &p.params.Time, &p.params.Threads); err != nil {
		return phc{}, errPHC
	}
	b64 := base64.RawStdEncoding.Strict()
	if p.salt, err = b64.DecodeString(parts[4]); err != nil || len(p.salt) < saltSize {
		return phc{}, errPHC
	}
	if p.sum, err = b64.DecodeString(parts[5]); err != nil || len(p.sum) != hashSize {
		return phc{}, errPHC
	}
	const maxMemory, maxTime = 1 << 20, 64
	if p.params.Memory == 0 || p.params.Memory > maxMemory || p.params.Time == 0 || p.params.Time > maxTime || p.params.Threads == 0 {
		return phc{}, errPHC
	}
	return p, nil
}
