package users

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/trustelem/zxcvbn"
	"github.com/trustelem/zxcvbn/match"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

const (
	// enough is the score of zxcvbn from which a password is taken: more than
	// a hundred million guesses by somebody who knows the words that people
	// choose. Eight letters, however random, do not reach it.
	enough = 3

	// maxJudged bounds what is judged of a password, in code points: 14 ms at
	// the worst, where the whole may take half a second. A password that
	// begins well enough is not made worse by its end.
	maxJudged = 24

	minOwnWord = 3 // letters: shorter ones are in any password
)

// siteWords are what this site is about: whoever guesses at its passwords
// begins with them.
var siteWords = []string{
	"viva", "aws", "amazon", "cloud", "practitioner", "certification", "certif", "exam", "examen", "quiz",
	"formation", "training", "learner", "instructor",
}

// obvious are words that people choose first, beside those that the library
// knows from English: French ones, rows of the French keyboard, and years.
var obvious = append([]string{
	"admin", "administrateur", "administrator", "amoureux", "anniversaire", "aqwzsx", "aqwzsxedc", "awssupport",
	"azerty", "azertyuiop", "barcelone", "bienvenue", "bisous", "bonheur", "bonjour", "bretagne", "camille", "cerise",
	"changeme", "cheval", "chocolat", "choupette", "chouchou", "chouette", "coccinelle", "coucou", "dauphin", "doudou",
	"etoile", "famille", "france", "fripouille", "grenoble", "jetadore", "jetaime", "licorne", "liberte", "loulou",
	"louloute", "maman", "marseille", "monamour", "montagne", "motdepasse", "mamour", "nounours", "olympique", "papillon",
	"parfait", "passe", "poisson", "portugal", "poupette", "princesse", "qsdfgh", "qsdfghjklm", "secret", "soleil",
	"support", "tigrou", "toulouse", "vacances", "wxcvbn",
}, years(2020, 2040)...)

func years(from, to int) (list []string) {
	for y := from; y < to; y++ {
		list = append(list, strconv.Itoa(y))
	}
	return list
}

// weakness says why a password could be guessed by somebody who knows these
// texts about its owner, or returns nil.
func weakness(password string, about ...string) error {
	if personal(foldKey(password), slices.Concat(about, siteWords)) {
		return ErrPasswordPersonal
	}
	plain := bare(password)
	if slices.Contains(obvious, strings.ToLower(strings.TrimFunc(plain, notLetter))) {
		return ErrPasswordCommon // digits and signs around it do not help
	}
	own := slices.Clone(siteWords)
	for _, text := range about {
		own = append(own, wordsOf(text)...)
	}
	judged := []rune(plain)
	judged = judged[:min(len(judged), maxJudged)]
	r := zxcvbn.PasswordStrength(string(judged), slices.Concat(own, obvious))
	if r.Score >= enough {
		return nil
	}
	return reason(r.Sequence, len(judged), own)
}

// reason names what most of a weak password is made of.
func reason(parts []*match.Match, length int, own []string) error {
	var patterned int
	var common bool
	for _, m := range parts {
		switch m.Pattern {
		case "dictionary":
			if slices.Contains(own, m.MatchedWord) {
				return ErrPasswordPersonal
			}
			common = common || m.DictionaryName == "passwords" || slices.Contains(obvious, m.MatchedWord)
		case "spatial", "repeat", "sequence":
			patterned += utf8.RuneCountInString(m.Token)
		}
	}
	switch {
	case 2*patterned > length:
		return ErrPasswordPattern
	case common:
		return ErrPasswordCommon
	}
	return ErrPasswordWeak
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

// wordsOf is a text about the owner as it may stand in a password: as a whole
// without what parts its words, and each of them.
func wordsOf(text string) (list []string) {
	text = strings.ToLower(bare(text))
	parts := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, word := range append(parts, strings.Join(parts, ""), strings.TrimRight(text, "0123456789")) {
		if utf8.RuneCountInString(word) >= minOwnWord {
			list = append(list, word)
		}
	}
	return list
}

// bare takes accents and other marks off: who guesses leaves them out, too.
func bare(s string) string {
	plain, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), s)
	if err != nil {
		return s
	}
	return plain
}

// personal reports whether the password, without what anybody knows about its
// owner, would be too short to be one. It reads all scripts, where the library
// finds words in the Latin one alone.
func personal(folded string, about []string) bool {
	rest := squeeze(folded)
	found := false
	for _, word := range about {
		word = squeeze(foldKey(word))
		if utf8.RuneCountInString(word) < minOwnWord || !strings.Contains(rest, word) {
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
