package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// How SQLite lays out its files (https://sqlite.org/fileformat2.html), as far
// as is needed to see that no page is missing.
const (
	headerSize   = 100
	atPageSize   = 16
	atChanges    = 24
	atPages      = 28
	atGeneration = 60 // user_version, which is ours to use
	atPagesValid = 92

	walHeaderSize = 32
	walAtSalt     = 16
	frameHeader   = 24
	frameAtPages  = 4
	frameAtSalt   = 8
	saltSize      = 8
)

// checkWhole refuses a file that ends before its last page, unless what is
// missing waits in the write-ahead log. It reads headers alone. It runs before
// SQLite, which would write the log into a file cut short and so spoil what is
// left.
func checkWhole(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	header := make([]byte, headerSize)
	if _, err := io.ReadFull(f, header); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil // new, or no database: SQLite reports that
		}
		return err
	}
	size := pageSize(header)
	if size == 0 {
		return nil
	}
	// The log comes first: another process may move it into the file meanwhile.
	log, err := readLog(path+"-wal", size)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	pages := log.pages
	if pages == 0 && string(header[atChanges:atPages]) == string(header[atPagesValid:atPagesValid+4]) {
		pages = binary.BigEndian.Uint32(header[atPages:])
	}
	for page := uint32(info.Size()/size) + 1; page <= pages; page++ {
		if !log.holds[page] {
			return fmt.Errorf("%w (it ends before page %d of %d)", errDamaged, page, pages)
		}
	}
	return nil
}

func pageSize(header []byte) int64 {
	size := int64(binary.BigEndian.Uint16(header[atPageSize:]))
	if size == 1 {
		return 1 << 16 // does not fit into the field, so it is written as 1
	}
	return size
}

// walLog is what a write-ahead log holds: which pages, and how many pages the
// database has after the last commit in it (0 if there is none).
type walLog struct {
	pages uint32
	holds map[uint32]bool
}

// readLog reads the headers of the frames of a log.
func readLog(path string, size int64) (walLog, error) {
	l := walLog{holds: map[uint32]bool{}}
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return l, err
	}
	defer f.Close()
	header := make([]byte, walHeaderSize)
	if _, err := f.ReadAt(header, 0); err != nil {
		return l, ignoreEnd(err)
	}
	frame := make([]byte, frameHeader)
	for at := int64(walHeaderSize); ; at += frameHeader + size {
		if _, err := f.ReadAt(frame, at); err != nil {
			return l, ignoreEnd(err)
		}
		if string(frame[frameAtSalt:frameAtSalt+saltSize]) != string(header[walAtSalt:walAtSalt+saltSize]) {
			return l, nil // left from before the log began anew
		}
		l.holds[binary.BigEndian.Uint32(frame)] = true
		if pages := binary.BigEndian.Uint32(frame[frameAtPages:]); pages > 0 {
			l.pages = pages
		}
	}
}

func ignoreEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
