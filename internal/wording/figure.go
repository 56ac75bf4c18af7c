package wording

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// figure is a number with its unit, a date, a time of day or a name of a unit,
// in a form that both languages share: "30 minute", "2025-12-02", "18:00".
type figure struct {
	is string
	// weight says how much it matters that the other language has it too.
	weight weight
	named  bool // part of a name, such as Route 53
	word   bool // a number in letters, without a unit
}

// weight is how firmly a thing stands in a text.
type weight int

const (
	firm  weight = iota // the other language must have it
	soft                // a fault only where both languages have another
	maybe               // may go with a firm one of the other language
)

var numbers = map[string]map[string]int{
	"en": {"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
		"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100, "thousand": 1000, "million": 1000000, "dozen": 12, "twice": 2},
	"fr": {"zéro": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12,
		"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100, "mille": 1000, "million": 1000000, "millions": 1000000, "douzaine": 12},
}

var ordinals = map[string]map[string]int{
	"en": {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10},
	"fr": {"premier": 1, "première": 1, "premiers": 1, "premières": 1, "deuxième": 2, "second": 2, "seconde": 2, "troisième": 3, "tiers": 3, "quatrième": 4,
		"cinquième": 5, "sixième": 6, "septième": 7, "huitième": 8, "neuvième": 9, "dixième": 10},
}

var units = map[string]map[string]string{
	"en": {"second": "second", "seconds": "second", "minute": "minute", "minutes": "minute", "min": "minute", "hour": "hour", "hours": "hour", "h": "hour",
		"day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month", "months": "month", "year": "year", "years": "year",
		"usd": "usd", "dollar": "usd", "dollars": "usd", "$": "usd", "eur": "eur", "euro": "eur", "euros": "eur", "€": "eur", "%": "%", "percent": "%"},
	"fr": {"seconde": "second", "secondes": "second", "minute": "minute", "minutes": "minute", "min": "minute", "heure": "hour", "heures": "hour", "h": "hour",
		"jour": "day", "jours": "day", "j": "day", "semaine": "week", "semaines": "week", "mois": "month", "an": "year", "ans": "year", "année": "year", "années": "year",
		"usd": "usd", "dollar": "usd", "dollars": "usd", "$": "usd", "eur": "eur", "euro": "eur", "euros": "eur", "€": "eur", "%": "%"},
}

// periods are words that name how often something comes.
var periods = map[string]map[string]string{
	"en": {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annual": "year", "annually": "year", "quarterly": "quarter", "quarter": "quarter"},
	"fr": {"horaire": "hour", "quotidien": "day", "quotidienne": "day", "hebdomadaire": "week", "hebdomadaires": "week", "mensuel": "month", "mensuelle": "month", "mensuels": "month", "mensuelles": "month",
		"annuel": "year", "annuelle": "year", "annuels": "year", "annuelles": "year", "trimestre": "quarter", "trimestriel": "quarter", "trimestrielle": "quarter"},
}

// twofold are words with a two inside.
var twofold = map[string][]string{
	"en": {"both", "double", "doubles", "doubled", "half", "halves", "halved"},
	"fr": {"double", "doubles", "doublez", "doublé", "doublée", "moitié"},
}

// pairing stand before a two that another language may leave out.
var pairing = map[string][]string{"en": {"the", "these", "those"}, "fr": {"les", "tous", "toutes", "ces", "des"}}

// business are words that say that only hours or days of work count.
var business = map[string][]string{"en": {"business", "working"}, "fr": {"ouvré", "ouvrés", "ouvrée", "ouvrées", "ouvrable", "ouvrables"}}

var months = map[string][]string{
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
}

var weekdays = map[string][]string{
	"en": {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
	"fr": {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"},
}

// always are the ways to say that something goes on day and night.
var always = map[string]turn{
	"en": {regexp.MustCompile(`(?i)\b24/7\b|\b24 hours a day(, (7|seven) days a week)?|\b(a)?round[- ]the[- ]clock\b|\b(at any|every) hour( of the day)?( or night)?\b|\bday and night\b`), []string{"24", "clock", "hour", "day and night"}},
	"fr": {regexp.MustCompile(`(?i)\b24/7\b|\b24 ?(h|heures) ?(/|sur) ?24(,? (et )?7 ?(j|jours) ?(/|sur) ?7)?|à toute heure|jour et nuit|de jour comme de nuit|\b7 ?(j|jours) ?(/|sur) ?7`), []string{"24", "7", "à toute heure", "nuit"}},
}

// withoutAlways is the text without those, and whether it had any.
func withoutAlways(lang, text string) (left string, had bool) {
	if t := always[lang]; t.mayBeIn(strings.ToLower(text)) && t.pattern.MatchString(text) {
		return t.pattern.ReplaceAllString(text, " "), true
	}
	return text, false
}

var aliases = map[string]*strings.Replacer{
	"en": strings.NewReplacer("per cent", "%", "half an hour", "30 minutes", "Half an hour", "30 minutes", "half-hour", "30-minute", "quarter of an hour", "15 minutes", "quarter-hour", "15-minute",
		" an hour", " one hour", " a minute", " one minute", " a second time", " again", "a.m.", "am", "p.m.", "pm"),
	"fr": strings.NewReplacer("pour cent", "%", "une demi-heure", "30 minutes", "demi-heure", "30 minutes", "un quart d'heure", "15 minutes", "quart d'heure", "15 minutes"),
}

// figures lists the figures of a text in their order.
func figures(lang, text string) []figure {
	text = plainSpaces.Replace(text)
	text = aliases[lang].Replace(text)
	var found []figure
	text, had := withoutAlways(lang, text)
	if had {
		found = append(found, figure{is: "24/7"})
	}
	r := figureReader{lang: lang, list: tokens(lang, text)}
	for r.at < len(r.list) {
		if f, n := r.read(); n > 0 {
			found = append(found, f)
			r.at += n
		} else {
			r.at++
		}
	}
	return found
}

// figureReader reads the tokens of a text from the first to the last.
type figureReader struct {
	lang string
	list []token
	at   int
}

// next is the token so many places further, or an empty one.
func (r *figureReader) next(n int) token {
	if i := r.at + n; i >= 0 && i < len(r.list) {
		return r.list[i]
	}
	return token{text: " "}
}

// read is the figure that begins here, and how many tokens it takes: none where
// there is none.
func (r *figureReader) read() (figure, int) {
	for _, read := range []func() (figure, int){r.clock, r.date, r.amountBefore, r.number, r.weekday, r.word} {
		if f, n := read(); n > 0 {
			return f, n
		}
	}
	return figure{}, 0
}

// clock reads a time of day: 18:00, 18 h 00, 6 pm.
func (r *figureReader) clock() (figure, int) {
	t := r.next(0).lower
	if h, m, cut := strings.Cut(t, ":"); cut && len(h) <= 2 && digits(h) && isHour(h) && digits(m) && isMinute(m) {
		return clockAt(h, m), 1
	}
	if r.lang == "fr" {
		if h, m, cut := strings.Cut(t, "h"); cut && isHour(h) && (m == "" || isMinute(m)) && m != "" {
			return clockAt(h, m), 1
		}
		if isHour(t) && r.next(1).text == "h" && isMinute(r.next(2).text) {
			return clockAt(t, r.next(2).text), 3
		}
		return figure{}, 0
	}
	if half := r.next(1).lower; isHour(t) && (half == "am" || half == "pm") {
		h, _ := strconv.Atoi(t)
		if half == "pm" && h < 12 {
			h += 12
		}
		return clockAt(strconv.Itoa(h), "00"), 2
	}
	return figure{}, 0
}

func clockAt(h, m string) figure {
	return figure{is: strings.TrimPrefix(h, "0") + ":" + m}
}

func isHour(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n <= 24
}

func isMinute(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n < 60 && len(s) == 2
}

// date reads a day, a month of a year or a month.
func (r *figureReader) date() (figure, int) {
	day, month := dayOf(r.next(0).lower), r.month(1)
	if day != "" && month > 0 {
		if year := yearOf(r.next(2).text); year != "" {
			return figure{is: year + "-" + two(month) + "-" + day}, 3
		}
		return figure{is: "--" + two(month) + "-" + day}, 2
	}
	month = r.month(0)
	if month == 0 {
		return figure{}, 0
	}
	if day, year := dayOf(r.next(1).lower), yearOf(r.next(2).text); r.lang == "en" && day != "" && year != "" {
		return figure{is: year + "-" + two(month) + "-" + day}, 3
	}
	if year := yearOf(r.next(1).text); year != "" {
		return figure{is: year + "-" + two(month)}, 2
	}
	if ambiguous := month == 3 || month == 5; ambiguous && (r.lang == "fr" && !slices.Contains([]string{"en", "de", "dès", "fin", "début", "depuis"}, r.next(-1).lower) || r.next(0).first) {
		return figure{}, 0
	}
	return figure{is: "--" + two(month)}, 1
}

// month is the number of the month named so many places further.
func (r *figureReader) month(n int) int { return slices.Index(months[r.lang], r.next(n).text) + 1 }

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

func dayOf(s string) string {
	n, err := strconv.Atoi(strings.TrimSuffix(s, "er"))
	if err != nil || n < 1 || n > 31 {
		return ""
	}
	return two(n)
}

func yearOf(s string) string {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1900 || n > 2199 {
		return ""
	}
	return s
}

// amountBefore reads money whose sign stands first: $15,000, USD 15,000.
func (r *figureReader) amountBefore() (figure, int) {
	unit := units[r.lang][r.next(0).lower]
	if unit != "usd" && unit != "eur" {
		return figure{}, 0
	}
	if n, ok := plainNumber(r.lang, r.next(1).text); ok {
		return figure{is: n + " " + unit}, 2
	}
	return figure{}, 0
}

// number reads a number in figures or words, with its unit if it has one.
func (r *figureReader) number() (figure, int) {
	n, unit, words, ok := r.numberHere()
	if !ok {
		return figure{}, 0
	}
	taken := 1
	if unit == "" {
		unit, taken = r.unitAfter(taken)
	}
	switch {
	case n == "1" && words && unit != "":
		return figure{is: n + " " + unit, weight: maybe}, taken // "an hour", "par heure"
	case n == "1" && words:
		return figure{}, 0 // an article or a pronoun
	case n == "2" && words && slices.Contains(pairing[r.lang], r.next(-1).lower), words && r.next(0).lower == "neuf":
		return figure{is: n, weight: maybe}, taken // "both", and "new"
	case unit != "":
		return figure{is: n + " " + unit}, taken
	}
	before := r.next(-1)
	return figure{is: n, word: words, named: !words && (before.code() || before.capital() && !before.first)}, taken
}

// numberHere is the number of the token, and the unit that a hyphen joins to it.
func (r *figureReader) numberHere() (n, unit string, words, ok bool) {
	head, rest, _ := strings.Cut(r.next(0).lower, "-")
	if rest != "" {
		if unit = units[r.lang][rest]; unit == "" && rest != "day" {
			if tens, ones := numbers[r.lang][head], numbers[r.lang][rest]; tens >= 20 && ones > 0 && ones < 10 {
				return strconv.Itoa(tens + ones), "", true, true
			}
		}
	}
	if n, ok = plainNumber(r.lang, head); ok && (rest == "" || unit != "") {
		return n, unit, false, true
	}
	if v, found := numbers[r.lang][head]; found && (rest == "" || unit != "") {
		return strconv.Itoa(v), unit, true, true
	}
	return "", "", false, false
}

// plainNumber is a number in figures, without the signs of thousands and with a
// point before its decimals.
func plainNumber(lang, s string) (string, bool) {
	if lang == "fr" {
		s = strings.TrimSuffix(s, "er")
	}
	for part := range strings.SplitSeq(strings.ReplaceAll(s, ".", ","), ",") {
		if !digits(part) {
			return "", false
		}
	}
	if lang == "fr" {
		return strings.Replace(s, ",", ".", 1), true
	}
	return strings.ReplaceAll(s, ",", ""), true
}

// between may stand between a number and its unit.
var between = map[string][]string{
	"en": {"clock", "full", "whole", "calendar", "past", "last", "next", "first", "more", "other"},
	"fr": {"derniers", "dernières", "prochains", "prochaines", "premiers", "premières", "autres"},
}

// unitAfter is the unit behind a number that takes so many tokens, and how many
// it takes with it.
func (r *figureReader) unitAfter(taken int) (string, int) {
	after, qualifier := taken, ""
	if slices.Contains(between[r.lang], r.next(after).lower) {
		after++
	}
	if r.lang == "en" && slices.Contains(business["en"], r.next(after).lower) {
		after, qualifier = after+1, "business "
	}
	word := r.next(after).lower
	unit := units[r.lang][word]
	if unit == "" || word == "second" {
		return "", taken
	}
	after++
	switch {
	case r.lang == "fr" && slices.Contains(business["fr"], r.next(after).lower):
		return "business " + unit, after + 1
	case r.lang == "fr" && r.next(after).lower == "de" && r.next(after+1).lower == "travail":
		return "business " + unit, after + 2
	}
	return qualifier + unit, after
}

// weekday reads the name of a day of the week.
func (r *figureReader) weekday() (figure, int) {
	if i := slices.Index(weekdays[r.lang], strings.TrimSuffix(r.next(0).text, "s")); i >= 0 {
		return figure{is: "weekday " + strconv.Itoa(i+1)}, 1
	}
	return figure{}, 0
}

// word reads an ordinal, a unit that stands alone, or "both".
func (r *figureReader) word() (figure, int) {
	t := r.next(0).lower
	if n := ordinals[r.lang][t]; n > 0 {
		return figure{is: "ordinal " + strconv.Itoa(n), weight: soft}, 1
	}
	if slices.Contains(twofold[r.lang], t) {
		return figure{is: "2", weight: maybe}, 1
	}
	unit := periods[r.lang][t]
	if unit == "" {
		unit = units[r.lang][t]
	}
	if unit != "" {
		return figure{is: "unit " + unit, weight: soft}, 1
	}
	return figure{}, 0
}
