package web

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"viva/internal/testkit"
	"viva/internal/testkit/birds"
)

// look is what a learner reads of a one-question attempt. The length of its
// id is a part, for the sake of Content-Length.
func (a started) look() string {
	text := fmt.Sprint(len(fmt.Sprint(a.ID)), a.Items[0].Stem)
	for _, o := range slices.Concat(a.Items[0].Prompts, a.Items[0].Options) {
		text += " / " + o.Text
	}
	return text
}

var attemptNumber = regexp.MustCompile(`(/attempts/|/admin/users/|"id":|data-exam=")\d+`)

// drawnNumber is what sessions and requests are known by.
var drawnNumber = regexp.MustCompile(`("(?:id|request)": ?")[0-9a-f]{16,24}"`)

// masked is a reply without the ids of its attempt, options and prompts, of sessions and
// of requests.
func (r apiReply) masked(a started) string {
	header := r.header.Clone()
	header.Del("Date")
	id := header.Get("X-Request-Id")
	text := fmt.Sprintf("%s\n%d %v\n%s", r.what, r.status, header, r.body)
	pairs := []string{id, "REQUEST"}
	for i, o := range slices.Concat(a.Items[0].Prompts, a.Items[0].Options) {
		pairs = append(pairs, o.ID, fmt.Sprintf("OPTION%d", i))
	}
	text = drawnNumber.ReplaceAllString(strings.NewReplacer(pairs...).Replace(text), `${1}N"`)
	return attemptNumber.ReplaceAllString(text, "${1}N")
}

// twins are two attempts that look alike, one from each knowledge base.
type twins struct{ a, b started }

// Two knowledge bases that differ only in which option is right look alike, to
// the byte, until the answer. Where a number is asked, its tolerance differs
// too. A case is a single choice, and is not tried apart.
func TestKeySwap(t *testing.T) {
	testkit.Long(t) // TestCanary listens for the key meanwhile
	for typ := range birds.Turns {
		for _, mode := range []string{"practice", "exam"} {
			t.Run(typ+" "+mode, func(t *testing.T) { trySwap(t, typ, mode) })
		}
	}
}

func trySwap(t *testing.T, typ, mode string) {
	left, right := newAPIOn(t, birds.Swapped(typ, 0)), newAPIOn(t, birds.Swapped(typ, 1))
	ada, eve := left.signedIn("ada"), right.signedIn("ada")
	pairs, lone := dealTwins(t, ada, eve, mode)
	crawled := 1
	if testkit.Nightly() {
		crawled = 3
	}
	for _, p := range pairs[:crawled] {
		alike(t, p, left.crawl(ada, p.a, 1), right.crawl(eve, p.b, 1))
	}
	for i, p := range pairs {
		x := ada.put(answerPath(p.a.ID, 1), j{"given": p.a.pick(1, i)}).want(200)
		y := eve.put(answerPath(p.b.ID, 1), j{"given": p.b.pick(1, i)}).want(200)
		if mode == "practice" {
			differ(t, p, x, y)
		} else {
			alike(t, p, []apiReply{x}, []apiReply{y})
		}
	}
	if mode == "exam" {
		for _, p := range lone { // or lists would tell where the twins are
			ada.put(answerPath(p.a.ID, 1), j{"given": p.a.pick(1, 0)}).want(200)
			eve.put(answerPath(p.b.ID, 1), j{"given": p.b.pick(1, 0)}).want(200)
		}
		for _, p := range pairs[:crawled] {
			alike(t, p, left.crawl(ada, p.a, 1), right.crawl(eve, p.b, 1))
		}
	}
	for _, p := range pairs[:crawled] {
		ada.post(finishPath(p.a.ID), nil).want(200)
		eve.post(finishPath(p.b.ID), nil).want(200)
		differ(t, p, ada.get(fmt.Sprintf("/attempts/%d", p.a.ID)), eve.get(fmt.Sprintf("/attempts/%d", p.b.ID)))
		page := func(c *apiClient, a started) apiReply {
			return c.page("GET", fmt.Sprintf("/attempts/%d/items/1", a.ID), "")
		}
		differ(t, p, page(ada, p.a), page(eve, p.b))
	}
}

// dealTwins begins attempts on both sides, and pairs and compares those with
// the same question and options in the same order. Those without a twin are
// lone; there are as many on either side.
func dealTwins(t *testing.T, ada, eve *apiClient, mode string) (pairs, lone []twins) {
	t.Helper()
	begun := 30
	if testkit.Nightly() {
		begun = 60
	}
	begin := func(c *apiClient) (all []apiReply) {
		for range begun {
			all = append(all, c.post("/attempts", j{"subject": "birds", "mode": mode, "size": 1}).want(201))
		}
		return all
	}
	left, right := begin(ada), begin(eve)
	for _, x := range left {
		var a, b started
		x.into(&a)
		k := slices.IndexFunc(right, func(y apiReply) bool {
			y.into(&b)
			return b.look() == a.look()
		})
		if k < 0 {
			lone = append(lone, twins{a: a})
			continue
		}
		pairs = append(pairs, twins{a, b})
		alike(t, twins{a, b}, []apiReply{x}, right[k:k+1])
		right = slices.Delete(right, k, k+1)
	}
	for i, y := range right {
		y.into(&lone[i].b)
	}
	if len(pairs) < begun/4 {
		t.Fatalf("only %d of %d attempts look alike", len(pairs), begun)
	}
	return pairs, lone
}

// alike fails the test unless the replies are the same but for ids.
func alike(t *testing.T, p twins, left, right []apiReply) {
	t.Helper()
	if len(left) != len(right) {
		t.Fatalf("%d and %d replies", len(left), len(right))
	}
	for i := range left {
		x, y := left[i].masked(p.a), right[i].masked(p.b)
		if x == y {
			continue
		}
		at := 0
		for at < len(x) && at < len(y) && x[at] == y[at] {
			at++
		}
		t.Errorf("%s shows the key: %.80q on one side, %.80q on the other", left[i].what, x[at:], y[at:])
	}
}

// differ fails the test when not even the key shows: then alike is blind.
func differ(t *testing.T, p twins, x, y apiReply) {
	t.Helper()
	if x.masked(p.a) == y.masked(p.b) {
		t.Errorf("%s is the same on both sides, after the answer", x.what)
	}
}
