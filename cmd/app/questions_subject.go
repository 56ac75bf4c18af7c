package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// subjectDir names the folder of one subject, or of subjects if it holds one
// alone.
type subjectDir struct {
	Dir string `arg:"" type:"existingdir" help:"Folder of the subject."`
}

// AfterApply names the folder as its author would.
func (d *subjectDir) AfterApply() error {
	d.Dir = near(d.Dir)
	return nil
}

// near is the shorter name of a file or folder below the one that the program
// was started in: the command line makes names whole, which nobody reads.
func near(name string) string {
	here, err := os.Getwd()
	if err != nil {
		return name
	}
	below, err := filepath.Rel(here, name)
	if err != nil || below == "." || !filepath.IsLocal(below) {
		return name
	}
	return below
}

// namedSubject is a subject on disk.
type namedSubject struct {
	fsys   fs.FS
	prefix string // what stands before the names of its files in a message
	name   string
	path   string // of its folder
	alone  bool   // its folder was named, not the one around it
}

// open finds the subject.
func (d subjectDir) open() (of namedSubject, err error) {
	if _, err := os.Stat(filepath.Join(d.Dir, "deck.yaml")); err == nil {
		dir := filepath.Clean(d.Dir) // never ".": near leaves that whole
		around, name := filepath.Split(dir)
		of = namedSubject{fsys: only{onDisk(filepath.Dir(dir)), name}, prefix: around, name: name, path: dir, alone: true}
		return of, nil
	}
	of = namedSubject{fsys: onDisk(d.Dir), prefix: d.Dir + "/"}
	entries, err := fs.ReadDir(of.fsys, ".")
	if err != nil {
		return of, fmt.Errorf("list the subjects: %w", err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	if len(names) != 1 {
		return of, fmt.Errorf("%s holds %d subjects; name the folder of one, such as %s", d.Dir, len(names), filepath.Join(d.Dir, append(names, "my-subject")[0]))
	}
	of.name, of.path = names[0], filepath.Join(d.Dir, names[0])
	return of, nil
}

// only is a folder of subjects of which one is seen.
type only struct {
	fs.FS
	name string
}

// ReadDir lists a folder.
func (o only) ReadDir(name string) ([]fs.DirEntry, error) {
	if name != "." {
		return fs.ReadDir(o.FS, name)
	}
	info, err := fs.Stat(o.FS, o.name)
	if err != nil {
		return nil, err
	}
	return []fs.DirEntry{fs.FileInfoToDirEntry(info)}, nil
}
