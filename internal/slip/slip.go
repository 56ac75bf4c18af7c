// Package slip makes the mistakes that authors make in words: another figure, a
// negation too many, the opposite of what was meant. It is there to see which of
// them the checks of a subject notice, and so it shares no table with a check.
package slip

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"viva/internal/deck"
)

// Slip is a kind of mistake in words. Make gives what becomes of a text in each
// language, or "" where the mistake cannot be made there; where it can be made
// in both, the two say the same. A text may hold slots in braces, whose names and
// forms stay as they are, unless two slots are exchanged.
type Slip struct {
	Kind string
	Make func(t deck.Text, chance *rand.Rand) deck.Text
}

// All are the slips that look at nothing but the text itself.
var All = []Slip{
	{"a figure changed", figure},
	{"a negation put in", deny},
	{"a negation taken out", affirm},
	{"the opposite said", opposite},
	{"two slots exchanged", slots},
	{"a cue dropped", drop},
}

// each makes the text of both languages by the same hand.
func each(make func(lang, text string) string, t deck.Text) deck.Text {
	return deck.Text{EN: make("en", t.EN), FR: make("fr", t.FR)}
}

// match is a place in a text.
type match struct{ from, to int }

func (m match) replaced(text, with string) string { return text[:m.from] + with + text[m.to:] }

// slotPattern finds what is filled in, which is no word of the text.
var slotPattern = regexp.MustCompile(`\{[^{}]*\}`)

// words finds a word or a turn in a text, whole and outside of slots, in capitals
// or not.
func words(text, turn string) (found []match) {
	slots := slotPattern.FindAllStringIndex(text, -1)
	lower := strings.ToLower(text)
	if len(lower) != len(text) {
		lower = text // a letter that has another length in small
	}
	for at := 0; ; at++ {
		next := strings.Index(lower[at:], strings.ToLower(turn))
		if next < 0 {
			return found
		}
		at += next
		to := at + len(turn)
		inside := slices.ContainsFunc(slots, func(s []int) bool { return s[0] < to && at < s[1] })
		if !inside && whole(text, at, to) {
			found = append(found, match{at, to})
		}
	}
}

// whole reports whether no letter, digit or hyphen goes on before or behind. An
// apostrophe may stand before.
func whole(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	first, _ := utf8.DecodeRuneInString(text[from:])
	last, _ := utf8.DecodeLastRuneInString(text[from:to])
	return !(inWord(before) && inWord(first)) && !(inWord(after) && inWord(last))
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '+')
}

// like writes a word with a capital where the one that it replaces has one.
func like(was, is string) string {
	first, n := utf8.DecodeRuneInString(was)
	if head, m := utf8.DecodeRuneInString(is); unicode.IsUpper(first) && len(was) > n && !unicode.IsUpper([]rune(was)[1]) {
		return string(unicode.ToUpper(head)) + is[m:]
	}
	return is
}

// number is a number in a text.
type number struct {
	match
	is     int
	inWord bool
}

var digits = regexp.MustCompile(`\d+(?:[ \x{a0}\x{202f},]\d{3})*`)

// numbersIn are the whole numbers of a text, in digits or in words, that are no
// part of a name, of a slot or of a decimal.
func numbersIn(lang, text string) (found []number) {
	slots := slotPattern.FindAllStringIndex(text, -1)
	for _, at := range digits.FindAllStringIndex(text, -1) {
		inside := slices.ContainsFunc(slots, func(s []int) bool { return s[0] < at[1] && at[0] < s[1] })
		plain := strings.Map(func(r rune) rune {
			if !unicode.IsDigit(r) {
				return -1
			}
			return r
		}, text[at[0]:at[1]])
		n, err := strconv.Atoi(plain)
		if !inside && err == nil && whole(text, at[0], at[1]) && !decimal(text, at) {
			found = append(found, number{match{at[0], at[1]}, n, false})
		}
	}
	for n, word := range numberWords[lang] {
		if word == "" {
			continue
		}
		for _, at := range words(text, word) {
			found = append(found, number{at, n, true})
		}
	}
	slices.SortFunc(found, func(a, b number) int { return a.from - b.from })
	return found
}

var endsDecimal, goesOn = regexp.MustCompile(`\d[.,]$`), regexp.MustCompile(`^[.,]\d`)

// decimal reports whether a point and more digits go before or behind.
func decimal(text string, at []int) bool {
	before, after := text[:at[0]], text[at[1]:]
	return endsDecimal.MatchString(before) || goesOn.MatchString(after)
}

