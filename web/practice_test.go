package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/users"
)

// answer sends an answer to the question at pos, right or wrong.
func (k taker) answer(path string, pos int, right bool, certainty quiz.Certainty) *pageReply {
	k.site.t.Helper()
	fields := append(k.choice(path, pos, right), "certainty", string(certainty))
	return k.post(fmt.Sprintf("%s/items/%d", path, pos), fields...)
}

func TestCertaintyIsAsked(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	path := k.start("practice", 3)
	item := func(n int) string { return fmt.Sprintf("%s/items/%d", path, n) }
	asked := []string{"How sure?", `name="certainty" id="sure-sure" value="sure"`, `value="think" aria-keyshortcuts="T">`, `value="guess" aria-keyshortcuts="G">`}

	sound(t, k.get(item(1)).says(asked...).says("Do not ask how sure I am", "Clear", "1 of 3").Body)
	k.answer(path, 1, false, quiz.Guess).leadsTo(item(1))
	sound(t, k.get(item(1)).says("You said “Guessing”.").hides("comes back").Body)
	if r := k.attempt(path); r.Size() != 3 {
		t.Errorf("a wrong guess made %d questions of 3", r.Size())
	}

	// Not asked, in this browser, until asked again.
	k.post("/preferences", "certainty", "off", "next", item(2)).leadsTo(item(2))
	sound(t, k.get(item(2)).hides(asked...).says("Ask me how sure I am", "data-check").Body)
	k.get("/account").says(`value="off" selected`)
	k.post(item(2), k.choice(path, 2, false)...).leadsTo(item(2))
	k.get(item(2)).says("Not correct").hides("You said “")
	k.post("/preferences", "certainty", "ask").want(http.StatusSeeOther)
	k.get(item(3)).says(asked...)
	k.get("/account").says(`value="ask" selected`)

	// A strange certainty costs nothing, and exams ask for none.
	s.unchanged(func() {
		k.post(item(3), append(k.choice(path, 3, true), "certainty", "maybe")...).want(http.StatusUnprocessableEntity).says("Say how sure you are")
		k.post(item(3), append(k.choice(path, 3, true), "certainty", "sure", "certainty", "think")...).want(http.StatusBadRequest)
		k.post("/preferences", "certainty", "maybe").want(http.StatusUnprocessableEntity)
		k.post(item(3), "certainty", "sure").want(http.StatusUnprocessableEntity).says(`value="sure" aria-keyshortcuts="S" checked`)
	})
	k.get(k.start("exam", 1) + "/items/1").hides(asked...)

	g := s.browser() // a guest is asked, and can choose too
	path = g.start("practice", 1)
	g.get(path + "/items/1").says(asked...)
	g.post("/preferences", "certainty", "off").want(http.StatusSeeOther)
	g.get(path + "/items/1").hides(asked...)
}

// What was sure and wrong comes back at the end, in other words, and the
// sitting grows by it.
func TestSureButWrongComesBack(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	path := k.start("practice", 2)
	item := func(n int) string { return fmt.Sprintf("%s/items/%d", path, n) }
	k.answer(path, 1, false, quiz.Sure).leadsTo(item(1))
	sound(t, k.get(item(1)).says("You said “Sure”. It comes back before the end and in a week.", "uestion 1 of 2", `class="cell back"`, item(2)).Body)
	k.answer(path, 2, true, quiz.Sure).leadsTo(item(2))
	k.get(item(2)).says("You said “Sure”.", item(3)).hides("It comes back", "I mistapped")
	k.get(path).leadsTo(item(3))
	sound(t, k.get(item(3)).says("Again, in other words", "Question 3 of 3", `class="count">&#43; 1 of 1<`).hides("Source:").Body)
	items := k.attempt(path).Items()
	same := slices.ContainsFunc(items[2].Names, func(name string) bool { return slices.Contains(items[0].Names, name) })
	if items[2].Hash == items[0].Hash || !same {
		t.Errorf("%s came back as %s", items[0].ID, items[2].ID)
	}
	k.answer(path, 3, true, quiz.Think).leadsTo(item(3))
	k.get(item(3)).says("Again, in other words", "data-next>Result")
	k.post(path + "/finish").leadsTo(path + "/result")
	sound(t, k.get(path+"/result").says(" of two", "Practise what was wrong (1 question)").Body) // what came back counts for no score
	k.get(item(1)).hides("comes back")

	// A guest has no memory kept for the week after.
	g := taker{s.browser(), quiz.Learner{}}
	path = g.start("practice", 1)
	g.who = quiz.Learner{ID: quiz.LearnerID(maxID(t, s)), Guest: true}
	g.answer(path, 1, false, quiz.Sure).leadsTo(path + "/items/1")
	g.get(path+"/items/1").says("It comes back before the end.", "uestion 1 of 1").hides("in a week")
}

