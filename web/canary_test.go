package web

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"viva/internal/quiz"
)

// The canary is a word that stands wherever a knowledge base touches the key:
// in reasons, in the sentences of facts and their ids, in corrections, in what
// is true today, in the notes' words and in the source. No option or stem has
// it, so wherever it is heard before an answer, something of the key is out.
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

const canaryDeckFile = `
subject: birds
title: {en: Birds, fr: Oiseaux}
about: {en: What birds do., fr: Ce que font les oiseaux.}
current: "new"
editions:
  - {id: "old", title: {en: Then, fr: Avant}, short: {en: Then, fr: Avant}, about: {en: Then., fr: Avant.}, from: "2020-01-01", to: "2024-12-31"}
  - {id: "new", title: {en: Now, fr: Maintenant}, short: {en: Now, fr: Maintenant}, about: {en: Now., fr: Maintenant.}, from: "2025-01-01", to: ""}
topics:
  - {id: song, title: {en: Song, fr: Chant}}
  - {id: food, title: {en: Food, fr: Nourriture}}
kinds: [{id: bird}, {id: tune}, {id: seed}]
`

const canarySources = `
sources:
  - {id: book, title: {en: The KEYCANARY book, fr: Le livre KEYCANARY}, url: "https://keycanary.example/", date: "2025-01", official: true}
`

const canaryModels = `
models:
  - id: song
    version: 1
    family: SONG
    type: single
    level: clf
    relation: sings
    ask: value
    stem: {en: ["Which tune does {entity} sing?"], fr: ["Quel air chante {entity} ?"]}
    wrong: {en: "KEYCANARY {given} is sung by {sibling}.", fr: "KEYCANARY {given} est chanté par {sibling}."}
  - id: food
    version: 1
    family: FOOD
    type: multiple
    level: clf
    relation: eats
    ask: value
    keys: 2
    options: 5
    stem: {en: ["What does {entity} eat?"], fr: ["Que mange {entity} ?"]}
    wrong: {en: "KEYCANARY {given} is eaten by {sibling}.", fr: "KEYCANARY {given} est mangé par {sibling}."}
`

// canaryDeck writes a knowledge base of nine birds.
func canaryDeck() fs.FS {
	const birds = 9
	entities, facts := &strings.Builder{}, &strings.Builder{}
	entities.WriteString("entities:\n")
	thing := func(kind, name string, i int, more string) {
		fmt.Fprintf(entities, "  - {id: %s-%d, kind: %s, en: %s %c, fr: %s %c%s}\n", kind, i, kind, name, 'A'+i, name, 'A'+i, more)
	}
	for i := range birds {
		thing("bird", "bird", i, ", notes: KEYCANARY")
		thing("tune", "jingle", i, "")
		thing("seed", "kernel", 2*i, "")
		thing("seed", "kernel", 2*i+1, "")
	}
	facts.WriteString(`relations:
  - {id: sings, entity: [bird], value: tune, single: true, says: {en: "KEYCANARY {entity} sings {value}.", fr: "KEYCANARY {entity} chante {value}."}}
  - {id: eats, entity: [bird], value: seed, says: {en: "KEYCANARY {entity} eats {value}.", fr: "KEYCANARY {entity} mange {value}."}}
groups:
`)
	for e, edition := range []struct{ id, period string }{
		{"old", `valid_from: "2020-01-01", valid_to: "2024-12-31"`}, {"new", `valid_from: "2025-01-01"`},
	} {
		for i := range birds {
			about := `correction: {en: "KEYCANARY is imprecise.", fr: "KEYCANARY est imprécis."}`
			if edition.id == "old" {
				about += fmt.Sprintf(", now: [keycanary-new-sings-%d]", i)
			}
			group := func(relation, topic string) {
				fmt.Fprintf(facts, "  - {relation: %s, entity: bird-%d, topic: %s, editions: [%q], %s, confidence: H, source: book, %s, facts: [",
					relation, i, topic, edition.id, edition.period, about)
			}
			group("sings", "song")
			fmt.Fprintf(facts, "{id: keycanary-%s-sings-%d, value: tune-%d}]}\n", edition.id, i, (i+e)%birds)
			group("eats", "food")
			fmt.Fprintf(facts, "{id: keycanary-%s-eats-%d, value: seed-%d}, {id: keycanary-%s-eats-too-%d, value: seed-%d}]}\n",
				edition.id, i, 2*i, edition.id, i, 2*i+1)
		}
	}
	return deckOf(canaryDeckFile, canarySources, entities.String(), facts.String(), canaryModels)
}

