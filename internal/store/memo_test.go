package store

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
	"viva/internal/users"
)

// A memo comes back whole and to nobody else, wherever its question is asked
// again; an empty one leaves no row.
func TestMemoIsKeptOfTheQuestion(t *testing.T) {
	ctx, b := t.Context(), newBench(t)
	ada, bob := b.learner(t, "ada", true, users.Learner), b.learner(t, "bob", true, users.Learner)
	seed := uint64(5)
	a := b.begin(t, ada, deck.Practice, 3, &seed)
	b.answer(t, ada, a, 1, false)
	it := a.Items()[0]
	b.now = b.now.Add(time.Hour)
	kept, err := b.SetMemo(ctx, ada, a.ID, 1, quiz.MemoChange{Bookmarked: new(true), Felt: new(quiz.TooHard), Words: new(" Business.\r\nNot Basic. ")})
	want := quiz.Memo{Subject: "aws-support", Item: it.ID, Bookmarked: true, Felt: quiz.TooHard, Words: "Business.\nNot Basic.", At: b.now,
		Edition: it.Edition, Lang: "en", Stem: it.Stem, Attempt: a.ID, Position: 1}
	if err != nil || kept != want {
		t.Fatalf("kept %+v, %v", kept, err)
	}
	before := rows(t, b.store, "memos")

	again := b.begin(t, ada, deck.Practice, 3, &seed) // the same questions, in another attempt
	if m, err := b.MemoOf(ctx, again, 1); !errors.Is(err, quiz.ErrMemoEarly) || m != (quiz.Memo{}) {
		t.Errorf("before the answer: %+v, %v", m, err)
	}
	if again, _, err = b.Answer(ctx, ada, again.ID, 1, quiz.Given{Options: choose(again, 1, true)}); err != nil {
		t.Fatal(err)
	}
	if m, err := b.MemoOf(ctx, again, 1); err != nil || m != want {
		t.Errorf("where it is asked again: %+v, %v", m, err)
	}

	b.now = b.now.Add(time.Hour)
	if m, err := b.SetMemo(ctx, ada, again.ID, 1, quiz.MemoChange{Bookmarked: new(true)}); err != nil || m != want {
		t.Errorf("bookmarked twice: %+v, %v", m, err)
	}
	for _, tt := range []struct {
		who  quiz.Learner
		pos  int
		ch   quiz.MemoChange
		want error
	}{
		{bob, 1, quiz.MemoChange{Bookmarked: new(false)}, quiz.ErrNoAttempt},
		{ada, 2, quiz.MemoChange{Bookmarked: new(true)}, quiz.ErrMemoEarly},
		{ada, 9, quiz.MemoChange{Bookmarked: new(true)}, quiz.ErrNoItem},
		{ada, 1, quiz.MemoChange{Bookmarked: new(false), Words: new("a\u202eb")}, quiz.ErrMemoWords},
	} {
		if _, err := b.SetMemo(ctx, tt.who, a.ID, tt.pos, tt.ch); !errors.Is(err, tt.want) {
			t.Errorf("%v at %d: %v, want %v", tt.who, tt.pos, err, tt.want)
		}
	}
	if d := differ(before, rows(t, b.store, "memos")); d != "" {
		t.Errorf("what is refused, or said twice, changed something: %s", d)
	}

	want.Felt, want.At, want.Attempt = quiz.TooEasy, b.now, again.ID
	if m, err := b.SetMemo(ctx, ada, again.ID, 1, quiz.MemoChange{Felt: new(quiz.TooEasy)}); err != nil || m != want {
		t.Errorf("changed to %+v, %v", m, err)
	}
	if m, err := b.MemoOf(ctx, again, 1); err != nil || m != want {
		t.Errorf("changed, and kept %+v, %v", m, err)
	}

	other := b.begin(t, bob, deck.Practice, 3, &seed)
	b.answer(t, bob, other, 1, true)
	if other, err = b.Attempt(ctx, bob, other.ID); err != nil {
		t.Fatal(err)
	}
	if m, err := b.MemoOf(ctx, other, 1); err != nil || m != (quiz.Memo{}) {
		t.Errorf("bob finds %+v, %v", m, err)
	}
	if page, n, err := b.Memos(ctx, bob, quiz.MemosQuery{Subject: "aws-support"}); err != nil || n != 0 || page != nil {
		t.Errorf("bob lists %+v, %v", page, err)
	}

	if m, err := b.SetMemo(ctx, ada, again.ID, 1, quiz.MemoChange{Bookmarked: new(false), Felt: new(quiz.Felt("")), Words: new("")}); err != nil || !m.Empty() {
		t.Errorf("taken away: %+v, %v", m, err)
	}
	if left := rows(t, b.store, "memos"); len(left) != 0 {
		t.Errorf("an empty memo leaves %v", left)
	}
}

