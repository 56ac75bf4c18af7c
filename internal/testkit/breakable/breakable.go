// Package breakable gives tests a built-in subject that they may break.
package breakable

import (
	"io/fs"
	"os"
	"path"
	"runtime/debug"
	"strings"
	"testing"
	"testing/fstest"

	"viva/questions"
)

// Main runs the tests of a package that load whole subjects, and exits. The
// subjects stay to the end and are large: with all of them counted anew each
// time that the memory has doubled, a fifth of the time is gone. Where much is
// needed at once, it is collected as often as usual.
func Main(m *testing.M) {
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(1 << 30)
	os.Exit(m.Run())
}

// Edit exchanges a text for another in a file, at the first place where it stands.
type Edit struct{ File, Old, New string }

// Files is a copy of the files of a subject with these edits, one after another.
// With edits it has no signatures: what somebody has read is another text.
func Files(t testing.TB, folder string, edits ...Edit) fstest.MapFS {
	t.Helper()
	fsys := fstest.MapFS{}
	names, err := fs.Glob(questions.FS, folder+"/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		src, err := fs.ReadFile(questions.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		fsys[name] = &fstest.MapFile{Data: src}
	}
	for _, e := range edits {
		delete(fsys, path.Join(folder, "texts.tsv"))
		f := fsys[path.Join(folder, e.File)]
		if f == nil || !strings.Contains(string(f.Data), e.Old) {
			t.Fatalf("%q does not stand in %s", e.Old, e.File)
		}
		f.Data = []byte(strings.Replace(string(f.Data), e.Old, e.New, 1))
	}
	return fsys
}
