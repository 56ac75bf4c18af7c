package users

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

func TestLoadKey(t *testing.T) {
	// The worst umask must not open the key to others.
	defer syscall.Umask(syscall.Umask(0))
	dir := filepath.Join(t.TempDir(), "a", "data")

	key, created, err := LoadKey(dir, rand.Reader)
	if err != nil || !created || len(key) != KeySize {
		t.Fatalf("first start: %d bytes, created %v, %v", len(key), created, err)
	}
	again, created, err := LoadKey(dir, rand.Reader)
	if err != nil || created || !bytes.Equal(again, key) {
		t.Errorf("second start: same key %v, created %v, %v", bytes.Equal(again, key), created, err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, "key"): 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %04o, want %04o", path, got, want)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("left in the directory: %v, %v", entries, err)
	}
}

func TestLoadKeyRefuses(t *testing.T) {
	good := bytes.Repeat([]byte{7}, KeySize)
	for _, tt := range []struct {
		name string
		data []byte
		mode os.FileMode
		says string
	}{
		{"empty", nil, 0o600, "holds 0 bytes"},
		{"short", good[1:], 0o600, "holds 31 bytes"},
		{"huge", bytes.Repeat(good, 64), 0o600, "holds 1025 bytes"},
		{"group may read", good, 0o640, "chmod 600"},
		{"world may read", good, 0o604, "chmod 600"},
		{"group may write", good, 0o620, "chmod 600"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "key")
		if err := errors.Join(os.WriteFile(path, tt.data, 0o600), os.Chmod(path, tt.mode)); err != nil {
			t.Fatal(err)
		}
		_, _, err := LoadKey(dir, rand.Reader)
		if err == nil || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if got, _ := os.ReadFile(path); !bytes.Equal(got, tt.data) {
			t.Errorf("%s: the file was changed", tt.name)
		}
	}
}

func TestLoadKeyRefusesDirectory(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "key"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, _, err := LoadKey(dir, rand.Reader); err == nil {
		t.Error("a directory was taken for a key")
	}
}

func TestFirstStartsAgree(t *testing.T) {
	dir := t.TempDir()
	var created atomic.Int32
	keys := make([][]byte, 16)
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() {
			key, made, err := LoadKey(dir, rand.Reader)
			if err != nil {
				t.Error(err)
			}
			if made {
				created.Add(1)
			}
			keys[i] = key
		})
	}
	wg.Wait()
	for _, key := range keys {
		if !bytes.Equal(key, keys[0]) {
			t.Fatal("two starts hold different keys")
		}
	}
	if n := created.Load(); n != 1 {
		t.Errorf("%d starts made the key", n)
	}
}

func TestLoadKeyNeedsRandomness(t *testing.T) {
	dir := t.TempDir()
	if _, _, err := LoadKey(dir, bytes.NewReader(make([]byte, KeySize-1))); err == nil {
		t.Fatal("a short key was made")
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 0 {
		t.Errorf("left behind: %v", entries)
	}
}
