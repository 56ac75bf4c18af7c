package users_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"viva/internal/users"
)

// weak makes hashing fast.
var weak = users.Params{Memory: 8, Time: 1, Threads: 1}

// A new key signs nobody out while the one before it is kept, also where the
// answer to the last refresh was lost just then; without it, all that it signed
// counts no more.
func TestRotatedKey(t *testing.T) {
	b := newBench(t)
	_, before := b.signUp("marie")
	_, lost, err := b.Refresh(t.Context(), before.Refresh)
	b.must(err)
	sealed, err := b.Seal("a purpose", []byte("plain"))
	b.must(err)

	b.key, b.old = bytes.Repeat([]byte{8}, 32), b.key
	b.restart(weak)
	b.principal(lost)
	if plain, _, ok := b.Unseal("a purpose", sealed); !ok || string(plain) != "plain" {
		t.Errorf("what was sealed before: %q, %t", plain, ok)
	}
	b.now = b.now.Add(30 * time.Second)
	_, again, err := b.Refresh(t.Context(), before.Refresh)
	b.must(err)
	if again.Refresh != lost.Refresh {
		t.Error("the answer that was lost is another one after the rotation")
	}
	_, after, err := b.Refresh(t.Context(), again.Refresh)
	b.must(err)
	b.principal(after)

	b.old = nil
	b.restart(weak)
	b.principal(after)
	if _, err := b.Authenticate(t.Context(), lost.Access); !errors.Is(err, users.ErrSession) {
		t.Errorf("an access token of a forgotten key: %v", err)
	}
	if _, _, ok := b.Unseal("a purpose", sealed); ok {
		t.Error("what a forgotten key sealed is opened")
	}
	if _, _, err := b.Refresh(t.Context(), again.Refresh); !errors.Is(err, users.ErrSession) {
		t.Errorf("a refresh token of a forgotten key: %v", err)
	}
	b.principal(after) // which did not end the session
}

// Files of keys: the new one stands where the old one stood, which is beside it
// until it is forgotten. A rotation that was cut short is made again.
func TestRotateKeyFiles(t *testing.T) {
	dir := t.TempDir()
	if err := users.RotateKey(dir, &counting{}); err == nil {
		t.Error("a key that is not there is rotated")
	}
	random := &counting{}
	first, _, err := users.LoadKey(dir, random)
	if err != nil {
		t.Fatal(err)
	}
	if old, err := users.ReadOldKey(dir); err != nil || old != nil {
		t.Errorf("before any rotation: %v, %v", old, err)
	}
	for _, left := range []string{"key.new", ".key-123"} { // by a crash
		if err := os.WriteFile(filepath.Join(dir, left), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var last []byte
	for range 2 {
		if last, err = users.ReadKey(dir); err != nil {
			t.Fatal(err)
		}
		if err := users.RotateKey(dir, random); err != nil {
			t.Fatal(err)
		}
		now, err := users.ReadKey(dir)
		old, errOld := users.ReadOldKey(dir)
		if err != nil || errOld != nil || bytes.Equal(now, last) || !bytes.Equal(old, last) {
			t.Errorf("after a rotation: %x, and before it %x, want %x (%v, %v)", now, old, last, err, errOld)
		}
	}
	if bytes.Equal(last, first) {
		t.Error("the second rotation keeps the first key")
	}
	for range 2 {
		if err := users.ForgetOldKey(dir); err != nil {
			t.Fatal(err)
		}
	}
	if old, err := users.ReadOldKey(dir); err != nil || old != nil {
		t.Errorf("forgotten is %x, %v", old, err)
	}
}

// counting gives other bytes with each read.
type counting struct{ n byte }

func (c *counting) Read(p []byte) (int, error) {
	c.n++
	for i := range p {
		p[i] = c.n
	}
	return len(p), nil
}
