package testkit

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Sabotage makes the program worse on purpose by each patch of
// testdata/sabotage, builds it, and has notice run as a subtest of the patch's
// name, with the program and the sources that it was built of. A patch that does
// not apply any more fails: it is to be renewed. The root is that of the
// repository.
func Sabotage(t *testing.T, root string, notice func(t *testing.T, name, app, source string)) {
	t.Helper()
	patches, err := filepath.Glob("testdata/sabotage/*.patch")
	if err != nil || len(patches) == 0 {
		t.Fatal(patches, err)
	}
	source := copied(t, root)
	for _, patch := range patches {
		name := strings.TrimSuffix(filepath.Base(patch), ".patch")
		t.Run(name, func(t *testing.T) { notice(t, name, worsened(t, source, patch), source) })
	}
}

// worsened is the program with a patch, which the sources have until the test ends.
func worsened(t *testing.T, source, patch string) (app string) {
	t.Helper()
	file, err := filepath.Abs(patch)
	if err != nil {
		t.Fatal(err)
	}
	app = filepath.Join(t.TempDir(), "app")
	within(t, source, "git", "apply", file)
	t.Cleanup(func() { within(t, source, "git", "apply", "--reverse", file) })
	within(t, source, "go", "build", "-o", app, "./cmd/app")
	return app
}

// copied is a copy of the sources.
func copied(t *testing.T, root string) string {
	t.Helper()
	dir, sources := t.TempDir(), os.DirFS(root)
	err := fs.WalkDir(sources, ".", func(path string, e fs.DirEntry, err error) error {
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
		content, err := fs.ReadFile(sources, path)
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

// within runs a command in a folder.
func within(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	c := exec.Command(name, args...)
	c.Dir = dir
	if said, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, said)
	}
}
