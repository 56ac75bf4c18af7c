package store

import (
	"maps"
	"slices"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/users"
)

// Pages of the gradebook, put together, are the whole of it in whatever order,
// and each row has its topics.
func TestGradebookPages(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	for i, name := range []string{"Zoé", "Élodie", "eve", "Ada", "bob"} {
		who := b.learner(t, name, true, users.Learner)
		for range i {
			b.now = b.now.Add(time.Hour)
			a := b.begin(t, who, deck.Practice, 3, nil)
			for pos := 1; pos <= 3; pos++ {
				b.answer(t, who, a, pos, (pos+i)%2 == 0)
			}
			if _, _, err := b.Service.Finish(ctx, who, a.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	for sort, want := range map[quiz.GradebookSort][]string{
		"":              {"Ada", "bob", "Élodie", "eve", "Zoé"},
		quiz.ByName:     {"Ada", "bob", "Élodie", "eve", "Zoé"},
		quiz.ByAttempts: {"Zoé", "Élodie", "eve", "Ada", "bob"},
		quiz.ByPoints:   nil,
		quiz.ByBest:     {"Zoé", "bob", "eve", "Ada", "Élodie"},
		quiz.ByLast:     {"Zoé", "bob", "eve", "Ada", "Élodie"},
		quiz.ByActivity: {"Zoé", "Élodie", "eve", "Ada", "bob"},
	} {
		for _, descending := range []bool{false, true} {
			q := quiz.GradebookQuery{Sort: sort, Descending: descending}
			whole, err := b.Gradebook(ctx, q)
			if err != nil || len(whole) != 5 {
				t.Fatalf("by %q: %d rows, %v", sort, len(whole), err)
			}
			var names, paged []string
			for _, r := range whole {
				names = append(names, r.Name)
				if (r.Attempts > 0) != (len(r.Topics) > 0) {
					t.Errorf("%s has %d attempts, and topics %v", r.Name, r.Attempts, r.Topics)
				}
			}
			if want != nil && !descending && !slices.Equal(names, want) {
				t.Errorf("by %q: %q, want %q", sort, names, want)
			}
			if want != nil && descending && names[0] != want[len(want)-1] && sort != quiz.ByBest && sort != quiz.ByLast {
				t.Errorf("by %q, descending: %q", sort, names)
			}
			for q.Limit = 2; q.Skip < 6; q.Skip += 2 {
				page, err := b.Gradebook(ctx, q)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range page {
					paged = append(paged, r.Name)
				}
			}
			if !slices.Equal(paged, names) {
				t.Errorf("by %q, in pages: %q, whole: %q", sort, paged, names)
			}
		}
	}
	if n, err := b.GradebookSize(ctx, quiz.GradebookQuery{Name: "E"}); err != nil || n != 3 {
		t.Errorf("%d names have an e, %v, want 3", n, err)
	}
	if _, err := b.Gradebook(ctx, quiz.GradebookQuery{Sort: "password_hash"}); err == nil {
		t.Error("sorted by what is no order")
	}
}

// The best and the last attempt sort by the share that was right, not by
// points; a learner without one comes before one who had nothing right.
func TestGradebookSortsByShare(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	for _, l := range []struct {
		name        string
		size, right int
	}{{"two of three", 3, 2}, {"a nought", 3, 0}, {"half of six", 6, 3}, {"none", 0, 0}} {
		who := b.learner(t, l.name, true, users.Learner)
		if l.size == 0 {
			continue
		}
		a := b.begin(t, who, deck.Practice, l.size, nil)
		for pos := 1; pos <= l.size; pos++ {
			b.answer(t, who, a, pos, pos <= l.right)
		}
		if _, _, err := b.Service.Finish(ctx, who, a.ID); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"none", "a nought", "half of six", "two of three"}
	for _, sort := range []quiz.GradebookSort{quiz.ByBest, quiz.ByLast} {
		rows, err := b.Gradebook(ctx, quiz.GradebookQuery{Sort: sort})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, r := range rows {
			names = append(names, r.Name)
		}
		if !slices.Equal(names, want) {
			t.Errorf("by %q: %q, want %q", sort, names, want)
		}
	}
}

// A learner who has scores in several editions and periods has one row in the
// gradebook of each edition, with the figures and topics of that edition alone,
// of all time; no other subject's, even where the editions have the same name.
func TestGradebookOfAnEdition(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	ada := b.learner(t, "ada", true, users.Learner)
	b.learner(t, "bob", true, users.Learner)
	topics := map[string]string{"course": "severity", "2024": "plans"}
	for edition, topic := range topics {
		a, err := b.Start(ctx, ada, quiz.Start{Subject: "aws-support", Edition: edition, Mode: deck.Practice, Size: 3, Topics: []string{topic}})
		if err != nil {
			t.Fatal(err)
		}
		for pos := 1; pos <= 3; pos++ {
			b.answer(t, ada, a, pos, true)
			b.now = b.now.AddDate(0, 1, 0)
		}
		// The same edition of another subject, and a period that sorts after "all".
		for _, other := range []struct{ subject, period string }{{"zoology", quiz.AllTime}, {"aws-support", "z"}} {
			for _, of := range []string{"", topic} {
				err := b.store.write.Exec(`INSERT INTO scores (learner_id, subject, edition, period, topic, points, answered,
  attempts, best_points, best_max, last_points, last_max, active_at) VALUES (?, ?, ?, ?, ?, 90, 90, 90, 90, 90, 90, 90, 90)`,
					int64(ada.ID), other.subject, edition, other.period, of).Error
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for edition, topic := range topics {
		rows, err := b.Gradebook(ctx, quiz.GradebookQuery{Edition: edition, Limit: 2})
		if err != nil || len(rows) != 2 || rows[0].Name != "ada" || rows[1].Name != "bob" {
			t.Fatalf("%s: rows %v, %v", edition, rows, err)
		}
		want := map[string]quiz.Fraction{topic: {Points: 3, Max: 3}}
		if rows[0].Answered != 3 || !maps.Equal(rows[0].Topics, want) {
			t.Errorf("%s: %d answers, topics %v; want 3 and %v", edition, rows[0].Answered, rows[0].Topics, want)
		}
	}
}
