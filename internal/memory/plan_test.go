package memory

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawTraces are facts of every kind before day 1000, some never met.
func drawTraces(t *rapid.T, least int) []Trace {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Trace {
		if rapid.IntRange(0, 4).Draw(t, "met") == 0 {
			return Trace{}
		}
		tr := Trace{
			State:    State{rapid.Float64Range(0.1, 300).Draw(t, "stability"), rapid.Float64Range(1, 10).Draw(t, "difficulty")},
			Reviewed: rapid.Float64Range(900, 1000).Draw(t, "reviewed"),
			Reviews:  1,
		}
		if rapid.IntRange(0, 9).Draw(t, "sure error") == 0 {
			tr.Check = tr.Reviewed + checkAfter
		}
		return tr
	}), least, 60).Draw(t, "traces")
}

func TestTodayProperties(t *testing.T) {
	w := DefaultWeights
	rapid.Check(t, func(t *rapid.T) {
		traces := drawTraces(t, 0)
		p := Plan{Daily: rapid.IntRange(0, 20).Draw(t, "daily")}
		if rapid.Bool().Draw(t, "exam") {
			p.Exam = rapid.Float64Range(990, 1100).Draw(t, "exam day")
		}
		day := rapid.Float64Range(1000, 1020).Draw(t, "day")
		done := rapid.IntRange(0, 25).Draw(t, "done")
		asked := w.Today(p, traces, day, done)
		if p.Daily > 0 && len(asked) > max(p.Daily-done, 0) {
			t.Fatalf("%d asked after %d of %d", len(asked), done, p.Daily)
		}
		if again := w.Today(p, traces, day, done); !slices.Equal(asked, again) {
			t.Fatalf("asked %v, then %v", asked, again)
		}
		seen := map[int]bool{}
		for _, i := range asked {
			if seen[i] {
				t.Fatalf("%d is asked twice", i)
			}
			seen[i] = true
			if tr := traces[i]; p.Exam == 0 && tr.Reviews > 0 && int(w.Due(tr, 0.9)) > int(day) {
				t.Fatalf("%+v is asked on %v and due on %v", tr, day, w.Due(tr, 0.9))
			}
		}
	})
}

// Everything due is asked where there is room, in calendar days.
func TestTodayAsksWhatIsDue(t *testing.T) {
	w := DefaultWeights
	due := Trace{State: State{Stability: 2, Difficulty: 5}, Reviewed: 1000.9, Reviews: 1}
	if asked := w.Today(Plan{}, []Trace{due}, 1001.99, 0); len(asked) != 0 {
		t.Errorf("asked a day early: %v", asked)
	}
	if asked := w.Today(Plan{}, []Trace{due}, 1002.01, 0); len(asked) != 1 {
		t.Error("not asked on the due day's morning")
	}
	if asked := w.Today(Plan{Retention: 0.8}, []Trace{due}, 1002.01, 0); len(asked) != 0 {
		t.Errorf("asked though a lower recall is wanted: %v", asked)
	}
	today := Trace{State: State{Stability: 0.1, Difficulty: 9}, Reviewed: 1002.01, Reviews: 1, Check: 1001}
	for _, p := range []Plan{{}, {Exam: 1010}} {
		if asked := w.Today(p, []Trace{today}, 1002.5, 1); len(asked) != 0 {
			t.Errorf("%+v: asked twice on a day", p)
		}
	}
}

// A fact that ends is asked on its last day, due or not, and no more after it.
func TestTodayAsksOnTheLastDay(t *testing.T) {
	w := DefaultWeights
	ends := Trace{State: State{Stability: 400, Difficulty: 5}, Reviewed: 1000.5, Reviews: 1, Until: 1010}
	for day, want := range map[float64]int{1009: 0, 1010: 1, 1011: 0} {
		if asked := w.Today(Plan{}, []Trace{ends}, day+0.4, 0); len(asked) != want {
			t.Errorf("day %v: %d facts are asked, want %d", day, len(asked), want)
		}
	}
	if load := w.Load(Plan{}, []Trace{ends, {Until: 1010}}, 1009, 4, 0); !slices.Equal(load, []int{1, 2, 0, 0}) {
		t.Errorf("answers to be expected: %v", load)
	}
}

func TestTodayAsksSureErrorsFirst(t *testing.T) {
	w := DefaultWeights
	weak := Trace{State: State{Stability: 1, Difficulty: 5}, Reviewed: 1000, Reviews: 1}
	check := Trace{State: State{Stability: 400, Difficulty: 5}, Reviewed: 1000, Reviews: 9, Check: 1007}
	for _, p := range []Plan{{Daily: 1}, {Daily: 1, Exam: 1030}} {
		if asked := w.Today(p, []Trace{weak, check}, 1007, 0); !slices.Equal(asked, []int{1}) {
			t.Errorf("%+v: asked %v", p, asked)
		}
		if asked := w.Today(p, []Trace{weak, check}, 1006, 0); !slices.Equal(asked, []int{0}) {
			t.Errorf("%+v, a day before: asked %v", p, asked)
		}
	}
}

