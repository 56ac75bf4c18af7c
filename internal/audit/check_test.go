package audit

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// A verdict tells each fault with its place, and what it comes to.
func TestCheck(t *testing.T) {
	without := func(name string) fstest.MapFS {
		fsys := files(t)
		delete(fsys, subject+"/"+name)
		return fsys
	}
	tests := []struct {
		name string
		fsys fs.FS
		want Standing
		says string
	}{
		{"as it is", files(t), Proved, ""},
		{"no patterns", without("proof.yaml"), Unproved, "http-semantics/proof.yaml:1:1: this file is missing"},
		{"no ledger", without("ledger.tsv"), Unproved, "http-semantics/ledger.tsv:1:1: this file is missing"},
		{"no facts", without("facts-codes.yaml"), Refused, "http-semantics/"},
		{"an unknown key", files(t, "facts-codes.yaml", "confidence: H", "confidance: H"), Refused, `unknown key "confidance"`},
		{"the ledger differs", files(t, "ledger.tsv", "code-demands\t405\tAllow", "code-demands\t405\tUpgrade"), Refused, `the ledger says "Upgrade", the facts say "Allow"`},
		{"the proofs disagree", files(t, "proof.yaml", "relation: redirection-means", "relation: client-error-means"), Refused, "http-semantics/proof.yaml:1:1: the two proofs disagree"},
		{"a pattern that is none", files(t, "proof.yaml", "(?P<n>", "(?P<[n>"), Refused, "error parsing regexp"},
		{"nothing", fstest.MapFS{}, Refused, ".:1:1: no subject"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := Check(tt.fsys)
			said := fmt.Sprint(append(v.Faults, v.Warnings...))
			if v.Standing() != tt.want || !strings.Contains(said, tt.says) || tt.want == Proved && said != "[]" {
				t.Errorf("standing %d, want %d and %q: %.1000s", v.Standing(), tt.want, tt.says, said)
			}
			decks := v.Decks()
			if (len(decks) == 0) != (tt.want == Refused) {
				t.Errorf("%d subjects are served", len(decks))
			}
			for _, d := range decks {
				if d.Unproved != (tt.want == Unproved) {
					t.Errorf("%s: unproved is %v", d.ID(), d.Unproved)
				}
			}
		})
	}
}

// A stored verdict spares the proof as long as no byte differs, in no file.
func TestCarried(t *testing.T) {
	verdicts, err := Verdicts(files(t))
	if err != nil {
		t.Fatal(err)
	}
	more := files(t)
	more["extra/deck.yaml"] = &fstest.MapFile{Data: []byte("subject: extra")}
	less := files(t)
	delete(less, subject+"/ledger.tsv")
	tests := []struct {
		name     string
		fsys     fs.FS
		verdicts string
		checked  bool
		want     Standing
	}{
		{"the same files", files(t), verdicts, false, Proved},
		{"no verdict", files(t), "", true, Proved},
		{"another verdict", files(t), strings.ToUpper(verdicts), true, Proved},
		{"a comment more", files(t, "proof.yaml", "\npatterns:\n", "\n# x\npatterns:\n"), verdicts, true, Proved},
		{"a cell of the ledger", files(t, "ledger.tsv", "code-demands\t405\tAllow", "code-demands\t405\tUpgrade"), verdicts, true, Refused},
		{"a file less", less, verdicts, true, Unproved},
		{"a subject more", more, verdicts, true, Refused},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := Carried(tt.fsys, tt.verdicts)
			if v.Standing() != tt.want {
				t.Errorf("standing %d, want %d: %v %v", v.Standing(), tt.want, v.Faults, v.Warnings)
			}
			for _, s := range v.Subjects {
				if (s.Second != nil) != tt.checked {
					t.Errorf("%s: proved again is %v", s.ID(), !tt.checked)
				}
			}
		})
	}
}

// A name and what follows it never run together: other files have another hash.
func TestVerdictsTellFilesApart(t *testing.T) {
	seen := map[string]string{}
	for name, fsys := range map[string]fstest.MapFS{
		"one file":       {"s/a": {Data: []byte("bc")}},
		"another name":   {"s/ab": {Data: []byte("c")}},
		"two files":      {"s/a": {Data: []byte("b")}, "s/c": {}},
		"of other names": {"s/a": {}, "s/b": {Data: []byte("c")}},
	} {
		v, err := Verdicts(fsys)
		if err != nil || seen[v] != "" {
			t.Errorf("%s and %s: %q, %v", name, seen[v], v, err)
		}
		seen[v] = name
	}
}
