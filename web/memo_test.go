package web

import (
	"database/sql"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"viva/internal/quiz"
	"viva/internal/users"
)

// The whole way of a memo, by forms alone: offered once the answer is told,
// kept, shown wherever the question comes again, listed, practised.
func TestMemo(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	seed := uint64(5)
	begin := func() string {
		t.Helper()
		a, err := s.quiz.Start(t.Context(), k.who, quiz.Start{Subject: "aws-support", Mode: "practice", Size: 3, Seed: &seed})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("/attempts/%d", a.ID)
	}
	path := begin()
	first := path + "/items/1"
	memo, told := first+"/memo", first+"#memo"
	const mine = "Not <b>Basic</b>.\nNever."
	const shown = "Not &lt;b&gt;Basic&lt;/b&gt;.\nNever."
	const list = "/subjects/aws-support/bookmarks"

	sound(t, k.get(list).want(http.StatusOK).says("Nothing is kept here yet", `href="/subjects/aws-support/practice"`).Body)
	s.unchanged(func() {
		k.get(first).hides(`id="memo"`, memo)
		k.post(memo, "bookmark", "yes").want(http.StatusConflict).says("once its answer is told")
	})
	k.post(first, k.choice(path, 1, false)...).leadsTo(first)
	sound(t, k.get(first).says(`action="`+memo+`"`, ">Bookmark<", ">Too easy<", ">Too hard<", "<textarea", `value="yes" aria-pressed="false"`).hides("Your note").Body)

	k.post(memo, "bookmark", "yes").leadsTo(told)
	k.post(memo, "felt", "hard").leadsTo(told)
	k.post(memo, "note", "  Not <b>Basic</b>.\r\nNever. ").leadsTo(told)
	s.unchanged(func() { k.post(memo, "note", mine, "bookmark", "yes").leadsTo(told) })
	k.post(memo, "felt", "easy").leadsTo(told)
	page := k.get(first).says("Your note", shown, "22 November 2026", `value="no" aria-pressed="true">Bookmark`,
		`name="felt" value="" aria-pressed="true">Too easy`, `value="hard" aria-pressed="false">Too hard`, "Change the note")
	sound(t, page.Body)

	// The same question in another attempt, in both languages; not before the answer.
	again := begin()
	k.get(again+"/items/1").hides("Basic&lt;", `id="memo"`)
	k.post(again+"/items/1", k.choice(again, 1, true)...).want(http.StatusSeeOther)
	k.get(again + "/items/1").says(shown)
	french := k.do("GET", again+"/items/1", "", "Accept-Language", "fr").says(shown, "Votre mémo", ">Signet<", ">Trop facile<", ">Trop difficile<", "Modifier le mémo")
	sound(t, french.Body)

	stem := escaped(k.attempt(path).Items()[0].Stem)
	sound(t, k.get(list).says(stem, shown, ">Bookmark<", "Too easy", `href="`+told+`"`, "Practise this question", `name="kind" value="bookmarked"`).Body)
	sound(t, k.do("GET", list, "", "Accept-Language", "fr").says(stem, `lang="en"`, "Signets et mémos", "S’entraîner sur cette question", "22 novembre 2026").Body)
	k.get("/subjects/http-semantics/bookmarks").says("Nothing is kept here yet").hides(stem)
	k.get(list + "?page=2").leadsTo(list + "?page=1")
	k.get(list + "?page=0").want(http.StatusBadRequest)
	k.get("/subjects/nothing/bookmarks").want(http.StatusNotFound)

	r := k.post("/study/aws-support/sittings", "kind", "bookmarked", "edition", "course", "size", "10").want(http.StatusSeeOther)
	sitting := k.attempt(r.Header.Get("Location"))
	if items := sitting.Items(); len(items) != 1 || items[0].ID != k.attempt(path).Items()[0].ID || sitting.Kind != quiz.Bookmarked {
		t.Errorf("practised %+v", items)
	}

	// Others find nothing of it.
	bob := s.taker("bob", users.Learner)
	bob.get(list).says("Nothing is kept here yet").hides(stem)
	s.unchanged(func() {
		bob.post(memo, "bookmark", "no").want(http.StatusNotFound)
		bob.post("/study/aws-support/sittings", "kind", "bookmarked", "size", "10").want(http.StatusConflict).says("None of your bookmarked")
		s.browser().get(list).want(http.StatusUnauthorized)
	})

	// Instructors read how many felt so, and no notes.
	k.post(path+"/items/2", k.choice(path, 2, false)...).want(http.StatusSeeOther)
	k.post(path+"/items/2/memo", "felt", "hard").want(http.StatusSeeOther)
	prof := s.as("prof", users.Instructor)
	sound(t, prof.get("/instructor/objections").says(stem, "too easy: 1", "too hard: 1").hides(shown, "ada").Body)
	prof.get("/instructor/objections?subject=http-semantics").hides(stem)

	k.post(memo, "bookmark", "no", "felt", "", "note", "").leadsTo(told)
	k.get(list).says("Nothing is kept here yet")
	k.get(first).hides("Your note").says(`value="yes" aria-pressed="false">Bookmark`)
}

