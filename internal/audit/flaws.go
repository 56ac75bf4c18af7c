package audit

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"viva/internal/gist"
)

// flaw is a rule of item writing that can be decided by looking. Some look at
// one dealing; a flaw that chance alone brings about in a dealing now and then
// counts only when half of an item's dealings have it.
type flaw struct {
	name  string
	often bool // counts when at least half of the dealings show it
	find  func(*batch, *dealt, dealing) string
	noted bool // it is counted, but decides nothing
}

// flawRules follow the nineteen criteria that nursing and medical schools use;
// the two that need a reader (unclear wording, implausible distractors) and
// the one that the second proof decides (more than one right option) are not
// here.
var flawRules = []flaw{
	// An option about the other options tests reading, not the subject.
	{"all or none of the above", false, anyOption(`^(?:all|none|both|neither|any) of (?:the above|these|them)|^(?:toutes?|tous|aucune?) (?:les réponses|de ces|des réponses|ci-dessus|d’entre)|ci-dessus$|the above$`), false},
	// With two options a guess is right half of the time.
	{"true or false", false, anyOption(`^(?:true|false|vrai|faux)\.?$`), false},
	// Letters or numbers that combine other options.
	{"options combined (K-type)", false, anyOption(`^(?:both )?(?:[A-E]|[1-5]|[ivx]+)(?:(?:, | and | et |, and )(?:[A-E]|[1-5]|[ivx]+))+$`), false},
	// A gap within a sentence asks for words, not for knowledge.
	{"gap in the stem", false, inStem(`_{2,}|(?:…|\.{3})[\s\x{a0}]*\pL`), false},
	// "Not" is read over, unless it stands out.
	{"negative stem", false, inQuestion(`\b(?:is|are|was|were|does|do|did|has|have|had|may|must|should|will|can|could|would)(?: [\w’-]+){0,3} not\b|\b(?:[Ee]xcept|[Cc]annot|least likely|isn’t|doesn’t|don’t)\b|(?:^|\s)(?:[Ss]auf|[Ee]xcepté|hormis)(?:\s|$)|(?:^|\s)(?:[Nn]e\s|[Nn]’)[\pL’-]+ (?:pas|aucun|aucune)(?:\s|$)`), false},
	// The question must stand in the stem, so that it can be answered unseen.
	{"unfocused stem", false, unfocused, false},
	// What is not needed to answer is reading time.
	{"gratuitous length", false, tooLong, false},
	// A wrong option with "always" gives itself away when the key has none.
	// "All", "only" and "none" are not among these words: they often state a
	// fact, and what they give away is measured by the guesser who avoids them.
	{"absolute words in distractors only", true, lonelyAbsolute, false},
	// "Often" means another number to everybody.
	{"vague frequency", false, vague, false},
	// The writer made the right option right by making it long.
	{"longest option is the key", true, longestKey, false},
	// The stem's last word decides gender, number or first letter.
	{"grammatical cue", false, inStem(`(?i)(?:^|[\s’(])(?:a|an|un|une|le|la|les|des|du)[\s\x{a0}]*(?:[?:]|$)`), false},
	// A rare word of the stem comes back in the key alone.
	{"word of the stem in the key only", true, clang, false},
	// The key is made of what the distractors have in common.
	{"convergence", true, convergence, false},
	// One of two opposites must be right.
	{"opposites among the options", false, opposites, false},
	// Two options that say the same cannot both be wrong by chance.
	{"the same option twice", false, twice, false},
	// Numbers are looked for in their order. But in order, the position of a key
	// would tell its size; the row on positions wants it at random.
	{"numbers out of order", false, disorder, true},
	// What looks unlike the rest is noticed first.
	{"options of different form", false, heterogeneous, false},
}

// flaws takes every rule to every item.
func (b *batch) flaws(r *Row) error {
	found, counts := newFindings(), map[string]int{}
	b.commonWords()
	for _, it := range b.items {
		for _, rule := range flawRules {
			seen, says, where := 0, "", 0
			for n, d := range it.dealings {
				if words := rule.find(b, it, d); words != "" {
					seen, says, where = seen+1, words, n
				}
			}
			if rule.often && 2*seen < len(it.dealings) {
				continue
			}
			if seen > 0 {
				counts[rule.name]++
				if !rule.noted {
					found.item(rule.name, it.at(where), says)
				}
			}
		}
	}
	for _, rule := range flawRules {
		n := counts[rule.name]
		r.demand(rule.name, float64(n), "printed items", n == 0 || rule.noted)
	}
	r.settle(found, b.Limit)
	return nil
}

