package quiz

import (
	"errors"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"viva/internal/deck"
)

func TestScale(t *testing.T) {
	clf, cent := deck.Scale{From: 100, To: 1000, Pass: 700}, deck.Scale{From: 0, To: 100, Pass: 70}
	for _, tt := range []struct {
		scale       deck.Scale
		raw, scored int
		want        int
	}{
		{clf, 0, 50, 100}, {clf, 50, 50, 1000}, {clf, 33, 50, 694}, {clf, 34, 50, 712}, {clf, 1, 50, 118},
		{clf, 6, 10, 640}, {clf, 7, 10, 730}, {clf, 1, 7, 229},
		{clf, 1, 40, 123}, // 122.5: a half is rounded upwards
		{clf, 0, 0, 100},
		{cent, 13, 20, 65}, {cent, 14, 20, 70}, {cent, 2, 3, 67},
	} {
		if got := tt.scale.Of(tt.raw, tt.scored); got != tt.want {
			t.Errorf("%d of %d on %v is %d, want %d", tt.raw, tt.scored, tt.scale, got, tt.want)
		}
	}
}

// sat is a finished attempt with an answer of so many points at each item;
// -1 is left blank.
func sat(topics []string, items []deck.Item, points ...int) *Attempt {
	a := &Attempt{Mode: deck.Exam, Topics: topics, FinishedAt: time.Unix(1, 0), items: items}
	for i, p := range points {
		if p >= 0 {
			a.responses = append(a.responses, Response{Position: i + 1, Revision: 1, Given: []string{"x"}, Mark: deck.Mark(p) * deck.FullMark})
		}
	}
	return a
}

// Trial items count for nothing, blanks as wrong, and topics without a scored
// item are left out.
func TestExamResult(t *testing.T) {
	items := []deck.Item{{Topic: "severity"}, {Topic: "plans"}, {Topic: "plans", Role: deck.Trial}, {Topic: "plans"}, {Topic: "severity"}, {Topic: "exam", Role: deck.Trial}}
	a := sat([]string{"plans", "severity", "exam"}, items, 1, 1, 1, -1, 1, 0)
	a.Scale = deck.Scale{From: 100, To: 1000, Pass: 700}
	got, err := a.ExamResult()
	if err != nil {
		t.Fatal(err)
	}
	// Three of four are 775 on the scale. Wilson at 80 %: 0.4325 to 0.9219.
	if got.Raw != 3 || got.Scored != 4 || got.Scaled != 775 || got.Low != 489 || got.High != 930 || got.Scale != a.Scale || !got.Passed {
		t.Errorf("got %+v", got)
	}
	want := []TopicInterval{{"plans", 1, 2, 0.1643, 0.8357}, {"severity", 2, 2, 0.5491, 1}}
	if len(got.Topics) != len(want) {
		t.Fatalf("got topics %v", got.Topics)
	}
	for i, w := range want {
		g := got.Topics[i]
		if g.Topic != w.Topic || g.Points != w.Points || g.Max != w.Max || math.Abs(g.Low-w.Low) > 0.0001 || math.Abs(g.High-w.High) > 0.0001 {
			t.Errorf("got %v, want %v", g, w)
		}
	}
	a.FinishedAt = time.Time{}
	if _, err := a.ExamResult(); !errors.Is(err, ErrUnfinished) {
		t.Errorf("an open attempt: %v, want %v", err, ErrUnfinished)
	}
}

// A question of a case set on a topic that the profile does not name is in the
// table too, so that its topics add up to the result.
func TestExamResultOnAnotherTopic(t *testing.T) {
	a := sat([]string{"plans"}, []deck.Item{{Topic: "costs"}, {Topic: "plans"}}, 1, 0)
	a.Scale = deck.Scale{From: 0, To: 100, Pass: 70}
	got, err := a.ExamResult()
	if err != nil || len(got.Topics) != 2 || got.Topics[0].Topic != "plans" || got.Topics[1].Points != 1 {
		t.Errorf("got %+v, %v", got.Topics, err)
	}
}

// The last answer to an item counts, not the first.
func TestExamResultTakesTheLastAnswer(t *testing.T) {
	a := sat([]string{"plans"}, []deck.Item{{Topic: "plans"}}, 1)
	a.Scale = deck.Scale{From: 0, To: 100, Pass: 70}
	a.responses = append(a.responses, Response{Position: 1, Revision: 2, Given: []string{"x"}})
	if got, err := a.ExamResult(); err != nil || got.Raw != 0 || got.Scaled != 0 || got.Passed {
		t.Errorf("got %+v, %v", got, err)
	}
}

// Whatever is answered: the band holds the score and stays on the scale, who
// passes is shown a score that says so, more right answers never score less,
// and what is answered to trial items changes nothing.
func TestExamResultHolds(t *testing.T) {
	topics := []string{"a", "b", "c"}
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(0, 500).Draw(t, "from")
		to := rapid.IntRange(from+1, 2000).Draw(t, "to")
		scale := deck.Scale{From: from, To: to, Pass: rapid.IntRange(from+1, to).Draw(t, "pass")}
		n := rapid.IntRange(1, 100).Draw(t, "items")
		items, points, other := make([]deck.Item, n), make([]int, n), make([]int, n)
		wrong := -1
		for i := range items {
			items[i].Topic = rapid.SampledFrom(topics).Draw(t, "topic")
			points[i] = rapid.IntRange(-1, deck.MaxPoints).Draw(t, "points")
			other[i] = points[i]
			if rapid.Bool().Draw(t, "trial") {
				items[i].Role = deck.Trial
				other[i] = rapid.IntRange(-1, deck.MaxPoints).Draw(t, "other points")
			} else if points[i] < deck.MaxPoints {
				wrong = i
			}
		}
		result := func(points []int) ExamResult {
			a := sat(topics, items, points...)
			a.Scale = scale
			r, err := a.ExamResult()
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		r := result(points)
		if r.Low < from || r.Low > r.Scaled || r.Scaled > r.High || r.High > to {
			t.Errorf("%d to %d is no band of %d on %v", r.Low, r.High, r.Scaled, scale)
		}
		if r.Passed != (r.Scaled >= scale.Pass) {
			t.Errorf("%d with %d to pass: passed is %v", r.Scaled, scale.Pass, r.Passed)
		}
		raw, scored := 0, 0
		for _, topic := range r.Topics {
			raw, scored = raw+topic.Points, scored+topic.Max
		}
		if raw != r.Raw || scored != r.Scored {
			t.Errorf("topics add up to %d of %d, want %d of %d", raw, scored, r.Raw, r.Scored)
		}
		if o := result(other); o.Scaled != r.Scaled || o.Low != r.Low || o.High != r.High {
			t.Errorf("trial items moved %+v to %+v", r, o)
		}
		if wrong >= 0 {
			points[wrong] = deck.MaxPoints
			if better := result(points); better.Scaled < r.Scaled || better.Raw != r.Raw+deck.MaxPoints {
				t.Errorf("one more right answer moved %+v to %+v", r, better)
			}
		}
	})
}