// years are written without a sign of thousands, and moved by one.
const firstOfYears, lastOfYears = 1900, 2100

// figure changes a number, the same in both languages where both have it.
func figure(t deck.Text, chance *rand.Rand) deck.Text {
	en, fr := numbersIn("en", t.EN), numbersIn("fr", t.FR)
	same := func(n number) bool { return slices.ContainsFunc(fr, func(m number) bool { return m.is == n.is }) }
	if both := slices.DeleteFunc(slices.Clone(en), func(n number) bool { return !same(n) }); len(both) > 0 {
		n := both[chance.IntN(len(both))].is
		other := not(n, chance)
		return deck.Text{EN: renumbered("en", t.EN, en, n, other), FR: renumbered("fr", t.FR, fr, n, other)}
	}
	var out deck.Text
	if len(en) > 0 {
		n := en[chance.IntN(len(en))].is
		out.EN = renumbered("en", t.EN, en, n, not(n, chance))
	}
	if len(fr) > 0 {
		n := fr[chance.IntN(len(fr))].is
		out.FR = renumbered("fr", t.FR, fr, n, not(n, chance))
	}
	return out
}

// not is another number: one more, twice or half as many.
func not(n int, chance *rand.Rand) int {
	if firstOfYears <= n && n <= lastOfYears {
		return n + 1
	}
	if n < 2 {
		return n + 1
	}
	others := slices.DeleteFunc([]int{n + 1, 2 * n, n / 2}, func(m int) bool { return m < 2 })
	return others[chance.IntN(len(others))]
}

// renumbered is the text with the first number n replaced, written as it was.
func renumbered(lang, text string, in []number, n, other int) string {
	i := slices.IndexFunc(in, func(m number) bool { return m.is == n })
	if i < 0 {
		return ""
	}
	was := text[in[i].from:in[i].to]
	is := strconv.Itoa(other)
	switch {
	case in[i].inWord && other < len(numberWords[lang]):
		is = like(was, numberWords[lang][other])
	case other >= 1000 && len(was) > 4 && lang == "fr":
		is = inThousands(other, " ")
	case other >= 1000 && len(was) > 4:
		is = inThousands(other, ",")
	}
	return in[i].replaced(text, is)
}

// inThousands writes a number with a sign between its thousands.
func inThousands(n int, sign string) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + sign + s[i:]
	}
	return s
}

// turn is a way to write something otherwise.
type turn struct {
	from *regexp.Regexp
	to   string
}

func turns(list ...string) (all []turn) {
	for i := 0; i < len(list); i += 2 {
		all = append(all, turn{regexp.MustCompile(list[i]), list[i+1]})
	}
	return all
}

// firstOf makes the first of the turns that can be made, or returns "". It may be
// made in the endings of a slot, such as {entity|is|are}, which are words as well.
func firstOf(all []turn, text string) string {
	for _, t := range all {
		at := t.from.FindStringSubmatchIndex(text)
		if at == nil {
			continue
		}
		return text[:at[0]] + string(t.from.ExpandString(nil, t.to, text, at)) + text[at[1]:]
	}
	return ""
}

func basesOf(list string) map[string]string {
	all := map[string]string{}
	for base := range strings.FieldsSeq(list) {
		all[base+"s"] = base
	}
	return all
}

// deny puts a negation in where there is none.
func deny(t deck.Text, _ *rand.Rand) deck.Text {
	return each(func(lang, text string) string {
		if affirmed(lang, text) != "" {
			return ""
		}
		text = strings.ReplaceAll(text, "’", "'")
		if said := firstOf(denials[lang], text); said != "" || lang == "fr" {
			return tidyNegation(said)
		}
		for word := range strings.FieldsSeq(text) {
			if base := verbs[strings.ToLower(word)]; base != "" {
				return strings.Replace(text, word, like(word, "does not "+base), 1)
			}
		}
		return ""
	}, t)
}

var elision = regexp.MustCompile(`\bne ([aeiouéêh])`)

// tidyNegation writes "n'est" for "ne est".
func tidyNegation(text string) string {
	return strings.ReplaceAll(elision.ReplaceAllString(text, "n'$1"), "can not", "cannot")
}

func affirmed(lang, text string) string {
	return firstOf(affirmations[lang], strings.ReplaceAll(text, "’", "'"))
}

// affirm takes a negation out.
func affirm(t deck.Text, _ *rand.Rand) deck.Text { return each(affirmed, t) }

// contrary is a pair of turns in each language.
type contrary struct{ is, not map[string][]string }

