package quiz

import "testing"

// What stands at a place is told together with the list that has the place,
// unless the sentence names it already.
func TestSaysNamesTheList(t *testing.T) {
	d := support(t)
	for _, tt := range []struct{ fact, lang, want string }{
		{"place-code-low", "en", "Severity codes of the AWS Support API, from the most to the least urgent. Place 5: low."},
		{"place-code-low", "fr", "Codes de gravité de l’API AWS Support, du plus urgent au moins urgent. Rang 5\u00a0: low."},
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
