package audit

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// edit is other text in the place of some bytes of a file.
type edit struct {
	file     string
	from, to int
	text     string
}

// overlaps reports whether two edits cannot be made at once.
func (e edit) overlaps(o edit) bool {
	return e.file == o.file && e.from < o.to && o.from < e.to
}

// sources are the files of a subject, read once.
type sources map[string]string

// readSources reads the files of a folder.
func readSources(fsys fs.FS, folder string) (sources, error) {
	names, err := fs.Glob(fsys, path.Join(folder, "*"))
	if err != nil {
		return nil, fmt.Errorf("list the files of %s: %w", folder, err)
	}
	all := sources{}
	for _, name := range names {
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read the files of %s: %w", folder, err)
		}
		all[name] = string(src)
	}
	return all, nil
}

// edited is the changed files with all edits made; no two of them overlap.
func (s sources) edited(edits []edit) sources {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b edit) int { return b.from - a.from })
	changed := sources{}
	for _, e := range edits {
		src, ok := changed[e.file]
		if !ok {
			src = s[e.file]
		}
		changed[e.file] = src[:e.from] + e.text + src[e.to:]
	}
	return changed
}

// overlays is a file system with other text in some files.
type overlays struct {
	fs.FS
	files sources
}

// ReadFile returns the other text, or what the file system below holds.
func (o overlays) ReadFile(name string) ([]byte, error) {
	if src, ok := o.files[name]; ok {
		return []byte(src), nil
	}
	return fs.ReadFile(o.FS, name)
}

// offset is where a line and column of a file begin. Columns count characters.
func (s sources) offset(file string, line, col int) (int, error) {
	src := s[file]
	at := 0
	for ; line > 1; line-- {
		next := strings.IndexByte(src[at:], '\n')
		if next < 0 {
			return 0, fmt.Errorf("%s has no line so far down", file)
		}
		at += next + 1
	}
	for ; col > 1 && at < len(src); col-- {
		_, n := utf8.DecodeRuneInString(src[at:])
		at += n
	}
	return at, nil
}

// position is the line and column of a byte, counting characters.
func (s sources) position(e edit) string {
	before := s[e.file][:e.from]
	line := strings.Count(before, "\n") + 1
	col := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return fmt.Sprintf("%s:%d:%d", e.file, line, col)
}

// scalar is where the text of a value stands that begins at or after an offset:
// behind its key, and within the brackets of a label or of a list of one.
func (s sources) scalar(file string, at int, key, text string) (from, to int, err error) {
	src := s[file]
	for _, skip := range []string{key + ":", `"` + key + `":`, "[", "- ", "{", "text:"} {
		if at = pastSpace(src, at); (text == "" || !strings.HasPrefix(src[at:], text)) && strings.HasPrefix(src[at:], skip) {
			at += len(skip)
		}
	}
	at = pastSpace(src, at)
	switch {
	case strings.HasPrefix(src[at:], `"`):
		to = quoteEnd(src, at, `\`)
	case strings.HasPrefix(src[at:], "'"):
		to = quoteEnd(src, at, "'")
	case strings.HasPrefix(src[at:], text) && text != "":
		to = at + len(text)
	}
	if to <= at {
		return 0, 0, fmt.Errorf("%s: %q is not written where it is read", s.position(edit{file: file, from: at}), text)
	}
	return at, to, nil
}

func pastSpace(src string, at int) int {
	return len(src) - len(strings.TrimLeft(src[at:], " \r\n\t"))
}

// quoteEnd is the end of a quoted text; escape stands before a quotation mark
// that is part of it.
func quoteEnd(src string, at int, escape string) int {
	quote := src[at : at+1]
	for i := at + 1; i < len(src); i++ {
		switch {
		case escape == quote && strings.HasPrefix(src[i:], quote+quote), escape != quote && src[i:i+1] == escape:
			i++
		case src[i:i+1] == quote:
			return i + 1
		}
	}
	return 0
}
