package quiz

import (
	"math"
	"slices"
	"time"

	"viva/internal/deck"
	"viva/internal/fault"
)

// Ids of learners and attempts. Accounts are known to quiz by id alone.
type (
	LearnerID int64
	AttemptID int64
)

// Kind is what an attempt in practice is for. It decides how its items were
// chosen, and whether its answers count for scores.
type Kind string

// The kinds of attempts.
const (
	Mixed      Kind = ""           // items on topics
	Due        Kind = "due"        // facts that memory needs again
	Wrong      Kind = "wrong"      // facts that were missed in an earlier attempt
	Cram       Kind = "cram"       // facts before an exam; memory's schedule is left alone
	Offline    Kind = "offline"    // taken along with its feedback: feeds memory alone
	Bookmarked Kind = "bookmarked" // questions that the learner chose so
	Read       Kind = "read"       // facts of a page that was read a moment ago
)

// ranked reports whether answers may count for scores: not where the same
// facts were told just before.
func (k Kind) ranked() bool { return k == Mixed || k == Due }

// Reasons why an attempt refuses what is asked of it.
var (
	ErrNoAttempt = fault.New(fault.NotFound, "no_attempt",
		"There is no such attempt.",
		"Cette tentative n’existe pas.")
	ErrNoItem = fault.New(fault.NotFound, "no_item",
		"This attempt has no question at that position.",
		"Cette tentative n’a pas de question à cette position.")
	ErrFinished = fault.New(fault.Conflict, "finished",
		"This attempt is already finished.",
		"Cette tentative est déjà terminée.")
	ErrAnswered = fault.New(fault.Conflict, "answered",
		"This question was already answered; the first answer stands.",
		"Vous avez déjà répondu à cette question\u00a0; la première réponse compte.")
	ErrStale = fault.New(fault.Conflict, "stale",
		"A newer answer to this question is already saved.",
		"Une réponse plus récente à cette question est déjà enregistrée.")
	ErrRevision = fault.New(fault.Invalid, "revision",
		"Revisions are whole numbers from 1.",
		"Les révisions sont des nombres entiers à partir de 1.")
	ErrKey = fault.New(fault.Invalid, "idempotency_key",
		"An idempotency key has 1 to 64 printable ASCII characters.",
		"Une clé d’idempotence compte de 1 à 64 caractères ASCII imprimables.")
	ErrKeyReused = fault.New(fault.Conflict, "key_reused",
		"This idempotency key was used for another answer.",
		"Cette clé d’idempotence a servi pour une autre réponse.")
	ErrUnfinished = fault.New(fault.Conflict, "unfinished",
		"This attempt is not finished yet.",
		"Cette tentative n’est pas encore terminée.")
)

// Attempt is a learner's work on a set of items. The items are stored as
// dealt and only leave through Question and Feedback, which decide what the
// learner may see.
type Attempt struct {
	ID         AttemptID
	Learner    LearnerID
	Subject    string
	Edition    string
	Lang       string
	Mode       deck.Mode
	Kind       Kind
	Exam       string     // id of the exam profile, or ""
	Scale      deck.Scale // of that profile when the attempt began; zero without one
	Topics     []string
	Seed       uint64
	Ranked     bool   // counts for scores; not with a seed chosen by the learner
	Knowledge  string // version of the knowledge base it was dealt from
	StartedAt  time.Time
	Deadline   time.Time // fixed at the start; zero without a limit
	MovedAt    time.Time // when the learner last did something
	MovedTo    int       // the position where they did it; 0 before
	FinishedAt time.Time // zero while open
	FinishedAs int64     // number among all changes, given by storage; 0 while open
	Abandoned  bool      // closed because its learner left it alone; its answers count, its result does not
	BegunAs    int64     // number among all changes, given by storage; see Spends
	Spends     bool      // what is told in it without rank ranks no more; not in attempts from before this was kept
	Foreseen   string    // what its learner could expect of their exam when it began, kept as it was handed in; "" where nothing was told

	// Exhausted are the topics that had nothing fresh left to ask, as far as
	// that was looked for when it was dealt. It is not stored.
	Exhausted []string

	items     []deck.Item
	responses []Response   // in the order given
	notes     map[int]Note // by position
	fresh     int          // responses from here on are not stored yet
	replaced  []int64      // stored responses that are kept no longer
	joined    int          // items from here on are not stored yet
	noted     []int        // positions whose notes changed since it was loaded
	mistaken  []int        // positions called a mistap since it was loaded
	finishing bool         // finished since it was loaded
}

