package proof

import (
	"errors"
	"slices"
	"testing"
	"testing/fstest"
)

const rowsEntities = `
entities:
  - {id: low, en: low, fr: bas}
  - {id: mid, en: middle, fr: milieu}
  - {id: top, en: top, fr: haut}
  - {id: floors, en: {text: "floors, from the ground up", article: the}, fr: {text: "étages, de bas en haut", article: les}}
  - {id: one, en: 1 m, fr: 1 m}
  - {id: two, en: 2 m, fr: 2 m}
  - {id: house, en: the Blue House, fr: la Maison bleue}
`

const rowsFacts = `
groups:
  - relation: floor
    entity: floors
    editions: ["new"]
    facts:
      - {id: f1, value: low, place: 1}
      - {id: f3, value: top, place: 3}
      - {id: f2, value: mid, place: 2}
  - relation: height
    editions: ["new"]
    facts:
      - {id: h1, entity: low, value: one}
      - {id: h2, entity: mid, value: two}
      - {id: h3, entity: top, value: {en: the roof, fr: le toit}, also: [mid]}
  - relation: fee
    entity: house
    editions: ["new"]
    facts:
      - {id: m, value: {minimum: 100, unit: USD}, place: 1}
      - {id: a, value: {percent: 10, to: 10000, unit: USD}, place: 2}
      - {id: b, value: {percent: 7, from: 10000, to: 80000, unit: USD}, place: 3}
      - {id: c, value: {percent: 5, from: 80000, unit: USD}, place: 4}
`

const rowsPatterns = `
choose: {en: '\(Choose (?P<n>[2-9])\.\)', fr: '\((?P<n>[2-9]) réponses\.\)'}
patterns:
  - {relation: floor, ask: order, en: 'Put (?P<entity>.+) in order\.', fr: 'Mettez (?P<entity>.+) dans l''ordre\.'}
  - {relation: height, ask: match, en: 'Match each floor with its height\.', fr: 'Associez les hauteurs\.'}
  - {relation: fee, ask: number, en: 'What does (?P<entity>.+) charge for (?P<usage>[\d,]+) USD\?', fr: 'Combien facture (?P<entity>.+) pour (?P<usage>[\d ]+) USD \?'}
`

func rows(t *testing.T) *Book {
	t.Helper()
	b, errs := Load(fstest.MapFS{
		"r/entities.yaml": {Data: []byte(rowsEntities)},
		"r/facts.yaml":    {Data: []byte(rowsFacts)},
		"r/proof.yaml":    {Data: []byte(rowsPatterns)},
	}, "r")
	if errs != nil {
		t.Fatal(errs)
	}
	return b
}

func TestDeriveRows(t *testing.T) {
	b := rows(t)
	const order, match = "Put the floors, from the ground up in order.", "Match each floor with its height."
	tests := []struct {
		name, stem       string
		prompts, options []string
		want             []int
		err              error
	}{
		{"in order", order, nil, []string{"Top", "Low", "Middle"}, []int{1, 2, 0}, nil},
		{"one missing", order, nil, []string{"Top", "Low"}, nil, ErrNumber},
		{"one twice", order, nil, []string{"Top", "Low", "low"}, nil, ErrTwice},
		{"a stranger", order, nil, []string{"Top", "Low", "Cellar"}, nil, ErrUnknown},
		{"matched", match, []string{"Middle", "Low"}, []string{"1 m", "2 m"}, []int{1, 0}, nil},
		{"the other way round", match, []string{"1 m", "2 m"}, []string{"Middle", "Low"}, []int{1, 0}, nil},
		{"nothing belongs", match, []string{"Middle"}, []string{"1 m"}, nil, ErrNumber},
		{"unknown prompt", match, []string{"Cellar"}, []string{"1 m"}, nil, ErrUnknown},
		{"unknown option", match, []string{"Low"}, []string{"1 m", "9 m"}, nil, ErrUnknown},
		{"arguable", match, []string{"Middle"}, []string{"2 m", "The roof"}, nil, ErrArguable},
		{"option twice", match, []string{"Middle"}, []string{"2 m", "2 m"}, nil, ErrTwice},
		{"a number", "What does the Blue House charge for 85,000 USD?", nil, nil, nil, ErrNumber},
	}
	for _, tt := range tests {
		got, err := b.Derive(Item{Edition: "new", Lang: "en", Stem: tt.stem, Prompts: tt.prompts, Options: tt.options})
		if !slices.Equal(got, tt.want) || !errors.Is(err, tt.err) {
			t.Errorf("%s: %v, %v; want %v, %v", tt.name, got, err, tt.want, tt.err)
		}
	}
}

func TestDeriveNumber(t *testing.T) {
	b := rows(t)
	tests := []struct {
		name, lang, stem string
		want             int64
		err              error
	}{
		{"two bands and a part of the third", "en", "What does the Blue House charge for 85,000 USD?", 615000, nil},
		{"in French", "fr", "Combien facture la Maison bleue pour 85\u202f000\u00a0USD\u00a0?", 615000, nil},
		{"the minimum", "en", "What does the Blue House charge for 900 USD?", 10000, nil},
		{"the last band", "en", "What does the Blue House charge for 100,000 USD?", 690000, nil},
		{"nothing used", "en", "What does the Blue House charge for 0 USD?", 0, ErrUnknown},
		{"another house", "en", "What does the Red House charge for 5 USD?", 0, ErrUnknown},
		{"no number asked", "en", "Match each floor with its height.", 0, ErrNumber},
		{"unread", "en", "How much?", 0, ErrUnread},
	}
	for _, tt := range tests {
		got, err := b.DeriveNumber(Item{Edition: "new", Lang: tt.lang, Stem: tt.stem})
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s: %d, %v; want %d, %v", tt.name, got, err, tt.want, tt.err)
		}
	}
}
