package audit

import (
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"viva/internal/deck"
)

// A verdict tells each fault with its position, and what it comes to.
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
		{"the proofs disagree", files(t, "proof.yaml", "relation: redirection-means", "relation: client-error-means"), Refused, "the two proofs disagree"},
		{"a pattern that is none", files(t, "proof.yaml", "(?P<n>", "(?P<[n>"), Refused, "error parsing regexp"},
		{"a ledger without a row", emptied(files(t), "ledger.tsv"), Unproved, "http-semantics/ledger.tsv:1:1: the ledger has no row yet"},
		{"a draft among the patterns", files(t, "proof.yaml", `    fr: 'Que fait la méthode (?P<entity>[A-Z]+) \?'
`, `    fr: 'Que fait la méthode (?P<entity>[A-Z]+) \?'
    confirm:
      en: {question: "What does the method GET do?", answer: ""}
      fr: {question: "Que fait la méthode GET ?", answer: ""}
`), Unproved, "http-semantics/proof.yaml:15:12: a draft without its answer"},
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

// emptied leaves of a table its first row and what stands before it.
func emptied(fsys fstest.MapFS, name string) fstest.MapFS {
	f := fsys[subject+"/"+name]
	head := strings.Index(string(f.Data), "\nrelation\t")
	end := head + 1 + strings.Index(string(f.Data[head+1:]), "\n")
	f.Data = f.Data[:end+1]
	return fsys
}

// Two dealings of a question that show the same mistake are one fault.
func TestFaultsAreToldOnce(t *testing.T) {
	v := Check(files(t, "proof.yaml", `en: 'Which method (?P<value>.+)\?'`, `en: 'Which method (?P<value>.+\?)'`))
	told := map[deck.Fault]int{}
	for _, f := range v.Faults {
		if told[f]++; told[f] == 2 {
			t.Errorf("twice: %s", f)
		}
	}
	if len(told) < 5 {
		t.Errorf("only %d faults", len(told))
	}
}

// What is told about the French of a question has a place and hinders nobody.
func TestFrench(t *testing.T) {
	fsys := files(t, "models-classes.yaml", `fr: ["`, `fr: ["De autre part, `)
	d, faults := deck.LoadSubject(fsys, subject)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	flags, err := French(d, "2026-06-01")
	if err != nil || len(flags) != 1 || !strings.Contains(flags[0].String(), "models-classes.yaml:") || !strings.Contains(flags[0].Message, `elision missing: "De a" in: De autre part`) {
		t.Errorf("%v, %v", flags, err)
	}
}

// What the two proofs say differently is told where the model stands, with the
// line of the pattern; so is a model that no pattern reads.
func TestDisagreementsHaveTheirPosition(t *testing.T) {
	model := regexp.MustCompile(`^http-semantics/(models[-a-z]*\.yaml):(\d+):(\d+): (.*)`)
	for _, tt := range []struct {
		name     string
		fsys     fstest.MapFS
		says     *regexp.Regexp // its group is the model, or the line of the pattern
		relation string         // of the pattern
	}{
		{"they disagree", files(t, "proof.yaml", "relation: redirection-means\n    ask: value", "relation: client-error-means\n    ask: value"),
			regexp.MustCompile(`^the two proofs disagree: .* \(proof\.yaml, line (\d+)\)$`), "client-error-means"},
		{"nothing reads it", files(t, "models-codes.yaml", `en: ["What does the status code`, `en: ["Pray, what does the status code`),
			regexp.MustCompile(`^no pattern reads all stems of the model "(.*)"; write one$`), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := Check(tt.fsys)
			if v.Standing() != Refused {
				t.Fatal("nothing is wrong")
			}
			lines := func(name string) []string { return strings.Split(string(tt.fsys[subject+"/"+name].Data), "\n") }
			said := 0
			for _, f := range v.Faults {
				at := model.FindStringSubmatch(f.String())
				if at == nil {
					t.Fatalf("%s has no position", f)
				}
				line, _ := strconv.Atoi(at[2])
				col, _ := strconv.Atoi(at[3])
				stands := lines(at[1])[line-1][col-1:]
				about := tt.says.FindStringSubmatch(at[4])
				switch {
				case about == nil:
					t.Errorf("it says %q", at[4])
				case !strings.HasPrefix(stands, "id: "):
					t.Errorf("%s is no model: %q", f, stands)
				case tt.relation == "" && stands != "id: "+about[1]:
					t.Errorf("%s: there stands %q", f, stands)
				case tt.relation != "":
					if n, _ := strconv.Atoi(about[1]); !strings.Contains(lines("proof.yaml")[n-1], "relation: "+tt.relation) {
						t.Errorf("%s: line %d is no pattern of %s", f, n, tt.relation)
					}
				}
				said++
			}
			if said == 0 {
				t.Error("no fault has a position in a model")
			}
		})
	}
}

// A stored verdict spares the proof as long as no byte differs, in no file.
func TestCarried(t *testing.T) {
	long(t)
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
