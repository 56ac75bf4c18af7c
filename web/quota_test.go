package web

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"viva/internal/limits"
	"viva/internal/users"
)

// Who began enough attempts is told when to come back, and where to go on
// meanwhile, in both languages; so is a program.
func TestTooManyAttempts(t *testing.T) {
	t.Parallel()
	s := newTypesSite(t)
	s.quiz.Limit(limits.Limits{Starts: limits.Rate{Most: 2, In: time.Hour}})
	ada := s.as("ada", users.Learner)
	begin := []string{"subject", "planets", "edition", "new", "mode", "practice", "size", "1"}
	for range 2 {
		ada.post("/attempts", begin...).want(http.StatusSeeOther)
		s.clock.advance(10 * time.Minute)
	}
	before := s.rows()["attempts"]
	r := ada.post("/attempts", begin...).want(http.StatusTooManyRequests)
	r.says("You have begun very many attempts", "another in 40\u00a0minutes.", `href="/scores"`)
	if got := r.Header.Get("Retry-After"); got != "2400" {
		t.Errorf("Retry-After %q, want 2400", got)
	}
	ada.post("/preferences", "lang", "fr", "next", "/").want(http.StatusSeeOther)
	ada.post("/attempts", begin...).want(http.StatusTooManyRequests).
		says("Vous avez commencé un très grand nombre de tentatives", "une autre dans 40\u00a0minutes.", `href="/scores"`)
	if got := s.rows()["attempts"]; got != before {
		t.Errorf("%d attempts are stored, %d before", got, before)
	}
	s.clock.advance(40 * time.Minute)
	ada.post("/attempts", begin...).want(http.StatusSeeOther)
}

// The edge of every quota is told to programs by its code and in seconds, and is
// over when it says so.
func TestAPIQuotas(t *testing.T) {
	t.Parallel()
	f := newAPI(t)
	c := f.signedIn("ada")
	told := func(r apiReply) time.Duration {
		t.Helper()
		after, _ := r.members()["retry_after"].(float64)
		if after < 1 || r.header.Get("Retry-After") != fmt.Sprint(after) {
			t.Errorf("Retry-After: %q in the header, %s", r.header.Get("Retry-After"), r.body)
		}
		return time.Duration(after) * time.Second
	}
	body := j{"subject": "aws-support", "mode": "practice", "size": 2}

	f.quiz.Limit(limits.Limits{Starts: limits.Rate{Most: 1, In: 5 * time.Minute}})
	a := c.start("practice", 2)
	f.clock.advance(told(c.post("/attempts", body).refused(429, "too_many_attempts")))
	c.post("/attempts", body).want(201)

	f.quiz.Limit(limits.Limits{Open: 2, IdlePractice: 2 * time.Hour})
	told(c.post("/attempts", body).refused(429, "too_many_open"))
	c.post(fmt.Sprintf("/attempts/%d/finish", a.ID), j{}).want(200)
	c.post("/attempts", body).want(201)
	c.post("/study/aws-support/sittings", j{"kind": "cram", "size": 10}).refused(429, "too_many_open")
	f.quiz.Limit(limits.Limits{Open: 1})
	c.post("/attempts", body).refused(409, "finish_first")

	f.quiz.Limit(limits.Limits{})
	b := c.startChoices("practice", 2)
	f.quiz.Limit(limits.Limits{Answers: limits.Rate{Most: 1, In: time.Minute}})
	given := func(pos int) apiReply {
		return c.put(fmt.Sprintf("/attempts/%d/answers/%d", b.ID, pos), j{"given": b.pick(pos, 0)})
	}
	given(1).want(200)
	f.clock.advance(told(given(2).refused(429, "too_fast")))
	given(2).want(200)
}