// maxID is the newest account's.
func maxID(t *testing.T, s *testSite) int64 {
	t.Helper()
	f := api{s}
	return f.scan("SELECT max(id) FROM users")
}

func TestMistap(t *testing.T) {
	s := newSite(t)
	k, other, stranger := s.taker("ada", users.Learner), s.as("bob", users.Learner), s.browser()
	path := k.start("practice", 3)
	item := func(n int) string { return fmt.Sprintf("%s/items/%d", path, n) }
	k.answer(path, 1, false, quiz.Think).leadsTo(item(1))
	k.answer(path, 2, true, quiz.Think).leadsTo(item(2))
	exam := k.start("exam", 1)
	k.answer(exam, 1, false, quiz.Unasked)
	s.unchanged(func() {
		for _, tt := range []struct {
			name   string
			c      *browser
			path   string
			fields []string
			want   int
		}{
			{"a right answer", k.browser, item(2), nil, http.StatusConflict},
			{"no answer", k.browser, item(3), nil, http.StatusConflict},
			{"an exam", k.browser, exam + "/items/1", nil, http.StatusConflict},
			{"somebody else's", other, item(1), nil, http.StatusNotFound},
			{"a stranger", stranger, item(1), nil, http.StatusUnauthorized},
			{"no such question", k.browser, item(4), nil, http.StatusNotFound},
			{"a field", k.browser, item(1), []string{"points", "1"}, http.StatusBadRequest},
		} {
			page := tt.c.post(tt.path+"/mistap", tt.fields...)
			if page.Status != tt.want {
				t.Errorf("%s: %d, want %d", tt.name, page.Status, tt.want)
			}
			sound(t, page.Body)
		}
	})

	sound(t, k.get(item(1)).says("I mistapped", item(1)+"/mistap").Body)
	k.post(item(1) + "/mistap").leadsTo(item(1)) // another question is open first
	sound(t, k.get(item(1)).says("You said you mistapped", "at the end, in other words", "Not correct", "uestion 1 of 3").hides(item(1)+"/mistap").Body)
	sound(t, k.post(item(1)+"/mistap").want(http.StatusConflict).says("a mistap, once", "You said you mistapped").Body)

	k.answer(path, 3, false, quiz.Think).leadsTo(item(3))
	k.answer(path, 4, false, quiz.Think).leadsTo(item(4))
	s.unchanged(func() { // it came back once
		k.get(item(4)).says("Not correct").hides("I mistapped")
		k.post(item(4) + "/mistap").want(http.StatusConflict).says("no other question on this")
	})
	k.post(item(3) + "/mistap").leadsTo(item(5)) // nothing else is open: on to it
	k.get(item(5)).says("Again, in other words").hides("Source:")
	k.post(path + "/finish").leadsTo(path + "/result")
	k.post(item(3) + "/mistap").want(http.StatusConflict).says("already finished")
	k.get(path+"/result").says("One of three.", "(1 question)") // it stands, and a mistap is not to be learnt
}

