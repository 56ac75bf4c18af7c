package main

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

type damageCmd struct {
	common
	Cases int    `help:"How many damaged databases are started." default:"300"`
	Seed  uint64 `help:"Of what is drawn." default:"1"`
}

// Run damages the files that a killed server left, in a way that differs each
// time, and starts a server on them. What SQLite finds damaged it must refuse or
// not call ready, and what is refused before SQLite opens it stays as it is.
func (c damageCmd) Run(out io.Writer) error {
	return c.inDir(out, func(dir string) error {
		s, err := newServer(c.common, dir)
		if err != nil {
			return err
		}
		if err := c.leave(s); err != nil {
			return err
		}
		files, err := filesIn(s.data)
		if err != nil {
			return err
		}
		d := damaging{s, files, rand.New(rand.NewPCG(c.Seed, 0)), map[string]int{}}
		for range c.Cases {
			if err := d.try(); err != nil {
				return err
			}
		}
		fmt.Fprintf(out, "damaged files: %d starts, %d refused, %d not ready, %d whole in spite of it\n", c.Cases, d.ended["refused"], d.ended["not ready"], d.ended["whole"])
		if c.Cases >= 100 && (d.ended["refused"] == 0 || d.ended["not ready"] == 0) { // few may miss one
			return errors.New("not every way to find damage was seen: try more cases")
		}
		return nil
	})
}

// leave fills a database and kills its server.
func (c damageCmd) leave(s *server) error {
	if err := s.start(); err != nil {
		return err
	}
	defer s.kill()
	j, err := newJournal(filepath.Join(filepath.Dir(s.data), "journal"))
	if err != nil {
		return err
	}
	defer j.file.Close()
	l, err := signUp(s.url(), "learner")
	if err != nil {
		return err
	}
	done := make(chan struct{})
	time.AfterFunc(time.Second, func() { close(done) })
	(&storming{l, "learner", j, done}).answer()
	return j.err
}

func filesIn(dir string) (map[string][]byte, error) {
	files := map[string][]byte{}
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		content, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		files[e.Name()] = content
	}
	return files, err
}

// damaging starts servers on damaged files.
type damaging struct {
	*server
	files map[string][]byte // as the kill left them
	draw  *rand.Rand
	ended map[string]int
}

// put writes the files, with these instead of what was there.
func (d damaging) put(damaged map[string][]byte) error {
	if err := os.RemoveAll(d.data); err != nil {
		return err
	}
	if err := os.MkdirAll(d.data, 0o700); err != nil {
		return err
	}
	for name, content := range d.files {
		if strings.HasSuffix(name, "-shm") {
			continue // SQLite makes it anew
		}
		if other, is := damaged[name]; is {
			content = other
		}
		if err := os.WriteFile(filepath.Join(d.data, name), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

const page = 4096

// damage changes one of the two files.
func (d damaging) damage() (name, what string, content []byte) {
	name = []string{"viva.db", "viva.db", "viva.db-wal"}[d.draw.IntN(3)]
	content = bytes.Clone(d.files[name])
	at := d.draw.IntN(len(content))
	switch d.draw.IntN(5) {
	case 0:
		return name, "cut short", content[:at]
	case 1:
		clear(content[at/page*page : min(at/page*page+page, len(content))])
		return name, "a page zeroed", content
	case 2:
		for i := range 100 {
			content[min(i, len(content)-1)] = byte(d.draw.IntN(256))
		}
		return name, "another header", content
	case 3:
		copy(content[at:], content[:min(page, len(content)-at)])
		return name, "a page over another", content
	}
	content[at] ^= 1 << d.draw.IntN(8)
	return name, "a bit flipped", content
}

// try damages, asks SQLite, and starts a server.
func (d damaging) try() error {
	name, what, content := d.damage()
	if err := d.put(map[string][]byte{name: content}); err != nil {
		return err
	}
	sound := d.soundBySQLite()
	if err := d.put(map[string][]byte{name: content}); err != nil { // asking may have changed it
		return err
	}
	ended, err := d.serve()
	// What SQLite finds only after it has opened the file has its log in it by then.
	if err == nil && ended == "refused" && !strings.Contains(d.log.String(), "malformed") {
		if now, reading := os.ReadFile(filepath.Join(d.data, name)); reading != nil || !bytes.Equal(now, content) {
			err = errors.New("the file that was refused has changed")
		}
	}
	if err == nil && !sound && ended == "whole" {
		err = errors.New("it is served as whole")
	}
	if err != nil {
		return fmt.Errorf("%s, %s: %w\n%s", name, what, err, d.log.String())
	}
	d.ended[ended]++
	return nil
}

// soundBySQLite reports whether SQLite finds nothing wrong with the files.
func (d damaging) soundBySQLite() bool {
	db, err := sql.Open("sqlite3", "file:"+d.database())
	if err != nil {
		return false
	}
	defer db.Close()
	var whole string
	return db.QueryRow("PRAGMA integrity_check").Scan(&whole) == nil && whole == "ok"
}

// serve starts a server, waits until it has said what it thinks of its database,
// and tells how that ended.
func (d damaging) serve() (ended string, err error) {
	d.log.reset()
	if err := d.launch(); err != nil {
		return "", err
	}
	exited := make(chan error, 1)
	go func() { exited <- d.cmd.Wait() }()
	defer func() { d.cmd.Process.Kill() }()
	served := time.Now() // or will be, later
	for began := served; time.Since(began) < patience; {
		select {
		case err := <-exited:
			if err == nil {
				return "", errors.New("the server ended as if all were well")
			}
			if said := d.log.String(); strings.Contains(said, "panic") || !strings.Contains(said, "app: ") {
				return "", errors.New("the server ended without a reason")
			}
			return "refused", nil
		case <-time.After(5 * time.Millisecond):
		}
		switch said := d.log.String(); {
		case strings.Contains(said, "the database is damaged"), strings.Contains(said, "checking the database failed"):
			return "not ready", nil
		case strings.Contains(said, "the database is whole"):
			return "whole", nil
		case strings.Contains(said, "not closed after use"), !strings.Contains(said, `"msg":"serving"`):
			served = time.Now()
		case time.Since(served) > time.Second:
			return "whole", nil // it has no reason to look
		}
	}
	return "", fmt.Errorf("the server says nothing of its database in %v", patience)
}
