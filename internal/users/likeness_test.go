package users

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestOneScriptAName(t *testing.T) {
	for name, mixed := range map[string]bool{
		"Zoé 🦊 2": false, "1\ufe0f\u20e3 ab": false, "Ольга 2": false, "αβγ": false, "שָׁלוֹם": false, "अनिता": false,
		"田中さくら": false, "タナカー Ken": false, "漢字ひらカタ abc": false, "김민수 Kim": false, "王小明 Wang": false, "ㄅㄆ漢 ab": false,
		"Иван Smith": true, "Mαrie": true, "vіva": true, "αб": true, "漢字한글ひら": true, "ㄅひ": true, "田中 Иван": true, "ひ α": true,
	} {
		if mixesScripts(name) != mixed {
			t.Errorf("%q mixes scripts: %v", name, !mixed)
		}
	}
}

func TestReservedNames(t *testing.T) {
	for name, want := range map[string]bool{
		"admin": true, "ADMIN": true, "AdmIn 1": true, "a.d.m.i.n": true, "Adrnin": true, "m0derator": true, "𝐚dmin": true, "ａｄｍｉｎ": true,
		"Viva": true, "viva_support 2": true, "The Team": true, "admin-team": true, "Équipe Viva": true, "equipe": true,
		"le prof": true, "Modérateur": true, "aide de la sécurité": true, "Instructor": true, "tеacher": true, "24 support": true,
		"Root Beer": false, "Marie Aide": false, "Le": false, "de la Tour": false, "Theodore": false, "supporter": false,
		"Vivaldi": false, "Viviane": false, "profiterole": false, "Ада": false, "🦊": false, "demo-admin": false,
	} {
		if isReserved(name) != want {
			t.Errorf("%q is reserved: %v", name, !want)
		}
	}
}

func TestLikeness(t *testing.T) {
	for _, tt := range []struct {
		a, b  string
		alike bool
	}{
		{"Alice", "ALICE", true},
		{"Alice", "AIice", true}, // a capital i
		{"ALICE", "AIice", true}, // which reads like the other in small letters
		{"Alice", "Аlice", true}, // Cyrillic
		{"ace", "асе", true},     // all of it Cyrillic
		{"Alice", "𝐀lice", true}, // of mathematics
		{"Alice", "Ａlice", true}, // wide
		{"student1", "studentl", true},
		{"Olga O", "Olga 0", true},
		{"mamie", "rnamie", true},
		{"Zoé", "Zoe\u0301", true},
		{"Zoé", "Zoe", false},
		{"Elia", "Ella", false},
		{"marie", "maria", false},
		{"student1", "student2", false},
		{"marie dupont", "marie.dupont", false},
		{"иван", "ИВАН", true},
		{"🦊", "🐺", false},
	} {
		shared := slices.ContainsFunc(Likeness(tt.a), func(k string) bool { return slices.Contains(Likeness(tt.b), k) })
		if shared != tt.alike {
			t.Errorf("%q and %q look alike: %v", tt.a, tt.b, shared)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[\p{L}\p{N}\p{S}]{1,12}`).Draw(t, "s")
		if keys := Likeness(s); len(keys) == 0 || slices.Contains(keys, "") {
			t.Errorf("%q looks like %q", s, keys)
		}
	})
}

// Who has such a name already keeps it, and cannot choose another of the kind.
func TestOldNamesStay(t *testing.T) {
	a := Account{User: User{Name: "admin", ShownAs: "Mαrie", Role: Learner}}
	if err := (Profile{ShownAs: "Mαrie"}).apply(&a); err != nil {
		t.Error(err)
	}
	if err := (Naming{Name: "admin", ShownAs: "Mαrie", Hidden: true}).apply(&a); err != nil || !a.Hidden {
		t.Error(err, a.Hidden)
	}
	for shown, want := range map[string]error{"Mαria": ErrScripts, "Support": ErrReserved} {
		if err := (Profile{ShownAs: shown}).apply(&a); !errors.Is(err, want) {
			t.Errorf("%s: %v", shown, err)
		}
		if err := (Naming{Name: shown}).apply(&a); !errors.Is(err, want) {
			t.Errorf("%s by an administrator: %v", shown, err)
		}
	}
	a.Role = Instructor
	if err := (Profile{ShownAs: "Support"}).apply(&a); err != nil {
		t.Errorf("an instructor: %v", err)
	}
}
