package chart

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// pointOf reads a point of a polyline.
func pointOf(t *rapid.T, point string) (x, y float64) {
	a, b, _ := strings.Cut(point, ",")
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX != nil || errY != nil {
		t.Fatalf("%q is no point", point)
	}
	return x, y
}

func TestForecastInWords(t *testing.T) {
	texts := catalogue(t)
	tests := []struct {
		name               string
		lang               string
		data               ForecastData
		title, desc, empty string
		rows               string
	}{
		{"with a pass mark", "en", ForecastData{On: chartDay, Chances: []float64{0.25, 0.5, 0.25}, Pass: 2, Low: 0, High: 1, Share: 0.8},
			"Your score in an exam on 22\u00a0November 2026: an estimate",
			"In 80% of cases: a score of 0 to 1 out of 2. The pass mark is 2; the chance to reach it is 25%.", "",
			"0|25%|100%; 1|50%|75%; 2|25%|25%"},
		{"hardly a chance, tails in one row", "fr", ForecastData{Chances: []float64{0.001, 0.002, 0.996, 0.0005, 0.0005}, Pass: 4, Low: 2, High: 2, Share: 0.8},
			"Votre score à un examen aujourd’hui\u00a0: une estimation",
			"Dans 80\u00a0% des cas\u00a0: un score de 2 sur 4. Le seuil de réussite est 4\u00a0; la chance de l’atteindre est de moins de 1\u00a0%.", "",
			"0 à 1|moins de 1\u00a0%|100\u00a0%; 2|plus de 99\u00a0%|plus de 99\u00a0%; 3 à 4|moins de 1\u00a0%|moins de 1\u00a0%"},
		{"certain, no pass mark", "en", ForecastData{Chances: []float64{0, 1}, Low: 1, High: 1, Share: 0.8},
			"Your score in an exam today: an estimate", "In 80% of cases: a score of 1 out of 1.", "",
			"0|0%|100%; 1|100%|100%"},
		{"too little known", "en", ForecastData{Chances: []float64{0.5, 0.5}, Needs: 1},
			"Your score in an exam today: an estimate", "", "Too little is known for an estimate: it needs 1\u00a0more answer.", ""},
		{"nothing", "en", ForecastData{}, "Your score in an exam today: an estimate", "", "There is nothing to estimate yet.", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ch, err := NewForecast(texts.In(tt.lang), tt.data)
			if err != nil {
				t.Fatal(err)
			}
			for what, pair := range map[string][2]string{
				"title": {ch.Title, tt.title}, "description": {ch.Desc, tt.desc},
				"in place of a chart": {ch.Empty, tt.empty}, "table": {tableLine(ch.Table), tt.rows},
			} {
				if got := plain(pair[0]); got != pair[1] {
					t.Errorf("%s\n%q, want\n%q", what, got, pair[1])
				}
			}
		})
	}
}

// Bars are as high as their chances, and the pass mark stands between those
// that fail and those that pass.
func TestForecastBars(t *testing.T) {
	p := catalogue(t).In("en")
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 120).Draw(t, "items")
		d := ForecastData{ID: "f", Chances: binomial(n, rapid.Float64Range(0.01, 0.99).Draw(t, "p")),
			Pass: rapid.IntRange(0, n).Draw(t, "pass"), Share: 0.8}
		d.Low = rapid.IntRange(0, n).Draw(t, "low")
		d.High = rapid.IntRange(d.Low, n).Draw(t, "high")
		ch, err := NewForecast(p, d)
		if err != nil {
			t.Fatal(err)
		}
		tallest := 0.0
		for _, b := range ch.Bars {
			tallest = max(tallest, b.Height)
			if b.X < ch.Left || b.X+b.Width > ch.Right+0.2 || b.Y < ch.Top || math.Abs(b.Y+b.Height-ch.Bottom) > 0.11 {
				t.Fatalf("a bar lies outside: %+v", b)
			}
			if ch.Pass && b.Passes != (b.X+b.Width/2 > ch.PassX) {
				t.Fatalf("the pass mark at %v is on the wrong side of %+v", ch.PassX, b)
			}
		}
		if math.Abs(tallest-(ch.Bottom-ch.Top)) > 0.11 {
			t.Fatalf("the tallest is %v high", tallest)
		}
		if ch.BandLeft >= ch.BandEnd {
			t.Fatalf("the band goes from %v to %v", ch.BandLeft, ch.BandEnd)
		}
	})
}

func TestTicks(t *testing.T) {
	for top, want := range map[int]int{1: 1, 7: 1, 8: 2, 15: 2, 16: 5, 39: 5, 50: 10, 65: 10, 80: 20, 1000: 200} {
		if got := ticks(top); got != want {
			t.Errorf("to %d in steps of %d, want %d", top, got, want)
		}
	}
}
