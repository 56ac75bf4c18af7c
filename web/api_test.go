package web

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestAPIJourney(t *testing.T) {
	f := newAPI(t)
	anybody := f.with("")
	made := anybody.post("/users", j{"name": "ada", "password": testPassword, "email": "ada@example.org", "shown_as": "Countess"}).want(201)
	if made.text("shown_as") != "Countess" || made.text("role") != "learner" || made.header.Get("Location") != "/api/v1/me" {
		t.Errorf("signed up as %s", made.body)
	}
	in := anybody.post("/sessions", j{"login": "ADA", "password": testPassword}).want(200)
	if got := in.members(); got["token_type"] != "Bearer" || got["expires_in"].(float64) < 590 {
		t.Errorf("signed in with %v", got)
	}
	for _, r := range []apiReply{made, in} {
		if c := r.header.Values("Set-Cookie"); len(c) > 0 {
			t.Errorf("%s sets cookies: %v", r.what, c)
		}
	}
	ada := f.with(in.text("access_token"))
	if me := ada.get("/me").want(200); me.text("email") != "ada@example.org" || me.members()["email_confirmed"] != nil {
		t.Errorf("me: %s", me.body)
	}
	var subjects struct {
		Subjects []struct {
			ID       string
			Editions []struct{ ID string }
			Topics   []struct {
				ID    string
				Items map[string]int
			}
		}
	}
	anybody.get("/subjects").want(200).into(&subjects)
	if s := subjects.Subjects; len(s) != 2 || s[1].ID != "http-semantics" || s[0].ID != "aws-support" || len(s[0].Editions) != 3 || s[0].Topics[0].Items["course"] == 0 {
		t.Errorf("subjects: %+v", s)
	}

	a := ada.start("practice", 5)
	right := 0
	for _, it := range a.Items {
		f.clock.advance(toRead)
		fb := ada.put(answerPath(a.ID, it.Position), j{"given": a.pick(it.Position, 0), "revision": 1}).want(200)
		if fb.members()["correct"] == true {
			right++
		}
	}
	result := ada.post(finishPath(a.ID), nil).want(200).members()
	if result["score"] != float64(right) || result["max"] != 5.0 || result["answered"] != 5.0 {
		t.Errorf("%d were right, the result is %v", right, result)
	}
	var list struct {
		Attempts []struct {
			ID    int64
			Score *int
		}
	}
	ada.get("/attempts").want(200).into(&list)
	if len(list.Attempts) != 1 || list.Attempts[0].ID != a.ID || *list.Attempts[0].Score != right {
		t.Errorf("my attempts: %+v", list)
	}
	var board struct {
		Rows []struct {
			Rank             *int
			Name             string
			Points, Answered int
			Best             *struct{ Score, Max int }
		}
		Me *struct{ Name string }
	}
	ada.get("/scoreboard?subject=aws-support&edition=&period=week&limit=&after=").want(200).into(&board)
	if len(board.Rows) != 1 || board.Rows[0].Name != "Countess" || board.Rows[0].Points != right || board.Rows[0].Answered != 5 ||
		board.Rows[0].Best == nil || board.Rows[0].Best.Score != right || board.Me == nil {
		t.Errorf("scoreboard: %+v", board)
	}

	next := anybody.post("/sessions/refresh", j{"refresh_token": in.text("refresh_token")}).want(200)
	ada = f.with(next.text("access_token"))
	if r := ada.send(http.MethodDelete, "/sessions/current", "").want(204); len(r.body) > 0 {
		t.Errorf("204 with a body: %s", r.body)
	}
	ada.get("/me").refused(401, "session")
	anybody.post("/sessions/refresh", j{"refresh_token": next.text("refresh_token")}).refused(401, "session")
}

func TestAPIAttemptsPaging(t *testing.T) {
	f := newAPI(t)
	ada := f.signedIn("ada")
	var ids []int64
	for range 5 {
		ids = append(ids, ada.start("exam", 1).ID)
	}
	f.signedIn("bob").start("exam", 1)
	var got []int64
	path := "/attempts?limit=2"
	for pages := 0; path != "" && pages < 5; pages++ {
		var list struct {
			Attempts []struct{ ID int64 }
			Next     int64
		}
		ada.get(path).want(200).into(&list)
		for _, a := range list.Attempts {
			got = append(got, a.ID)
		}
		if path = ""; list.Next > 0 {
			path = fmt.Sprintf("/attempts?limit=2&before=%d", list.Next)
		}
	}
	if want := fmt.Sprint([]int64{ids[4], ids[3], ids[2], ids[1], ids[0]}); fmt.Sprint(got) != want {
		t.Errorf("listed %v, want %s", got, want)
	}
}

