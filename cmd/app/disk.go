package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// maxFile bounds a file of a subject: ten times the largest that is built in.
// YAML takes some thirty times the memory of its text.
const maxFile = 1 << 20

// errIrregular is told of pipes and devices: reading one may never end.
var errIrregular = errors.New("this is no ordinary file; replace it with one, or take it out")

// disk is a folder of subjects that somebody else filled.
type disk struct{ files fs.FS }

// onDisk reads subjects from a folder.
func onDisk(dir string) fs.FS { return disk{os.DirFS(dir)} }

// Open opens folders and ordinary files of modest size. It looks before it
// opens: a pipe waits there for somebody to write.
func (d disk) Open(name string) (fs.File, error) {
	info, err := fs.Stat(d.files, name)
	switch {
	case err != nil:
		return nil, err
	case !info.IsDir() && !info.Mode().IsRegular():
		return nil, &fs.PathError{Op: "open", Path: name, Err: errIrregular}
	case info.Mode().IsRegular() && info.Size() > maxFile:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fmt.Errorf("the file has %d bytes, of at most %d; split it, or make two subjects of this one", info.Size(), maxFile)}
	}
	return d.files.Open(name)
}

// ReadDir lists a folder. Of the folder of subjects it leaves out what is
// hidden, such as .git, and follows links, so that a subject may stand
// elsewhere; one that leads nowhere is an error, or a subject would be missing
// unnoticed.
func (d disk) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(d.files, name)
	if err != nil || name != "." {
		return all, err
	}
	var shown []fs.DirEntry
	for _, e := range all {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if e.Type() == fs.ModeSymlink {
			info, err := fs.Stat(d.files, e.Name())
			if err != nil {
				return nil, fmt.Errorf("follow a link: %w", err)
			}
			e = fs.FileInfoToDirEntry(info)
		}
		shown = append(shown, e)
	}
	return shown, nil
}
