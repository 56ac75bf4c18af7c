package acceptance

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"viva/internal/testkit"
)

const canary = "keycanary"

// crawl fetches all that a learner's client can fetch about attempts, in each way
// of asking: every route, files, maps beside them, and what is not there.
func (v *visitor) crawl(a attempt, positions ...int) (replies []*reply) {
	v.t.Helper()
	var addresses []string
	for _, r := range routes(v.t) {
		if r.method == "GET" && !strings.Contains(r.path, ":hash") {
			for _, pos := range positions {
				addresses = append(addresses, r.at(birdsAt(a, pos)))
			}
		}
	}
	id := fmt.Sprint(a.ID)
	addresses = append(addresses, "/nowhere", "/attempts/"+id+"/items/99", "/api/v1/attempts/"+id+"/items", "/api/v1/attempts/"+id+"?key=1",
		"/attempts/"+id+"/nowhere", "/attempts/999999")
	slices.Sort(addresses)
	for _, address := range slices.Compact(addresses) {
		for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
			replies = append(replies, v.do(method, address, "", "Accept-Language", "fr"))
		}
		replies = append(replies, v.do("GET", address, "", "Accept", jsonType))
	}
	return replies
}

// The answer key is nowhere before the answer, or the end of an exam; after it is.
func TestE01KeyIsInvisible(t *testing.T) {
	t.Parallel()
	s := shared(t)
	for _, mode := range []string{"practice", "exam"} {
		v := s.learner(t)
		a := v.begins("birds", mode, 3, "edition", "old", "topics", []string{"song", "food"})
		hush := func(when string, replies ...*reply) {
			t.Helper()
			for _, r := range replies {
				if r.holds(canary) {
					t.Errorf("%s, %s %s tells the key", mode, when, r.what)
				}
			}
		}
		hush("before an answer", v.crawl(a, 1, 2, 3)...)
		for _, file := range v.files("/", fmt.Sprintf("/attempts/%d/items/1", a.ID)) {
			hush("in a file", v.get(file), v.get(file+".map"))
		}
		hush("where it is refused", v.answers(a, 2, []string{"nothing"}, 1), v.answers(a, 2, []string{}, 1), v.answers(a, 2, a.pick(2, 0), 0),
			v.post(fmt.Sprintf("/attempts/%d/items/2", a.ID), "given", "nothing"))
		answered := v.answers(a, 1, a.pick(1, 0), 1).want(http.StatusOK)
		if mode == "exam" {
			hush("on answering", answered)
			hush("before the end", v.crawl(a, 1, 2, 3)...)
		} else if !answered.holds(canary) {
			t.Error("the answer's feedback does not tell the key: nothing was listened for")
		}
		hush("to others", s.learner(t).crawl(a, 1)...)
		v.finishes(a).want(http.StatusOK)
		if !v.get(fmt.Sprintf("/attempts/%d/items/1", a.ID)).holds(canary) {
			t.Errorf("%s: the key is not told at the end", mode)
		}
	}
}

var number = regexp.MustCompile(`(/attempts/|/admin/users/|"id":|data-exam=")\d+`)

// masked is a reply without what differs from attempt to attempt. How long a body
// with a time is depends on the time.
func (r *reply) masked(a attempt) string {
	header := r.header.Clone()
	pairs := []string{header.Get("X-Request-Id"), "REQUEST", strings.TrimPrefix(r.from.url, "http://"), "SITE"}
	header.Del("Date")
	if timed.MatchString(r.body) || strings.HasPrefix(r.what, "HEAD /api/") || strings.HasPrefix(r.what, "HEAD /account/data") {
		header.Del("Content-Length")
	}
	for i, o := range slices.Concat(a.Items[0].Prompts, a.Items[0].Options) {
		pairs = append(pairs, o.ID, fmt.Sprintf("OPTION%d", i))
	}
	text := fmt.Sprintf("%s\n%d %v\n%s", r.what, r.status, header, events.ReplaceAllString(r.body, ""))
	return timed.ReplaceAllString(number.ReplaceAllString(strings.NewReplacer(pairs...).Replace(text), "${1}N"), "TIME")
}

// events are what the security log tells of a learner's refused requests, which is
// written by and by.
var events = regexp.MustCompile(`(?s)"events": \[.*?\n  \]`)

// timed are moments, and ids of requests and sessions.
var timed = regexp.MustCompile(`\b[0-9a-f]{16}\b|\b[0-9a-f]{24}\b|\d{4}-\d\d-\d\dT[\d:.]+Z|DTSTAMP:\w+|\b1[78]\d{11}\b`)

