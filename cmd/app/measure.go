package main

import (
	"io/fs"

	"viva/internal/audit"
	"viva/internal/deck"
	"viva/questions"
)

// beside are the samples of a report that is measured beside serving: smaller
// than those of app questions report, and on one processor, so that learners
// notice nothing. They take about a third of its memory.
var beside = audit.Options{Seed: 1, Dealings: 5, Attempts: 1000, Days: 200, Limit: 12, Workers: 1}

// measure is how a server measures a subject.
func (f subjectFlags) measure(d *deck.Deck, day deck.Date) (audit.Report, error) {
	o := beside
	o.Day = day
	return audit.Run(f.files(d), []*deck.Deck{d}, o)
}

// files gives the files that a deck was read from. No subject of the folder has
// the name of a built-in one.
func (f subjectFlags) files(d *deck.Deck) fs.FS {
	if _, err := fs.Stat(questions.FS, d.ID()); err != nil && f.Questions != "" {
		return onDisk(f.Questions)
	}
	return questions.FS
}
