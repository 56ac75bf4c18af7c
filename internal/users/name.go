package users

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"viva/internal/fault"
	"viva/internal/typed"
)

// Bounds on what people call themselves, in code points.
const (
	MinName    = 3
	MaxName    = 40
	MaxShownAs = 40
	maxEmail   = 254 // bytes, as mail servers count
)

// What can be wrong with a name or an address.
var (
	ErrName = fault.New(fault.Invalid, "name",
		"A name has 3 to 40 letters, digits, spaces or . _ - ' and begins with a letter or digit.", "")
	ErrNameTaken = fault.New(fault.Conflict, "name_taken",
		"This name is taken: choose another one.",
		"Ce nom est déjà pris. Choisissez-en un autre.").At("name")
	ErrShownAs = fault.New(fault.Invalid, "shown_as",
		"The name shown on scoreboards has 1 to 40 visible characters.",
		"Le nom dans les classements compte de 1 à 40 caractères visibles.")
	ErrMarks = fault.New(fault.Invalid, "name_marks",
		"A letter of a name carries at most 4 marks, such as accents.",
		"Une lettre d’un nom porte au plus 4 signes, tels que des accents.")
	ErrEmail = fault.New(fault.Invalid, "email",
		"This does not look like an e-mail address.",
		"Ceci ne ressemble pas à une adresse e-mail.")
	ErrEmailTaken = fault.New(fault.Conflict, "email_taken",
		"This e-mail address belongs to another account.",
		"Cette adresse e-mail appartient à un autre compte.").At("email")
)

// foldKey returns what two spellings of the same name or address share:
// composed form, without regard to case. The key of "" is "".
func foldKey(s string) string {
	// Lower case first, since the folding of scripts that gained their small
	// letters late (Cherokee) only swaps the two. Folding may decompose, so
	// the form is composed again afterwards.
	return norm.NFC.String(cases.Fold().String(strings.ToLower(norm.NFC.String(s))))
}

// cleanName returns the name in the form that is stored.
func cleanName(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", ErrName
	}
	// Phones type the curly apostrophe; it must not make another name.
	s = strings.ReplaceAll(norm.NFC.String(s), "\u2019", "'")
	if n := utf8.RuneCountInString(s); n < MinName || n > MaxName {
		return "", ErrName
	}
	first, _ := utf8.DecodeRuneInString(s)
	if !unicode.IsLetter(first) && !unicode.IsDigit(first) {
		return "", ErrName
	}
	if strings.HasSuffix(s, " ") || strings.Contains(s, "  ") || strings.ContainsFunc(s, notInName) {
		return "", ErrName
	}
	if typed.Piled(s) {
		return "", ErrMarks
	}
	return s, nil
}

// notInName refuses all but letters with their marks, digits and six signs;
// "@" stays out so that a name is never mistaken for an address.
func notInName(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" ._-'", r)
}

// cleanShownAs returns the scoreboard name in the form that is stored.
func cleanShownAs(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", ErrShownAs
	}
	s = strings.TrimSpace(norm.NFC.String(s))
	if n := utf8.RuneCountInString(s); n < 1 || n > MaxShownAs {
		return "", ErrShownAs
	}
	if strings.ContainsFunc(s, invisible) || !typed.Shows(s) {
		return "", ErrShownAs
	}
	if typed.Piled(s) {
		return "", ErrMarks
	}
	return s, nil
}

// invisible reports what could disturb a line of text: controls, line and
// paragraph separators, and format characters, among them those that turn
// the direction of writing. The two joiners stay, scripts and emoji need them.
func invisible(r rune) bool {
	const zwnj, zwj = '\u200c', '\u200d'
	return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Cs, unicode.Co) ||
		unicode.Is(unicode.Cf, r) && r != zwnj && r != zwj
}

// cleanEmail returns the address in the form that is stored, "" for none.
// The check catches slips of the hand; only a mail that arrives proves more.
func cleanEmail(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	if !utf8.ValidString(s) || len(s) > maxEmail {
		return "", ErrEmail
	}
	s = norm.NFC.String(s)
	at := strings.LastIndexByte(s, '@')
	if at < 0 || !localPart(s[:at]) || !domain(s[at+1:]) {
		return "", ErrEmail
	}
	return s, nil
}

func localPart(s string) bool {
	if len(s) > 64 {
		return false
	}
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" || strings.ContainsFunc(atom, notInAtom) {
			return false
		}
	}
	return true
}

func notInAtom(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) &&
		!strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
}

func domain(s string) bool {
	labels := strings.Split(s, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.ContainsFunc(label, notInLabel) {
			return false
		}
	}
	return len(labels) > 1
}

func notInLabel(r rune) bool {
	return r != '-' && !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
}

// faults collects what is wrong with a form, field by field.
type faults struct{ fields fault.Fields }

// take returns a function that passes a cleaned value on and keeps its
// error, if any, under the field's name.
func (f *faults) take(field string) func(string, error) string {
	return func(value string, err error) string {
		if e := fault.As(err); e != nil {
			f.fields = append(f.fields, e.At(field))
		}
		return value
	}
}

func (f *faults) err() error { return f.fields.Err() }