func TestPractiseWhatWasWrong(t *testing.T) {
	s := newSite(t)
	k, other := s.taker("ada", users.Learner), s.as("bob", users.Learner)
	path := k.take("exam", 4, 2)
	from := strings.TrimPrefix(path, "/attempts/")
	sound(t, k.get(path+"/result").says(`name="kind" value="wrong"`, `name="from" value="`+from+`"`, "(2 questions)").Body)
	sound(t, k.get("/scores").says(`name="from" value="`+from+`"`).Body)

	page := k.post("/attempts", "kind", "wrong", "from", from).want(http.StatusSeeOther)
	again, _, _ := strings.Cut(page.Header.Get("Location"), "/items/")
	a := k.attempt(again)
	if a.Kind != quiz.Wrong || a.Mode != deck.Practice || a.Size() == 0 || a.Size() > 2 {
		t.Errorf("kind %q, mode %q, %d questions", a.Kind, a.Mode, a.Size())
	}
	one := k.post("/attempts", "kind", "wrong", "from", from, "size", "1").want(http.StatusSeeOther).Header.Get("Location")
	if again, _, _ = strings.Cut(one, "/items/"); k.attempt(again).Size() != 1 {
		t.Errorf("%d questions, want 1", k.attempt(again).Size())
	}

	right := strings.TrimPrefix(k.take("practice", 1, 1), "/attempts/")
	k.get("/attempts/" + right + "/result").hides("Practise what was wrong")
	k.get("/scores").hides(`name="from" value="` + right + `"`)
	open := strings.TrimPrefix(k.start("exam", 1), "/attempts/")
	s.unchanged(func() {
		for _, tt := range []struct {
			name   string
			c      *browser
			fields []string
			want   int
		}{
			{"nothing was wrong", k.browser, []string{"from", right}, http.StatusConflict},
			{"an open exam", k.browser, []string{"from", open}, http.StatusConflict},
			{"somebody else's", other, []string{"from", from}, http.StatusNotFound},
			{"a stranger", s.browser(), []string{"from", from}, http.StatusUnauthorized},
			{"no attempt", k.browser, nil, http.StatusNotFound},
			{"attempt 01", k.browser, []string{"from", "01"}, http.StatusNotFound},
			{"size 0", k.browser, []string{"from", from, "size", "0"}, http.StatusUnprocessableEntity},
			{"size 101", k.browser, []string{"from", from, "size", "101"}, http.StatusUnprocessableEntity},
			{"a seed", k.browser, []string{"from", from, "seed", "1"}, http.StatusBadRequest},
		} {
			if got := tt.c.post("/attempts", append([]string{"kind", "wrong"}, tt.fields...)...).Status; got != tt.want {
				t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
			}
		}
		k.post("/attempts", "kind", "cram", "from", from).want(http.StatusUnprocessableEntity)
	})
}

// Any length: one that is typed goes before one that is picked.
func TestLengths(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	fields := func(size, other string) []string {
		return []string{"subject", "aws-support", "edition", "course", "mode", "practice", "size", size, "other", other}
	}
	for _, tt := range []struct {
		size, other string
		want        int
	}{{"5", "", 5}, {"10", "7", 7}, {"50", "", 50}, {"5", " 3 ", 3}} {
		path, _, _ := strings.Cut(k.post("/attempts", fields(tt.size, tt.other)...).want(http.StatusSeeOther).Header.Get("Location"), "/items/")
		if got := k.attempt(path).Size(); got != tt.want {
			t.Errorf("size %q, other %q: %d questions, want %d", tt.size, tt.other, got, tt.want)
		}
	}
	for _, other := range []string{"0", "101", "-1", "many", "1e1"} {
		page := k.post("/attempts", fields("5", other)...).want(http.StatusUnprocessableEntity).says("1 to 100", `value="`+other+`"`)
		sound(t, page.Body)
	}
}

