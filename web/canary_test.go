package web

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"viva/internal/deck"
	"viva/internal/testkit/birds"
)

// canary is the word of [birds.Canary], in small letters.
const canary = "keycanary"

// hears reports whether the canary is in a reply, headers included.
func hears(r apiReply) bool {
	var all strings.Builder
	fmt.Fprintln(&all, r.header)
	all.Write(r.body)
	text, err := url.PathUnescape(all.String())
	if err != nil {
		text = all.String()
	}
	return strings.Contains(strings.ToLower(text), canary)
}

// newAPIOn makes a site that asks from a deck of the test's own.
func newAPIOn(t *testing.T, files fs.FS) *api {
	t.Helper()
	decks, faults := deck.Load(files)
	if len(faults) > 0 {
		t.Fatalf("the deck: %v", faults)
	}
	return &api{newSiteOf(t, decks)}
}

// crawl fetches everything that a learner's client can fetch about an
// attempt: each registered address with each way of asking, every file, and
// errors of all kinds. Of the items, those at the open positions are asked
// for; nothing is answered. The files, which are the same for everybody and at
// any time, are fetched by a site's first crawl.
func (f *api) crawl(c *apiClient, a started, open ...int) []apiReply {
	f.t.Helper()
	var replies []apiReply
	addresses := f.addresses(a, open)
	if !f.crawled {
		addresses = append(addresses, f.fileAddresses()...)
		f.crawled = true
	}
	for _, address := range addresses {
		for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
			replies = append(replies, c.page(method, address, "", "Accept-Language", "fr"))
		}
		replies = append(replies, c.page("GET", address, "", "Accept", "application/json"))
	}
	for _, pos := range open {
		replies = append(replies, c.wrongAnswers(a, pos)...)
	}
	return replies
}

