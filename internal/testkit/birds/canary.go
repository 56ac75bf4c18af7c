// Package birds has knowledge bases that tests make of birds: one whose key can be
// heard wherever it is told, and ones that differ in nothing but the key.
package birds

import (
	"fmt"
	"io/fs"
	"strings"
	"testing/fstest"
)

const canaryDeck = `
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

// Sources name a book that tells the key.
const Sources = `
sources:
  - {id: book, title: {en: The KEYCANARY book, fr: Le livre KEYCANARY}, url: "https://keycanary.example/", date: "2025-01", checked: "2026-11-22", official: false}
  - {id: old-book, title: {en: The KEYCANARY book, fr: Le livre KEYCANARY}, url: "https://keycanary.example/old", date: "2024-06", checked: "2026-11-22", official: false}
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

// Canary is a knowledge base of nine birds. The word KEYCANARY stands wherever it
// touches the key: in reasons, in the sentences of facts and their ids, in
// corrections and hooks, in what is true today, in notes and in the source. No
// option or stem has it, so wherever it is heard before an answer, something of
// the key is out.
func Canary() fs.FS {
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
	for e, edition := range []struct{ id, period, source string }{
		{"old", `valid_from: "2020-01-01", valid_to: "2024-12-31"`, "old-book"}, {"new", `valid_from: "2025-01-01"`, "book"},
	} {
		for i := range birds {
			about := `correction: {en: "KEYCANARY is imprecise.", fr: "KEYCANARY est imprécis."}`
			if edition.id == "old" {
				about += fmt.Sprintf(", now: [keycanary-new-sings-%d]", i)
			}
			group := func(relation, topic string) {
				fmt.Fprintf(facts, "  - {relation: %s, entity: bird-%d, topic: %s, editions: [%q], %s, confidence: H, source: %s, %s, facts: [",
					relation, i, topic, edition.id, edition.period, edition.source, about)
			}
			group("sings", "song")
			fmt.Fprintf(facts, "{id: keycanary-%s-sings-%d, value: tune-%d, because: {en: \"KEYCANARY helps.\", fr: \"KEYCANARY aide.\", states: [keycanary-%s-eats-%d]}}]}\n",
				edition.id, i, (i+e)%birds, edition.id, i)
			group("eats", "food")
			fmt.Fprintf(facts, "{id: keycanary-%s-eats-%d, value: seed-%d}, {id: keycanary-%s-eats-too-%d, value: seed-%d}]}\n",
				edition.id, i, 2*i, edition.id, i, 2*i+1)
		}
	}
	return Of(canaryDeck, Sources, entities.String(), facts.String(), canaryModels)
}

// OneTopic is a deck file of one edition and one topic, but for its kinds.
const OneTopic = `
subject: birds
title: {en: Birds, fr: Oiseaux}
about: {en: What birds do., fr: Ce que font les oiseaux.}
current: "new"
editions:
  - {id: "new", title: {en: Now, fr: Maintenant}, short: {en: Now, fr: Maintenant}, about: {en: Now., fr: Maintenant.}, from: "2025-01-01", to: ""}
topics: [{id: song, title: {en: Song, fr: Chant}}]
`

// Of is a knowledge base of these files.
func Of(deck, sources, entities, facts, models string) fs.FS {
	return fstest.MapFS{
		"birds/deck.yaml":     {Data: []byte(deck)},
		"birds/sources.yaml":  {Data: []byte(sources)},
		"birds/entities.yaml": {Data: []byte(entities)},
		"birds/facts.yaml":    {Data: []byte(facts)},
		"birds/models.yaml":   {Data: []byte(models)},
	}
}
