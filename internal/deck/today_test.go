package deck

import (
	"strings"
	"testing"
)

// What is true today is told in one line for each day since which it is so, and
// by one fact for each key where there are several.
func TestTodayIsOneLineADay(t *testing.T) {
	d := support(t)
	told := 0
	for _, e := range d.Editions {
		for _, s := range d.Specs(e.ID, "2026-11-29") {
			if len(s.keys) > 1 && len(s.now) > len(s.keys) {
				t.Errorf("%s tells %d facts of today after %d keys", s.ID, len(s.now), len(s.keys))
			}
			for _, lang := range Langs {
				lines, err := s.today(lang)
				if err != nil {
					t.Fatal(err)
				}
				days := map[string]bool{}
				for _, line := range lines {
					day, _, _ := strings.Cut(line, ": ")
					if day = strings.TrimSuffix(day, "\u00a0"); days[day] {
						t.Errorf("%s tells two lines of one day: %q", s.ID, lines)
					}
					days[day] = true
					told++
				}
			}
		}
	}
	if told < 500 {
		t.Errorf("only %d lines were told", told)
	}
}

// The lines keep the order of the facts, and a sentence after the first begins
// with a capital.
func TestTodayJoinsSentences(t *testing.T) {
	says := func(text string) *Fact {
		en, err := parseTemplate(text)
		if err != nil {
			t.Fatal(err)
		}
		return &Fact{relation: &Relation{says: templates{en: en, fr: en}}, entity: &Entity{}, value: &Entity{}}
	}
	f, g, h := says("one."), says("two."), says("three.")
	f.ValidFrom, g.ValidFrom, h.ValidFrom = "2025-12-02", "2022-02-28", "2025-12-02"
	lines, err := (&Spec{now: []*Fact{f, g, h}}).today("en")
	want := []string{"Since 2 December 2025: one. Three.", "Since 28 February 2022: two."}
	if err != nil || strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("%q, %v; want %q", lines, err, want)
	}
}
