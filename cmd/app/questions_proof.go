package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"viva/internal/author"
	"viva/internal/deck"
	"viva/internal/proof"
)

type questionsProofCmd struct {
	Draft bool `required:"" help:"Add a pattern, as a draft, for each wording that none reads yet."`
	subjectDir
}

// Run writes drafts behind the patterns that there are.
func (c questionsProofCmd) Run(e env) error {
	of, err := c.open()
	if err != nil {
		return err
	}
	d, faults := deck.LoadSubject(of.fsys, of.name)
	if len(faults) > 0 {
		for _, f := range faults {
			fmt.Fprintln(e.stdout, inFolder(of.prefix, f))
		}
		return fmt.Errorf("faults in the subject: %d; mend them, then run app questions proof --draft %s", len(faults), c.Dir)
	}
	draft, errs := author.DraftPatterns(of.fsys, d)
	if len(errs) > 0 {
		return tellAll(e.stdout, of.prefix, errs)
	}
	name := filepath.Join(of.path, proof.File)
	if draft.Patterns > 0 {
		before, err := os.ReadFile(name) //nolint:gosec // the author names the folder
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("read the patterns: %w", err)
		}
		if err := replaceFile(name, draft.File(before)); err != nil {
			return err
		}
	}
	if draft.Patterns == 0 && len(draft.ByHand) == 0 {
		fmt.Fprintln(e.stdout, "Every question is read by a pattern: there is nothing to draft.")
		return nil
	}
	fmt.Fprintf(e.stdout, "Drafts added to %s: %d. Each waits for two answers: read its question, and write what the source says under \"answer\".\n", name, draft.Patterns)
	if len(draft.ByHand) > 0 {
		fmt.Fprintf(e.stdout, "To be written by hand, see docs/knowledge-base.md: patterns for %s.\n", strings.Join(draft.ByHand, ", "))
	}
	return nil
}

// tellAll prints what is wrong in the files of a subject, and comes to an
// error.
func tellAll(w io.Writer, prefix string, errs []error) error {
	for _, err := range errs {
		if f := (proof.Fault{}); errors.As(err, &f) {
			fmt.Fprintln(w, inFolder(prefix, deck.Fault(f)))
		} else {
			fmt.Fprintln(w, err)
		}
	}
	return fmt.Errorf("faults in the subject: %d", len(errs))
}
