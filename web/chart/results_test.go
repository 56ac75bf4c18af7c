package chart

import (
	"strings"
	"testing"
	"time"
)

func TestChart(t *testing.T) {
	texts := catalogue(t)
	day := func(n int) time.Time { return time.Date(2026, 11, n, 12, 0, 0, 0, time.UTC) }
	tests := []struct {
		name   string
		lang   string
		points []Result
		line   string
		title  string
		desc   string
		dates  string
	}{
		{"none", "en", nil, "", "", "", ""},
		{"one is no line", "en", []Result{{Share: 1, At: day(1)}}, "", "", "", ""},
		{"two, from bottom to top", "en", []Result{{Share: 0, At: day(1)}, {Share: 1, At: day(2)}},
			"60.0,204.0 460.0,12.0", "Scores of your last 2\u00a0attempts, oldest first",
			"From 0% on 1\u00a0November 2026 to 100% on 2\u00a0November 2026; the lowest is 0%, the highest 100%.",
			"1\u00a0November 2026 2\u00a0November 2026"},
		{"three on one day are apart", "en", []Result{{Share: 0.5, At: day(3)}, {Share: 0.25, At: day(3)}, {Share: 0.5, At: day(3)}},
			"60.0,108.0 260.0,156.0 460.0,108.0", "Scores of your last 3\u00a0attempts, oldest first",
			"From 50% on 3\u00a0November 2026 to 50% on 3\u00a0November 2026; the lowest is 25%, the highest 50%.",
			"3\u00a0November 2026 3\u00a0November 2026"},
		{"French", "fr", []Result{{Share: 0.5, At: day(1)}, {Share: 0.6, At: day(2), Exam: true}},
			"60.0,108.0 460.0,88.8", "Scores de vos 2\u00a0dernières tentatives, de la plus ancienne à la plus récente",
			"De 50\u00a0% le 1er\u00a0novembre 2026 à 60\u00a0% le 2\u00a0novembre 2026\u00a0; le plus bas est 50\u00a0%, le plus haut 60\u00a0%.",
			"1er\u00a0novembre 2026 2\u00a0novembre 2026"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ch, err := NewResults(texts.In(tt.lang), tt.points)
			if err != nil {
				t.Fatal(err)
			}
			if tt.line == "" {
				if ch != nil {
					t.Fatalf("a chart of %d results was drawn", len(tt.points))
				}
				return
			}
			if ch.Line != tt.line {
				t.Errorf("line %q, want %q", ch.Line, tt.line)
			}
			if ch.Title != tt.title {
				t.Errorf("title %q, want %q", ch.Title, tt.title)
			}
			if got := strings.ReplaceAll(ch.Desc, "\u202f", "\u00a0"); got != tt.desc {
				t.Errorf("description %q, want %q", got, tt.desc)
			}
			if dates := ch.Dates[0].Text + " " + ch.Dates[1].Text; dates != tt.dates {
				t.Errorf("dates %q, want %q", dates, tt.dates)
			}
			if len(ch.Grid) != 5 || ch.Grid[0].Y != chartBottom || ch.Grid[4].Y != chartTop {
				t.Errorf("grid %+v", ch.Grid)
			}
			for i, p := range ch.Points {
				if p.X < chartLeft || p.X > chartRight || p.Y < chartTop || p.Y > chartBottom {
					t.Errorf("point %d lies outside: %+v", i, p)
				}
			}
		})
	}
}