func TestAPICertaintyAndMistap(t *testing.T) {
	f := newAPI(t)
	ada, bob := f.signedIn("ada"), f.signedIn("bob")
	var a started
	ada.post("/attempts", j{"subject": "aws-support", "mode": "practice", "topics": []string{"tam"}, "size": 100}).refused(422, "too_few")
	ada.post("/attempts", j{"subject": "aws-support", "mode": "practice", "size": 12}).want(201).into(&a)
	mistap := func(pos int) string { return fmt.Sprintf("/attempts/%d/items/%d/mistap", a.ID, pos) }

	ada.put(answerPath(a.ID, 1), j{"given": a.pick(1, 0), "certainty": "maybe"}).refused(422, "certainty")
	ada.post("/attempts", j{"kind": "wrong", "from": a.ID}).refused(409, "none_missed")
	wrong, right, size := 0, 0, len(a.Items)
	for pos := 1; pos <= len(a.Items) && (wrong == 0 || right == 0); pos++ {
		m := ada.put(answerPath(a.ID, pos), j{"given": a.pick(pos, 0), "certainty": "sure"}).want(200).members()
		if m["certainty"] != "sure" {
			t.Fatalf("the feedback says of the certainty %v", m["certainty"])
		}
		if m["correct"] == true {
			right = pos
			continue
		}
		if size == len(a.Items)+3 { // no more come back
			continue
		}
		if m["comeback"] != true {
			t.Errorf("sure and wrong, but it does not come back: %v", m)
		}
		wrong, size = pos, size+1
	}
	if wrong == 0 {
		t.Fatal("no answer was wrong")
	}
	bob.post(mistap(wrong), nil).refused(404, "no_attempt")
	f.with("").post(mistap(wrong), nil).refused(401, "session")
	ada.post(mistap(99), nil).refused(404, "no_item")
	ada.post(mistap(wrong), j{"points": 1}).refused(400, "unknown_member")
	if right > 0 {
		ada.post(mistap(right), nil).refused(409, "no_mistap")
	}
	ada.post(mistap(size), nil).refused(409, "no_mistap") // not answered
	fresh := ada.post(mistap(wrong), nil).want(200).members()
	if fresh["return"] != true || int(fresh["position"].(float64)) != size || fresh["feedback"] != nil {
		t.Errorf("the fresh variant is %v, want the one that came back, at %d, without feedback", fresh, size)
	}
	ada.post(mistap(wrong), nil).refused(409, "no_mistap")
	var whole struct {
		Items []struct {
			Feedback struct{ Mistapped bool }
		}
	}
	ada.get(fmt.Sprintf("/attempts/%d", a.ID)).into(&whole)
	if !whole.Items[wrong-1].Feedback.Mistapped {
		t.Error("the answer is not marked")
	}

	bob.post("/attempts", j{"kind": "wrong", "from": a.ID}).refused(404, "no_attempt")
	ada.post("/attempts", j{"kind": "wrong"}).refused(404, "no_attempt")
	ada.post("/attempts", j{"from": a.ID}).refused(422, "no_kind")
	ada.post("/attempts", j{"kind": "due", "from": a.ID}).refused(422, "no_kind")
	ada.post("/attempts", j{"kind": "wrong", "from": a.ID, "subject": "aws-support"}).refused(400, "unknown_member")
	// A wrong guess stands, and can be practised while the attempt is open.
	var b started
	ada.post("/attempts", j{"subject": "aws-support", "mode": "practice", "size": 12}).want(201).into(&b)
	for pos := 1; ; pos++ {
		if m := ada.put(answerPath(b.ID, pos), j{"given": b.pick(pos, 0), "certainty": "guess"}).want(200).members(); m["correct"] != true {
			break
		}
	}
	again := ada.post("/attempts", j{"kind": "wrong", "from": b.ID, "lang": "fr", "size": 1}).want(201).members()
	if again["kind"] != "wrong" || again["ranked"] != false || again["lang"] != "fr" || again["size"] != 1.0 {
		t.Errorf("started %v", again)
	}
}

// Whether to ask follows the account to another browser.
func TestCertaintyHabitFollowsTheAccount(t *testing.T) {
	s := newSite(t)
	ada := s.as("ada", users.Learner)
	ada.post("/preferences", "certainty", "off").want(303)
	elsewhere := s.browser()
	elsewhere.post("/sign-in", "login", "ada", "password", testPassword).want(303)
	elsewhere.post("/attempts", "subject", "aws-support", "edition", "course", "mode", "practice", "size", "5").want(303)
	page := elsewhere.get("/attempts/1/items/1").want(200)
	if strings.Contains(page.Body, `value="sure"`) {
		t.Error("the question asks how sure one is, in another browser")
	}
}
