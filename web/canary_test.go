package web

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"viva/internal/deck"
)

// The canary is a word that stands wherever a knowledge base touches the key:
// in reasons, in the sentences of facts and their ids, in corrections and hooks,
// in what is true today, in the notes' words and in the source. No option or stem has
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
  - {id: order, title: {en: Order, fr: Ordre}}
  - {id: match, title: {en: Match, fr: Paires}}
  - {id: price, title: {en: Price, fr: Prix}}
  - {id: scene, title: {en: Scene, fr: Tableau}}
kinds: [{id: bird}, {id: tune}, {id: seed}, {id: flock}, {id: bush}, {id: scene}]
`

const canarySources = `
sources:
  - {id: book, title: {en: The KEYCANARY book, fr: Le livre KEYCANARY}, url: "https://keycanary.example/", date: "2025-01", checked: "2026-11-22", official: true}
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
  - {id: order, version: 1, family: ORDER, type: ordering, level: clf, relation: flies, stem: {en: ["Put {entity} in order."], fr: ["Mettez {entity} dans l'ordre."]}}
  - {id: match, version: 1, family: MATCH, type: matching, level: clf, relation: nests, ask: value, keys: 3, stem: {en: ["Match each bird with its bush."], fr: ["Associez à chaque oiseau son buisson."]}}
  - {id: price, version: 1, family: PRICE, type: numeric, level: clf, relation: costs, tolerance: 1, stem: {en: ["What does {entity} cost for {usage}?"], fr: ["Combien coûte {entity} pour {usage} ?"]}}
  - {id: scene-bird, version: 1, family: SCENE, type: case, level: clf, relation: scene-bird, ask: value, options: 3, stem: {en: ["Which bird is it?"], fr: ["Quel oiseau est-ce ?"]}, wrong: {en: "KEYCANARY It is not.", fr: "KEYCANARY Non."}}
  - {id: scene-tune, version: 1, family: SCENE, type: case, level: clf, relation: scene-tune, ask: value, options: 3, stem: {en: ["Which tune is it?"], fr: ["Quel air est-ce ?"]}, wrong: {en: "KEYCANARY It is not.", fr: "KEYCANARY Non."}}
  - {id: scene-bush, version: 1, family: SCENE, type: case, level: clf, relation: scene-bush, ask: value, options: 3, stem: {en: ["Which bush is it?"], fr: ["Quel buisson est-ce ?"]}, wrong: {en: "KEYCANARY It is not.", fr: "KEYCANARY Non."}}
`

// canaryFacts are those of the other types of questions: a list, pairs, rates
// and three situations.
func canaryFacts(entities, groups *strings.Builder) {
	group := func(relation, entity, topic, facts string) {
		fmt.Fprintf(groups, "  - {relation: %s, entity: %s, topic: %s, editions: [\"old\", \"new\"], valid_from: \"2020-01-01\", confidence: H, source: book, facts: [%s]}\n",
			relation, entity, topic, facts)
	}
	fmt.Fprintln(entities, "  - {id: flock, kind: flock, en: the flock, fr: {text: volée, gender: f, article: la}}")
	group("flies", "flock", "order", "{id: keycanary-flies-1, value: bird-2, place: 1}, {id: keycanary-flies-2, value: bird-0, place: 2}, {id: keycanary-flies-3, value: bird-1, place: 3}")
	group("costs", "bird-0", "price", "{id: keycanary-costs-1, value: {percent: 10, to: 1000, unit: EUR}, place: 1}, {id: keycanary-costs-2, value: {percent: 5, from: 1000, unit: EUR}, place: 2}")
	for i := range 3 {
		fmt.Fprintf(entities, "  - {id: bush-%d, kind: bush, en: bush %c, fr: buisson %c}\n", i, 'A'+i, 'A'+i)
		fmt.Fprintf(entities, "  - {id: scene-%d, kind: scene, en: \"Dawn number %d.\", fr: \"Aube numéro %d.\"}\n", i, i, i)
		group("nests", fmt.Sprintf("bird-%d", i), "match", fmt.Sprintf("{id: keycanary-nests-%d, value: bush-%d}", i, (i+1)%3))
		for _, kind := range []string{"bird", "tune", "bush"} {
			group("scene-"+kind, fmt.Sprintf("scene-%d", i), "scene", fmt.Sprintf("{id: keycanary-scene-%s-%d, value: %s-%d}", kind, i, kind, (i+2)%3))
		}
	}
}

// canaryCharges are sentences about charges, all of which tell the key.
const canaryCharges = `
    rates: {
      minimum: {en: "KEYCANARY at least {minimum}", fr: "KEYCANARY au moins {minimum}"}, all: {en: "KEYCANARY {percent}%", fr: "KEYCANARY {percent} %"},
      first: {en: "KEYCANARY {percent}% to {to}", fr: "KEYCANARY {percent} % jusqu'à {to}"}, band: {en: "KEYCANARY {percent}% of {from} to {to}", fr: "KEYCANARY {percent} % de {from} à {to}"},
      above: {en: "KEYCANARY {percent}% above {from}", fr: "KEYCANARY {percent} % au-delà de {from}"}},
    working: {
      band: {en: "KEYCANARY {part}: {charge}", fr: "KEYCANARY {part} : {charge}"}, sum: {en: "KEYCANARY {sum}", fr: "KEYCANARY {sum}"},
      more: {en: "KEYCANARY more: {sum}", fr: "KEYCANARY plus : {sum}"}, minimum: {en: "KEYCANARY less: {minimum}", fr: "KEYCANARY moins : {minimum}"}},
    mistakes: {
      flat: {en: "KEYCANARY flat", fr: "KEYCANARY tout"}, no_minimum: {en: "KEYCANARY without", fr: "KEYCANARY sans"},
      minimum: {en: "KEYCANARY alone", fr: "KEYCANARY seul"}, added: {en: "KEYCANARY both", fr: "KEYCANARY les deux"}}
