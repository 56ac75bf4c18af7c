package deck

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// named are the things that the tests name.
func named() *Deck {
	entities := map[string]*Entity{}
	for _, texts := range [][2]string{{"Basic", "Basic"}, {"Business", "Business"}, {"Business Support+", "Business Support+"}, {"AWS Health", "AWS Health"},
		{"3 Musketeers", "3 Musketeers"}, {"billing", "billing"}, {"Concierge", "Le Concierge"}} {
		e := &Entity{}
		e.EN.Text, e.FR.Text = texts[0], texts[1]
		entities[texts[0]] = e
	}
	return &Deck{naming: namesOf(entities)}
}

func TestRuns(t *testing.T) {
	d := named()
	for _, tt := range []struct {
		text string
		want []Run
	}{
		{"", nil},
		{"Which plan?", []Run{{"Which plan?", false, false}}},
		{"Basic", []Run{{"Basic", true, false}}},
		{"Is it Basic, or Business Support+?", []Run{{"Is it ", false, false}, {"Basic", true, false}, {", or ", false, false}, {"Business Support+", true, false}, {"?", false, false}}},
		{"Business Support, Basics, éBasic", []Run{{"Business", true, false}, {" Support, Basics, éBasic", false, false}}},
		{"de «\u00a0Business\u00a0»\u202f: l’AWS Health", []Run{{"de «\u00a0", false, false}, {"Business", true, false}, {"\u00a0»\u202f: l’", false, false}, {"AWS Health", true, false}}},
		{"Business Support+2 and 3 Musketeers", []Run{{"Business", true, false}, {" Support+2 and ", false, false}, {"3 Musketeers", true, false}}},
		{"billing with the Concierge", []Run{{"billing with the Concierge", false, false}}},
		{"Que signale-t-il ? Basic est-il là", []Run{{"Que ", false, false}, {"signale-t-il", false, true}, {" ? ", false, false}, {"Basic", true, false}, {" est-il là", false, false}}},
		{"Since 2 December 2025, le 1er août", []Run{{"Since ", false, false}, {"2 December", false, true}, {" 2025, le ", false, false}, {"1er août", false, true}}},
		{"Basic\xff", []Run{{"Basic", true, false}, {"\xff", false, false}}},
	} {
		if got := d.Runs(tt.text); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%q: %+v, want %+v", tt.text, got, tt.want)
		}
	}
}

// Nothing of a text is lost, and what is called a name is one.
func TestRunsProperties(t *testing.T) {
	d := named()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"Basic", "Business", " ", " Support+", "s", "é", "AWS", "-t-il", " Health", "\u00a0", "3 Musketeers", "’", "\xff"})).Draw(t, "text"), "")
		var whole strings.Builder
		for _, r := range d.Runs(text) {
			whole.WriteString(r.Text)
			if r.Text == "" || r.Name && !d.IsName(r.Text) {
				t.Errorf("%q has the run %+v", text, r)
			}
		}
		if whole.String() != text {
			t.Errorf("%q became %q", text, whole.String())
		}
	})
}
