package audit_test

import (
	"fmt"
	"os"

	"viva/internal/audit"
	"viva/internal/testkit/small"
)

// A verdict says whether the subjects of a folder may be served. This one is
// sound, but nobody has written its second proof and its ledger yet.
func ExampleCheck() {
	dir, _ := os.MkdirTemp("", "subjects")
	defer os.RemoveAll(dir)
	if err := os.CopyFS(dir, small.Planets()); err != nil {
		fmt.Println(err)
	}

	v := audit.Check(os.DirFS(dir))
	fmt.Println(v.Standing() == audit.Unproved, len(v.Faults))
	for _, w := range v.Warnings {
		fmt.Println(w)
	}
	// Output:
	// true 0
	// planets/proof.yaml:1:1: this file is missing, so nothing confirms the subject; app questions proof --draft begins it
	// planets/ledger.tsv:1:1: this file is missing, so nothing confirms the subject; app questions ledger --sheet prints what to fill in
}
