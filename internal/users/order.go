package users

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// SortKey puts names in the order of a dictionary: keys compare, byte by byte,
// as the names do in English and in French, which share the root order of
// Unicode. Accents and case only decide between names that are else the same.
func SortKey(name string) []byte {
	var buf collate.Buffer
	return collate.New(language.Und).KeyFromString(&buf, name)
}

// ligatures are letters that Unicode does not take apart, as they are typed by
// somebody who looks for a name.
var ligatures = strings.NewReplacer("œ", "oe", "æ", "ae", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ł", "l", "ı", "i", "\u2019", "'")

// SearchKey is a name as it is looked for: without regard to case and accents.
// A name contains what is looked for when its key contains the other's.
func SearchKey(text string) string {
	folded := cases.Fold().String(strings.ToLower(norm.NFC.String(text)))
	bare, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), ligatures.Replace(folded))
	if err != nil || bare == "" {
		return folded
	}
	return bare
}
