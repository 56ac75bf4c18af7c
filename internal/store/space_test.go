package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// The disk of this very folder has room that can be told, or the system does
// not tell.
func TestFreeSpace(t *testing.T) {
	if free, known := FreeSpace(t.TempDir()); known && free < 1<<20 {
		t.Errorf("%d bytes are free", free)
	}
	if _, known := FreeSpace(t.TempDir() + "/nowhere"); known {
		t.Error("the disk of no folder is known")
	}
}

// A copy that may not fit is refused before a byte of it is written.
func TestCopyLooksForRoom(t *testing.T) {
	for _, tt := range []struct {
		size, free int64
		fits       bool
	}{
		{100 << 20, 116 << 20, true},
		{100 << 20, 116<<20 - 1, false},
		{0, spared, true},
		{1, spared, false},
	} {
		if err := fits(tt.size, tt.free); (err == nil) != tt.fits || err != nil && !errors.Is(err, ErrFull) {
			t.Errorf("%d bytes into %d: %v", tt.size, tt.free, err)
		}
	}
	// A disk of no room at all, where the system offers one.
	const small = "/proc"
	if free, known := FreeSpace(small); !known || free >= spared {
		t.Skip("no disk without room here")
	}
	b := newBench(t)
	to := filepath.Join(small, "copy")
	if err := Copy(t.Context(), b.path(t), to); !errors.Is(err, ErrFull) {
		t.Errorf("a copy to a disk without room: %v", err)
	}
	if _, err := os.Stat(to); err == nil {
		t.Error("something was written")
	}
}
