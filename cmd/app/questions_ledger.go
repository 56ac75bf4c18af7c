package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"

	"viva/internal/author"
	"viva/internal/proof"
)

type questionsLedgerCmd struct {
	Sheet bool   `xor:"way" required:"" help:"Print the facts that have no row in the ledger yet, shuffled, with blank cells for what they say."`
	Fill  string `xor:"way" required:"" type:"existingfile" placeholder:"SHEET" help:"Add the rows of the filled-in sheet to the ledger: tabs, commas or semicolons between cells."`
	subjectDir
}

// Run prints the sheet, or reads it back.
func (c questionsLedgerCmd) Run(e env) error {
	of, err := c.open()
	if err != nil {
		return err
	}
	if c.Fill != "" {
		return c.fill(e, of)
	}
	facts, errs := proof.ListUnconfirmed(of.fsys, of.name)
	if len(errs) > 0 {
		return tellAll(e.stdout, of.prefix, errs)
	}
	if len(facts) == 0 {
		fmt.Fprintln(e.stderr, "Each fact has its row in the ledger: there is nothing to fill in.")
		return nil
	}
	_, err = io.WriteString(e.stdout, author.LedgerSheet(facts, rand.Uint64()))
	return err
}

// fill adds what was filled in to the ledger, or nothing if a row has a fault.
func (c questionsLedgerCmd) fill(e env, of namedSubject) error {
	sheet, err := readSheet(c.Fill)
	if err != nil {
		return err
	}
	name := filepath.Join(of.path, proof.LedgerFile)
	ledger, err := os.ReadFile(name) //nolint:gosec // the author names the folder
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read the ledger: %w", err)
	}
	filled, added, blank, faults := author.FillLedger(near(c.Fill), sheet, ledger)
	for _, f := range faults {
		fmt.Fprintln(e.stdout, f)
	}
	if len(faults) > 0 {
		return fmt.Errorf("faults in the sheet: %d; the ledger stays as it is", len(faults))
	}
	if added > 0 {
		if err := replaceFile(name, filled); err != nil {
			return err
		}
	}
	fmt.Fprintf(e.stdout, "Rows added to %s: %d; left blank: %d.\nNext: app questions check %s\n", name, added, blank, c.Dir)
	return nil
}

// replaceFile writes a file whole or not at all.
func replaceFile(name string, text []byte) error {
	fresh := name + ".new"
	if err := os.WriteFile(fresh, text, 0o644); err != nil { //nolint:gosec // an author's own text, no secret
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := os.Rename(fresh, name); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
