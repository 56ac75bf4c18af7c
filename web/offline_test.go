package web

import (
	"database/sql"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"viva/internal/deck"
	"viva/internal/limits"
	"viva/internal/quiz"
	"viva/internal/users"
)

// take takes a set of that size along.
func (c *browser) take(subject string, size int) takenSet {
	c.site.t.Helper()
	var set takenSet
	c.read(c.post("/offline/sets", "subject", subject, "size", fmt.Sprint(size)).want(http.StatusCreated), &set)
	return set
}

func (c *browser) read(r *pageReply, into any) {
	c.site.t.Helper()
	if err := json.Unmarshal([]byte(r.Body), into); err != nil {
		c.site.t.Fatalf("%s: %v\n%s", r.what, err, r.Body)
	}
}

// answered is an answer to an item of a set, as its page sends it.
func (k takenSet) answered(pos int, correct bool, key string, at time.Time) j {
	return j{"key": key, "attempt": k.ID, "position": pos, "given": k.Items[pos-1].sample(correct), "certainty": "sure",
		"answered_at": at.UTC().Format(time.RFC3339Nano)}
}

// sample is an answer of that kind, made from what the set tells.
func (it takenItem) sample(correct bool) []string {
	switch n, e := it.Feedback.Number, it.Feedback.Entry; {
	case e != nil && correct:
		return []string{e.Key}
	case e != nil:
		return []string{e.Spellings[len(e.Spellings)-1].Text}
	case n != nil:
		typed := n.Key
		if !correct {
			typed += 100 + n.Tolerance
		}
		return []string{fmt.Sprintf("%d.%02d", typed/100, typed%100)}
	case len(it.Rows) > 0:
		return it.sampleRows(correct)
	}
	given := []string{}
	for _, o := range it.Feedback.Options {
		if o.Correct == correct && len(given) < it.Choose {
			given = append(given, o.ID)
		}
	}
	return given
}

// sampleRows gives each row its key or, when wrong, that of the next.
func (it takenItem) sampleRows(correct bool) []string {
	given := make([]string, len(it.Rows))
	for i, r := range it.Rows {
		key := it.Feedback.Prompts[i].Key
		if !correct {
			key = it.Feedback.Prompts[(i+1)%len(it.Rows)].Key
		}
		given[i] = r.Values[slices.IndexFunc(r.Values, func(v takenValue) bool { return v.Text == key })].Value
	}
	return given
}

// deliver sends answers and returns what became of each.
func (c *browser) deliver(learner users.ID, answers ...j) []delivered {
	c.site.t.Helper()
	var out struct {
		Answers []delivered `json:"answers"`
	}
	c.read(c.sendAnswers(learner, answers...).want(http.StatusOK), &out)
	if len(out.Answers) != len(answers) {
		c.site.t.Fatalf("%d answers became %+v", len(answers), out)
	}
	return out.Answers
}

func (c *browser) sendAnswers(learner users.ID, answers ...j) *pageReply {
	c.site.t.Helper()
	body, err := json.Marshal(j{"learner": learner, "answers": answers})
	if err != nil {
		c.site.t.Fatal(err)
	}
	return c.json("POST", "/offline/answers", string(body))
}

// count reads one number from the database.
func (s *testSite) count(query string, args ...any) (n int) {
	s.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+s.path+"?mode=ro")
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(query, args...).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

func TestOfflinePage(t *testing.T) {
	s := newSite(t)
	ada := s.as("ada", users.Learner)
	for lang, says := range map[string]string{"en": "This page needs JavaScript", "fr": "Cette page a besoin de JavaScript"} {
		for name, page := range map[string]*pageReply{
			"a stranger's": s.browser().do("GET", "/offline", "", "Accept-Language", lang),
			"ada's":        ada.do("GET", "/offline", "", "Accept-Language", lang),
			"the kept":     ada.do("GET", "/offline/kept", "", "Accept-Language", lang),
		} {
			sound(t, page.want(http.StatusOK).Body)
			page.says(says)
			if known := strings.Contains(page.Body, `>ada<`); known != (name == "ada's") {
				t.Errorf("%s page names ada: %v", name, known)
			}
		}
	}
	ada.get("/offline").says(`data-learner=`, `action="/offline/sets"`)
	ada.get("/offline/kept").hides(`data-learner`, `/sign-out`, `action="/offline/sets"`)
	s.browser().get("/offline").says(`/sign-in?next=/offline`).hides(`action="/offline/sets"`)
}

