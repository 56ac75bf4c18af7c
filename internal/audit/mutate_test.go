package audit

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"viva/internal/deck"
	"viva/questions"
)

// A sample of the mistakes in both built-in subjects: what the checks do not
// notice has to be mended, in the checks. Mistakes in words, each of which may
// need the whole subject read again, are made at night.
func TestMutantsAreNoticed(t *testing.T) {
	long(t)
	night := os.Getenv("TEST_NIGHTLY") != ""
	share := 0.015
	if night {
		share = 0.2
	}
	for _, folder := range []string{subject, "aws-support"} {
		d, faults := deck.LoadSubject(questions.FS, folder)
		if len(faults) > 0 {
			t.Fatal(faults[0])
		}
		m, err := newMutator(questions.FS, d, MutateOptions{Seed: 3, Share: share})
		if err != nil {
			t.Fatal(err)
		}
		for _, side := range m.sides() {
			if words := side.id == sideTexts || side.id == sideNotes; words && !night {
				continue
			}
			s, err := m.measure(side)
			if err != nil {
				t.Fatal(err)
			}
			s.Goal = side.goal
			if s.Made == 0 || !s.Met() || s.Goal == 0 && s.ID != sideLimits {
				t.Errorf("%s, %s: %d of %d mutants noticed", folder, s.ID, s.Noticed, s.Made)
			}
			if s.Noticed+len(s.Survivors) != s.Made {
				t.Errorf("%s, %s: %d noticed and %d survivors of %d", folder, s.ID, s.Noticed, len(s.Survivors), s.Made)
			}
			for _, m := range s.Survivors {
				if s.Goal > 0 {
					t.Logf("%s: %s: %q became %q", m.Where, m.Kind, m.Was, m.Is)
				}
			}
		}
	}
}

// Each check is there for something: without it, mistakes survive.
func TestMutantsSurvive(t *testing.T) {
	long(t)
	tests := []struct {
		name    string
		replace []string
		o       MutateOptions
		side    func(*mutator) ([]mutation, error)
		kind    string
	}{
		{"no ledger", nil, MutateOptions{Seed: 1, Share: 0.02, noLedger: true}, (*mutator).ofFacts, "first day a day earlier"},
		{"a pattern that reads too much", []string{"proof.yaml", "class 5xx", "class [56]xx"},
			MutateOptions{Seed: 1, Share: 1}, (*mutator).ofItems, "single: number in the stem"},
		{"no checks of words", nil, MutateOptions{Seed: 1, Share: 0.1, noWords: true}, (*mutator).ofNotes, "a figure changed, fr"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := files(t, tt.replace...)
			m, err := newMutator(fsys, load(t, fsys), tt.o)
			if err != nil {
				t.Fatal(err)
			}
			tasks, err := tt.side(m)
			if err != nil {
				t.Fatal(err)
			}
			made, err := m.made(tt.name, tasks)
			if err != nil {
				t.Fatal(err)
			}
			s := countMutants(tt.name, made)
			for _, survivor := range s.Survivors {
				if survivor.Kind == tt.kind && survivor.Where != "" && survivor.Was != survivor.Is {
					return
				}
			}
			t.Errorf("no survivor of the kind %q among %d of %d", tt.kind, len(s.Survivors), s.Made)
		})
	}
}

// Only the fact files say what limits a fact, so such changes are counted
// apart. A change that alters no question is no mutant.
func TestLimitsAreMeasuredApart(t *testing.T) {
	long(t)
	fsys := files(t)
	m, err := newMutator(fsys, load(t, fsys), MutateOptions{Seed: 1, Share: 1})
	if err != nil {
		t.Fatal(err)
	}
	tasks, err := m.ofLimits()
	if err != nil {
		t.Fatal(err)
	}
	made, err := m.made(sideLimits, tasks)
	if err != nil {
		t.Fatal(err)
	}
	s := countMutants(sideLimits, made)
	limited := 0
	for _, f := range m.deck.Facts() {
		if len(f.Also) > 0 {
			limited++
		}
	}
	if s.Made == 0 || s.Made >= 2*limited+2*len(m.deck.Facts()) || !s.Met() {
		t.Errorf("%d mutants of %d facts that name others, met %v", s.Made, limited, s.Met())
	}
}

