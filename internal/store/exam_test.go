package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-gormigrate/gormigrate/v2"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/quiz"
	"viva/internal/testkit/database"
	"viva/internal/users"
)

func (b *bench) exam(t testing.TB, who quiz.Learner) *quiz.Attempt {
	t.Helper()
	a, err := b.Start(context.Background(), who, quiz.Start{Subject: "aws-support", Exam: "clf-c02-short"})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// All that an exam keeps comes back from storage as it was.
func TestExamRoundTrip(t *testing.T) {
	ctx := context.Background()
	b := newBench(t)
	// Always the same items: for some of practice, an exam with others withholds
	// all that could come back.
	b.Service = quiz.NewService(decks(), b.store, func() time.Time { return b.now }, mathrand.NewChaCha8([32]byte{}))
	who := b.learner(t, "ada", true, users.Learner)
	a := b.exam(t, who)
	b.now = b.now.Add(1234 * time.Millisecond)
	flag := true
	struck := []string{a.Items()[1].Options[0].ID, a.Items()[1].Options[2].ID}
	given := quiz.Given{Options: choose(a, 2, true), Certainty: quiz.Guess}
	if _, _, err := b.Jot(ctx, who, a.ID, 2, quiz.Draft{Given: &given, Flagged: &flag, Struck: &struck}); err != nil {
		t.Fatal(err)
	}
	got, err := b.Attempt(ctx, who, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Deadline.Equal(a.Deadline) || got.Exam != a.Exam || got.MovedTo != 2 || !got.MovedAt.Equal(b.now) {
		t.Errorf("got deadline %v of %s, moved to %d at %v", got.Deadline, got.Exam, got.MovedTo, got.MovedAt)
	}
	n := got.Note(2)
	if !n.Flagged || len(n.Struck) != 2 || n.Spent != 1234*time.Millisecond {
		t.Errorf("note %+v", n)
	}
	if !reflect.DeepEqual(got.Items(), a.Items()) {
		t.Error("the items changed on their way through the database")
	}
	practice := b.begin(t, who, deck.Practice, 2, nil)
	if _, _, err := b.Answer(ctx, who, practice.ID, 1, quiz.Given{Options: choose(practice, 1, false), Certainty: quiz.Sure}); err != nil {
		t.Fatal(err)
	}
	if got, err = b.Attempt(ctx, who, practice.ID); err != nil || got.Size() != 3 || got.Items()[2].Role != deck.Return {
		t.Errorf("what came back was not stored: %d items, %v", got.Size(), err)
	}
	list, err := b.Attempts(ctx, who, quiz.AttemptsQuery{})
	if err != nil || len(list) != 2 || list[0].Size != 3 || list[1].Exam != "clf-c02-short" || !list[1].Deadline.Equal(a.Deadline) {
		t.Errorf("list %+v, %v", list, err)
	}
}

// Of many exams begun at once, one runs: the end of another would tell its
// keys.
func TestOneExamAtATime(t *testing.T) {
	ctx := context.Background()
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	var begun []quiz.AttemptID
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			a, err := b.Start(ctx, who, quiz.Start{Subject: "aws-support", Exam: "clf-c02-short"})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				begun = append(begun, a.ID)
			} else if !errors.Is(err, quiz.ErrExamOpen) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(begun) != 1 {
		t.Fatalf("%d exams were begun at once", len(begun))
	}
	if open, err := b.OpenExam(ctx, who); err != nil || open == nil || open.ID != begun[0] {
		t.Errorf("open: %v, %v", open, err)
	}
	b.now = b.now.Add(19 * time.Minute)
	if open, err := b.OpenExam(ctx, who); err != nil || open != nil {
		t.Errorf("its time is over, but it is open: %v, %v", open, err)
	}
	b.exam(t, who) // and the next one can begin, though nobody ended the first
}

// When the time runs out, answers, ends and sweeps race: the attempt ends once,
// at its deadline and grace, and counts what was taken before, no more.
func TestExpiryRace(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	ctx := context.Background()
	b := newBench(t)
	for round := range 8 {
		who := b.learner(t, fmt.Sprintf("ada%d", round), true, users.Learner)
		a := b.exam(t, who)
		b.answer(t, who, a, 1, true)
		b.answer(t, who, a, 2, true)
		start := b.now
		b.now = a.Deadline.Add(quiz.Grace)
		var wg sync.WaitGroup
		for i := range 24 {
			wg.Go(func() {
				var err error
				switch i % 4 {
				case 0:
					_, _, err = b.Answer(ctx, who, a.ID, 3+i%5, quiz.Given{Options: choose(a, 3+i%5, true)})
					if !errors.Is(err, quiz.ErrExpired) {
						t.Errorf("an answer that came too late: %v", err)
					}
					return
				case 1:
					_, _, err = b.Service.Finish(ctx, who, a.ID)
				case 2:
					_, err = b.Sweep(ctx)
				case 3:
					_, err = b.Service.Attempt(ctx, who, a.ID)
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		after, err := b.Attempt(ctx, who, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		res, err := after.Result()
		if err != nil || !after.FinishedAt.Equal(a.Deadline.Add(quiz.Grace)) || after.Answered() != 2 || res.Points != after.Points() {
			t.Errorf("ended at %v with %d answers: %+v, %v", after.FinishedAt, after.Answered(), res, err)
		}
		if n := len(rows(t, b.store, fmt.Sprintf("reviews WHERE attempt_id = %d", a.ID))); n != 2 {
			t.Errorf("%d reviews are logged, want those of two answers", n)
		}
		b.now = start
	}
}

// A refused answer does not keep the end from being stored.
func TestExpiryIsKeptWithARefusal(t *testing.T) {
	ctx := context.Background()
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	a := b.exam(t, who)
	b.now = a.Deadline.Add(quiz.Grace)
	if _, _, err := b.Answer(ctx, who, a.ID, 1, quiz.Given{Options: choose(a, 1, true)}); !errors.Is(err, quiz.ErrExpired) {
		t.Fatal(err)
	}
	stored, err := b.store.Attempt(ctx, who.ID, a.ID)
	if err != nil || !stored.FinishedAt.Equal(a.Deadline.Add(quiz.Grace)) {
		t.Errorf("ended at %v, %v", stored.FinishedAt, err)
	}
}

// A database of the version before exams and memory comes up with all attempts
// and scores as they were; what was open is answered to its end.
func TestMigrationKeepsAttempts(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(database.Dir(t), "viva.db")
	old := &Store{held: slowWrites(slog.New(slog.DiscardHandler))}
	if err := old.connect(ctx, path, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	m := gormigrate.New(old.write, &gormigrate.Options{UseTransaction: true}, migrationList(t))
	if err := m.MigrateTo("0003_objections"); err != nil {
		t.Fatal(err)
	}
	if err := old.write.Exec("SELECT kind FROM attempts").Error; err == nil {
		t.Fatal("this is no database of the old version")
	}

	// The attempts are dealt by today's program and copied without what the
	// version before did not know.
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	done, open, exam := b.begin(t, who, deck.Practice, 6, nil), b.begin(t, who, deck.Practice, 4, nil), b.begin(t, who, deck.Exam, 5, nil)
	for pos := 1; pos <= 6; pos++ {
		b.answer(t, who, done, pos, pos%3 > 0)
	}
	b.answer(t, who, open, 1, true)
	b.answer(t, who, exam, 2, true)
	if _, _, err := b.Service.Finish(ctx, who, done.ID); err != nil {
		t.Fatal(err)
	}
	copied := map[string]string{
		"users":     "id, name, name_key, email, email_key, role, shown_as, shown_key, listed, password_hash, created_at",
		"attempts":  "id, learner_id, subject, edition, lang, mode, topics, seed, ranked, knowledge, size, answered, started_at, finished_at, finished_as, points, max",
		"items":     "attempt_id, position, item, hash, model, model_version, topic",
		"responses": "id, attempt_id, position, revision, learner_id, given, mark, key, answered_at",
		"scores":    "*",
		"counted":   "*",
	}
	for _, table := range []string{"users", "attempts", "items", "responses", "scores", "counted"} {
		var found []map[string]any
		if err := b.store.read.Raw("SELECT " + copied[table] + " FROM " + table).Scan(&found).Error; err != nil || len(found) == 0 {
			t.Fatalf("%s: %d rows, %v", table, len(found), err)
		}
		for _, row := range found {
			if table == "responses" {
				row["points"] = row["mark"].(int64) / int64(deck.FullMark)
				delete(row, "mark")
			}
			if table == "items" {
				row["body"] = bodyBefore(t, b.store, row["attempt_id"].(int64), row["position"].(int64))
			}
			if err := old.write.Table(table).Create(row).Error; err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}

	s := openAt(t, path)
	now := benchOn(t, s)
	scores := rows(t, b.store, "scores", "counted")
	if d := differ(scores, rows(t, s, "scores", "counted")); d != "" {
		t.Errorf("scores: %s", d)
	}
	if err := now.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	if d := differ(scores, rows(t, s, "scores", "counted")); d != "" {
		t.Errorf("scores computed afresh: %s", d)
	}
	for _, a := range []*quiz.Attempt{done, open, exam} {
		want, err := b.Service.Attempt(ctx, who, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		got, err := now.Service.Attempt(ctx, who, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got.Timed() || got.Exam != "" || got.Kind != quiz.Mixed || got.Answered() != want.Answered() || got.Points() != want.Points() || got.Max() != want.Max() ||
			!got.FinishedAt.Equal(want.FinishedAt) || !got.MovedAt.IsZero() {
			t.Errorf("attempt %d came up as %+v", a.ID, got)
		}
		for pos := range want.Items() {
			wasTold, _, _ := want.Feedback(pos + 1)
			isTold, _, err := got.Feedback(pos + 1)
			if err != nil || !reflect.DeepEqual(wasTold.Options, isTold.Options) || wasTold.Correct != isTold.Correct {
				t.Errorf("attempt %d, item %d is told otherwise: %v", a.ID, pos+1, err)
			}
		}
	}
	if _, _, err := now.Answer(ctx, who, open.ID, 2, quiz.Given{Options: choose(open, 2, false), Certainty: quiz.Sure}); err != nil {
		t.Errorf("an attempt left open: %v", err)
	}
	flag := true
	if _, _, err := now.Jot(ctx, who, exam.ID, 2, quiz.Draft{Flagged: &flag}); err != nil {
		t.Errorf("a flag in an exam left open: %v", err)
	}
	if _, res, err := now.Service.Finish(ctx, who, exam.ID); err != nil || res.Points != 1 || res.Max != 5 {
		t.Errorf("an exam left open ends with %+v, %v", res, err)
	}
	if n := len(rows(t, s, "reviews")); n != 2 {
		t.Errorf("%d reviews are logged, want those of two answers given or told since", n)
	}
}

// The exams of v0.1.0 get the scale that its subjects had. An exam that has
// none is told on the scale of its profile today: nothing else is known of it.
func TestScalesOfV010(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	s, err := Open(t.Context(), oldDatabase(t), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var sat []struct{ ID, LearnerID int64 }
	if err := s.read.Raw("SELECT id, learner_id FROM attempts WHERE exam <> '' ORDER BY id").Scan(&sat).Error; err != nil || len(sat) != 2 {
		t.Fatalf("%d exams, %v", len(sat), err)
	}
	clf, other := deck.Scale{From: 100, To: 1000, Pass: 700}, deck.Scale{From: 0, To: 10, Pass: 9}
	edited := *decks()[0]
	edited.Exams = slices.Clone(edited.Exams)
	for i := range edited.Exams {
		edited.Exams[i].Scale = other
	}
	q := quiz.NewService([]*deck.Deck{&edited}, s, func() time.Time { return noon }, nil)
	scale := func(i int) deck.Scale {
		a, err := q.Attempt(t.Context(), quiz.Learner{ID: quiz.LearnerID(sat[i].LearnerID)}, quiz.AttemptID(sat[i].ID))
		if err != nil {
			t.Fatal(err)
		}
		return a.Scale
	}
	if scale(0) != clf || scale(1) != clf {
		t.Errorf("exams of v0.1.0 are told on %v and %v", scale(0), scale(1))
	}
	if err := s.write.Exec("UPDATE attempts SET scale_from = NULL, scale_to = NULL, pass = NULL WHERE id = ?", sat[0].ID).Error; err != nil {
		t.Fatal(err)
	}
	if scale(0) != other {
		t.Errorf("an exam without a scale is told on %v, not on its profile's", scale(0))
	}
}

// bodyBefore is the body of an item without what the version before exams and
// memory did not write.
func bodyBefore(t *testing.T, s *Store, attempt, position int64) string {
	t.Helper()
	items, err := loadItems(s.read, attempt)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(storedItemOf(items[position-1]))
	if err != nil {
		t.Fatal(err)
	}
	var it map[string]any
	if err := json.Unmarshal(body, &it); err != nil {
		t.Fatal(err)
	}
	for _, member := range []string{"names", "wording", "role"} {
		delete(it, member)
	}
	for _, o := range it["options"].([]any) {
		delete(o.(map[string]any), "shows")
	}
	out, err := json.Marshal(it)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(out), `"shows"`) {
		t.Fatal("the item still knows what came later")
	}
	return string(out)
}

// However often an answer to an exam is changed, ten of them are kept: the
// first, and the last ones, which count as before.
func TestRevisionsAreBounded(t *testing.T) {
	ctx := context.Background()
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	a := b.exam(t, who)
	for n := range 25 {
		given := quiz.Given{Options: choose(a, 2, n%2 == 0), Key: fmt.Sprint("key-", n)}
		if _, r, err := b.Jot(ctx, who, a.ID, 2, quiz.Draft{Given: &given}); err != nil || r.Revision != n+1 {
			t.Fatalf("change %d is revision %d, %v", n, r.Revision, err)
		}
	}
	var kept []int
	if err := b.store.read.Raw("SELECT revision FROM responses WHERE attempt_id = ? ORDER BY id", int64(a.ID)).Scan(&kept).Error; err != nil {
		t.Fatal(err)
	}
	if want := []int{1, 17, 18, 19, 20, 21, 22, 23, 24, 25}; !slices.Equal(kept, want) {
		t.Errorf("kept %v, want %v", kept, want)
	}
	again := quiz.Given{Options: choose(a, 2, true), Key: "key-20"}
	if _, r, err := b.Jot(ctx, who, a.ID, 2, quiz.Draft{Given: &again}); err != nil || r.Revision != 21 {
		t.Errorf("the same again is revision %d, %v", r.Revision, err)
	}
	ended, _, err := b.Service.Finish(ctx, who, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if f, _, err := ended.Feedback(2); err != nil || !f.Correct {
		t.Errorf("the last answer, which is right, does not stand: %+v, %v", f, err)
	}
}

// The key of an answer that is kept no longer still tells that the answer came
// before: it does not take the place of a later one.
func TestDroppedAnswersStayReplaced(t *testing.T) {
	ctx := context.Background()
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	a := b.exam(t, who)
	for n := range 25 {
		given := quiz.Given{Options: choose(a, 2, n%2 == 0), Key: fmt.Sprint("key-", n)}
		if _, _, err := b.Jot(ctx, who, a.ID, 2, quiz.Draft{Given: &given}); err != nil {
			t.Fatal(err)
		}
	}
	last := choose(a, 2, true)
	for _, tt := range []struct {
		name  string
		pos   int
		given quiz.Given
		want  error
	}{
		{"the same again", 2, quiz.Given{Options: choose(a, 2, false), Key: "key-3"}, quiz.ErrStale},
		{"the same again, with its revision", 2, quiz.Given{Options: choose(a, 2, false), Key: "key-3", Revision: 4}, quiz.ErrStale},
		{"as a later revision", 2, quiz.Given{Options: choose(a, 2, false), Key: "key-3", Revision: 40}, quiz.ErrStale},
		{"at another question", 3, quiz.Given{Options: choose(a, 3, true), Key: "key-3"}, quiz.ErrKeyReused},
	} {
		_, _, err := b.Jot(ctx, who, a.ID, tt.pos, quiz.Draft{Given: &tt.given})
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		if f := fault.As(err); errors.Is(tt.want, quiz.ErrStale) && (f == nil || f.Detail["revision"] != 25 || !slices.Equal(f.Detail["given"].([]string), last)) {
			t.Errorf("%s: what stands is told as %+v", tt.name, f)
		}
	}
	after, err := b.store.Attempt(ctx, who.ID, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if q, err := after.Question(2); err != nil || q.Revision != 25 || !slices.Equal(q.Given, last) {
		t.Errorf("what stands is revision %d, %v, %v; want the last", q.Revision, q.Given, err)
	}
	if _, _, err := b.Service.Finish(ctx, who, a.ID); err != nil {
		t.Fatal(err)
	}
	other := b.exam(t, who)
	again := quiz.Given{Options: choose(other, 2, true), Key: "key-3"}
	if _, _, err := b.Jot(ctx, who, other.ID, 2, quiz.Draft{Given: &again}); !errors.Is(err, quiz.ErrKeyReused) {
		t.Errorf("in another attempt: %v, want ErrKeyReused", err)
	}
	bruno := b.learner(t, "bruno", true, users.Learner)
	his := b.exam(t, bruno)
	given := quiz.Given{Options: choose(his, 2, true), Key: "key-3"}
	if _, _, err := b.Jot(ctx, bruno, his.ID, 2, quiz.Draft{Given: &given}); err != nil {
		t.Errorf("the same key of another learner: %v", err)
	}
}

// Of the keys of dropped answers the last ones are kept.
func TestDroppedKeysAreBounded(t *testing.T) {
	ctx := context.Background()
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	a := b.exam(t, who)
	for n := range 15 {
		given := quiz.Given{Options: choose(a, 2, n%2 == 0), Key: fmt.Sprint("key-", n), Revision: n + 1}
		if n == 14 {
			given.Revision = keptKeys + 3
		}
		if _, _, err := b.Jot(ctx, who, a.ID, 2, quiz.Draft{Given: &given}); err != nil {
			t.Fatal(err)
		}
	}
	var kept []string
	if err := b.store.read.Raw("SELECT key FROM dropped_keys ORDER BY revision").Scan(&kept).Error; err != nil {
		t.Fatal(err)
	}
	if want := []string{"key-3", "key-4", "key-5"}; !slices.Equal(kept, want) {
		t.Errorf("kept %v, want %v", kept, want)
	}
}
