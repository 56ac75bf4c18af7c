package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"viva/internal/quiz"
	"viva/internal/study"
	"viva/internal/users"
)

// endOf finishes an attempt with its first questions right, and returns its
// result.
func (k taker) endOf(t *testing.T, path string, right int) *pageReply {
	t.Helper()
	for pos := 1; pos <= k.attempt(path).Size(); pos++ {
		k.post(fmt.Sprintf("%s/items/%d", path, pos), k.choice(path, pos, pos <= right)...).want(http.StatusSeeOther)
	}
	k.post(path + "/finish").leadsTo(path + "/result")
	page := k.get(path + "/result").want(http.StatusOK)
	sound(t, page.Body)
	if n := len(primary.FindAllString(page.Body, -1)); n != 1 {
		t.Errorf("%d blue buttons on the result, want 1", n)
	}
	return page
}

// primary is a button that calls, or a link that looks like one.
var primary = regexp.MustCompile(`class="button primary"`)

// The mark is told in letters as the heading, and ringed from eight in ten on.
func TestResultHeading(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	for _, tt := range []struct {
		right    int
		ringed   bool
		says, fr string
	}{
		{1, false, "One of five. A beginning.", "Une sur cinq. C’est un début."},
		{5, true, "Five of five, not one slip.", "Cinq sur cinq, sans une faute."},
		{4, true, "Four of five. Well done.", "Quatre sur cinq. Bien joué."},
		{3, false, "Three of five. A good base.", "Trois sur cinq. Une bonne base."},
		{0, false, "None of five yet.", "Aucune sur cinq pour l’instant."},
	} {
		path := k.start("practice", 5)
		page := k.endOf(t, path, tt.right).says(tt.says, fmt.Sprintf(`<p class="figure">%d/5</p>`, tt.right))
		if got := !strings.Contains(page.Body, "ink-under"); got != tt.ringed {
			t.Errorf("%d of 5: ringed is %v, want %v", tt.right, got, tt.ringed)
		}
		k.header["Accept-Language"] = "fr"
		k.get(path + "/result").says(tt.fr)
		delete(k.header, "Accept-Language")
	}
}

// A result says what was gained and when the first of it comes back.
func TestResultTellsWhatWasGained(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	page := k.endOf(t, k.start("practice", 3), 3)
	if !regexp.MustCompile(`[3-9] facts gained\.\s+The first comes back (tomorrow|on )`).MatchString(flat.Replace(page.Body)) {
		t.Errorf("the result does not say what was gained and when it comes back:\n%s", regexp.MustCompile(`(?s)<p class="gain">.*?</p>`).FindString(page.Body))
	}
	k.endOf(t, k.start("practice", 3), 0).says("What you missed comes back tomorrow").hides("gained", "0 facts")
}

// Within a sentence a day of the week has the letters of its language.
func TestWhenWithinTheWeek(t *testing.T) {
	s := newSite(t)
	for lang, want := range map[string]string{"en": "on Friday", "fr": "vendredi"} {
		b := base{Phrases: s.words.In(lang)}
		got, err := b.When("2026-12-04", "2026-11-30")
		if err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", lang, got, err, want)
		}
	}
}

// A sitting of the plan is followed by what the plan still asks for today, then
// by what was wrong, then by rest. No large button leaves the plan.
func TestResultOfThePlanStaysInIt(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	k.post(awsPlan, "exam", "clf-c02", "daily", "12", "goal", "4", "exam_on", "2026-12-28").want(http.StatusSeeOther)
	sit := func(size string) string {
		path, _, _ := strings.Cut(k.post("/study/aws-support/sittings", "kind", "due", "size", size).want(http.StatusSeeOther).Header.Get("Location"), "/items/")
		return path
	}
	k.endOf(t, sit("5"), 4).says("Go on: 7 left today", `href="/subjects/aws-support/plan.ics" download`, `action="/study/aws-support/sittings"`, "Practise what was wrong (1 question)", "Enough for today").
		hides("Choose topics and length", "Again, with other questions", "Your chance to pass")
	k.endOf(t, sit("5"), 5).says("Go on: 2 left today").hides("Practise what was wrong")
	k.endOf(t, sit("2"), 1).says(`<button class="button primary">Practise what was wrong (1 question)`, "Enough for today").hides("left today")
	if got := k.today(); got.Due+got.New > 0 {
		t.Errorf("%d due and %d new are left when the result asks for none", got.Due, got.New)
	}
}

// The forecast is told as it was and as it is; what luck may do is called so.
func TestResultTellsTheForecast(t *testing.T) {
	s := newSite(t)
	for _, tt := range []struct {
		then, now float64
		luck      bool
		en, fr    string
	}{
		{0.61, 0.64, true, "Your chance to pass on 28\u00a0December 2026: 61% when you began, 64% now. Luck alone may do that.",
			"Votre probabilité de réussir le 28\u00a0décembre 2026\u00a0: 61\u00a0% au début, 64\u00a0% maintenant. Le hasard seul peut y suffire."},
		{0.61, 0.79, false, "Your chance to pass on 28\u00a0December 2026: 61% when you began, 79% now.",
			"Votre probabilité de réussir le 28\u00a0décembre 2026\u00a0: 61\u00a0% au début, 79\u00a0% maintenant."},
		{0.64, 0.64, false, "Your chance to pass on 28\u00a0December 2026: 64%, as when you began.",
			"Votre probabilité de réussir le 28\u00a0décembre 2026\u00a0: 64\u00a0%, comme au début."},
	} {
		for lang, want := range map[string]string{"en": tt.en, "fr": tt.fr} {
			p := resultPage{base: base{Phrases: s.words.In(lang)}, Ending: &study.Ending{Change: &study.Change{On: "2026-12-28", Then: tt.then, Now: tt.now, Luck: tt.luck}}}
			if got, err := p.Change(); err != nil || got != want {
				t.Errorf("%q, want %q; %v", got, want, err)
			}
		}
	}
}

// A guest who was dealt all ten is led to an account, and to nothing that would
// be refused; one who has some left goes on with these.
func TestResultOfAGuest(t *testing.T) {
	s := newSite(t)
	c := s.guest()
	k := taker{c, quiz.Learner{ID: quiz.LearnerID(maxID(t, s)), Guest: true}}
	page := k.endOf(t, k.start("practice", 6), 3).says("Go on: ")
	left, err := s.quiz.GuestLeft(t.Context(), k.who)
	if err != nil || left == 0 {
		t.Fatal(left, err)
	}
	offered := regexp.MustCompile(`name="size" value="(\d+)"`).FindAllStringSubmatch(page.Body, -1)
	for _, size := range offered {
		if size[1] > fmt.Sprint(left) {
			t.Errorf("%s questions are offered of %d that are left", size[1], left)
		}
	}
	k.endOf(t, k.start("practice", left), 0).says("Make a free account and go on", "no tracking", "/sign-in").
		hides(`action="/attempts"`, `action="/study`, "Choose topics", `>Practise`, "Go on: ")
}
