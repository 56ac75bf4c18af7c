package chart

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestCalibrationInWords(t *testing.T) {
	texts := catalogue(t)
	none := CertaintyShare{ExpectLow: 0.6, ExpectUp: 0.8}
	tests := []struct {
		name   string
		lang   string
		shares [3]CertaintyShare
		desc   string
		rows   string
	}{
		{"in line, less, more", "en", [3]CertaintyShare{
			{1, 4, 0.1, 0.3, 0.3, 0.5}, {10, 40, 0.14, 0.4, 0.6, 0.8}, {19, 20, 0.85, 0.99, 0.5, 0.8}},
			"“Guessing”: 1 of 4 right (25%), in line with the 30% to 50% it stands for. " +
				"“Think so”: 10 of 40 right (25%), less often than the 60% to 80% it stands for. " +
				"“Sure”: 19 of 20 right (95%), more often than the 50% to 80% it stands for.",
			"Guessing|1/4|25%|10% to 30%|30% to 50%; Think so|10/40|25%|14% to 40%|60% to 80%; Sure|19/20|95%|85% to 99%|50% to 80%"},
		{"one of them only", "fr", [3]CertaintyShare{none, none, {4, 4, 0.5, 1, 0.9, 1}},
			"«\u00a0Au hasard\u00a0»\u00a0: pas encore de réponse. «\u00a0Je crois\u00a0»\u00a0: pas encore de réponse. " +
				"«\u00a0Je sais\u00a0»\u00a0: 4 sur 4 (100\u00a0%), comme annoncé (de 90\u00a0% à 100\u00a0%).",
			"Au hasard|0/0|–|–|60\u00a0% à 80\u00a0%; Je crois|0/0|–|–|60\u00a0% à 80\u00a0%; Je sais|4/4|100\u00a0%|50\u00a0% à 100\u00a0%|90\u00a0% à 100\u00a0%"},
		{"none", "en", [3]CertaintyShare{none, none, none}, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ch, err := NewCalibration(texts.In(tt.lang), "k", tt.shares)
			if err != nil {
				t.Fatal(err)
			}
			ch.says(t, tt.desc, tt.rows)
			for i, col := range ch.Columns {
				if col.Asked != (tt.shares[i].Asked > 0) {
					t.Errorf("column %d is drawn: %v", i, col.Asked)
				}
				if col.Asked && !(col.WhiskerTop <= col.Y && col.Y <= col.WhiskerBottom) {
					t.Errorf("the point of column %d is off its whisker: %+v", i, col)
				}
			}
		})
	}
}

// A bar is as long as the topic, each part as long as its share, and what it
// is called counts every fact.
func TestMasteryBars(t *testing.T) {
	p := catalogue(t).In("en")
	rapid.Check(t, func(t *rapid.T) {
		topic := TopicLevels{Title: "t"}
		facts := 0
		for i := range topic.Facts {
			topic.Facts[i] = rapid.SampledFrom([]int{0, 1, 3, 250}).Draw(t, "facts")
			facts += topic.Facts[i]
		}
		ch, err := NewMastery(p, "m", []TopicLevels{topic})
		if err != nil {
			t.Fatal(err)
		}
		at := ch.Left
		for _, part := range ch.Topics[0].Parts {
			if math.Abs(part.X-at) > 0.11 {
				t.Fatalf("a part begins at %v, the one before ends at %v", part.X, at)
			}
			if want := float64(topic.Facts[part.Level-1]) / float64(facts) * 478; math.Abs(part.Width-want) > 0.11 {
				t.Fatalf("level %d is %v wide, want %v", part.Level, part.Width, want)
			}
			at = part.X + part.Width
		}
		if facts > 0 && math.Abs(at-ch.Right) > 0.11 {
			t.Fatalf("the bar ends at %v", at)
		}
		if (ch.Empty != "") != (facts == 0) {
			t.Fatalf("%d facts, in place of a chart: %q", facts, ch.Empty)
		}
	})
}