func anyOption(pattern string) func(*batch, *dealt, dealing) string {
	re := regexp.MustCompile(`(?i)` + pattern)
	return func(_ *batch, _ *dealt, d dealing) string {
		for _, o := range d.options {
			if re.MatchString(o.Text) {
				return o.Text
			}
		}
		return ""
	}
}

// sweeping words leave no exception at all.
var sweeping = newWordList("always never absolutely invariably", "toujours jamais absolument invariablement")

func lonelyAbsolute(_ *batch, it *dealt, d dealing) string {
	wrong := ""
	for _, o := range d.options {
		switch has := sweeping.count(it.Lang, o.Text) > 0; {
		case has && o.Correct:
			return ""
		case has:
			wrong = o.Text
		}
	}
	return wrong
}

var vagueWords = newWordList(
	"usually often sometimes frequently rarely occasionally seldom",
	"souvent parfois fréquemment rarement habituellement occasionnellement")

func vague(_ *batch, it *dealt, d dealing) string {
	for _, text := range append(d.texts(), question(d)) { // a situation may tell of what happens at times
		rest := strings.ReplaceAll(strings.ToLower(text), "how often", "") // asks for a number
		if vagueWords.count(it.Lang, rest) > 0 {
			return text
		}
	}
	return ""
}

// muchLonger is how many times longer than every distractor a key must be to
// catch the eye; enoughLetters, how long at least.
const (
	muchLonger    = 1.5
	enoughLetters = 20
)

// longestKey passes over closed sets. There the same few options stand in every
// item, as long where they are wrong as where they are right: the guessers
// measure how often the longest is right.
func longestKey(_ *batch, it *dealt, d dealing) string {
	if !it.single() || it.closed {
		return ""
	}
	key, wrong, text := 0, 0, ""
	for _, o := range d.options {
		if o.Correct {
			key, text = runes(o.Text), o.Text
		} else {
			wrong = max(wrong, runes(o.Text))
		}
	}
	if key >= enoughLetters && float64(key) > muchLonger*float64(wrong) {
		return fmt.Sprintf("%d letters, the others at most %d: %s", key, wrong, text)
	}
	return ""
}

// commonWords counts in how many stems of a language each word stands.
func (b *batch) commonWords() {
	b.stems, b.inStems = map[string]int{}, map[[2]string]int{}
	for _, it := range b.items {
		b.stems[it.Lang]++
		for w := range gist.Words(stemOf(it.dealings[0])) {
			b.inStems[[2]string{it.Lang, w}]++
		}
	}
}

// rareShare is the share of stems below which a word counts as rare.
const rareShare = 0.05

func (b *batch) rare(lang, word string) bool {
	return float64(b.inStems[[2]string{lang, word}]) < rareShare*float64(b.stems[lang])
}

// clockTime is an hour of a day. What is worked out from one may well end with
// the same figures, so they are no word of the stem; "24 h/24" is.
var clockTime = regexp.MustCompile(`\b\d{1,2}(?::|[\s\x{a0}]?h[\s\x{a0}]?)\d{2}\b`)

func clang(b *batch, it *dealt, d dealing) string {
	if !it.choice() {
		return ""
	}
	inKeys, inWrong := map[string]bool{}, map[string]bool{}
	for _, o := range d.options {
		for w := range gist.Words(o.Text) {
			if o.Correct {
				inKeys[w] = true
			} else {
				inWrong[w] = true
			}
		}
	}
	var words []string
	for w := range gist.Words(clockTime.ReplaceAllString(stemOf(d), " ")) {
		if inKeys[w] && !inWrong[w] && b.rare(it.Lang, w) {
			words = append(words, w)
		}
	}
	if len(words) == 0 {
		return ""
	}
	slices.Sort(words)
	return fmt.Sprintf("%q in: %s", words, d.stem)
}

