package store

import (
	"slices"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/users"
)

// sameAfterRebuild fails the test where scores that are computed afresh differ
// from the maintained ones.
func (b *bench) sameAfterRebuild(t *testing.T) {
	t.Helper()
	kept := rows(t, b.store, "scores", "counted")
	if err := b.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d := differ(kept, rows(t, b.store, "scores", "counted")); d != "" {
		t.Errorf("scores computed afresh: %s", d)
	}
}

// Answers that come before their questions can have been read feed memory, and
// add nothing to scores: neither they, nor what is answered to the same
// questions once they were told.
func TestHastyAnswersDoNotRank(t *testing.T) {
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	a := b.begin(t, who, deck.Practice, 4, nil)
	hasty := func(pos int) {
		t.Helper()
		if _, _, err := b.Answer(t.Context(), who, a.ID, pos, quiz.Given{Options: choose(a, pos, true)}); err != nil {
			t.Fatal(err)
		}
	}
	hasty(1)
	b.answer(t, who, a, 2, true)
	hasty(3)
	b.answer(t, who, a, 4, false)
	if _, res, err := b.Finish(t.Context(), who, a.ID); err != nil || res.Points != 3 {
		t.Fatalf("the result is %+v, %v", res, err)
	}
	me := b.board(t, who, quiz.ScoreboardQuery{}).Me
	if me == nil || me.Points != 1 || me.Answered != 2 || me.Best != (quiz.Fraction{Points: 1, Max: 4}) {
		t.Errorf("the scores are %+v", me)
	}
	if n := len(rows(t, b.store, "reviews")); n != 4 {
		t.Errorf("%d answers are remembered", n)
	}
	b.sameAfterRebuild(t)

	if err := b.store.write.Exec("UPDATE responses SET hasty = 0").Error; err != nil { // as if it was kept before there was a limit
		t.Fatal(err)
	}
	if err := b.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if me := b.board(t, who, quiz.ScoreboardQuery{}).Me; me == nil || me.Points != 3 || me.Answered != 4 {
		t.Errorf("answers of before are worth %+v", me)
	}
}

// ranked begins an attempt that ranks, of these items.
func (b *bench) ranked(t *testing.T, who quiz.Learner, items []deck.Item) *quiz.Attempt {
	t.Helper()
	a := quiz.Restore(quiz.Attempt{Learner: who.ID, Subject: "aws-support", Edition: "course", Lang: "en", Mode: deck.Practice, Ranked: true, Spends: true,
		StartedAt: b.now}, items, nil, nil)
	if err := b.store.CreateAttempt(t.Context(), a, quiz.Windows{}, func(quiz.Before) error { return nil }); err != nil {
		t.Fatal(err)
	}
	return a
}

