package quiz

import (
	"testing"
	"time"

	"viva/internal/deck"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// A learner's day turns at four in the morning of their own clock, also where
// the clock is changed, and where dates were left out.
func TestDay(t *testing.T) {
	for _, tt := range []struct {
		zone, at string
		want     deck.Date
	}{
		{"UTC", "2026-11-29 03:59", "2026-11-28"},
		{"UTC", "2026-11-29 04:00", "2026-11-29"},
		{"America/Los_Angeles", "2026-11-29 15:50", "2026-11-29"},
		{"America/Los_Angeles", "2026-11-29 16:10", "2026-11-29"}, // 00:10 in UTC
		{"America/Los_Angeles", "2026-11-30 03:59", "2026-11-29"},
		{"Asia/Kolkata", "2026-11-29 04:00", "2026-11-29"},
		{"Asia/Kolkata", "2026-11-29 05:29", "2026-11-29"}, // 23:59 in UTC
		{"Europe/Paris", "2026-03-29 03:59", "2026-03-28"}, // the clock went from two to three
		{"Europe/Paris", "2026-03-29 04:00", "2026-03-29"},
		{"Europe/Paris", "2026-10-25 02:30", "2026-10-24"}, // there were two of these
		{"Europe/Paris", "2026-10-25 04:00", "2026-10-25"},
		{"Pacific/Kiritimati", "2026-11-29 12:00", "2026-11-29"}, // fourteen hours ahead
		{"Pacific/Apia", "2011-12-31 05:00", "2011-12-31"},       // after a day that was left out
	} {
		who := Learner{Zone: zone(t, tt.zone)}
		at, err := time.ParseInLocation("2006-01-02 15:04", tt.at, who.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := DateOn(Day(who.Local(at.UTC()))); got != tt.want {
			t.Errorf("%s in %s is on %s, want %s", tt.at, tt.zone, got, tt.want)
		}
	}
	noonUTC := time.Date(2026, 11, 29, 12, 0, 0, 0, zone(t, "Asia/Tokyo"))
	if got := DateOn(Day(Learner{}.Local(noonUTC))); got != "2026-11-28" { // 03:00 in UTC
		t.Errorf("without a zone it is %s", got)
	}
	if got := Day(time.Date(1970, 1, 2, 16, 0, 0, 0, time.UTC)); got != 1.5 {
		t.Errorf("half a day is %v", got)
	}
}
