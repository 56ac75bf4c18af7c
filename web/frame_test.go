package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"viva/internal/testkit/chance"

	"github.com/go-json-experiment/json"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/testkit"
)

// twinStore is storage whose attempts can be swapped for twins: the same to
// look at, with other keys and all that goes with these.
type twinStore struct {
	quiz.Store
	swapped bool
}

func (s *twinStore) Attempt(ctx context.Context, who quiz.LearnerID, id quiz.AttemptID) (*quiz.Attempt, error) {
	a, err := s.Store.Attempt(ctx, who, id)
	if err != nil || !s.swapped {
		return a, err
	}
	return twinOf(a), nil
}

// twinOf is an attempt without answers that a learner cannot tell from a.
func twinOf(a *quiz.Attempt) *quiz.Attempt {
	var items []deck.Item
	for _, it := range a.Items() {
		items = append(items, twinItem(it))
	}
	return quiz.Restore(*a, items, nil, nil)
}

// twinItem keeps of an item what a learner needs to answer it, and nothing
// else: a member that is added to items differs here until it is named.
func twinItem(it deck.Item) deck.Item {
	twin := deck.Item{Subject: it.Subject, Type: it.Type, Edition: it.Edition, Lang: it.Lang, Situation: it.Situation, Stem: it.Stem,
		Choose: it.Choose, Unproved: it.Unproved, Role: it.Role,
		ID: "twin", Hash: "twin", Family: "TWIN", Topic: "twin", Level: "twin", Model: "twin", ModelVersion: 99, Facility: 0.01,
		Confidence: "L", Facts: []string{"twin"}, Names: []string{"twin"}, Why: []string{"A twin."}, Now: []string{"A twin now."},
		Source: deck.Citation{Title: "The book of twins", URL: "https://twin.example/"}}
	if it.Case != "" {
		twin.Case = "twin of " + it.Case
	}
	if it.Role != deck.Return {
		twin.Role = deck.Trial
	}
	n := len(it.Options)
	for i, o := range it.Options {
		twin.Options = append(twin.Options, deck.Option{ID: o.ID, Text: o.Text, Correct: it.Options[(i+1)%n].Correct, Reason: "A twin's."})
	}
	for _, p := range it.Prompts {
		twin.Prompts = append(twin.Prompts, deck.Prompt{ID: p.ID, Text: p.Text, Key: (p.Key + 1) % n, Reason: "A twin's."})
	}
	if it.Number != nil {
		twin.Number = &deck.Number{Key: it.Number.Key + 12345, Unit: it.Number.Unit, Working: []string{"A twin's."}}
	}
	if it.Entry != nil {
		twin.Entry = &deck.Entry{Key: "a twin", MatchCase: it.Entry.MatchCase, Spellings: []deck.Spelling{{Text: "a twin", Mark: deck.FullMark, Shows: "twin"}}}
	}
	return twin
}

// framesOf is all that is shown of an open attempt, headers included.
func framesOf(c *apiClient, id int64, size int) []string {
	attempt := fmt.Sprintf("/attempts/%d", id)
	addresses := []string{"/", attempt, attempt + "/finish", attempt + "/overview", attempt + "/result", "/api/v1" + attempt}
	for pos := 1; pos <= size; pos++ {
		item := fmt.Sprintf("%s/items/%d", attempt, pos)
		addresses = append(addresses, item, item+"/objections")
	}
	var frames []string
	for _, address := range addresses {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			r := c.page(method, address, "")
			for _, own := range []string{"Date", "X-Request-Id", "Traceparent"} { // of each reply
				r.header.Del(own)
			}
			frames = append(frames, fmt.Sprintf("%s %s\n%d %v\n%s", method, address, r.status, r.header, r.body))
		}
	}
	return frames
}

// sameAsTwin fails the test where something shown of an open attempt is not
// what is shown of its twin.
func (s *twinStore) sameAsTwin(c *apiClient, a started) {
	c.f.t.Helper()
	s.swapped = false
	framesOf(c, a.ID, len(a.Items)) // what a first visit leaves is there for both
	plain := framesOf(c, a.ID, len(a.Items))
	s.swapped = true
	for i, twin := range framesOf(c, a.ID, len(a.Items)) {
		if twin != plain[i] {
			c.f.t.Fatalf("the frame depends on the key: %s", firstDifference(plain[i], twin))
		}
	}
	s.swapped = false
}

