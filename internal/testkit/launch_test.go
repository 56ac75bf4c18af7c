package testkit

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// dying makes a browser that dies the first times that it is started, and names
// it to launch.
func dying(t *testing.T, times int) {
	t.Helper()
	path, err := findChromium()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	script := fmt.Sprintf(`#!/bin/sh
echo started >>%[1]s/starts
[ "$(wc -l <%[1]s/starts)" -gt %[2]d ] || exit 139
exec %[3]s "$@"
`, dir, times, path)
	name := filepath.Join(dir, "browser")
	if err := os.WriteFile(name, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CHROME_PATH", name)
}

// A browser that dies as it starts is started again, once, and that is told.
func TestLaunchAgain(t *testing.T) {
	Long(t)
	for died, want := range map[int]struct {
		ends  string
		notes int
	}{
		0: {"", 0},
		1: {"", 1},
		2: {"chrome failed to start", 1},
	} {
		t.Run(fmt.Sprintf("dies %d times", died), func(t *testing.T) {
			dying(t, died)
			var notes strings.Builder
			_, cancel, err := launch(t.Context(), &notes)
			if cancel != nil {
				defer cancel()
			}
			if (err == nil) != (want.ends == "") || err != nil && !strings.Contains(err.Error(), want.ends) {
				t.Errorf("launch ends with %v, want %q", err, want.ends)
			}
			if told := strings.Count(notes.String(), "trying again"); told != want.notes {
				t.Errorf("told %d times, want %d: %s", told, want.notes, notes.String())
			}
		})
	}
}