// look is what a learner reads of an attempt of one question.
func (a attempt) look() string {
	text := fmt.Sprint(len(fmt.Sprint(a.ID)), a.Items[0].Stem)
	for _, o := range slices.Concat(a.Items[0].Prompts, a.Items[0].Options) {
		text += " / " + strings.TrimSpace(o.Text)
	}
	return text
}

// Two subjects that differ only in which option is right look the same to the
// byte, until the answer is told.
func TestE02KeySwap(t *testing.T) {
	t.Parallel()
	for _, typ := range testkit.ByDay(1, "single", "matching", "ordering", "numeric") {
		var sides [2]*visitor
		var dealt [2][]attempt
		for turn := range sides {
			s := serve(t, append(questions(t, t.TempDir(), turn, typ), unhurried...)...)
			v := s.visitor(t)
			v.name = "ada"
			v.post("/sign-up", "name", v.name, "password", password).want(http.StatusSeeOther)
			sides[turn] = v
			for range some(24, 200) {
				dealt[turn] = append(dealt[turn], v.begins("birds", []string{"practice", "exam"}[len(dealt[turn])%2], 1))
			}
		}
		pairs := twins(dealt[0], dealt[1])
		if len(pairs) < some(3, 30) {
			t.Fatalf("%s: %d attempts look alike", typ, len(pairs))
		}
		for _, p := range pairs[:some(2, 20)] { // before the first answer, which pages tell of
			left, right := sides[0].crawl(p[0], 1), sides[1].crawl(p[1], 1)
			for n := range left {
				same(t, typ, left[n], right[n], p[0], p[1])
			}
		}
		for _, p := range pairs {
			x, y := sides[0].answers(p[0], 1, p[0].pick(1, 0), 1).want(http.StatusOK), sides[1].answers(p[1], 1, p[1].pick(1, 0), 1).want(http.StatusOK)
			if p[0].Mode == "exam" {
				same(t, typ, x, y, p[0], p[1])
			} else if x.masked(p[0]) == y.masked(p[1]) {
				t.Errorf("%s: the feedback is the same whichever option is right: nothing was compared", typ)
			}
		}
	}
}

// twins are attempts of two sides that look alike.
func twins(left, right []attempt) (pairs [][2]attempt) {
	taken := map[int64]bool{}
	for _, a := range left {
		k := slices.IndexFunc(right, func(b attempt) bool { return !taken[b.ID] && b.Mode == a.Mode && b.look() == a.look() })
		if k >= 0 {
			taken[right[k].ID] = true
			pairs = append(pairs, [2]attempt{a, right[k]})
		}
	}
	return pairs
}

// same fails the test unless two replies are the same but for ids and times.
func same(t *testing.T, what string, left, right *reply, a, b attempt) {
	t.Helper()
	x, y := left.masked(a), right.masked(b)
	if x == y {
		return
	}
	at := 0
	for at < len(x) && at < len(y) && x[at] == y[at] {
		at++
	}
	t.Errorf("%s: %s shows the key: %.80q on one side, %.80q on the other", what, left.what, x[max(0, at-30):], y[max(0, at-30):])
}

// told is an attempt with its key, by position: the places of the right options,
// and their ranks by id.
func (v *visitor) told(a attempt) (places, ranks []int) {
	v.t.Helper()
	v.finishes(a).want(http.StatusOK)
	for i, it := range v.sees(a.ID).Items {
		if it.Feedback == nil {
			v.t.Fatalf("the end does not tell the key of %d", i+1)
		}
		var ids []string
		for _, o := range it.Options {
			ids = append(ids, o.ID)
		}
		slices.Sort(ids)
		for _, o := range it.Feedback.Options {
			if o.Correct {
				places = append(places, slices.IndexFunc(it.Options, func(p struct{ ID, Text string }) bool { return p.ID == o.ID }))
				ranks = append(ranks, slices.Index(ids, o.ID))
			}
		}
	}
	return places, ranks
}

