package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
)

// findItem begins attempts on the small subject until one has a question of
// that type, and reads the item as stored, key and all.
func (c *apiClient) findItem(typ, mode string) (a started, pos int, it deck.Item) {
	c.f.t.Helper()
	size, topics := 1, []string{"inner", "outer", "moons"}
	if typ == "case" { // there is none on moons
		size, topics = 3, topics[:2]
	}
	for try := range 200 {
		topic := topics[try%len(topics)]
		wanted := j{"subject": "planets", "edition": "new", "mode": mode, "size": size, "topics": []string{topic}, "advanced": true, "lang": "en"}
		if mode == "practice" { // else what suits the learner best is dealt each time
			wanted["seed"] = try
		}
		c.post("/attempts", wanted).want(201).into(&a)
		for _, item := range a.Items {
			if item.Type == typ {
				stored, err := c.f.quiz.Attempt(c.f.t.Context(), c.learner(), quiz.AttemptID(a.ID))
				if err != nil {
					c.f.t.Fatal(err)
				}
				return a, item.Position, stored.Items()[item.Position-1]
			}
		}
	}
	c.f.t.Fatalf("no question of type %s is dealt", typ)
	return
}

// learner is who asks.
func (c *apiClient) learner() quiz.Learner {
	var me struct{ ID int64 }
	c.get("/me").want(200).into(&me)
	return quiz.Learner{ID: quiz.LearnerID(me.ID)}
}

// Each type by the API: what is refused costs nothing, the same key gets the
// same reply, and the feedback tells the key of every row.
func TestAPITypes(t *testing.T) {
	refused := map[string]map[string][]string{
		"single":   {"choose_number": {}, "unreadable_answer": {"nothing"}},
		"multiple": {"choose_number": {"FIRST"}, "unreadable_answer": {"nothing"}},
		"ordering": {"fill_rows": {}, "unreadable_answer": {"nothing"}, "use_once": {"FIRST", "FIRST"}},
		"matching": {"fill_rows": {}, "unreadable_answer": {"FIRST=nothing"}},
		"numeric":  {"number": {"lots"}},
		"text":     {"typed": {" - "}},
		"case":     {"choose_number": {}, "unreadable_answer": {"nothing"}},
	}
	for _, typ := range deck.TypeNames() {
		t.Run(typ, func(t *testing.T) {
			t.Parallel()
			f := &api{newTypesSite(t)}
			ada := f.signedIn("ada")
			for _, right := range []bool{true, false} {
				a, pos, it := ada.findItem(typ, "practice")
				for code, given := range refused[typ] {
					text, err := json.Marshal(j{"given": given})
					if err != nil {
						t.Fatal(err)
					}
					first := "FIRST"
					if len(it.Options) > 0 {
						first = it.Options[0].ID
					}
					ada.send("PUT", answerPath(a.ID, pos), strings.ReplaceAll(string(text), "FIRST", first), "Content-Type", "application/json").refused(422, code)
				}
				body := j{"given": it.Sample(right)}
				told := ada.put(answerPath(a.ID, pos), body, "Idempotency-Key", fmt.Sprint(right)).want(200)
				again := ada.put(answerPath(a.ID, pos), body, "Idempotency-Key", fmt.Sprint(right)).want(200)
				if string(told.body) != string(again.body) {
					t.Errorf("sent twice:\n%s\n%s", told.body, again.body)
				}
				checkTold(t, told, it, right)
				ada.put(answerPath(a.ID, pos), j{"given": it.Sample(!right)}).refused(409, "answered")
			}
		})
	}
}

// checkTold holds the feedback on an answer against the item as stored.
func checkTold(t *testing.T, r apiReply, it deck.Item, right bool) {
	t.Helper()
	var got struct {
		Correct bool
		Prompts []struct {
			ID, Text, Key, Given, Reason string
			Correct                      bool
		}
		Entry *struct {
			Key, Reason string
			Mark        float64
			Spellings   []struct{ Text string }
		}
		Number *struct {
			Key, Tolerance float64
			Unit           string
			Working        []string
		}
	}
	r.into(&got)
	if got.Correct != right || len(got.Prompts) != len(it.Prompts) || (got.Number == nil) != (it.Number == nil) {
		t.Fatalf("right is %v: %s", right, r.body)
	}
	for i, p := range got.Prompts {
		if want := it.Prompts[i]; p.ID != want.ID || p.Text != want.Text || p.Key != it.Options[want.Key].Text || p.Reason != want.Reason {
			t.Errorf("row %d: %+v, the item has %+v", i+1, p, want)
		}
		if p.Correct != right || (p.Given == p.Key) != right {
			t.Errorf("row %d: %+v, answered right is %v", i+1, p, right)
		}
	}
	if n := got.Number; n != nil && (n.Key*100 != float64(it.Number.Key) || n.Tolerance*100 != float64(it.Number.Tolerance) ||
		n.Unit != "EUR" || !slices.Equal(n.Working, it.Number.Working)) {
		t.Errorf("number %+v, the item has %+v", n, it.Number)
	}
	if e := got.Entry; (e == nil) != (it.Entry == nil) || e != nil && (e.Key != it.Entry.Key || (e.Mark == 1) != right ||
		(e.Reason == "") != right || len(e.Spellings) != len(it.Entry.Spellings)) {
		t.Errorf("entry %+v, the item has %+v", e, it.Entry)
	}
}

// What a question of each type shows before its answer.
func TestAPIItemMembers(t *testing.T) {
	f := &api{newTypesSite(t)}
	ada := f.signedIn("ada")
	for _, typ := range deck.TypeNames() {
		a, pos, it := ada.findItem(typ, "exam")
		var open struct{ Items []j }
		ada.get(fmt.Sprintf("/attempts/%d", a.ID)).want(200).into(&open)
		item := open.Items[pos-1]
		for name, want := range map[string]bool{
			"prompts": len(it.Prompts) > 0, "unit": it.Number != nil, "situation": it.Case != "", "set": it.Case != "", "type_note": typ == "ordering",
		} {
			if _, has := item[name]; has != want {
				t.Errorf("%s: member %s is there: %v\n%v", typ, name, has, item)
			}
		}
		if typ == "case" && (item["situation"] != it.Situation || fmt.Sprint(item["set"]) != "map[first:1 size:3]") {
			t.Errorf("the case: %v", item)
		}
		if typ == "ordering" && item["type_note"] != "Only here" {
			t.Errorf("the note: %v", item["type_note"])
		}
	}
}
