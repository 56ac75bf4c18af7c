package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	"viva/internal/audit"
	"viva/internal/deck"
	"viva/questions"
)

// subjectFlags choose what is served beside the built-in subjects.
type subjectFlags struct {
	Questions string `help:"Folder of more subjects to serve, one folder each; refused unless app questions check passes." env:"VIVA_QUESTIONS" placeholder:"DIR"`
	Unproved  bool   `help:"Also serve subjects of --questions without a proof.yaml or ledger.tsv; each of their questions says that it is not proved." env:"VIVA_UNPROVED"`
}

// builtIn are the subjects that the program carries with their verdict. They
// are read once: nothing about them changes while it runs.
var builtIn = sync.OnceValues(func() ([]*deck.Deck, error) {
	v := audit.Carried(questions.FS, questions.Verdicts)
	if v.Standing() != audit.Proved {
		amiss := slices.Concat(v.Faults, v.Warnings)
		return nil, fmt.Errorf("load the questions: %s, and %d more faults; see app questions check", amiss[0], len(amiss)-1)
	}
	return v.Decks(), nil
})

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
	return slices.Concat(decks, more), nil
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

// read loads the subjects of a folder that audit.Check lets be served. Each
// fault names its position.
func (f subjectFlags) read(fsys fs.FS, taken []*deck.Deck) (decks []*deck.Deck, faults []string) {
	v := audit.Check(fsys)
	for _, fault := range v.Faults {
		faults = append(faults, inFolder(f.Questions+"/", fault))
	}
	if v.Standing() == audit.Unproved && !f.Unproved {
		for _, w := range v.Warnings {
			faults = append(faults, inFolder(f.Questions+"/", w)+", or serve its questions as not proved with --unproved")
		}
	}
	for _, d := range v.Decks() {
		if slices.ContainsFunc(taken, func(t *deck.Deck) bool { return t.ID() == d.ID() }) {
			faults = append(faults, fmt.Sprintf("%s:1:1: the subject %q is built in; give this one another name, and its folder as well", path.Join(f.Questions, d.ID(), "deck.yaml"), d.ID()))
		}
	}
	return v.Decks(), faults
}

// inFolder is a fault with what stands before the names of its files.
func inFolder(prefix string, f deck.Fault) string {
	f.File = path.Join(prefix, f.File)
	return f.String()
}
