package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	mathrand "math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/limits"
	"viva/internal/quiz"
	"viva/internal/testkit/breakable"
	"viva/internal/testkit/chance"
	"viva/internal/testkit/database"
	"viva/internal/users"
	"viva/questions"
)

func TestMain(m *testing.M) { breakable.Main(m) }

var decks = sync.OnceValue(func() []*deck.Deck {
	d, faults := deck.LoadProved(questions.FS)
	if len(faults) > 0 {
		panic(faults)
	}
	return d
})

// bench is a quiz on a real database with a clock that tests turn.
type bench struct {
	*quiz.Service
	store *Store
	now   time.Time
}

func newBench(t testing.TB) *bench {
	t.Helper()
	s, err := Open(context.Background(), database.Empty(t, Open), slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return benchOn(t, s)
}

func benchOn(t testing.TB, s *Store) *bench {
	b := &bench{store: s, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	b.Service = quiz.NewService(decks(), s, func() time.Time { return b.now }, chance.Reader(t))
	return b
}

// learner makes an account; only what the quiz needs of it is filled in.
func (b *bench) learner(t testing.TB, name string, listed bool, role users.Role) quiz.Learner {
	t.Helper()
	a := users.Account{User: users.User{Name: name, Role: role, ShownAs: name, Listed: listed, CreatedAt: b.now}, ShownKey: name}
	if role != users.Guest {
		a.NameKey, a.PasswordHash = name, "x"
	}
	err := b.store.UpdateAccounts(context.Background(), func(tx users.Tx) error { return tx.InsertAccount(&a) })
	if err != nil {
		t.Fatal(err)
	}
	return quiz.Learner{ID: quiz.LearnerID(a.ID), Guest: role == users.Guest}
}

func (b *bench) begin(t testing.TB, who quiz.Learner, mode deck.Mode, size int, seed *uint64) *quiz.Attempt {
	t.Helper()
	a, err := b.Start(context.Background(), who, quiz.Start{Subject: "aws-support", Mode: mode, Size: size, Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// beginWith begins practices until one asks an item of a type, and says where.
func (b *bench) beginWith(t testing.TB, who quiz.Learner, typ string) (*quiz.Attempt, int) {
	t.Helper()
	for range 50 {
		a := b.begin(t, who, deck.Practice, 40, nil)
		if i := slices.IndexFunc(a.Items(), func(it deck.Item) bool { return it.Type == typ }); i >= 0 {
			return a, i + 1
		}
	}
	t.Fatalf("no item of type %q in 50 practices", typ)
	return nil, 0
}

// choose is an answer to the item at pos, right or wrong.
func choose(a *quiz.Attempt, pos int, right bool) []string { return a.Items()[pos-1].Sample(right) }

// read lets the time pass in which a learner reads a question.
func (b *bench) read() { b.now = b.now.Add(10 * time.Second) }

// answer gives an answer to the item at pos, which was read.
func (b *bench) answer(t testing.TB, who quiz.Learner, a *quiz.Attempt, pos int, right bool) {
	t.Helper()
	b.read()
	if _, _, err := b.Answer(context.Background(), who, a.ID, pos, quiz.Given{Options: choose(a, pos, right)}); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) board(t testing.TB, who quiz.Learner, q quiz.ScoreboardQuery) quiz.Scoreboard {
	t.Helper()
	board, err := b.Scoreboard(context.Background(), who, q)
	if err != nil {
		t.Fatal(err)
	}
	return board
}

// What was stored comes back as it was, and to nobody but its learner.
func TestAttemptRoundTrip(t *testing.T) {
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	a := b.begin(t, who, deck.Practice, 5, nil)
	b.answer(t, who, a, 2, true)
	got, err := b.Attempt(context.Background(), who, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Items(), a.Items()) {
		t.Error("the items changed on their way through the database")
	}
	if got.Answered() != 1 || got.NextOpen() != 1 || got.Seed != a.Seed || !got.StartedAt.Equal(a.StartedAt) || got.Finished() {
		t.Errorf("got %+v", got)
	}
	other := b.learner(t, "eve", true, users.Learner)
	if _, err := b.Attempt(context.Background(), other, a.ID); !errors.Is(err, quiz.ErrNoAttempt) {
		t.Errorf("somebody else's attempt: %v", err)
	}
	if _, _, err := b.Answer(context.Background(), other, a.ID, 1, quiz.Given{Options: choose(a, 1, true)}); !errors.Is(err, quiz.ErrNoAttempt) {
		t.Errorf("answering somebody else's attempt: %v", err)
	}
}

// Every field of a response is written and read, also one that is new. The same
// answer with its key returns what is stored of it.
func TestResponsesKeepEveryField(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	a := b.begin(t, who, deck.Practice, 2, nil)
	kept := map[string]bool{}
	for pos, right := range map[int]bool{1: false, 2: true} {
		given := quiz.Given{Options: choose(a, pos, right), Certainty: quiz.Sure, Key: fmt.Sprint("key-", pos)}
		if _, _, err := b.Answer(ctx, who, a.ID, pos, given); err != nil {
			t.Fatal(err)
		}
		if !right {
			if err := b.store.UpdateAttempt(ctx, who.ID, a.ID, func(a *quiz.Attempt) error { return a.Mistap(pos) }); err != nil {
				t.Fatal(err)
			}
		}
		got, err := b.Attempt(ctx, who, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		r, err := got.Record(pos, given, b.now)
		if err != nil {
			t.Fatal(err)
		}
		for f, v := range reflect.ValueOf(r).Fields() {
			kept[f.Name] = kept[f.Name] || !v.IsZero()
		}
	}
	for name, is := range kept {
		if !is {
			t.Errorf("%s of a response came back empty: give it here, and let the store write and read it", name)
		}
	}
}

// notKept are the fields of an attempt that do not come back, and why not.
var notKept = map[string]string{
	"Exhausted": "is told when the attempt begins, and never again",
	"replaced":  "says which responses to drop",
	"noted":     "says which notes to write",
	"mistaken":  "says which mistaps to write",
	"finishing": "says that the end is to be written",
}

// Every field of an attempt is written and read, also one that is new: it comes
// back as it was when the attempt began, was answered and ended.
func TestAttemptsKeepEveryField(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	kept := map[string]bool{}
	comesBack := func(a *quiz.Attempt, err error) *quiz.Attempt {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		got, err := b.store.Attempt(ctx, who.ID, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		was := reflect.ValueOf(*a)
		for f, v := range reflect.ValueOf(*got).Fields() {
			kept[f.Name] = kept[f.Name] || !v.IsZero()
			if was := was.FieldByIndex(f.Index); f.IsExported() && notKept[f.Name] == "" && !reflect.DeepEqual(v.Interface(), was.Interface()) {
				t.Errorf("%s of an attempt was %v and came back as %v", f.Name, was, v)
			}
		}
		return got
	}
	asked := b.begin(t, who, deck.Practice, 1, nil).Items()[0]
	for _, start := range []quiz.Start{
		{Subject: "aws-support", Mode: deck.Practice, Kind: quiz.Cram, Size: 1, Wants: []deck.Want{{Fact: asked.Names[0]}}, Foreseen: `{"chance":0.61}`},
		{Subject: "aws-support", Exam: "clf-c02-short"},
	} {
		a := comesBack(b.Start(ctx, who, start))
		b.now = b.now.Add(time.Second)
		answered, _, err := b.Answer(ctx, who, a.ID, 1, quiz.Given{Options: choose(a, 1, true)})
		comesBack(answered, err)
		finished, _, err := b.Finish(ctx, who, a.ID)
		comesBack(finished, err)
	}
	left := b.begin(t, who, deck.Practice, 1, nil)
	b.Limit(limits.Limits{IdlePractice: time.Hour})
	b.now = b.now.Add(time.Hour)
	if n, err := b.Tidy(ctx); n == 0 || err != nil {
		t.Fatal(n, err)
	}
	comesBack(b.Attempt(ctx, who, left.ID))
	for name, is := range kept {
		switch why := notKept[name]; {
		case !is && why == "":
			t.Errorf("%s of an attempt came back empty: give it here, and let the store write and read it", name)
		case is && why != "":
			t.Errorf("%s of an attempt came back: take it off notKept", name)
		}
	}
	for name := range notKept {
		if _, ok := kept[name]; !ok {
			t.Errorf("an attempt has no %s any more", name)
		}
	}
}

// Twenty answers at once to one item: one is counted.
func TestRaceForOneItem(t *testing.T) {
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	a := b.begin(t, who, deck.Practice, 3, nil)
	b.read()
	var accepted, refused int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			_, _, err := b.Answer(context.Background(), who, a.ID, 1, quiz.Given{Options: choose(a, 1, true)})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				accepted++
			case errors.Is(err, quiz.ErrAnswered):
				refused++
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if accepted != 1 || refused != 19 {
		t.Errorf("%d accepted, %d refused", accepted, refused)
	}
	if me := b.board(t, who, quiz.ScoreboardQuery{}).Me; me == nil || me.Points != 1 || me.Answered != 1 {
		t.Errorf("score %+v, want one point for one item", me)
	}
}

// The same key from many clients at once is one answer; for another learner
// it is another key; in another attempt of the same learner it is refused.
func TestIdempotencyKeys(t *testing.T) {
	b := newBench(t)
	ada, bob := b.learner(t, "ada", true, users.Learner), b.learner(t, "bob", true, users.Learner)
	a, other := b.begin(t, ada, deck.Exam, 3, nil), b.begin(t, ada, deck.Exam, 3, nil)
	bobs := b.begin(t, bob, deck.Exam, 3, nil)
	give := func(who quiz.Learner, a *quiz.Attempt, pos int) (quiz.Response, error) {
		_, r, err := b.Answer(context.Background(), who, a.ID, pos, quiz.Given{Options: choose(a, pos, true), Key: "k"})
		return r, err
	}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if r, err := give(ada, a, 1); err != nil || r.Revision != 1 {
				t.Errorf("revision %d, %v", r.Revision, err)
			}
		})
	}
	wg.Wait()
	if _, err := give(ada, a, 2); !errors.Is(err, quiz.ErrKeyReused) {
		t.Errorf("another item: %v", err)
	}
	if _, err := give(ada, other, 1); !errors.Is(err, quiz.ErrKeyReused) {
		t.Errorf("another attempt: %v", err)
	}
	if _, err := give(bob, bobs, 1); err != nil {
		t.Errorf("another learner: %v", err)
	}
}

// Many finish at once: one transition, one outcome, the same result for all.
func TestFinishOnce(t *testing.T) {
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	a := b.begin(t, who, deck.Exam, 4, nil)
	b.answer(t, who, a, 1, true)
	b.answer(t, who, a, 2, false)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			_, res, err := b.Finish(context.Background(), who, a.ID)
			if err != nil || res.Points != 1 || res.Max != 4 {
				t.Errorf("%+v, %v", res, err)
			}
		})
	}
	wg.Wait()
	rows, err := b.Gradebook(context.Background(), quiz.GradebookQuery{})
	if err != nil || len(rows) != 1 || rows[0].Attempts != 1 || rows[0].Answered != 4 || rows[0].Best != (quiz.Fraction{Points: 1, Max: 4}) {
		t.Errorf("%+v, %v", rows, err)
	}
	if _, _, err := b.Answer(context.Background(), who, a.ID, 3, quiz.Given{Options: choose(a, 3, true)}); !errors.Is(err, quiz.ErrFinished) {
		t.Errorf("answer after the end: %v", err)
	}
}

// Keys cannot be collected for nothing: practice that ends early tells only
// what was answered, and the blanks of an exam, which are told, count.
func TestBlanksDoNotPay(t *testing.T) {
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	practice := b.begin(t, who, deck.Practice, 3, nil)
	after, _, err := b.Finish(context.Background(), who, practice.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, told, _ := after.Feedback(1); told {
		t.Error("practice that ended early tells a key")
	}
	if me := b.board(t, who, quiz.ScoreboardQuery{}).Me; me != nil && me.Answered > 0 {
		t.Errorf("blanks of practice count: %+v", me)
	}
	exam := b.begin(t, who, deck.Exam, 3, nil)
	if after, _, err = b.Finish(context.Background(), who, exam.ID); err != nil {
		t.Fatal(err)
	}
	if f, told, _ := after.Feedback(1); !told || f.Answered || f.Correct {
		t.Errorf("a blank in a finished exam: %+v, told %v", f, told)
	}
	if me := b.board(t, who, quiz.ScoreboardQuery{}).Me; me == nil || me.Answered != 3 || me.Points != 0 {
		t.Errorf("blanks of an exam: %+v, want three that count with no points", me)
	}
}

// Each distinct item counts once in each period, by its first ranked answer.
func TestItemsCountOnce(t *testing.T) {
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	seen := map[string]bool{}
	first := 0
	for range 12 { // far more answers than the topic has items
		a, err := b.Start(context.Background(), who, quiz.Start{Subject: "aws-support", Edition: "2024", Mode: deck.Exam, Size: 2, Topics: []string{"plans"}})
		if err != nil {
			t.Fatal(err)
		}
		for pos, it := range a.Items() {
			right := len(seen)%2 == 0
			if !seen[it.ID] {
				seen[it.ID] = true
				if right {
					first++
				}
			}
			b.answer(t, who, a, pos+1, right)
		}
		if _, _, err := b.Finish(context.Background(), who, a.ID); err != nil {
			t.Fatal(err)
		}
	}
	me := b.board(t, who, quiz.ScoreboardQuery{Edition: "2024"}).Me
	if me.Answered != len(seen) {
		t.Errorf("%d items count, %d distinct ones were answered", me.Answered, len(seen))
	}
	b.now = b.now.AddDate(0, 1, 0)
	if month := b.board(t, who, quiz.ScoreboardQuery{Edition: "2024", Period: "month"}); month.Me != nil || len(month.Rows) > 0 {
		t.Errorf("a new month begins with %+v", month)
	}
}

// Ranks are 1, 2, 2, 4; guests and the hidden are not ranked, but see their
// own row; pages follow each other without gap or overlap.
func TestScoreboard(t *testing.T) {
	b := newBench(t)
	score := func(name string, listed bool, role users.Role, points int) quiz.Learner {
		who := b.learner(t, name, listed, role)
		a := b.begin(t, who, deck.Practice, 5, nil)
		for pos := 1; pos <= 5; pos++ {
			b.answer(t, who, a, pos, pos <= points)
		}
		return who
	}
	score("ada", true, users.Learner, 5)
	bob := score("bob", true, users.Learner, 3)
	score("cyd", true, users.Learner, 3)
	score("dan", true, users.Learner, 1)
	hidden := score("eve", false, users.Learner, 4)
	guest := score("", true, users.Guest, 4)
	removed := score("fay", true, users.Learner, 4) // by an administrator
	if err := b.store.write.Exec("UPDATE users SET hidden = 1 WHERE id = ?", int64(removed.ID)).Error; err != nil {
		t.Fatal(err)
	}

	board := b.board(t, bob, quiz.ScoreboardQuery{})
	var ranks []string
	for _, r := range board.Rows {
		ranks = append(ranks, fmt.Sprintf("%d %s %d/%d", r.Rank, r.Name, r.Points, r.Answered))
	}
	if want := []string{"1 ada 5/5", "2 bob 3/5", "2 cyd 3/5", "4 dan 1/5"}; !slices.Equal(ranks, want) {
		t.Errorf("ranks %q, want %q", ranks, want)
	}
	if board.Me == nil || board.Me.Rank != 2 || board.Next != "" {
		t.Errorf("own row %+v, next %q", board.Me, board.Next)
	}
	for _, who := range []quiz.Learner{hidden, guest, removed} {
		if me := b.board(t, who, quiz.ScoreboardQuery{}).Me; me == nil || me.Rank != 0 || me.Points != 4 {
			t.Errorf("own row of somebody not shown: %+v", me)
		}
	}
	var names []string
	for after := ""; ; {
		page := b.board(t, bob, quiz.ScoreboardQuery{Limit: 1, After: after})
		for _, r := range page.Rows {
			names = append(names, r.Name)
		}
		if page.Me == nil {
			t.Error("the own row is on every page")
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if want := []string{"ada", "bob", "cyd", "dan"}; !slices.Equal(names, want) {
		t.Errorf("pages show %q, want %q", names, want)
	}
	for _, bad := range []string{"x", "-1", "0", "1 OR 1=1"} {
		if _, err := b.Scoreboard(context.Background(), bob, quiz.ScoreboardQuery{After: bad}); !errors.Is(err, quiz.ErrAfter) {
			t.Errorf("after %q: %v", bad, err)
		}
	}
}

func TestProgressFilter(t *testing.T) {
	b := newBench(t)
	for _, name := range []string{"ada", "100% sure", "under_score"} {
		b.learner(t, name, true, users.Learner)
	}
	b.learner(t, "teacher", true, users.Instructor)
	for filter, want := range map[string]int{"": 3, "a": 1, "%": 1, "_": 1, "zzz": 0, `\`: 0} {
		rows, err := b.Gradebook(context.Background(), quiz.GradebookQuery{Name: filter})
		if err != nil || len(rows) != want {
			t.Errorf("filter %q: %d rows, %v; want %d", filter, len(rows), err, want)
		}
	}
}

// Rebuilding gives the very rows that were maintained, whatever happened:
// practice and exams, repeats, ties in time, unranked and unfinished attempts.
func TestRebuildIsIdentical(t *testing.T) {
	b := newBench(t)
	chance := mathrand.New(mathrand.NewPCG(1, 2))
	who := []quiz.Learner{b.learner(t, "ada", true, users.Learner), b.learner(t, "bob", false, users.Learner), b.learner(t, "", true, users.Guest)}
	who[2].Guest = false // as many attempts as the others
	type open struct {
		who quiz.Learner
		a   *quiz.Attempt
	}
	var running []open
	seed := uint64(3)
	steps := 400
	if testing.Short() {
		steps = 120
	}
	for range steps {
		b.now = b.now.Add(time.Duration(chance.IntN(3)) * 8 * time.Hour)
		if len(running) == 0 || chance.IntN(8) == 0 {
			l := who[chance.IntN(len(who))]
			s := &seed
			if chance.IntN(5) > 0 {
				s = nil
			}
			mode := deck.Practice
			if s == nil && chance.IntN(2) == 0 {
				mode = deck.Exam
			}
			running = append(running, open{l, b.begin(t, l, mode, 4, s)})
			continue
		}
		i := chance.IntN(len(running))
		o := running[i]
		if chance.IntN(5) == 0 {
			if _, _, err := b.Finish(context.Background(), o.who, o.a.ID); err != nil {
				t.Fatal(err)
			}
			running = slices.Delete(running, i, i+1)
			continue
		}
		pos := 1 + chance.IntN(4)
		_, _, err := b.Answer(context.Background(), o.who, o.a.ID, pos, quiz.Given{Options: choose(o.a, pos, chance.IntN(2) == 0)})
		if err != nil && !errors.Is(err, quiz.ErrAnswered) {
			t.Fatal(err)
		}
	}
	before := b.derived(t)
	if len(before) < 50 {
		t.Fatalf("only %d derived rows: the test proves little", len(before))
	}
	if err := b.Rebuild(context.Background()); err != nil {
		t.Fatal(err)
	}
	after := b.derived(t)
	for i := range max(len(before), len(after)) {
		if i >= len(before) || i >= len(after) || before[i] != after[i] {
			t.Fatalf("row %d differs:\nmaintained %v\nrebuilt    %v", i, before[i:min(i+1, len(before))], after[i:min(i+1, len(after))])
		}
	}
}

// derived dumps the rows that a rebuild computes afresh.
func (b *bench) derived(t testing.TB) []string {
	t.Helper()
	var out []string
	for _, table := range []string{"scores", "counted"} {
		var rows []map[string]any
		if err := b.store.read.Raw("SELECT * FROM " + table + " ORDER BY 1, 2, 3, 4, 5").Scan(&rows).Error; err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			out = append(out, fmt.Sprint(table, r))
		}
	}
	return out
}

func BenchmarkAnswer(b *testing.B) {
	bench := newBench(b)
	who := bench.learner(b, "ada", true, users.Learner)
	var a *quiz.Attempt
	pos := 0
	for b.Loop() {
		if pos%20 == 0 {
			b.StopTimer()
			a, pos = bench.begin(b, who, deck.Practice, 20, nil), 0
			b.StartTimer()
		}
		pos++
		bench.answer(b, who, a, pos, true)
	}
}
