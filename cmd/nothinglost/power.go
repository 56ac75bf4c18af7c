package main

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

type powerCmd struct {
	common
	Cuts    int    `help:"How many moments of the recording the power is cut at." default:"10000"`
	Answers int    `help:"How many questions are answered while it is recorded." default:"300"`
	Seed    uint64 `help:"Of what is drawn." default:"1"`
}

// Run records a server that takes answers, and cuts the power afterwards: at
// each of the moments, the files are made as a disk may hold them then, and
// opened. Then it does the same with two disks that are not told to flush, as
// with the settings NORMAL and OFF of SQLite: answers must be lost there, or
// the test sees nothing.
func (c powerCmd) Run(out io.Writer) error {
	return c.inDir(out, func(dir string) error {
		s, err := newServer(c.common, dir)
		if err != nil {
			return err
		}
		events, err := c.record(s, dir)
		if err != nil {
			return err
		}
		t := trial{events: events, database: s.database(), dir: filepath.Join(dir, "cut"), draw: rand.New(rand.NewPCG(c.Seed, 0))}
		full := t.cut(c.Cuts, func(string) bool { return true })
		normal := t.cut(c.Cuts/10, func(path string) bool { return !strings.HasSuffix(path, "-wal") })
		off := t.cut(c.Cuts/10, func(string) bool { return false })
		fmt.Fprintf(out, "power cuts, %d events, %d answers acknowledged\n  as it is:                 %s\n  log never flushed:        %s\n  nothing ever flushed:     %s\n",
			len(events), t.acknowledged(), full, normal, off)
		if full.bad() > 0 {
			return errors.Join(errors.New("a power cut loses what was acknowledged"), full.err)
		}
		if full.err != nil || normal.bad() == 0 || off.bad() == 0 {
			return errors.Join(errors.New("the cuts see no loss where there must be one"), full.err)
		}
		return nil
	})
}

// record runs a server under the recorder while learners answer.
func (c powerCmd) record(s *server, dir string) ([]event, error) {
	recording := filepath.Join(dir, "recording")
	if err := s.behind(dir, "DISK_RECORD="+recording); err != nil {
		return nil, err
	}
	if err := s.start(); err != nil {
		return nil, err
	}
	acks, err := os.OpenFile(recording, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("the recorder saw nothing: %w", err)
	}
	defer acks.Close()
	if err := c.answer(s, acks); err != nil {
		return nil, err
	}
	if err := s.stop(); err != nil {
		return nil, err
	}
	events, err := readRecording(recording)
	if err == nil && !slices.ContainsFunc(events, func(e event) bool { return e.op == 'S' }) {
		err = errors.New("the recorder saw no flush: is the program built with cgo?")
	}
	return events, err
}

// answer answers attempts of ten and notes in the recording what is
// acknowledged.
func (c powerCmd) answer(s *server, acks io.Writer) error {
	l, err := signUp(s.url(), "learner")
	if err != nil {
		return err
	}
	for n := 0; n < c.Answers; n += 10 {
		var a attempt
		if code := l.call("POST", "/attempts", "", map[string]any{"subject": "aws-support", "mode": []string{"practice", "exam"}[n/10%2], "size": 10}, &a); code != http.StatusCreated {
			return fmt.Errorf("start an attempt: status %d", code)
		}
		for i := range a.Items {
			key := fmt.Sprintf("power-%d-%d", n, i)
			code := l.call("PUT", fmt.Sprintf("/attempts/%d/answers/%d", a.ID, a.Items[i].Position), key, map[string]any{"given": a.given(i, 0), "revision": 1}, nil)
			if code != http.StatusOK {
				return fmt.Errorf("answer: status %d", code)
			}
			if _, err := fmt.Fprintf(acks, "A 0 0 %s\n", key); err != nil {
				return err
			}
		}
		if code := l.call("POST", fmt.Sprintf("/attempts/%d/finish", a.ID), "", nil, nil); code != http.StatusOK {
			return fmt.Errorf("finish an attempt: status %d", code)
		}
	}
	return nil
}

