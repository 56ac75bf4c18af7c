package web

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"viva/internal/quiz"
	"viva/internal/testkit"
	"viva/internal/testkit/birds"
	"viva/internal/users"
)

// sat is a timed exam as the API gives it out.
type sat struct {
	started
	Deadline time.Time
	Left     int `json:"left_seconds"`
}

// sit begins the short exam: 18 minutes.
func (c *apiClient) sit() sat {
	c.f.t.Helper()
	var a sat
	c.post("/attempts", j{"subject": "aws-support", "edition": "course", "exam": "clf-c02-short"}).want(201).into(&a)
	return a
}

func draftPath(attempt int64, pos int) string {
	return fmt.Sprintf("/attempts/%d/items/%d/draft", attempt, pos)
}

// Nobody can send the times, the score or the role of an item of an exam, in
// any way: the server decides them.
func TestExamChosenFields(t *testing.T) {
	f := newAPI(t)
	ada := f.signedIn("ada")
	a := ada.sit()
	deadline := f.scan("SELECT deadline FROM attempts")
	f.unchanged(func() {
		for _, field := range []string{"deadline", "minutes", "started_at", "spent", "spent_seconds", "left_seconds", "points", "score", "role", "trial", "moved_to", "now"} {
			for _, c := range []struct{ method, path, body string }{
				{"POST", "/attempts", fmt.Sprintf(`{"subject":"aws-support","exam":"clf-c02","%s":1}`, field)},
				{"PUT", draftPath(a.ID, 1), fmt.Sprintf(`{"flagged":true,"%s":1}`, field)},
			} {
				ada.send(c.method, c.path, c.body, "Content-Type", "application/json").refused(400, "unknown_member")
				ada.send(c.method, c.path, field+"=1", "Content-Type", "application/x-www-form-urlencoded").refused(415, "media_type")
				ada.send(c.method, c.path+"?"+field+"=1", "{}", "Content-Type", "application/json").refused(400, "query")
			}
			form := []string{"Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json"}
			for _, page := range []string{fmt.Sprintf("/attempts/%d/items/1/draft", a.ID), fmt.Sprintf("/attempts/%d/items/1", a.ID), shortExam} {
				ada.page("POST", page, field+"=1", form...).refused(400, "malformed")
			}
		}
		for _, extra := range []any{0, -100, 99, 1000, 101} {
			ada.post("/attempts", j{"subject": "aws-support", "exam": "clf-c02", "extra": extra}).refused(422, "extra")
		}
	})
	if now := f.scan("SELECT deadline FROM attempts"); now != deadline {
		t.Errorf("the deadline was %d, is %d", deadline, now)
	}
}

// Only the server's clock counts. The deadline stands from the start; what
// comes within the grace is taken, what comes after it is not.
func TestExamServerClock(t *testing.T) {
	f := newAPI(t)
	ada := f.signedIn("ada")
	a := ada.sit()
	stored := f.scan("SELECT deadline FROM attempts")
	clocks := [][]string{
		{"Date", "Thu, 01 Jan 1970 00:00:00 GMT"}, {"Date", "Fri, 01 Jan 2099 00:00:00 GMT"}, {"X-Now", "1970-01-01T00:00:00Z"},
		{"If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"}, {"If-Modified-Since", "Fri, 01 Jan 2099 00:00:00 GMT"},
	}
	left := func(want float64) {
		t.Helper()
		for _, clock := range clocks {
			if got := ada.put(draftPath(a.ID, 1), j{}, clock...).want(200).members()["left_seconds"]; got != want {
				t.Errorf("%v are left, want %v", got, want)
			}
		}
	}
	left(1080)
	f.clock.advance(18*time.Minute - 2*time.Second)
	ada.token = f.with("").post("/sessions", j{"login": "ada", "password": testPassword}).want(200).text("access_token") // the first has expired
	left(2)
	ada.put(answerPath(a.ID, 1), j{"given": a.pick(1, 0)}, clocks[1]...).want(200)
	f.clock.advance(2*time.Second + quiz.Grace - time.Millisecond)
	left(0)
	ada.put(draftPath(a.ID, 2), j{"given": a.pick(2, 0), "revision": 1}, clocks[0]...).want(200)
	f.clock.advance(time.Millisecond + time.Second)
	for _, clock := range clocks {
		ada.put(answerPath(a.ID, 3), j{"given": a.pick(3, 0)}, clock...).refused(409, "expired")
		ada.put(draftPath(a.ID, 3), j{"given": a.pick(3, 0)}, clock...).refused(409, "expired")
		ada.put(draftPath(a.ID, 3), j{"flagged": true}, clock...).refused(409, "expired")
	}
	ada.put(draftPath(a.ID, 3)+"?now=0", j{}).refused(400, "query")
	if n := f.scan("SELECT count(*) FROM responses"); n != 2 {
		t.Errorf("%d responses are stored, 2 came in time", n)
	}
	if now := f.scan("SELECT deadline FROM attempts"); now != stored || a.Deadline.UnixMilli() != stored {
		t.Errorf("the deadline was %d, is %d, was told as %v", stored, now, a.Deadline)
	}
	if ended := f.scan("SELECT finished_at FROM attempts"); ended != stored+quiz.Grace.Milliseconds() {
		t.Errorf("it ended %d ms after the deadline", ended-stored)
	}
}

