package quiz

import (
	"errors"
	"testing"
	"time"

	"viva/internal/deck"
)

func TestCheckGuest(t *testing.T) {
	for items, over := range map[int]bool{1: false, GuestSize: false, GuestSize + 1: true} {
		if err := CheckGuest(items); errors.Is(err, ErrGuestLimit) != over {
			t.Errorf("%d items: %v", items, err)
		}
	}
}

// What was left out in practice is not told, so nothing of it is wrong.
func TestSummaryMissed(t *testing.T) {
	now := time.Date(2026, 11, 29, 10, 0, 0, 0, time.UTC)
	tests := []struct {
		name string
		sum  Summary
		want bool
	}{
		{"open", Summary{Mode: deck.Practice, Answered: 3, Points: 1}, false},
		{"all right", Summary{Mode: deck.Practice, Answered: 5, Points: 5, Max: 5, FinishedAt: now}, false},
		{"one wrong", Summary{Mode: deck.Practice, Answered: 5, Points: 4, Max: 5, FinishedAt: now}, true},
		{"one left out", Summary{Mode: deck.Practice, Answered: 4, Points: 4, Max: 5, FinishedAt: now}, false},
		{"one left out of an exam", Summary{Mode: deck.Exam, Answered: 4, Points: 4, Max: 5, FinishedAt: now}, true},
	}
	for _, tt := range tests {
		if got := tt.sum.Missed(); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
