package study_test

import (
	"testing"

	"viva/internal/deck"
	"viva/internal/study"
)

// A week has as many days of study as its goal, never two side by side where
// that can be; the pause, the exam and what comes after it are left out.
func TestPlanDays(t *testing.T) {
	const monday = deck.Date("2026-11-23")
	for goal := 1; goal <= 7; goal++ {
		days := study.Plan{Goal: goal}.Days(monday)
		if len(days) != 4*goal {
			t.Errorf("goal %d: %d days in four weeks", goal, len(days))
		}
		for i := 1; i < len(days); i++ {
			if goal <= 3 && days[i] == days[i-1].Shift(1) {
				t.Errorf("goal %d: %s follows %s", goal, days[i], days[i-1])
			}
		}
	}
	if days := (study.Plan{}).Days(monday); len(days) != 4 {
		t.Errorf("without a goal: %v", days)
	}
	days := study.Plan{Goal: 7, ExamOn: "2026-12-03", PausedFrom: "2026-11-25", PausedUntil: "2026-11-30"}.Days(monday)
	want := []deck.Date{"2026-11-23", "2026-11-24", "2026-11-30", "2026-12-01", "2026-12-02"}
	if len(days) != len(want) {
		t.Fatalf("%v, want %v", days, want)
	}
	for i := range want {
		if days[i] != want[i] {
			t.Errorf("%v, want %v", days, want)
		}
	}
	if days := (study.Plan{Goal: 7, ExamOn: "2029-01-01"}).Days(monday); len(days) != 26*7 {
		t.Errorf("%d days before an exam years off", len(days))
	}
}
