package author

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// noun is a name in one language, with the grammar that a sentence around it
// needs.
type noun struct {
	text    string
	article string // "" of a proper name
	gender  string // m, f, or "" where the sheet does not say
}

// label is the name of a thing in both languages.
type label struct{ en, fr noun }

// in returns the name in a language.
func (l label) in(lang string) noun {
	if lang == "fr" {
		return l.fr
	}
	return l.en
}

// parseLabel reads "English | French", or one name for both. Articles in small
// letters belong to the grammar: "the Loire | la Loire". Where a French article
// does not show the gender, "(m)" or "(f)" behind the name does.
func parseLabel(text string) (l label, err error) {
	en, fr, two := strings.Cut(text, "|")
	if strings.Contains(fr, "|") {
		return l, fmt.Errorf("%q has more than one |; write the English name, |, and the French name", text)
	}
	if l.en, err = parseEnglish(strings.TrimSpace(en), !two); err != nil {
		return l, err
	}
	if !two {
		fr = en
	}
	if l.fr, err = parseFrench(strings.TrimSpace(fr)); err != nil {
		return l, err
	}
	switch {
	case !two && l.fr.article == "" && (l.en.article != "" || isPhrase(l.en.text)):
		return l, fmt.Errorf("the French text is missing: write it behind the English one, as %s | ...", text)
	case l.en.oneOfMany() != l.fr.oneOfMany() && l.en.article != "" && l.fr.article != "":
		return l, fmt.Errorf("%q speaks of one of many in one language only; write a or an with un or une, and the with le, la, l' or les", text)
	}
	return l, nil
}

// isPhrase reports whether a text has words that are no name, which no two
// languages share: several, and the first in small letters.
func isPhrase(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLower(first) && strings.Contains(text, " ")
}

// oneOfMany reports whether the name is of one thing of several, such as "a
// minute".
func (n noun) oneOfMany() bool {
	switch n.article {
	case "a", "an", "un", "une":
		return true
	}
	return false
}

var gendered = regexp.MustCompile(`^(.*\S) \(([mf])\)$`)

func parseEnglish(text string, both bool) (n noun, err error) {
	if found := gendered.FindStringSubmatch(text); found != nil && both {
		text = found[1]
	}
	n.text = text
	if article, rest, ok := strings.Cut(text, " "); ok && (article == "the" || article == "a" || article == "an") {
		n.article, n.text = article, rest
	}
	return n, lineOf("English", n.text)
}

func parseFrench(name string) (n noun, err error) {
	if found := gendered.FindStringSubmatch(name); found != nil {
		name, n.gender = found[1], found[2]
	}
	n.text = name
	for _, a := range []noun{{article: "le", text: "le ", gender: "m"}, {article: "la", text: "la ", gender: "f"}, {article: "les", text: "les "}, {article: "l'", text: "l'"},
		{article: "un", text: "un ", gender: "m"}, {article: "une", text: "une ", gender: "f"}} {
		rest, ok := strings.CutPrefix(name, a.text)
		if !ok {
			continue
		}
		n.text, n.article = rest, a.article
		if a.gender != "" {
			n.gender = a.gender
		}
		if n.gender == "" {
			return n, fmt.Errorf("%q does not show its gender; write %s (m) or %s (f)", name, name, name)
		}
	}
	return n, lineOf("French", n.text)
}

// lineOf refuses what is no name, or was meant as a slot.
func lineOf(language, text string) error {
	switch {
	case text == "":
		return fmt.Errorf("the %s text is missing; write it", language)
	case strings.ContainsAny(text, "{}\n"):
		return fmt.Errorf("%q holds a brace or an end of line; leave it out", text)
	case len([]rune(text)) > 300:
		return fmt.Errorf("the %s text has more than 300 letters; shorten it", language)
	}
	return nil
}

// yaml is the name as a label of a knowledge file.
func (n noun) yaml(lang string) string {
	if n.article == "" && n.gender == "" {
		return quote(n.text)
	}
	s := "{text: " + quote(n.text)
	if n.article != "" {
		s += ", article: " + quote(n.article)
	}
	if lang == "fr" {
		s += ", gender: " + n.gender
	}
	return s + "}"
}

// maxID is the length of the longest id that is made of a name: numbers are
// added to it where two are alike, and ids of facts begin with another.
const maxID = 28

// slug makes an id of a text: small letters, digits and hyphens.
func slug(text string) string {
	text = strings.NewReplacer("œ", "oe", "Œ", "oe", "æ", "ae", "Æ", "ae", "ß", "ss").Replace(text)
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r) && b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	id := b.String()
	return strings.Trim(id[:min(len(id), maxID)], "-")
}

// ids gives each id once.
type ids map[string]bool

// take makes an id of a text, or of what it is called where the text has no
// letter for one, with a number where it is taken.
func (taken ids) take(text, called string) string {
	id := slug(text)
	if id == "" {
		id = called
	}
	free := id
	for n := 2; taken[free]; n++ {
		free = fmt.Sprintf("%s-%d", id, n)
	}
	taken[free] = true
	return free
}
