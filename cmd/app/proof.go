package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"viva/internal/audit"
	"viva/internal/proof"
)

// printProof says how far the second proof reaches. A subject without patterns
// is not proved twice, which is said and no fault; in one that has patterns,
// every stem must be read.
func printProof(w io.Writer, prefix string, p *audit.SecondProof) error {
	for _, err := range p.Amiss {
		fmt.Fprintln(w, placed(prefix, err))
	}
	for _, f := range p.Faults {
		fmt.Fprintln(w, "second proof:", f)
	}
	fmt.Fprintf(w, "second proof: %d of %d items", p.Read(), len(p.Items))
	if p.Missing {
		fmt.Fprintf(w, " (no %s)", proof.File)
	}
	fmt.Fprintln(w)
	var err error
	if len(p.Amiss) > 0 {
		err = fmt.Errorf("%d faults in %s", len(p.Amiss), proof.File)
	}
	if len(p.Faults) > 0 {
		err = errors.Join(err, fmt.Errorf("%d disagreements between the two proofs", len(p.Faults)))
	}
	if !p.Missing && len(p.Unread) > 0 {
		err = errors.Join(err, fmt.Errorf("no pattern of %s reads the stems of the models %s; write them", proof.File, strings.Join(p.Unread, ", ")))
	}
	return err
}

// placed is an error of the second proof with what stands before the names of
// its files.
func placed(prefix string, err error) error {
	var fault proof.Fault
	if !errors.As(err, &fault) {
		return fmt.Errorf("%s%w", prefix, err)
	}
	fault.File = prefix + fault.File
	return fault
}
