package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"viva/internal/proof"
	"viva/internal/quiz"
	"viva/questions"
)

// awsSupport is the built-in deck of that name.
func awsSupport(t *testing.T) *quiz.Deck {
	t.Helper()
	d, faults := quiz.LoadDeck(questions.FS, "aws-support")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return d
}

// The two implementations agree on what is built in, and the second reads the
// stems that have patterns.
func TestQuestionsSecondProof(t *testing.T) {
	p, err := proveAgain(questions.FS, awsSupport(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range p.faults {
		t.Error(f)
	}
	if len(p.unread) > 0 {
		t.Errorf("no pattern reads the stems of %v", p.unread)
	}
}

// What one side alone believes is noticed: the deck is dealt from the facts as
// they are, and read with altered ones.
func TestQuestionsSecondProofNoticesFacts(t *testing.T) {
	d := awsSupport(t)
	tests := []struct{ name, file, old, new, want string }{
		{"value", "facts-severity.yaml", "entity: high, value: hours-4", "entity: high, value: hours-12", "rt-common-time:rt-high"},
		{"entity", "facts-severity.yaml", "entity: high, value: hours-4", "entity: urgent, value: hours-4", "rt-common-level:rt-high"},
		{"member", "facts-notes.yaml", "{id: lineup-2026-unified, value: plan-unified}", "{id: lineup-2026-unified, value: plan-onramp}", "lineup-2026-"},
		{"label", "entities-severity.yaml", "text: 4 heures", "text: 5 heures", "[2026, fr]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := copyQuestions(t)
			file := filepath.Join(dir, "aws-support", tt.file)
			replaceIn(t, file, tt.old, tt.new)
			p, err := proveAgain(os.DirFS(dir), d)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(strings.Join(p.faults, "\n"), tt.want) {
				t.Errorf("%d faults, none of them about %s", len(p.faults), tt.want)
			}
		})
	}
}

// A key that moved is noticed in every item that is read; a stem that says
// something else is read by no pattern.
func TestQuestionsSecondProofNoticesItems(t *testing.T) {
	d := awsSupport(t)
	book, errs := proof.Load(questions.FS, d.ID())
	if errs != nil {
		t.Fatal(errs)
	}
	tried := 0
	for _, s := range d.Specs("2026") {
		it, err := d.Deal(s, "fr", quiz.NewStreams(7))
		if err != nil {
			t.Fatal(err)
		}
		as := func(change func(*quiz.Item)) *secondProof {
			p := &secondProof{items: map[string]bool{}}
			changed := it
			changed.Options = append([]quiz.Option(nil), it.Options...)
			change(&changed)
			p.compare(book, changed)
			return p
		}
		if p := as(func(*quiz.Item) {}); len(p.unread) > 0 {
			continue
		}
		tried++
		moved := as(func(it *quiz.Item) {
			n := len(it.Options)
			last := it.Options[n-1].Correct
			for i := n - 1; i > 0; i-- {
				it.Options[i].Correct = it.Options[i-1].Correct
			}
			it.Options[0].Correct = last
		})
		if len(moved.faults) != 1 {
			t.Errorf("%s: the key moved, and nothing was noticed", it.ID)
		}
		stem := as(func(it *quiz.Item) { it.Stem = "Or : " + strings.ToLower(it.Stem) })
		if len(stem.faults) == 0 && (len(stem.unread) != 1 || stem.items[it.ID]) {
			t.Errorf("%s: another stem was read like the first", it.ID)
		}
	}
	if tried < 300 {
		t.Errorf("only %d items were tried", tried)
	}
}

// The command fails on a disagreement, and says what it did not read.
func TestQuestionsCheckSaysHowFarItReads(t *testing.T) {
	tests := []struct {
		name  string
		alter func(t *testing.T, file string)
		code  int
		want  string
	}{
		{"another relation", func(t *testing.T, file string) {
			replaceIn(t, file, "relation: category-aim\n    ask: entity", "relation: flags\n    ask: entity")
		}, 1, "second proof: ta-aim-category:"},
		{"broken pattern", func(t *testing.T, file string) {
			replaceIn(t, file, "relation: category-aim", "relation: no-such")
		}, 1, `no fact has the relation "no-such"`},
		{"unread stem", func(t *testing.T, file string) {
			replaceIn(t, file, "Which category of Trusted Advisor helps to", "Which category of Trusted Advisor serves to")
		}, 1, "reads the stems of the models ta-aim-category"},
		{"no patterns", func(t *testing.T, file string) {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}, 0, "items (no proof.yaml)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := copyQuestions(t)
			tt.alter(t, filepath.Join(dir, "aws-support", proof.File))
			code, out, errs := runApp("", "questions", "check", dir)
			if code != tt.code || !strings.Contains(out+errs, tt.want) {
				t.Errorf("exit %d, want %d and %q\n%s%s", code, tt.code, tt.want, out, errs)
			}
		})
	}
}
