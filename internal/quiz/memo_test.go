package quiz

import (
	"errors"
	"strings"
	"testing"

	"viva/internal/deck"
	"viva/internal/typed"
)

func TestMemoWords(t *testing.T) {
	for _, tt := range []struct {
		name, given, kept string
		want              error
	}{
		{"plain", "Business, not Basic.", "Business, not Basic.", nil},
		{"blanks around", " \t\r\n Both. \n", "Both.", nil},
		{"lines", "One.\r\nTwo.\rThree.", "One.\nTwo.\nThree.", nil},
		{"composed", "e\u0301crit", "écrit", nil},
		{"markup stays text", "<b>no</b>", "<b>no</b>", nil},
		{"emoji", "👩‍🏫 1\ufe0f\u20e3", "👩‍🏫 1\ufe0f\u20e3", nil},
		{"longest", strings.Repeat("é", MaxMemoWords), strings.Repeat("é", MaxMemoWords), nil},
		{"longest once composed", strings.Repeat("e\u0301", MaxMemoWords), strings.Repeat("é", MaxMemoWords), nil},
		{"too long", strings.Repeat("é", MaxMemoWords+1), "", ErrMemoWords},
		{"too long by its marks", strings.Repeat("x\u0301", MaxMemoWords/2+1), "", ErrMemoWords},
		{"taken away", "", "", nil},
		{"taken away with blanks", " \n\t\u00a0", "", nil},
		{"nothing to be seen", "\u200b\u200d\u00ad\u3164\u0301", "", ErrMemoWords},
		{"control", "a\x00b", "", ErrMemoWords},
		{"escape", "a\x1b[31mb", "", ErrMemoWords},
		{"turned round", "a\u202eb", "", ErrMemoWords},
		{"isolated", "a\u2066b", "", ErrMemoWords},
		{"not UTF-8", "a\xffb", "", ErrMemoWords},
		{"marks enough", "x" + strings.Repeat("\u0301", typed.MaxMarks), "x" + strings.Repeat("\u0301", typed.MaxMarks), nil},
		{"marks without end", "x" + strings.Repeat("\u0301", typed.MaxMarks+1), "", ErrMemoWords},
		{"marks parted by what has no width", "x" + strings.Repeat("\u0301\u0301\u200d", typed.MaxMarks), "", ErrMemoWords},
	} {
		m, err := twoPlanets(t, deck.Practice, false).Memo(1, Memo{}, 0, MemoChange{Words: &tt.given}, objectedAt)
		if !errors.Is(err, tt.want) || (tt.want == nil) != (err == nil) || m.Words != tt.kept {
			t.Errorf("%s: kept %.40q, %v; want %.40q, %v", tt.name, m.Words, err, tt.kept, tt.want)
		}
	}
}

// A change changes what it names, and the same again changes nothing.
func TestMemoChanges(t *testing.T) {
	a := twoPlanets(t, deck.Practice, false)
	m := Memo{}
	for i, tt := range []struct {
		ch   MemoChange
		kept Memo // what a learner keeps
	}{
		{MemoChange{Bookmarked: new(true)}, Memo{Bookmarked: true}},
		{MemoChange{Felt: new(TooHard)}, Memo{Bookmarked: true, Felt: TooHard}},
		{MemoChange{Words: new("No.")}, Memo{Bookmarked: true, Felt: TooHard, Words: "No."}},
		{MemoChange{Felt: new(TooEasy)}, Memo{Bookmarked: true, Felt: TooEasy, Words: "No."}},
		{MemoChange{}, Memo{Bookmarked: true, Felt: TooEasy, Words: "No."}},
		{MemoChange{Bookmarked: new(false), Felt: new(Felt(""))}, Memo{Words: "No."}},
		{MemoChange{Words: new("")}, Memo{}},
	} {
		was := m
		at := objectedAt.AddDate(0, 0, i)
		var err error
		if m, err = a.Memo(1, was, 1, tt.ch, at); err != nil {
			t.Fatal(i, err)
		}
		if m.Bookmarked != tt.kept.Bookmarked || m.Felt != tt.kept.Felt || m.Words != tt.kept.Words || m.Empty() != tt.kept.Empty() {
			t.Errorf("change %d: kept %+v", i, m)
		}
		if again, err := a.Memo(1, m, 1, tt.ch, at.AddDate(1, 0, 0)); err != nil || again != m {
			t.Errorf("change %d made twice: %+v, then %+v, %v", i, m, again, err)
		}
	}
	if _, err := a.Memo(1, Memo{}, 0, MemoChange{Felt: new(Felt("dull"))}, objectedAt); !errors.Is(err, ErrFelt) {
		t.Errorf("a feeling that is none: %v", err)
	}
}

// One account keeps no more than its share; what is kept can still be changed.
func TestMemosAreBounded(t *testing.T) {
	a, mark := twoPlanets(t, deck.Practice, false), MemoChange{Bookmarked: new(true)}
	if _, err := a.Memo(1, Memo{}, MaxMemos-1, mark, objectedAt); err != nil {
		t.Errorf("the last there is room for: %v", err)
	}
	if _, err := a.Memo(1, Memo{}, MaxMemos, mark, objectedAt); !errors.Is(err, ErrMemosFull) {
		t.Errorf("one more: %v", err)
	}
	if _, err := a.Memo(1, Memo{Words: "No."}, MaxMemos, mark, objectedAt); err != nil {
		t.Errorf("a change of one that is kept: %v", err)
	}
}