// With an exam tomorrow a fact that is not due is pulled in where that helps,
// and a due one that holds is left alone.
func TestTodayBeforeExam(t *testing.T) {
	w := DefaultWeights
	lasting := Trace{State: State{Stability: 60, Difficulty: 3}, Reviewed: 935, Reviews: 5}
	shaky := Trace{State: State{Stability: 30, Difficulty: 9}, Reviewed: 980, Reviews: 5}
	exam := Plan{Exam: 1001.4, Retention: 0.8}
	if asked := w.Today(Plan{Retention: 0.95}, []Trace{lasting}, 935+50, 0); len(asked) != 1 {
		t.Error("the lasting fact is not due at a retention of 0.95")
	}
	lasting.Reviewed = 985
	if asked := w.Today(Plan{Exam: 1001.4, Retention: 0.95}, []Trace{lasting}, 1000, 0); len(asked) != 0 {
		t.Error("a fact that holds is asked")
	}
	if asked := w.Today(Plan{Retention: 0.8}, []Trace{shaky}, 1000, 0); len(asked) != 0 {
		t.Error("the shaky fact is due without an exam")
	}
	shaky.Reviewed = 960
	if asked := w.Today(exam, []Trace{shaky}, 1000, 0); len(asked) != 1 {
		t.Error("a shaky fact is not pulled in before the exam")
	}
	far := Trace{State: State{Stability: 20, Difficulty: 2}, Reviewed: 990, Reviews: 3}
	if asked := w.Today(Plan{Exam: 1300}, []Trace{far}, 1000, 0); len(asked) != 0 {
		t.Error("a fact that will hold for a week is pulled in months before the exam")
	}
	if asked := w.Today(Plan{Exam: 999, Retention: 0.8}, []Trace{shaky}, 1000, 0); len(asked) != 0 {
		t.Error("an exam that is over still bends the plan")
	}
}

func TestTodayPaused(t *testing.T) {
	w := DefaultWeights
	traces := make([]Trace, 70)
	for i := range traces {
		traces[i] = Trace{State: State{Stability: 3, Difficulty: 5}, Reviewed: 980, Reviews: 1}
	}
	p := Plan{PausedFrom: 990, PausedUntil: 1000}
	for day, want := range map[float64]int{989.9: 70, 990: 0, 999.9: 0, 1000: 10} {
		if asked := w.Today(p, traces, day, 0); len(asked) != want {
			t.Errorf("day %v: %d asked, want %d", day, len(asked), want)
		}
	}
	if asked := w.Today(p, traces[:63], 1000, 7); len(asked) != 3 {
		t.Errorf("after 7 answers: %d asked, want 3", len(asked))
	}
	total := 0
	for i, n := range w.Load(p, traces, 1000, 7, 0) {
		if total += n; n > 20 {
			t.Errorf("day %d after the pause: %d asked", i, n)
		}
	}
	if total < 70 {
		t.Errorf("%d of 70 asked within a week of the pause", total)
	}
}

// Load asks as the plan does, and leaves the traces alone.
func TestLoad(t *testing.T) {
	w := DefaultWeights
	rapid.Check(t, func(t *rapid.T) {
		traces := drawTraces(t, 0)
		kept := slices.Clone(traces)
		p := Plan{Daily: rapid.IntRange(1, 20).Draw(t, "daily")}
		load := w.Load(p, traces, 1000, 10, 0)
		if !slices.Equal(traces, kept) {
			t.Fatal("the traces have changed")
		}
		if len(load) != 10 || load[0] != len(w.Today(p, traces, 1000, 0)) {
			t.Fatalf("load %v", load)
		}
		for _, n := range load {
			if n > p.Daily {
				t.Fatalf("load %v with %d a day", load, p.Daily)
			}
		}
	})
	lasting := []Trace{{State: State{Stability: 4, Difficulty: 1}, Reviewed: 1000, Reviews: 1}}
	if load := w.Load(Plan{}, lasting, 1000, 6, 0); !slices.Equal(load, []int{0, 0, 0, 0, 1, 0}) {
		t.Errorf("load of a fact due in four days: %v", load)
	}
}

// In the long run facts fail about as often as their recall says, and no more:
// a stubborn one at nine in ten comes every two or three weeks.
func TestLoadOfYears(t *testing.T) {
	w := DefaultWeights
	total := 0
	stubborn := Trace{State: State{Stability: 1, Difficulty: 10}, Reviewed: 1000, Reviews: 1}
	for _, n := range w.Load(Plan{}, []Trace{stubborn}, 1000, 1500, 0) {
		total += n
	}
	if total < 50 || total > 150 {
		t.Errorf("%d reviews of one fact", total)
	}
}

// Facts never met take their place among the due ones by what an answer saves.
func TestTodayMixesInNewFacts(t *testing.T) {
	w := DefaultWeights
	weak := Trace{State: State{Stability: 1, Difficulty: 5}, Reviewed: 990, Reviews: 1}
	firm := Trace{State: State{Stability: 300, Difficulty: 8}, Reviewed: 650, Reviews: 8}
	if asked := w.Today(Plan{}, []Trace{firm, {}, weak, {}}, 1000, 0); !slices.Equal(asked, []int{2, 1, 3, 0}) {
		t.Errorf("asked %v, want the weak one, the new ones, the firm one", asked)
	}
}

func BenchmarkToday(b *testing.B) {
	w := DefaultWeights
	chance := rand.New(rand.NewPCG(1, 1))
	traces := make([]Trace, 1000)
	for i := range traces {
		traces[i] = Trace{
			State:    State{1 + 100*chance.Float64(), 1 + 9*chance.Float64()},
			Reviewed: 1000 - 100*chance.Float64(),
			Reviews:  1,
		}
	}
	for _, p := range []Plan{{Daily: 30}, {Daily: 30, Exam: 1030}} {
		name := "no exam"
		if p.Exam > 0 {
			name = "exam"
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				w.Today(p, traces, 1000, 0)
			}
		})
	}
}
