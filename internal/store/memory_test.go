package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
	"viva/internal/users"
)

// studyOn is studying on a bench.
func studyOn(b *bench) *study.Service {
	return study.NewService(b.Service, b.store, func() time.Time { return b.now })
}

// rows dumps tables whole, in a fixed order.
func rows(t testing.TB, s *Store, tables ...string) []string {
	t.Helper()
	var out []string
	for _, table := range tables {
		var found []map[string]any
		if err := s.read.Raw("SELECT * FROM " + table + " ORDER BY 1, 2, 3, 4").Scan(&found).Error; err != nil {
			t.Fatal(err)
		}
		for _, r := range found {
			out = append(out, fmt.Sprint(table, r))
		}
	}
	return out
}

// remembered are the tables that follow from the log of reviews.
var remembered = []string{"traces", "ratings", "abilities", "calibrations", "mixups", "study_days"}

// differ tells the first row that two dumps do not share, or "".
func differ(before, after []string) string {
	for i := range max(len(before), len(after)) {
		if i >= len(before) || i >= len(after) || before[i] != after[i] {
			return fmt.Sprintf("row %d\nbefore %v\nafter  %v", i, before[i:min(i+1, len(before))], after[i:min(i+1, len(after))])
		}
	}
	return ""
}

// The log, and all that follows from it, is stored with the answer or not at
// all: whatever write fails, nothing of the answer is left.
func TestAnswerIsStoredWhole(t *testing.T) {
	ctx := context.Background()
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	all := append([]string{"responses", "notes", "reviews", "items", "attempts", "scores", "counted"}, remembered...)
	a := b.begin(t, who, deck.Practice, 8, nil)
	b.answer(t, who, a, 1, false)
	pos := 2 // its wrong answer is a mix-up
	for a.Items()[pos-1].Type != "single" {
		pos++
	}
	given := quiz.Given{Options: choose(a, pos, false), Certainty: quiz.Sure}
	b.now = b.now.Add(time.Minute)
	before := rows(t, b.store, all...)
	for _, table := range append([]string{"responses", "notes", "items", "reviews", "scores", "counted"}, remembered...) {
		if err := b.store.write.Exec("CREATE TEMP TRIGGER breaks BEFORE INSERT ON main." + table + " BEGIN SELECT RAISE(ABORT, 'broken'); END").Error; err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.Answer(ctx, who, a.ID, pos, given); err == nil {
			t.Errorf("a write to %s failed, and the answer was taken", table)
		}
		if err := b.store.write.Exec("DROP TRIGGER breaks").Error; err != nil {
			t.Fatal(err)
		}
		if d := differ(before, rows(t, b.store, all...)); d != "" {
			t.Fatalf("a write to %s failed, but something was kept: %s", table, d)
		}
	}
	if _, _, err := b.Answer(ctx, who, a.ID, pos, given); err != nil {
		t.Fatal(err)
	}
	for _, table := range append([]string{"responses", "reviews"}, remembered...) {
		if len(rows(t, b.store, table)) == 0 {
			t.Errorf("an answer leaves no row in %s", table)
		}
	}
}

// A mistap is all or nothing as well.
func TestMistapIsStoredWhole(t *testing.T) {
	ctx := context.Background()
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	a := b.begin(t, who, deck.Practice, 3, nil)
	b.answer(t, who, a, 1, false)
	all := append([]string{"responses", "reviews", "items", "attempts"}, remembered...)
	before := rows(t, b.store, all...)
	for _, on := range []string{"UPDATE ON main.reviews", "DELETE ON main.traces", "INSERT ON main.items", "UPDATE ON main.responses"} {
		if err := b.store.write.Exec("CREATE TEMP TRIGGER breaks BEFORE " + on + " BEGIN SELECT RAISE(ABORT, 'broken'); END").Error; err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.Mistap(ctx, who, a.ID, 1); err == nil {
			t.Errorf("%s failed, and the mistap was taken", on)
		}
		if err := b.store.write.Exec("DROP TRIGGER breaks").Error; err != nil {
			t.Fatal(err)
		}
		if d := differ(before, rows(t, b.store, all...)); d != "" {
			t.Errorf("%s failed, but something was kept: %s", on, d)
		}
	}
	if _, _, err := b.Mistap(ctx, who, a.ID, 1); err != nil {
		t.Fatal(err)
	}
	if left := rows(t, b.store, "traces"); len(left) > 0 {
		t.Errorf("a mistap is remembered: %v", left)
	}
	if kept := rows(t, b.store, "responses"); len(kept) != 1 || !strings.Contains(kept[0], "mistapped:1") {
		t.Errorf("a mistap is no longer on record: %v", kept)
	}
}

