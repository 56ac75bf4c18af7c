package store

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/users"
)

// corrupt spoils what a rebuild has to mend.
func corrupt(t testing.TB, s *Store) {
	t.Helper()
	for _, statement := range []string{"UPDATE traces SET stability = 1", "DELETE FROM ratings WHERE length(id) % 2 = 0", "UPDATE abilities SET value = 3",
		"UPDATE study_days SET answers = 9", "DELETE FROM mixups", "UPDATE calibrations SET right = 0", "DELETE FROM counted", "UPDATE scores SET points = 7, last_max = 3",
		"INSERT INTO scores (learner_id, subject, edition, period, topic, points, answered, attempts, best_points, best_max, last_points, last_max, active_at) SELECT id, 'gone', 'gone', 'all', '', 1, 1, 1, 1, 1, 1, 1, 1 FROM users",
		"INSERT INTO traces (learner_id, subject, fact, stability, difficulty, reviewed, check_day, reviews, lapses, held, proven, model, wording) SELECT id, 'gone', 'gone', 1, 1, 1, 1, 1, 1, 1, 1, '', 1 FROM users",
		"INSERT INTO abilities (learner_id, subject, kind, value, answers, information) SELECT id, 'gone', 'memory', 1, 1, 1 FROM users"} {
		if err := s.write.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
}

// People go on answering, mistapping and finishing while what follows from it
// is computed afresh. In the end all of it is as if nobody had answered
// meanwhile.
func TestRebuildBesideAnswers(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	ctx := context.Background()
	b := newBench(t)
	if err := b.store.write.Exec("PRAGMA synchronous = OFF").Error; err != nil { // no power is cut here
		t.Fatal(err)
	}
	who := make([]quiz.Learner, 3)
	for i, name := range []string{"ada", "bob", "eve"} {
		who[i] = b.learner(t, name, true, users.Learner)
		answerSome(t, b, who[i], 2)
	}
	corrupt(t, b.store)
	stop := make(chan struct{})
	var answering sync.WaitGroup
	answered := make([]int, len(who))
	for i := range who {
		answering.Go(func() {
			own := benchOn(t, b.store)
			// So much and no more: on a slow machine their history would grow
			// faster than it can be read.
			for answered[i] < 20 {
				select {
				case <-stop:
					return
				default:
					own.now = own.now.Add(time.Hour)
					answerSome(t, own, who[i], 1)
					answered[i]++
				}
			}
		})
	}
	for range 2 {
		if err := b.Rebuild(ctx); err != nil {
			t.Error(err)
		}
		if _, err := studyOn(b).Rebuild(ctx); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	answering.Wait()
	if slices.Min(answered) == 0 {
		t.Fatalf("attempts meanwhile: %v", answered)
	}
	all := append([]string{"scores", "counted"}, remembered...)
	before := rows(t, b.store, all...)
	if err := b.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := studyOn(b).Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	if d := differ(before, rows(t, b.store, all...)); d != "" {
		t.Errorf("computed while nobody answered, it differs: %s", d)
	}
}

// answerSome takes attempts, with mistaps and an exam among them.
func answerSome(t testing.TB, b *bench, who quiz.Learner, attempts int) {
	ctx := context.Background()
	for range attempts {
		for _, mode := range []deck.Mode{deck.Practice, deck.Exam} {
			a, err := b.Start(ctx, who, quiz.Start{Subject: "aws-support", Mode: mode, Size: 5})
			if err != nil {
				t.Error(err)
				return
			}
			for pos := 1; pos <= 5; pos++ {
				if _, _, err := b.Answer(ctx, who, a.ID, pos, quiz.Given{Options: choose(a, pos, pos%2 == 0), Certainty: quiz.Sure}); err != nil {
					t.Error(err)
				}
			}
			if mode == deck.Practice {
				if _, _, err := b.Mistap(ctx, who, a.ID, 1); err != nil {
					t.Error(err)
				}
			}
			if _, _, err := b.Service.Finish(ctx, who, a.ID); err != nil {
				t.Error(err)
			}
		}
	}
}

// Where a learner answers between the computing and the writing, their rows are
// computed once more, and no other learner is held up.
func TestRebuildTriesAgain(t *testing.T) {
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	answerSome(t, b, who, 1)
	corrupt(t, b.store)
	wanted := memoryOf(int64(who.ID), "aws-support")
	compared := 0
	late := wanted
	late.compare = func(db *gorm.DB) ([]change, error) {
		changes, err := wanted.compare(db)
		if compared++; compared == 1 {
			answerSome(t, b, who, 1)
		}
		return changes, err
	}
	if err := b.store.rebuild(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	if compared != 2 {
		t.Errorf("computed %d times, want twice", compared)
	}
	changes, err := wanted.compare(b.store.read)
	if err != nil || len(changes) > 0 {
		t.Errorf("%d rows still differ, %v", len(changes), err)
	}
}

// More learners, attempts and reviews than are read at a time are all computed.
func TestRebuildInBatches(t *testing.T) {
	b := newBench(t)
	b.store.batch = 2
	for _, name := range []string{"ada", "bob", "eve"} {
		answerSome(t, b, b.learner(t, name, true, users.Learner), 2)
	}
	all := append([]string{"scores", "counted"}, remembered...)
	before := rows(t, b.store, all...)
	corrupt(t, b.store)
	if err := b.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := studyOn(b).Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d := differ(before, rows(t, b.store, all...)); d != "" {
		t.Error(d)
	}
}

// Where a learner answers each time between the computing and the writing,
// their rows are computed at last while nobody can answer. Attempts that were
// read before are not read again then.
func TestRebuildOfWhoNeverPauses(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	for _, what := range []string{"memory", "scores"} {
		t.Run(what, func(t *testing.T) {
			b := newBench(t)
			who := b.learner(t, "ada", true, users.Learner)
			id := int64(who.ID)
			answerSome(t, b, who, 1)
			corrupt(t, b.store)
			computed := func() part {
				if what == "memory" {
					return memoryOf(id, "aws-support")
				}
				return b.store.scoresOf(t.Context(), newTally(id))
			}
			wanted := computed()
			tries := 0
			restless := wanted
			restless.compare = func(db *gorm.DB) ([]change, error) {
				changes, err := wanted.compare(db)
				if _, held := db.Statement.ConnPool.(gorm.TxCommitter); !held {
					tries++
					answerSome(t, b, who, 1)
				}
				return changes, err
			}
			if err := b.store.rebuild(t.Context(), restless); err != nil {
				t.Fatal(err)
			}
			if tries != rebuildTries {
				t.Errorf("%d tries, want %d", tries, rebuildTries)
			}
			for name, p := range map[string]part{"gone on": wanted, "afresh": computed()} {
				if changes, err := p.compare(b.store.read); err != nil || len(changes) > 0 {
					t.Errorf("%s, %d rows still differ, %v", name, len(changes), err)
				}
			}
		})
	}
}

// A tally takes an attempt that has gone on as it is now, counts its end once,
// and forgets attempts that are gone.
func TestTallyGoesOn(t *testing.T) {
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	gone := b.begin(t, who, deck.Practice, 2, nil)
	b.answer(t, who, gone, 1, true)
	a := b.begin(t, who, deck.Practice, 2, nil)
	kept := b.store.scoresOf(t.Context(), newTally(int64(who.ID)))
	compare := func(when string) {
		t.Helper()
		afresh := b.store.scoresOf(t.Context(), newTally(int64(who.ID)))
		want, err1 := afresh.compare(b.store.read)
		got, err2 := kept.compare(b.store.read)
		if err1 != nil || err2 != nil || len(got) != len(want) {
			t.Errorf("%s, %d rows differ by the tally that was kept, %d by a new one; %v, %v", when, len(got), len(want), err1, err2)
		}
	}
	compare("at first")
	for pos := 1; pos <= 2; pos++ {
		b.answer(t, who, a, pos, pos == 2)
		compare("after an answer")
	}
	if _, _, err := b.Service.Finish(t.Context(), who, a.ID); err != nil {
		t.Fatal(err)
	}
	compare("at the end")
	compare("once more")
	if err := b.store.write.Exec("DELETE FROM attempts WHERE id = ?", gone.ID).Error; err != nil {
		t.Fatal(err)
	}
	compare("without an attempt")
}