// Each request keeps the order of an exam by itself, whatever page it comes
// from: before the start, while it is open, after its end, after its time.
func TestExamVerbsOutOfOrder(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	type verb struct {
		method, path string
		fields       []string
		want         int
	}
	try := func(when string, verbs ...verb) {
		t.Helper()
		s.unchanged(func() {
			for _, v := range verbs {
				r := k.get
				if v.method == "POST" {
					r = func(path string) *pageReply { return k.post(path, v.fields...) }
				}
				if got := r(v.path).Status; got != v.want {
					t.Errorf("%s, %s %s: status %d, want %d", when, v.method, v.path, got, v.want)
				}
			}
		})
	}
	verbs := func(path string, given []string, answer, overview, finish, result int) []verb {
		return []verb{
			{"POST", path + "/items/1", given, answer}, {"POST", path + "/items/1/draft", given, answer},
			{"POST", path + "/items/1/draft", []string{"flag", "yes"}, answer},
			{"GET", path + "/overview", nil, overview}, {"GET", path + "/finish", nil, finish}, {"GET", path + "/result", nil, result},
			{"POST", path + "/items/99", given, 404}, {"POST", path + "/items/99/draft", given, 404},
		}
	}
	try("before the start", verbs("/attempts/1", []string{"given", "x"}, 404, 404, 404, 404)...)

	path := k.sit("100")
	open := k.attempt(path)
	given := k.choice(path, 1, true)
	if first := path + "/items/1"; k.get(path+"/result").want(303).Header.Get("Location") != first {
		t.Error("an open exam shows its result")
	}
	try("while it is open",
		verb{"POST", path + "/items/1/objections", []string{"words", "which?"}, 409}, verb{"POST", shortExam, []string{"extra", "100"}, 409},
		verb{"POST", "/attempts", []string{"kind", "wrong", "from", fmt.Sprint(open.ID)}, 409})
	k.get(path+"/items/1").hides("Correct answer", "Source:")

	k.post(path + "/finish").leadsTo(path + "/result")
	try("after the end", append(verbs(path, given, 409, 303, 303, 200), verb{"POST", path + "/finish", nil, 303})...)

	path = k.sit("100")
	given = k.choice(path, 1, true)
	s.clock.advance(18*time.Minute + quiz.Grace)
	k.get(path).leadsTo(path + "/result") // which ends it
	try("after its time", append(verbs(path, given, 409, 303, 303, 200), verb{"POST", path + "/finish", nil, 303})...)
	if a := k.attempt(path); a.Answered() != 0 {
		t.Error("an answer after the end is stored")
	}
}

// Of two tabs the higher revision stands, and the tab that is behind is told
// what stands. Flags and strike-outs are no part of that.
func TestExamTwoTabs(t *testing.T) {
	f := newAPI(t)
	ada := f.signedIn("ada")
	a := ada.sit()
	path := draftPath(a.ID, 1)
	ada.put(path, j{"given": a.pick(1, 0), "revision": 1}).want(200) // left
	ada.put(path, j{"given": a.pick(1, 1), "revision": 2}).want(200) // right
	ada.put(path, j{"given": a.pick(1, 2), "revision": 2, "flagged": true}).refused(409, "stale").stands(2, a.pick(1, 1))
	if n := f.scan("SELECT count(*) FROM notes WHERE flagged = 1"); n != 0 {
		t.Error("half of a draft was kept")
	}
	r := ada.put(path, j{"flagged": true, "struck": []string{a.Items[0].Options[0].ID}}).want(200)
	if r.members()["revision"] != 2.0 || r.members()["flagged"] != true {
		t.Errorf("a flag made of it %s", r.body)
	}
	ada.put(path, j{"given": a.pick(1, 2), "revision": 3}).want(200)
	var open struct{ Items []struct{ Given []string } }
	ada.get(fmt.Sprintf("/attempts/%d", a.ID)).want(200).into(&open)
	if fmt.Sprint(open.Items[0].Given) != fmt.Sprint(a.pick(1, 2)) {
		t.Errorf("%v stands", open.Items[0].Given)
	}
	if n := f.scan("SELECT count(*) FROM responses"); n != 3 {
		t.Errorf("the journal has %d answers, 3 were accepted", n)
	}
}

