package users_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"
)

// What is sealed comes back as it was, with its time, and for its purpose alone.
func TestSeal(t *testing.T) {
	b := newBench(t)
	sealed, err := b.Seal("opener", []byte("aws-support 2026"))
	b.must(err)
	again, err := b.Seal("opener", []byte("aws-support 2026"))
	b.must(err)
	if sealed == again {
		t.Error("the same text is sealed in the same letters, which tells that it is the same")
	}
	b.now = b.now.Add(time.Hour)
	plain, at, ok := b.Unseal("opener", sealed)
	if !ok || string(plain) != "aws-support 2026" || !at.Equal(noon) {
		t.Errorf("%q, %v, %v", plain, at, ok)
	}
	if _, _, ok := b.Unseal("something else", sealed); ok {
		t.Error("what was sealed for one purpose is taken for another")
	}
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	b.must(err)
	if strings.Contains(string(raw), "aws-support") {
		t.Error("what is sealed can be read")
	}
	for i := range raw {
		changed := append([]byte(nil), raw...)
		changed[i] ^= 1
		if _, _, ok := b.Unseal("opener", base64.RawURLEncoding.EncodeToString(changed)); ok {
			t.Fatalf("byte %d can be changed", i)
		}
	}
	for _, text := range []string{"", "x", sealed + "=", sealed[:20], strings.Repeat("A", 2000)} {
		if _, _, ok := b.Unseal("opener", text); ok {
			t.Errorf("%q is taken", text)
		}
	}
}