// Response is one answer as given. In an exam a later revision replaces it.
type Response struct {
	Position   int // from 1
	Revision   int // from 1
	Given      []string
	Mark       deck.Mark
	Certainty  Certainty
	Mistapped  bool   // the learner says so, after the feedback; it stands all the same
	Hasty      bool   // came before the item can have been read, so it does not rank
	Key        string // idempotency key, or ""
	AnsweredAt time.Time
	Day        float64 // of the learner when it was given, see Day
	StoredAs   int64   // number among all changes, given by storage
}

// Withdrawn reports whether the response takes the answer before it back.
func (r Response) Withdrawn() bool { return len(r.Given) == 0 }

// Restore makes an attempt again from what storage kept: a's fields, its
// items in order, its responses in the order given and its notes by position.
func Restore(a Attempt, items []deck.Item, responses []Response, notes map[int]Note) *Attempt {
	a.items, a.responses, a.notes, a.fresh, a.joined = items, responses, notes, len(responses), len(items)
	return &a
}

// Items are the items as dealt, keys included: for storage, never for a page.
func (a *Attempt) Items() []deck.Item { return a.items }

// Fresh are the responses given since the attempt was loaded.
func (a *Attempt) Fresh() []Response { return a.responses[a.fresh:] }

// Joined are the items that came to the attempt since it was loaded, the first
// of them at position from.
func (a *Attempt) Joined() (from int, items []deck.Item) { return a.joined + 1, a.items[a.joined:] }

// Finishing reports whether the attempt was finished since it was loaded.
func (a *Attempt) Finishing() bool { return a.finishing }

// Size is the number of items.
func (a *Attempt) Size() int { return len(a.items) }

// Finished reports whether the attempt is closed for good.
func (a *Attempt) Finished() bool { return !a.FinishedAt.IsZero() }

// Answered is the number of items with an answer.
func (a *Attempt) Answered() int {
	n := 0
	for pos := range a.items {
		if _, ok := a.response(pos + 1); ok {
			n++
		}
	}
	return n
}

// NextOpen is the first position without an answer, or 0 when all have one.
func (a *Attempt) NextOpen() int {
	for pos := range a.items {
		if _, ok := a.response(pos + 1); !ok {
			return pos + 1
		}
	}
	return 0
}

// Points is the sum of the standing answers to items that count.
func (a *Attempt) Points() int {
	sum := 0
	for i, it := range a.items {
		if r, ok := a.response(i + 1); ok && it.Role == deck.Scored {
			sum += r.Mark.Points()
		}
	}
	return sum
}

// Max is the most points that could be had.
func (a *Attempt) Max() int {
	sum := 0
	for _, it := range a.items {
		if it.Role == deck.Scored {
			sum += deck.MaxPoints
		}
	}
	return sum
}

// response is what stands at a position, the last one accepted, and whether that
// is an answer: one that was taken back is not, but has its revision.
func (a *Attempt) response(pos int) (Response, bool) {
	for _, r := range slices.Backward(a.responses) {
		if r.Position == pos {
			return r, !r.Withdrawn()
		}
	}
	return Response{}, false
}

func (a *Attempt) item(pos int) (deck.Item, error) {
	if pos < 1 || pos > len(a.items) {
		return deck.Item{}, ErrNoItem
	}
	return a.items[pos-1], nil
}

// Given is an answer on its way in.
type Given struct {
	Options   []string // option ids
	Certainty Certainty
	Revision  int       // from 1; 0 takes the next one
	Key       string    // idempotency key, or ""
	At        time.Time // when it was given, by the learner's clock, in a set taken along; zero is now
}

