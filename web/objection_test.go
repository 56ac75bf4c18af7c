package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"viva/internal/deck"
	"viva/internal/users"
)

// The whole way of an objection: told, said, kept, answered, read.
func TestObjection(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	path := k.start("practice", 2)
	first := path + "/items/1"
	here := first + "/objections"
	const disclosure = "This question is wrong"

	k.get(first).hides(disclosure)
	s.unchanged(func() {
		k.get(here).want(http.StatusConflict).says("once its answer is told").hides("Source:")
		k.post(here, "words", "No.").want(http.StatusConflict).hides("Source:")
	})
	k.post(first, k.choice(path, 1, false)...).leadsTo(first)
	sound(t, k.get(first).says(disclosure, `action="`+here+`"`, "<textarea").Body)
	sound(t, k.get(here).want(http.StatusOK).says("How the answer was derived", "<textarea").hides("Kept in your words").Body)

	k.post(here, "words", "  Two are <right>.\r\nSee https://evil.example  ").leadsTo(here)
	k.post(here, "words", "Two are <right>.\nSee https://evil.example").leadsTo(here) // sent twice
	page := k.get(here).want(http.StatusOK).says("Kept in your words", "Two are &lt;right&gt;.\nSee https://evil.example",
		"Your instructor can read this", "22\u00a0November 2026, 12:00\u00a0UTC", "How the answer was derived", "checked on 22\u00a0November 2026",
		"Correct answer", `href="`+first+`"`).hides(`href="https://evil`, "<textarea")
	sound(t, page.Body)
	for _, reason := range reasonsOf(k.attempt(path).Items()[0]) {
		if !page.holds(escaped(reason)) {
			t.Errorf("the answer to an objection does not give the reason %q", reason)
		}
	}
	if n := strings.Count(page.Body, "<blockquote"); n != 1 {
		t.Errorf("%d objections where one was made", n)
	}

	prof := s.as("prof", users.Instructor)
	prof.get("/instructor").says(`href="/instructor/objections"`)
	list := prof.get("/instructor/objections").want(http.StatusOK).says("Two are &lt;right&gt;.", "ada", "Correct answer", "Their answer",
		escaped(k.attempt(path).Items()[0].Stem), "checked on 22 November 2026").hides(`id="verdict"`, path, "Your answer")
	sound(t, list.Body)
	prof.get("/instructor/objections?subject=http-semantics").says("Nobody has objected").hides("Two are")
	prof.get("/instructor/objections?subject=nothing").want(http.StatusNotFound)
	prof.get("/instructor/objections?before=x").want(http.StatusBadRequest)
	prof.get("/instructor/objections?before=1").says("Nobody has objected", "Newest objections")
	prof.get(here).want(http.StatusNotFound)
	k.get("/instructor/objections").want(http.StatusForbidden)
}

// A guest may object too, and so may the taker of a finished exam.
func TestObjectionOfGuestInExam(t *testing.T) {
	s := newSite(t)
	guest := s.browser()
	path := guest.start("exam", 1)
	here := path + "/items/1/objections"
	guest.post(here, "words", "No.").want(http.StatusConflict)
	guest.post(path + "/finish").leadsTo(path + "/result")
	guest.get(path + "/items/1").says("This question is wrong")
	guest.post(here, "words", "No.").leadsTo(here)
	sound(t, guest.get(here).says("Kept in your words").Body)
	s.as("prof", users.Instructor).get("/instructor/objections").says("A visitor without an account")
}

func TestObjectionRefusals(t *testing.T) {
	s := newSite(t)
	k, other := s.taker("ada", users.Learner), s.taker("bob", users.Learner)
	path := k.take("practice", 1, 0)
	here := path + "/items/1/objections"
	media := []string{"Content-Type", "application/x-www-form-urlencoded"}
	s.unchanged(func() {
		for _, tt := range []struct {
			name string
			r    *pageReply
			want int
		}{
			{"nothing", k.post(here, "words", ""), 422},
			{"no field", k.post(here), 422},
			{"blanks", k.post(here, "words", " \n "), 422},
			{"too long", k.post(here, "words", strings.Repeat("x", 2001)), 422},
			{"control", k.post(here, "words", "a\x1bb"), 422},
			{"turned round", k.post(here, "words", "a\u202eb"), 422},
			{"not UTF-8", k.do("POST", here, "words=%ff", media...), 400},
			{"unknown field", k.post(here, "words", "No.", "learner", "2"), 400},
			{"field twice", k.post(here, "words", "No.", "words", "Yes."), 400},
			{"JSON on the page", k.json("POST", here, `{"words":"No."}`), 415},
			{"from another site", k.do("POST", here, "words=No.", append(media, "Sec-Fetch-Site", "cross-site")...), 403},
			{"position 2 of 1", k.post(path+"/items/2/objections", "words", "No."), 404},
			{"position 0", k.post(path+"/items/0/objections", "words", "No."), 404},
			{"somebody else's", other.post(here, "words", "No."), 404},
			{"somebody else's page", other.get(here), 404},
			{"a stranger's", s.browser().post(here, "words", "No."), 401},
		} {
			if tt.r.Status != tt.want {
				t.Errorf("%s: status %d, want %d", tt.name, tt.r.Status, tt.want)
			}
		}
	})
	refused := k.post(here, "words", "</textarea><script>"+strings.Repeat("x", 2000)).says("<title>Error:", "at most 2,000 characters",
		"&lt;/textarea&gt;&lt;script&gt;", `aria-invalid="true"`).hides("</textarea><script>")
	sound(t, refused.Body)
	for i := range 3 {
		k.post(here, "words", fmt.Sprint("No ", i)).leadsTo(here)
	}
	s.unchanged(func() {
		sound(t, k.post(here, "words", "No 3").want(http.StatusConflict).says("objected to this question three times", "No 0", "No 3").Body)
	})
	k.post(here, "words", "No 1").leadsTo(here) // said before
}