func deckOf(deck, sources, entities, facts, models string) fs.FS {
	return fstest.MapFS{
		"birds/deck.yaml":     {Data: []byte(deck)},
		"birds/sources.yaml":  {Data: []byte(sources)},
		"birds/entities.yaml": {Data: []byte(entities)},
		"birds/facts.yaml":    {Data: []byte(facts)},
		"birds/models.yaml":   {Data: []byte(models)},
	}
}

// newAPIOn makes a site that asks from a deck of the test's own.
func newAPIOn(t *testing.T, deck fs.FS) *api {
	t.Helper()
	decks, faults := quiz.Load(deck)
	if len(faults) > 0 {
		t.Fatalf("the deck: %v", faults)
	}
	return &api{newSiteOf(t, decks)}
}

// crawl fetches everything that a learner's client can fetch about an
// attempt: each registered address with each way of asking, every file, and
// errors of all kinds. Of the items, those at the open positions are asked
// for; nothing is answered.
func (f *api) crawl(c *apiClient, a started, open ...int) []apiReply {
	f.t.Helper()
	var replies []apiReply
	for _, address := range f.addresses(a, open) {
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
		if r.Method != http.MethodGet || r.Path == "/static/:hash/:name" {
			continue
		}
		for _, pos := range open {
			for _, edition := range []string{"old", "new"} {
				list = append(list, strings.NewReplacer(":id", id, ":position", fmt.Sprint(pos),
					":subject", "birds", ":edition", edition).Replace(r.Path))
			}
		}
	}
	files, err := fs.Glob(f.files, "static/*")
	if err != nil || len(files) == 0 {
		f.t.Fatal("no static files", err)
	}
	for _, name := range files {
		address, err := f.assets.url(path.Base(name))
		if err != nil {
			f.t.Fatal(err)
		}
		list = append(list, address, address+".map")
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// wrongAnswers sends what no question takes.
func (c *apiClient) wrongAnswers(a started, pos int) []apiReply {
	p, option := answerPath(a.ID, pos), a.Items[pos-1].Options[0].ID
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
	}
}

// TestCanary is E-01: before an answer (practice) or the end (exam) nothing of
// the key is in anything that a learner's client can fetch. Afterwards it is,
// which shows that the same detector hears it.
func TestCanary(t *testing.T) {
	for _, mode := range []string{"practice", "exam"} {
		for _, lang := range quiz.Langs {
			t.Run(mode+" "+lang, func(t *testing.T) {
				f := newAPIOn(t, canaryDeck())
				ada := f.signedIn("ada")
				begun := ada.post("/attempts", j{"subject": "birds", "edition": "old", "mode": mode, "size": 3, "lang": lang}).want(201)
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
					heard("on answering", answered, ada.get(attempt), ada.page("GET", item, ""))
					silent("of the next question", ada.page("GET", fmt.Sprintf("/attempts/%d/items/2", a.ID), ""))
					silent("of the next question", ada.wrongAnswers(a, 2)...)
				}
				silent("to others", f.crawl(f.signedIn("bob"), a, 1, 2, 3)...)
				silent("to nobody", f.crawl(f.with(""), a, 1, 2, 3)...)
				silent("in the result", ada.post(finishPath(a.ID), nil).want(200))
				heard("at the end", ada.get(attempt), ada.page("GET", item, ""))
			})
		}
	}
}