// Record marks an answer and keeps it. Unreadable answers cost nothing, and
// the same idempotency key with the same answer returns what it did before.
func (a *Attempt) Record(pos int, g Given, now time.Time) (Response, error) {
	it, err := a.item(pos)
	if err != nil {
		return Response{}, err
	}
	return a.keep(pos, g, now, func() (deck.Mark, error) {
		answer, err := it.Read(g.Options)
		if err != nil {
			return 0, err
		}
		return it.Mark(answer)
	})
}

// withdraw takes the answer at pos back: the item is blank again. It is a
// revision like any other, so that a page that is behind is told of it.
func (a *Attempt) withdraw(pos int, g Given, now time.Time) (Response, error) {
	g.Options = []string{}
	return a.keep(pos, g, now, func() (deck.Mark, error) { return 0, nil })
}

// keep adds a response with the mark that it gets, if one may be given.
func (a *Attempt) keep(pos int, g Given, now time.Time, marked func() (deck.Mark, error)) (Response, error) {
	if err := g.check(); err != nil {
		return Response{}, err
	}
	if r, err := a.repeated(pos, g); r.Revision > 0 || err != nil {
		return r, err
	}
	revision, err := a.nextRevision(pos, g.Revision, now)
	if err != nil {
		return Response{}, err
	}
	at, err := a.givenAt(g, now)
	if err != nil {
		return Response{}, err
	}
	mark, err := marked()
	if err != nil {
		return Response{}, err
	}
	r := Response{Position: pos, Revision: revision, Given: g.Options,
		Mark: mark, Certainty: g.Certainty, Key: g.Key, AnsweredAt: at, Day: Day(at)}
	r.Hasty = !r.Withdrawn() && a.hasty(pos, now)
	a.responses = append(a.responses, r)
	a.trim(pos)
	a.move(pos, at)
	return r, nil
}

// nextRevision decides whether an answer may still be given at pos, and as
// which revision.
func (a *Attempt) nextRevision(pos, wanted int, now time.Time) (int, error) {
	standing, answered := a.response(pos)
	switch {
	case a.RanOut(now):
		return 0, ErrExpired
	case a.Finished():
		return 0, ErrFinished
	case answered && a.Mode == deck.Practice:
		return 0, ErrAnswered
	case wanted == 0 && standing.Revision == math.MaxInt32:
		return 0, ErrRevision.At("revision") // there is no next one
	case wanted == 0:
		return standing.Revision + 1, nil
	case wanted <= standing.Revision:
		return 0, staleBeside(standing)
	}
	return wanted, nil
}

func staleBeside(standing Response) error {
	return ErrStale.With("revision", standing.Revision).With("given", standing.Given)
}

func (g Given) check() error {
	if !slices.Contains(certainties, g.Certainty) {
		return ErrCertainty.At("certainty")
	}
	if g.Revision < 0 || g.Revision > math.MaxInt32 {
		return ErrRevision.At("revision")
	}
	if len(g.Key) > 64 {
		return ErrKey
	}
	for _, c := range []byte(g.Key) {
		if c <= ' ' || c > '~' {
			return ErrKey
		}
	}
	return nil
}

// repeated returns the response that came before with the same key.
func (a *Attempt) repeated(pos int, g Given) (Response, error) {
	if g.Key == "" {
		return Response{}, nil
	}
	i := slices.IndexFunc(a.responses, func(r Response) bool { return r.Key == g.Key })
	if i < 0 {
		return Response{}, nil
	}
	if r := a.responses[i]; r.Position != pos || !slices.Equal(r.Given, g.Options) {
		return Response{}, ErrKeyReused
	}
	return a.responses[i], nil
}

// Finish closes the attempt. Finishing twice is the same as once.
func (a *Attempt) Finish(now time.Time) {
	if a.Finished() {
		return
	}
	a.FinishedAt = now
	if a.RanOut(now) {
		a.FinishedAt = a.closes()
	}
	a.finishing = true
}
