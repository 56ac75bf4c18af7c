package quiz

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/limits"
	"viva/internal/typed"
)

var objectedAt = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// twoPlanets is an attempt of two items, the first answered wrongly.
func twoPlanets(t *testing.T, mode deck.Mode, finished bool) *Attempt {
	t.Helper()
	items := []deck.Item{}
	for i := range 2 {
		items = append(items, deck.Item{ID: string(rune('a' + i)), Type: "single", Lang: "fr", Choose: 1, Why: []string{"Because."},
			Options: []deck.Option{{ID: "x", Text: "X"}, {ID: "y", Text: "Y", Correct: true}}})
	}
	a := Restore(Attempt{ID: 7, Learner: 3, Mode: mode, Knowledge: "k"}, items,
		[]Response{{Position: 1, Revision: 1, Given: []string{"x"}}}, nil)
	if finished {
		a.Finish(objectedAt)
	}
	return a
}

// One can object to a question, and keep something of it, exactly where its
// feedback is told.
func TestOnceTold(t *testing.T) {
	early := errors.New("early")
	for _, tt := range []struct {
		name     string
		mode     deck.Mode
		finished bool
		pos      int
		want     error
	}{
		{"practice, answered", deck.Practice, false, 1, nil},
		{"practice, open", deck.Practice, false, 2, early},
		{"practice, ended unanswered", deck.Practice, true, 2, early},
		{"exam, answered", deck.Exam, false, 1, early},
		{"exam, finished", deck.Exam, true, 1, nil},
		{"exam, finished, left blank", deck.Exam, true, 2, nil},
		{"position 0", deck.Exam, true, 0, ErrNoItem},
		{"position 3 of 2", deck.Exam, true, 3, ErrNoItem},
	} {
		want := func(own error) error {
			if tt.want == early {
				return own
			}
			return tt.want
		}
		a := twoPlanets(t, tt.mode, tt.finished)
		o, err := a.Object(tt.pos, "Non.", Objected{}, objectedAt)
		if !errors.Is(err, want(ErrNotTold)) || (tt.want == nil) != (err == nil) {
			t.Errorf("%s: %v, want %v", tt.name, err, want(ErrNotTold))
		}
		if tt.want != nil && !reflect.DeepEqual(o, Objection{}) {
			t.Errorf("%s: refused, and yet tells %+v", tt.name, o)
		}
		m, err := a.Memo(tt.pos, Memo{}, 0, MemoChange{Bookmarked: new(true)}, objectedAt)
		if !errors.Is(err, want(ErrMemoEarly)) || m.Bookmarked != (tt.want == nil) {
			t.Errorf("%s: %v, %+v, want %v", tt.name, err, m, want(ErrMemoEarly))
		}
	}
}

// An objection holds the variant as it was, and tells it as the learner had it.
func TestObjectionKeepsTheVariant(t *testing.T) {
	a := twoPlanets(t, deck.Practice, false)
	o, err := a.Object(1, "Non.", Objected{}, objectedAt)
	if err != nil {
		t.Fatal(err)
	}
	if o.Learner != 3 || o.Attempt != 7 || o.Position != 1 || o.Lang != "fr" || o.Knowledge != "k" || !o.At.Equal(objectedAt) ||
		!reflect.DeepEqual(o.Item, a.Items()[0]) || o.Response == nil {
		t.Errorf("kept %+v", o)
	}
	q, f, err := o.Told()
	wantQ, _ := a.Question(1)
	wantF, told, _ := a.Feedback(1)
	if err != nil || !told || !reflect.DeepEqual(q, wantQ) || !reflect.DeepEqual(f, wantF) {
		t.Errorf("tells %+v %+v, %v; the learner had %+v %+v", q, f, err, wantQ, wantF)
	}
	blank, err := twoPlanets(t, deck.Exam, true).Object(2, "Non.", Objected{}, objectedAt)
	if err != nil || blank.Response != nil {
		t.Fatal(blank, err)
	}
	if q, f, err = blank.Told(); err != nil || q.Position != 2 || f.Position != 2 || f.Answered || len(f.Options) != 2 {
		t.Errorf("left blank: %+v %+v, %v", q, f, err)
	}
}

func TestObjectionWords(t *testing.T) {
	for _, tt := range []struct {
		name, given, kept string
		want              error
	}{
		{"plain", "Both are right.", "Both are right.", nil},
		{"blanks around", " \t\r\n Both. \n", "Both.", nil},
		{"lines", "One.\r\nTwo.\rThree.", "One.\nTwo.\nThree.", nil},
		{"composed", "e\u0301crit", "écrit", nil},
		{"markup stays text", "<b>no</b>", "<b>no</b>", nil},
		{"emoji", "👩‍🏫 no", "👩‍🏫 no", nil},
		{"longest", strings.Repeat("é", MaxWords), strings.Repeat("é", MaxWords), nil},
		{"longest once composed", strings.Repeat("e\u0301", MaxWords), strings.Repeat("é", MaxWords), nil},
		{"too long", strings.Repeat("é", MaxWords+1), "", ErrWords},
		{"nothing", "", "", ErrNoWords},
		{"blanks only", " \n\t\u00a0", "", ErrNoWords},
		{"nothing to be seen", "\ufeff\u200b\u200d\u00ad\u3164\u0301", "", ErrNoWords},
		{"a sign is enough", "?", "?", nil},
		{"marks without end", "x" + strings.Repeat("\u0301", typed.MaxMarks+1), "", ErrWords},
		{"control", "a\x00b", "", ErrWords},
		{"escape", "a\x1b[31mb", "", ErrWords},
		{"delete", "a\x7fb", "", ErrWords},
		{"turned round", "a\u202eb", "", ErrWords},
		{"not UTF-8", "a\xffb", "", ErrWords},
	} {
		o, err := twoPlanets(t, deck.Practice, false).Object(1, tt.given, Objected{}, objectedAt)
		if !errors.Is(err, tt.want) || (tt.want == nil) != (err == nil) || o.Words != tt.kept {
			t.Errorf("%s: kept %.40q, %v; want %.40q, %v", tt.name, o.Words, err, tt.kept, tt.want)
		}
	}
}

func TestObjectionLimits(t *testing.T) {
	a := twoPlanets(t, deck.Practice, false)
	before := func(toItem, lately int) Objected {
		return Objected{Here: []Objection{{ID: 9, Words: "No."}}, ToItem: toItem,
			Lately: limits.Uses{N: lately, Oldest: objectedAt.Add(-time.Hour)}, Most: limits.Default().Objections}
	}
	for _, tt := range []struct {
		name   string
		words  string
		before Objected
		id     ObjectionID
		want   error
	}{
		{"third to the item", "Yes.", before(2, 2), 0, nil},
		{"fourth to the item", "Yes.", before(3, 3), 0, ErrEnough},
		{"fiftieth of the day", "Yes.", before(1, 49), 0, nil},
		{"51st of the day", "Yes.", before(1, 50), 0, ErrEnoughADay},
		{"the same words", " No.\n", before(1, 1), 9, nil},
		{"the same words beyond the limits", "No.", before(3, 50), 9, nil},
	} {
		o, err := a.Object(1, tt.words, tt.before, objectedAt)
		if !errors.Is(err, tt.want) || (tt.want == nil) != (err == nil) || o.ID != tt.id {
			t.Errorf("%s: objection %d, %v; want %d, %v", tt.name, o.ID, err, tt.id, tt.want)
		}
	}
}
