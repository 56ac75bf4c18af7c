package deck

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Langs are the languages every label, stem and reason exists in.
var Langs = []string{"en", "fr"}

// Text is a text in every language, typeset as it is read.
type Text struct {
	EN string `json:"en"`
	FR string `json:"fr"`
}

// UnmarshalJSON reads {en, fr}.
func (t *Text) UnmarshalJSON(b []byte) error {
	type plain Text
	if err := json.Unmarshal(b, (*plain)(t)); err != nil {
		return err
	}
	t.EN, t.FR = Typeset("en", t.EN), Typeset("fr", t.FR)
	return nil
}

// In returns the text in lang, which is "fr" or else English.
func (t Text) In(lang string) string {
	if lang == "fr" {
		return t.FR
	}
	return t.EN
}

// Label is the name of a thing in one language, with the grammar that a
// sentence around it needs. In a file it is a plain string or a mapping.
type Label struct {
	Text    string `json:"text"`
	Article string `json:"article,omitempty"` // en: the, a, an; fr: le, la, l', les
	Gender  string `json:"gender,omitempty"`  // fr: m, f
	Plural  bool   `json:"plural,omitempty"`
}

// UnmarshalJSON reads "text" or {text, article, gender, plural}.
func (l *Label) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &l.Text)
	}
	type plain Label
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	return dec.Decode((*plain)(l))
}

// Labels is a Label in every language.
type Labels struct {
	EN Label `json:"en"`
	FR Label `json:"fr"`
}

func (l Labels) in(lang string) Label {
	if lang == "fr" {
		return l.FR
	}
	return l.EN
}

// typeset is done once, when a deck is linked.
func (l *Labels) typeset() {
	l.EN.Text, l.FR.Text = Typeset("en", l.EN.Text), Typeset("fr", l.FR.Text)
}

// agree picks the ending that fits the label: en singular|plural, fr m|f or
// m|f|m.pl.|f.pl.
func agree(lang string, l Label, forms []string) (string, error) {
	i := 0
	switch {
	case lang == "en" && len(forms) == 2:
		if l.Plural {
			i = 1
		}
	case lang == "fr" && (len(forms) == 2 || len(forms) == 4):
		if l.Gender == "f" {
			i = 1
		}
		if l.Plural && len(forms) == 4 {
			i += 2
		}
	default:
		return "", fmt.Errorf("%d endings are too many or too few", len(forms))
	}
	return forms[i], nil
}

// form renders the label in the form a slot asks for.
func form(lang string, l Label, name string) (string, error) {
	lower := strings.ToLower(name)
	text, err := l.Text, error(nil)
	switch lower {
	case "", "cap":
	case "the", "a", "of", "to":
		if lang == "fr" {
			text = l.french(lower)
		} else {
			text = l.english(lower)
		}
	default:
		err = fmt.Errorf("no form %q", name)
	}
	if lower != name {
		text = upperFirst(text)
	}
	return text, err
}

func (l Label) english(form string) string {
	switch {
	case form == "the" && l.Article != "":
		return "the " + l.Text
	case form == "a" && l.Article == "the":
		return "the " + l.Text
	case form == "a" && l.Article != "":
		return l.Article + " " + l.Text
	case form == "of" && l.Article != "":
		return "of the " + l.Text
	case form == "to" && l.Article != "":
		return "to the " + l.Text
	case form == "of" || form == "to":
		return form + " " + l.Text
	}
	return l.Text
}

// frenchForms gives article -> what stands before the noun.
var frenchForms = map[string]map[string]string{
	"the": {"le": "le ", "la": "la ", "l'": "l’", "les": "les "},
	"of":  {"le": "du ", "la": "de la ", "l'": "de l’", "les": "des "},
	"to":  {"le": "au ", "la": "à la ", "l'": "à l’", "les": "aux "},
}

func (l Label) french(form string) string {
	if form == "a" {
		switch {
		case l.Article == "":
			return l.Text
		case l.Plural:
			return "des " + l.Text
		case l.Gender == "f":
			return "une " + l.Text
		}
		return "un " + l.Text
	}
	if before, ok := frenchForms[form][l.Article]; ok {
		return before + l.Text
	}
	switch {
	case form == "of" && startsWithVowel(l.Text):
		return "d’" + l.Text
	case form == "of":
		return "de " + l.Text
	case form == "to":
		return "à " + l.Text
	}
	return l.Text
}

func startsWithVowel(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return strings.ContainsRune("aeiouyàâäéèêëîïôöùûüœ", unicode.ToLower(r))
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

var (
	spaceBefore = regexp.MustCompile(` +([:;!?%»])`)
	spaceAfter  = regexp.MustCompile(`« +`)
	figureUnit  = regexp.MustCompile(`(\d) +(h|min|heures?|minutes?|jours?|hours?|days?|USD|\d{3})\b`)
)

// Typeset sets the apostrophes and, in French, the no-break spaces, so that
// authors type plain characters.
func Typeset(lang, s string) string {
	s = strings.ReplaceAll(s, "'", "\u2019")
	for range 2 { // "15 000 USD" has two places that share their figures
		s = figureUnit.ReplaceAllString(s, "$1\u00a0$2")
	}
	if lang == "fr" {
		s = spaceBefore.ReplaceAllString(s, "\u00a0$1")
		s = spaceAfter.ReplaceAllString(s, "«\u00a0")
	}
	return s
}
