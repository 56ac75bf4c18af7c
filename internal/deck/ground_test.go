package deck

import (
	"encoding/json"
	"testing"
)

// Every key fact is told with its own source, checked on a day, and with its
// own end, in both languages.
func TestGroundsVouchForEveryKeyFact(t *testing.T) {
	d := support(t)
	for _, e := range d.Editions {
		for _, s := range d.Specs(e.ID, today) {
			for _, lang := range Langs {
				it, err := d.Deal(s, lang, NewStreams(1))
				if err != nil {
					t.Fatal(err)
				}
				if len(it.Grounds) != len(it.Facts) {
					t.Fatalf("%s: %d grounds for %d key facts", it.ID, len(it.Grounds), len(it.Facts))
				}
				for i, g := range it.Grounds {
					f := d.factByID[it.Facts[i]]
					if g.Fact != f.ID || g.Validity != f.Validity() || g.Confidence != f.Confidence || g.Says == "" ||
						g.Source.Title != d.sources[f.Source].Title.In(lang) || !g.Source.Checked.valid() {
						t.Errorf("%s in %s: ground %+v of fact %s", it.ID, lang, g, f.ID)
					}
				}
			}
		}
	}
}

// An item stored before grounds were kept is told with its one source.
func TestGroundsOfOldItem(t *testing.T) {
	const stored = `{"id":"m:f+g","valid_from":"2024-10-21","valid_to":"","facts":["f","g"],"confidence":"M",
		"source":{"title":"A page","url":"https://example.org","date":"2026","official":true},"why":["One.","Two."]}`
	var it Item
	if err := json.Unmarshal([]byte(stored), &it); err != nil {
		t.Fatal(err)
	}
	want := []Ground{
		{"f", "One.", it.Source, Validity{From: "2024-10-21"}, Medium},
		{"g", "Two.", it.Source, Validity{From: "2024-10-21"}, Medium},
	}
	got := it.KeyGrounds()
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] || it.Source.Title != "A page" || it.Source.Checked != "" {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// What stands at a place is told together with the list that has the place,
// unless the sentence names it already.
func TestSaysNamesTheList(t *testing.T) {
	d := support(t)
	for _, tt := range []struct{ fact, lang, want string }{
		{"place-console-low", "en", "Severity names of Support Center, from the most to the least severe. Place 5: General guidance."},
		{"place-console-low", "fr", "Noms de gravité de Support Center, du plus grave au moins grave. Rang 5\u00a0: General guidance."},
		{"place-minimum-26-enterprise", "en", "The monthly charge for Enterprise: at least 5,000\u00a0USD."},
	} {
		f := d.factByID[tt.fact]
		if f == nil {
			t.Fatalf("there is no fact %s", tt.fact)
		}
		told, err := d.Says(f.Name(), d.Current, today, tt.lang)
		if err != nil || len(told) == 0 || told[0].Says != tt.want {
			t.Errorf("%s in %s: %+v, want %q (%v)", tt.fact, tt.lang, told, tt.want, err)
		}
	}
}
