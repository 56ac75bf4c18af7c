package wording

import (
	"regexp"
	"slices"
	"strings"

	"viva/internal/deck"
)

// span is how many negations a text has at least and at most. Between the two
// lie turns that the one language negates and the other need not, such as
// "unused" and "non utilisé".
type span struct{ least, most int }

// meets reports whether two texts may have the same number.
func (s span) meets(o span) bool { return s.least <= o.most && o.least <= s.most }

func (s *span) firm()  { s.least, s.most = s.least+1, s.most+1 }
func (s *span) maybe() { s.most++ }

// perhaps stands in the place of a turn that may go with a negation.
const perhaps = "PERHAPS"

// idiom is a turn that looks like a negation and is none, is one and looks like
// two, or may be translated by one.
type idiom struct {
	turn
	is string
}

// turn is an expression, and words of which every text holds one, in small
// letters, that it matches: most texts are passed over by these alone.
type turn struct {
	pattern *regexp.Regexp
	words   []string
}

// mayBeIn reports whether the expression may match a text, given in small
// letters.
func (t turn) mayBeIn(low string) bool {
	return slices.ContainsFunc(t.words, func(word string) bool { return strings.Contains(low, word) })
}

var idioms = map[string][]idiom{
	"en": {
		{turn{regexp.MustCompile(`(?i)\bnot (only|just|merely)\b`), []string{"not "}}, "only"},
		{turn{regexp.MustCompile(`(?i)\bno matter\b|\bno sooner\b|\bnot least\b`), []string{"no matter", "no sooner", "not least"}}, ""},
		{turn{regexp.MustCompile(`(?i)\bno (more|less|fewer|later) than\b`), []string{"no "}}, perhaps},
		{turn{regexp.MustCompile(`(?i)\bcannot\b`), []string{"cannot"}}, "can not"},
		{turn{regexp.MustCompile(`(?i)n't\b`), []string{"n't"}}, " not"},
		{turn{regexp.MustCompile(`(?i)\bno one\b`), []string{"no one"}}, "nobody"},
		{turn{regexp.MustCompile(`(?i)\bneither\b([^.;:]{0,80}?)\bnor\b`), []string{"neither"}}, "not $1 "},
		{turn{regexp.MustCompile(`(?i)\b(not|nothing|no|nobody|none|never)\b([^.;:]{0,80}?)\b(until|but|except|other than)\b`), []string{"until", "but", "except", "other than"}}, perhaps + " $2 "},
		{turn{regexp.MustCompile(`(?i)\b(rather than|instead of|out of order|time-sensitive|free of charge|lacks?|lacking|unless|hardly|impossible|stops?|ceases?|blank|do(es)? without|knows? nothing|outside|is over|of (its|their) own accord)\b`), []string{"rather than", "instead of", "out of order", "time-sensitive", "free of charge", "lack", "unless", "hardly", "impossible", "stop", "cease", "blank", " without", " nothing", "outside", "is over", "own accord"}}, perhaps},
	},
	"fr": {
		{turn{regexp.MustCompile(`(?i)\b(non|pas) seulement\b`), []string{" seulement"}}, "seulement"},
		{turn{regexp.MustCompile(`(?i)\bsans (doute|cesse)\b|\bnon plus\b`), []string{"sans doute", "sans cesse", "non plus"}}, ""},
		{turn{regexp.MustCompile(`(?i)\bpas limitée?s?\b`), []string{"pas limit"}}, ""},
		{turn{regexp.MustCompile(`(?i)\bpas même\b|\bn'(a|ont) que faire\b|\b(se |s'en )pass(e|ent)\b`), []string{"pas même", "que faire", " pass"}}, perhaps},
		{turn{regexp.MustCompile(`(?i)\bpas (moins|plus) d(e |')`), []string{"pas moins", "pas plus"}}, perhaps + " "},
		{turn{regexp.MustCompile(`(?i)\b(avant|à moins|plus|moins|de peur) qu(e |')([^.,;:]{0,30}?)(\bne |\bn')`), []string{"avant qu", "moins qu", "plus qu", "peur qu"}}, " $3"},
		{turn{regexp.MustCompile(`(?i)\btant qu(e |')([^.;:]{0,60}?)(\bne |\bn')([^.;:]{0,30}?)\bpas\b`), []string{"tant qu"}}, " $2 $4 " + perhaps},
		{turn{regexp.MustCompile(`(?i)\b(ne |n')(est|sont|fait|font|reste|restent|a|ont|avait|avaient) plus qu(e |')`), []string{"plus qu"}}, "$2 "},
		{turn{regexp.MustCompile(`(?i)(\bne |\bn')`), []string{"ne ", "n'"}}, "NE "},
		{turn{regexp.MustCompile(`(?i)\b(sauf|sans frais|impossible|exclu[ts]?|dépourvue?s?|absente?s?|absence|hors|peu|gratuite?s?|inchangée?s?|ignore(nt)?|distincte?s?)\b`), []string{"sauf", "sans frais", "impossible", "exclu", "dépourvu", "absen", "hors", "peu", "gratuit", "inchangé", "ignore", "distinct"}}, perhaps},
	},
}

// turned is the text with its idioms put aside.
func turned(lang, text string) string {
	text = plainSpaces.Replace(text)
	low := strings.ToLower(text)
	for _, i := range idioms[lang] {
		if i.mayBeIn(low) {
			text = i.pattern.ReplaceAllString(text, i.is)
			low = strings.ToLower(text)
		}
	}
	return text
}

