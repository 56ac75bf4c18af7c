package audit

import (
	"fmt"
	"regexp"
	"strings"
	"viva/internal/gist"
)

// Rules about the stem, and where in a stem its question lies.

func inStem(pattern string) func(*batch, *dealt, dealing) string {
	re := regexp.MustCompile(pattern)
	return func(_ *batch, _ *dealt, d dealing) string {
		if re.MatchString(stemOf(d)) {
			return d.stem
		}
		return ""
	}
}

// inQuestion looks at the sentence that asks: a situation may well say what is
// not the case.
func inQuestion(pattern string) func(*batch, *dealt, dealing) string {
	re := regexp.MustCompile(pattern)
	return func(_ *batch, _ *dealt, d dealing) string {
		if q := question(d); re.MatchString(q) {
			return q
		}
		return ""
	}
}

var (
	numberAsked = regexp.MustCompile(`\s*\((?:Choose \d+|\d+ réponses)\.\)$`)
	sentenceEnd = regexp.MustCompile(`[.:;!][\s\x{a0}]`)
	imperative  = regexp.MustCompile(`(?i)(?:^(?:Choose|Select|Order|Match|Enter|Put|Sort|Arrange|Compute|Rank|Assign|Give|Type|Name)|^(?:[^,]+, )?(?:Choisissez|Classez|Associez|Entrez|Ordonnez|Indiquez|Calculez|Rangez|Donnez|Saisissez|Attribuez|Reliez|Mettez|Nommez|Écrivez))\b`)
)

// stemOf is the stem without the number of options that it asks for.
func stemOf(d dealing) string { return numberAsked.ReplaceAllString(d.stem, "") }

// asks matches where a question begins, and tells where something told within
// one begins.
var (
	asks  = regexp.MustCompile(`(?i)(?:^|[\s(«’])(?:which|what|who|whom|whose|when|where|why|how|quels?|quelles?|lequel|laquelle|lesquels|lesquelles|auxquels|auxquelles|qui|que|qu’|quoi|où|quand|comment|combien|pourquoi)(?:[\s\x{a0}]|$)`)
	tells = regexp.MustCompile(`(?i)[:;“«]|,? (?:who|that|because|if|when|after|before|so|dont|qui|parce|si|lorsque|après|avant|pour) `)
)

// question is the clause that asks: a situation before it, and what is told
// within it, may well say what is not the case.
func question(d dealing) string {
	stem := stemOf(d)
	end := strings.LastIndex(stem, "?")
	if end < 0 {
		return ""
	}
	stem = stem[:end]
	start := 0
	for _, at := range sentenceEnd.FindAllStringIndex(stem, -1) {
		if opensQuestion(stem[at[0]], stem[at[1]:]) {
			start = at[1]
		}
	}
	clause := stem[start:]
	word := asks.FindStringIndex(clause)
	if word == nil {
		return clause
	}
	if at := tells.FindStringIndex(clause[word[1]:]); at != nil {
		clause = clause[:word[1]+at[0]]
	}
	return clause
}

// opensQuestion reports whether the question lies behind this mark. What a
// colon introduces is told, unless a question word stands near its beginning:
// in « quel code dit ceci : la cible n’a rien que le client accepte ? » the
// question lies before the colon.
func opensQuestion(mark byte, rest string) bool {
	const near = 12
	at := asks.FindStringIndex(rest)
	return at != nil && (mark != ':' || at[0] <= near)
}

func unfocused(_ *batch, _ *dealt, d dealing) string {
	stem := stemOf(d)
	for _, sentence := range sentenceEnd.Split(stem, -1) {
		if imperative.MatchString(strings.TrimSpace(sentence)) {
			return ""
		}
	}
	if strings.Contains(stem, "?") {
		return ""
	}
	return d.stem
}

// maxStem is the greatest number of words in a stem.
const maxStem = 60

func tooLong(_ *batch, _ *dealt, d dealing) string {
	if n := len(gist.Tokens(d.stem)); n > maxStem {
		return fmt.Sprintf("%d words: %s", n, d.stem)
	}
	return ""
}
