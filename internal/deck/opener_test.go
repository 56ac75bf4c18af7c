package deck

import (
	"reflect"
	"testing"
	"unicode/utf8"

	"viva/questions"
)

// Whoever opens the home page is asked something short, with one right option
// and nothing else to be read, in every edition and language.
func TestOpener(t *testing.T) {
	http, faults := LoadSubject(questions.FS, "http-semantics")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	for _, d := range []*Deck{support(t), http} {
		for _, e := range d.Editions {
			for _, lang := range Langs {
				different := map[string]bool{}
				for seed := range uint64(60) {
					o := Request{Edition: e.ID, Lang: lang, Day: today, Streams: NewStreams(seed)}
					it, ok, err := d.Opener(o)
					if err != nil || !ok {
						t.Fatalf("%s %s %s, seed %d: ok %v, %v", d.ID(), e.ID, lang, seed, ok, err)
					}
					again, _, _ := d.Opener(o)
					if !reflect.DeepEqual(it, again) {
						t.Fatalf("%s is not dealt the same again", it.ID)
					}
					different[it.ID] = true
					checkOpener(t, it)
				}
				if len(different) < 20 {
					t.Errorf("%s %s %s: 60 visits see only %d questions", d.ID(), e.ID, lang, len(different))
				}
			}
		}
	}
}

func checkOpener(t *testing.T, it Item) {
	t.Helper()
	right, names := 0, map[string]bool{}
	for _, o := range it.Options {
		if o.Correct {
			right++
		}
		if names[o.ID] = true; utf8.RuneCountInString(o.Text) > 54 {
			t.Errorf("%s: the option %q is long", it.ID, o.Text)
		}
	}
	if right != 1 || it.Choose != 1 || len(names) != len(it.Options) || names[""] {
		t.Errorf("%s: %d right options, choose %d, named %v", it.ID, right, it.Choose, names)
	}
	if utf8.RuneCountInString(it.Stem) > 100 || it.Situation != "" || len(it.Now) > 0 || it.Level != Usual {
		t.Errorf("%s is too much for a first question: %+v", it.ID, it)
	}
}

// An edition without such a question, as one that has not begun, has no opener.
func TestNoOpener(t *testing.T) {
	if _, ok, err := support(t).Opener(Request{Edition: "2026", Lang: "en", Day: "2020-01-01", Streams: NewStreams(1)}); ok || err != nil {
		t.Errorf("ok %v, %v", ok, err)
	}
}

func BenchmarkOpener(b *testing.B) {
	d, faults := builtIn()
	if len(faults) > 0 {
		b.Fatal(faults)
	}
	for i := range b.N {
		if _, ok, err := d.Opener(Request{Edition: "2026", Lang: "fr", Day: today, Streams: NewStreams(uint64(i))}); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}
