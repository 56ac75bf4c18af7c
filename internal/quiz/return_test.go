package quiz

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"viva/internal/deck"
)

// What a learner was sure of and got wrong comes back once, last, put
// otherwise; nothing else does.
func TestSureErrorComesBack(t *testing.T) {
	tests := []struct {
		name  string
		req   Start
		right bool
		sure  Certainty
		want  int
	}{
		{"sure and wrong", Start{Mode: deck.Practice, Size: 10}, false, Sure, 1},
		{"sure and right", Start{Mode: deck.Practice, Size: 10}, true, Sure, 0},
		{"thought and wrong", Start{Mode: deck.Practice, Size: 10}, false, Think, 0},
		{"guessed and wrong", Start{Mode: deck.Practice, Size: 10}, false, Guess, 0},
		{"not asked and wrong", Start{Mode: deck.Practice, Size: 10}, false, Unasked, 0},
		{"sure and wrong in an exam", Start{Mode: deck.Exam, Size: 10}, false, Sure, 0},
		{"sure and wrong while offline", Start{Mode: deck.Practice, Kind: Offline, Size: 10}, false, Sure, 0},
		{"sure and wrong in what is due", Start{Mode: deck.Practice, Kind: Due, Size: 10}, false, Sure, 1},
	}
	for _, tt := range tests {
		r := newRoom(t)
		for _, name := range namesOf(r.decks[0], r.decks[0].Current)[:60] {
			tt.req.Wants = append(tt.req.Wants, deck.Want{Fact: name})
		}
		a := r.begin(tt.req)
		for range 3 { // the same answer again changes nothing
			if _, err := r.give(a.ID, 2, tt.right, tt.sure, "k"); err != nil {
				t.Fatal(tt.name, err)
			}
		}
		after := r.load(a.ID)
		if after.Size() != 10+tt.want {
			t.Errorf("%s: %d items, want %d", tt.name, after.Size(), 10+tt.want)
			continue
		}
		if f, told, _ := after.Feedback(2); told && f.Comeback != (tt.want > 0) {
			t.Errorf("%s: told that it comes back: %v", tt.name, f.Comeback)
		}
		if tt.want == 0 {
			continue
		}
		asked, back := after.items[1], after.items[10]
		if back.Role != deck.Return || !slices.Contains(asked.Names, back.Names[0]) && !slices.Contains(back.Names, asked.Names[0]) {
			t.Errorf("%s: %s came back for %s", tt.name, back.ID, asked.ID)
		}
		for i := range back.Options {
			if back.Options[i].ID == "" {
				t.Errorf("%s: an option that came back has no id", tt.name)
			}
		}
	}
}

