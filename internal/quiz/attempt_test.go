package quiz

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"viva/internal/testkit/chance"

	"pgregory.net/rapid"

	"viva/internal/deck"
	"viva/internal/fault"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// memory is a Store for one attempt at a time: enough for rules that need no
// database.
type memory struct {
	Store
	attempt *Attempt
	dealt   int
}

func (m *memory) CreateAttempt(_ context.Context, a *Attempt, _ Windows, allow func(Before) error) error {
	if err := allow(Before{Dealt: m.dealt}); err != nil {
		return err
	}
	m.dealt += a.Size()
	a.ID = 1
	m.attempt = a
	return nil
}

func (m *memory) Before(context.Context, LearnerID, Windows) (Before, error) { return Before{}, nil }

func (m *memory) TimedOpen(context.Context, LearnerID) ([]*Attempt, error) { return nil, nil }

func start(t testing.TB, mode deck.Mode, size int) *Attempt {
	t.Helper()
	s := NewService([]*deck.Deck{support(t)}, &memory{}, func() time.Time { return noon }, chance.Reader(t))
	a, err := s.Start(context.Background(), Learner{ID: 1}, Start{Subject: "aws-support", Mode: mode, Size: size})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// keyOf is the answer that is right at pos.
func keyOf(a *Attempt, pos int) []string { return a.items[pos-1].Sample(true) }

// wrongFor is an answer that can be read and is wrong.
func wrongFor(a *Attempt, pos int) []string { return a.items[pos-1].Sample(false) }

func TestPracticeFirstAnswerStands(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	a := start(t, deck.Practice, 5)
	if _, ok, _ := a.Feedback(1); ok {
		t.Fatal("feedback before the answer")
	}
	if _, err := a.Record(1, Given{Options: wrongFor(a, 1), Revision: 1}, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Record(1, Given{Options: keyOf(a, 1), Revision: 2}, noon); !errors.Is(err, ErrAnswered) {
		t.Errorf("a second answer: %v, want ErrAnswered", err)
	}
	f, ok, err := a.Feedback(1)
	if err != nil || !ok || f.Correct || f.Points != 0 {
		t.Errorf("feedback %+v %v %v, want a wrong answer told", f, ok, err)
	}
	if _, ok, _ := a.Feedback(2); ok {
		t.Error("feedback on an open item")
	}
	if a.Answered() != 1 || a.NextOpen() != 2 {
		t.Errorf("%d answered, next %d", a.Answered(), a.NextOpen())
	}
}

func TestExamLastRevisionStands(t *testing.T) {
	a := start(t, deck.Exam, 5)
	record := func(options []string, revision int) error {
		_, err := a.Record(1, Given{Options: options, Revision: revision}, noon)
		return err
	}
	if err := record(keyOf(a, 1), 1); err != nil {
		t.Fatal(err)
	}
	if err := record(wrongFor(a, 1), 3); err != nil {
		t.Fatal(err)
	}
	err := record(keyOf(a, 1), 2)
	if !errors.Is(err, ErrStale) {
		t.Errorf("an older revision: %v, want ErrStale", err)
	}
	if _, ok, _ := a.Feedback(1); ok {
		t.Error("feedback during an exam")
	}
	if err := record(wrongFor(a, 1), math.MaxInt32); err != nil {
		t.Fatal(err)
	}
	if err := record(keyOf(a, 1), 0); !errors.Is(err, ErrRevision) {
		t.Errorf("after the last revision there is: %v, want ErrRevision", err)
	}
	if _, err := a.Result(); !errors.Is(err, ErrUnfinished) {
		t.Errorf("result of an open exam: %v", err)
	}
	a.Finish(noon)
	if err := record(keyOf(a, 1), 4); !errors.Is(err, ErrFinished) {
		t.Errorf("answer after the end: %v, want ErrFinished", err)
	}
	res, err := a.Result()
	if err != nil || res.Points != 0 || res.Max != 5 || res.Answered != 1 {
		t.Errorf("result %+v, %v; the last revision was wrong", res, err)
	}
	f, ok, _ := a.Feedback(2)
	if !ok || f.Answered || f.Correct {
		t.Errorf("feedback on a blank item: %+v", f)
	}
}

func TestIdempotencyKey(t *testing.T) {
	a := start(t, deck.Practice, 5)
	first, err := a.Record(1, Given{Options: keyOf(a, 1), Key: "k1"}, noon)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		again, err := a.Record(1, Given{Options: keyOf(a, 1), Key: "k1"}, noon.Add(time.Hour))
		if err != nil || again.Revision != first.Revision || !again.AnsweredAt.Equal(noon) {
			t.Errorf("repeated: %+v, %v; want %+v", again, err, first)
		}
	}
	if len(a.responses) != 1 {
		t.Errorf("%d responses, want 1", len(a.responses))
	}
	if _, err := a.Record(2, Given{Options: keyOf(a, 2), Key: "k1"}, noon); !errors.Is(err, ErrKeyReused) {
		t.Errorf("key for another item: %v, want ErrKeyReused", err)
	}
	for _, bad := range []string{"has space", "tab\t", "é", string(make([]byte, 65))} {
		if _, err := a.Record(2, Given{Options: keyOf(a, 2), Key: bad}, noon); !errors.Is(err, ErrKey) {
			t.Errorf("key %q: %v, want ErrKey", bad, err)
		}
	}
}

// An unreadable answer costs nothing: the item stays open.
func TestUnreadableIsNotWrong(t *testing.T) {
	a := start(t, deck.Practice, 3)
	for _, given := range [][]string{nil, {"nope"}, {"", ""}} {
		if _, err := a.Record(1, Given{Options: given}, noon); err == nil {
			t.Errorf("%q was accepted", given)
		}
	}
	for _, pos := range []int{0, -1, 4} {
		if _, err := a.Record(pos, Given{Options: keyOf(a, 1)}, noon); !errors.Is(err, ErrNoItem) {
			t.Errorf("position %d: %v", pos, err)
		}
	}
	if a.Answered() != 0 {
		t.Error("something was stored")
	}
}

// Over many attempts: no key fact twice and, in practice, none that earlier
// feedback gave away.
func TestAttemptsAskEachFactOnce(t *testing.T) {
	d := support(t)
	rapid.Check(t, func(t *rapid.T) {
		e := rapid.SampledFrom(d.Editions).Draw(t, "edition")
		mode := rapid.SampledFrom([]deck.Mode{deck.Practice, deck.Exam}).Draw(t, "mode")
		size := rapid.IntRange(1, deck.MaxSize).Draw(t, "size")
		var topics []string
		for _, topic := range d.Topics {
			topics = append(topics, topic.ID)
		}
		items, err := d.DealAttempt(deck.Request{Edition: e.ID, Lang: "en", Mode: mode, Topics: topics, Size: size, Day: today, Streams: deck.NewStreams(rapid.Uint64().Draw(t, "seed"))})
		if err != nil {
			t.Fatal(err)
		}
		if size <= 20 && len(items) < size {
			t.Fatalf("only %d of %d items", len(items), size)
		}
		spent := map[string]bool{}
		for _, it := range items {
			for _, id := range it.Facts {
				if spent[id] {
					t.Fatalf("%s asks %s, which was asked or told before", it.ID, id)
				}
			}
			used := it.Facts
			if mode == deck.Practice {
				used = it.Reveals()
			}
			for _, id := range used {
				spent[id] = true
			}
		}
	})
}

// Topics are met evenly while they last.
func TestAttemptsSpreadOverTopics(t *testing.T) {
	d := support(t)
	topics := []string{"health", "tam", "concierge"} // of one weight
	for seed := range uint64(50) {
		items, err := d.DealAttempt(deck.Request{Edition: "course", Lang: "en", Mode: deck.Exam, Topics: topics, Size: 9, Day: today, Streams: deck.NewStreams(seed)})
		if err != nil {
			t.Fatal(err)
		}
		n := map[string]int{}
		for _, it := range items {
			n[d.Under(it)]++
		}
		for _, topic := range topics {
			if n[topic] != 3 {
				t.Fatalf("seed %d: %v, want 3 of each", seed, n)
			}
		}
	}
}

func TestStartRefuses(t *testing.T) {
	seed, huge := uint64(1), uint64(1)<<60
	tests := []struct {
		name string
		req  Start
		want error
	}{
		{"subject", Start{Subject: "nothing", Mode: deck.Practice, Size: 5}, ErrSubject},
		{"edition", Start{Subject: "aws-support", Edition: "1999", Mode: deck.Practice, Size: 5}, ErrEdition},
		{"mode", Start{Subject: "aws-support", Mode: "cram", Size: 5}, ErrMode},
		{"no mode", Start{Subject: "aws-support", Size: 5}, ErrMode},
		{"lang", Start{Subject: "aws-support", Mode: deck.Practice, Size: 5, Lang: "de"}, ErrLang},
		{"size 0", Start{Subject: "aws-support", Mode: deck.Practice}, ErrSize},
		{"size 101", Start{Subject: "aws-support", Mode: deck.Practice, Size: 101}, ErrSize},
		{"topic", Start{Subject: "aws-support", Mode: deck.Practice, Size: 5, Topics: []string{"tam", "xyz"}}, ErrTopic},
		{"seed in exam", Start{Subject: "aws-support", Mode: deck.Exam, Size: 5, Seed: &seed}, ErrSeedExam},
		{"seed too large", Start{Subject: "aws-support", Mode: deck.Practice, Size: 5, Seed: &huge}, ErrSeed},
		{"too few", Start{Subject: "aws-support", Edition: "2026", Mode: deck.Practice, Size: 5, Topics: []string{"concierge"}}, deck.ErrTooFew},
	}
	for _, tt := range tests {
		m := &memory{}
		s := NewService([]*deck.Deck{support(t)}, m, func() time.Time { return noon }, chance.Reader(t))
		if _, err := s.Start(context.Background(), Learner{ID: 1}, tt.req); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		if m.attempt != nil {
			t.Errorf("%s: an attempt was stored", tt.name)
		}
	}
}

func TestGuestsGetTenQuestions(t *testing.T) {
	m := &memory{}
	s := NewService([]*deck.Deck{support(t)}, m, func() time.Time { return noon }, chance.Reader(t))
	guest := Learner{ID: 1, Guest: true}
	begin := func(size int) error {
		_, err := s.Start(context.Background(), guest, Start{Subject: "aws-support", Mode: deck.Practice, Size: size})
		return err
	}
	if err := begin(7); err != nil {
		t.Fatal(err)
	}
	if err := begin(4); !errors.Is(err, ErrGuestLimit) {
		t.Errorf("7 + 4 questions: %v, want ErrGuestLimit", err)
	}
	if err := begin(3); err != nil {
		t.Errorf("7 + 3 questions: %v", err)
	}
}

// A seed chosen by the learner deals the same questions but counts for
// nothing; option ids are new each time.
func TestChosenSeedIsUnranked(t *testing.T) {
	seed := uint64(5)
	s := NewService([]*deck.Deck{support(t)}, &memory{}, func() time.Time { return noon }, chance.Reader(t))
	req := Start{Subject: "aws-support", Mode: deck.Practice, Size: 5, Seed: &seed}
	a, err := s.Start(context.Background(), Learner{ID: 1}, req)
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.Start(context.Background(), Learner{ID: 1}, req)
	if err != nil {
		t.Fatal(err)
	}
	for i := range a.items {
		if a.items[i].Hash != b.items[i].Hash {
			t.Errorf("item %d differs", i+1)
		}
		if a.items[i].Options[0].ID == b.items[i].Options[0].ID {
			t.Errorf("item %d has the same option ids in two attempts", i+1)
		}
	}
	if _, err := a.Record(1, Given{Options: keyOf(a, 1)}, noon); err != nil {
		t.Fatal(err)
	}
	a.Finish(noon)
	if _, ok := a.Outcome(); ok || a.Ranked || !slices.EqualFunc(a.CountedNow(), a.items[:1], func(c Counted, it deck.Item) bool { return c.Told && c.Item == it.ID }) {
		t.Error("an unranked attempt counts")
	}
}

// The position of the key and the order of option ids tell nothing: over 2,000
// items each position is met about equally often (chi-square, 3 degrees of
// freedom, p > 0.001 is below 16.27).
func TestKeyPositionIsUniform(t *testing.T) {
	positions, ranks := make([]int, 4), make([]int, 4)
	n := 0
	for n < 2000 {
		a := start(t, deck.Exam, 20)
		for _, it := range a.items {
			if it.Type != "single" {
				continue
			}
			n++
			key := slices.IndexFunc(it.Options, isCorrect)
			positions[key]++
			rank := 0
			for _, o := range it.Options {
				if o.ID < it.Options[key].ID {
					rank++
				}
			}
			ranks[rank]++
		}
	}
	for name, counts := range map[string][]int{"position": positions, "id": ranks} {
		chi, want := 0.0, float64(n)/4
		for _, c := range counts {
			chi += (float64(c) - want) * (float64(c) - want) / want
		}
		if chi > 16.27 {
			t.Errorf("key by %s: %v, chi-square %.1f", name, counts, chi)
		}
	}
}

func TestPeriods(t *testing.T) {
	got := PeriodsOf(time.Date(2027, 1, 1, 0, 30, 0, 0, time.FixedZone("Paris", 3600)))
	if want := []string{"all", "2026-12", "2026-W53"}; !slices.Equal(got, want) {
		t.Errorf("periods %v, want %v", got, want)
	}
}

func TestBetter(t *testing.T) {
	for _, tt := range []struct {
		points, max, best, bestMax int
		want                       bool
	}{
		{0, 10, 0, 0, true}, {9, 10, 8, 10, true}, {8, 10, 9, 10, false},
		{5, 5, 9, 10, true}, {10, 10, 5, 5, true}, {5, 5, 10, 10, false}, {5, 10, 5, 10, false},
	} {
		if got := Better(tt.points, tt.max, tt.best, tt.bestMax); got != tt.want {
			t.Errorf("%d/%d better than %d/%d: %v", tt.points, tt.max, tt.best, tt.bestMax, got)
		}
	}
}

// However unlucky the seed, an attempt can have as many items as Available
// says, and a refusal names that number.
func TestAvailableCanBeHad(t *testing.T) {
	d := support(t)
	tries := 20
	if testing.Short() {
		tries = 4
	}
	for _, mode := range []deck.Mode{deck.Practice, deck.Exam} {
		for _, topic := range []string{"plans", "severity", "health"} {
			n, err := d.Available(deck.Request{Edition: "course", Lang: "en", Mode: mode, Topics: []string{topic},
				Levels: []string{deck.Usual}, Day: today})
			if err != nil {
				t.Fatal(err)
			}
			s := NewService([]*deck.Deck{d}, &memory{}, func() time.Time { return noon }, chance.Reader(t))
			begin := func(size int) error {
				_, err := s.Start(context.Background(), Learner{ID: 1}, Start{Subject: d.Subject, Edition: "course", Mode: mode, Size: size, Topics: []string{topic}})
				return err
			}
			for range tries {
				if err := begin(min(n, deck.MaxSize)); err != nil {
					t.Fatalf("%s %s: %d are available, but: %v", mode, topic, n, err)
				}
			}
			if n < deck.MaxSize {
				err := begin(deck.MaxSize)
				if f := fault.As(err); f == nil || f.Detail["available"] != n {
					t.Errorf("%s %s: %v, want %d named", mode, topic, err, n)
				}
			}
		}
	}
}
