package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"viva/internal/audit"
	"viva/internal/deck"
	"viva/internal/testkit"
	"viva/internal/users"
	"viva/web/words"
)

// deskOf answers every question about a report in the same way.
type deskOf struct {
	state audit.State
	met   bool
}

func (k *deskOf) Report(d *deck.Deck, day deck.Date) (audit.Report, audit.State) {
	if k.state != audit.Ready {
		return audit.Report{}, k.state
	}
	s := audit.Subject{ID: d.ID(), Version: "0123456789ab", Items: 1376, Met: k.met}
	for i, id := range audit.Measures() {
		row := audit.Row{ID: id, Name: "name of " + id, Goal: "0", Met: k.met || i%3 > 0,
			Figures: []audit.Figure{{Name: "items read", Value: 12345, Unit: "of 12 345", Met: true}, {Name: "gain", Value: -1e-16, Unit: "points (lower bound -1.0)", Met: true}}}
		if !row.Met {
			row.Figures = append(row.Figures, audit.Figure{Name: "most stem overlap", Value: 4.40587, Unit: "points (lower bound 3.8)"})
			row.Found, row.Notes = 13, []string{"20 dealings an item; clustered by item"}
			row.Offenders = []audit.Offender{{Model: "plan-of-a-response-time-by-severity", Rule: "near-duplicate", Count: 13,
				Item: "plan-of-a-response-time-by-severity/business-urgent", Edition: "2026", Lang: "fr", Says: "the same <key> facts as another"}}
		}
		s.Rows = append(s.Rows, row)
	}
	return audit.Report{Day: day, Seed: 1, Dealings: 5, Met: k.met, Subjects: []audit.Subject{s}}, audit.Ready
}

func with(k *deskOf) func(*Config) { return func(c *Config) { c.Reports = k } }

// Every measure has a name and a goal in both languages, and no other has.
func TestMeasuresInWords(t *testing.T) {
	s := newSite(t)
	for _, l := range words.Langs {
		b := base{Phrases: s.words.In(l.ID)}
		for _, id := range audit.Measures() {
			if row, err := b.reportRow(audit.Row{ID: id}); err != nil || row.Name == "" || row.Goal == "" {
				t.Errorf("%s in %s: %q, %q, %v", id, l.ID, row.Name, row.Goal, err)
			}
		}
		if _, err := b.reportRow(audit.Row{ID: "new"}); err == nil {
			t.Error("a measure without a name passed")
		}
	}
	for id := range rowTexts {
		if !slices.Contains(audit.Measures(), id) {
			t.Errorf("%s has a name and is not measured", id)
		}
	}
}

func TestReportPage(t *testing.T) {
	desk := &deskOf{state: audit.Ready}
	s := newSite(t, with(desk))
	prof := s.as("prof", users.Instructor)
	prof.get("/instructor").says(`href="/instructor/report?subject=aws-support"`)

	page := prof.get("/instructor/report").want(http.StatusOK).says("6 goals are not met", "0123456789ab", "22 November 2026", "Dealings of each",
		"12,345", "4.406", "Near-duplicates", "Not met", "13 findings", "the same &lt;key&gt; facts", `<td class="number">0</td><td>points`)
	page.hides("-0<", "name of ")
	sound(t, page.Body)
	if r := page.Header.Get("Refresh"); r != "" {
		t.Errorf("a page that is ready loads anew after %s seconds", r)
	}
	prof.get("/instructor/report?subject=http-semantics").want(http.StatusOK).says(`value="http-semantics" selected`)
	prof.get("/instructor/report?subject=nothing").want(http.StatusNotFound)
	prof.get("/instructor/report?subject=a&subject=b").want(http.StatusBadRequest)

	prof.post("/preferences", "lang", "fr").want(http.StatusSeeOther)
	sound(t, prof.get("/instructor/report").says("6 objectifs", "Atteint", "Manqué", "4,406", `lang="en"`, "Presque doublons").Body)

	desk.met = true
	sound(t, prof.get("/instructor/report").says("Tous les objectifs sont atteints").hides("Manqué").Body)

	desk.state = audit.Pending
	page = prof.get("/instructor/report").want(http.StatusOK).says("en train", "/instructor/report?subject=aws-support")
	sound(t, page.Body)
	if r := page.Header.Get("Refresh"); r != "5" {
		t.Errorf("a page that waits loads anew after %q seconds, want 5", r)
	}

	desk.state = audit.Failed
	page = prof.get("/instructor/report").want(http.StatusOK).says("n’ont pas pu")
	sound(t, page.Body)
	if r := page.Header.Get("Refresh"); r != "" {
		t.Errorf("a page that failed loads anew after %s seconds", r)
	}
}

