package users

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"viva/internal/fault"
)

// Bounds of a password in code points of its composed form (NFC).
// Nothing is cut off and nothing is folded before hashing.
const (
	MinPassword = 9
	MaxPassword = 128

	// maxPasswordBytes bounds the work before anything is counted.
	maxPasswordBytes = 4 * 4 * MaxPassword
)

// What can be wrong with a password that somebody chooses.
var (
	ErrPasswordShort = fault.New(fault.Invalid, "password_short",
		"The password is too short: use at least 9 characters.",
		"Le mot de passe est trop court. Utilisez au moins 9\u00a0caractères.").With("min", MinPassword)
	ErrPasswordLong = fault.New(fault.Invalid, "password_long",
		"The password is too long: use at most 128 characters.",
		"Le mot de passe est trop long. Utilisez au plus 128\u00a0caractères.").With("max", MaxPassword)
	ErrPasswordPersonal = fault.New(fault.Invalid, "password_personal",
		"The password is little more than your name, your e-mail address or words of this site. Take three or four words that do not belong together.",
		"Le mot de passe n’est guère plus que votre nom, votre adresse e-mail ou des mots de ce site. Prenez trois ou quatre mots sans rapport entre eux.")
	ErrPasswordPattern = fault.New(fault.Invalid, "password_pattern",
		"The password is a repetition, a plain sequence or a row of keys, which programs try early. Take three or four words that do not belong together.",
		"Le mot de passe est une répétition, une simple suite ou une rangée de touches, que les programmes essaient très tôt. Prenez trois ou quatre mots sans rapport entre eux.")
	ErrPasswordCommon = fault.New(fault.Invalid, "password_common",
		"The password, or what it is made of, is among the first that anybody would try. Take three or four words that do not belong together.",
		"Ce mot de passe, ou ce dont il est fait, est parmi les premiers que l’on essaierait. Prenez trois ou quatre mots sans rapport entre eux.")
	ErrPasswordWeak = fault.New(fault.Invalid, "password_weak",
		"The password can be guessed: a few letters, words or dates are soon tried. Take three or four words that do not belong together.",
		"Ce mot de passe se devine\u00a0: quelques lettres, mots ou dates sont vite essayés. Prenez trois ou quatre mots sans rapport entre eux.")
	ErrPasswordText = fault.New(fault.Invalid, "password_text",
		"The password holds bytes that are not text: type it again.",
		"Le mot de passe contient des octets qui ne sont pas du texte. Saisissez-le de nouveau.")
)

// cleanPassword returns the password in the form that is hashed, or the
// reason why it cannot be chosen by somebody of these names and this e-mail.
func cleanPassword(password, name, email, shownAs string) (string, error) {
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
	local, host, _ := strings.Cut(email, "@")
	if err := weakness(password, name, local, shownAs, host); err != nil {
		return "", err
	}
	return password, nil
}

// atPassword names the field of a fault that cleanPassword found.
func atPassword(err error) error {
	return fault.Fields{fault.As(err).At("password")}
}
