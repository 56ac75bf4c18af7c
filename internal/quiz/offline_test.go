package quiz

import (
	"errors"
	"testing"
	"time"

	"viva/internal/deck"
)

// When an answer was given is the learner's word only in a set taken along,
// and there not beyond the time that the set existed.
func TestGivenAt(t *testing.T) {
	start := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	now := start.Add(48 * time.Hour)
	for name, c := range map[string]struct {
		kind   Kind
		at     time.Time
		want   time.Time
		refuse error
	}{
		"not said":                {Offline, time.Time{}, now, nil},
		"while away":              {Offline, start.Add(time.Hour), start.Add(time.Hour), nil},
		"at the very start":       {Offline, start, start, nil},
		"before the set":          {Offline, time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), start, nil},
		"ahead":                   {Offline, now.Add(time.Millisecond), now, nil},
		"of practice, not said":   {Mixed, time.Time{}, now, nil},
		"of practice, said":       {Mixed, start.Add(time.Hour), time.Time{}, ErrNotOffline},
		"of what is due, said":    {Due, start.Add(time.Hour), time.Time{}, ErrNotOffline},
		"of what was wrong, said": {Wrong, now, time.Time{}, ErrNotOffline},
	} {
		a := &Attempt{Kind: c.kind, StartedAt: start}
		got, err := a.givenAt(Given{At: c.at}, now)
		if !got.Equal(c.want) || !errors.Is(err, c.refuse) {
			t.Errorf("%s: %v, %v; want %v, %v", name, got, err, c.want, c.refuse)
		}
	}
}

// Only a set taken along tells its keys before the answer.
func TestTakeAlong(t *testing.T) {
	for _, kind := range []Kind{Mixed, Due, Wrong, Cram, Offline} {
		for _, mode := range []deck.Mode{deck.Practice, deck.Exam} {
			a := &Attempt{Kind: kind, Mode: mode, items: []deck.Item{{Type: "single", Options: []deck.Option{{ID: "a", Text: "A", Correct: true, Reason: "so"}}}}}
			f, err := a.TakeAlong(1)
			if told := err == nil && len(f.Options) == 1; told != (kind == Offline) {
				t.Errorf("kind %q in %s: told %v, %v", kind, mode, told, err)
			}
			if _, ok, _ := a.Feedback(1); ok {
				t.Errorf("kind %q in %s: the ordinary feedback is told before the answer", kind, mode)
			}
			if _, err := a.TakeAlong(2); err == nil {
				t.Errorf("kind %q: there is no second item", kind)
			}
		}
	}
}

func TestSizesOfSets(t *testing.T) {
	d := support(t)
	for size, ok := range map[int]bool{MinSet - 1: false, MinSet: true, MaxSet: true, MaxSet + 1: false, 1000: false} {
		req := Start{Mode: deck.Practice, Kind: Offline, Size: size}
		if err := req.settle(d, "2026-11-22"); (err == nil) != ok || err != nil && !errors.Is(err, ErrSetSize) {
			t.Errorf("a set of %d: %v", size, err)
		}
	}
	exam := Start{Mode: deck.Exam, Kind: Offline, Size: MinSet}
	if err := exam.settle(d, "2026-11-22"); !errors.Is(err, ErrMode) {
		t.Errorf("an exam is taken along: %v", err)
	}
}