// What is refused stores nothing and comes back beside its form.
func TestMemoRefusals(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	path := k.start("practice", 2)
	first := path + "/items/1"
	memo := first + "/memo"
	k.post(first, k.choice(path, 1, true)...).leadsTo(first)
	exam := k.start("exam", 1)
	s.unchanged(func() {
		for _, tt := range []struct {
			fields []string
			status int
		}{
			{[]string{"note", strings.Repeat("é", quiz.MaxMemoWords+1)}, http.StatusUnprocessableEntity},
			{[]string{"note", "a\u202eb"}, http.StatusUnprocessableEntity},
			{[]string{"note", "Z" + strings.Repeat("\u0301", 20)}, http.StatusUnprocessableEntity},
			{[]string{"bookmark", "yes", "note", "a\x00b"}, http.StatusUnprocessableEntity},
			{[]string{"felt", "dull"}, http.StatusUnprocessableEntity},
			{[]string{"bookmark", "maybe"}, http.StatusBadRequest},
			{[]string{"bookmark", "yes", "bookmark", "no"}, http.StatusBadRequest},
			{[]string{"learner", "2"}, http.StatusBadRequest},
		} {
			k.post(memo, tt.fields...).want(tt.status)
		}
		k.post(exam+"/items/1/memo", "bookmark", "yes").want(http.StatusConflict)
		k.post(path+"/items/2/memo", "bookmark", "yes").want(http.StatusConflict)
		k.post(path+"/items/3/memo", "bookmark", "yes").want(http.StatusNotFound)
		k.get(exam + "/items/1").hides(`id="memo"`)
	})
	sound(t, k.post(memo, "note", "a\u202eb").says("at most 1,000 characters", `aria-invalid="true"`, "<details open>", "a\u202eb</textarea>").Body)
	sound(t, k.do("POST", memo, "note=a%E2%80%AEb", "Content-Type", "application/x-www-form-urlencoded", "Accept-Language", "fr").
		want(http.StatusUnprocessableEntity).says("Un mémo compte au plus 1\u202f000 caractères").Body)

	k.post(exam + "/finish").leadsTo(exam + "/result") // left blank, and told at the end
	k.post(exam+"/items/1/memo", "bookmark", "yes").leadsTo(exam + "/items/1#memo")
	sound(t, k.get(exam+"/items/1").says(`aria-pressed="true">Bookmark`).Body)

	// An account that keeps as much as there is room for.
	db, err := sql.Open("sqlite3", "file:"+s.path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
		INSERT INTO memos SELECT ?1, 'gone', i, 1, '', '', 0, '', '', '', 1, 1 FROM n`, int64(k.who.ID), quiz.MaxMemos); err != nil {
		t.Fatal(err)
	}
	s.unchanged(func() {
		sound(t, k.post(memo, "note", "One more.").want(http.StatusConflict).says("on 2,000 questions", "One more.</textarea>").Body)
	})
}

// What a guest keeps is theirs once they have an account.
func TestMemoOfGuest(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	path := c.start("exam", 1)
	c.post(path + "/finish").leadsTo(path + "/result")
	c.post(path+"/items/1/memo", "bookmark", "yes", "note", "Mine.").leadsTo(path + "/items/1#memo")
	const list = "/subjects/aws-support/bookmarks"
	sound(t, c.get(list).says("Mine.", "Practise this question").Body)
	c.post("/sign-up", "name", "ada", "password", testPassword).want(http.StatusSeeOther)
	c.get(list).says("Mine.", "Practise this question")
	c.get(path + "/items/1").says("Mine.")

	guest := s.browser()
	all := guest.start("exam", quiz.GuestSize)
	guest.post(all + "/finish").want(http.StatusSeeOther)
	guest.post(all+"/items/1/memo", "bookmark", "yes").want(http.StatusSeeOther)
	sound(t, guest.get(list).says("ten trial questions are used up").hides("Practise this question").Body)
}

func TestAPIMemo(t *testing.T) {
	f := newAPI(t)
	ada, bob := f.signedIn("ada"), f.signedIn("bob")
	a := ada.start("practice", 2)
	at := func(pos int) string { return fmt.Sprintf("/attempts/%d/items/%d/memo", a.ID, pos) }
	list := "/study/" + f.subject() + "/bookmarks"
	f.unchanged(func() {
		ada.put(at(1), j{"bookmarked": true}).refused(409, "memo_early")
		ada.get(at(1)).refused(409, "memo_early")
	})
	ada.put(answerPath(a.ID, 1), j{"given": a.pick(1, 0)}).want(200)
	if got := ada.get(at(1)).want(200).members(); len(got) != 1 || got["bookmarked"] != false {
		t.Errorf("nothing kept: %v", got)
	}
	kept := ada.put(at(1), j{"bookmarked": true, "felt": "hard", "note": " Mine.\r\n"}).want(200)
	if got := kept.members(); got["bookmarked"] != true || got["felt"] != "hard" || got["note"] != "Mine." || got["changed_at"] == nil {
		t.Errorf("kept %v", got)
	}
	f.unchanged(func() {
		if again := ada.put(at(1), j{"bookmarked": true}).want(200); string(again.body) != string(kept.body) {
			t.Errorf("twice: %s, then %s", kept.body, again.body)
		}
		if got := ada.get(at(1)).want(200); string(got.body) != string(kept.body) {
			t.Errorf("kept %s, told %s", kept.body, got.body)
		}
		ada.put(at(1), j{"felt": "dull"}).refused(422, "felt")
		ada.put(at(1), j{"note": "a\u202eb"}).refused(422, "memo_words")
		ada.put(at(1), j{"note": nil}).refused(400, "wrong_type")
		ada.put(at(1), j{"words": "No."}).refused(400, "unknown_member")
		ada.put(at(3), j{"bookmarked": true}).refused(404, "no_item")
		bob.put(at(1), j{"bookmarked": false}).refused(404, "no_attempt")
		bob.get(at(1)).refused(404, "no_attempt")
		f.with("").get(at(1)).refused(401, "session")
		f.with("").get(list).refused(401, "session")
		ada.get(list+"?skip=x").refused(422, "after")
		ada.get("/study/nothing/bookmarks").refused(404, "no_subject")
		bob.post("/study/"+f.subject()+"/sittings", j{"kind": "bookmarked", "size": 5}).refused(409, "none_bookmarked")
	})
	var page struct {
		Total     int
		Bookmarks []struct {
			Item, Stem, Edition string
			Attempt             int64
			Position            int
			Memo                struct{ Note string }
		}
	}
	ada.get(list).want(200).into(&page)
	if b := page.Bookmarks; page.Total != 1 || len(b) != 1 || b[0].Attempt != a.ID || b[0].Position != 1 || b[0].Stem == "" || b[0].Memo.Note != "Mine." {
		t.Fatalf("listed %+v", page)
	}
	if ada.get(list + "?skip=1").want(200).into(&page); page.Total != 1 || len(page.Bookmarks) != 0 {
		t.Errorf("beyond the first: %+v", page)
	}
	var sitting struct{ Kind string }
	ada.post("/study/"+f.subject()+"/sittings", j{"kind": "bookmarked", "edition": "course", "size": 5}).want(201).into(&sitting)
	if sitting.Kind != "bookmarked" {
		t.Errorf("a sitting of kind %q", sitting.Kind)
	}
}