func TestMutateRepeats(t *testing.T) {
	long(t)
	fsys := files(t)
	d := load(t, fsys)
	var said [2]string
	for i := range said {
		r, err := Mutate(fsys, d, MutateOptions{Seed: 7, Share: 0.02})
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		said[i] = string(b)
	}
	if said[0] != said[1] {
		t.Errorf("one seed makes different mutants:\n%s\n%s", said[0], said[1])
	}
}

func TestMutateRefuses(t *testing.T) {
	fsys := files(t)
	d := load(t, fsys)
	for _, share := range []float64{0, -1, 1.5} {
		if _, err := Mutate(fsys, d, MutateOptions{Share: share}); !errors.Is(err, errShare) {
			t.Errorf("share %g: %v", share, err)
		}
	}
	for _, file := range []string{"proof.yaml", "ledger.tsv"} {
		without := files(t)
		delete(without, subject+"/"+file)
		if _, err := Mutate(without, d, MutateOptions{Share: 1}); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("without %s: %v", file, err)
		}
	}
	wrong := files(t, "ledger.tsv", "\tH\t", "\tM\t")
	if _, err := Mutate(wrong, d, MutateOptions{Share: 1}); err == nil || !strings.Contains(err.Error(), "before anything is changed") {
		t.Errorf("a wrong ledger: %v", err)
	}
}

// A survivor is listed with its position and what was changed to what.
func TestMutantReportPrint(t *testing.T) {
	r := MutantReport{Subject: "s", Sides: []MutantSide{
		countMutants(sideFacts, []Mutant{{Where: "s/facts.yaml:3:4", Kind: "confidence", Was: "H", Is: "M"}, {Kind: "confidence", by: byLedger}}),
	}}
	r.Sides[0].Goal = noticedGoal
	var out strings.Builder
	if err := r.Print(&out, "questions/"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"50.00 %", "fewer than 99 %", `questions/s/facts.yaml:3:4: not noticed: confidence: "H" became "M"`, "by the ledger"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
	if row := r.Row(10); row.Met || row.Found != 1 || row.Offenders[0].Item != "s/facts.yaml:3:4" {
		t.Errorf("%+v", row)
	}
}

// Of a group with a fault, the mutants at whose lines it is told are looked at by
// themselves, those whose text it names, and those of a source that it names.
func TestBlamedMutants(t *testing.T) {
	m := wordsOf(t, subject)
	at := func(i int) *Mutant {
		s := m.sites[i]
		return &Mutant{edits: []edit{s.at[0]}, changes: []siteChange{{s, deck.Text{}}}}
	}
	source := &Mutant{edits: []edit{{file: subject + "/sources.yaml"}}, owner: "s13-1"}
	group := []*Mutant{at(0), at(200), at(400), source}
	line := group[1].changes[0].Fault("en", "wrong")
	for _, tt := range []struct {
		fault deck.Fault
		want  int
	}{
		{line, 1},
		{deck.Fault{File: "x", Line: 1, Message: "wrong (check words, text " + group[2].changes[0].ID + ")"}, 2},
		{deck.Fault{File: "x", Line: 1, Message: `source "s13-1" is wrong`}, 3},
		{deck.Fault{File: "x", Line: 1, Message: "wrong"}, -1},
	} {
		blamed, others := m.blamed(group, []deck.Fault{tt.fault})
		if tt.want < 0 && len(blamed) == 0 && len(others) == len(group) {
			continue
		}
		if tt.want < 0 || len(blamed) != 1 || blamed[0] != group[tt.want] || len(others) != len(group)-1 {
			t.Errorf("%s blames %d of %d", tt.fault, len(blamed), len(group))
		}
	}
}
