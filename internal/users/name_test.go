package users

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestCleanName(t *testing.T) {
	for _, tt := range []struct {
		in, want string
		err      error
	}{
		{"marie", "marie", nil},
		{"Jean-Luc O'Neil_2", "Jean-Luc O'Neil_2", nil},
		{"Martin Jr.", "Martin Jr.", nil},
		{"e\u0301lodie", "\u00e9lodie", nil},
		{"d\u2019Artagnan", "d'Artagnan", nil},
		{"अनिता", "अनिता", nil},
		{strings.Repeat("é", 40), strings.Repeat("é", 40), nil},
		{"שָׁלוֹם", "שָׁלוֹם", nil},
		{"བསྒྲུབས", "བསྒྲུབས", nil},
		{"မြွှေ့", "မြွှေ့", nil},
		{"Nguyễn", "Nguyễn", nil},
		{"mari" + strings.Repeat("\u0316", 4), "mari" + strings.Repeat("\u0316", 4), nil},
		{"mari" + strings.Repeat("\u0316", 5), "", ErrMarks},
		{"zal" + strings.Repeat("\u0316\u20dd", 3) + "go", "", ErrMarks},
		{"ab", "", ErrName},
		{strings.Repeat("a", 41), "", ErrName},
		{" marie", "", ErrName},
		{"marie ", "", ErrName},
		{"marie  dupont", "", ErrName},
		{"marie@home", "", ErrName},
		{"marie\tdupont", "", ErrName},
		{"marie\u00a0dupont", "", ErrName},
		{"marie\x00", "", ErrName},
		{"mar\u202eie", "", ErrName},
		{"mar\u200bie", "", ErrName},
		{"=1+1", "", ErrName},
		{"...", "", ErrName},
		{"\xff\xfe\xfd", "", ErrName},
		{"", "", ErrName},
	} {
		got, err := cleanName(tt.in)
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("cleanName(%q) = %q, %v; want %q, %v", tt.in, got, err, tt.want, tt.err)
		}
	}
}

func TestCleanShownAs(t *testing.T) {
	for _, tt := range []struct {
		in, want string
		ok       bool
	}{
		{"  Zoé 🦊 ", "Zoé 🦊", true},
		{"👩‍🚀", "👩‍🚀", true},
		{"@marie", "@marie", true},
		{"x", "x", true},
		{"1\ufe0f\u20e3 ❤\ufe0f", "1\ufe0f\u20e3 ❤\ufe0f", true},
		{"z" + strings.Repeat("\u0334", 4), "z" + strings.Repeat("\u0334", 4), true},
		{"z" + strings.Repeat("\u0334", 5), "", false},
		{"z" + strings.Repeat("\u200d\u0334", 5), "", false},
		{strings.Repeat("x", 41), "", false},
		{"   ", "", false},
		{"\u200d", "", false},
		{"\u3164", "", false},
		{"a\nb", "", false},
		{"a\u2028b", "", false},
		{"a\x1b[31m", "", false},
		{"a\u202eb", "", false},
		{"a\u2066b", "", false},
		{"\xff", "", false},
	} {
		got, err := cleanShownAs(tt.in)
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("cleanShownAs(%q) = %q, %v; want %q", tt.in, got, err, tt.want)
		}
	}
}

func TestCleanEmail(t *testing.T) {
	for in, ok := range map[string]bool{
		"":                                       true,
		"marie@example.org":                      true,
		"  marie@example.org ":                   true,
		"m.d+quiz@sub.example.org":               true,
		"élodie@exämple.org":                     true,
		"marie":                                  false,
		"marie@":                                 false,
		"@example.org":                           false,
		"marie@localhost":                        false,
		"marie@@example.org":                     false,
		"a b@example.org":                        false,
		"a..b@example.org":                       false,
		".a@example.org":                         false,
		"a@-example.org":                         false,
		"a@example..org":                         false,
		"a@exa_mple.org":                         false,
		"a@example.org\r\nBcc: b@c.de":           false,
		"<a@example.org>":                        false,
		"a@b.c\xff":                              false,
		strings.Repeat("a", 65) + "@example.org": false,
		"a@" + strings.Repeat("b", 64) + ".org":  false,
		"a@" + strings.Repeat("bcdefgh.", 32) + "org": false,
	} {
		got, err := cleanEmail(in)
		if (err == nil) != ok {
			t.Errorf("cleanEmail(%q): %v, want ok %v", in, err, ok)
		}
		if ok && got != strings.TrimSpace(in) {
			t.Errorf("cleanEmail(%q) = %q", in, got)
		}
	}
}

func TestFoldKey(t *testing.T) {
	for _, same := range [][2]string{
		{"MARIE", "marie"}, {"\u00c9lodie", "e\u0301lodie"}, {"Straße", "STRASSE"}, {"ΣΊΣΥΦΟΣ", "σίσυφος"}, {"Ꭰ", "ꭰ"},
	} {
		if foldKey(same[0]) != foldKey(same[1]) {
			t.Errorf("%q and %q have different keys", same[0], same[1])
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		if k := foldKey(s); foldKey(k) != k {
			t.Fatalf("key of %q is not stable: %q becomes %q", s, k, foldKey(k))
		}
	})
}

func TestCleanNameIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[\p{L}\p{N}][\p{L}\p{M} ._'’-]{1,45}`).Draw(t, "name")
		name, err := cleanName(s)
		if err != nil {
			return
		}
		if again, err := cleanName(name); err != nil || again != name {
			t.Fatalf("%q became %q, then %q, %v", s, name, again, err)
		}
		if n := utf8.RuneCountInString(name); n < MinName || n > MaxName || strings.Contains(name, "@") {
			t.Fatalf("%q was accepted", name)
		}
	})
}

// Who chose a name when more was allowed keeps it with every other change, and
// cannot choose another of the kind.
func TestProfileKeepsItsName(t *testing.T) {
	old := "z" + strings.Repeat("\u0334", 20)
	a := Account{User: User{Name: "zoe", ShownAs: old}}
	if err := (Profile{ShownAs: old, Listed: true}).apply(&a); err != nil || a.ShownAs != old || !a.Listed {
		t.Errorf("%+v, %v", a, err)
	}
	if err := (Profile{ShownAs: old + "a"}).apply(&a); !errors.Is(err, ErrMarks) {
		t.Errorf("another name: %v", err)
	}
}