func TestAPIObjections(t *testing.T) {
	f := newAPI(t)
	ada := f.signedIn("ada")
	a := ada.start("practice", 2)
	at := func(pos int) string { return fmt.Sprintf("/attempts/%d/items/%d/objections", a.ID, pos) }
	ada.put(answerPath(a.ID, 1), j{"given": a.pick(1, 0)}).want(200)

	made := ada.post(at(1), j{"words": "Two are right."}).want(201)
	again := ada.post(at(1), j{"words": " Two are right.\n"}).want(201)
	if made.members()["id"] != again.members()["id"] || made.text("words") != "Two are right." {
		t.Errorf("made %s, again %s", made.body, again.body)
	}
	var told struct {
		Item struct {
			Position int
			Feedback struct {
				Grounds []struct {
					Fact, Says, Confidence string
					Source                 struct{ Title, Checked string }
				}
				Options []struct{ Reason string }
			}
		}
	}
	made.into(&told)
	fb := told.Item.Feedback
	if told.Item.Position != 1 || len(fb.Grounds) == 0 || len(fb.Options) == 0 || fb.Options[0].Reason == "" {
		t.Fatalf("the derivation: %+v", told)
	}
	if g := fb.Grounds[0]; g.Fact == "" || g.Says == "" || g.Source.Title == "" || g.Source.Checked != "2026-11-22" || g.Confidence == "" {
		t.Errorf("ground %+v", g)
	}

	bob := f.signedIn("bob")
	f.unchanged(func() {
		ada.post(at(2), j{"words": "No."}).refused(409, "not_told")
		ada.post(at(1), j{"words": ""}).refused(422, "no_words")
		ada.post(at(1), j{"words": "a\u0000b"}).refused(422, "words")
		ada.post(at(1), j{"words": "No.", "learner": 2}).refused(400, "unknown_member")
		ada.post(at(3), j{"words": "No."}).refused(404, "no_item")
		ada.post(at(0), j{"words": "No."}).refused(404, "no_item")
		bob.post(at(1), j{"words": "No."}).refused(404, "no_attempt")
		f.with("").post(at(1), j{"words": "No."}).refused(401, "session")
		ada.get("/objections").refused(403, "forbidden")
		f.with("").get("/objections").refused(401, "session")
	})
}

// Instructors page through all objections of a subject.
func TestAPIObjectionsPaging(t *testing.T) {
	s := newSite(t)
	var want []string
	for i := range 5 {
		k := s.taker(fmt.Sprint("ada-", i), users.Learner)
		path := k.take("practice", 1, 0)
		k.post(path+"/items/1/objections", "words", fmt.Sprint("No ", i)).want(http.StatusSeeOther)
		want = append([]string{fmt.Sprintf("ada-%d No %d", i, i)}, want...)
	}
	f := &api{s}
	s.account("prof", users.Instructor)
	prof := f.with(f.with("").post("/sessions", j{"login": "prof", "password": testPassword}).want(200).text("access_token"))
	var got []string
	path := "/objections?limit=2&subject=aws-support"
	for pages := 0; path != "" && pages < 5; pages++ {
		var list struct {
			Objections []struct{ By, Words string }
			Next       int64
		}
		prof.get(path).want(200).into(&list)
		for _, o := range list.Objections {
			got = append(got, o.By+" "+o.Words)
		}
		if path = ""; list.Next > 0 {
			path = fmt.Sprintf("/objections?limit=2&subject=aws-support&before=%d", list.Next)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("listed %q, want %q", got, want)
	}
	prof.get("/objections?subject=nothing").refused(404, "no_subject")
	prof.get("/objections?before=x").refused(422, "after")
	prof.get("/objections?learner=1").refused(400, "query")
}

// Facts that share what vouches for them share its line; the line says what is
// known and leaves out what is not.
func TestGroundLines(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	path := k.take("practice", 1, 0)
	a := k.attempt(path)
	f, _, err := a.Feedback(1)
	if err != nil {
		t.Fatal(err)
	}
	g := f.Grounds[0]
	other := g
	other.ValidTo = "2026-12-31"
	f.Grounds = append(f.Grounds[:0:0], g, g, other)
	page := itemPage{base: base{Phrases: s.words.In("fr")}, Feedback: &f}
	lines := page.Grounds()
	if len(lines) != 2 || len(lines[0].Says) != 2 || lines[0].Checked != "22\u00a0novembre 2026" || lines[1].Until != "31\u00a0décembre 2026" {
		t.Errorf("lines %+v", lines)
	}
	old := g
	old.Source.Checked = ""
	f.Grounds = f.Grounds[:1]
	f.Grounds[0] = old
	if lines = page.Grounds(); lines[0].Checked != "" {
		t.Errorf("a source never checked is told as checked on %q", lines[0].Checked)
	}
}

// reasonsOf are what the page must tell of an item's rows: each prompt's, or
// each option's.
func reasonsOf(it deck.Item) (reasons []string) {
	for _, p := range it.Prompts {
		reasons = append(reasons, p.Reason)
	}
	for _, o := range it.Options {
		if it.Prompts == nil {
			reasons = append(reasons, o.Reason)
		}
	}
	return reasons
}