func TestMasteryInWords(t *testing.T) {
	texts := catalogue(t)
	topics := []TopicLevels{{"A", [5]int{4, 0, 0, 1, 2}}, {"B", [5]int{}}}
	for lang, want := range map[string][4]string{
		"en": {"7\u00a0facts in all, 2 mastered.", "Mastered: 2 · Proficient: 1 · Not started: 4", "No facts", "A|2|1|0|0|4; B|0|0|0|0|0"},
		"fr": {"7\u00a0faits en tout\u00a0; maîtrisés\u00a0: 2.", "Maîtrisé\u00a0: 2 · Solide\u00a0: 1 · Pas commencé\u00a0: 4", "Aucun fait", "A|2|1|0|0|4; B|0|0|0|0|0"},
	} {
		ch, err := NewMastery(texts.In(lang), "m", topics)
		if err != nil {
			t.Fatal(err)
		}
		if got := [4]string{ch.Desc, ch.Topics[0].Desc, ch.Topics[1].Desc, tableLine(ch.Table)}; got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

func TestWeekInWords(t *testing.T) {
	texts := catalogue(t)
	done := WeekDay{Answers: 12, Done: true}
	tests := []struct {
		name        string
		lang        string
		data        WeekData
		title, desc string
		kinds       string
		rows        string
	}{
		{"on the way", "en", WeekData{Days: [7]WeekDay{done, {Answers: 1}, done, {Paused: true}}, Today: 4, Goal: 5},
			"This week: 2\u00a0of 5\u00a0days", "3\u00a0more days to the goal.", "done open done paused open ahead ahead ",
			"Monday|12|studied; Tuesday|1|free; Wednesday|12|studied; Thursday|0|day off; Friday|0|today, not yet studied; Saturday|0|to come; Sunday|0|to come"},
		{"met", "fr", WeekData{Days: [7]WeekDay{done}, Today: 0, Goal: 1},
			"Jours étudiés cette semaine\u00a0: 1\u00a0sur 1", "L’objectif de la semaine est atteint.", "done ahead ahead ahead ahead ahead ahead ",
			"Lundi|12|étudié; Mardi|0|à venir; Mercredi|0|à venir; Jeudi|0|à venir; Vendredi|0|à venir; Samedi|0|à venir; Dimanche|0|à venir"},
		{"beyond", "en", WeekData{Days: [7]WeekDay{done, done, done, done, done, done, done}, Today: 6, Goal: 6},
			"This week: 7\u00a0days, the goal was 6", "The goal of the week is met.", "done done done done done done done ",
			"Monday|12|studied; Tuesday|12|studied; Wednesday|12|studied; Thursday|12|studied; Friday|12|studied; Saturday|12|studied; Sunday|12|studied"},
		{"no goal", "en", WeekData{Days: [7]WeekDay{done}, Today: 1},
			"This week", "You studied on 1\u00a0day.", "done open ahead ahead ahead ahead ahead ",
			"Monday|12|studied; Tuesday|0|today, not yet studied; Wednesday|0|to come; Thursday|0|to come; Friday|0|to come; Saturday|0|to come; Sunday|0|to come"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ch, err := NewWeek(texts.In(tt.lang), tt.data)
			if err != nil {
				t.Fatal(err)
			}
			if ch.Title != tt.title || ch.Desc != tt.desc {
				t.Errorf("%q, %q; want %q, %q", ch.Title, ch.Desc, tt.title, tt.desc)
			}
			kinds := ""
			for i, d := range ch.Days {
				kinds += d.Kind + " "
				if d.Today != (i == tt.data.Today) {
					t.Errorf("day %d is today: %v", i, d.Today)
				}
			}
			if kinds != tt.kinds {
				t.Errorf("days %q, want %q", kinds, tt.kinds)
			}
			if got := tableLine(ch.Table); got != tt.rows {
				t.Errorf("table\n%q, want\n%q", got, tt.rows)
			}
		})
	}
}
