package audit

import (
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"viva/internal/deck"
	"viva/internal/gist"
)

// frenchRule is a mistake that can be seen in the letters alone.
type frenchRule struct {
	name    string
	pattern *regexp.Regexp
	except  *regexp.Regexp // where it matches too, it is no mistake
	words   []string       // one of which, in small letters, each match holds; empty if unknown
}

const (
	plans = `(?:Basic|Developer|Business|Enterprise|Unified)`
	vowel = `[aeiouyàâäéèêëîïôöùûüœAEIOUÀÂÉÈÊËÎÏÔÙÛŒ]`
	// Of the words with h, those whose h is mute; before all others nothing is
	// elided.
	muteH = `(?:h(?:abitude|abituel|armoni|eure|istori|istoire|omme|omolog|onneur|onnête|onoraire|oraire|orizon|orloge|ôpital|ôte[ls]|umain|umeur|uile|ébergement|éberge|ésit))`
	// Words with a vowel before which nothing is elided.
	aspirated = `(?:onze|onzième|oui|ouistiti|yaourt|yen|yeux|uhlan|ululement)\b`
)

// frenchRules in the order of the page. Go's expressions have no word boundary
// for letters with accents, so that what stands before is written out.
var frenchRules = []frenchRule{
	{"elision missing", regexp.MustCompile(`(?:^|[\s(«])(?i:de|le|la|que|ne|je|se|me|te|jusque|lorsque|puisque|quoique) (?:` + vowel + `|` + muteH + `)`),
		regexp.MustCompile(`(?i:(?:de|le|la|que) )` + aspirated), nil},
	{"elision missing: si il", regexp.MustCompile(`(?i)(?:^|[\s(«])si ils?\b`), nil, []string{"si il"}},
	{"contraction before a vowel", regexp.MustCompile(`(?:^|[\s(«])(?i:du|au) (?:` + vowel + `|` + muteH + `)`),
		regexp.MustCompile(`(?i:(?:du|au) )` + aspirated), []string{"du ", "au "}},
	{"contraction missing", regexp.MustCompile(`(?:^|[\s(«])(?i:à|de) les? [\pL’]+`),
		regexp.MustCompile(`(?i)(?:à|de) les? (?:[\pL]+(?:er|ir|re)$|y |en )`), []string{"à le", "de le"}},
	{"a plan takes no article", regexp.MustCompile(`(?:^|[\s(«])(?i:le|la|les|du|au|aux|des|l’|de l’|de la|à l’|à la) ?` + plans + `(?:$|[\s.,;:?!)])`), nil, []string{"basic", "developer", "business", "enterprise", "unified"}},
	{"straight apostrophe", regexp.MustCompile(`'`), nil, nil},
	{"English quotation marks", regexp.MustCompile(`["“”]`), nil, nil},
	{"two spaces", regexp.MustCompile(`[ \x{a0}\x{202f}]{2}`), nil, nil},
	{"no-break space missing before", regexp.MustCompile(`[^\x{a0}\x{202f}\s][;!?»](?:$|[\s.,)])|[ \t][;:!?%»]|[^\x{a0}\x{202f}\s]:(?:$|\s)|\d%`), nil, nil},
	{"no-break space missing after «", regexp.MustCompile(`«(?:[^\x{a0}\x{202f}]|$)`), nil, nil},
	{"space before a full stop or comma", regexp.MustCompile(`[\s\x{a0}\x{202f}][.,](?:\s|$)`), nil, nil},
	{"wrong case of an accent", regexp.MustCompile(`(?:^|[.?!]\s)A (?:qui|quoi|quel|quelle|combien|partir|l’|la) `), nil, nil},
}

// french reads every French sentence that a learner may be shown.
func (b *batch) french(r *Row) error {
	found := newFindings()
	agreement := agreementRules(b.deck)
	texts := map[string]bool{}
	items := map[string]bool{}
	for _, it := range b.items {
		if it.Lang != "fr" {
			continue
		}
		items[it.ID] = true
		for n := range it.dealings {
			for _, text := range shown(it.at(n)) {
				if texts[text] {
					continue
				}
				texts[text] = true
				for _, rule := range slices.Concat(frenchRules, agreement) {
					if words := rule.find(text); words != "" {
						found.item(rule.name, it.at(n), fmt.Sprintf("%q in: %s", words, text))
					}
				}
			}
		}
	}
	r.figure("items", float64(len(items)), "")
	r.figure("different sentences", float64(len(texts)), "")
	r.settle(found, b.Limit)
	r.demand("flags", float64(r.Found), "", r.Found == 0)
	return nil
}

// French looks for the same mistakes in the questions of a day, each as dealt
// once, and tells each kind of mistake once a model, where the model stands. A
// rule that goes by letters can be wrong, so nobody is refused for it.
func French(d *deck.Deck, day deck.Date) (flags []deck.Fault, err error) {
	rules := slices.Concat(frenchRules, agreementRules(d))
	sentences, err := frenchOn(d, day)
	if err != nil {
		return nil, err
	}
	told := map[[2]string]bool{}
	for i, places := range mistakes(sentences, rules) {
		for n, place := range places {
			of := [2]string{sentences[i].model, rules[n].name}
			if place != "" && !told[of] {
				told[of] = true
				flags = append(flags, d.FaultOf(of[0], "French, %s: %q in: %s", of[1], strings.TrimSpace(place), sentences[i].text))
			}
		}
	}
	return flags, nil
}

// sentence is a text that a learner reads, and the model that printed it first.
type sentence struct{ model, text string }