`

const canaryRelations = `
  - {id: flies, entity: [flock], value: bird, ordered: true, says: {en: "KEYCANARY {value} is number {place} of {entity}.", fr: "KEYCANARY {value} est au rang {place} de {entity}."}}
  - {id: nests, entity: [bird], value: bush, single: true, says: {en: "KEYCANARY {entity} nests in {value}.", fr: "KEYCANARY {entity} niche dans {value}."}}
  - {id: costs, entity: [bird], value: rate, ordered: true, says: {en: "KEYCANARY {entity} costs {value}.", fr: "KEYCANARY {entity} coûte {value}."}, tiered_charge: {` + canaryCharges + `}}
  - {id: scene-bird, entity: [scene], value: bird, single: true, says: {en: "KEYCANARY It is {value}.", fr: "KEYCANARY C'est {value}."}}
  - {id: scene-tune, entity: [scene], value: tune, single: true, says: {en: "KEYCANARY It is {value}.", fr: "KEYCANARY C'est {value}."}}
  - {id: scene-bush, entity: [scene], value: bush, single: true, says: {en: "KEYCANARY It is {value}.", fr: "KEYCANARY C'est {value}."}}
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
` + strings.TrimPrefix(canaryRelations, "\n") + `groups:
`)
	canaryFacts(entities, facts)
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
			fmt.Fprintf(facts, "{id: keycanary-%s-sings-%d, value: tune-%d, because: {en: \"KEYCANARY helps.\", fr: \"KEYCANARY aide.\", states: [keycanary-%s-eats-%d]}}]}\n",
				edition.id, i, (i+e)%birds, edition.id, i)
			group("eats", "food")
			fmt.Fprintf(facts, "{id: keycanary-%s-eats-%d, value: seed-%d}, {id: keycanary-%s-eats-too-%d, value: seed-%d}]}\n",
				edition.id, i, 2*i, edition.id, i, 2*i+1)
		}
	}
	return deckOf(canaryDeckFile, canarySources, entities.String(), facts.String(), canaryModels)
}

// birdsDeck is a deck file of one edition and one topic, but for its kinds.
const birdsDeck = `
subject: birds
title: {en: Birds, fr: Oiseaux}
about: {en: What birds do., fr: Ce que font les oiseaux.}
current: "new"
editions:
  - {id: "new", title: {en: Now, fr: Maintenant}, short: {en: Now, fr: Maintenant}, about: {en: Now., fr: Maintenant.}, from: "2025-01-01", to: ""}
topics: [{id: song, title: {en: Song, fr: Chant}}]
`

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
				f := newAPIOn(t, canaryDeck())
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
	f := newAPIOn(t, canaryDeck())
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
