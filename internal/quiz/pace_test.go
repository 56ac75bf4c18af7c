package quiz

import (
	"strings"
	"testing"
	"time"

	"viva/internal/deck"
)

// paced is an attempt of so many items of 200 characters, which take a second.
func paced(mode deck.Mode, kind Kind, size int) *Attempt {
	items := make([]deck.Item, size)
	for i := range items {
		items[i] = deck.Item{ID: string(rune('a' + i)), Type: "single", Lang: "fr", Choose: 1, Stem: strings.Repeat("é", 180),
			Situation: strings.Repeat("s", 1000), Options: []deck.Option{{ID: "x", Text: "dix lettre"}, {ID: "y", Text: "dix autres", Correct: true}}}
	}
	return Restore(Attempt{Mode: mode, Kind: kind, Ranked: true, Spends: true, StartedAt: noon}, items, nil, nil)
}

// An answer is hasty up to the moment in which its question can have been read.
// Each step is the time since the start, in milliseconds, at which a position is
// answered.
func TestHasty(t *testing.T) {
	type step struct {
		pos, at int
		hasty   bool
	}
	for _, tt := range []struct {
		name  string
		mode  deck.Mode
		kind  Kind
		steps []step
	}{
		{"from the start", deck.Practice, Mixed, []step{{1, 999, true}}},
		{"just read", deck.Practice, Mixed, []step{{1, 1000, false}}},
		{"from the answer before", deck.Practice, Mixed, []step{{1, 60_000, false}, {2, 60_999, true}, {3, 61_999, false}, {4, 61_999, true}}},
		{"without rank", deck.Practice, Wrong, []step{{1, 999, true}}},
		{"of a set taken along", deck.Practice, Offline, []step{{1, 0, false}, {2, 0, false}}},
		{"by a clock that was set back", deck.Practice, Mixed, []step{{1, -1, false}, {2, -3_600_000, false}}},
		{"all of an exam at once", deck.Exam, Mixed, []step{{1, 999, true}, {2, 999, true}, {3, 999, true}}},
		{"an exam that was read ahead", deck.Exam, Mixed, []step{{3, 3000, false}, {1, 3000, false}, {2, 3000, false}}},
		{"more of it than can be read", deck.Exam, Mixed, []step{{3, 2999, false}, {1, 2999, false}, {2, 2999, true}}},
		{"a mind changed at once", deck.Exam, Mixed, []step{{1, 1000, false}, {1, 1001, false}, {2, 1999, true}, {2, 2000, false}}},
	} {
		a := paced(tt.mode, tt.kind, 4)
		for _, s := range tt.steps {
			r, err := a.Record(s.pos, Given{Options: []string{"y"}}, noon.Add(time.Duration(s.at)*time.Millisecond))
			if err != nil || r.Hasty != s.hasty {
				t.Errorf("%s: question %d answered after %d ms: hasty %v, %v", tt.name, s.pos, s.at, r.Hasty, err)
			}
		}
	}
	a := paced(deck.Exam, Mixed, 1)
	if r, err := a.withdraw(1, Given{}, noon); err != nil || r.Hasty {
		t.Errorf("an answer taken back is hasty: %+v, %v", r, err)
	}
}

// An attempt is rushed when most of its answers are hasty, and three at least.
func TestRushed(t *testing.T) {
	for _, tt := range []struct {
		hasty, read int
		want        bool
	}{{2, 0, false}, {3, 0, true}, {3, 2, true}, {3, 3, false}, {4, 3, true}, {0, 6, false}} {
		a := paced(deck.Practice, Mixed, 8)
		now := noon
		for pos := 1; pos <= tt.hasty+tt.read; pos++ {
			if pos > tt.hasty {
				now = now.Add(time.Minute)
			}
			if _, err := a.Record(pos, Given{Options: []string{"x"}}, now); err != nil {
				t.Fatal(err)
			}
		}
		if a.Rushed() != tt.want {
			t.Errorf("%d hasty and %d others: %v", tt.hasty, tt.read, a.Rushed())
		}
	}
}

// A hasty answer is told and remembered as ever, and adds nothing to scores. Its
// item is told all the same.
func TestHastyAnswersAddNothing(t *testing.T) {
	for _, mode := range []deck.Mode{deck.Practice, deck.Exam} {
		a := paced(mode, Mixed, 3)
		for pos, at := range []time.Duration{0, time.Minute} { // the first one is hasty
			if _, err := a.Record(pos+1, Given{Options: []string{"y"}}, noon.Add(at)); err != nil {
				t.Fatal(err)
			}
		}
		a.Finish(noon.Add(time.Hour))
		counted := a.CountedNow()
		if len(counted) < 2 || !counted[0].Told || counted[1].Told || counted[1].Points != 1 {
			t.Errorf("%s: what counts is %+v", mode, counted)
		}
		if o, ok := a.Outcome(); !ok || o.Points != 1 || o.Max != 3 {
			t.Errorf("%s: the outcome is %+v", mode, o)
		}
		if res, err := a.Result(); err != nil || res.Points != 2 {
			t.Errorf("%s: the result is %+v, %v", mode, res, err)
		}
		if e, err := a.EvidenceNow(); err != nil || len(e) != 2 {
			t.Errorf("%s: %d answers are evidence, %v", mode, len(e), err)
		}
		for pos, hasty := range []bool{true, false} {
			if f, ok, err := a.Feedback(pos + 1); err != nil || !ok || !f.Correct || f.Hasty != hasty {
				t.Errorf("%s: the feedback of question %d: %v, %v, hasty %v", mode, pos+1, ok, err, f.Hasty)
			}
		}
	}
}
