package study_test

import (
	"context"
	"errors"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
)

// A plan is kept whole or refused with what is wrong; it belongs to one learner
// and one subject.
func TestSetPlan(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t)
	good := study.Plan{Edition: "2024", Exam: "clf-c02-short", ExamOn: "2027-02-01", Daily: 15, Goal: 3, PausedFrom: "2026-12-24", PausedUntil: "2027-01-02"}
	for _, tt := range []struct {
		name   string
		change func(*study.Plan)
		want   error
	}{
		{"good", func(*study.Plan) {}, nil},
		{"the least", func(p *study.Plan) { *p = study.Plan{Daily: 1} }, nil},
		{"the most", func(p *study.Plan) { p.Daily, p.Goal = study.MaxDaily, 7 }, nil},
		{"exam today", func(p *study.Plan) { p.ExamOn = "2026-11-23" }, nil},
		{"a pause that is over", func(p *study.Plan) { p.PausedFrom, p.PausedUntil = "2026-01-01", "2026-01-02" }, nil},
		{"no such edition", func(p *study.Plan) { p.Edition = "1999" }, quiz.ErrEdition},
		{"no such exam", func(p *study.Plan) { p.Exam = "short" }, quiz.ErrExam},
		{"no answers", func(p *study.Plan) { p.Daily = 0 }, study.ErrDaily},
		{"too many answers", func(p *study.Plan) { p.Daily = 201 }, study.ErrDaily},
		{"goal below", func(p *study.Plan) { p.Goal = -1 }, study.ErrGoal},
		{"goal above", func(p *study.Plan) { p.Goal = 8 }, study.ErrGoal},
		{"exam yesterday", func(p *study.Plan) { p.ExamOn = "2026-11-22" }, study.ErrPast},
		{"exam on no day", func(p *study.Plan) { p.ExamOn = "2027-02-29" }, study.ErrDay},
		{"exam in other words", func(p *study.Plan) { p.ExamOn = "1/2/2027" }, study.ErrDay},
		{"exam too far", func(p *study.Plan) { p.ExamOn = "2031-01-01" }, study.ErrDay},
		{"pause from no day", func(p *study.Plan) { p.PausedFrom = "soon" }, study.ErrDay},
		{"pause until no day", func(p *study.Plan) { p.PausedUntil = "2027-1-2" }, study.ErrDay},
		{"pause without end", func(p *study.Plan) { p.PausedUntil = "" }, study.ErrPause},
		{"pause without beginning", func(p *study.Plan) { p.PausedFrom = "" }, study.ErrPause},
		{"pause of no day", func(p *study.Plan) { p.PausedUntil = p.PausedFrom }, study.ErrPause},
		{"pause backwards", func(p *study.Plan) { p.PausedFrom, p.PausedUntil = p.PausedUntil, p.PausedFrom }, study.ErrPause},
	} {
		d.who = d.learner(tt.name)
		p := good
		tt.change(&p)
		if err := d.study.SetPlan(ctx, d.who, aws, p); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		got, err := d.study.Plan(ctx, d.who, aws)
		if err != nil {
			t.Fatal(err)
		}
		if p.Edition == "" { // what is left open is filled in
			p.Edition, p.Follows, p.Exam = "2026", true, "clf-c02"
		}
		p.Automatic = "2026"
		if tt.want != nil {
			p = study.Plan{Edition: "2026", Automatic: "2026", Follows: true, Exam: "clf-c02", Daily: study.DefaultDaily}
		}
		if got != p {
			t.Errorf("%s: kept %+v, want %+v", tt.name, got, p)
		}
		other := study.Plan{Edition: "2026", Automatic: "2026", Follows: true, Exam: "clf-c02", Daily: study.DefaultDaily}
		if got, err := d.study.Plan(ctx, d.learner(tt.name+", bob"), aws); err != nil || got != other {
			t.Errorf("%s: another learner has the plan %+v, %v", tt.name, got, err)
		}
		if got, err := d.study.Plan(ctx, d.who, "http-semantics"); err != nil || got.ExamOn != "" || got.Daily != study.DefaultDaily {
			t.Errorf("%s: another subject has the plan %+v, %v", tt.name, got, err)
		}
	}
	if err := d.study.SetPlan(ctx, d.who, "nothing", good); !errors.Is(err, quiz.ErrSubject) {
		t.Errorf("a plan for no subject: %v", err)
	}
}

// The edition that is proposed is in force on the day of the exam where one is
// that has begun; one that is to come can be neither proposed nor chosen.
func TestProposed(t *testing.T) {
	d := decks()[0]
	for _, tt := range []struct{ examOn, today, want deck.Date }{
		{"", "2026-11-23", "2026"},
		{"2027-06-01", "2026-11-23", "2026"},
		{"2025-11-30", "2026-11-23", "2024"}, // an exam that was
		{"", "2025-12-01", "2024"},
		{"2026-03-01", "2025-12-01", "course"}, // 2024 ends before, 2026 is to come
		{"", "2025-12-02", "2026"},
		{"", "2020-01-01", ""}, // nothing has begun
	} {
		if got := study.Proposed(d, tt.examOn, tt.today); got != string(tt.want) {
			t.Errorf("exam on %q, today %s: %q, want %q", tt.examOn, tt.today, got, tt.want)
		}
	}
	// The current edition goes before others in force, wherever it stands.
	var two deck.Deck
	two.Editions, two.Current = []deck.Edition{{ID: "new", From: "2025-01-01"}, {ID: "other", From: "2025-01-01"}}, "new"
	if got := study.Proposed(&two, "", "2026-11-23"); got != "new" {
		t.Errorf("%q is proposed, want the current edition", got)
	}
	for _, tt := range []struct {
		edition string
		examOn  deck.Date
		want    bool
	}{{"2026", "2027-01-01", false}, {"2026", "2025-12-01", true}, {"2024", "2027-01-01", true}, {"2024", "2025-12-01", false},
		{"2024", "", false}, {"", "2027-01-01", false}, {"1999", "2027-01-01", false}} {
		if got := (study.Plan{Edition: tt.edition, ExamOn: tt.examOn}).Outdated(d); got != tt.want {
			t.Errorf("%q for an exam on %q is outdated: %v", tt.edition, tt.examOn, got)
		}
	}
}

func TestPausedOn(t *testing.T) {
	p := study.Plan{PausedFrom: "2026-12-24", PausedUntil: "2027-01-02"}
	for day, want := range map[deck.Date]bool{"2026-12-23": false, "2026-12-24": true, "2027-01-01": true, "2027-01-02": false} {
		if p.PausedOn(day) != want {
			t.Errorf("paused on %s: %v", day, !want)
		}
	}
	if (study.Plan{}).PausedOn("2026-12-24") {
		t.Error("paused without a pause")
	}
}

func TestHabits(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t)
	if got, err := d.study.Habits(ctx, d.who); err != nil || got != (study.Habits{Certainty: true, Extra: 100}) {
		t.Errorf("at first %+v, %v", got, err)
	}
	want := study.Habits{Certainty: false, Extra: 150}
	if err := d.study.SetHabits(ctx, d.who, want); err != nil {
		t.Fatal(err)
	}
	for _, extra := range []int{0, 99, 300} {
		if err := d.study.SetHabits(ctx, d.who, study.Habits{Extra: extra}); !errors.Is(err, quiz.ErrExtra) {
			t.Errorf("%d %%: %v", extra, err)
		}
	}
	if got, err := d.study.Habits(ctx, d.who); err != nil || got != want {
		t.Errorf("kept %+v, %v, want %+v", got, err, want)
	}
}