// convergence finds a key of two words or more each of which stands in another
// option too, where that is so of no distractor. It passes over closed sets,
// such as durations or sets of plans: their labels share words whichever is
// right.
func convergence(_ *batch, it *dealt, d dealing) string {
	if !it.single() || it.closed {
		return ""
	}
	sets := make([]map[string]bool, len(d.options))
	for i, o := range d.options {
		sets[i] = gist.Words(o.Text)
	}
	says := ""
	for i, o := range d.options {
		shared := 0
		for w := range sets[i] {
			if slices.ContainsFunc(without(sets, i), func(s map[string]bool) bool { return s[w] }) {
				shared++
			}
		}
		switch whole := len(sets[i]) > 1 && shared == len(sets[i]); {
		case whole != o.Correct:
			return ""
		case whole:
			says = o.Text
		}
	}
	return says
}

func without[T any](list []T, i int) []T {
	return slices.Concat(list[:i], list[i+1:])
}

// negations make a statement its opposite.
var negations = newWordList("not no never cannot without non isn doesn don t", "ne n pas non sans jamais aucun aucune")

// opposites finds a key and a distractor that differ by a negation alone.
func opposites(_ *batch, it *dealt, d dealing) string {
	if !it.choice() {
		return ""
	}
	kept, negative := make([]string, len(d.options)), make([]bool, len(d.options))
	for i, o := range d.options {
		var words []string
		for _, w := range gist.Tokens(o.Text) {
			if negations[it.Lang][w] {
				negative[i] = true
			} else {
				words = append(words, w)
			}
		}
		kept[i] = strings.Join(words, " ")
	}
	for i, o := range d.options {
		for j, other := range d.options {
			if o.Correct && !other.Correct && kept[i] == kept[j] && kept[i] != "" && negative[i] != negative[j] {
				return fmt.Sprintf("%q and %q", o.Text, other.Text)
			}
		}
	}
	return ""
}

func twice(_ *batch, _ *dealt, d dealing) string {
	seen := map[string]bool{}
	for _, o := range d.options {
		text := strings.Join(gist.Tokens(o.Text), " ")
		if text != "" && seen[text] {
			return o.Text
		}
		seen[text] = true
	}
	return ""
}

// quantity reads an option that is a number with a unit at most.
var quantity = regexp.MustCompile(`^[\s\x{a0}]*(?:USD )?(\d+(?:[\s\x{a0}\x{202f},]\d{3})*(?:[.,]\d+)?)[\s\x{a0}]*(\pL*|%)\.?$`)

// units bring quantities of the same sort to one measure.
var units = map[string]float64{"": 1, "%": 1, "usd": 1, "min": 1, "minute": 1, "minutes": 1, "h": 60, "hour": 60, "hours": 60,
	"heure": 60, "heures": 60, "day": 1440, "days": 1440, "jour": 1440, "jours": 1440}

func disorder(_ *batch, it *dealt, d dealing) string {
	if !it.choice() {
		return ""
	}
	var values []float64
	for _, o := range d.options {
		v, ok := amount(o.Text)
		if !ok {
			return ""
		}
		values = append(values, v)
	}
	if slices.IsSorted(values) || slices.IsSorted(negative(values)) {
		return ""
	}
	return strings.Join(d.texts(), " / ")
}

func amount(text string) (float64, bool) {
	m := quantity.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	unit, ok := units[strings.ToLower(m[2])]
	digits := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == ',' {
			return -1
		}
		return r
	}, m[1])
	var v float64
	_, err := fmt.Sscan(digits, &v)
	return v * unit, ok && err == nil
}

// counted is a number with at most two words behind it.
var counted = regexp.MustCompile(`^[\s\x{a0}]*(?:USD )?\d[\d\s\x{a0}\x{202f},.:]*%?(?:[\s\x{a0}]*\pL+){0,2}$`)

// heterogeneous finds options of which some, but not all, end like sentences or
// are bare numbers.
func heterogeneous(_ *batch, it *dealt, d dealing) string {
	if !it.choice() {
		return ""
	}
	stops, numbers := 0, 0
	for _, o := range d.options {
		if strings.HasSuffix(o.Text, ".") {
			stops++
		}
		if counted.MatchString(o.Text) {
			numbers++
		}
	}
	n := len(d.options)
	if (stops > 0 && stops < n) || (numbers > 0 && numbers < n) {
		return strings.Join(d.texts(), " / ")
	}
	return ""
}
