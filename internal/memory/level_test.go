package memory

import "testing"

func TestLevelOf(t *testing.T) {
	w := DefaultWeights
	mixed := Recall{Right: true, Certainty: Think, Floor: 0.25, Mixed: true}
	guess := Recall{Right: true, Certainty: Guess}
	proficient := played([]float64{100, 103}, right, right)
	for _, c := range []struct {
		name  string
		trace Trace
		day   float64
		want  Level
	}{
		{"never met", Trace{}, 100, New},
		{"wrong", played([]float64{100}, wrong), 100, Attempted},
		{"guessed", played([]float64{100}, Recall{Right: true, Certainty: Guess, Floor: 0.5}), 100, Attempted},
		{"right once", played([]float64{100}, right), 100, Familiar},
		{"right twice on a day", played([]float64{100, 100.5}, right, right), 100.6, Familiar},
		{"right on two days", proficient, 103, Proficient},
		{"faded", proficient, 203, Familiar},
		{"wrong since", played([]float64{100, 103, 110}, right, right, wrong), 110, Attempted},
		{"mixed before proficient", played([]float64{100, 103}, right, mixed), 103, Proficient},
		{"mixed once proficient", played([]float64{100, 103, 110}, right, right, mixed), 110, Mastered},
		{"mastered and faded", played([]float64{100, 103, 110}, right, right, mixed), 900, Familiar},
		{"typed with a guess on two days", played([]float64{100, 101}, guess, guess), 101, Familiar},
		{"mastered, lost, regained", played([]float64{100, 103, 110, 140, 141, 148, 165}, right, right, mixed, wrong, right, right, right), 165, Proficient},
		{"mastered and held", played([]float64{100, 103, 110, 140}, right, right, mixed, right), 140, Mastered},
	} {
		if got := LevelOf(c.trace, c.day, &w); got != c.want {
			t.Errorf("%s: %v, want %v (%+v)", c.name, got, c.want, c.trace)
		}
	}
}

func TestLevelOfTopic(t *testing.T) {
	for _, c := range []struct {
		name  string
		facts []Level
		want  Level
	}{
		{"no facts", nil, New},
		{"none met", []Level{New, New}, New},
		{"one met", []Level{New, New, New, Attempted}, Attempted},
		{"one mastered", []Level{New, New, New, Mastered}, Attempted},
		{"four in five", []Level{New, Familiar, Familiar, Proficient, Mastered}, Familiar},
		{"less than four in five", []Level{New, Familiar, Familiar, Proficient}, Attempted},
		{"all", []Level{Mastered, Mastered}, Mastered},
	} {
		if got := LevelOfTopic(c.facts); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestLevelWords(t *testing.T) {
	seen := map[string]bool{}
	for l := New; l <= Mastered; l++ {
		seen[l.String()] = true
	}
	if len(seen) != 5 || seen[""] {
		t.Errorf("words %v", seen)
	}
}