// negations counts those of a text.
func negations(lang, text string) span {
	if lang == "fr" {
		return frenchNegations(text)
	}
	return englishNegations(text)
}

// denials counts the negations of a text, once for all checks that ask.
func (c *checker) denials(text deck.Text) (en, fr span) {
	if c.counted != text {
		c.counted, c.denied = text, [2]span{negations("en", text.EN), negations("fr", text.FR)}
	}
	return c.denied[0], c.denied[1]
}

var englishNot = []string{"not", "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without"}

func englishNegations(text string) (s span) {
	for _, t := range tokens("en", turned("en", text)) {
		switch {
		case slices.Contains(englishNot, t.lower) || strings.HasPrefix(t.lower, "non-"):
			s.firm()
		case t.text == perhaps || undone(t.lower):
			s.maybe()
		}
	}
	return s
}

// notUndone are words in "un" that deny nothing.
var notUndone = []string{"under", "until", "units", "unified", "union", "unique", "understand", "understands", "understood", "understanding", "universal"}

// undone reports whether an English word begins with a negation.
func undone(word string) bool {
	return strings.HasPrefix(word, "un") && len(word) > 5 && !slices.Contains(notUndone, word)
}

var (
	// frenchSecond are the second words of a negation.
	frenchSecond = []string{"pas", "plus", "jamais", "rien", "aucun", "aucune", "personne", "nul", "nulle", "guère", "nullement", "ni"}
	// frenchAlone deny without "ne": "aucun TAM", "pas de TAM".
	frenchAlone = []string{"aucun", "aucune", "nul", "nulle", "jamais", "rien", "pas"}
)

// notPas stand before "pas" where it is a step.
var notPas = []string{"par", "un", "des", "ces", "les", "premier", "premiers", "à"}

// reach is how many words may lie between "ne" and its second word.
const reach = 9

func frenchNegations(text string) (s span) {
	r := frenchReader{list: tokens("fr", turned("fr", text)), ne: -reach - 1, denied: -1, without: -1}
	for i := range r.list {
		r.read(i, &s)
	}
	return s
}

// frenchReader reads the words of a text from the first to the last.
type frenchReader struct {
	list    []token
	ne      int // the place of a "ne" that waits for its second word
	denied  int // the clause in which a negation is whole
	without int // the place of the last "sans"
}

func (r *frenchReader) read(i int, s *span) {
	t := r.list[i]
	waits := i-r.ne <= reach
	switch {
	case t.text == "NE":
		if before := r.before(i); slices.Contains([]string{"personne", "rien", "aucun", "aucune", "nul", "nulle", "ni"}, before) {
			if before == "personne" {
				s.firm()
			}
			r.denied = t.clause
			return
		}
		r.ne = i
		if r.bare(i) {
			s.firm()
			r.ne, r.denied = -reach-1, t.clause
		}
	case waits && (t.lower == "que" || t.lower == "qu"):
		r.ne = -reach - 1 // "only"
	case waits && slices.Contains(frenchSecond, t.lower):
		s.firm()
		r.ne, r.denied = -reach-1, t.clause
	case t.lower == "personne" && i+1 < len(r.list) && slices.Contains([]string{"pour", "à"}, r.list[i+1].lower) && i > 0 && slices.Contains([]string{"mais", "donc", "et", "a", "avait"}, r.list[i-1].lower):
		s.firm() // "mais personne pour les classer"
	case t.lower == "sans":
		s.firm()
		r.without = i
	case t.lower == "non" || strings.HasPrefix(t.lower, "non-"):
		s.firm()
	case t.lower == "ni" || t.text == perhaps:
		s.maybe()
		r.denied = t.clause
	case slices.Contains(frenchAlone, t.lower) && r.denied == t.clause:
		s.maybe() // "ne ... plus aucun"
	case t.lower == "pas" && i > 0 && slices.Contains(notPas, r.list[i-1].lower):
	case slices.Contains(frenchAlone, t.lower) && !r.afterWithout(i):
		s.firm()
	}
}

// bare reports whether a "ne" denies by itself, as before "peut".
func (r *frenchReader) bare(i int) bool {
	can := false
	for n := i + 1; n < len(r.list) && n <= i+reach && r.list[n].clause == r.list[i].clause; n++ {
		w := r.list[n].lower
		if slices.Contains(frenchSecond, w) || n <= i+4 && (w == "que" || w == "qu") {
			return false
		}
		can = can || n <= i+2 && slices.Contains([]string{"peut", "peuvent", "pouvait", "pourrait", "saurait", "sauraient"}, w)
	}
	return can
}

// afterWithout reports whether a word goes with a "sans": "sans aucun".
func (r *frenchReader) afterWithout(i int) bool {
	return r.without >= 0 && i-r.without <= 5 && r.list[r.without].clause == r.list[i].clause
}

// before is the subject before a "ne", such as "personne" in "personne n'est".
func (r *frenchReader) before(i int) string {
	for n := 1; n <= 5 && i >= n && r.list[i-n].clause == r.list[i].clause; n++ {
		if w := r.list[i-n].lower; slices.Contains(frenchAlone, w) || w == "personne" {
			return w
		}
	}
	return ""
}