// Bookmarks and notes are listed with the last changed first; what only felt
// hard is counted for instructors, by question. All of it goes with its learner.
func TestMemosAreListed(t *testing.T) {
	ctx, b := t.Context(), newBench(t)
	seed := uint64(5)
	var a *quiz.Attempt
	for i, name := range []string{"ada", "bob", "cyd"} {
		who := b.learner(t, name, true, users.Learner)
		a = b.begin(t, who, deck.Practice, 3, &seed)
		for pos := 1; pos <= 3; pos++ {
			b.answer(t, who, a, pos, true)
			b.now = b.now.Add(time.Minute)
			ch := []quiz.MemoChange{{Bookmarked: new(true)}, {Words: new("No.")}, {Felt: new(quiz.TooHard)}}[pos-1]
			if i == 2 { // others say it of the second question, and the other way of the third
				ch = []quiz.MemoChange{{}, {Felt: new(quiz.TooHard)}, {Felt: new(quiz.TooEasy)}}[pos-1]
			}
			if _, err := b.SetMemo(ctx, who, a.ID, pos, ch); err != nil {
				t.Fatal(err)
			}
		}
	}
	ada := quiz.Learner{ID: 1}
	list := func(q quiz.MemosQuery) (positions []int) {
		t.Helper()
		q.Subject = "aws-support"
		page, total, err := b.Memos(ctx, ada, q)
		if err != nil || len(page) > total {
			t.Fatal(page, total, err)
		}
		for _, m := range page {
			positions = append(positions, m.Position)
		}
		return append(positions, -total)
	}
	for _, tt := range []struct {
		q    quiz.MemosQuery
		want []int
	}{
		{quiz.MemosQuery{}, []int{2, 1, -2}}, {quiz.MemosQuery{Limit: 1}, []int{2, -2}}, {quiz.MemosQuery{Limit: 1, Skip: 1}, []int{1, -2}},
		{quiz.MemosQuery{Bookmarked: true}, []int{1, -1}}, {quiz.MemosQuery{Edition: "nothing"}, []int{0}},
	} {
		if got := list(tt.q); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%+v: %v, want %v", tt.q, got, tt.want)
		}
	}
	if _, _, err := b.Memos(ctx, ada, quiz.MemosQuery{Subject: "nothing"}); !errors.Is(err, quiz.ErrSubject) {
		t.Errorf("of no subject: %v", err)
	}
	felt, err := b.FeltMost(ctx, "")
	if err != nil || len(felt) != 2 || felt[0].Item != a.Items()[2].ID || felt[0].Hard != 2 || felt[0].Easy != 1 || felt[1].Hard != 1 || felt[0].Stem != a.Items()[2].Stem {
		t.Errorf("instructors see %+v, %v", felt, err)
	}
	if felt, err := b.FeltMost(ctx, "http-semantics"); err != nil || len(felt) != 0 {
		t.Errorf("of another subject they see %+v, %v", felt, err)
	}
	if err := b.store.write.Exec("DELETE FROM users WHERE id = ?", int64(ada.ID)).Error; err != nil {
		t.Fatal(err)
	}
	if got := list(quiz.MemosQuery{}); !reflect.DeepEqual(got, []int{0}) {
		t.Errorf("without the learner: %v", got)
	}
}

