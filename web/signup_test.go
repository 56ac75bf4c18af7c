package web

import (
	"net/http"
	"strings"
	"testing"

	"viva/internal/users"
)

// Where sign-up is closed no page offers it, and none of the ways in is open.
func TestSignUpClosed(t *testing.T) {
	s := newSite(t)
	s.users.Admit(users.AdmitNone, "")
	c := s.browser()
	guest := s.guest()
	for _, page := range []string{"/", "/sign-in", "/about", "/read", "/offline", "/scores", "/scoreboard", "/subjects/aws-support/practice", "/subjects/aws-support/exams/clf-c02", "/nowhere"} {
		for who, b := range map[string]*browser{"stranger": c, "guest": guest} {
			if body := b.get(page).Body; strings.Contains(body, `"/sign-up`) {
				t.Errorf("%s offers a %s to sign up", page, who)
			}
		}
	}
	c.get("/sign-up").want(http.StatusOK).says("ask your school").hides("<form method=\"post\" action=\"/sign-up\"")
	c.header["Accept-Language"] = "fr"
	sound(t, c.get("/sign-up").says("demandez-en un à votre école").Body)
	c.post("/sign-up", "name", "marie", "password", testPassword, "code", "abcd-efgh").want(http.StatusForbidden)
	s.program("").json("POST", "/api/v1/users", `{"name":"marie","password":"`+testPassword+`"}`).want(http.StatusForbidden).says("sign_up_closed")
}

// With a code, a wrong one is told before anything is said of names.
func TestSignUpWithCode(t *testing.T) {
	s := newSite(t)
	s.users.Admit(users.AdmitCode, "abcd-efgh")
	s.account("marie", users.Learner)
	c := s.browser()
	sound(t, c.get("/sign-up").want(http.StatusOK).says(`name="code"`).Body)
	for _, code := range []string{"", "abcd-efg", "abcd-efghi", "ABCD-EFGH"} {
		for _, name := range []string{"marie", "paul", "x"} {
			c.post("/sign-up", "name", name, "password", testPassword, "code", code).want(http.StatusUnprocessableEntity).
				says(`id="code-error"`).hides(`id="name-error"`)
		}
	}
	s.program("").json("POST", "/api/v1/users", `{"name":"marie","password":"`+testPassword+`"}`).want(http.StatusUnprocessableEntity).says("sign_up_code").hides("name_taken")
	s.program("").json("POST", "/api/v1/users", `{"name":"anna","password":"`+testPassword+`","code":"abcd-efgh"}`).want(http.StatusCreated)
	c.post("/sign-up", "name", "paul", "password", testPassword, "code", "abcd-efgh", "listed", "yes").want(http.StatusSeeOther)
	boss := s.as("boss", users.Admin)
	if told := boss.told("?kind=sign_up_refused"); len(told) != 1 || told[0] != "Wrong code to sign up with 13" {
		t.Errorf("told %q", told)
	}
}

// Wrong codes of an address are limited; right ones are not counted.
func TestSignUpCodesAreThrottled(t *testing.T) {
	s := newSite(t)
	s.users.Admit(users.AdmitCode, "abcd-efgh")
	c := s.program("")
	give := func(code string) int {
		return c.json("POST", "/api/v1/users", `{"name":"x","password":"x","code":"`+code+`"}`).Status // never a good name
	}
	for range 10 {
		if got := give("abcd-efgh"); got != http.StatusUnprocessableEntity {
			t.Fatal(got)
		}
	}
	for i := range 300 {
		if got := give("wrong"); got != http.StatusUnprocessableEntity {
			t.Fatalf("wrong code %d: %d", i, got)
		}
	}
	for _, code := range []string{"wrong", "abcd-efgh"} { // a right one must not tell itself
		if got := give(code); got != http.StatusTooManyRequests {
			t.Errorf("after 300 wrong codes %q is answered %d", code, got)
		}
	}
}