// Neither the place of an option nor its id tells whether it is right.
func TestE03IdsTellNothing(t *testing.T) {
	t.Parallel()
	v := shared(t).learner(t)
	places, ranks := map[int]int{}, map[int]int{}
	all := map[string]bool{}
	for range some(40, 400) {
		a := v.begins("birds", "exam", 9, "topics", []string{"song"})
		for _, it := range a.Items {
			for _, o := range it.Options {
				if all[o.ID] {
					t.Fatalf("the id %s comes back", o.ID)
				}
				all[o.ID] = true
			}
		}
		at, by := v.told(a)
		for i := range at {
			places[at[i]]++
			ranks[by[i]]++
		}
	}
	// What four equal places exceed once in a million times (three degrees of
	// freedom): a test that runs every day is not to cry wolf.
	const limit = 30.7
	for what, counts := range map[string]map[int]int{"place": places, "rank by id": ranks} {
		if got := chiSquare(counts); got > limit || len(counts) != 4 {
			t.Errorf("right options by %s: %v, chi-square %.1f", what, counts, got)
		}
	}
}

func chiSquare(counts map[int]int) (sum float64) {
	all := 0
	for _, n := range counts {
		all += n
	}
	for _, n := range counts {
		expected := float64(all) / float64(len(counts))
		sum += (float64(n) - expected) * (float64(n) - expected) / expected
	}
	return sum
}

// auc is the chance that a value of the one kind is larger than one of the other:
// a half when nothing can be told.
func auc(ones, others []time.Duration) float64 {
	above := 0.0
	for _, x := range ones {
		for _, y := range others {
			switch {
			case x > y:
				above++
			case x == y:
				above += .5
			}
		}
	}
	share := above / float64(len(ones)) / float64(len(others))
	return max(share, 1-share)
}

// Saving a right answer takes as long as saving a wrong one. By day the samples
// are few, and only a difference that leaps to the eye fails.
func TestE04SavingTakesTheSameTime(t *testing.T) {
	v := shared(t).learner(t)
	var right, wrong []time.Duration
	for len(right) < some(150, 2000) {
		a := v.begins("birds", "exam", 9, "topics", []string{"song"})
		took := map[string]time.Duration{}
		for nth := range 4 {
			for i := range a.Items {
				given := a.pick(i+1, nth)
				began := time.Now()
				v.answers(a, i+1, given, nth+1).want(http.StatusOK)
				took[given[0]] = time.Since(began)
			}
		}
		v.finishes(a).want(http.StatusOK)
		for _, it := range v.sees(a.ID).Items {
			other := 0
			for _, o := range it.Feedback.Options {
				if o.Correct {
					right = append(right, took[o.ID])
				} else if other == 0 {
					wrong = append(wrong, took[o.ID])
					other++
				}
			}
		}
	}
	limit := .53
	if !testkit.Nightly() {
		limit = .70
	}
	if got := auc(right, wrong); got >= limit {
		t.Errorf("the time of %d saves tells right from wrong: AUC %.3f, want below %.2f", len(right), got, limit)
	}
}

// A client chooses neither score, nor times, nor whose an attempt is.
func TestE05ClientChoosesNothing(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.learner(t)
	a := v.begins("birds", "exam", 3)
	row := func() string {
		return value[string](t, s, "SELECT learner_id || ' ' || started_at || ' ' || answered || ' ' || ifnull(points, '-') || ' ' || ranked || ' ' || (SELECT count(*) FROM responses WHERE attempt_id = attempts.id) FROM attempts WHERE id = ?", a.ID)
	}
	before := row()
	answer := fmt.Sprintf("/api/v1/attempts/%d/answers/1", a.ID)
	page := fmt.Sprintf("/attempts/%d/items/1", a.ID)
	for _, field := range []string{"score", "points", "correct", "duration", "started_at", "finished_at", "user_id", "learner_id", "attempt_no", "answered_at", "Given"} {
		v.json("PUT", answer, j{"given": a.pick(1, 0), "revision": 1, field: 1}).refused(http.StatusBadRequest, "unknown_member")
		v.json("POST", "/api/v1/attempts", j{"subject": "birds", "mode": "exam", "size": 1, field: 1}).refused(http.StatusBadRequest, "unknown_member")
		v.json("PUT", answer+"?"+field+"=1", j{"given": a.pick(1, 0), "revision": 1}).refused(http.StatusBadRequest, "query")
		v.do("PUT", answer, field+"=1", "Content-Type", formType).refused(http.StatusUnsupportedMediaType, "media_type")
		v.do("PUT", answer, "<given>1</given>", "Content-Type", "application/xml").refused(http.StatusUnsupportedMediaType, "media_type")
		v.do("POST", page, "given="+a.pick(1, 0)[0]+"&"+field+"=1", "Content-Type", formType, "Accept", jsonType).refused(http.StatusBadRequest, "malformed")
		if r := v.post(fmt.Sprintf("/attempts/%d/finish", a.ID), field, "1"); r.status != http.StatusBadRequest {
			t.Errorf("finishing with %s: status %d", field, r.status)
		}
	}
	if after := row(); after != before {
		t.Errorf("the attempt was %s, is %s", before, after)
	}
}

