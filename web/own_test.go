package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/users"
)

// A learner takes away all that is kept of them and nothing of others, no
// secret, and nothing that tells what an open attempt asks.
func TestOwnData(t *testing.T) {
	s := newSite(t)
	k, other := s.taker("ada", users.Learner), s.taker("bob", users.Learner)
	other.endOf(t, other.start("practice", 3), 3)
	k.endOf(t, k.start("practice", 3), 2)
	open := k.start("practice", 3)
	k.post(open+"/items/1", k.choice(open, 1, true)...).want(http.StatusSeeOther)
	k.post("/attempts/1/items/1/memo", "note", "x").want(http.StatusNotFound) // of bob's

	r := k.get("/account/data.json").want(http.StatusOK)
	if name := r.Header.Get("Content-Disposition"); !strings.Contains(name, "viva.json") {
		t.Errorf("it is called %s", name)
	}
	var own map[string][]map[string]any
	if err := json.Unmarshal([]byte(r.Body), &own); err != nil {
		t.Fatal(err)
	}
	for table, want := range map[string]int{"users": 1, "attempts": 1, "responses": 3, "reviews": 3, "sessions": 1} {
		if got := len(own[table]); got != want {
			t.Errorf("%d rows of %s, want %d", got, table, want)
		}
	}
	if own["users"][0]["name"] != "ada" || len(own["traces"]) == 0 || len(own["scores"]) == 0 {
		t.Errorf("whose is it? %v", own["users"])
	}
	for _, never := range []string{"argon2", "refresh", "password", "bob", k.attempt(open).Items()[1].ID} {
		if strings.Contains(r.Body, never) {
			t.Errorf("it tells %q", never)
		}
	}

	answers := k.get("/account/answers.csv").want(http.StatusOK).Body
	if n := strings.Count(answers, "\r\n"); n != 4 || strings.Count(answers, `"yes"`) != 2 || strings.Count(answers, `"no"`) != 1 {
		t.Errorf("answers: %s", answers)
	}
	it := k.attempt("/attempts/2").Items()[0]
	if want := `"` + it.Stem + `"`; !strings.Contains(answers, want) {
		t.Errorf("no row has %s", want)
	}
	k.header["Accept-Language"] = "fr"
	k.get("/account/answers.csv").says("Votre réponse", `"oui"`)
	sound(t, k.get("/account").says("/account/data.json", "Vos données").Body)
	delete(k.header, "Accept-Language")

	if _, err := s.quiz.Start(t.Context(), k.who, quiz.Start{Subject: "aws-support", Mode: deck.Exam, Exam: "clf-c02-short"}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/account/data.json", "/account/answers.csv"} {
		k.get(path).want(http.StatusConflict).says("An exam is open")
		s.browser().get(path).want(http.StatusUnauthorized)
	}
}
