package questions_test

import (
	"flag"
	"os"
	"testing"

	"viva/internal/audit"
	"viva/questions"
)

var update = flag.Bool("update", false, "write the verdicts anew")

// What is built in is proved twice, by both readings of questions and values,
// and carries that verdict: the program does not prove it again at each start.
func TestEverySubjectIsProved(t *testing.T) {
	if testing.Short() && !*update {
		t.Skip("longer than -short allows")
	}
	v := audit.Check(questions.FS)
	for _, f := range append(v.Faults, v.Warnings...) {
		t.Error(f)
	}
	if v.Standing() != audit.Proved {
		t.Fatal("a subject is not proved; its verdict stays as it was")
	}
	now, err := audit.Verdicts(questions.FS)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("verdicts.tsv", []byte(now), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if now != questions.Verdicts {
		t.Errorf("verdicts.tsv is of other files, run with -update:\n%s", now)
	}
	for _, d := range v.Decks() {
		for _, e := range d.Editions {
			for _, topic := range d.Topics {
				t.Logf("%s %-8s %-16s %3d items", d.ID(), e.ID, topic.ID, d.Items(e.ID, topic.ID, "2026-11-22"))
			}
		}
	}
}
