package main

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	_ "github.com/mattn/go-sqlite3" // the driver
)

// findings are what became of the answers.
type findings struct {
	acked, stored, finished, backups int
	lost, doubled                    int
	faults                           []string // the first of them, in words
}

func (f *findings) String() string {
	return fmt.Sprintf("%d answers acknowledged, %d stored, %d attempts finished, %d backups: %d lost, %d doubled", f.acked, f.stored, f.finished, f.backups, f.lost, f.doubled)
}

func (f *findings) tell(format string, args ...any) {
	if len(f.faults) < 20 {
		f.faults = append(f.faults, fmt.Sprintf(format, args...))
	}
}

func (f *findings) err() error {
	if f.lost+f.doubled == 0 && len(f.faults) == 0 {
		return nil
	}
	return errors.New(strings.Join(append([]string{f.String()}, f.faults...), "\n  "))
}

// check compares a database, and each backup that was acknowledged, with the
// journal.
func check(path string, j *journal) (*findings, error) {
	f := &findings{}
	if err := f.compare(path, j.entries, nil); err != nil {
		return nil, err
	}
	begun := map[string]int{} // how much of the journal was written before a backup
	for i, e := range j.entries {
		switch e.Op {
		case "backup":
			begun[e.File] = i
		case "backed":
			f.backups++
			if err := f.compare(e.File, j.entries[:begun[e.File]], j.entries); err != nil {
				return nil, err
			}
		}
	}
	return f, nil
}

// stored is a response in the database.
type stored struct {
	attempt            int64
	position, revision int
	given              []string
}

// compare demands all that is acknowledged in these entries, and nothing that
// was never sent. later are the entries that may have come in too, nil where
// these are all.
func (f *findings) compare(path string, entries, later []entry) error {
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		return err
	}
	defer db.Close()
	var whole string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&whole); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if whole != "ok" {
		f.tell("%s: %s", path, whole)
	}
	have, err := f.responses(db)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	sent := map[string]bool{}
	for _, e := range slices.Concat(entries, later) {
		if e.Op == "intent" {
			sent[e.Key] = true
		}
	}
	for key := range have {
		if !sent[key] {
			f.tell("%s: the answer %s was never sent", path, key)
		}
	}
	for _, e := range entries {
		f.held(db, path, e, have, later == nil)
	}
	if later == nil {
		f.stored += len(have)
	}
	return nil
}

// responses reads all answers by their keys.
func (f *findings) responses(db *sql.DB) (map[string]stored, error) {
	rows, err := db.Query("SELECT key, attempt_id, position, revision, given FROM responses WHERE key IS NOT NULL")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	have := map[string]stored{}
	for rows.Next() {
		var key, given string
		var s stored
		if err := rows.Scan(&key, &s.attempt, &s.position, &s.revision, &given); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(given), &s.given); err != nil {
			return nil, err
		}
		if _, twice := have[key]; twice {
			f.doubled++
			f.tell("the answer %s is stored twice", key)
		}
		have[key] = s
	}
	return have, rows.Err()
}

// held demands what an entry says was acknowledged. Entries count once, in the
// database itself.
func (f *findings) held(db *sql.DB, path string, e entry, have map[string]stored, counts bool) {
	switch e.Op {
	case "ack":
		s, there := have[e.Key]
		if counts {
			f.acked++
		}
		switch {
		case !there:
			f.lost++
			f.tell("%s: the answer %s was acknowledged and is not there", path, e.Key)
		case s.attempt != e.Attempt, s.position != e.Position, s.revision != e.Revision, !slices.Equal(s.given, e.Given):
			f.tell("%s: the answer %s is %+v, and %+v was acknowledged", path, e.Key, s, e)
		}
	case "finished":
		if counts {
			f.finished++
		}
		var points sql.NullInt64
		if err := db.QueryRow("SELECT points FROM attempts WHERE id = ?", e.Attempt).Scan(&points); err != nil || !points.Valid || int(points.Int64) != e.Score {
			f.tell("%s: attempt %d was finished with %d points, and keeps %v (%v)", path, e.Attempt, e.Score, points, err)
		}
	}
}
