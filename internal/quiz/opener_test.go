package quiz

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"viva/internal/deck"
)

// An opener is dealt again from its place alone, by another process too, and
// becomes the first question of an attempt that gives nothing of it away twice.
func TestOpenerBecomesTheFirstQuestion(t *testing.T) {
	r, other := newRoom(t), newRoom(t)
	for range 8 {
		dealt, err := r.Opener("aws-support", "2026", "fr")
		if err != nil || dealt == nil {
			t.Fatal(dealt, err)
		}
		o, err := other.Reopen(dealt.Place())
		if err != nil {
			t.Fatal(err)
		}
		before, err := dealt.Attempt().Question(1)
		if err != nil {
			t.Fatal(err)
		}
		a := other.begin(Start{Edition: o.Edition, Lang: o.Lang, Mode: deck.Practice, Size: GuestSize, Opener: o})
		first, err := a.Question(1)
		if err != nil {
			t.Fatal(err)
		}
		if first.Stem != before.Stem || !slices.Equal(first.Options, before.Options) {
			t.Fatalf("the stranger read %+v, the attempt asks %+v", before, first)
		}
		if a.Size() != GuestSize || !a.Ranked || a.Opened() {
			t.Fatalf("%d questions, ranked %v, opened %v", a.Size(), a.Ranked, a.Opened())
		}
		told := a.items[0].Reveals()
		for pos, it := range a.items[1:] {
			for _, id := range it.Facts {
				if slices.Contains(told, id) {
					t.Errorf("question %d asks %s, which the feedback of the first tells", pos+2, id)
				}
			}
		}
	}
}

// What was answered is known by its key, whatever comes after it.
func TestOpened(t *testing.T) {
	r := newRoom(t)
	o, err := r.Opener("aws-support", "2026", "en")
	if err != nil {
		t.Fatal(err)
	}
	another, err := r.Opener("aws-support", "2026", "en")
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Read([]string{"zzz"}); !errors.Is(err, deck.ErrUnreadable) {
		t.Errorf("an answer that is none: %v", err)
	}
	o.ShownAt = r.Service.now().Add(-time.Minute)
	a := r.begin(Start{Edition: o.Edition, Lang: o.Lang, Mode: deck.Practice, Size: GuestSize, Opener: o})
	given := []string{o.item.Options[0].ID}
	for range 2 { // sent twice
		if a, _, err = r.Answer(context.Background(), r.who, a.ID, 1, Given{Options: given, Key: o.Key()}); err != nil {
			t.Fatal(err)
		}
	}
	if !a.Opened() || !a.OpenedWith(o) || a.OpenedWith(another) || a.Answered() != 1 {
		t.Errorf("opened %v, with this one %v, with another %v, %d answered", a.Opened(), a.OpenedWith(o), a.OpenedWith(another), a.Answered())
	}
	if first, _ := a.response(1); first.Hasty || !a.StartedAt.Equal(o.ShownAt) {
		t.Errorf("read for a minute before the attempt was stored, hasty %v", first.Hasty)
	}
	plain := r.begin(Start{Edition: "2026", Mode: deck.Practice, Size: 2})
	if plain, _, err = r.Answer(context.Background(), r.who, plain.ID, 1, Given{Options: plain.items[0].Sample(true), Key: "mine"}); err != nil || plain.Opened() {
		t.Errorf("an ordinary attempt counts as opened: %v", err)
	}
}

// A place that leads to another question than it did is refused: nobody's answer
// is marked as one to what they never read.
func TestReopen(t *testing.T) {
	r := newRoom(t)
	o, err := r.Opener("aws-support", "2026", "en")
	if err != nil {
		t.Fatal(err)
	}
	o.item.Hash = "0000000000000000"
	if _, err := r.Reopen(o.Place()); !errors.Is(err, ErrOpenerGone) {
		t.Errorf("another question than was read: %v", err)
	}
	if _, err := r.Reopen("aws-support 2026"); err == nil {
		t.Error("half a place leads somewhere")
	}
	if o, err := r.Opener("aws-support", "1999", "en"); o != nil || err != nil {
		t.Errorf("an edition that is none has an opener: %v, %v", o, err)
	}
	if _, err := r.Opener("gardening", "2026", "en"); !errors.Is(err, ErrSubject) {
		t.Errorf("a subject that is none: %v", err)
	}
}
