package web

import (
	"net/http"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/users"
)

// A learner deletes their account by password, after having been told what goes
// and stays; no page has them any more.
func TestDeleteOwnAccount(t *testing.T) {
	s := newSite(t)
	boss := s.as("boss", users.Admin)
	marie := s.taker("marie", users.Learner)
	path := marie.take("practice", 3, 3)
	marie.post(path+"/items/1/objections", "words", "bramble").want(http.StatusSeeOther)
	replay, program := marie.clone(), s.program(marie.jar[accessCookie].value)
	marie.get("/account").says(`href="/account/delete"`)
	sound(t, marie.get("/account/delete").want(http.StatusOK).says("for good", "/account/data.json", "What stays").Body)
	boss.get("/instructor/objections").says("bramble")

	s.unchanged(func() {
		marie.post("/account/delete", "current", "nonsense").want(http.StatusUnprocessableEntity).says(`id="current-error"`)
		marie.post("/account/delete").want(http.StatusUnprocessableEntity)
		boss.post("/account/delete", "current", testPassword).want(http.StatusConflict).says("last administrator")
		s.browser().post("/account/delete", "current", testPassword).want(http.StatusUnauthorized)
	})
	if _, err := s.quiz.Start(t.Context(), marie.who, quiz.Start{Subject: "aws-support", Mode: deck.Exam, Exam: "clf-c02-short"}); err != nil {
		t.Fatal(err)
	}
	s.unchanged(func() {
		marie.post("/account/delete", "current", testPassword).want(http.StatusConflict).says("exam of yours is running")
	})
	s.clock.advance(3 * time.Hour)

	r := marie.post("/account/delete", "current", testPassword).leadsTo("/account/deleted")
	if r.Header.Get("Clear-Site-Data") != `"cache"` {
		t.Error("the browser keeps pages")
	}
	marie.get("/account/deleted").want(http.StatusOK).says("signed out everywhere", "/sign-in")
	replay.get("/account").want(http.StatusUnauthorized)
	program.json("GET", "/api/v1/me", "").want(http.StatusUnauthorized)
	for _, page := range []string{"/admin/users", "/instructor", "/instructor/objections", "/scoreboard"} {
		boss.get(page).want(http.StatusOK).hides("marie", "bramble")
	}
	boss.get("/admin/users/2").want(http.StatusNotFound)
	for _, table := range []string{"attempts", "items", "bodies", "responses", "objections", "scores", "counted"} {
		if n := s.rows()[table]; n > 0 {
			t.Errorf("%d rows of %s are left", n, table)
		}
	}
	if rows := s.rows(); rows["reviews"] == 0 || rows["users"] != 2 {
		t.Errorf("what is anonymous is gone as well: %v", rows)
	}
}

// An administrator deletes an account after a page that asks, also one that sits an
// exam, and not their own.
func TestDeleteUser(t *testing.T) {
	s := newSite(t)
	boss := s.as("boss", users.Admin)
	marie := s.taker("marie", users.Learner)
	if _, err := s.quiz.Start(t.Context(), marie.who, quiz.Start{Subject: "aws-support", Mode: deck.Exam, Exam: "clf-c02-short"}); err != nil {
		t.Fatal(err)
	}
	boss.get("/admin/users/2").says(`href="/admin/users/2/delete"`)
	sound(t, boss.get("/admin/users/2/delete").want(http.StatusOK).says("marie", "disable the account instead").Body)
	s.unchanged(func() {
		boss.post("/admin/users/1/delete").want(http.StatusConflict).says("ask another administrator")
		boss.post("/admin/users/9/delete").want(http.StatusNotFound)
	})
	boss.post("/admin/users/2/delete").leadsTo("/admin/users?done=deleted")
	boss.get("/admin/users?done=deleted").want(http.StatusOK).says("The account is deleted").hides("marie")
	marie.get("/account").want(http.StatusUnauthorized)
	if rows := s.rows(); rows["users"] != 1 || rows["attempts"] != 0 {
		t.Errorf("left are %v", rows)
	}
}
