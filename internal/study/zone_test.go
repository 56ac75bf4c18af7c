package study_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
)

// in lets the desk's learner live in a zone, at a time of its clocks.
func (d *desk) in(name string, year int, month time.Month, day, hour, minute int) {
	d.t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		d.t.Fatal(err)
	}
	d.who.Zone, d.now = z, time.Date(year, month, day, hour, minute, 0, 0, z)
}

// one answers the same fact, right or wrong.
func (d *desk) one(name string, right bool) {
	d.t.Helper()
	a, err := d.quiz.Start(context.Background(), d.who, quiz.Start{Subject: aws, Mode: deck.Practice, Kind: quiz.Due, Size: 1, Wants: []deck.Want{{Fact: name}}})
	if err != nil {
		d.t.Fatal(err)
	}
	if _, _, err := d.quiz.Answer(context.Background(), d.who, a.ID, 1, quiz.Given{Options: a.Items()[0].Sample(right), Certainty: quiz.Think}); err != nil {
		d.t.Fatal(err)
	}
}

const someFact = "duty-partner-software"

// Two answers of one afternoon in Los Angeles are of one day, though midnight
// in UTC lies between them; an evening and the next morning are two days,
// though they are one in UTC.
func TestDaysAreTheLearners(t *testing.T) {
	d := newDesk(t)
	d.in("America/Los_Angeles", 2026, 11, 23, 15, 50)
	d.one(someFact, true)
	before := d.mind().Facts[someFact].Trace
	d.now = d.now.Add(20 * time.Minute)
	d.one(someFact, true)
	after := d.mind().Facts[someFact].Trace
	if after.Stability > before.Stability*1.5 || after.Held != 1 {
		t.Errorf("one afternoon: stability %.2f, then %.2f, held on %d days", before.Stability, after.Stability, after.Held)
	}
	if got := d.today(); got.Done != 2 || got.On != "2026-11-23" || got.Days != [7]int{2} {
		t.Errorf("on the first day: %+v", got)
	}
	d.in("America/Los_Angeles", 2026, 11, 24, 1, 0) // still Monday's evening
	if got := d.today(); got.Done != 2 || got.On != "2026-11-23" {
		t.Errorf("late at night: %+v", got)
	}
	d.in("America/Los_Angeles", 2026, 11, 24, 10, 0)
	if got := d.today(); got.Done != 0 || got.On != "2026-11-24" || got.Weekday() != 1 {
		t.Errorf("the next morning: %+v", got)
	}
	d.one(someFact, true)
	if got := d.mind().Facts[someFact].Trace; got.Held != 2 || got.Stability <= after.Stability {
		t.Errorf("the next morning held on %d days", got.Held)
	}
	if got := d.today(); got.Days != [7]int{2, 1} {
		t.Errorf("the week: %v", got.Days)
	}
}

// An exam is today on its day as the learner's calendar has it, until four in
// the morning after.
func TestExamDayIsTheLearners(t *testing.T) {
	d := newDesk(t)
	d.in("America/Los_Angeles", 2026, 11, 29, 17, 0) // the 30th in UTC
	d.plan(func(p *study.Plan) { p.ExamOn = "2026-11-30" })
	if got := d.today(); got.Left != 1 {
		t.Errorf("on the evening before it is in %d days", got.Left)
	}
	d.in("America/Los_Angeles", 2026, 11, 30, 20, 0)
	if got := d.today(); got.Left != 0 {
		t.Errorf("on its evening it is in %d days", got.Left)
	}
	d.plan(func(p *study.Plan) { p.ExamOn = "2026-11-30" }) // no longer refused
	d.in("America/Los_Angeles", 2026, 12, 1, 4, 0)
	p, err := d.study.Plan(context.Background(), d.who, aws)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.study.SetPlan(context.Background(), d.who, aws, p); !errors.Is(err, study.ErrPast) || d.today().Left != -1 {
		t.Errorf("on the morning after: %v, in %d days", err, d.today().Left)
	}
	d.in("Asia/Tokyo", 2026, 12, 2, 5, 0) // the 1st in UTC
	d.plan(func(p *study.Plan) { p.ExamOn, p.PausedFrom, p.PausedUntil = "", "2026-12-02", "2026-12-03" })
	if got := d.today(); !got.Paused || got.Next != "2026-12-03" {
		t.Errorf("a pause in Tokyo: %+v", got)
	}
}

// A fact is due on a day of the learner's own.
func TestDueDayIsTheLearners(t *testing.T) {
	d := newDesk(t)
	d.in("Pacific/Auckland", 2026, 11, 24, 8, 0) // the 23rd in UTC
	d.one(someFact, false)
	h, err := d.study.Fact(context.Background(), d.who, aws, someFact, "en")
	if err != nil || h.Due != "2026-11-25" {
		t.Errorf("due on %s, %v", h.Due, err)
	}
	d.in("Pacific/Auckland", 2026, 11, 25, 4, 0)
	if got := d.today(); got.Due+got.Behind != 1 {
		t.Errorf("at four the next morning: %+v", got)
	}
}

// A change of zone holds from then on: what was answered before keeps its day,
// and a memory computed afresh is the same.
func TestZoneChangesFromThenOn(t *testing.T) {
	d := newDesk(t)
	d.in("Asia/Tokyo", 2026, 11, 24, 6, 0) // Monday the 23rd in UTC and in Los Angeles
	d.one(someFact, true)
	day := d.mind().Facts[someFact].Trace.Reviewed
	if got := quiz.DateOn(day); got != "2026-11-24" {
		t.Fatalf("answered on %s", got)
	}
	at := d.now
	d.in("America/Los_Angeles", 2026, 11, 23, 18, 0) // five hours later, and a day earlier
	if !d.now.After(at) {
		t.Fatal("the flight went back in time")
	}
	if got := d.mind().Facts[someFact].Trace.Reviewed; got != day {
		t.Errorf("the zone changed and the answer moved from day %v to %v", day, got)
	}
	d.one(someFact, true)
	trace := d.mind().Facts[someFact].Trace
	if trace.Reviews != 2 || trace.Reviewed < day || trace.Held != 1 {
		t.Errorf("after a flight to the day before: %+v", trace)
	}
	d.in("America/Los_Angeles", 2026, 11, 26, 18, 0)
	d.one(someFact, true)
	before := d.mind()
	if _, err := d.study.Rebuild(context.Background()); err != nil {
		t.Fatal(err)
	}
	after := d.mind()
	if after.Facts[someFact] != before.Facts[someFact] || len(after.Days) != 3 || after.Days[int(day)] != 1 {
		t.Errorf("computed afresh: %+v, want %+v; days %v", after.Facts[someFact], before.Facts[someFact], after.Days)
	}
}
