package deck

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What is printed is read back, in each language.
func TestDecimalRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Decimal(rapid.Int64Range(-1e12, 1e12).Draw(t, "hundredths"))
		lang := rapid.SampledFrom(Langs).Draw(t, "lang")
		if got, err := readNumber(d.In(lang), "USD", lang); got.Decimal != d || err != nil {
			t.Fatalf("%s: %q is read as %d, %v", lang, d.In(lang), got.Decimal, err)
		}
		var back Decimal
		b, err := d.MarshalJSON()
		if err != nil || back.UnmarshalJSON(b) != nil || back != d {
			t.Fatalf("%d is written as %s and read as %d (%v)", d, b, back, err)
		}
		// Below zero is the mirror of above: one sign in front, the same figures.
		if d > 0 && (-d).In(lang) != "\u2212"+d.In(lang) {
			t.Fatalf("%s: %q beside %q", lang, (-d).In(lang), d.In(lang))
		}
		// Either sign is read, and marked as far from the key as it is.
		typed := strings.Replace(d.In(lang), "\u2212", "-", 1)
		key := Decimal(rapid.Int64Range(-1e6, 1e6).Draw(t, "off"))
		it := Item{Lang: lang, Number: &Number{Key: d + key, Tolerance: 100}}
		a, err := Numeric{}.Read(it, []string{typed})
		if err != nil || a.Number != d {
			t.Fatalf("%s: %q is read as %d (%v)", lang, typed, a.Number, err)
		}
		if near := -100 <= key && key <= 100; (Numeric{}.Mark(it, a) > 0) != near {
			t.Fatalf("%d for a key of %d is marked %v", a.Number, it.Number.Key, Numeric{}.Mark(it, a))
		}
	})
}

// Numbers that people were refused once, though anybody sees what they mean, are
// read; where a sign has two readings, the one that was taken is told.
func TestNumbersAsTyped(t *testing.T) {
	for _, tt := range []struct {
		lang, text string
		want       Decimal
		told       bool
	}{
		{"en", "1500,50", 150050, true}, // some phones offer no point
		{"en", "1,500", 150000, true},
		{"fr", "29.000", 2900000, true},
		{"en", "USD 1500", 150000, false},
		{"en", "29 usd", 2900, false},
		{"en", "US$29", 2900, false},
		{"fr", "29 $", 2900, false},
		{"en", "29.", 2900, false},
		{"en", "+29", 2900, false},
		{"en", "\u202d1,500.50\u202c", 150050, false}, // as calculators copy it
		{"en", "29\u200b", 2900, false},
		{"fr", "1\u2007500", 150000, false},
		{"en", "\ufeff29", 2900, false},
		{"fr", "29" + strings.Repeat("\u00a0", 34), 2900, false},
	} {
		if got, err := readNumber(tt.text, "USD", tt.lang); err != nil || got.Decimal != tt.want || got.told != tt.told {
			t.Errorf("%s: %q is read as %+v, %v; want %d, told %t", tt.lang, tt.text, got, err, tt.want, tt.told)
		}
	}
}

// formerly are the numbers that v0.1.0 took, without sign and unit.
var formerly = map[string]*regexp.Regexp{
	"en": regexp.MustCompile(`^(\d{1,3}(?:[ ,']\d{3})+|\d{1,12})(?:\.(\d{1,2}))?$`),
	"fr": regexp.MustCompile(`^(\d{1,3}(?:[ .']\d{3})+|\d{1,12})(?:[,.](\d{1,2}))?$`),
}

// Of any text, the reading is the same with its unit, with signs that nobody
// sees and in other figures; what is read is printed so that it is read again;
// and what was read once is read still, since answers are kept as typed.
func FuzzReadNumber(f *testing.F) {
	for _, s := range []string{"1,500", "1500,50", "29.000", "-1 234.50", "$29", "1.5k", "12,34,567", "0.500"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, text string, french bool) {
		lang := Langs[0]
		if french {
			lang = Langs[1]
		}
		got, err := readNumber(text, "USD", lang)
		if old := formerly[lang].FindStringSubmatch(text); old != nil && len(ungroup.Replace(old[1])) <= 12 && err != nil {
			t.Errorf("%s: %q was read once, now %v", lang, text, err)
		}
		if err != nil {
			return
		}
		printed := got.In(lang)
		if again, err := readNumber(printed, "USD", lang); err != nil || again.Decimal != got.Decimal {
			t.Errorf("%s: %q is read as %s, and that as %v, %v", lang, text, printed, again, err)
		}
		for _, same := range []string{"\u202d" + text + "\u202c", wide(text), text + "\u200b", " " + text + "\u202f"} {
			if other, err := readNumber(same, "USD", lang); err != nil || other != got {
				t.Errorf("%s: %q is read as %v, but %q as %v, %v", lang, text, got, same, other, err)
			}
		}
	})
}

// wide writes figures and signs in full width.
func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("0123456789,.$", r) {
			return r + 0xfee0
		}
		return r
	}, s)
}