// swapDeck writes three birds and three tunes. Which bird sings which tune
// turns with shift; nothing else does.
func swapDeck(shift int) fs.FS {
	entities, facts := &strings.Builder{}, &strings.Builder{}
	entities.WriteString("entities:\n")
	facts.WriteString(`relations:
  - {id: sings, entity: [bird], value: tune, single: true, says: {en: "{entity} sings {value}.", fr: "{entity} chante {value}."}}
groups:
`)
	for i := range 3 {
		fmt.Fprintf(entities, "  - {id: bird-%d, kind: bird, en: bird %c, fr: bird %c}\n", i, 'A'+i, 'A'+i)
		fmt.Fprintf(entities, "  - {id: tune-%d, kind: tune, en: jingle %c, fr: jingle %c}\n", i, 'A'+i, 'A'+i)
		fmt.Fprintf(facts, "  - {relation: sings, entity: bird-%d, topic: song, editions: [\"new\"], valid_from: \"2025-01-01\", confidence: H, source: book, facts: [{id: fact-%d, value: tune-%d}]}\n",
			i, i, (i+shift)%3)
	}
	const deck = `
subject: birds
title: {en: Birds, fr: Oiseaux}
about: {en: What birds do., fr: Ce que font les oiseaux.}
current: "new"
editions:
  - {id: "new", title: {en: Now, fr: Maintenant}, short: {en: Now, fr: Maintenant}, about: {en: Now., fr: Maintenant.}, from: "2025-01-01", to: ""}
topics: [{id: song, title: {en: Song, fr: Chant}}]
kinds: [{id: bird}, {id: tune}]
`
	const models = `
models:
  - {id: song, version: 1, family: SONG, type: single, level: clf, relation: sings, ask: value, options: 3, stem: {en: ["Which tune does {entity} sing?"], fr: ["Quel air chante {entity} ?"]}, wrong: {en: "That is sung by {sibling}.", fr: "C'est {sibling} qui le chante."}}
`
	return deckOf(deck, canarySources, entities.String(), facts.String(), models)
}

// look is what a learner reads of a one-question attempt. The length of its
// id is a part, for the sake of Content-Length.
func (a started) look() string {
	text := fmt.Sprint(len(fmt.Sprint(a.ID)), a.Items[0].Stem)
	for _, o := range a.Items[0].Options {
		text += " / " + o.Text
	}
	return text
}

var attemptNumber = regexp.MustCompile(`(/attempts/|"id":)\d+`)

// masked is a reply without the ids of its attempt and options.
func (r apiReply) masked(a started) string {
	header := r.header.Clone()
	header.Del("Date")
	id := header.Get("X-Request-Id")
	text := fmt.Sprintf("%s\n%d %v\n%s", r.what, r.status, header, r.body)
	pairs := []string{id, "REQUEST"}
	for i, o := range a.Items[0].Options {
		pairs = append(pairs, o.ID, fmt.Sprintf("OPTION%d", i))
	}
	return attemptNumber.ReplaceAllString(strings.NewReplacer(pairs...).Replace(text), "${1}N")
}

// twins are two attempts that look alike, one from each knowledge base.
type twins struct{ a, b started }

// TestKeySwap is E-02: two knowledge bases that differ only in which option is
// right look alike, to the byte, until the answer.
func TestKeySwap(t *testing.T) {
	for _, mode := range []string{"practice", "exam"} {
		t.Run(mode, func(t *testing.T) {
			left, right := newAPIOn(t, swapDeck(0)), newAPIOn(t, swapDeck(1))
			ada, eve := left.signedIn("ada"), right.signedIn("ada")
			pairs, lone := dealTwins(t, ada, eve, mode)
			const crawled = 3
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
		})
	}
}

// dealTwins begins attempts on both sides, and pairs and compares those with
// the same question and options in the same order. Those without a twin are
// lone; there are as many on either side.
func dealTwins(t *testing.T, ada, eve *apiClient, mode string) (pairs, lone []twins) {
	t.Helper()
	const begun = 60
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
	if len(pairs) < begun/3 {
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
