package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
)

// event is a record of disk.c, or of a client: A, an answer whose key stands
// in the place of the path was acknowledged.
type event struct {
	op     byte
	offset int64
	data   []byte
	length int64
	path   string
}

// readRecording reads a recording. What stands last may be half a record, of a
// program that was ended.
func readRecording(path string) ([]event, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<20)
	var events []event
	for {
		line, err := r.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return events, nil
		}
		if err != nil {
			return nil, err
		}
		var e event
		if _, err := fmt.Sscanf(line, "%c %d %d %s", &e.op, &e.offset, &e.length, &e.path); err != nil {
			return nil, fmt.Errorf("record %d, %q: %w", len(events), line, err)
		}
		if e.op == 'W' {
			e.data = make([]byte, e.length)
			if _, err := io.ReadFull(r, e.data); err != nil {
				return events, nil
			}
		}
		events = append(events, e)
	}
}

// kept is a file as a disk holds it: what was flushed, and what was done to it
// since, of which a power cut keeps any part.
type kept struct {
	durable []byte
	pending []event
}

// disk is the files by name.
type disk map[string]*kept

// apply takes an event in. flushes decides which flushes reach the disk: all of
// them, but for the controls.
func (d disk) apply(e event, flushes func(path string) bool) {
	f := d[e.path]
	if f == nil {
		f = &kept{}
		d[e.path] = f
	}
	switch e.op {
	case 'W', 'T':
		f.pending = append(f.pending, e)
	case 'S':
		if flushes(e.path) {
			for _, p := range f.pending {
				f.durable = applied(f.durable, p)
			}
			f.pending = nil
		}
	case 'U':
		delete(d, e.path)
	}
}

// applied is a file after a write or a cut. The slice may be changed.
func applied(content []byte, e event) []byte {
	if e.op == 'T' {
		if int64(len(content)) > e.offset {
			return content[:e.offset]
		}
		return append(content, make([]byte, e.offset-int64(len(content)))...)
	}
	if grow := e.offset + int64(len(e.data)) - int64(len(content)); grow > 0 {
		content = append(content, make([]byte, grow)...)
	}
	copy(content[e.offset:], e.data)
	return content
}