// A mistap leaves the memory as it was before the answer, whatever sittings
// there were in between, and so does computing it afresh.
func TestMistapForgetsOneAnswer(t *testing.T) {
	const size = 3 // as many as may come back
	ctx := context.Background()
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	var wants []deck.Want
	sitting := func(kind quiz.Kind, right bool) *quiz.Attempt {
		t.Helper()
		b.now = b.now.AddDate(0, 0, 2)
		a, err := b.Start(ctx, who, quiz.Start{Subject: "aws-support", Mode: deck.Practice, Kind: kind, Size: size, Wants: wants})
		if err != nil {
			t.Fatal(err)
		}
		for pos := 1; pos <= a.Size(); pos++ {
			b.answer(t, who, a, pos, right)
		}
		return a
	}
	for _, it := range b.begin(t, who, deck.Practice, size, nil).Items() {
		wants = append(wants, deck.Want{Fact: it.Names[0]})
	}
	sitting(quiz.Due, true)
	sitting(quiz.Cram, false)
	before := rows(t, b.store, "traces")
	a := sitting(quiz.Wrong, false)
	if differ(before, rows(t, b.store, "traces")) == "" {
		t.Fatal("wrong answers left no trace")
	}
	for pos := range a.Items() {
		if _, _, err := b.Mistap(ctx, who, a.ID, pos+1); err != nil {
			t.Fatal(err)
		}
	}
	if d := differ(before, rows(t, b.store, "traces")); d != "" {
		t.Errorf("mistaps left a trace: %s", d)
	}
	if _, err := studyOn(b).Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	if d := differ(before, rows(t, b.store, "traces")); d != "" {
		t.Errorf("computed afresh: %s", d)
	}
}

// diary plays random days of study: two learners, two subjects, all kinds of
// sittings, mistaps, exams that run out, answers that arrive late, a clock that
// is set back and learners who travel.
type diary struct {
	t       *rapid.T
	b       *bench
	study   *study.Service
	who     []quiz.Learner
	running []running
	chance  func(label string, of int) int
}

// zones are some far apart, and none.
var zones = sync.OnceValue(func() []*time.Location {
	zones := []*time.Location{nil}
	for _, name := range []string{"America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati"} {
		z, err := time.LoadLocation(name)
		if err != nil {
			panic(err)
		}
		zones = append(zones, z)
	}
	return zones
})

type running struct {
	who quiz.Learner
	id  quiz.AttemptID
}

// expected are what a random history may be told.
var expected = []error{quiz.ErrAnswered, quiz.ErrExpired, quiz.ErrFinished, quiz.ErrExamOpen, quiz.ErrNothing, quiz.ErrNoMistap, quiz.ErrNoOther,
	deck.ErrTooFew, quiz.ErrKeyReused}

func (h *diary) allow(err error) bool {
	if err != nil && !slices.ContainsFunc(expected, func(e error) bool { return errors.Is(err, e) }) {
		h.t.Fatal(err)
	}
	return err == nil
}

func (h *diary) step() {
	ctx := context.Background()
	h.b.now = h.b.now.Add(time.Duration(h.chance("minutes", 600)-60) * time.Minute)
	if len(h.running) == 0 || h.chance("begin", 6) == 0 {
		h.begin(ctx)
		return
	}
	at := h.chance("which", len(h.running))
	r := h.running[at]
	r.who.Zone = zones()[h.chance("zone", 4)] // wherever the learner is by now
	a, err := h.b.Attempt(ctx, r.who, r.id)
	if err != nil {
		h.t.Fatal(err)
	}
	pos := 1 + h.chance("position", a.Size())
	switch h.chance("what", 12) {
	case 0:
		_, _, err = h.b.Finish(ctx, r.who, r.id)
		h.running = slices.Delete(h.running, at, at+1)
	case 1:
		_, _, err = h.b.Mistap(ctx, r.who, r.id, pos)
	default:
		g := quiz.Given{Options: choose(a, pos, h.chance("right", 3) > 0),
			Certainty: []quiz.Certainty{quiz.Unasked, quiz.Guess, quiz.Think, quiz.Sure}[h.chance("certainty", 4)]}
		if a.Kind == quiz.Offline {
			g.Key = fmt.Sprintf("%d-%d", r.id, pos)
			g.At = h.b.now.Add(-time.Duration(h.chance("late", 3000)) * time.Minute)
			_, err = h.b.Deliver(ctx, r.who, r.id, pos, g)
		} else {
			_, _, err = h.b.Answer(ctx, r.who, r.id, pos, g)
		}
	}
	h.allow(err)
}

