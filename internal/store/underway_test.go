package store

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"viva/internal/quiz"
	"viva/internal/users"
)

// What is under way is told of the learner alone, and an exam until its grace
// is over: as long as its pages are open.
func TestUnderway(t *testing.T) {
	ctx := context.Background()
	b := newBench(t)
	who, other := b.learner(t, "ada", true, users.Learner), b.learner(t, "bob", true, users.Learner)
	holds := func(state string, who quiz.Learner, want quiz.Underway) {
		t.Helper()
		if got, err := b.Underway(ctx, who); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", state, got, err, want)
		}
	}
	holds("nothing done", who, quiz.Underway{})
	practice, err := b.Start(ctx, who, quiz.Start{Subject: "aws-support", Mode: "practice", Size: 1})
	if err != nil {
		t.Fatal(err)
	}
	holds("nothing answered", who, quiz.Underway{})
	b.answer(t, who, practice, 1, true)
	holds("answered", who, quiz.Underway{Begun: true})

	over := b.exam(t, who)
	b.now = over.Deadline.Add(quiz.Grace - time.Millisecond)
	holds("in its grace", who, quiz.Underway{Begun: true, Exam: over.ID, Deadline: over.Deadline})
	holds("somebody else", other, quiz.Underway{})
	b.now = over.Deadline.Add(quiz.Grace)
	holds("over, not ended", who, quiz.Underway{Begun: true})
	next := b.exam(t, who)
	holds("the next one", who, quiz.Underway{Begun: true, Exam: next.ID, Deadline: next.Deadline})
	if _, _, err := b.Finish(ctx, who, next.ID); err != nil {
		t.Fatal(err)
	}
	holds("ended", who, quiz.Underway{Begun: true})
}

// Every page asks it, so it reads no table from end to end.
func TestUnderwayIsIndexed(t *testing.T) {
	b := newBench(t)
	var plan []struct{ Detail string }
	if err := b.store.read.Raw("EXPLAIN QUERY PLAN "+underway, sql.Named("who", 1), sql.Named("after", 1)).Scan(&plan).Error; err != nil {
		t.Fatal(err)
	}
	var whole strings.Builder
	for _, step := range plan {
		whole.WriteString(step.Detail + "\n")
	}
	for _, index := range []string{"reviews_by_learner", "attempts_running"} {
		if !strings.Contains(whole.String(), index) {
			t.Errorf("%s is not used:\n%s", index, &whole)
		}
	}
}
