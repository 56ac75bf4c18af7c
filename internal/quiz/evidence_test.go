package quiz

import (
	"reflect"
	"slices"
	"testing"

	"viva/internal/deck"
	"viva/internal/testkit/chance"
	"viva/internal/testkit/small"
)

// answerable deals a spec of that type as an open practice: from the shipped
// decks or, where none of them asks so, from the subject of the tests.
func answerable(t *testing.T, typ string, keys int) *Attempt {
	t.Helper()
	planets, faults := deck.LoadSubject(small.Planets(), "planets")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	for _, d := range slices.Concat(shippedDecks(t), []*deck.Deck{planets}) {
		for _, e := range d.Editions {
			for _, s := range d.Specs(e.ID, today) {
				if s.Model.Type != typ || len(s.KeyFacts()) < keys || len(slices.Compact(slices.Sorted(slices.Values(s.Names())))) < len(s.KeyFacts()) {
					continue
				}
				it, err := d.Deal(s, "en", deck.NewStreams(3))
				if err != nil {
					t.Fatal(err)
				}
				items := []deck.Item{it}
				if err := deck.NameOptions(items, chance.Reader(t)); err != nil {
					t.Fatal(err)
				}
				return Restore(Attempt{Mode: deck.Practice}, items, nil, nil)
			}
		}
	}
	t.Fatalf("nothing of type %s", typ)
	return nil
}

// evidenceOf answers the only item of an attempt.
func evidenceOf(t *testing.T, a *Attempt, given []string) Evidence {
	t.Helper()
	if _, err := a.Record(1, Given{Options: given, Certainty: Think}, noon); err != nil {
		t.Fatal(err)
	}
	found, err := a.EvidenceNow()
	if err != nil || len(found) != 1 {
		t.Fatalf("%d pieces of evidence, %v", len(found), err)
	}
	return found[0]
}

// wrongNames are the facts that the evidence says were not known.
func wrongNames(e Evidence) []string {
	var names []string
	for _, f := range e.Facts {
		if !f.Right {
			names = append(names, f.Name)
		}
	}
	return slices.Sorted(slices.Values(names))
}

// A right answer of any type tells that all its facts are known, and no mix-up.
func TestEvidenceOfRightAnswers(t *testing.T) {
	for _, typ := range deck.TypeNames() {
		a := answerable(t, typ, 1)
		it := a.items[0]
		e := evidenceOf(t, a, it.Sample(true))
		if !e.Right() || len(wrongNames(e)) > 0 || len(e.Facts) != len(it.Names) || len(e.Mixups) > 0 || e.Response.Certainty != Think {
			t.Errorf("%s: %+v", typ, e)
		}
		// What the floor of a type is, deck holds against a table. Whatever a type
		// says, nobody guesses better than who takes one option of all, or types.
		most := 1. / 4
		if n := len(it.Options); n > 0 {
			most = 1 / float64(n)
		}
		if want, err := it.Floor(); err != nil || e.Floor != want || e.Floor > most || e.Floor < 0 {
			t.Errorf("%s: floor %v, want %v and at most %v; %v", typ, e.Floor, want, most, err)
		}
	}
}

// A wrong answer to an item of one key tells that its fact is not known and,
// where an option was chosen, what was taken for what.
func TestEvidenceOfWrongAnswers(t *testing.T) {
	for _, typ := range []string{"single", "case"} {
		a := answerable(t, typ, 1)
		it := a.items[0]
		key := slices.IndexFunc(it.Options, func(o deck.Option) bool { return o.Correct })
		taken := (key + 1) % len(it.Options)
		e := evidenceOf(t, a, []string{it.Options[taken].ID})
		if e.Right() || !slices.Equal(wrongNames(e), it.Names) {
			t.Errorf("%s: %v is not known, want %v", typ, wrongNames(e), it.Names)
		}
		if want := []deck.Mixup{{Key: it.Options[key].Shows, Taken: it.Options[taken].Shows}}; !slices.Equal(e.Mixups, want) || want[0].Key == "" {
			t.Errorf("%s: mix-ups %v, want %v", typ, e.Mixups, want)
		}
	}

	a := answerable(t, "numeric", 1)
	if e := evidenceOf(t, a, a.items[0].Sample(false)); e.Right() || len(wrongNames(e)) != len(e.Facts) || len(e.Mixups) > 0 {
		t.Errorf("numeric: %+v", e)
	}
}

func TestEvidenceOfSeveralKeys(t *testing.T) {
	a := answerable(t, "multiple", 2)
	it := a.items[0]
	var keys, others []int
	for i, o := range it.Options {
		if o.Correct {
			keys = append(keys, i)
		} else {
			others = append(others, i)
		}
	}
	nameAt := func(option int) string { return it.Names[slices.Index(it.Facts, it.Options[option].Facts[0])] }
	ids := func(options ...int) []string {
		var ids []string
		for _, i := range options {
			ids = append(ids, it.Options[i].ID)
		}
		return ids
	}
	kept := append(slices.Clone(keys[:len(keys)-1]), others[0])
	last := keys[len(keys)-1]
	e := evidenceOf(t, a, ids(kept...))
	if !slices.Equal(wrongNames(e), []string{nameAt(last)}) {
		t.Errorf("all keys but one: %v not known, want %q", wrongNames(e), nameAt(last))
	}
	if want := []deck.Mixup{{Key: it.Options[last].Shows, Taken: it.Options[others[0]].Shows}}; !slices.Equal(e.Mixups, want) {
		t.Errorf("all keys but one: mix-ups %v, want %v", e.Mixups, want)
	}

	a = Restore(Attempt{Mode: deck.Practice}, a.items, nil, nil)
	e = evidenceOf(t, a, ids(others[:len(keys)]...))
	if len(wrongNames(e)) != len(keys) || len(e.Mixups) > 0 {
		t.Errorf("no key: %v not known, mix-ups %v; which was taken for which cannot be told", wrongNames(e), e.Mixups)
	}
}

