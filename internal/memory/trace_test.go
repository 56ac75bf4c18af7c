package memory

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestGrade(t *testing.T) {
	for _, c := range []struct {
		recall Recall
		want   Grade
	}{
		{Recall{Right: false, Certainty: Sure}, Again},
		{Recall{Right: false, Certainty: Guess, Floor: 0.5}, Again},
		{Recall{Right: true, Certainty: Sure, Floor: 0.25}, Good},
		{Recall{Right: true, Certainty: Think, Floor: 0.25}, Good},
		{Recall{Right: true, Floor: 0.25}, Good},
		{Recall{Right: true, Certainty: Guess, Floor: 0.25}, Again},
		{Recall{Right: true, Certainty: Guess, Floor: 0.04}, Hard},
		{Recall{Right: true, Certainty: Guess}, Hard},
	} {
		if got := c.recall.Grade(); got != c.want {
			t.Errorf("%+v: grade %d, want %d", c.recall, got, c.want)
		}
	}
}

var (
	right     = Recall{Right: true, Certainty: Think, Floor: 0.25}
	wrong     = Recall{Certainty: Think, Floor: 0.25}
	sureWrong = Recall{Certainty: Sure, Floor: 0.25}
)

// played is the trace after answers on days.
func played(days []float64, recalls ...Recall) Trace {
	w := DefaultWeights
	var t Trace
	for i, r := range recalls {
		t = w.Recalled(t, days[i], r)
	}
	return t
}

func TestRecalledCounts(t *testing.T) {
	for _, c := range []struct {
		name                  string
		days                  []float64
		recalls               []Recall
		reviews, lapses, held int
	}{
		{"one right", []float64{100.5}, []Recall{right}, 1, 0, 1},
		{"one wrong is no lapse", []float64{100.5}, []Recall{wrong}, 1, 0, 0},
		{"twice on a day holds once", []float64{100.1, 100.9}, []Recall{right, right}, 2, 0, 1},
		{"before and after midnight holds twice", []float64{100.9, 101.1}, []Recall{right, right}, 2, 0, 2},
		{"a lapse starts over", []float64{100, 103, 110, 111}, []Recall{right, right, wrong, right}, 4, 1, 1},
		{"wrong twice lapses once", []float64{100, 103, 104}, []Recall{right, wrong, wrong}, 3, 1, 0},
	} {
		got := played(c.days, c.recalls...)
		if got.Reviews != c.reviews || got.Lapses != c.lapses || got.Held != c.held {
			t.Errorf("%s: %d reviews, %d lapses, held %d; want %d, %d, %d",
				c.name, got.Reviews, got.Lapses, got.Held, c.reviews, c.lapses, c.held)
		}
		if last := c.days[len(c.days)-1]; got.Reviewed != last {
			t.Errorf("%s: reviewed on %v, want %v", c.name, got.Reviewed, last)
		}
	}
}

// The state is that of the bare schedule, on calendar days.
func TestRecalledState(t *testing.T) {
	w := DefaultWeights
	got := played([]float64{100.9, 103.1, 103.8}, right, right, wrong)
	want := w.Review(State{}, 0, Good)
	want = w.Review(want, 3, Good)
	want = w.Review(want, 0, Again)
	if got.State != want {
		t.Errorf("state %+v, want %+v", got.State, want)
	}
	sure := played([]float64{100}, Recall{Right: true, Certainty: Sure})
	if easy := w.Review(State{}, 0, Easy); sure.State != easy {
		t.Errorf("a sure first answer gives %+v, want %+v", sure.State, easy)
	}
}

func TestRecalledInThePast(t *testing.T) {
	late := played([]float64{100, 90}, right, right)
	if same := played([]float64{100, 100}, right, right); late != same {
		t.Errorf("dated before the last review: %+v, want %+v", late, same)
	}
}

func TestCheck(t *testing.T) {
	w := DefaultWeights
	for _, c := range []struct {
		name    string
		days    []float64
		recalls []Recall
		check   float64
	}{
		{"an unsure error", []float64{100}, []Recall{wrong}, 0},
		{"a sure error", []float64{100}, []Recall{sureWrong}, 107},
		{"asked again too early", []float64{100, 104.9}, []Recall{sureWrong, right}, 107},
		{"asked again about then", []float64{100, 105}, []Recall{sureWrong, right}, 0},
		{"wrong again about then", []float64{100, 106}, []Recall{sureWrong, wrong}, 0},
		{"sure and wrong again", []float64{100, 102}, []Recall{sureWrong, sureWrong}, 109},
	} {
		if got := played(c.days, c.recalls...); got.Check != c.check {
			t.Errorf("%s: check %v, want %v", c.name, got.Check, c.check)
		}
	}
	strong := Trace{State: State{Stability: 200, Difficulty: 2}, Reviewed: 50, Reviews: 9, Held: 9}
	failed := w.Recalled(strong, 100, sureWrong)
	again := w.Recalled(failed, 101, right)
	if due := w.Due(again, 0.7); due != 107 {
		t.Errorf("after a sure error due on %v, want 107", due)
	}
}

