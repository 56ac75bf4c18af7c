package web

import (
	"net/http"
	"testing"
	"time"

	"viva/internal/users"
)

const (
	awsPractice = "/subjects/aws-support/practice"
	awsEdition  = "/subjects/aws-support/edition"
)

// studies reports where all pages show the edition: what is practised, the
// rules of an exam, the board and the plan.
func studies(t *testing.T, c *browser, edition, title string) {
	t.Helper()
	chosen := `value="` + edition + `" aria-current="true"`
	sound(t, c.get(awsPractice).want(http.StatusOK).says("<h1>"+title, chosen, `name="edition" value="`+edition+`">`).Body)
	sound(t, c.get(shortExam).want(http.StatusOK).says(title).Body)
	sound(t, c.get("/scoreboard?subject=aws-support").want(http.StatusOK).says(chosen).Body)
}

// An account has one choice of the edition for practice, exams, Today and
// boards: what it practised last, until it chooses one.
func TestOneChoiceOfTheEdition(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	studies(t, k.browser, "2026", "Today’s line-up, 2026")

	k.post("/attempts", "subject", "aws-support", "edition", "2024", "mode", "practice", "size", "1", "lang", "en").want(http.StatusSeeOther)
	studies(t, k.browser, "2024", "The 2024 line-up")
	k.get(awsPlan).says("Automatic: The 2024 line-up")

	k.post(awsEdition, "edition", "course").leadsTo(awsPractice)
	studies(t, k.browser, "course", "My course notes: 4 plans")
	s.clock.advance(time.Minute)
	k.post("/attempts", "subject", "aws-support", "edition", "2026", "mode", "practice", "size", "1", "lang", "en").want(http.StatusSeeOther)
	studies(t, k.browser, "course", "My course notes: 4 plans")
	k.get(awsPlan).says(`<option value="course" selected>`)

	// The exam begins in the edition whose rules were read.
	if a := k.attempt(k.sit("100")); a.Edition != "course" {
		t.Errorf("the exam is on %s", a.Edition)
	}
	s.unchanged(func() {
		k.post(awsEdition, "edition", "1999").want(http.StatusUnprocessableEntity)
		k.post(awsEdition, "next", "/scores").want(http.StatusUnprocessableEntity)
		k.post(awsEdition, "edition", "2024", "edition", "2026").want(http.StatusBadRequest)
		k.post(awsEdition, "edition", "2024", "daily", "9").want(http.StatusBadRequest)
		k.post("/subjects/gardening/edition", "edition", "2024").want(http.StatusNotFound)
		k.post(shortExam, "edition", "1999").want(http.StatusUnprocessableEntity)
	})
	k.post(awsEdition, "edition", "2024", "next", "//elsewhere.example").leadsTo("/")
}

// An exam begins in the edition of the page that was read, whatever was chosen
// in another window since.
func TestExamInTheEditionRead(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	k.get(shortExam).says(`name="edition" value="2026"`)
	k.post(awsEdition, "edition", "course").leadsTo(awsPractice)
	sound(t, k.post(shortExam, "edition", "2026", "extra", "110").want(http.StatusUnprocessableEntity).says("Today’s line-up, 2026", `name="edition" value="2026"`).Body)
	at := k.post(shortExam, "edition", "2026", "extra", "100").want(http.StatusSeeOther).Header.Get("Location")
	if a := k.attempt(at[:len(at)-len("/items/1")]); a.Edition != "2026" {
		t.Errorf("the exam is on %s", a.Edition)
	}
}

// A stranger's browser keeps what they chose, and their account takes it.
func TestEditionOfAStranger(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	s.unchanged(func() {
		studies(t, c, "2026", "Today’s line-up, 2026")
		c.post(awsEdition, "edition", "2024").leadsTo(awsPractice)
		studies(t, c, "2024", "The 2024 line-up")
	})
	c.get("/subjects/http-semantics/practice").want(http.StatusOK).says("RFC 9110, June 2022") // the edition of another subject stays
	c.post("/sign-up", "name", "ada", "password", testPassword, "next", awsPractice).leadsTo(awsPractice)
	studies(t, c, "2024", "The 2024 line-up")

	for _, kept := range []string{"", "aws-support", "aws-support/1999", "gardening/2024", "/"} {
		odd := s.browser()
		odd.jar[s.cookieName(editionCookie)] = cookie{kept, time.Time{}}
		studies(t, odd, "2026", "Today’s line-up, 2026")
		odd.post("/sign-up", "name", "bob"+string(rune('a'+len(kept))), "password", testPassword, "next", awsPractice).leadsTo(awsPractice)
		studies(t, odd, "2026", "Today’s line-up, 2026")
	}
}

// Addresses of earlier versions lead to where practice and exams are now,
// change no choice, begin no exam, and say when they named another edition.
func TestEditionsInAddressesOfBefore(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	k.post(awsEdition, "edition", "2024").leadsTo(awsPractice)
	s.unchanged(func() {
		const short = "/subjects/aws-support/2024/exams/clf-c02-short"
		k.get("/subjects/aws-support/2024").leadsTo(awsPractice)
		k.get(short).leadsTo(shortExam)
		k.post(short, "extra", "100").leadsTo(shortExam)
		k.get("/subjects/aws-support/2026").leadsTo(awsPractice + "?done=elsewhere")
		k.get("/subjects/aws-support/2026/exams/clf-c02-short").leadsTo(shortExam + "?done=elsewhere")
		for _, path := range []string{awsPractice, shortExam} {
			const says = "names another edition"
			k.get(path).hides(says)
			sound(t, k.get(path+"?done=elsewhere").says(says, "The 2024 line-up").Body)
		}
		k.get("/subjects/gardening/2024/exams/clf-c02-short").want(http.StatusNotFound)
	})
}
