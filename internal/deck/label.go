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
	Article string `json:"article,omitempty"` // en: the, a, an; fr: le, la, l', les, un, une, des
	Gender  string `json:"gender,omitempty"`  // fr: m, f
	Plural  bool   `json:"plural,omitempty"`

	gloss string // what the thing is or does, as its entity has it
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
	if name == "" {
		return l.Text, nil
	}
	lower := strings.ToLower(name)
	text, err := l.Text, error(nil)
	switch lower {
	case "cap":
	case "gloss":
		if text = l.gloss; text == "" {
			err = fmt.Errorf("%q has no gloss; write what it does under \"gloss\" of its entity", l.Text)
		}
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
		text = UpperFirst(text)
	}
	return text, err
}

// english is the label in a form: "the" knows which one is meant; the others
// keep the article that the label has.
func (l Label) english(form string) string {
	text := l.Text
	switch {
	case l.Article != "" && form == "the":
		text = "the " + text
	case l.Article != "":
		text = l.Article + " " + text
	}
	if form == "of" || form == "to" {
		return form + " " + text
	}
	return text
}

// frenchForms gives article -> what stands before the noun.
var frenchForms = map[string]map[string]string{
	"the": {"le": "le ", "la": "la ", "l'": "l’", "les": "les "},
	"a":   {"le": "le ", "la": "la ", "l'": "l’", "les": "les ", "un": "un ", "une": "une ", "des": "des "},
	"of":  {"le": "du ", "la": "de la ", "l'": "de l’", "les": "des ", "un": "d’un ", "une": "d’une "},
	"to":  {"le": "au ", "la": "à la ", "l'": "à l’", "les": "aux ", "un": "à un ", "une": "à une ", "des": "à des "},
}

// oneOfMany reports whether the label names one of several things, such as "a
// case", and not the only one of its kind.
func (l Label) oneOfMany() bool {
	switch l.Article {
	case "a", "an", "un", "une", "des":
		return true
	}
	return false
}

// definite is the article before a French label that names one of many, once
// it is known which one.
func (l Label) definite() string {
	switch {
	case l.Article == "des":
		return "les"
	case startsWithVowel(l.Text):
		return "l'"
	case l.Article == "une":
		return "la"
	}
	return "le"
}

// french is the label in a form: "the" knows which one is meant; the others
// keep the article that the label has.
func (l Label) french(form string) string {
	article := l.Article
	if l.oneOfMany() && form == "the" {
		article = l.definite()
	}
	if before, ok := frenchForms[form][article]; ok {
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

// UpperFirst is a text as it begins a sentence.
func UpperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if unicode.ToUpper(r) == r {
		return s
	}
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
	if strings.ContainsAny(s, "0123456789") {
		for range 2 { // "15 000 USD" has two places that share their figures
			s = figureUnit.ReplaceAllString(s, "$1\u00a0$2")
		}
	}
	if lang == "fr" && strings.ContainsAny(s, ":;!?%«»") {
		s = spaceBefore.ReplaceAllString(s, "\u00a0$1")
		s = spaceAfter.ReplaceAllString(s, "«\u00a0")
	}
	return s
}
