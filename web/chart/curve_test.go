package chart

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// plain makes every kind of no-break space one.
func plain(s string) string { return strings.ReplaceAll(s, "\u202f", "\u00a0") }

func TestCurveInWords(t *testing.T) {
	texts := catalogue(t)
	line := []CurveSample{{-10, 1}, {-5, 0.9}, {-5, 1}, {0, 0.95}, {10, 0.85}}
	reviews := []CurveReview{{-10, false}, {-5, true}}
	tests := []struct {
		name string
		lang string
		data CurveData
		desc string
		rows string
	}{
		{"falls in days", "en", CurveData{Samples: line, Reviews: reviews},
			"Asked 2\u00a0times, 1 right. Chance to recall it today: 95%. It is below 90% within 5\u00a0days.",
			"12\u00a0November 2026|Wrong|–; 17\u00a0November 2026|Right|90%; Today, 22\u00a0November 2026|–|95%"},
		{"with an exam", "fr", CurveData{Samples: line, Reviews: reviews[:1], Exam: new(10.0)},
			"Demandé 1\u00a0fois, réponses justes\u00a0: 0. Chance de vous en souvenir aujourd’hui\u00a0: 95\u00a0%. Elle passe sous 90\u00a0% d’ici 5\u00a0jours. Le jour de l’examen\u00a0: 85\u00a0%.",
			"12\u00a0novembre 2026|Faux|–; Aujourd’hui, 22\u00a0novembre 2026|–|95\u00a0%; Examen, 2\u00a0décembre 2026|–|85\u00a0%"},
		{"due", "en", CurveData{Samples: []CurveSample{{-3, 1}, {1, 0.2}}},
			"Asked 0\u00a0times, 0 right. Chance to recall it today: 40%. That is below 90%: it is due.",
			"Today, 22\u00a0November 2026|–|40%"},
		{"holds", "en", CurveData{Samples: []CurveSample{{0, 1}, {7, 0.9}}},
			"Asked 0\u00a0times, 0 right. Chance to recall it today: over 99%. It stays at 90% or more for 7\u00a0days at least.",
			"Today, 22\u00a0November 2026|–|over 99%"},
		{"one sample, reviewed today", "en", CurveData{Samples: []CurveSample{{0, 1}}, Reviews: []CurveReview{{0, true}}},
			"Asked 1\u00a0time, 1 right. The last time was today, so the chance to recall it says little yet.",
			"22\u00a0November 2026|Right|–; Today, 22\u00a0November 2026|–|–"},
		{"reviewed at midnight", "fr", CurveData{Samples: []CurveSample{{-0.5, 1}, {10, 0.8}}, Reviews: []CurveReview{{-0.5, true}}},
			"Demandé 1\u00a0fois, réponses justes\u00a0: 1. Dernière fois aujourd’hui\u00a0: la chance de vous en souvenir ne dit encore rien. Elle passe sous 90\u00a0% d’ici 5\u00a0jours.",
			"22\u00a0novembre 2026|Juste|–; Aujourd’hui, 22\u00a0novembre 2026|–|–"},
		{"reviewed the evening before", "en", CurveData{Samples: []CurveSample{{-0.6, 1}, {10, 0.8}}, Reviews: []CurveReview{{-0.6, true}}},
			"Asked 1\u00a0time, 1 right. Chance to recall it today: 99%. It is below 90% within 5\u00a0days.",
			"21\u00a0November 2026|Right|–; Today, 22\u00a0November 2026|–|99%"},
		{"none", "en", CurveData{}, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.data.ID, tt.data.Now = "c", chartDay
			ch, err := NewCurve(texts.In(tt.lang), tt.data)
			if err != nil {
				t.Fatal(err)
			}
			ch.says(t, tt.desc, tt.rows)
		})
	}
}