// The service worker differs whenever what it keeps may differ, and all that
// it keeps is there.
func TestServiceWorker(t *testing.T) {
	s := newSite(t)
	r := s.browser().get("/sw.js").want(http.StatusOK)
	head, _, _ := strings.Cut(strings.TrimPrefix(r.Body, "const shell = "), ";\n")
	var shell struct {
		Version, Page string
		Files         []string
	}
	if err := json.Unmarshal([]byte(head), &shell, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatalf("%v in %s", err, head)
	}
	if !strings.Contains(shell.Version, s.assets.hash) || !strings.Contains(shell.Version, "test") {
		t.Errorf("the version %q lacks that of the files or of the program", shell.Version)
	}
	page := s.browser().get(shell.Page).want(http.StatusOK)
	if !strings.Contains(page.Body, shell.Files[0]) {
		t.Errorf("the page does not name %s, by which its version is known", shell.Files[0])
	}
	for _, file := range shell.Files {
		s.browser().get(file).want(http.StatusOK)
	}
	for _, e := range elements(t, page.Body) {
		for _, link := range []string{e.attrs["src"], e.attrs["href"]} {
			if strings.HasPrefix(link, "/static/") && !slices.Contains(shell.Files, link) {
				t.Errorf("the page needs %s, which is not kept", link)
			}
		}
	}
	if got := r.Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("the service worker may be kept: %q", got)
	}
}

func TestTakeSet(t *testing.T) {
	s := newTypesSite(t)
	ada := s.as("ada", users.Learner)
	for _, size := range []string{"", "0", "9", "51", "101", "ten", "1e1", "99999999999"} {
		ada.post("/offline/sets", "subject", "planets", "size", size).want(http.StatusUnprocessableEntity)
	}
	ada.post("/offline/sets", "subject", "nothing", "size", "10").want(http.StatusNotFound)
	for _, field := range []string{"ranked", "kind", "learner", "seed", "score", "started_at", "user_id"} {
		ada.post("/offline/sets", "subject", "planets", "size", "10", field, "1").want(http.StatusBadRequest)
	}
	s.guest().post("/offline/sets", "subject", "planets", "size", "10").want(http.StatusUnauthorized)
	if n := s.count("SELECT COUNT(*) FROM attempts WHERE kind = 'offline'"); n != 0 {
		t.Fatalf("%d sets were dealt to requests that were refused", n)
	}

	set := ada.take("planets", 10)
	if set.Name != "ada" || len(set.Items) == 0 || len(set.Items) > 10 {
		t.Fatalf("the set is %+v", set)
	}
	for _, it := range set.Items {
		if it.Stem == "" || len(it.Grounds) == 0 || len(it.Feedback.Why) == 0 || len(it.Rows) != len(it.Feedback.Prompts) {
			t.Errorf("not all is told of %+v", it)
		}
	}
	if n := s.count("SELECT COUNT(*) FROM attempts WHERE kind = 'offline' AND ranked = 0"); n != 1 {
		t.Errorf("%d unranked sets were stored, want 1", n)
	}
	// The pages of the attempt go on as those of any practice: nothing is told
	// yet.
	ada.get(fmt.Sprintf("/attempts/%d/items/1", set.ID)).want(http.StatusOK).hides(`id="verdict"`)
}

// Twenty sets can be taken along in a day.
func TestSetsAreLimited(t *testing.T) {
	t.Parallel()
	s := newTypesSite(t)
	s.quiz.Limit(limits.Default())
	ada, bob := s.as("ada", users.Learner), s.as("bob", users.Learner)
	for range 30 { // what is refused is no set
		ada.post("/offline/sets", "subject", "planets", "size", "9").want(http.StatusUnprocessableEntity)
	}
	taken := 0
	for range 30 {
		if ada.post("/offline/sets", "subject", "planets", "size", "10").Status == http.StatusCreated {
			taken++
		}
	}
	if taken != 20 {
		t.Errorf("%d sets were taken in a day, want 20", taken)
	}
	ada.post("/offline/sets", "subject", "planets", "size", "10").want(http.StatusTooManyRequests)
	bob.take("planets", 10)
	s.clock.advance(25 * time.Hour)
	ada.post("/sign-in", "login", "ada", "password", testPassword)
	ada.take("planets", 10)
}

