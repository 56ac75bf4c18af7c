package backup

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"
)

// A key comes back to whoever it was encrypted for, and to nobody else.
func TestKeyBesideABackup(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	mine, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	phrase := write("phrase", "correct horse battery\nand a note\n")
	path, key := filepath.Join(dir, "copy.db"), bytes.Repeat([]byte{7}, 32)
	for _, tt := range []struct {
		name           string
		keys           []string
		phrase         string
		identity, with string
		opens          bool
	}{
		{"for a recipient", []string{mine.Recipient().String(), other.Recipient().String()}, "", write("mine", mine.String()), "", true},
		{"for another", []string{other.Recipient().String()}, "", write("mine", mine.String()), "", false},
		{"with a passphrase", nil, phrase, "", phrase, true},
	} {
		to, err := Recipients(tt.keys, tt.phrase)
		if err != nil {
			t.Fatal(err)
		}
		if err := SealKey(path, key, to...); err != nil {
			t.Fatal(err)
		}
		if sealed, err := os.ReadFile(KeyFile(path)); err != nil || bytes.Contains(sealed, key) {
			t.Errorf("%s: the key can be read (%v)", tt.name, err)
		}
		as, err := Identities(tt.identity, tt.with)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := OpenKey(path, as...); (err == nil) != tt.opens || tt.opens && !bytes.Equal(got, key) {
			t.Errorf("%s: %v, %v", tt.name, got, err)
		}
	}
	if _, err := OpenKey(filepath.Join(dir, "none.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a file: %v", err)
	}
	for _, bad := range []func() error{
		func() error { _, err := Recipients([]string{"age1nothing"}, ""); return err },
		func() error { _, err := Recipients([]string{mine.Recipient().String()}, phrase); return err },
		func() error { _, err := Recipients(nil, write("empty", "\n")); return err },
		func() error { _, err := Identities(phrase, ""); return err },
	} {
		if bad() == nil {
			t.Error("what names nobody is taken")
		}
	}
}