func TestDueAndAt(t *testing.T) {
	w := DefaultWeights
	if due := w.Due(Trace{}, 0.9); !math.IsInf(due, 1) {
		t.Errorf("a fact never met is due on %v", due)
	}
	if at := w.At(Trace{}, 100); at != 0 {
		t.Errorf("a fact never met is recalled with %v", at)
	}
	rapid.Check(t, func(t *rapid.T) {
		tr := Trace{
			State:    State{rapid.Float64Range(2, 500).Draw(t, "stability"), 5},
			Reviewed: rapid.Float64Range(0, 30000).Draw(t, "reviewed"),
			Reviews:  1,
		}
		retention := rapid.Float64Range(0.7, 0.9).Draw(t, "retention")
		due := w.Due(tr, retention)
		if at := w.At(tr, due); due < tr.Reviewed+greatestInterval && math.Abs(at-retention) > 1e-6 {
			t.Fatalf("recall on the due day is %v, want %v", at, retention)
		}
		if at := w.At(tr, tr.Reviewed-5); at != 1 {
			t.Fatalf("recall before the review is %v", at)
		}
	})
	if due := w.Due(played([]float64{100}, wrong), 0.9); due != 101 {
		t.Errorf("a failed fact is due on %v, want the next day", due)
	}
}

// No interval reaches beyond ten years or the last day on which the fact is
// asked; it is a day at least all the same.
func TestDueHasAnEnd(t *testing.T) {
	w := DefaultWeights
	for _, c := range []struct {
		name                   string
		stability, until, want float64
	}{
		{"a memory of 212 years", 77_400, 0, 20_000 + 3652},
		{"a memory of ten years less a day", 3651, 0, 20_000 + 3651},
		{"asked until before it is due", 400, 20_040, 20_040},
		{"asked until after it is due", 400, 20_500, 20_400},
		{"asked until the day of the review", 400, 20_000, 20_001},
	} {
		tr := Trace{State: State{c.stability, 5}, Reviewed: 20_000, Reviews: 1, Until: c.until}
		if due := w.Due(tr, 0.9); math.Abs(due-c.want) > 1e-6 {
			t.Errorf("%s: due on %v, want %v", c.name, due, c.want)
		}
	}
}

// A trace is its history: played again, it comes out the same.
func TestTraceProperties(t *testing.T) {
	w := DefaultWeights
	rapid.Check(t, func(t *rapid.T) {
		var tr Trace
		day := 20000.0
		for range rapid.IntRange(1, 30).Draw(t, "answers") {
			day += rapid.Float64Range(0, 40).Draw(t, "days")
			r := Recall{
				Right:     rapid.Bool().Draw(t, "right"),
				Certainty: rapid.SampledFrom([]Certainty{Unasked, Guess, Think, Sure}).Draw(t, "certainty"),
				Floor:     rapid.Float64Range(0, 0.5).Draw(t, "floor"),
				Mixed:     rapid.Bool().Draw(t, "mixed"),
			}
			before := tr
			tr = w.Recalled(tr, day, r)
			if tr.Reviews != before.Reviews+1 || tr.Lapses < before.Lapses || tr.Held > tr.Reviews {
				t.Fatalf("%+v after %+v", tr, before)
			}
			if due := w.Due(tr, 0.9); due < day || due < tr.Reviewed+1 && due != tr.Check {
				t.Fatalf("due on %v after a review on %v", due, tr.Reviewed)
			}
			if level := LevelOf(tr, day, &w); level == New || (tr.Held == 0) != (level == Attempted) {
				t.Fatalf("%+v is %v", tr, level)
			}
		}
	})
}

// A forecast believes that a fact stays which was right ever since the first
// answer; of any other it reckons like At. Neither changes when it is due.
func TestForeseen(t *testing.T) {
	w := &DefaultWeights
	known := w.Recalled(Trace{}, 0, Recall{Right: true, Certainty: Think})
	if at, foreseen := w.At(known, 14), w.Foreseen(known, 14); foreseen < at+0.1 || foreseen > 0.99 {
		t.Errorf("right at once: %.3f, and %.3f foreseen", at, foreseen)
	}
	lost := w.Recalled(Trace{}, 0, Recall{})
	for _, tr := range []Trace{{}, lost, w.Recalled(lost, 1, Recall{Right: true}), w.Recalled(known, 8, Recall{})} {
		if at, foreseen := w.At(tr, 14), w.Foreseen(tr, 14); at != foreseen {
			t.Errorf("%+v: %.3f, and %.3f foreseen", tr, at, foreseen)
		}
	}
	old := known
	old.Stability = 400
	if w.At(old, 14) != w.Foreseen(old, 14) {
		t.Error("a stable memory is foreseen to be another")
	}
}