// swap lets f show the twins of attempts.
func (f *api) swap() *twinStore {
	s := &twinStore{Store: f.store}
	f.quiz = quiz.NewService(f.quiz.Decks(), s, f.clock.now, chance.Reader(f.t))
	return s
}

// Two questions that differ in their keys alone, and in all that depends on
// these, look the same until they are answered.
func TestFrameDoesNotTellTheKey(t *testing.T) {
	testkit.Long(t)
	f := newAPI(t)
	store := f.swap()
	decks, types := f.quiz.Decks(), map[string]bool{}
	for seed := range 12 {
		d := decks[seed%2]
		editions := d.EditionsOn(f.quiz.Today())
		body := j{"subject": d.Subject, "edition": editions[seed/2%len(editions)].ID, "mode": "practice", "size": 5, "lang": deck.Langs[seed/4%2]}
		if seed%3 == 0 { // whose seed nobody chooses
			body["mode"] = "exam"
		} else {
			body["seed"] = seed
		}
		ada := f.signedIn(fmt.Sprint("ada-", seed))
		var a started
		ada.post("/attempts", body).want(201).into(&a)
		store.sameAsTwin(ada, a)
		for _, it := range a.Items {
			types[it.Type] = true
		}
	}
	if !types["single"] || !types["multiple"] {
		t.Errorf("only these types were looked at: %v", types)
	}
}

// The same for a question of each type, in practice and in an exam.
func TestFrameOfEachType(t *testing.T) {
	testkit.Long(t)
	f := &api{newTypesSite(t)}
	store := f.swap()
	for _, mode := range []string{"practice", "exam"} {
		for _, typ := range deck.TypeNames() {
			ada := f.signedIn(mode + "-" + typ)
			a, _, _ := ada.findItem(typ, mode)
			store.sameAsTwin(ada, a)
		}
	}
}

// firstDifference is where two texts part, with what stands around.
func firstDifference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	around := func(s string) string { return s[max(0, i-80):min(len(s), i+80)] }
	return fmt.Sprintf("in %.60q\n%q\n%q", a, around(a), around(b))
}

// The page of a set that was taken along does not tell the key either, though
// it knows the answers.
func TestOfflineFrameDoesNotTellTheKey(t *testing.T) {
	s := newTypesSite(t)
	p := testkit.Open(t, testkit.Options{})
	p.Goto("http://" + s.listen() + "/offline")
	module, err := s.assets.url("offline_player.js")
	if err != nil {
		t.Fatal(err)
	}
	shown := func(set takenSet, pos int, told bool) string {
		text, err := json.Marshal(set)
		if err != nil {
			t.Fatal(err)
		}
		call := fmt.Sprintf("m.asked(set, set.items[%d], [])", pos-1)
		if told {
			call = fmt.Sprintf(`m.told(set, set.items[%d], {position: %d, given: [], right: false}, [{position: %d, right: false}], "#")`, pos-1, pos, pos)
		}
		return testkit.Eval[string](p, fmt.Sprintf("import(%q).then(m => { const set = %s; return %s.outerHTML })", module, text, call))
	}
	for seed, lang := range deck.Langs {
		a := offlineAttempt(t, s.quiz.Decks()[0], lang, uint64(seed))
		u := s.account(fmt.Sprint("ada-", lang), "learner")
		set, err := s.takenSet(a, u)
		if err != nil {
			t.Fatal(err)
		}
		twin, err := s.takenSet(twinOf(a), u)
		if err != nil {
			t.Fatal(err)
		}
		for i, it := range a.Items() {
			if asked, other := shown(set, i+1, false), shown(twin, i+1, false); asked != other {
				t.Errorf("%s: the frame depends on the key: %s", it.ID, firstDifference(asked, other))
			}
			if title := s.topicTitle(a.Subject, it.Topic, lang); !strings.Contains(shown(set, i+1, true), ">"+title+"<") {
				t.Errorf("%s: the topic %q is not told after the answer", it.ID, title)
			}
		}
	}
}
