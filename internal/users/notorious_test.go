package users

import (
	"slices"
	"strings"
	"testing"

	"github.com/trustelem/zxcvbn/frequency"
)

// notorious lists 1,000 passwords that anybody would try. Half are the first of
// the library's list of leaked ones that are long enough to be asked about at
// all; half are words bent in the ways in which people bend them. Some of these
// words are in no list of ours, and those of French are in none of the library.
func notorious() []string {
	var list []string
	for _, p := range frequency.FrequencyLists["passwords"] {
		if len(list) == 500 {
			break
		}
		if len(p) >= 8 {
			list = append(list, p)
		}
	}
	leet := strings.NewReplacer("a", "@", "e", "3", "i", "1", "o", "0", "s", "$")
	title := func(w string) string { return strings.ToUpper(w[:1]) + w[1:] }
	for _, w := range []string{
		"password", "monkey", "dragon", "welcome", "letmein", "sunshine", "football", "iloveyou", "qwerty", "admin",
		"motdepasse", "azerty", "soleil", "bonjour", "jetaime", "doudou", "loulou", "chocolat", "princesse", "marseille",
		"nicolas", "camille", "papillon", "secret", "amazon",
	} {
		reversed := []rune(w)
		slices.Reverse(reversed)
		list = append(list,
			w+"123", w+"1234", w+"12345", "123"+w, title(w)+"1!", title(w)+"123!", title(w)+"2026", w+"2025!",
			title(w)+"@123", leet.Replace(w)+"1", leet.Replace(title(w))+"!", strings.ToUpper(w)+"75", w+w,
			string(reversed)+"1", title(w)+"01", w+"!!", w+".2024", "1"+w+"1", w+"azerty", w+"6969")
	}
	return list
}

func TestNotoriousPasswords(t *testing.T) {
	list := notorious()
	if len(list) != 1000 {
		t.Fatalf("%d passwords are tried", len(list))
	}
	// By words and patterns alone, too, since length refuses many of them.
	var pass, notWeak []string
	for _, p := range list {
		if _, err := cleanPassword(p, "Marie Dupont", "mdupont75@example.org", "Marie"); err == nil {
			pass = append(pass, p)
		}
		if weakness(p) == nil {
			notWeak = append(notWeak, p)
		}
	}
	t.Logf("of %d notorious passwords %d pass, %d if length did not count", len(list), len(pass), len(notWeak))
	if len(pass)*100 > len(list) || len(notWeak)*100 > len(list) {
		t.Errorf("too many pass: %q, if length did not count %q", pass, notWeak)
	}
}
