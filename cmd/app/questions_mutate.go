package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"viva/internal/audit"
	"viva/internal/deck"
)

// mutantFlags ask for mistakes made on purpose.
type mutantFlags struct {
	Mutate bool    `help:"Also change each fact, each cell of the ledger, each printed question and each text, one at a time, and count what the checks notice."`
	Share  float64 `default:"1" help:"Make only this share of the mutants, such as 0.05."`
}

// share is the share of mutants to make, or 0.
func (f mutantFlags) share() float64 {
	if !f.Mutate {
		return 0
	}
	return f.Share
}

// errMutants is no fault of the program: the survivors say what is not checked.
var errMutants = errors.New("too many mistakes made on purpose were not noticed; the table tells where")

// mutate makes mutants of a subject and prints what was noticed. A subject
// without a second proof or a ledger has nothing to notice them with, which is
// said and no fault.
func mutate(w io.Writer, fsys fs.FS, prefix string, d *deck.Deck, share float64) error {
	r, err := audit.Mutate(fsys, d, audit.MutateOptions{Seed: 1, Share: share})
	if errors.Is(err, fs.ErrNotExist) {
		_, err = fmt.Fprintf(w, "mutants: none (%v)\n", err)
		return err
	}
	if err != nil {
		return err
	}
	if err := r.Print(w, prefix); err != nil {
		return err
	}
	if !r.Met {
		return errMutants
	}
	return nil
}