func TestAPIPractice(t *testing.T) {
	f := newAPI(t)
	ada := f.signedIn("ada")
	a := ada.start("practice", 3)
	first := ada.put(answerPath(a.ID, 1), j{"given": a.pick(1, 0)}).want(200)
	ada.put(answerPath(a.ID, 1), j{"given": a.pick(1, 1)}).refused(409, "answered")
	ada.put(answerPath(a.ID, 1), j{"given": a.pick(1, 0), "revision": 9}).refused(409, "answered")

	var open started
	ada.get(fmt.Sprintf("/attempts/%d", a.ID)).want(200).into(&open)
	if open.Items[0].Feedback == nil || open.Items[1].Feedback != nil || open.Items[2].Feedback != nil || open.Score != nil {
		t.Errorf("an open attempt with one answer: %+v", open)
	}
	if open.Items[0].Feedback.Correct != (first.members()["correct"] == true) {
		t.Error("the feedback changed")
	}
	ada.post(finishPath(a.ID), j{}).want(200)
	ada.put(answerPath(a.ID, 2), j{"given": a.pick(2, 0)}).refused(409, "finished")
	var closed started
	ada.get(fmt.Sprintf("/attempts/%d", a.ID)).want(200).into(&closed)
	if closed.Score == nil || closed.Items[0].Feedback == nil || closed.Items[1].Feedback != nil || closed.Items[2].Feedback != nil {
		t.Errorf("practice that ended early tells more than was answered: %+v", closed)
	}
}

// With two tabs the highest revision stands, and the tab that is behind is told
// what stands.
func TestAPIExamRevisions(t *testing.T) {
	f := newAPI(t)
	ada := f.signedIn("ada")
	a := ada.start("exam", 2)
	path := answerPath(a.ID, 1)
	if r := ada.put(path, j{"given": a.pick(1, 0), "revision": 1}).want(200); string(r.body) != `{"position":1,"revision":1,"saved":true}` {
		t.Errorf("saved: %s", r.body)
	}
	ada.put(path, j{"given": a.pick(1, 1), "revision": 4}).want(200)
	for _, stale := range []int{1, 3, 4} {
		ada.put(path, j{"given": a.pick(1, 2), "revision": stale}).refused(409, "stale").stands(4, a.pick(1, 1))
	}
	if r := ada.put(path, j{"given": a.pick(1, 3)}).want(200); r.members()["revision"] != 5.0 {
		t.Errorf("the next revision: %s", r.body)
	}
	var open started
	ada.get(fmt.Sprintf("/attempts/%d", a.ID)).want(200).into(&open)
	if fmt.Sprint(open.Items[0].Given) != fmt.Sprint(a.pick(1, 3)) || open.Items[0].Feedback != nil || open.Score != nil {
		t.Errorf("an open exam: %+v", open.Items[0])
	}
	if n := f.scan("SELECT count(*) FROM responses"); n != 3 {
		t.Errorf("%d responses are stored, 3 were accepted", n)
	}
	ada.post(finishPath(a.ID), nil).want(200)
	ada.put(path, j{"given": a.pick(1, 0), "revision": 9}).refused(409, "finished")
}

// Many requests that finish an attempt at once finish it once, and all are told
// the same.
func TestAPIFinishOnce(t *testing.T) {
	f := newAPI(t)
	ada := f.signedIn("ada")
	for round := range 4 {
		a := ada.start([]string{"exam", "practice"}[round%2], 2)
		ada.put(answerPath(a.ID, 1), j{"given": a.pick(1, 0)}).want(200)
		attempts := f.scan("SELECT COALESCE(MAX(attempts), 0) FROM scores WHERE period = 'all' AND topic = ''")
		bodies := make([]string, 32)
		var wg sync.WaitGroup
		for i := range bodies {
			wg.Go(func() {
				f.clock.advance(time.Millisecond)
				bodies[i] = string(ada.post(finishPath(a.ID), nil).body)
			})
		}
		wg.Wait()
		bodies = append(bodies, string(ada.post(finishPath(a.ID), nil).want(200).body))
		for _, b := range bodies {
			if b != bodies[0] || !strings.Contains(b, `"score"`) {
				t.Fatalf("round %d: one finish said\n%s\nanother\n%s", round, bodies[0], b)
			}
		}
		if n := f.scan("SELECT MAX(attempts) FROM scores WHERE period = 'all' AND topic = ''"); n != attempts+1 {
			t.Errorf("round %d: %d finishes are counted, want 1", round, n-attempts)
		}
	}
}