func parseOpposites(table string) (all []contrary) {
	for row := range strings.Lines(strings.TrimSpace(table)) {
		var forms [4][]string
		for i, cell := range strings.Split(strings.TrimSpace(row), "|") {
			for form := range strings.SplitSeq(cell, ",") {
				forms[i] = append(forms[i], strings.TrimSpace(form))
			}
		}
		is, not := map[string][]string{"en": forms[0], "fr": forms[1]}, map[string][]string{"en": forms[2], "fr": forms[3]}
		all = append(all, contrary{is, not}, contrary{not, is})
	}
	return all
}

// said is the text with the first of the forms replaced by its opposite, or "".
func (c contrary) said(lang, text string) string {
	for i, form := range c.is[lang] {
		other := c.not[lang][min(i, len(c.not[lang])-1)]
		if found := words(text, form); len(found) > 0 && other != form {
			return found[0].replaced(text, like(text[found[0].from:found[0].to], other))
		}
	}
	return ""
}

// opposite turns one word into its opposite, the same in both languages where
// both have it.
func opposite(t deck.Text, chance *rand.Rand) deck.Text {
	var made []deck.Text
	for _, c := range opposites {
		made = append(made, each(c.said, t))
	}
	return OneOf(made, chance)
}

var slotName = regexp.MustCompile(`\{([a-z]+)`)

// slots exchanges two slots of a template, with what agrees with them.
func slots(t deck.Text, chance *rand.Rand) deck.Text {
	var names []string
	for _, m := range slotName.FindAllStringSubmatch(t.EN+t.FR, -1) {
		names = appendNew(names, m[1])
	}
	var made []deck.Text
	for i, a := range names {
		for _, b := range names[:i] {
			made = append(made, each(func(_, text string) string { return exchanged(text, a, b) }, t))
		}
	}
	return OneOf(made, chance)
}

func exchanged(text, a, b string) string {
	if !strings.Contains(text, "{"+a) || !strings.Contains(text, "{"+b) {
		return ""
	}
	return slotName.ReplaceAllStringFunc(text, func(slot string) string {
		switch slot[1:] {
		case a:
			return "{" + b
		case b:
			return "{" + a
		}
		return slot
	})
}

type cue map[string][]string

func parseCues(table string) (all []cue) {
	for row := range strings.Lines(strings.TrimSpace(table)) {
		en, fr, _ := strings.Cut(strings.TrimSpace(row), "|")
		c := cue{}
		for lang, cell := range map[string]string{"en": en, "fr": fr} {
			for turn := range strings.SplitSeq(cell, ",") {
				c[lang] = append(c[lang], strings.TrimSpace(turn))
			}
		}
		all = append(all, c)
	}
	return all
}

var spaces = regexp.MustCompile(` {2,}`)

// dropped is the text without the first of the turns that it has, or "".
func (c cue) dropped(lang, text string) string {
	for _, turn := range c[lang] {
		if found := words(text, turn); len(found) > 0 {
			rest := strings.TrimSpace(spaces.ReplaceAllString(found[0].replaced(text, ""), " "))
			rest = strings.NewReplacer(" ,", ",", " .", ".").Replace(rest)
			return strings.TrimLeft(rest, ", ")
		}
	}
	return ""
}

// drop drops a cue, the same in both languages where both have it.
func drop(t deck.Text, chance *rand.Rand) deck.Text {
	var made []deck.Text
	for _, c := range cues {
		made = append(made, each(c.dropped, t))
	}
	return OneOf(made, chance)
}

// Renamed is the text with another name in the place of the first that stands in
// it as it is written, or "". A name in small letters may begin a sentence.
func Renamed(text, name, other string) string {
	for _, at := range words(text, name) {
		if found := text[at.from:at.to]; found == name || strings.ToLower(name) == name {
			return at.replaced(text, like(found, other))
		}
	}
	return ""
}

// Reworded says the same in other words, or nothing where no word has another.
func Reworded(t deck.Text) deck.Text {
	return each(func(lang, text string) string { return firstOf(synonyms[lang], text) }, t)
}

// OneOf draws a text of those that were made in both languages; where there is
// none, of those that were made in one.
func OneOf(made []deck.Text, chance *rand.Rand) deck.Text {
	whole := slices.DeleteFunc(slices.Clone(made), func(t deck.Text) bool { return t.EN == "" || t.FR == "" })
	if len(whole) > 0 {
		made = whole
	}
	made = slices.DeleteFunc(slices.Clone(made), func(t deck.Text) bool { return t.EN == "" && t.FR == "" })
	if len(made) == 0 {
		return deck.Text{}
	}
	return made[chance.IntN(len(made))]
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
