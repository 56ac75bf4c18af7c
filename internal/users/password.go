package users

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"viva/internal/fault"
)

// Bounds of a password in code points of its composed form (NFC).
// Nothing is cut off and nothing is folded before hashing.
const (
	MinPassword = 8
	MaxPassword = 128

	// maxPasswordBytes bounds the work before anything is counted.
	maxPasswordBytes = 4 * 4 * MaxPassword
)

// What can be wrong with a password that somebody chooses.
var (
	ErrPasswordShort = fault.New(fault.Invalid, "password_short",
		"The password is too short: use at least 8 characters.",
		"Le mot de passe est trop court. Utilisez au moins 8\u00a0caractères.").With("min", MinPassword)
	ErrPasswordLong = fault.New(fault.Invalid, "password_long",
		"The password is too long: use at most 128 characters.",
		"Le mot de passe est trop long. Utilisez au plus 128\u00a0caractères.").With("max", MaxPassword)
	ErrPasswordPersonal = fault.New(fault.Invalid, "password_personal",
		"The password is little more than your name, your e-mail address or the name of this site.",
		"Le mot de passe n’est guère plus que votre nom, votre adresse e-mail ou le nom de ce site.")
	ErrPasswordPattern = fault.New(fault.Invalid, "password_pattern",
		"The password is one repeated character or a plain sequence.",
		"Le mot de passe est un caractère répété ou une simple suite.")
	ErrPasswordCommon = fault.New(fault.Invalid, "password_common",
		"The password is among the first that anybody would try.",
		"Ce mot de passe est parmi les premiers que l’on essaierait.")
	ErrPasswordText = fault.New(fault.Invalid, "password_text",
		"The password holds bytes that are not text: type it again.",
		"Le mot de passe contient des octets qui ne sont pas du texte. Saisissez-le de nouveau.")
)

// obvious are words that people choose first, in both languages. Digits and
// signs around them do not help.
var obvious = []string{
	"abcdef", "admin", "administrateur", "administrator", "amazon", "awssupport",
	"azerty", "azertyuiop", "bienvenue", "bonjour", "changeme", "chocolat",
	"doudou", "football", "iloveyou", "jetaime", "letmein", "loulou", "motdepasse",
	"passe", "passw0rd", "password", "princess", "princesse", "qwerty", "qwertyuiop",
	"secret", "soleil", "sunshine", "support", "test", "trustno", "welcome",
}

// cleanPassword returns the password in the form that is hashed, or the
// reason why it cannot be chosen by somebody with this name and e-mail.
func cleanPassword(password, name, email string) (string, error) {
	if len(password) > maxPasswordBytes {
		return "", ErrPasswordLong
	}
	if !utf8.ValidString(password) {
		return "", ErrPasswordText
	}
	password = norm.NFC.String(password)
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		return "", ErrPasswordShort
	case n > MaxPassword:
		return "", ErrPasswordLong
	}
	folded := foldKey(password)
	switch {
	case plain([]rune(folded)):
		return "", ErrPasswordPattern
	case slices.Contains(obvious, strings.TrimFunc(folded, notLetter)):
		return "", ErrPasswordCommon
	case personal(folded, name, email):
		return "", ErrPasswordPersonal
	}
	return password, nil
}

// atPassword names the field of a fault that cleanPassword found.
func atPassword(err error) error {
	return fault.Fields{fault.As(err).At("password")}
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

// plain reports whether every step from one character to the next is the
// same: none at all (aaaaaaaa), one up (abcdefgh, 67890123) or one down.
func plain(rs []rune) bool {
	step := stride(rs[0], rs[1])
	if step < -1 || step > 1 {
		return false
	}
	for i := 2; i < len(rs); i++ {
		if stride(rs[i-1], rs[i]) != step {
			return false
		}
	}
	return true
}

// stride is how far b comes after a; after 9 comes 0.
func stride(a, b rune) rune {
	switch {
	case a == '9' && b == '0':
		return 1
	case a == '0' && b == '9':
		return -1
	}
	return b - a
}

// personal reports whether the password, without the words that anybody
// knows about its owner, would be too short to be one.
func personal(folded, name, email string) bool {
	local, _, _ := strings.Cut(email, "@")
	rest := squeeze(folded)
	found := false
	for _, word := range []string{name, local, "viva"} {
		word = squeeze(foldKey(word))
		if utf8.RuneCountInString(word) < 3 || !strings.Contains(rest, word) {
			continue
		}
		rest, found = strings.ReplaceAll(rest, word, ""), true
	}
	return found && utf8.RuneCountInString(rest) < MinPassword
}

// squeeze drops the separators that a name may hold, so that "marie.dupont"
// is seen in "MarieDupont1".
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" ._-'+", r) {
			return -1
		}
		return r
	}, s)
}