func (h *diary) begin(ctx context.Context) {
	who := h.who[h.chance("who", len(h.who))]
	subject := []string{"aws-support", "aws-support", "http-semantics"}[h.chance("subject", 3)]
	var a *quiz.Attempt
	var err error
	switch kind := h.chance("kind", 7); kind {
	case 0, 1:
		a, err = h.study.Start(ctx, who, quiz.Start{Subject: subject, Mode: deck.Practice, Size: 6})
	case 2:
		exam := map[string]string{"aws-support": "clf-c02-short", "http-semantics": "short"}[subject]
		a, err = h.study.Start(ctx, who, quiz.Start{Subject: subject, Exam: exam, Extra: 200})
	case 3:
		seed := uint64(h.chance("seed", 3))
		a, err = h.study.Start(ctx, who, quiz.Start{Subject: subject, Mode: deck.Practice, Size: 6, Seed: &seed})
	default:
		size := 10
		a, err = h.study.Sit(ctx, who, study.Sitting{Subject: subject, Size: size, Kind: []quiz.Kind{quiz.Due, quiz.Cram, quiz.Offline}[kind-4]})
	}
	if h.allow(err) {
		h.running = append(h.running, running{who, a.ID})
	}
}

// Memory computed afresh from the log is the memory that was kept, to the last
// digit, whatever happened.
func TestRebuildMemoryIsIdentical(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	ctx := context.Background()
	most := map[string]int{}
	b := newBench(t)
	if err := b.store.write.Exec("PRAGMA synchronous = OFF").Error; err != nil { // no power is cut here
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		for _, table := range []string{"users", "ratings"} { // the rest goes with the learners
			if err := b.store.write.Exec("DELETE FROM " + table).Error; err != nil {
				rt.Fatal(err)
			}
		}
		s := b.store
		h := &diary{t: rt, b: benchOn(t, s)}
		h.study = studyOn(h.b)
		h.chance = func(label string, of int) int { return rapid.IntRange(0, of-1).Draw(rt, label) }
		h.who = []quiz.Learner{h.b.learner(t, "ada", true, users.Learner), h.b.learner(t, "bob", false, users.Learner)}
		for range rapid.IntRange(20, 60).Draw(rt, "steps") {
			h.step()
		}
		before := rows(t, s, remembered...)
		count, err := h.study.Rebuild(ctx)
		if err != nil {
			rt.Fatal(err)
		}
		if logged := len(rows(t, s, "reviews")); count != logged {
			rt.Fatalf("%d reviews replayed, %d are logged", count, logged)
		}
		if d := differ(before, rows(t, s, remembered...)); d != "" {
			rt.Fatalf("rebuilt memory differs: %s", d)
		}
		for _, table := range append([]string{"reviews WHERE mistapped = 1", "reviews WHERE schedules = 0", "reviews WHERE rates = 0"}, remembered...) {
			var n int
			if err := s.read.Raw("SELECT COUNT(*) FROM " + table).Scan(&n).Error; err != nil {
				rt.Fatal(err)
			}
			most[table] = max(most[table], n)
		}
	})
	for table, n := range most {
		if n == 0 {
			t.Errorf("no history had rows in %s: the test proves little", table)
		}
	}
}