// sits begins the short exam, which has a deadline.
func (v *visitor) sits() (a attempt) {
	v.t.Helper()
	v.json("POST", "/api/v1/attempts", j{"subject": "aws-support", "exam": "clf-c02-short"}).want(http.StatusCreated).into(&a)
	return a
}

// Only the server's clock counts: what clients say of the time is not heard. Time
// is made to go by in the database.
func TestE06ServerClock(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.learner(t)
	a := v.sits()
	deadline := func() int64 { return value[int64](t, s, "SELECT deadline FROM attempts WHERE id = ?", a.ID) }
	ends := func(in time.Duration) int64 {
		at := time.Now().Add(in).UnixMilli()
		s.change(t, "UPDATE attempts SET deadline = ? WHERE id = ?", at, a.ID)
		return at
	}
	clocks := [][]string{{"Date", "Thu, 01 Jan 1970 00:00:00 GMT"}, {"Date", "Fri, 01 Jan 2099 00:00:00 GMT"}, {"X-Now", "1970-01-01T00:00:00Z"}}
	stored := ends(30 * time.Second)
	for i, clock := range clocks {
		v.answers(a, i+1, a.pick(i+1, 0), 1, clock...).want(http.StatusOK)
	}
	if now := deadline(); now != stored {
		t.Errorf("the deadline was %d, is %d", stored, now)
	}
	stored = ends(-6100 * time.Millisecond) // grace is five seconds
	for _, clock := range clocks {
		v.answers(a, 4, a.pick(4, 0), 1, clock...).refused(http.StatusConflict, "expired")
		v.json("PUT", fmt.Sprintf("/api/v1/attempts/%d/answers/4?now=0", a.ID), j{"given": a.pick(4, 0), "revision": 1}, clock...).refused(http.StatusBadRequest, "query")
	}
	if now := deadline(); now != stored {
		t.Errorf("the deadline was %d, is %d", stored, now)
	}
	if n := value[int](t, s, "SELECT count(*) FROM responses WHERE attempt_id = ?", a.ID); n != len(clocks) {
		t.Errorf("%d answers are stored, %d came in time", n, len(clocks))
	}
}

// Of many ends at once one counts, and all are told the same.
func TestE08FinishOnce(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.learner(t)
	for range some(5, 1000) {
		a := v.begins("birds", "practice", 1, "topics", []string{"song"})
		v.answers(a, 1, a.pick(1, 0), 1).want(http.StatusOK)
		told := make([]string, 32)
		var all sync.WaitGroup
		for i := range told {
			all.Go(func() {
				r, err := v.try("POST", fmt.Sprintf("/api/v1/attempts/%d/finish", a.ID), "")
				if err != nil {
					told[i] = err.Error()
					return
				}
				told[i] = fmt.Sprint(r.status, r.body)
			})
		}
		all.Wait()
		if slices.Sort(told); told[0] != told[31] || !strings.HasPrefix(told[0], "200") {
			t.Fatalf("finishing at once is told %.200s and %.200s", told[0], told[31])
		}
	}
	counted := value[int](t, s, "SELECT SUM(attempts) FROM scores WHERE learner_id = ? AND period = 'all' AND topic = ''", v.id())
	if counted != some(5, 1000) {
		t.Errorf("%d attempts count, %d were finished", counted, some(5, 1000))
	}
}

// Of two tabs the later revision stands; the one behind is told what does.
func TestE09TwoTabs(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.learner(t)
	a := v.begins("birds", "exam", 1, "topics", []string{"song"})
	for revision := 1; revision <= 6; revision++ {
		v.answers(a, 1, a.pick(1, revision), revision).want(http.StatusOK)
		if revision > 1 {
			if r := v.answers(a, 1, a.pick(1, revision+1), revision-1); r.status != http.StatusConflict {
				t.Errorf("an older revision: status %d", r.status)
			}
		}
		if r := v.answers(a, 1, a.pick(1, revision+2), revision); r.status != http.StatusConflict || !r.holds(a.pick(1, revision)[0]) {
			t.Errorf("another answer of the same revision: status %d, want 409 with what stands: %.300s", r.status, r.body)
		}
	}
	it := v.sees(a.ID).Items[0]
	if it.Revision != 6 || !slices.Equal(it.Given, a.pick(1, 6)) {
		t.Errorf("what stands is %v, revision %d", it.Given, it.Revision)
	}
	if n := value[int](t, s, "SELECT max(revision) FROM responses WHERE attempt_id = ?", a.ID); n != 6 {
		t.Errorf("the journal ends with revision %d", n)
	}
}

