package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"viva/internal/audit"
	"viva/internal/deck"
	"viva/internal/proof"
	"viva/questions"
)

// subjectFlags choose what is served beside the built-in subjects.
type subjectFlags struct {
	Questions string `help:"Folder of more subjects to serve, one folder each; refused unless app questions check passes." env:"VIVA_QUESTIONS" placeholder:"DIR"`
	Unproved  bool   `help:"Also serve subjects of --questions without a proof.yaml or ledger.tsv; each of their questions says that it is not proved." env:"VIVA_UNPROVED"`
}

// builtIn loads the subjects that the program carries. They are proved before
// a release, twice; here they are only read.
func builtIn() ([]*deck.Deck, error) {
	decks, faults := deck.LoadProved(questions.FS)
	if len(faults) > 0 {
		return nil, fmt.Errorf("load the questions: %s, and %d more faults; see app questions check", faults[0], len(faults)-1)
	}
	return decks, nil
}

// load returns the built-in subjects and those of the folder.
func (f subjectFlags) load() ([]*deck.Deck, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	decks, err := builtIn()
	if err != nil || f.Questions == "" {
		return decks, err
	}
	more, faults := f.read(onDisk(f.Questions), decks)
	if len(faults) > 0 {
		return nil, configError{fmt.Sprintf("--questions: faults: %d.\n%s\n", len(faults), strings.Join(faults, "\n"))}
	}
	return append(decks, more...), nil
}

// check refuses a folder that is not there.
func (f subjectFlags) check() error {
	if f.Questions == "" {
		return nil
	}
	info, err := os.Stat(f.Questions)
	switch {
	case err != nil:
		return configError{fmt.Sprintf("--questions: %v.", err)}
	case !info.IsDir():
		return configError{fmt.Sprintf("--questions %s is no folder.", f.Questions)}
	}
	return nil
}

// read loads and proves the subjects of a folder. Each fault names its place.
func (f subjectFlags) read(fsys fs.FS, taken []*deck.Deck) (decks []*deck.Deck, faults []string) {
	decks, mistakes := deck.Load(fsys)
	for _, m := range mistakes {
		m.File = path.Join(f.Questions, m.File)
		faults = append(faults, m.String())
	}
	for _, d := range decks {
		if slices.ContainsFunc(taken, func(t *deck.Deck) bool { return t.ID() == d.ID() }) {
			faults = append(faults, fmt.Sprintf("%s:1:1: the subject %q is built in; give this one another name, and its folder as well", path.Join(f.Questions, d.ID(), "deck.yaml"), d.ID()))
			continue
		}
		faults = append(faults, f.prove(fsys, d)...)
	}
	return decks, faults
}

// prove reads a subject's questions and values a second time.
func (f subjectFlags) prove(fsys fs.FS, d *deck.Deck) (faults []string) {
	p, err := audit.ProveAgain(fsys, d)
	if err != nil {
		return []string{fmt.Sprintf("%s:1:1: %v", path.Join(f.Questions, d.ID(), proof.File), err)}
	}
	_, differ, err := proof.CheckLedger(fsys, d.ID())
	for _, missing := range []struct {
		file string
		is   bool
	}{{proof.File, p.Missing}, {proof.LedgerFile, errors.Is(err, fs.ErrNotExist)}} {
		if !missing.is {
			continue
		}
		if d.Unproved = true; !f.Unproved {
			faults = append(faults, fmt.Sprintf("%s:1:1: this file is missing, so nothing confirms the subject; write it, or serve its questions as not proved with --unproved", path.Join(f.Questions, d.ID(), missing.file)))
		}
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		faults = append(faults, placed(f.Questions+"/", err).Error())
	}
	for _, err := range p.Amiss {
		faults = append(faults, placed(f.Questions+"/", err).Error())
	}
	for _, fault := range differ {
		fault.File = path.Join(f.Questions, fault.File)
		faults = append(faults, fault.Error())
	}
	place := path.Join(f.Questions, d.ID(), proof.File)
	for _, says := range p.Faults {
		faults = append(faults, fmt.Sprintf("%s:1:1: the two proofs disagree: %s", place, says))
	}
	if !p.Missing && len(p.Unread) > 0 {
		faults = append(faults, fmt.Sprintf("%s:1:1: no pattern reads the stems of the models %s; write them", place, strings.Join(p.Unread, ", ")))
	}
	return faults
}