// The most that an account keeps is counted in the transaction that would add
// one more.
func TestMemosStopAtTheirBound(t *testing.T) {
	ctx, b := t.Context(), newBench(t)
	ada := b.learner(t, "ada", true, users.Learner)
	a := b.told(t, ada, "aws-support")
	for i := range quiz.MaxMemos {
		m := quiz.Memo{Subject: "gone", Item: fmt.Sprint(i), Bookmarked: true, Position: 1}
		if err := storeMemo(b.store.write, ada.ID, m); err != nil {
			t.Fatal(err)
		}
	}
	mark := quiz.MemoChange{Bookmarked: new(true)}
	if _, err := b.SetMemo(ctx, ada, a.ID, 1, mark); !errors.Is(err, quiz.ErrMemosFull) {
		t.Errorf("one too many: %v", err)
	}
	if err := storeMemo(b.store.write, ada.ID, quiz.Memo{Subject: "gone", Item: "0"}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.SetMemo(ctx, ada, a.ID, 1, mark); err != nil {
		t.Errorf("after one was taken away: %v", err)
	}
}

// A sitting of bookmarks asks these and nothing else, in words not used last
// time; what a running exam asks stays out.
func TestBookmarksArePractised(t *testing.T) {
	ctx, b := t.Context(), newBench(t)
	st := studyOn(b)
	ada := b.learner(t, "ada", true, users.Learner)
	sit := study.Sitting{Subject: "aws-support", Kind: quiz.Bookmarked, Size: 10}
	if _, err := st.Sit(ctx, ada, sit); !errors.Is(err, quiz.ErrNoneBookmarked) {
		t.Errorf("without bookmarks: %v", err)
	}
	a := b.begin(t, ada, deck.Practice, 12, nil)
	last := map[string]int{}
	for pos := 1; pos <= 12; pos++ {
		b.answer(t, ada, a, pos, true)
		ch := quiz.MemoChange{Bookmarked: new(pos%3 == 0), Words: new("No.")}
		if _, err := b.SetMemo(ctx, ada, a.ID, pos, ch); err != nil {
			t.Fatal(err)
		}
		if it := a.Items()[pos-1]; pos%3 == 0 {
			last[it.ID] = it.Wording
		}
	}
	practised := func(sit study.Sitting) (ids []string) {
		t.Helper()
		again, err := st.Sit(ctx, ada, sit)
		if err != nil {
			t.Fatal(err)
		}
		if again.Kind != quiz.Bookmarked || again.Ranked {
			t.Errorf("an attempt of kind %q, ranked %v", again.Kind, again.Ranked)
		}
		for pos, it := range again.Items() {
			ids = append(ids, it.ID)
			if wording, ok := last[it.ID]; !ok || wordings(it) > 1 && wording == it.Wording {
				t.Errorf("%s is asked in wording %d, last %v", it.ID, it.Wording, last)
			}
			b.now = b.now.Add(time.Minute)
			b.answer(t, ada, again, pos+1, true)
			last[it.ID] = it.Wording
		}
		return ids
	}
	all := practised(sit)
	if len(all) != 4 {
		t.Fatalf("practised %v, want those of %v", all, last)
	}
	sit.Size = 1
	if first := practised(sit); !slices.Equal(first, all[:1]) { // it was asked longest ago
		t.Errorf("one alone: %v of %v", first, all)
	}

	exam, err := b.Start(ctx, ada, quiz.Start{Subject: "aws-support", Exam: "clf-c02-short"})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, it := range exam.Items() {
		names = append(names, it.Names...)
	}
	asks := func(it deck.Item) bool {
		return slices.ContainsFunc(it.Names, func(n string) bool { return slices.Contains(names, n) })
	}
	withheld := 0
	for _, it := range a.Items() {
		if _, bookmarked := last[it.ID]; bookmarked && asks(it) {
			withheld++
		}
	}
	sit.Size = 10
	again, err := st.Sit(ctx, ada, sit)
	if err != nil || withheld == 0 || again.Size() > 4-withheld || slices.ContainsFunc(again.Items(), asks) {
		t.Errorf("beside an exam that asks %d of the four bookmarks: %d items, %v", withheld, again.Size(), err)
	}
}

// wordings is in how many wordings the item's model asks.
func wordings(it deck.Item) int {
	for _, d := range decks() {
		for _, m := range d.Models() {
			if d.Subject == it.Subject && m.ID == it.Model {
				return len(m.Stem.EN)
			}
		}
	}
	return 0
}