// frenchOn are the different texts of a day's questions, each dealt once.
func frenchOn(d *deck.Deck, day deck.Date) (list []sentence, err error) {
	known := map[string]bool{}
	for _, e := range d.EditionsOn(day) {
		for _, s := range d.Specs(e.ID, day) {
			it, err := d.Deal(s, "fr", deck.NewStreams(0))
			if err != nil {
				return nil, err
			}
			for _, text := range shown(it) {
				if !known[text] {
					known[text] = true
					list = append(list, sentence{it.Model, text})
				}
			}
		}
	}
	return list, nil
}

// mistakes are, for each sentence, the words that break each rule, or "". The
// processors share the sentences.
func mistakes(sentences []sentence, rules []frenchRule) [][]string {
	found := make([][]string, len(sentences))
	workers := runtime.GOMAXPROCS(0)
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for i := w; i < len(sentences); i += workers {
				found[i] = make([]string, len(rules))
				low := strings.ToLower(sentences[i].text)
				for n, rule := range rules {
					if rule.mayBeIn(low) {
						found[i][n] = rule.find(sentences[i].text)
					}
				}
			}
		})
	}
	all.Wait()
	return found
}

// find gives the first words that break the rule, or "".
func (f frenchRule) find(text string) string {
	for _, words := range f.pattern.FindAllString(text, -1) {
		if f.except == nil || !f.except.MatchString(words+restOfWord(text, words)) {
			return words
		}
	}
	return ""
}

// mayBeIn reports whether a text, given in small letters, may break the rule: it
// holds one of its words.
func (f frenchRule) mayBeIn(low string) bool {
	return len(f.words) == 0 || slices.ContainsFunc(f.words, func(word string) bool { return strings.Contains(low, word) })
}

// restOfWord are the letters that follow these words in the text.
func restOfWord(text, words string) string {
	_, rest, _ := strings.Cut(text, words)
	end := strings.IndexFunc(rest, func(r rune) bool { return !isLetter(r) })
	if end < 0 {
		return rest
	}
	return rest[:end]
}

func isLetter(r rune) bool {
	return strings.ContainsAny(string(r), "-") || len(gist.Tokens(string(r))) > 0
}

// shown is every text of an item that a learner reads, in time.
func shown(it deck.Item) []string {
	list := slices.Concat([]string{it.Stem}, it.Why, it.HookSays(), it.Corrections, it.Now, it.Words)
	for _, o := range it.Options {
		list = append(list, o.Text, o.Reason)
	}
	return slices.DeleteFunc(list, func(s string) bool { return s == "" })
}

// Determiners that show a gender. Those that are elided show none.
var determiners = map[string]string{
	"m": "la|une|cette|ma|sa|quelle|aucune|toute|de la|à la",
	"f": "le|un|ce|quel|aucun|tout|du|au",
}

// agreementRules are made from the labels of the deck: a word that is
// masculine there takes no feminine determiner, and the other way round.
func agreementRules(d *deck.Deck) []frenchRule {
	words := map[string]map[string]bool{"m": {}, "f": {}}
	for _, e := range d.Entities() {
		first, _, _ := strings.Cut(e.FR.Text, " ")
		name := first == strings.ToUpper(first) // takes the gender of what it is called
		if words[e.FR.Gender] != nil && !e.FR.Plural && len(first) > 3 && !name {
			words[e.FR.Gender][first] = true
		}
	}
	var rules []frenchRule
	for _, gender := range []string{"m", "f"} {
		var list []string
		for w := range words[gender] {
			if other := map[string]string{"m": "f", "f": "m"}[gender]; !words[other][w] {
				list = append(list, regexp.QuoteMeta(w))
			}
		}
		if len(list) == 0 {
			continue
		}
		slices.Sort(list)
		rules = append(rules, frenchRule{
			name:    "agreement: the label's gender is " + gender,
			pattern: regexp.MustCompile(`(?:^|[\s(«])(?i:` + determiners[gender] + `) (?:` + strings.Join(list, "|") + `)` + endOfWord),
		})
	}
	return append(rules, labelRules(d)...)
}

// endOfWord is what stands behind a word.
const endOfWord = `(?:$|[\s.,;:?!)\x{a0}])`

// participles of the other gender than that of the label before them.
var participles = map[string]string{"m": `\pL+ées?`, "f": `\pL+és?`}

// labelRules are made from whole labels: what begins a sentence agrees with the
// participle behind its verb, and "en" stands before no name with le or les.
func labelRules(d *deck.Deck) []frenchRule {
	subjects, masculine := map[string][]string{}, []string(nil)
	for _, e := range d.Entities() {
		l := e.FR
		text := regexp.QuoteMeta(l.Text)
		if l.Gender != "" && l.Article != "" && !l.Plural && l.Article != "les" && l.Article != "des" {
			subjects[l.Gender] = append(subjects[l.Gender], text)
		}
		if l.Article == "les" || l.Article == "le" && deck.UpperFirst(l.Text) == l.Text {
			masculine = append(masculine, text)
		}
	}
	var rules []frenchRule
	add := func(name, before string, list []string, behind string) {
		if len(list) > 0 {
			slices.Sort(list)
			rules = append(rules, frenchRule{name: name, pattern: regexp.MustCompile(before + `(?:` + strings.Join(slices.Compact(list), "|") + `)` + behind + endOfWord)})
		}
	}
	for _, gender := range []string{"m", "f"} {
		add("agreement: the subject is "+map[string]string{"m": "masculine", "f": "feminine"}[gender], `(?:^|[.?!] )(?:L[ea] |Une? |L’)`, subjects[gender], ` (?:n’)?(?:a été|est|était|fut|sera|reste) (?:pas )?`+participles[gender])
	}
	add("en before a name with le or les: say au, aux or dans", `(?:^|[\s(«])[Ee]n `, masculine, "")
	return rules
}
