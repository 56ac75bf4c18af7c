package proof_test

import (
	"fmt"
	"testing/fstest"

	"viva/internal/proof"
)

// The patterns of a subject are read once. From then on any question that is
// worded like one of them can be answered from the facts alone.
func Example() {
	subject := fstest.MapFS{
		"trees/entities.yaml": {Data: []byte(`
entities:
  - {id: oak, kind: tree, en: {text: oak, article: an}, fr: {text: chêne, gender: m, article: le}}
  - {id: fir, kind: tree, en: {text: fir, article: a}, fr: {text: sapin, gender: m, article: le}}
  - {id: acorns, kind: fruit, en: acorns, fr: {text: glands, gender: m}}
  - {id: cones, kind: fruit, en: cones, fr: {text: cônes, gender: m}}
`)},
		"trees/facts.yaml": {Data: []byte(`
groups:
  - relation: bears
    editions: ["2026"]
    valid_from: "2026-01-01"
    facts:
      - {id: oak-bears, entity: oak, value: acorns}
      - {id: fir-bears, entity: fir, value: cones}
`)},
		"trees/proof.yaml": {Data: []byte(`
choose: {en: '\(Choose (?P<n>[2-9])\.\)', fr: '\((?P<n>[2-9]) réponses\.\)'}
patterns:
  - {relation: bears, ask: value, en: 'What does (?P<entity>.+) bear\?', fr: 'Que porte (?P<entity>.+) \?'}
`)},
	}
	book, errs := proof.Load(subject, "trees")
	if len(errs) > 0 {
		fmt.Println(errs)
		return
	}
	right, err := book.Derive(proof.Item{Edition: "2026", Day: "2026-06-01", Lang: "en",
		Stem: "What does an oak bear?", Options: []string{"Cones", "Acorns"}})
	fmt.Println(right, err)
	// Output:
	// [1] <nil>
}