// However often a learner is sure and wrong, an attempt grows by three at
// most, and what came back never counts.
func TestReturnsAreBounded(t *testing.T) {
	r := newRoom(t)
	a := r.begin(Start{Mode: deck.Practice, Size: 15})
	for pos := 1; pos <= r.load(a.ID).Size(); pos++ {
		if _, err := r.give(a.ID, pos, false, Sure, ""); err != nil {
			t.Fatal(err)
		}
	}
	after := r.load(a.ID)
	if after.Size() != 15+3 || after.Answered() != after.Size() {
		t.Errorf("%d items, %d answered, want %d", after.Size(), after.Answered(), 15+3)
	}

	a = r.begin(Start{Mode: deck.Practice, Size: 4})
	for pos := 1; pos <= 4; pos++ {
		if _, err := r.give(a.ID, pos, false, Sure, ""); err != nil {
			t.Fatal(err)
		}
		if can := r.load(a.ID).CanMistap(pos); can != (pos <= 3) {
			t.Errorf("answer %d can be called a mistap: %v", pos, can)
		}
	}
	if _, _, err := r.Mistap(context.Background(), r.who, a.ID, 4); !errors.Is(err, ErrNoOther) {
		t.Errorf("a mistap that has no room to come back: %v", err)
	}
	for pos := 5; pos <= r.load(a.ID).Size(); pos++ {
		if _, err := r.give(a.ID, pos, true, Sure, ""); err != nil {
			t.Fatal(err)
		}
	}
	after, res, err := r.Finish(context.Background(), r.who, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	o, _ := after.Outcome()
	if after.Size() != 4+3 || after.Returns() != 3 || res.Points != 0 || res.Max != 4 || o.Points != 0 || o.Max != 4 || len(after.CountedEver()) != 4 {
		t.Errorf("%d items; result %+v; outcome %+v; %d count: those that came back do not", after.Size(), res, o, len(after.CountedEver()))
	}
}

// A fact comes back once: whoever is sure and wrong again meets it another day.
func TestFactComesBackOnce(t *testing.T) {
	r := newRoom(t)
	a := r.begin(Start{Mode: deck.Practice, Size: 1})
	for pos := 1; pos <= 2; pos++ {
		if _, err := r.give(a.ID, pos, false, Sure, ""); err != nil {
			t.Fatal(err)
		}
	}
	after := r.load(a.ID)
	if after.Size() != 2 || after.Returns() != 1 || after.CanMistap(1) || after.CanMistap(2) {
		t.Errorf("%d items, %d came back, mistaps %v and %v; want one that comes back once", after.Size(), after.Returns(), after.CanMistap(1), after.CanMistap(2))
	}
	if f, _, _ := after.Feedback(2); f.Comeback {
		t.Error("it is told that it comes back again")
	}
}

// Of several facts the one that was missed comes back, not the first.
func TestMissedFactComesBack(t *testing.T) {
	r := newRoom(t)
	d := r.decks[0]
	tried := 0
	for _, s := range d.Specs(d.Current, today) {
		if s.Model.Type != "multiple" || tried == 12 {
			continue
		}
		last := s.Names()[len(s.KeyFacts())-1]
		if len(d.Asking(d.Current, last, today)) < 2 || slices.Index(s.Names(), last) != len(s.KeyFacts())-1 {
			continue
		}
		tried++
		it, err := d.Deal(s, "en", deck.NewStreams(1))
		if err != nil {
			t.Fatal(err)
		}
		a := r.begin(Start{Mode: deck.Practice, Size: 1})
		stored := r.shelf.attempts[a.ID-1]
		stored.items = []deck.Item{it}
		if err := deck.NameOptions(stored.items, r.rand); err != nil {
			t.Fatal(err)
		}
		var given []string // all keys but that of the last fact, and one that is wrong
		for _, o := range stored.items[0].Options {
			if o.Correct && d.NameOf(o.Facts[0]) != last {
				given = append(given, o.ID)
			}
		}
		wrong := slices.IndexFunc(stored.items[0].Options, func(o deck.Option) bool { return !o.Correct })
		given = append(given, stored.items[0].Options[wrong].ID)
		after, _, err := r.Answer(context.Background(), r.who, a.ID, 1, Given{Options: given, Certainty: Sure})
		if err != nil {
			t.Fatal(err)
		}
		if after.Size() != 2 || !slices.Contains(after.items[1].Names, last) {
			t.Errorf("%s: %d items, the last asks %v, want %q", it.ID, after.Size(), after.items[after.Size()-1].Names, last)
		}
	}
	if tried == 0 {
		t.Fatal("nothing was tried")
	}
}

// Attempts that were dealt before items knew the names of their facts, or from
// a subject that is gone since, can be answered to their end.
func TestSureErrorInOldAttempt(t *testing.T) {
	r := newRoom(t)
	a := r.begin(Start{Mode: deck.Practice, Size: 3})
	for i := range r.shelf.attempts[0].items {
		r.shelf.attempts[0].items[i].Names = nil
	}
	after, err := r.give(a.ID, 1, false, Sure, "")
	if err != nil || after.Size() != 4 {
		t.Errorf("%d items, %v; want the fact back, by its id", after.Size(), err)
	}
	e, err := after.EvidenceNow()
	if err != nil || len(e) != 1 || len(e[0].Facts) == 0 || e[0].Facts[0].Name != after.items[0].Facts[0] {
		t.Errorf("evidence %+v, %v; want it by the ids of the facts", e, err)
	}
	r.shelf.attempts[0].Subject = "gone"
	if after, err = r.give(a.ID, 2, false, Sure, ""); err != nil || after.Size() != 4 {
		t.Errorf("of a subject that is gone: %d items, %v", after.Size(), err)
	}
}

// Only a wrong answer in practice can be called a mistap, once, while the
// attempt is open. It stays on record.
func TestMistap(t *testing.T) {
	ctx := context.Background()
	for _, tt := range []struct {
		name string
		mode deck.Mode
		done func(r *room, id AttemptID)
		pos  int
		want error
	}{
		{"wrong", deck.Practice, func(r *room, id AttemptID) { _, _ = r.give(id, 1, false, Think, "") }, 1, nil},
		{"right", deck.Practice, func(r *room, id AttemptID) { _, _ = r.give(id, 1, true, Think, "") }, 1, ErrNoMistap},
		{"not answered", deck.Practice, func(*room, AttemptID) {}, 1, ErrNoMistap},
		{"exam", deck.Exam, func(r *room, id AttemptID) { _, _ = r.give(id, 1, false, Think, "") }, 1, ErrNoMistap},
		{"no such item", deck.Practice, func(*room, AttemptID) {}, 9, ErrNoItem},
		{"before the first item", deck.Practice, func(*room, AttemptID) {}, 0, ErrNoItem},
		{"finished", deck.Practice, func(r *room, id AttemptID) {
			_, _ = r.give(id, 1, false, Think, "")
			_, _, _ = r.Finish(ctx, r.who, id)
		}, 1, ErrFinished},
		{"finished exam, no such item", deck.Exam, func(r *room, id AttemptID) { _, _, _ = r.Finish(ctx, r.who, id) }, 9, ErrNoItem},
		{"twice", deck.Practice, func(r *room, id AttemptID) {
			_, _ = r.give(id, 1, false, Think, "")
			_, _, _ = r.Mistap(ctx, r.who, id, 1)
		}, 1, ErrNoMistap},
	} {
		r := newRoom(t)
		a := r.begin(Start{Mode: tt.mode, Size: 3})
		tt.done(r, a.ID)
		before := r.load(a.ID)
		after, fresh, err := r.Mistap(ctx, r.who, a.ID, tt.pos)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		if tt.want != nil {
			if now := r.load(a.ID); now.Size() != before.Size() || fmt.Sprint(now.responses) != fmt.Sprint(before.responses) {
				t.Errorf("%s: it was refused, but something changed", tt.name)
			}
			continue
		}
		if fresh != 4 || after.Size() != 4 || after.items[3].Role != deck.Return || len(after.Mistaken()) != 1 {
			t.Errorf("%s: %d items, the fresh one at %d, mistaken %v", tt.name, after.Size(), fresh, after.Mistaken())
		}
		if f, _, _ := r.load(a.ID).Feedback(1); !f.Answered || f.Correct || !f.Mistapped || !f.Comeback {
			t.Errorf("%s: the answer is told as %+v", tt.name, f)
		}
	}
}

// A sure error that was a mistap as well has one fresh variant, not two.
func TestMistapOfSureError(t *testing.T) {
	r := newRoom(t)
	a := r.begin(Start{Mode: deck.Practice, Size: 3})
	if _, err := r.give(a.ID, 1, false, Sure, ""); err != nil {
		t.Fatal(err)
	}
	after, fresh, err := r.Mistap(context.Background(), r.who, a.ID, 1)
	if err != nil || fresh != 4 || after.Size() != 4 {
		t.Errorf("%d items, the fresh one at %d, %v; want the one that came back already", after.Size(), fresh, err)
	}
}

// While an exam runs, practice tells nothing of what the exam asks: neither by
// an answer to what was dealt before, nor by what comes back. What was taken
// offline has its feedback with it and is taken at any time.
func TestPracticeBesideExam(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t)
	d := r.decks[0]
	practice := r.begin(Start{Mode: deck.Practice, Size: 50})
	var wants []deck.Want
	for _, it := range practice.items {
		wants = append(wants, deck.Want{Fact: it.Names[0]})
	}
	offline := r.begin(Start{Mode: deck.Practice, Kind: Offline, Size: 50, Wants: wants})
	exam := r.begin(Start{Exam: "clf-c02"})
	withheld := withheldBy([]*Attempt{exam})
	refused, taken := 0, 0
	for pos := range practice.items {
		after, err := r.give(practice.ID, pos+1, false, Sure, "")
		switch asks := r.tells(practice, pos+1, withheld); {
		case asks && errors.Is(err, ErrExamOpen):
			refused++
			if _, told, _ := r.load(practice.ID).Feedback(pos + 1); told {
				t.Error("refused, and told all the same")
			}
		case asks || err != nil:
			t.Errorf("item %d tells what the exam asks: %v; %v", pos+1, asks, err)
		default:
			taken++
			for _, it := range after.items[practice.Size():] {
				if slices.ContainsFunc(it.Names, func(name string) bool { return withheld[name] }) {
					t.Errorf("%s came back, which the exam asks", it.ID)
				}
			}
		}
	}
	if refused == 0 || taken == 0 {
		t.Fatalf("%d refused, %d taken: the test proves little", refused, taken)
	}
	for pos := range offline.items {
		if _, err := r.give(offline.ID, pos+1, false, Think, ""); err != nil {
			t.Errorf("offline: %v", err)
		}
	}
	for range 5 {
		a := r.begin(Start{Mode: deck.Practice, Size: 10})
		for pos, it := range a.items {
			if a.asksAny(pos+1, withheld) {
				t.Errorf("%s is dealt beside the exam that asks it", it.ID)
			}
		}
	}
	if _, err := r.Start(ctx, r.who, Start{Subject: d.Subject, Exam: "clf-c02-short"}); !errors.Is(err, ErrExamOpen) {
		t.Errorf("a second exam: %v", err)
	}
	if _, _, err := r.Finish(ctx, r.who, exam.ID); err != nil {
		t.Fatal(err)
	}
	for pos := range practice.items {
		if r.tells(practice, pos+1, withheld) {
			if _, err := r.give(practice.ID, pos+1, true, Sure, ""); err != nil {
				t.Errorf("after the exam: %v", err)
			}
		}
	}
}