// A request that is sent again, with its key, has one effect, also after the
// program died; with the key of somebody else it has its own.
func TestE10RepeatedRequests(t *testing.T) {
	t.Parallel()
	s := serve(t, append(questions(t, t.TempDir(), 0), unhurried...)...)
	v, w := s.learner(t), s.learner(t)
	a, b := v.begins("birds", "practice", 2, "topics", []string{"song"}), w.begins("birds", "practice", 2, "topics", []string{"song"})
	first := v.answers(a, 1, a.pick(1, 0), 1, "Idempotency-Key", "again").want(http.StatusOK)
	repeat := func() {
		t.Helper()
		for range 25 {
			if r := v.answers(a, 1, a.pick(1, 0), 1, "Idempotency-Key", "again").want(http.StatusOK); r.body != first.body {
				t.Fatalf("sent again, it is told %.300s, was told %.300s", r.body, first.body)
			}
		}
	}
	repeat()
	s.kill()
	s.start(t)
	repeat()
	other := w.answers(b, 1, b.pick(1, 1), 1, "Idempotency-Key", "again").want(http.StatusOK)
	if other.body == first.body || !other.holds(b.pick(1, 1)[0]) {
		t.Errorf("another learner with the same key is told %.300s", other.body)
	}
	for learner, at := range map[*visitor]attempt{v: a, w: b} {
		if n := value[int](t, s, "SELECT count(*) FROM responses WHERE attempt_id = ?", at.ID); n != 1 {
			t.Errorf("%s has %d answers", learner.name, n)
		}
	}
}

// An answer that races with the end is in the result, or was refused.
func TestE11AnswerAndFinish(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.learner(t)
	kept := 0
	for i := range some(60, 5000) {
		a := v.begins("birds", "exam", 1, "topics", []string{"song"})
		var answered, finished *reply
		var both sync.WaitGroup
		answer := func() { answered = v.answers(a, 1, a.pick(1, 0), 1) }
		finish := func() { finished = v.finishes(a) }
		if i%2 == 0 {
			answer, finish = finish, answer
		}
		both.Go(answer)
		both.Go(finish)
		both.Wait()
		if finished.status != http.StatusOK || answered.status != http.StatusOK && answered.status != http.StatusConflict {
			t.Fatalf("answering %d, finishing %d", answered.status, finished.status)
		}
		var counted int
		if answered.status == http.StatusOK {
			counted = 1
			kept++
		}
		if got := v.sees(a.ID); got.Answered != counted || (len(got.Items[0].Given) > 0) != (counted == 1) {
			t.Fatalf("the answer was told %d, and the result has %d answers: %v", answered.status, got.Answered, got.Items[0].Given)
		}
	}
	if late := value[int](t, s, "SELECT count(*) FROM responses r JOIN attempts a ON a.id = r.attempt_id WHERE a.learner_id = ? AND r.answered_at > a.finished_at", v.id()); late > 0 {
		t.Errorf("%d answers are later than the end", late)
	}
	if kept == 0 {
		t.Error("no answer came before the end: nothing raced")
	}
}

// An attempt keeps its question as it was dealt, and its key, whatever an author
// changes.
func TestE12EditedMeanwhile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := serve(t, questions(t, dir, 0, "single")...)
	v := s.learner(t)
	a, practised := v.begins("birds", "exam", 1), v.begins("birds", "practice", 1)
	path := fmt.Sprintf("/api/v1/attempts/%d", a.ID)
	before := v.get(path).body
	v.answers(practised, 1, practised.pick(1, 0), 1).want(http.StatusOK)
	told := keyOf(v.sees(practised.ID).Items[0].Feedback)
	s.stop(t)
	if err := os.RemoveAll(filepath.Join(dir, "birds")); err != nil {
		t.Fatal(err)
	}
	questions(t, dir, 1, "single")
	s.start(t)
	if after := v.get(path).body; after != before {
		t.Error("an open attempt changed with the subject")
	}
	if again := keyOf(v.sees(practised.ID).Items[0].Feedback); again != told {
		t.Errorf("what was told to be %q is told to be %q", told, again)
	}
	v.finishes(a).want(http.StatusOK)
	was := v.sees(a.ID).Items[0]
	for range 30 {
		b := v.begins("birds", "exam", 1)
		v.finishes(b).want(http.StatusOK)
		if is := v.sees(b.ID).Items[0]; is.Stem == was.Stem {
			if keyOf(is.Feedback) == keyOf(was.Feedback) {
				t.Errorf("%s has the key %q before and after: nothing was edited, or the edit reached the attempt", is.Stem, keyOf(is.Feedback))
			}
			return
		}
	}
	t.Error("the question never comes again")
}