// The API tells the same, and how long to wait.
func TestAPIReport(t *testing.T) {
	desk := &deskOf{state: audit.Ready}
	f := &api{newSite(t, with(desk))}
	f.account("prof", users.Instructor)
	prof := f.with(f.with("").post("/sessions", j{"login": "prof", "password": testPassword}).want(200).text("access_token"))
	const path = "/subjects/aws-support/report"
	r := prof.get(path).want(200)
	if got := r.text("subject") + " " + r.text("day"); got != "aws-support 2026-11-22" || !strings.Contains(string(r.body), `"rows":[{"id":"proof"`) {
		t.Errorf("%s\n%s", got, r.body)
	}
	prof.get("/subjects/nothing/report").want(404)
	prof.get(path + "?day=2026-01-01").want(400)
	f.signedIn("ada").get(path).want(403)

	desk.state = audit.Pending
	if r := prof.get(path).want(202); r.header.Get("Retry-After") != "5" || r.text("state") != "pending" {
		t.Errorf("pending: %v %s", r.header, r.body)
	}
	desk.state = audit.Failed
	if r := prof.get(path).want(503); r.header.Get("Retry-After") != "60" || r.text("code") != "report" {
		t.Errorf("failed: %v %s", r.header, r.body)
	}
}

// unprovedDecks are the embedded ones, the last of which nobody confirms.
func unprovedDecks(t *testing.T) []*deck.Deck {
	t.Helper()
	decks, err := embeddedDecks()
	if err != nil {
		t.Fatal(err)
	}
	last := *decks[len(decks)-1]
	last.Unproved = true
	return append(slices.Clone(decks[:len(decks)-1]), &last)
}

// What is not proved says so wherever it is offered or asked; what is proved
// does not.
func TestUnprovedSaysSo(t *testing.T) {
	s := newSiteOf(t, unprovedDecks(t))
	c := s.as("prof", users.Instructor)
	start := func(subject string) string {
		return c.post("/attempts", "subject", subject, "mode", "practice", "size", "1", "lang", "en").want(http.StatusSeeOther).Header.Get("Location")
	}
	const label = "Not proved"
	if n := strings.Count(c.get("/").want(http.StatusOK).Body, label); n != 1 {
		t.Errorf("the home page says it %d times, of one subject", n)
	}
	c.get("/subjects/http-semantics/practice").want(http.StatusOK).says(label, "second reading")
	c.get("/subjects/aws-support/practice").hides(label)
	c.get("/instructor/report?subject=http-semantics").says(label, "no complete double entry")
	c.get("/instructor/report").hides(label)
	sound(t, c.get(start("http-semantics")).says(label, "second reading").Body)
	c.get(start("aws-support")).hides(label)
	c.post("/preferences", "lang", "fr").want(http.StatusSeeOther)
	sound(t, c.get("/subjects/http-semantics/practice").says("Non vérifiée deux fois").Body)
}

func TestAPIProved(t *testing.T) {
	f := &api{newSiteOf(t, unprovedDecks(t))}
	ada := f.signedIn("ada")
	if list := string(ada.get("/subjects").want(200).body); strings.Count(list, `"proved":true`) != 1 || strings.Count(list, `"proved":false`) != 1 {
		t.Errorf("subjects: %s", list)
	}
	for subject, want := range map[string]string{"aws-support": `"proved":true`, "http-semantics": `"proved":false`} {
		r := ada.post("/attempts", j{"subject": subject, "mode": "practice", "size": 2}).want(201)
		if strings.Count(string(r.body), want) != 2 {
			t.Errorf("%s: want %s of both items in %s", subject, want, r.body)
		}
	}
}

// The report in each of its states, and what is not proved, for the
// accessibility checker, in both themes, sizes and languages: by day each of
// these once, in make nightly in all combinations.
func TestReportInBrowser(t *testing.T) {
	testkit.Long(t)
	desk := &deskOf{}
	s := newSiteOf(t, unprovedDecks(t), with(desk))
	s.account("prof", users.Instructor)
	addr := "http://" + s.listen()
	readers := []testkit.Options{{Viewport: testkit.Phone, Dark: true, Language: "fr"}, {Viewport: testkit.Desktop}}
	if testkit.Nightly() {
		readers = append(readers, testkit.Options{Viewport: testkit.Phone}, testkit.Options{Viewport: testkit.Phone, Language: "fr"},
			testkit.Options{Viewport: testkit.Phone, Dark: true}, testkit.Options{Viewport: testkit.Desktop, Dark: true, Language: "fr"})
	}
	for _, o := range readers {
		o.ReducedMotion = true
		desk.state = audit.Ready
		p := testkit.Open(t, o)
		p.Goto(addr + "/sign-in")
		p.Type("[name=login]", "prof")
		p.Type("[name=password]", testPassword)
		p.Follow("main form .primary")
		look := func(name, path string) {
			t.Helper()
			p.Goto(addr + path)
			for _, v := range p.Axe() {
				t.Errorf("%s, %+v: %v", name, o, v)
			}
			if p.Overflow() {
				t.Errorf("%s, %+v: wider than the screen", name, o)
			}
		}
		look("ready", "/instructor/report?subject=http-semantics")
		if n := testkit.Eval[int](p, "document.querySelectorAll('details[open]').length"); n != 6 {
			t.Errorf("%d measures show their figures at once, want the 6 that are not met", n)
		}
		look("deck", "/subjects/http-semantics/practice")
		look("home", "/")
		for name, state := range map[string]audit.State{"pending": audit.Pending, "failed": audit.Failed} {
			desk.state = state
			look(name, "/instructor/report?subject=http-semantics")
		}
	}
}
