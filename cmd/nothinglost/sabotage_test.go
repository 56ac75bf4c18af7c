package main

import (
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"viva/internal/testkit"
)

// Each sabotage of the program, a patch, turns the command red that is to see
// it. A patch that does not apply any more fails as well: it is to be renewed.
func TestSabotage(t *testing.T) {
	if !testkit.Nightly() {
		t.Skip("builds the program anew for each sabotage: make nightly")
	}
	sees := map[string]func(common) error{
		"commits-not-flushed":      func(c common) error { return powerCmd{c, 500, 60, 1}.Run(io.Discard) },
		"backup-copies-the-file":   func(c common) error { return killCmd{c, 20, 1, 8}.Run(io.Discard) },
		"acknowledged-though-full": func(c common) error { return fullCmd{c, 5, 4}.Run(io.Discard) },
		"finished-again":           func(c common) error { return finishCmd{c, 20}.Run(io.Discard) },
	}
	patches, err := filepath.Glob("testdata/sabotage/*.patch")
	if err != nil || len(patches) != len(sees) {
		t.Fatalf("%d patches and %d commands that are to see one, %v", len(patches), len(sees), err)
	}
	source := copied(t)
	for _, patch := range patches {
		name := strings.TrimSuffix(filepath.Base(patch), ".patch")
		t.Run(name, func(t *testing.T) {
			file, err := filepath.Abs(patch)
			if err != nil {
				t.Fatal(err)
			}
			in(t, source, "git", "apply", file)
			app := filepath.Join(t.TempDir(), "app")
			in(t, source, "go", "build", "-o", app, "./cmd/app")
			in(t, source, "git", "apply", "--reverse", file)
			if err := sees[name](common{App: app, Dir: t.TempDir()}); err == nil {
				t.Error("nobody sees it")
			} else {
				t.Log(strings.SplitN(err.Error(), "\n", 2)[0])
			}
		})
	}
}

// copied is a copy of the sources.
func copied(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			if slices.Contains([]string{".git", "node_modules"}, e.Name()) {
				return fs.SkipDir
			}
			return os.MkdirAll(filepath.Join(dir, path), 0o755)
		}
		if !e.Type().IsRegular() {
			return nil
		}
		content, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, path), content, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// in runs a command in a folder.
func in(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	c := exec.Command(name, args...)
	c.Dir = dir
	if said, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, said)
	}
}