// trial cuts the power in a recording.
type trial struct {
	events        []event
	database, dir string
	draw          *rand.Rand
}

func (t *trial) acknowledged() (n int) {
	for _, e := range t.events {
		if e.op == 'A' {
			n++
		}
	}
	return n
}

// outcome counts what cuts left.
type outcome struct {
	cuts, lost, corrupt int // cuts; those after which an answer was missing; those after which the file was not whole
	worst               int // most answers missing at once
	took                time.Duration
	err                 error // of the first bad one
}

func (o outcome) bad() int { return o.lost + o.corrupt }

func (o outcome) String() string {
	return fmt.Sprintf("%d cuts in %v, %d lost answers (at most %d at once), %d not whole", o.cuts, o.took.Round(time.Second), o.lost, o.worst, o.corrupt)
}

// cut cuts the power at n moments, drawn evenly.
func (t *trial) cut(n int, flushes func(path string) bool) (o outcome) {
	began := time.Now()
	moments := make([]int, n)
	for i := range moments {
		moments[i] = 1 + t.draw.IntN(len(t.events))
	}
	slices.Sort(moments)
	d, acked, at := disk{}, map[string]bool{}, 0
	for _, moment := range moments {
		for ; at < moment; at++ {
			if e := t.events[at]; e.op == 'A' {
				acked[e.path] = true
			} else {
				d.apply(e, flushes)
			}
		}
		missing, err := t.open(d, acked)
		o.cuts++
		switch {
		case err != nil:
			o.corrupt++
		case missing > 0:
			o.lost++
			o.worst = max(o.worst, missing)
			err = fmt.Errorf("%d answers are missing", missing)
		}
		if err != nil && o.err == nil {
			o.err = fmt.Errorf("cut at event %d of %d: %w", moment, len(t.events), err)
		}
	}
	o.took = time.Since(began)
	return o
}

// open writes the files as the disk may hold them and opens the database. It
// returns how many acknowledged answers are missing.
func (t *trial) open(d disk, acked map[string]bool) (missing int, err error) {
	if err := os.RemoveAll(t.dir); err != nil {
		return 0, err
	}
	if err := os.MkdirAll(t.dir, 0o700); err != nil {
		return 0, err
	}
	for path, f := range d {
		if err := os.WriteFile(filepath.Join(t.dir, filepath.Base(path)), t.left(f), 0o600); err != nil {
			return 0, err
		}
	}
	have, err := keysOf(filepath.Join(t.dir, filepath.Base(t.database)), len(acked) > 0)
	for key := range acked {
		if !have[key] {
			missing++
		}
	}
	return missing, err
}

const sector = 512

// left is a file after the cut: what was flushed and, of what came after, nothing,
// all, some of it, or some sectors of each write.
func (t *trial) left(f *kept) []byte {
	content := slices.Clone(f.durable)
	way := t.draw.IntN(4)
	for _, e := range f.pending {
		switch {
		case way == 0, way == 2 && t.draw.IntN(2) == 0:
		case way == 3 && e.op == 'W':
			for from := 0; from < len(e.data); from += sector {
				if t.draw.IntN(2) == 0 {
					part := e.data[from:min(from+sector, len(e.data))]
					content = applied(content, event{op: 'W', offset: e.offset + int64(from), data: part})
				}
			}
		default:
			content = applied(content, e)
		}
	}
	return content
}

// keysOf opens a database as a server would after the cut, checks that it is
// whole, and reads the keys of its answers. Where nothing is acknowledged yet,
// there may be no table of them.
func keysOf(path string, needed bool) (map[string]bool, error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	var whole string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&whole); err != nil {
		return nil, err
	}
	if whole != "ok" {
		return nil, errors.New(whole)
	}
	rows, err := db.Query("SELECT key FROM responses WHERE key IS NOT NULL")
	if err != nil {
		if !needed {
			return nil, nil
		}
		return nil, err
	}
	defer rows.Close()
	have := map[string]bool{}
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			return nil, err
		}
		have[key] = true
	}
	return have, rows.Err()
}
