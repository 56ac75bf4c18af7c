package deck

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"viva/internal/fault"
)

// typedNumber is a number as it was read.
type typedNumber struct {
	Decimal
	told bool // it could be read otherwise, or was rounded: the learner is told how it was read
}

// The signs that group by three and that divide, where a language decides.
var (
	groupSign  = map[string]string{"en": ",", "fr": "."}
	divideSign = map[string]string{"en": ".", "fr": ","}
)

// withUnit are numbers beside a unit that is written in several ways. Any other
// unit is written as the question has it.
var withUnit = map[string]*regexp.Regexp{
	"USD": beside(`us ?dollars?|dollars?(?: us| am[eé]ricains?)?|us ?\$|\$ ?usd?|usd ?\$?|\$`),
	"EUR": beside(`euros?|eur|€`),
}

// beside is the expression for a number with these spellings of its unit, or
// with none.
func beside(spellings string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:= ?)?([-+]?) ?(?:` + spellings + `)? ?([-+]?) ?([0-9.,' ]+?) ?(?:` + spellings + `)?$`)
}

// readNumber understands a number as people type it in lang, with or without
// its unit. What has one reading is read, whichever country writes it so. Where
// a point or comma may group or divide, the language decides and the learner is
// told. What the language alone would divide into thousandths is refused, as
// nobody means them. Text that was read once must stay readable, since answers
// are kept as they were typed. numeric.js reads by the same rules.
func readNumber(text, unit, lang string) (typedNumber, *fault.Error) {
	s := plainTyped(text)
	whole, known := withUnit[unit]
	if !known {
		whole = beside(regexp.QuoteMeta(unit))
	}
	m := whole.FindStringSubmatch(s)
	switch {
	case m == nil:
		return typedNumber{}, whyUnread(s)
	case m[1] != "" && m[2] != "":
		return typedNumber{}, ErrNumber
	}
	n, err := readFigures(m[3], lang)
	if err == nil && m[1]+m[2] == "-" {
		n.Decimal = -n.Decimal
	}
	return n, err
}

// readFigures reads digits with what groups and divides them.
func readFigures(s, lang string) (typedNumber, *fault.Error) {
	last := strings.LastIndexAny(s, ".,")
	if last < 0 {
		return inHundredths(s, "", false)
	}
	before, sign, after := s[:last], s[last:last+1], s[last+1:]
	both := strings.ContainsAny(before, strings.ReplaceAll(".,", sign, ""))
	again := strings.Contains(before, sign)
	switch {
	case both && again:
		return typedNumber{}, ErrNumber
	case both, again && len(after) != 3:
		return inHundredths(before, after, false)
	case again:
		return inHundredths(s, "", false)
	case len(after) != 3 || !leads.MatchString(before):
		return inHundredths(before, after, sign != divideSign[lang])
	case sign == groupSign[lang]:
		return inHundredths(s, "", true)
	}
	return typedNumber{}, ErrTwoReadings
}

var (
	// grouped are digits in groups of three, or as in India.
	grouped = regexp.MustCompile(`^(?:[0-9]*|[0-9]{1,3}(?:[ .,'][0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3})$`)
	// leads is what may stand before a group of three.
	leads   = regexp.MustCompile(`^(?:[1-9][0-9]{0,2}|[0-9]{1,3}(?:[ '][0-9]{3})+)$`)
	figures = regexp.MustCompile(`^[0-9]*$`)
	ungroup = strings.NewReplacer(" ", "", ",", "", ".", "", "'", "")
)

// mostTyped bounds the units of a number that is typed.
const mostTyped = 1e12

// inHundredths makes a number of its units and decimals, rounding half up.
func inHundredths(whole, decimals string, told bool) (typedNumber, *fault.Error) {
	if !grouped.MatchString(whole) || !figures.MatchString(decimals) || whole+decimals == "" {
		return typedNumber{}, ErrNumber
	}
	units, err := strconv.ParseInt("0"+ungroup.Replace(whole), 10, 64)
	if err != nil || units > mostTyped {
		return typedNumber{}, ErrNumber
	}
	thousandths := decimals + "000"
	n, _ := strconv.ParseInt(thousandths[:2], 10, 64) // two digits, by the expression
	if thousandths[2] >= '5' {
		n++
	}
	told = told || strings.Trim(thousandths[2:], "0") != ""
	return typedNumber{Decimal(units*100 + n), told}, nil
}

var (
	shortened = regexp.MustCompile(`(?i)[0-9] ?(?:e ?[-+]?[0-9]|[x×*^] ?1?0|(?:[kmb]|mio|mille|milliers?|thousand|millions?|milliards?|billions?)(?:[^a-z]|$))`)
	ofUnit    = regexp.MustCompile(`[\pL\p{Sc}%]`)
)

// whyUnread says what to type instead of something that is no number.
func whyUnread(s string) *fault.Error {
	switch {
	case !strings.ContainsAny(s, "0123456789"):
		return ErrNumber
	case shortened.MatchString(s):
		return ErrShortened
	case ofUnit.MatchString(s):
		return ErrUnit
	}
	return ErrNumber
}

// unseen are signs that pasting brings along: they turn the direction of
// writing or join what stands beside them. The last ones choose a shape.
var unseen = regexp.MustCompile(`[\x{ad}\x{61c}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2064}\x{2066}-\x{2069}\x{feff}\x{301}\x{fe0e}\x{fe0f}]`)

// asOnKeyboard are the signs that stand for another one in numbers.
var asOnKeyboard = strings.NewReplacer(
	"\u2019", "'", "\u2018", "'", "\u02bc", "'", "\u2032", "'", "\u00b4", "'", "`", "'", "\u066c", "'",
	minus, "-", "\u2010", "-", "\u2011", "-", "\u2012", "-", "\u2013", "-", "\u2014", "-", "\ufe63", "-",
	"\u066b", ".", "\u060c", ",", "\u066a", "%",
)

// zeros are those of the digits that a phone may type: Arabic, Persian,
// Devanagari and Bengali. The other nine follow each.
var zeros = []rune{'\u0660', '\u06f0', '\u0966', '\u09e6'}

// blanks are runs of any sign that is blank, a line's end within the text not
// among them.
var blanks = regexp.MustCompile(`[\p{Zs}\x{85}]+`)

// plainTyped writes a typed text with the signs of a keyboard.
func plainTyped(text string) string {
	s := blanks.ReplaceAllString(unseen.ReplaceAllString(text, ""), " ")
	return strings.TrimFunc(asOnKeyboard.Replace(strings.Map(narrow, s)), unicode.IsSpace)
}

// narrow is the digit or the sign of a keyboard that r is another form of.
func narrow(r rune) rune {
	for _, zero := range zeros {
		if r >= zero && r <= zero+9 {
			return '0' + r - zero
		}
	}
	if r >= '\uff01' && r <= '\uff5e' { // full width
		return '!' + r - '\uff01'
	}
	return r
}