// A draft that is sent again is one answer, and its key is its owner's alone.
func TestExamDraftReplay(t *testing.T) {
	f := newAPI(t)
	ada, bob := f.signedIn("ada"), f.signedIn("bob")
	a, b := ada.sit(), bob.sit()
	key := []string{"Idempotency-Key", "one"}
	body := j{"given": a.pick(1, 0), "revision": 1, "flagged": true}
	first := ada.put(draftPath(a.ID, 1), body, key...).want(200)
	for range 50 {
		if again := ada.put(draftPath(a.ID, 1), body, key...).want(200); !bytes.Equal(again.body, first.body) {
			t.Fatalf("again: %s\nfirst: %s", again.body, first.body)
		}
	}
	if n := f.scan("SELECT count(*) FROM responses"); n != 1 {
		t.Errorf("%d answers are stored", n)
	}
	ada.put(draftPath(a.ID, 2), j{"given": a.pick(2, 0)}, key...).refused(409, "key_reused")
	bob.put(draftPath(a.ID, 1), body, key...).refused(404, "no_attempt")
	own := bob.put(draftPath(b.ID, 1), j{"given": b.pick(1, 1)}, key...).want(200)
	if own.members()["flagged"] != false {
		t.Errorf("bob received ada's draft: %s", own.body)
	}
	ada.put(draftPath(a.ID, 1), body, "Idempotency-Key", "").refused(422, "idempotency_key")
	ada.put(draftPath(a.ID, 1), body, "Idempotency-Key", "a", "Idempotency-Key", "b").refused(400, "repeated_header")
}

// Drafts and finishes come at once, over HTTP. The exam ends once, all are told
// the same, and nothing is taken after that.
func TestExamFinishRace(t *testing.T) {
	testkit.Long(t)
	f := newAPI(t)
	ada := f.signedIn("ada")
	for range 3 {
		a := ada.sit()
		told, saved := make([]string, 32), make([]int, len(a.Items))
		var wg sync.WaitGroup
		for i := range told {
			wg.Go(func() {
				f.clock.advance(time.Millisecond)
				told[i] = string(ada.post(finishPath(a.ID), nil).want(200).body)
			})
		}
		for i := range saved {
			wg.Go(func() { saved[i] = ada.put(draftPath(a.ID, i+1), j{"given": a.pick(i+1, 0)}).status })
		}
		wg.Wait()
		var end started
		ada.get(fmt.Sprintf("/attempts/%d", a.ID)).want(200).into(&end)
		for i, status := range saved {
			if (status == 200) != (end.Items[i].Given != nil) || status != 200 && status != 409 {
				t.Errorf("draft %d: status %d, stored %v", i+1, status, end.Items[i].Given)
			}
		}
		for _, body := range told {
			if body != told[0] {
				t.Fatalf("one finish said\n%s\nanother\n%s", told[0], body)
			}
		}
	}
}