// What is told in an attempt that does not rank adds no points afterwards in any
// period in which it was told: by a chosen seed, in a set that is taken along
// and never answered, and in answers that came too soon. A rebuild comes to the
// same. What was told before this was kept still ranks.
func TestToldWithoutRankAddsNothingLater(t *testing.T) {
	for name, tell := range map[string]func(t *testing.T, b *bench, who quiz.Learner) *quiz.Attempt{
		"by a chosen seed": func(t *testing.T, b *bench, who quiz.Learner) *quiz.Attempt {
			a := b.begin(t, who, deck.Practice, 3, new(uint64))
			for pos := range a.Items() {
				b.answer(t, who, a, pos+1, false)
			}
			return a
		},
		"in a set taken along": func(t *testing.T, b *bench, who quiz.Learner) *quiz.Attempt {
			req := quiz.Start{Subject: "aws-support", Edition: "course", Mode: deck.Practice, Size: 10, Kind: quiz.Offline}
			for _, it := range b.begin(t, who, deck.Practice, 10, nil).Items() {
				req.Wants = append(req.Wants, deck.Want{Fact: it.Facts[0]})
			}
			a, err := b.Start(t.Context(), who, req)
			if err != nil {
				t.Fatal(err)
			}
			return a
		},
		"too soon": func(t *testing.T, b *bench, who quiz.Learner) *quiz.Attempt {
			a := b.begin(t, who, deck.Practice, 3, nil)
			for pos := range a.Items() {
				if _, _, err := b.Answer(t.Context(), who, a.ID, pos+1, quiz.Given{Options: choose(a, pos+1, false)}); err != nil {
					t.Fatal(err)
				}
			}
			return a
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			who := b.learner(t, "ada", true, users.Learner)
			told := tell(t, b, who).Items()[:3]
			other := slices.DeleteFunc(b.begin(t, who, deck.Practice, 20, nil).Items(), func(it deck.Item) bool {
				return slices.ContainsFunc(told, func(known deck.Item) bool { return known.ID == it.ID })
			})[:2]
			all := slices.Concat(told, other)
			points := func(period string, want int) {
				t.Helper()
				me := b.board(t, who, quiz.ScoreboardQuery{Edition: "course", Period: period}).Me
				if me == nil || me.Points != want || me.Answered != want {
					t.Errorf("the scores of %q are %+v, want %d points", period, me, want)
				}
			}
			answer := func() {
				t.Helper()
				a := b.ranked(t, who, all)
				for pos := range all {
					b.answer(t, who, a, pos+1, true)
				}
			}
			answer()
			for _, period := range quiz.Periods {
				points(period, len(other))
			}
			b.sameAfterRebuild(t)

			b.now = b.now.AddDate(0, 1, 0)
			answer()
			points("month", len(all)) // nothing was told in it before
			points(quiz.AllTime, len(other))
			b.sameAfterRebuild(t)

			for _, old := range []string{"UPDATE attempts SET begun_as = NULL", "UPDATE responses SET hasty = 0"} {
				if err := b.store.write.Exec(old).Error; err != nil {
					t.Fatal(err)
				}
			}
			if err := b.Rebuild(t.Context()); err != nil {
				t.Fatal(err)
			}
			if me := b.board(t, who, quiz.ScoreboardQuery{Edition: "course"}).Me; me.Answered != len(all) {
				t.Errorf("of before, %d of %d questions count", me.Answered, len(all))
			}
		})
	}
}

// An exam that begins within the pause after one that ranks can be sat and does
// not rank. What it told ranks no more; the pause runs from the one that ranked,
// is one for each exam, edition and learner, and begins also where the time ran
// out.
func TestPauseBetweenExams(t *testing.T) {
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	sit := func(who quiz.Learner, exam string, ranked bool) *quiz.Attempt {
		t.Helper()
		rests, err := b.Rests(t.Context(), who, "aws-support", decks()[0].Current, exam)
		if err != nil || (rests == 0) != ranked {
			t.Errorf("%s is said to rest for %v, %v", exam, rests, err)
		}
		a, err := b.Start(t.Context(), who, quiz.Start{Subject: "aws-support", Edition: decks()[0].Current, Exam: exam})
		if err != nil {
			t.Fatal(err)
		}
		if kept, err := b.Attempt(t.Context(), who, a.ID); err != nil || a.Ranked != ranked || kept.Ranked != ranked {
			t.Errorf("%s ranks: %v, kept %v, %v", exam, a.Ranked, kept.Ranked, err)
		}
		return a
	}
	end := func(a *quiz.Attempt) time.Time {
		t.Helper()
		if _, _, err := b.Finish(t.Context(), who, a.ID); err != nil {
			t.Fatal(err)
		}
		return b.now
	}
	const short, long = "clf-c02-short", "clf-c02"
	ended := end(sit(who, short, true))
	b.now = ended.Add(quiz.ExamPause - time.Millisecond)
	second := sit(who, short, false)
	b.answer(t, who, second, 1, true)
	end(second)
	end(sit(who, long, true))
	sit(b.learner(t, "bob", true, users.Learner), short, true)
	if me := b.board(t, who, quiz.ScoreboardQuery{Edition: decks()[0].Current}).Me; me == nil || me.Points != 0 {
		t.Errorf("the scores are %+v", me)
	}
	b.sameAfterRebuild(t)

	b.now = ended.Add(quiz.ExamPause)
	left := sit(who, short, true) // nobody ends it
	b.now = left.Deadline.Add(quiz.Grace)
	sit(who, short, false)
}
