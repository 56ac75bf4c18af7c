package chart

import (
	"strings"
	"testing"
	"time"
)

// A trend says what changed since the first time, and whether chance alone may
// do that; it is drawn within its frame, with the line that passes.
func TestTrend(t *testing.T) {
	day := time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC)
	sat := func(score, low, high int) Sitting {
		return Sitting{Score: score, Low: low, High: high, At: day, Passed: score >= 700}
	}
	for _, tt := range []struct {
		sat    []Sitting
		en, fr string
	}{
		{[]Sitting{sat(460, 270, 660), sat(1000, 870, 1000)}, "540 more than the first time. The bands of the two have nothing in common: chance alone seldom does that.", "540 de plus que la première fois. Les deux fourchettes ne se touchent pas\u00a0: le hasard seul y suffit rarement."},
		{[]Sitting{sat(730, 520, 880), sat(460, 270, 660)}, "270 less than the first time. The bands of the two overlap: chance alone may do that.", "270 de moins que la première fois. Les deux fourchettes se recouvrent\u00a0: le hasard seul peut y suffire."},
		{[]Sitting{sat(730, 520, 880), sat(460, 270, 660), sat(730, 520, 880)}, "As the first time. The bands", "Comme la première fois. Les deux"},
	} {
		for lang, want := range map[string]string{"en": tt.en, "fr": tt.fr} {
			ch, err := NewTrend(catalogue(t).In(lang), TrendData{From: 100, To: 1000, Pass: 700, Sat: tt.sat})
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(ch.Desc, want) {
				t.Errorf("%s: %q, want %q", lang, ch.Desc, want)
			}
			for _, s := range ch.Sat {
				if s.X < ch.Left || s.X > ch.Right || s.Y < ch.Top || s.Y > ch.Bottom || s.Passed != (s.Y <= ch.PassY) {
					t.Errorf("%d is drawn at %v, %v; the line is at %v", s.Score, s.X, s.Y, ch.PassY)
				}
			}
		}
	}
	if ch, err := NewTrend(catalogue(t).In("en"), TrendData{Sat: []Sitting{sat(1, 0, 2)}}); ch != nil || err != nil {
		t.Errorf("one sitting is %v, %v", ch, err)
	}
}