// withExam gives a knowledge base an exam of three questions.
func withExam(deck fs.FS, scored int, types string) fs.FS {
	files := fstest.MapFS{}
	maps.Copy(files, deck.(fstest.MapFS))
	files["birds/exams.yaml"] = &fstest.MapFile{Data: fmt.Appendf(nil, `exams:
  - {id: tweet, title: {en: Tweet, fr: Cui}, about: {en: Three birds., fr: Trois oiseaux.}, items: %d, scored: %d, minutes: 5, types: [%s], scale: {from: 0, to: 100, pass: 50}}
`, scored+boolToInt(scored > 1), scored, types)}
	return files
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Before the end of an exam with a clock nothing of the key is in any page,
// reply or draft, and nothing tells which items are trial items.
func TestExamCanary(t *testing.T) {
	testkit.Long(t)
	f := newAPIOn(t, withExam(birds.Canary(), 2, "single, multiple"))
	ada := f.signedIn("ada")
	begun := ada.post("/attempts", j{"subject": "birds", "edition": "old", "exam": "tweet"}).want(201)
	var a started
	begun.into(&a)
	silent := func(when string, replies ...apiReply) {
		t.Helper()
		for _, r := range replies {
			if hears(r) || bytes.Contains(r.body, []byte(`"trial"`)) {
				t.Errorf("%s, %s gives the key away: %v\n%s", when, r.what, r.header, r.body)
			}
		}
	}
	drafts := func(pos int) (replies []apiReply) {
		page := fmt.Sprintf("/attempts/%d/items/%d/draft", a.ID, pos)
		form := []string{"Content-Type", "application/x-www-form-urlencoded"}
		for _, body := range []any{j{}, j{"flagged": true}, j{"struck": []string{a.Items[pos-1].Options[0].ID}}, j{"struck": []string{"x"}},
			j{"given": []string{"x"}}, j{"given": []string{}}, j{"given": a.pick(pos, 0), "revision": 0}, j{"given": a.pick(pos, 0)}} {
			replies = append(replies, ada.put(draftPath(a.ID, pos), body))
		}
		for _, body := range []string{"flag=yes", "flag=x", "strike=x", "strike=" + a.Items[pos-1].Options[1].ID, "given=x", "", "restore=x"} {
			replies = append(replies, ada.page("POST", page, body, form...))
		}
		return append(replies, ada.page("GET", fmt.Sprintf("/attempts/%d/overview?show=flagged", a.ID), ""))
	}
	silent("at the start", begun)
	silent("before an answer", f.crawl(ada, a, 1, 2, 3)...)
	for pos := 1; pos <= 3; pos++ {
		silent("in a draft", drafts(pos)...)
	}
	silent("before the end", f.crawl(ada, a, 1, 2, 3)...)
	silent("to others", f.crawl(f.signedIn("bob"), a, 1, 2, 3)...)
	ada.page("GET", fmt.Sprintf("/attempts/%d/result", a.ID), "").want(303)
	ada.post(finishPath(a.ID), nil).want(200)
	for _, r := range []apiReply{ada.get(fmt.Sprintf("/attempts/%d", a.ID)), ada.page("GET", fmt.Sprintf("/attempts/%d/items/1", a.ID), "")} {
		if !hears(r) {
			t.Errorf("at the end, %s tells nothing:\n%s", r.what, r.body)
		}
	}
	if end := ada.get(fmt.Sprintf("/attempts/%d", a.ID)); bytes.Count(end.body, []byte(`"trial":true`)) != 1 {
		t.Errorf("one item was a trial item:\n%s", end.body)
	}
}

// Two exams with a clock that differ only in which option is right look alike,
// drafts and overview too.
func TestExamKeySwap(t *testing.T) {
	testkit.Long(t)
	left, right := newAPIOn(t, withExam(birds.Swapped("single", 0), 1, "single")), newAPIOn(t, withExam(birds.Swapped("single", 1), 1, "single"))
	ada, eve := left.signedIn("ada"), right.signedIn("ada")
	begin := func(c *apiClient) (r apiReply, a started) {
		r = c.post("/attempts", j{"subject": "birds", "exam": "tweet"}).want(201)
		r.into(&a)
		return r, a
	}
	compared := 0
	for round := 0; compared < 5 && round < 200; round++ {
		x, a := begin(ada)
		y, b := begin(eve)
		if p := (twins{a, b}); a.look() == b.look() {
			compared++
			alike(t, p, []apiReply{x}, []apiReply{y})
			for nth := range 3 {
				draft := func(c *apiClient, a started) []apiReply {
					return []apiReply{c.put(draftPath(a.ID, 1), j{"given": a.pick(1, nth), "flagged": nth == 1, "struck": a.pick(1, nth)}).want(200),
						c.page("GET", fmt.Sprintf("/attempts/%d/items/1", a.ID), ""), c.page("GET", fmt.Sprintf("/attempts/%d/overview", a.ID), ""),
						c.page("GET", fmt.Sprintf("/attempts/%d/finish", a.ID), "")}
				}
				alike(t, p, draft(ada, a), draft(eve, b))
			}
		}
		ada.post(finishPath(a.ID), nil).want(http.StatusOK) // one at a time
		eve.post(finishPath(b.ID), nil).want(http.StatusOK)
		differs := ada.get(fmt.Sprintf("/attempts/%d", a.ID))
		if a.look() == b.look() {
			differ(t, twins{a, b}, differs, eve.get(fmt.Sprintf("/attempts/%d", b.ID)))
		}
	}
	if compared < 5 {
		t.Fatalf("only %d exams look alike", compared)
	}
}
