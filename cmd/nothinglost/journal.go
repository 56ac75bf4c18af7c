package main

import (
	"encoding/json"
	"os"
	"sync"
)

// entry is a line of the journal.
type entry struct {
	Op       string   `json:"op"` // intent or ack, of an answer; finish or finished, of an attempt; backup or backed
	Key      string   `json:"key,omitempty"`
	Attempt  int64    `json:"attempt,omitempty"`
	Position int      `json:"position,omitempty"`
	Revision int      `json:"revision,omitempty"`
	Given    []string `json:"given,omitempty"`
	Score    int      `json:"score,omitempty"`
	File     string   `json:"file,omitempty"`
}

// journal is what the clients know for sure. It is a file that only grows, apart
// from the server's, and is written before anything is sent.
type journal struct {
	mu      sync.Mutex
	file    *os.File
	entries []entry
	err     error
}

func newJournal(path string) (*journal, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_APPEND|os.O_WRONLY, 0o600)
	return &journal{file: f}, err
}

// note writes an entry.
func (j *journal) note(e entry) {
	line, err := json.Marshal(e)
	j.mu.Lock()
	defer j.mu.Unlock()
	if err == nil {
		_, err = j.file.Write(append(line, '\n'))
	}
	if err != nil && j.err == nil {
		j.err = err
	}
	j.entries = append(j.entries, e)
}

// fail keeps the first error of those who answer.
func (j *journal) fail(err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err == nil {
		j.err = err
	}
}