// Rebuilding mends what follows from the log, whatever was done to it.
func TestRebuildMemoryMends(t *testing.T) {
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	a := b.begin(t, who, deck.Practice, 6, nil)
	for pos := 1; pos <= 6; pos++ {
		b.answer(t, who, a, pos, pos%2 == 0)
	}
	before := rows(t, b.store, remembered...)
	for _, statement := range []string{"UPDATE traces SET stability = 1", "DELETE FROM ratings", "UPDATE abilities SET value = 3", "UPDATE study_days SET answers = 9"} {
		if err := b.store.write.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	if n, err := studyOn(b).Rebuild(context.Background()); err != nil || n != 6 {
		t.Fatalf("%d reviews, %v", n, err)
	}
	if d := differ(before, rows(t, b.store, remembered...)); d != "" {
		t.Error(d)
	}
}

// Many learners who answer at once: each answer is logged once, and everybody
// remembers their own.
func TestManyLearnersAnswerAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	ctx := context.Background()
	b := newBench(t)
	const learners, size = 12, 6
	var wg sync.WaitGroup
	attempts := make([]*quiz.Attempt, learners)
	who := make([]quiz.Learner, learners)
	for i := range who {
		who[i] = b.learner(t, fmt.Sprintf("learner%d", i), true, users.Learner)
		attempts[i] = b.begin(t, who[i], deck.Practice, size, nil)
	}
	for i := range who {
		for pos := 1; pos <= size; pos++ {
			for range 2 { // each answer twice
				wg.Go(func() {
					_, _, err := b.Answer(ctx, who[i], attempts[i].ID, pos, quiz.Given{Options: choose(attempts[i], pos, pos%2 == 0), Key: fmt.Sprint("k", pos), Certainty: quiz.Think})
					if err != nil {
						t.Error(err)
					}
				})
			}
		}
	}
	wg.Wait()
	if n := len(rows(t, b.store, "reviews")); n != learners*size {
		t.Errorf("%d reviews are logged, want %d", n, learners*size)
	}
	for i := range who {
		mind, err := b.store.Mind(ctx, who[i].ID, "aws-support")
		if err != nil || len(mind.Facts) < size || mind.Calibrations[quiz.Think] != (study.Calibration{Answers: size, Right: size / 2}) {
			t.Errorf("learner %d: %d facts, %+v, %v", i, len(mind.Facts), mind.Calibrations, err)
		}
	}
	before := rows(t, b.store, remembered...)
	if _, err := studyOn(b).Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	if d := differ(before, rows(t, b.store, remembered...)); d != "" {
		t.Error(d)
	}
}

// What each kind of sitting leaves behind: cramming, sets taken along and what
// was just read rate nobody, cramming schedules nothing.
func TestWhatSittingsLeave(t *testing.T) {
	ctx := context.Background()
	for _, tt := range []struct {
		kind           quiz.Kind
		traces, rating bool
	}{{quiz.Due, true, true}, {quiz.Wrong, true, true}, {quiz.Cram, false, false}, {quiz.Offline, true, false}, {quiz.Read, true, false}} {
		b := newBench(t)
		who := b.learner(t, "ada", true, users.Learner)
		seen := b.begin(t, who, deck.Practice, 12, nil)
		for pos := 1; pos <= 12; pos++ {
			b.answer(t, who, seen, pos, true)
		}
		b.now = b.now.AddDate(0, 0, 3)
		var wants []deck.Want
		read := map[string]bool{}
		for _, it := range seen.Items() {
			wants = append(wants, deck.Want{Fact: it.Names[0]})
			for _, name := range it.Names {
				if tt.kind == quiz.Read {
					read[name] = true
				}
			}
		}
		a, err := b.Start(ctx, who, quiz.Start{Subject: "aws-support", Mode: deck.Practice, Kind: tt.kind, Size: 10, Wants: wants, Facts: read})
		if err != nil {
			t.Fatal(err)
		}
		traces, ratings := rows(t, b.store, "traces"), rows(t, b.store, "ratings", "abilities")
		for pos := 1; pos <= a.Size(); pos++ {
			if _, _, err := b.Answer(ctx, who, a.ID, pos, quiz.Given{Options: choose(a, pos, pos%2 == 0)}); err != nil {
				t.Fatal(tt.kind, err)
			}
		}
		if changed := differ(traces, rows(t, b.store, "traces")) != ""; changed != tt.traces {
			t.Errorf("%q: memory changed: %v", tt.kind, changed)
		}
		if changed := differ(ratings, rows(t, b.store, "ratings", "abilities")) != ""; changed != tt.rating {
			t.Errorf("%q: ratings changed: %v", tt.kind, changed)
		}
		if n := len(rows(t, b.store, "reviews")); n != 12+a.Size() {
			t.Errorf("%q: %d reviews are logged, want all %d", tt.kind, n, 12+a.Size())
		}
	}
}
