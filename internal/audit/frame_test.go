package audit

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"viva/internal/deck"
	"viva/questions"
)

// dealtBatch deals a shipped subject a few times.
func dealtBatch(t *testing.T, subject string) *batch {
	t.Helper()
	d, faults := deck.LoadSubject(questions.FS, subject)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	b, err := deal(questions.FS, d, Options{Day: "2026-11-22", Seed: 1, Dealings: 3, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What stands around the questions of the shipped subjects gives nothing away.
// With the topic above them, as it stood once, readers of the frame would win
// twice what is allowed; with the first key, it is seen in each language.
func TestFrameOfShippedSubjects(t *testing.T) {
	long(t)
	b := dealtBatch(t, "aws-support")
	plain := rowOf(t, (*batch).guessFrame, b)
	if !plain.Met {
		t.Errorf("found %+v in %+v", plain.Offenders, plain.Figures)
	}
	above := func(words func(*dealt) string) Row {
		return rowOf(t, func(b *batch, r *Row) error {
			return b.guessBy(r, func(it *dealt) (string, error) {
				frame, err := b.frame(it)
				return frame + " " + words(it), err
			})
		}, b)
	}
	withTopic := above(func(it *dealt) string { return b.deck.Topic(it.Topic).Title.In(it.Lang) })
	withKey := above(func(it *dealt) string {
		return it.Options[slices.IndexFunc(it.Options, func(o deck.Option) bool { return o.Correct })].Text
	})
	for _, lang := range deck.Langs {
		name := "most overlap with what only this frame says, " + lang
		if f := figure(t, withTopic, name); withTopic.Met || f.Value < 2*100*maxGain {
			t.Errorf("the topic gives %s %.1f points", name, f.Value)
		}
		if f := figure(t, withKey, name); withKey.Met || f.Met {
			t.Errorf("the key gives %s %.1f points, and nothing is noticed", name, f.Value)
		}
	}
}

// The frame holds what pages show: titles in place of ids, and no word of the
// question itself.
func TestFrameIsWhatIsShown(t *testing.T) {
	b := dealtBatch(t, "http-semantics")
	it := b.items[0]
	frame, err := b.frame(it)
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{b.deck.Title.In(it.Lang), b.deck.Edition(it.Edition).Title.In(it.Lang)} {
		if !strings.Contains(frame, shown) {
			t.Errorf("the frame lacks %q: %s", shown, frame)
		}
	}
	for _, hidden := range []string{it.Stem, it.Options[0].Text} {
		if strings.Contains(frame, hidden) {
			t.Errorf("the frame has %q: %s", hidden, frame)
		}
	}
}

// A frame that names the key is found, in a closed set as well; one that names
// any option alike is not.
func TestFrameReaders(t *testing.T) {
	plans := []string{"Basic", "Golden", "Silver", "Copper"}
	for _, closed := range []bool{false, true} {
		var items []*dealt
		for _, lang := range deck.Langs {
			for i := range 40 {
				options := append([]string{plans[i%4]}, plans[:i%4]...)
				options = append(options, plans[i%4+1:]...)
				it := handMade("m", fmt.Sprint(i), lang, "Which plan is it?", times(20, options...)...)
				it.closed = closed
				items = append(items, turned(it))
			}
		}
		told := func(frame func(i int, it *dealt) string) Row {
			n := 0
			return row(t, func(b *batch, r *Row) error {
				return b.guessBy(r, func(it *dealt) (string, error) { n++; return frame(n-1, it), nil })
			}, items...)
		}
		key := told(func(_ int, it *dealt) string { return "The plan " + it.Options[it.dealings[0].key()[0]].Text })
		other := told(func(i int, _ *dealt) string { return "The plan " + plans[i/4%4] })
		none := told(func(int, *dealt) string { return "Plans of all kinds" })
		for _, lang := range deck.Langs {
			name := "most overlap with the frame, " + lang
			if f := figure(t, key, name); key.Met || math.Abs(f.Value-75) > 1e-9 || len(key.Offenders) == 0 {
				t.Errorf("closed %v: the name of the key gives %.1f points: %+v", closed, f.Value, key.Offenders)
			}
			if f := figure(t, other, name); !f.Met || math.Abs(f.Value) > 1e-9 {
				t.Errorf("closed %v: any name gives %.1f points", closed, f.Value)
			}
			if f := figure(t, none, "items whose options are told apart by the frame, "+lang); f.Value != 0 || !none.Met {
				t.Errorf("closed %v: no name tells options of %v items apart", closed, f.Value)
			}
		}
	}
}
