package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"viva/internal/proof"
)

// balance compares the ledger of a subject with its facts and prints each
// fault on a line of its own. A subject without a ledger has its values from
// one hand only, which is said and no fault.
func balance(w io.Writer, fsys fs.FS, prefix, subject string) error {
	rows, faults, err := proof.CheckLedger(fsys, subject)
	if errors.Is(err, fs.ErrNotExist) {
		_, err = fmt.Fprintf(w, "ledger: 0 rows (no %s)\n", proof.LedgerFile)
		return err
	}
	if err != nil {
		return fmt.Errorf("compare the ledger of %s: %w", subject, err)
	}
	for _, f := range faults {
		f.File = prefix + f.File
		fmt.Fprintln(w, f)
	}
	if len(faults) > 0 {
		return fmt.Errorf("%d disagreements between %s of %s and its facts", len(faults), proof.LedgerFile, subject)
	}
	_, err = fmt.Fprintf(w, "ledger: %d rows, equal to the facts\n", rows)
	return err
}
