package proof

import (
	"strings"
	"testing"
	"testing/fstest"
)

// Whatever says how reasons are worded is told with its place, or reads any
// sentence without a panic.
func FuzzReadReasons(f *testing.F) {
	f.Add(treeReasons, "An oak grows 30 m high.")
	f.Add("since: {en: '(?P<day>.+): (?P<says>.+)', fr: '(?P<says>.+) (?P<day>.+)'}\nreasons:\n  - {relation: [grows, bears], ask: value, en: '(?P<option>.+)(?P<own>.*)', fr: '(?P<fact>.+)'}\n", "1 January 2022: the oak sheds 30 m.")
	f.Add("reasons:\n  - {relation: grows, written: true, names: true}\n  - {relation: bears, gives: fir, below: grows, en: '(?P<place>\\d+)', fr: '(?P<percent>\\d+) (?P<charge>\\d+)'}\n", "40 m")
	f.Fuzz(func(t *testing.T, patterns, sentence string) {
		fsys := subject()
		fsys["trees/proof-reasons.yaml"] = &fstest.MapFile{Data: []byte(patterns)}
		b, errs := Load(fsys, "trees")
		if (b == nil) != (len(errs) > 0) {
			t.Fatalf("%v, %q", b, errs)
		}
		for _, err := range errs {
			if !strings.HasPrefix(err.Error(), "trees/proof-reasons.yaml:") || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q", err)
			}
		}
		if b == nil {
			return
		}
		for _, stem := range []string{"How high does the oak grow?", "What bears cones?", "Twin with 30 m?"} {
			r, err := b.Read(Item{Edition: "new", Day: "2023-01-01", Lang: "en", Stem: stem, Options: []string{"30 m", "40 m", "Fir", "Oak"}})
			if err != nil {
				t.Fatal(err)
			}
			for _, told := range []Told{{Right: true, About: "30 m", Text: sentence}, {About: "Oak", Text: sentence}, {Text: sentence}} {
				_ = r.Vouch(told) // it may refuse the sentence
			}
		}
		_ = b.VouchToday("en", "2023-01-01", sentence)
		for _, fault := range b.Idle() {
			if fault.Line < 1 || fault.Col < 1 || fault.Message == "" {
				t.Errorf("fault without a position: %+v", fault)
			}
		}
	})
}

// No sentence is taken for the reason of a key that does not give its value.
func FuzzVouch(f *testing.F) {
	f.Add("An oak grows 30 m high.")
	f.Add("In the new book it grows 30 m.")
	f.Add("That is the height of the fir; the oak grows 30 m. An oak grows 40 m high.")
	b := trees(f)
	f.Fuzz(func(t *testing.T, sentence string) {
		r, err := b.Read(Item{Edition: "new", Day: "2023-01-01", Lang: "en", Stem: "How high does the oak grow?", Options: []string{"30 m", "40 m"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Vouch(Told{Right: true, About: "30 m", Text: sentence}); err == nil && !strings.Contains(sentence, "30") {
			t.Errorf("%q is taken for the reason of 30 m", sentence)
		}
	})
}

// Whatever stands in a ledger, each row is read or told with its place, and what
// is read can be compared.
func FuzzReadLedger(f *testing.F) {
	const head = "relation\tentity\tvalue\teditions\tfrom\tto\tconfidence\tsource\n"
	f.Add(head + "grows\tOak\t30 m\tnew\t2022-01-01\t\tH\tS1\n# a note\ngrows\tOak\n")
	f.Add(head + "exam profile\tmock\t65 items, 50 scored\t\t\t\t\tS1\nedition days\told\t\t\t2020-01-01\t2021-12-31\t\t\nsource page\tS1\t2024, official\t\t\t\t\t\n")
	f.Add(head + "grows\t\"an \"\"oak\"\n\"\t30 m\told new\t2022-02-31\t2021\tX\t\n")
	b := load(f)
	f.Fuzz(func(t *testing.T, text string) {
		fsys := subject()
		fsys["trees/ledger.tsv"] = &fstest.MapFile{Data: []byte(text)}
		l, faults, err := ReadLedger(fsys, "trees")
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range append(faults, b.Balance(l)...) {
			if fault.Line < 1 || fault.Col < 1 || fault.Message == "" || fault.File == "" {
				t.Errorf("fault without a position: %+v", fault)
			}
		}
	})
}