// addresses fills in the parameters of every GET route.
func (f *api) addresses(a started, open []int) []string {
	f.t.Helper()
	id := fmt.Sprint(a.ID)
	list := []string{"/nowhere", "/attempts/" + id + "/nowhere", "/attempts/" + id + "/items/99", "/attempts/999999",
		"/attempts/" + id + "/items/1.json", "/api/v1/attempts/" + id + "/items", "/api/v1/attempts/" + id + "?key=1"}
	for _, r := range f.App().GetRoutes(true) {
		if r.Method != http.MethodGet || r.Path == "/static/:hash/+" {
			continue
		}
		for _, pos := range open {
			for _, edition := range []string{"old", "new"} {
				list = append(list, strings.NewReplacer(":id", id, ":position", fmt.Sprint(pos),
					":subject", "birds", ":edition", edition, ":exam", "tweet").Replace(r.Path))
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// fileAddresses are those of every static file, and of a map beside each.
func (f *api) fileAddresses() (list []string) {
	f.t.Helper()
	files, err := staticNames(f.files)
	if err != nil || len(files) == 0 {
		f.t.Fatal("no static files", err)
	}
	for _, name := range files {
		address, err := f.assets.url(name)
		if err != nil {
			f.t.Fatal(err)
		}
		list = append(list, address, address+".map")
	}
	return list
}

// wrongAnswers sends what no question takes.
func (c *apiClient) wrongAnswers(a started, pos int) []apiReply {
	p, option := answerPath(a.ID, pos), a.pick(pos, 0)[0]
	form := []string{"Content-Type", "application/x-www-form-urlencoded"}
	page := fmt.Sprintf("/attempts/%d/items/%d", a.ID, pos)
	return []apiReply{
		c.put(p, j{"given": []string{}}),
		c.put(p, j{"given": []string{"nothing"}}),
		c.put(p, j{"given": []string{option, option}}),
		c.put(p, j{"given": a.pick(pos, 0), "correct": true}),
		c.put(p, j{"given": a.pick(pos, 0), "revision": 0}),
		c.put(p, j{"given": a.pick(pos, 0)}, "Idempotency-Key", ""),
		c.post(p, j{"given": a.pick(pos, 0)}),
		c.page("POST", page, "", form...),
		c.page("POST", page, "option=nothing", form...),
		c.page("POST", page, "key=1", form...),
		c.page("POST", page, "certainty=maybe&given="+url.QueryEscape(option), form...),
		c.put(p, j{"given": a.pick(pos, 0), "certainty": "maybe"}),
		c.page("POST", page+"/mistap", "", form...),
		c.post(fmt.Sprintf("/attempts/%d/items/%d/mistap", a.ID, pos), nil),
		c.post("/attempts", j{"kind": "wrong", "from": a.ID}),
		c.page("POST", page, "given=&given="+url.QueryEscape(option), form...),
		c.page("POST", page+"/objections", "words=which+is+right%3F", form...),
		c.post(fmt.Sprintf("/attempts/%d/items/%d/objections", a.ID, pos), j{"words": "which is right?"}),
	}
}

// Before an answer in practice, and before the end of an exam, nothing of the
// key is in anything that a learner's client can fetch. Afterwards it is, which
// shows that the same detector hears it.
func TestCanary(t *testing.T) {
	for i, topics := range [][]string{{"song", "food"}, {"song", "food"}, {"order", "match", "price"}, {"scene"}} {
		for turn, mode := range []string{"practice", "exam"} {
			if testing.Short() && i+turn > 0 {
				continue
			}
			lang := deck.Langs[(i+turn)%2]
			t.Run(fmt.Sprint(mode, lang, topics), func(t *testing.T) {
				f := newAPIOn(t, birds.Canary())
				ada := f.signedIn("ada")
				begun := ada.post("/attempts", j{"subject": "birds", "edition": "old", "mode": mode, "size": 3, "lang": lang, "topics": topics}).want(201)
				var a started
				begun.into(&a)
				silent := func(when string, replies ...apiReply) {
					t.Helper()
					for _, r := range replies {
						if hears(r) {
							t.Errorf("%s, %s gives the key away: %v\n%s", when, r.what, r.header, r.body)
						}
					}
				}
				heard := func(when string, replies ...apiReply) {
					t.Helper()
					for _, r := range replies {
						if !hears(r) {
							t.Errorf("%s, %s tells nothing:\n%s", when, r.what, r.body)
						}
					}
				}
				attempt, item := fmt.Sprintf("/attempts/%d", a.ID), fmt.Sprintf("/attempts/%d/items/1", a.ID)

				silent("at the start", begun)
				silent("before an answer", f.crawl(ada, a, 1, 2, 3)...)
				body := j{"given": a.pick(1, 0), "revision": 1}
				answered := ada.put(answerPath(a.ID, 1), body, "Idempotency-Key", "first").want(200)
				if mode == "exam" {
					silent("on answering", answered, ada.put(answerPath(a.ID, 1), body))
					silent("before the end", f.crawl(ada, a, 1, 2, 3)...)
				} else {
					heard("on answering", answered, ada.get(attempt), ada.page("GET", item, ""), ada.page("GET", item+"/objections", ""))
					silent("of the next question", ada.page("GET", fmt.Sprintf("/attempts/%d/items/2", a.ID), ""))
					silent("of the next question", ada.wrongAnswers(a, 2)...)
				}
				silent("to others", f.crawl(f.signedIn("bob"), a, 1, 2, 3)...)
				silent("to nobody", f.crawl(f.with(""), a, 1, 2, 3)...)
				silent("in the result", ada.post(finishPath(a.ID), nil).want(200))
				heard("at the end", ada.get(attempt), ada.page("GET", item, ""), ada.page("GET", item+"/objections", ""),
					ada.post(item+"/objections", j{"words": "Not so."}).want(201))
				silent("in the list, to learners", ada.get("/objections"), ada.page("GET", "/instructor/objections", ""))
			})
		}
	}
}

// What comes back, because it was sure and wrong or mistapped, is as silent as
// any other question until it is answered; so is what is practised again.
func TestCanaryComesBack(t *testing.T) {
	f := newAPIOn(t, birds.Canary())
	ada := f.signedIn("ada")
	silent := func(replies ...apiReply) {
		t.Helper()
		for _, r := range replies {
			if hears(r) {
				t.Errorf("%s gives the key away:\n%s", r.what, r.body)
			}
		}
	}
	var a, again started
	for returned := 0; returned == 0; { // until something was wrong
		ada.post("/attempts", j{"subject": "birds", "edition": "old", "mode": "practice", "size": 3, "topics": []string{"song", "food"}}).want(201).into(&a)
		for pos := range 3 {
			if ada.put(answerPath(a.ID, pos+1), j{"given": a.pick(pos+1, 0), "certainty": "sure"}).want(200).members()["comeback"] != true {
				continue
			}
			returned++
			page := fmt.Sprintf("/attempts/%d/items/%d", a.ID, 3+returned)
			silent(ada.page("GET", page, ""), ada.post(fmt.Sprintf("/attempts/%d/items/%d/mistap", a.ID, pos+1), nil).want(200), ada.page("GET", page, ""))
		}
	}
	ada.put(answerPath(a.ID, 4), j{"given": []string{"nothing"}}).refused(422, "unreadable_answer")
	began := ada.post("/attempts", j{"kind": "wrong", "from": a.ID})
	if began.status == 201 {
		began.into(&again)
		silent(began)
		silent(f.crawl(ada, again, 1)...)
	}
}