// Answers that arrive are marked by the server, each for itself, and once.
func TestDeliver(t *testing.T) {
	s := newTypesSite(t)
	ada := s.as("ada", users.Learner)
	set := ada.take("planets", 10)
	begun := s.clock.now()
	s.clock.advance(3 * time.Hour)
	ordinary := ada.post("/attempts", "subject", "planets", "edition", "new", "mode", "practice", "size", "1", "lang", "en").want(http.StatusSeeOther)
	var other quiz.AttemptID
	fmt.Sscanf(ordinary.Header.Get("Location"), "/attempts/%d/", &other)

	answers := []j{
		set.answered(1, true, "k1", begun.Add(time.Hour)),
		set.answered(2, false, "k2", time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)),
		set.answered(3, true, "k3", time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)),
		{"key": "k4", "attempt": set.ID, "position": 4, "given": []string{"nothing"}},
		{"key": "k5", "attempt": set.ID, "position": 99, "given": []string{"nothing"}},
		{"key": "k6", "attempt": 999999, "position": 1, "given": []string{"nothing"}},
		{"key": "k7", "attempt": other, "position": 1, "given": []string{"nothing"}},
		set.answered(1, false, "k8", begun),
		{"key": "", "attempt": set.ID, "position": 5, "given": set.Items[4].sample(true)},
	}
	want := []string{"stored", "stored", "stored", "", "no_item", "no_attempt", "not_offline", "answered", "idempotency_key"}
	for i, d := range ada.deliver(set.Learner, answers...) {
		switch {
		case i < 3 && d.State != want[i]:
			t.Errorf("answer %d is %+v, want it %s", i+1, d, want[i])
		case i >= 3 && (d.State != deliveredRefused || d.Detail == "" || want[i] != "" && d.Code != want[i]):
			t.Errorf("answer %d is %+v, want it refused as %q", i+1, d, want[i])
		}
	}
	marks := s.count("SELECT SUM(mark) FROM responses")
	if n := s.count("SELECT COUNT(*) FROM responses"); n != 3 || deck.Mark(marks) != 2*deck.FullMark {
		t.Errorf("%d responses, marked %d in all", n, marks)
	}
	for pos, at := range map[int]time.Time{1: begun.Add(time.Hour), 2: begun, 3: begun.Add(3 * time.Hour)} {
		if got := s.count("SELECT at FROM reviews WHERE attempt_id = ? AND position = ?", set.ID, pos); int64(got) != at.UnixMilli() {
			t.Errorf("answer %d counts for %v, want %v", pos, time.UnixMilli(int64(got)).UTC(), at)
		}
	}
	if n := s.count("SELECT COUNT(*) FROM reviews WHERE rates = 1"); n != 0 {
		t.Errorf("%d answers count for ratings", n)
	}
	if s.count("SELECT COUNT(*) FROM traces") == 0 {
		t.Error("nothing is remembered")
	}
	for _, table := range []string{"scores", "ratings", "abilities"} {
		if n := s.count("SELECT COUNT(*) FROM " + table); n != 0 {
			t.Errorf("%d rows of %s come from a set taken along", n, table)
		}
	}
	s.unchanged(func() {
		for _, d := range ada.deliver(set.Learner, answers[:3]...) {
			if d.State != deliveredAlready {
				t.Errorf("an answer sent again is %+v", d)
			}
		}
	})
}

// A set is over with its last answer; sent again it stays so.
func TestDeliverLast(t *testing.T) {
	s := newTypesSite(t)
	ada := s.as("ada", users.Learner)
	set := ada.take("planets", 10)
	var answers []j
	for pos := range set.Items {
		answers = append(answers, set.answered(pos+1, pos%2 == 0, fmt.Sprint("k", pos), s.clock.now()))
	}
	for range 2 {
		ada.deliver(set.Learner, answers...)
		if n := s.count("SELECT COUNT(*) FROM attempts WHERE id = ? AND finished_at IS NOT NULL", set.ID); n != 1 {
			t.Error("the set is not over")
		}
	}
}

// Nobody can send the answers of somebody else, whoever is signed in.
func TestDeliverOthers(t *testing.T) {
	s := newTypesSite(t)
	ada, bob := s.as("ada", users.Learner), s.as("bob", users.Learner)
	set, theirs := ada.take("planets", 10), bob.take("planets", 10)
	answer := set.answered(1, true, "k1", s.clock.now())
	s.unchanged(func() {
		bob.sendAnswers(set.Learner, answer).want(http.StatusConflict)
		if d := bob.deliver(theirs.Learner, answer)[0]; d.Code != "no_attempt" {
			t.Errorf("bob answers for ada: %+v", d)
		}
		s.browser().sendAnswers(set.Learner, answer).want(http.StatusUnauthorized)
		ada.sendAnswers(set.Learner).want(http.StatusUnprocessableEntity)
		ada.sendAnswers(set.Learner, slices.Repeat([]j{answer}, 51)...).want(http.StatusUnprocessableEntity)
		for _, member := range []string{"correct", "points", "score", "user_id", "started_at", "revision"} {
			more := j{member: 1}
			maps.Copy(more, answer)
			ada.sendAnswers(set.Learner, more).want(http.StatusBadRequest)
		}
	})
	bobs := theirs.answered(1, true, "k1", s.clock.now()) // the same key is another's own
	if d := bob.deliver(theirs.Learner, bobs)[0]; d.State != deliveredStored {
		t.Errorf("bob's own answer is %+v", d)
	}
	if d := ada.deliver(set.Learner, answer)[0]; d.State != deliveredStored {
		t.Errorf("ada's answer is %+v after bob's with the same key", d)
	}
}