// A request that is sent again with its key has one effect and gets the same
// bytes. The key means nothing to anybody else.
func TestAPIIdempotency(t *testing.T) {
	f := newAPI(t)
	ada, bob := f.signedIn("ada"), f.signedIn("bob")
	for _, mode := range []string{"practice", "exam"} {
		a, b := ada.start(mode, 2), bob.start(mode, 2)
		key := []string{"Idempotency-Key", "key-" + mode}
		body := j{"given": a.pick(1, 0), "revision": 1}
		first := ada.put(answerPath(a.ID, 1), body, key...).want(200)
		f.unchanged(func() {
			for i := range 50 {
				f.clock.advance(time.Second)
				if r := ada.put(answerPath(a.ID, 1), body, key...).want(200); !bytes.Equal(r.body, first.body) {
					t.Fatalf("%s, replay %d: %s\nfirst: %s", mode, i, r.body, first.body)
				}
			}
		})
		ada.put(answerPath(a.ID, 1), j{"given": a.pick(1, 1), "revision": 1}, key...).refused(409, "key_reused")
		ada.put(answerPath(a.ID, 2), j{"given": a.pick(2, 0)}, key...).refused(409, "key_reused")
		ada.put(answerPath(ada.start(mode, 1).ID, 1), j{"given": []string{"x"}}, key...).refused(422, "unreadable_answer")

		bob.put(answerPath(a.ID, 1), body, key...).refused(404, "no_attempt")
		own := bob.put(answerPath(b.ID, 1), j{"given": b.pick(1, 1)}, key...).want(200)
		if bytes.Equal(own.body, first.body) && mode == "practice" {
			t.Errorf("bob received ada's reply: %s", own.body)
		}
		ada.post(finishPath(a.ID), nil).want(200)
		if r := ada.put(answerPath(a.ID, 1), body, key...).want(200); !bytes.Equal(r.body, first.body) {
			t.Errorf("%s, replay after the end: %s", mode, r.body)
		}
	}
	for _, k := range []string{"", "with space", "é", strings.Repeat("k", 65)} {
		a := ada.start("exam", 1)
		ada.put(answerPath(a.ID, 1), j{"given": a.pick(1, 0)}, "Idempotency-Key", k).refused(422, "idempotency_key")
	}
	a := ada.start("exam", 1)
	ada.put(answerPath(a.ID, 1), j{"given": a.pick(1, 0)}, "Idempotency-Key", "a", "Idempotency-Key", "b").refused(400, "repeated_header")
}

// Of many answers at once to one item of practice, one counts.
func TestAPIParallelAnswers(t *testing.T) {
	f := newAPI(t)
	ada := f.signedIn("ada")
	a := ada.start("practice", 1)
	status := make([]int, 20)
	var wg sync.WaitGroup
	for i := range status {
		wg.Go(func() { status[i] = ada.put(answerPath(a.ID, 1), j{"given": a.pick(1, i)}).status })
	}
	wg.Wait()
	counts := map[int]int{}
	for _, s := range status {
		counts[s]++
	}
	if counts[200] != 1 || counts[409] != 19 {
		t.Errorf("statuses: %v", counts)
	}
	if n := f.scan("SELECT count(*) FROM responses"); n != 1 {
		t.Errorf("%d responses are stored", n)
	}
}

// Somebody else's attempt looks like one that does not exist.
func TestAPIStrangersAttempt(t *testing.T) {
	f := newAPI(t)
	ada, bob := f.signedIn("ada"), f.signedIn("bob")
	a := ada.start("exam", 2)
	ada.put(answerPath(a.ID, 1), j{"given": a.pick(1, 0)}).want(200)
	missing := a.ID + 1000
	body := `{"given":["` + a.Items[0].Options[0].ID + `"],"revision":7}`
	for _, path := range []struct{ method, pattern, body string }{
		{"GET", "/attempts/%d", ""},
		{"PUT", "/attempts/%d/answers/1", body},
		{"PUT", "/attempts/%d/answers/99", body},
		{"PUT", "/attempts/%d/answers/x", body},
		{"POST", "/attempts/%d/finish", ""},
	} {
		header := []string{"Content-Type", "application/json"}
		f.unchanged(func() {
			theirs := bob.send(path.method, fmt.Sprintf(path.pattern, a.ID), path.body, header...).want(404)
			none := bob.send(path.method, fmt.Sprintf(path.pattern, missing), path.body, header...).want(404)
			if theirs.unnamed() != none.unnamed() || fmt.Sprint(keysOf(theirs.header)) != fmt.Sprint(keysOf(none.header)) {
				t.Errorf("%s %s: theirs %s\nnone %s", path.method, path.pattern, theirs.body, none.body)
			}
		})
	}
	if n := f.scan("SELECT count(*) FROM attempts WHERE finished_at IS NOT NULL"); n != 0 {
		t.Error("bob finished ada's attempt")
	}
	for _, id := range []string{"0", "-1", "+1", "01", "1.0", "1e3", "9223372036854775808", "x", "%31", "1%20", "1'--"} {
		ada.get("/attempts/" + id).want(404)
	}
}

func keysOf(h http.Header) map[string]int {
	out := map[string]int{}
	for k, v := range h {
		out[k] = len(v)
	}
	return out
}