// Behind one address so many strangers become guests. Those who are guests
// already go on, and an account helps.
func TestTooManyGuests(t *testing.T) {
	t.Parallel()
	s := newTypesSite(t)
	s.users.Limit(limits.Limits{Guests: limits.Rate{Most: 2, In: time.Hour}})
	begin := []string{"subject", "planets", "edition", "new", "mode", "practice", "size", "1"}
	first := s.browser()
	first.post("/attempts", begin...).want(http.StatusSeeOther)
	s.browser().post("/attempts", begin...).want(http.StatusSeeOther)
	third := s.browser()
	r := third.post("/attempts", begin...).want(http.StatusTooManyRequests)
	r.says("begun from your network without an account", "again in 60\u00a0minutes.", `href="/sign-up"`)
	if got := r.Header.Get("Retry-After"); got != "3600" {
		t.Errorf("Retry-After %q, want 3600", got)
	}
	first.post("/attempts", begin...).want(http.StatusSeeOther)
	s.as("ada", users.Learner).post("/attempts", begin...).want(http.StatusSeeOther)
	if n := s.rows()["users"]; n != 3 {
		t.Errorf("%d accounts, want two guests and a learner", n)
	}
	s.clock.advance(time.Hour)
	third.post("/attempts", begin...).want(http.StatusSeeOther)
}

// Practice that was closed says so, and why its result does not count.
func TestAbandonedResult(t *testing.T) {
	t.Parallel()
	s := newTypesSite(t)
	s.quiz.Limit(limits.Limits{IdlePractice: 24 * time.Hour})
	ada := s.as("ada", users.Learner)
	path := ada.start("practice", 2)
	s.clock.advance(24 * time.Hour)
	if n, err := s.quiz.Tidy(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d were closed, %v", n, err)
	}
	ada.get(path+"/result").says("You left this practice alone", "its result does not")
	ada.post("/preferences", "lang", "fr", "next", "/").want(http.StatusSeeOther)
	ada.get(path+"/result").says("laissé cet entraînement longtemps de côté", "son résultat non")
}

// Where little room is left, whoever begins is told to come back, and no
// stranger becomes a guest; the administrators' page says what to do, in both
// languages.
func TestLittleRoom(t *testing.T) {
	t.Parallel()
	room := limits.Enough
	s := newTypesSite(t)
	s.cfg.Room = func() (limits.Room, int64) { return room, 200<<20 + 1 }
	s.quiz.Watch(func() limits.Room { return room })
	root, stranger := s.as("root", users.Admin), s.browser()
	root.get("/admin/users").want(http.StatusOK).hides("Little room")
	begin := []string{"subject", "planets", "edition", "new", "mode", "practice", "size", "1"}
	for level, says := range map[limits.Room][2]string{
		limits.Low:      {"200\u00a0MB are free. Make room before", "200\u00a0Mo sont libres. Faites"},
		limits.Reserved: {"so no attempt begins", "aucune tentative ne commence"},
		limits.Last:     {"kept for exams that run", "réservés aux examens en cours"},
	} {
		room = level
		for i, lang := range []string{"en", "fr"} {
			root.post("/preferences", "lang", lang, "next", "/").want(http.StatusSeeOther)
			root.get("/admin/users").want(http.StatusOK).says(says[i])
		}
	}
	room = limits.Reserved
	before := s.rows()
	r := stranger.post("/attempts", begin...).want(http.StatusServiceUnavailable)
	if got := r.says("There is little room left on the server").Header.Get("Retry-After"); got != "300" {
		t.Errorf("Retry-After %q, want 300", got)
	}
	if after := s.rows(); after["users"] != before["users"] || after["attempts"] != before["attempts"] {
		t.Errorf("%v rows, were %v", after, before)
	}
	room = limits.Enough
	stranger.post("/attempts", begin...).want(http.StatusSeeOther)
}

// 500 strangers behind one address begin within ten minutes.
func TestSchoolBehindOneAddress(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	s := newTypesSite(t)
	s.users.Limit(limits.Default())
	s.quiz.Limit(limits.Default())
	for range 500 {
		s.browser().post("/attempts", "subject", "planets", "edition", "new", "mode", "practice", "size", "1").want(http.StatusSeeOther)
		s.clock.advance(10 * time.Minute / 500)
	}
}