// Rows that are right are known. Where two are swapped, these two are not, and
// each was taken for the other.
func TestEvidenceOfRows(t *testing.T) {
	for _, typ := range []string{"matching", "ordering"} {
		a := answerable(t, typ, 3)
		it := a.items[0]
		given := it.Sample(true)
		p, q := it.Prompts[0], it.Prompts[1]
		if typ == "ordering" {
			given[0], given[1] = given[1], given[0]
		} else {
			given[0] = p.ID + "=" + it.Options[q.Key].ID
			given[1] = q.ID + "=" + it.Options[p.Key].ID
		}
		e := evidenceOf(t, a, given)
		want := []string{it.Names[slices.Index(it.Facts, p.Facts[0])], it.Names[slices.Index(it.Facts, q.Facts[0])]}
		slices.Sort(want)
		if e.Right() || !slices.Equal(wrongNames(e), want) {
			t.Errorf("%s: %v not known, want %v of %v", typ, wrongNames(e), want, it.Names)
		}
		x, y := it.Options[p.Key].Shows, it.Options[q.Key].Shows
		if mixups := []deck.Mixup{{Key: x, Taken: y}, {Key: y, Taken: x}}; x != y && !slices.Equal(e.Mixups, mixups) {
			t.Errorf("%s: mix-ups %v, want %v", typ, e.Mixups, mixups)
		}
	}
}

// Facts of one name count as one fact, which is known when all of them are, and
// told once.
func TestEvidenceOfOneName(t *testing.T) {
	it := deck.Item{Type: "matching", Choose: 1, Facts: []string{"a", "b", "c"}, Names: []string{"same x", "same x", "c"},
		Options: []deck.Option{{ID: "1"}, {ID: "2"}, {ID: "3"}},
		Prompts: []deck.Prompt{{ID: "p", Key: 0, Facts: []string{"a"}}, {ID: "q", Key: 1, Facts: []string{"b"}}, {ID: "r", Key: 2, Facts: []string{"c"}}}}
	for _, tt := range []struct {
		given []string
		want  []Recalled
	}{
		{[]string{"p=1", "q=2", "r=3"}, []Recalled{{"same x", true}, {"c", true}}},
		{[]string{"p=1", "q=3", "r=2"}, []Recalled{{"same x", false}, {"c", false}}},
		{[]string{"p=3", "q=2", "r=1"}, []Recalled{{"same x", false}, {"c", false}}},
		{[]string{"p=2", "q=1", "r=3"}, []Recalled{{"same x", false}, {"c", true}}},
	} {
		a := Restore(Attempt{Mode: deck.Practice}, []deck.Item{it}, nil, nil)
		if e := evidenceOf(t, a, tt.given); !reflect.DeepEqual(e.Facts, tt.want) {
			t.Errorf("%v: %v, want %v", tt.given, e.Facts, tt.want)
		}
	}
	it.Facts, it.Names = []string{"d"}, []string{"d"} // one fact in two rows
	it.Prompts = []deck.Prompt{{ID: "p", Key: 0, Facts: []string{"d"}}, {ID: "q", Key: 1, Facts: []string{"d"}}}
	for given, want := range map[[2]string]bool{{"p=1", "q=2"}: true, {"p=1", "q=3"}: false, {"p=3", "q=2"}: false} {
		a := Restore(Attempt{Mode: deck.Practice}, []deck.Item{it}, nil, nil)
		if e := evidenceOf(t, a, given[:]); e.Facts[0].Right != want {
			t.Errorf("one fact in two rows, %v: right %v", given, e.Facts[0].Right)
		}
	}
}

// An exam tells nothing until it ends, and then of every item that was
// answered, by the answer that stands; practice tells of each answer once.
func TestWhenEvidenceIsTold(t *testing.T) {
	now := func(a *Attempt) []Evidence {
		t.Helper()
		found, err := a.EvidenceNow()
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	exam := start(t, deck.Exam, 4)
	record(t, exam, 3, wrongFor(exam, 3), Unasked)
	record(t, exam, 1, keyOf(exam, 1), Unasked)
	record(t, exam, 3, keyOf(exam, 3), Unasked)
	if found := now(exam); len(found) > 0 {
		t.Errorf("an open exam tells of %d items", len(found))
	}
	exam.Finish(noon)
	found := now(exam)
	if len(found) != 2 || found[0].Position != 1 || found[1].Position != 3 || !found[1].Right() {
		t.Errorf("the end of an exam tells %+v, want items 1 and 3, both right", found)
	}
	again := Restore(*exam, exam.items, exam.responses, nil)
	again.finishing = false
	if again.Finish(noon); len(now(again)) > 0 {
		t.Error("finishing twice tells twice")
	}

	practice := start(t, deck.Practice, 3)
	if _, err := practice.Record(1, Given{Options: keyOf(practice, 1), Key: "k"}, noon); err != nil {
		t.Fatal(err)
	}
	if found := now(practice); len(found) != 1 {
		t.Errorf("an answer tells of %d items", len(found))
	}
	loaded := Restore(*practice, practice.items, practice.responses, nil)
	if _, err := loaded.Record(1, Given{Options: keyOf(practice, 1), Key: "k"}, noon); err != nil {
		t.Fatal(err)
	}
	if loaded.Finish(noon); len(now(loaded)) > 0 {
		t.Error("a replay, or the end of practice, tells again")
	}
}