// keyOf is the text of the right option.
func keyOf(f *feedback) string {
	for _, o := range f.Options {
		if o.Correct {
			return o.Text
		}
	}
	return ""
}

// A scoreboard tells of others what it is to tell, and of nobody who does not
// want it.
func TestE13Scoreboard(t *testing.T) {
	t.Parallel()
	s := shared(t)
	plays := func(shown string, listed bool) *visitor {
		v := s.visitor(t)
		v.name = newName()
		form := []string{"name", v.name, "password", password, "shown_as", shown}
		if listed {
			form = append(form, "listed", "yes")
		}
		v.post("/sign-up", form...).want(http.StatusSeeOther)
		s.change(t, "UPDATE users SET email = ? WHERE name = ?", v.name+"@example.org", v.name)
		a := v.begins("birds", "exam", 1, "edition", "new")
		s.change(t, "UPDATE attempts SET started_at = started_at - 60000 WHERE id = ?", a.ID) // read at leisure
		v.answers(a, 1, a.pick(1, 0), 1).want(http.StatusOK)
		v.finishes(a).want(http.StatusOK)
		return v
	}
	shown, hidden := plays("Heron of the marsh", true), plays("Bittern of the reeds", false)
	reader := s.learner(t)
	board := reader.get("/api/v1/scoreboard?subject=birds&edition=new").want(http.StatusOK)
	page := reader.get("/scoreboard?subject=birds").want(http.StatusOK)
	for _, r := range []*reply{board, page} {
		if !strings.Contains(r.body, "Heron of the marsh") {
			t.Errorf("%s does not show who wants it:\n%.600s", r.what, r.body)
		}
		for _, never := range []string{"@example.org", shown.name, hidden.name, "Bittern", "attempt_id", "user_id"} {
			if strings.Contains(r.body, never) {
				t.Errorf("%s tells %s", r.what, never)
			}
		}
	}
	var got struct{ Rows []map[string]any }
	board.into(&got)
	for _, row := range got.Rows {
		for name := range row {
			if !slices.Contains([]string{"rank", "name", "points", "answered", "accuracy", "best"}, name) {
				t.Errorf("the scoreboard tells %q", name)
			}
		}
	}
	for range 5 {
		if again := reader.get("/api/v1/scoreboard?subject=birds&edition=new"); again.body != board.body && !strings.Contains(again.body, `"name":"pupil-`) {
			t.Error("the same scoreboard comes in another order")
		}
	}
}

// Questions cannot be drawn without end: the limits are those that docs/security.md
// tells.
func TestE14Harvesting(t *testing.T) {
	t.Parallel()
	s := serve(t)
	v := s.learner(t)
	begin := func() *reply {
		return v.json("POST", "/api/v1/attempts", j{"subject": "aws-support", "mode": "practice", "size": 1})
	}
	for range 50 {
		begin().want(http.StatusCreated)
	}
	begin().refused(http.StatusTooManyRequests, "too_many_open")
	begun := 50
	for id := int64(1); id <= 50; id++ {
		v.json("POST", fmt.Sprintf("/api/v1/attempts/%d/finish", id), nil).want(http.StatusOK)
		begin().want(http.StatusCreated)
		begun++
	}
	v.json("POST", "/api/v1/attempts/51/finish", nil).want(http.StatusOK)
	r := begin()
	r.refused(http.StatusTooManyRequests, "too_many_attempts")
	if r.header.Get("Retry-After") == "" {
		t.Error("nothing says when to come back")
	}
	for range some(10, 500) {
		begin().refused(http.StatusTooManyRequests, "too_many_attempts")
	}
	if n := value[int](t, s, "SELECT count(*) FROM attempts"); n != begun {
		t.Errorf("%d attempts are stored, %d were begun", n, begun)
	}
	s.learner(t).json("POST", "/api/v1/attempts", j{"subject": "aws-support", "mode": "practice", "size": 1}).want(http.StatusCreated)
}
