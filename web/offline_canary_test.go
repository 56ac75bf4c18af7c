package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"viva/internal/quiz"
	"viva/internal/testkit"
	"viva/internal/testkit/birds"
)

// The one reply that tells keys before the answers is the one that hands a set
// out. Everything else that can be fetched about the set stays silent until its
// answers are in, for its learner as for others.
func TestCanaryOffline(t *testing.T) {
	testkit.Long(t)
	f := newAPIOn(t, birds.Canary())
	ada := f.signedIn("ada")
	form := []string{"Content-Type", "application/x-www-form-urlencoded"}
	reply := ada.page("POST", "/offline/sets", "subject=birds&size=10", form...)
	if reply.status != 201 || !hears(reply) {
		t.Fatalf("the set does not tell its answers: %d %s", reply.status, reply.body)
	}
	var set takenSet
	if err := json.Unmarshal(reply.body, &set); err != nil {
		t.Fatal(err)
	}
	silent := func(when string, replies ...apiReply) {
		t.Helper()
		for _, r := range replies {
			if hears(r) {
				t.Errorf("%s, %s gives the key away: %s", when, r.what, r.body)
			}
		}
	}
	var a started
	ada.get(fmt.Sprintf("/attempts/%d", set.ID)).want(200).into(&a)
	options := func(it takenItem) bool { return it.Type == "single" || it.Type == "multiple" || it.Type == "case" }
	open := []int{set.Items[slices.IndexFunc(set.Items, options)].Position}
	silent("before an answer", f.crawl(ada, a, open...)...)
	silent("to others", f.crawl(f.signedIn("bob"), a, open...)...)
	silent("to nobody", f.crawl(f.with(""), a, open...)...)

	answer := set.answered(open[0], true, "k1", f.clock.now())
	body, err := json.Marshal(j{"learner": set.Learner, "answers": []j{answer}})
	if err != nil {
		t.Fatal(err)
	}
	silent("on delivering", ada.page("POST", "/offline/answers", string(body), "Content-Type", "application/json"))
	if told := ada.page("GET", fmt.Sprintf("/attempts/%d/items/%d", set.ID, open[0]), ""); !hears(told) {
		t.Errorf("after the answer nothing is told: %s", told.body)
	}
	silent("when it is refused", ada.page("POST", "/offline/sets", "subject=birds&size=9", form...),
		f.with("").page("POST", "/offline/sets", "subject=birds&size=10", form...))
}

// What a running exam asks is in no set, and an exam is none.
func TestSetLeavesExamOut(t *testing.T) {
	s := newSite(t)
	ada := s.taker("ada", "learner")
	d := s.quiz.Decks()[0]
	who, err := s.users.Authenticate(t.Context(), ada.jar["viva_access"].value)
	if err != nil {
		t.Fatal(err)
	}
	learner := quiz.Learner{ID: quiz.LearnerID(who.User.ID)}
	exam, err := s.quiz.Start(t.Context(), learner, quiz.Start{Subject: d.Subject, Exam: d.Exams[0].ID})
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	for _, it := range exam.Items() {
		for _, name := range it.Names {
			asked[name] = true
		}
	}
	seen := 0
	for range 4 {
		set := ada.browser.take(d.Subject, quiz.MaxSet)
		a, err := s.quiz.Attempt(t.Context(), learner, set.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range a.Items() {
			for _, name := range it.Names {
				if seen++; asked[name] {
					t.Errorf("%s is asked by the running exam and told by a set", name)
				}
			}
		}
		exams := ada.sendAnswers(set.Learner, j{"key": "k", "attempt": exam.ID, "position": 1, "given": []string{"x"}})
		if exams.want(200).Body == "" || !slices.Contains([]string{"not_offline"}, codeOf(t, exams.Body)) {
			t.Errorf("an exam takes an answer given without network: %s", exams.Body)
		}
	}
	if seen == 0 || len(asked) == 0 {
		t.Fatal("nothing was asked")
	}
}

func codeOf(t *testing.T, body string) string {
	t.Helper()
	var out struct{ Answers []struct{ Code string } }
	if err := json.Unmarshal([]byte(body), &out); err != nil || len(out.Answers) != 1 {
		t.Fatal(err, body)
	}
	return out.Answers[0].Code
}
