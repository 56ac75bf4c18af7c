package study_test

import (
	"errors"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
)

// A learner who chose no edition studies the one they practised last, unless
// their exam has a day: then the one in force on that day.
func TestEditionPractisedLast(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	is := func(edition string, follows bool) {
		t.Helper()
		p, err := d.study.Plan(ctx, d.who, aws)
		if err != nil || p.Edition != edition || p.Follows != follows {
			t.Errorf("the edition is %q (follows: %t), %v; want %q (%t)", p.Edition, p.Follows, err, edition, follows)
		}
	}
	practise := func(subject, edition string) {
		t.Helper()
		if _, err := d.study.Start(ctx, d.who, quiz.Start{Subject: subject, Edition: edition, Mode: deck.Practice, Size: 1, Lang: "en"}); err != nil {
			t.Fatal(err)
		}
	}
	is("2026", true)
	practise(aws, "2024")
	practise("http-semantics", "rfc9110")
	is("2024", true)
	practise(aws, "course")
	is("course", true)

	plan := study.Plan{ExamOn: "2027-02-01", Daily: 15, Goal: 3}
	if err := d.study.SetPlan(ctx, d.who, aws, plan); err != nil {
		t.Fatal(err)
	}
	is("2026", true)

	// A choice stands whatever is practised, and leaves the rest of the plan.
	if err := d.study.ChooseEdition(ctx, d.who, aws, "2024"); err != nil {
		t.Fatal(err)
	}
	practise(aws, "course")
	is("2024", false)
	if p, err := d.study.Plan(ctx, d.who, aws); err != nil || p.ExamOn != plan.ExamOn || p.Daily != 15 || p.Goal != 3 || p.Automatic != "2026" {
		t.Errorf("the choice left the plan as %+v, %v", p, err)
	}
	if err := d.study.ChooseEdition(ctx, d.who, aws, "1999"); !errors.Is(err, quiz.ErrEdition) {
		t.Errorf("an edition that is none: %v", err)
	}
	if err := d.study.ChooseEdition(ctx, d.who, "nothing", "2024"); !errors.Is(err, quiz.ErrSubject) {
		t.Errorf("a subject that is none: %v", err)
	}

	// Without a plan, the rest is what everybody begins with.
	bob := d.learner("bob")
	if err := d.study.ChooseEdition(ctx, bob, aws, "2024"); err != nil {
		t.Fatal(err)
	}
	if p, err := d.study.Plan(ctx, bob, aws); err != nil || p.Edition != "2024" || p.Daily != study.DefaultDaily || p.Goal != 0 {
		t.Errorf("bob's plan is %+v, %v", p, err)
	}
}