// says fails the test unless the figure is described and tabled so. One that is
// not described has nothing to draw, and says that instead.
func (f Figure) says(t *testing.T, desc, rows string) {
	t.Helper()
	if got := plain(f.Desc); got != desc {
		t.Errorf("description\n%q, want\n%q", got, desc)
	}
	if got := plain(tableLine(f.Table)); got != rows {
		t.Errorf("table\n%q, want\n%q", got, rows)
	}
	if (f.Empty != "") != (desc == "") {
		t.Errorf("in place of a chart: %q", f.Empty)
	}
}

// tableLine writes a table in one line.
func tableLine(t Table) string {
	var rows []string
	for _, r := range t.Rows {
		rows = append(rows, strings.Join(r, "|"))
	}
	return strings.Join(rows, "; ")
}

// The past is drawn as it was, what is ahead from today on.
func TestCurveIsCutAtToday(t *testing.T) {
	p := catalogue(t).In("en")
	ch, err := NewCurve(p, CurveData{Now: chartDay, Exam: new(20.0), Reviews: []CurveReview{{-20, true}, {-10, false}},
		Samples: []CurveSample{{-20, 1}, {-10, 0.5}, {-10, 1}, {10, 0}}})
	if err != nil {
		t.Fatal(err)
	}
	// Forty days on 404 units, all of the recall on 156; today is the middle.
	if want := "64,56 165,134 165,56 266,134"; ch.Past != want {
		t.Errorf("past %q, want %q", ch.Past, want)
	}
	if want := "266,134 367,212"; ch.Ahead != want {
		t.Errorf("ahead %q, want %q", ch.Ahead, want)
	}
	if ch.TodayX != 266 || ch.ExamX != 468 || ch.AimY != 71.6 {
		t.Errorf("today %v, exam %v, aim %v", ch.TodayX, ch.ExamX, ch.AimY)
	}
	if a, b := ch.Reviews[0], ch.Reviews[1]; a.Y != 56 || b.Y != 134 || !a.Right || b.Right {
		t.Errorf("reviews %+v", ch.Reviews)
	}

	// A review of today lifts the curve before it falls again.
	ch, err = NewCurve(p, CurveData{Now: chartDay, Samples: []CurveSample{{-20, 1}, {0, 0.5}, {0, 1}, {20, 0.5}}})
	if err != nil {
		t.Fatal(err)
	}
	if want := "64,56 266,134 266,56 266,56"; ch.Past != want {
		t.Errorf("past %q, want %q", ch.Past, want)
	}
	if want := "266,56 468,134"; ch.Ahead != want {
		t.Errorf("ahead %q, want %q", ch.Ahead, want)
	}
}

// Whatever memory did, all of it is drawn inside the frame.
func TestCurveStaysInFrame(t *testing.T) {
	p := catalogue(t).In("fr")
	rapid.Check(t, func(t *rapid.T) {
		d := CurveData{ID: "c", Now: chartDay}
		day := rapid.Float64Range(-900, 30).Draw(t, "first")
		for range rapid.IntRange(1, 30).Draw(t, "samples") {
			d.Samples = append(d.Samples, CurveSample{day, rapid.Float64Range(0, 1).Draw(t, "r")})
			day += rapid.SampledFrom([]float64{0, 1e-9, 0.4, 3, 200}).Draw(t, "step")
		}
		for _, s := range d.Samples {
			if s.Day <= 0 && rapid.Bool().Draw(t, "asked") {
				d.Reviews = append(d.Reviews, CurveReview{s.Day, true})
			}
		}
		if rapid.Bool().Draw(t, "exam") {
			d.Exam = new(rapid.Float64Range(0, 400).Draw(t, "day"))
		}
		ch, err := NewCurve(p, d)
		if err != nil {
			t.Fatal(err)
		}
		inside := func(x, y float64) {
			if !(x >= ch.Left && x <= ch.Right && y >= ch.Top && y <= ch.Bottom) {
				t.Fatalf("%v, %v lies outside", x, y)
			}
		}
		for point := range strings.FieldsSeq(ch.Past + " " + ch.Ahead) {
			inside(pointOf(t, point))
		}
		for _, r := range ch.Reviews {
			inside(r.X, r.Y)
		}
		inside(ch.TodayX, ch.AimY)
	})
}
