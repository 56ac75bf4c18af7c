package wording

import (
	"bytes"
	"testing"
	"testing/fstest"

	"viva/internal/deck"
	"viva/internal/testkit/small"
)

// Whatever authors write, the checks of a pair of texts come to an end, and a text
// has the same figures as itself.
func FuzzParity(f *testing.F) {
	f.Add("within 30 minutes, not on 1 January 2027", "en 30 minutes, et non le 1er janvier 2027")
	f.Add("08:00 to 18:00, $15,000 or 1.5%", "de 8 h 00 à 18 h 00, 15 000 USD ou 1,5 %")
	f.Add("{entity:A} is 24/7 [x", "« Élevée (High) » n'a qu'un '")
	f.Fuzz(func(t *testing.T, en, fr string) {
		told(en, fr)
		for _, lang := range deck.Langs {
			if a, b := differ(figures(lang, en), figures(lang, en)); len(a)+len(b) > 0 {
				t.Errorf("%q differs from itself: %q, %q", en, a, b)
			}
			if s := negations(lang, fr); s.least > s.most || !s.meets(s) {
				t.Errorf("%q: %v", fr, s)
			}
			stems(en)
			retyped(lang, en)
		}
		var all []deck.Written
		for i := range learntFrom {
			all = append(all, deck.Written{Text: deck.Text{EN: en + " x" + numeral(i), FR: fr}})
		}
		if r := newLexicon(all, &judgements{}).read(all[0].Text); r.met > r.expected {
			t.Errorf("%q, %q: %d of %d words are met", en, fr, r.met, r.expected)
		}
		numbersOf(en)
	})
}

func FuzzReadTable(f *testing.F) {
	f.Add([]byte("id\thash\ten\tfr\na\tb\tc\td\n"))
	f.Add([]byte("id\thash\ten\tfr\n\"a\tb\n# note\n\xff\t\t\t\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		faults := readTable("x", src, textsColumns, func(cells []string, at []position) {
			if len(cells) != len(textsColumns) || len(at) != len(cells) {
				t.Errorf("cells %q at %v", cells, at)
			}
		})
		for _, f := range faults {
			if f.Line < 1 || f.Col < 1 || f.Message == "" {
				t.Errorf("fault without a position: %v", f)
			}
		}
	})
}

func FuzzReadSheet(f *testing.F) {
	f.Add([]byte(sheetHead + "0123\tan item | a) x\ta\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		answers, err := ReadSheet(src)
		if err == nil && len(answers.Unasked()) != len(answers) {
			t.Errorf("%q: %v", src, answers)
		}
	})
}

func FuzzReadJudgements(f *testing.F) {
	f.Add([]byte("exceptions:\n  - {check: figures, text: a, reason: b}\nstated:\n  - {texts: [a], figures: [14 day], reason: b}\n"))
	f.Add([]byte("denies: [a, null, 1, {a: b}, [c]]\ndenies:\n  - a\n"))
	f.Add([]byte("denies:\n  - a.value\n  -\n  - ~\nexceptions:\n  -\n"))
	f.Add([]byte("[[[[[[[[[[[[[[[[[[[[[["))
	f.Fuzz(func(t *testing.T, src []byte) {
		j, faults := readJudgements(fstest.MapFS{"s/wording.yaml": {Data: src}}, "s")
		for _, fault := range append(faults, j.idle()...) {
			if fault.Line < 1 || fault.Col < 1 || fault.Message == "" || fault.File != "s/wording.yaml" {
				t.Errorf("fault without a position: %+v", fault)
			}
		}
	})
}

// Whatever stands in the files of signatures and of judged pairs, each fault has
// its place, and no text is read that has no row.
func FuzzReadRows(f *testing.F) {
	decks, faults := deck.Load(small.Planets())
	if len(faults) > 0 {
		f.Fatal(faults)
	}
	planets := decks[0]
	f.Add([]byte("id\thash\ten\tfr\nearth-one.value\t0123456789ab\tEarth\tTerre\n"), []byte("one\tother\thash\tjudgement\treason\nearth-one\tmars-two\t0123456789ab\tdiffer\tx\n"))
	f.Add([]byte("id\thash\ten\tfr\nearth-one.value\t\t\"Earth\t\n\"\t\t\t\n"), []byte("one\tother\thash\tjudgement\treason\nearth-one\tearth-one\t\talso\t\nx\ty\tz\tno\t\n"))
	f.Fuzz(func(t *testing.T, texts, pairs []byte) {
		fsys := small.Planets()
		fsys["planets/"+TextsFile] = &fstest.MapFile{Data: texts}
		fsys["planets/"+ParaphrasesFile] = &fstest.MapFile{Data: pairs}
		count, faults, err := CheckTexts(fsys, planets)
		if err != nil {
			t.Fatal(err)
		}
		if rows := bytes.Count(texts, []byte("\n")) + bytes.Count(texts, []byte("\r")); count.Texts > rows {
			t.Errorf("%d texts are read, by %d rows", count.Texts, rows)
		}
		judged, err := Check(fsys, planets, checkDay)
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range append(faults, judged...) {
			if fault.Line < 1 || fault.Col < 1 || fault.Message == "" || fault.File == "" {
				t.Errorf("fault without a position: %+v", fault)
			}
		}
	})
}
