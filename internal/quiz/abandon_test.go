package quiz

import (
	"testing"
	"time"

	"viva/internal/deck"
)

// Of attempts that were begun and left an hour ago, practice alone is closed,
// and only where its learner has not come back.
func TestAbandon(t *testing.T) {
	begun := noon.Add(-time.Hour)
	for _, tt := range []struct {
		name string
		a    Attempt
		want bool
	}{
		{"practice", Attempt{Mode: deck.Practice}, true},
		{"a sitting", Attempt{Mode: deck.Practice, Kind: Due}, true},
		{"answered since", Attempt{Mode: deck.Practice, MovedAt: begun.Add(time.Second)}, false},
		{"answered at once", Attempt{Mode: deck.Practice, MovedAt: begun}, true},
		{"a set taken along", Attempt{Mode: deck.Practice, Kind: Offline}, false},
		{"an exam without a clock", Attempt{Mode: deck.Exam}, false},
		{"an exam", Attempt{Mode: deck.Exam, Deadline: noon.Add(time.Hour)}, false},
		{"finished", Attempt{Mode: deck.Practice, FinishedAt: begun.Add(time.Second)}, false},
	} {
		a := tt.a
		a.StartedAt = begun
		if got := a.Abandon(time.Hour, noon); got != tt.want || a.Abandoned != tt.want || a.Finishing() != tt.want || tt.want && !a.FinishedAt.Equal(noon) {
			t.Errorf("%s: closed %t, abandoned %t at %v; want %t", tt.name, got, a.Abandoned, a.FinishedAt, tt.want)
		}
	}
}
