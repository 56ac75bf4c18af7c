package store

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/users"
)

// An answer that is right in part keeps its mark, and counts for nothing: not
// in its attempt, not in scores, not when they are computed afresh.
func TestPartMarks(t *testing.T) {
	ctx := context.Background()
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	a, pos := b.beginWith(t, who, "matching")
	given := choose(a, pos, true)
	rows := len(given)
	first, right, _ := strings.Cut(given[0], "=")
	second, other, _ := strings.Cut(given[1], "=")
	given[0], given[1] = first+"="+other, second+"="+right
	b.read()
	if _, _, err := b.Answer(ctx, who, a.ID, pos, quiz.Given{Options: given}); err != nil {
		t.Fatal(err)
	}
	want := deck.Mark((rows - 2) * int(deck.FullMark) / rows)
	var kept deck.Mark
	if err := b.store.read.Raw("SELECT mark FROM responses").Scan(&kept).Error; err != nil || kept-want > 1 || want-kept > 1 || kept == 0 {
		t.Errorf("%d of %d rows are marked %d, want %d (%v)", rows-2, rows, kept, want, err)
	}
	_, res, err := b.Service.Finish(ctx, who, a.ID)
	if err != nil || res.Points != 0 || res.Answered != 1 {
		t.Errorf("the attempt ends with %+v, %v", res, err)
	}
	for range 2 {
		if me := b.board(t, who, quiz.ScoreboardQuery{}).Me; me == nil || me.Points != 0 || me.Answered != 1 {
			t.Errorf("the scores are %+v", me)
		}
		if err := b.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

// What v0.1.0 kept of an answer that somebody objected to is read with its
// mark.
func TestMarksOfV010(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	s, err := Open(t.Context(), oldDatabase(t), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.write.Exec(`UPDATE objections SET response = replace(response, '"points":0', '"points":1')`).Error; err != nil {
		t.Fatal(err)
	}
	q := quiz.NewService(decks(), s, func() time.Time { return noon }, nil)
	list, err := q.Objections(t.Context(), quiz.ObjectionsQuery{})
	if err != nil || len(list) != 1 || list[0].Response == nil || list[0].Response.Mark != deck.FullMark {
		t.Errorf("objections are read as %+v, %v", list, err)
	}
	var full, rest int
	if err := s.read.Raw("SELECT COUNT(*) FILTER (WHERE mark = 100000), COUNT(*) FILTER (WHERE mark <> 100000) FROM responses").Row().Scan(&full, &rest); err != nil || full != 668 || rest != 366 {
		t.Errorf("%d of v0.1.0's answers are marked as right, %d are not, %v; want 668 and 366", full, rest, err)
	}
}
