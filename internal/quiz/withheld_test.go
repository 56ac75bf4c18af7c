package quiz

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"viva/internal/deck"
)

// While an exam runs, no feedback says a sentence that is the key of one of its
// questions: not against another option, not as what is true today, and not at
// the end of an exam without a deadline.
func TestRunningExamIsToldNowhere(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t)
	d := r.decks[0]
	var before, untimed []*Attempt
	for _, e := range d.EditionsOn(r.Today()) {
		before = append(before, r.begin(Start{Edition: e.ID, Mode: deck.Practice, Size: 40}))
		untimed = append(untimed, r.begin(Start{Edition: e.ID, Mode: deck.Exam, Size: 40}))
	}
	exam := r.begin(Start{Edition: d.Current, Exam: "clf-c02"})
	saying := map[string]map[string]bool{} // sentence -> names of the facts that say it
	for _, f := range d.Facts() {
		says, err := f.Says("en")
		if err != nil {
			t.Fatal(err)
		}
		if saying[says] == nil {
			saying[says] = map[string]bool{}
		}
		saying[says][f.Name()] = true
	}
	var keys []string
	for _, it := range exam.items {
		for _, says := range it.Why {
			if len(saying[says]) == 1 { // other facts, of other editions, may say the same
				keys = append(keys, says)
			}
		}
	}
	telling := func(a *Attempt, pos int) string {
		f, err := a.tell(pos, a.items[pos-1], Response{}, false)
		if err != nil {
			t.Fatal(err)
		}
		told := fmt.Sprintf("%+v", f)
		if i := slices.IndexFunc(keys, func(says string) bool { return strings.Contains(told, says) }); i >= 0 {
			return keys[i]
		}
		return ""
	}
	dealt, refused := 0, 0
	for _, e := range d.EditionsOn(r.Today()) {
		var wants []deck.Want
		for _, s := range d.Specs(e.ID, r.Today()) {
			wants = append(wants, deck.Want{Fact: s.Names()[0]})
		}
		for _, req := range []Start{{Mode: deck.Practice, Size: 20}, {Mode: deck.Exam, Size: 20}, {Mode: deck.Practice, Kind: Cram, Size: 50, Wants: wants},
			{Mode: deck.Practice, Kind: Offline, Size: 50, Wants: wants}} {
			req.Edition = e.ID
			a := r.begin(req)
			for pos := 1; pos <= a.Size(); pos++ {
				dealt++
				if says := telling(a, pos); says != "" {
					t.Errorf("%s, dealt in %s beside the exam, tells its key: %s", a.items[pos-1].ID, e.ID, says)
				}
			}
		}
	}
	for _, a := range before {
		for pos := 1; pos <= a.Size(); pos++ {
			_, err := r.give(a.ID, pos, false, Think, "")
			switch says := telling(a, pos); {
			case errors.Is(err, ErrExamOpen):
				refused++
			case err != nil:
				t.Error(err)
			case says != "":
				t.Errorf("%s, answered beside the exam, tells its key: %s", a.items[pos-1].ID, says)
			}
		}
	}
	for _, a := range untimed {
		if _, _, err := r.Finish(ctx, r.who, a.ID); !errors.Is(err, ErrExamOpen) || r.load(a.ID).Finished() {
			t.Errorf("an exam without a deadline ends beside the one that runs: %v", err)
		}
	}
	if len(keys) < 50 || dealt < 300 || refused == 0 {
		t.Errorf("%d keys, %d dealt, %d refused: the test proves little", len(keys), dealt, refused)
	}
	if _, _, err := r.Finish(ctx, r.who, exam.ID); err != nil {
		t.Fatal(err)
	}
	for _, a := range untimed {
		if _, _, err := r.Finish(ctx, r.who, a.ID); err != nil {
			t.Errorf("after the exam: %v", err)
		}
	}
}
