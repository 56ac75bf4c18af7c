package wording

import (
	"slices"
	"strings"

	"viva/internal/deck"
)

// lexicon is what the words of a subject are translated with, as its own texts
// show. A companion of a word stands in the translation of nearly every text
// with that word, and seldom elsewhere. Nobody types it: it is what an author
// does everywhere, beside which the one text stands out that does otherwise.
type lexicon struct {
	words [2]map[string]*word // by their stems, in the order of deck.Langs
	texts int
	known map[deck.Text]bool // what it was learned from, each once
}

// word is a word of a language without its ending.
type word struct {
	stem, sample string // sample is as it is written first
	in           []int  // the texts, in their order

	companions [2]*word // the likeliest first
	lonely     int      // how many of its texts lack both companions
	alone      int      // how many lack the first
}

const (
	stemLetters = 6 // how many letters tell a word, whatever its ending
	shortWord   = 3 // how many letters a word has at least
	learntFrom  = 6 // texts, at least, before a word has companions
	commonIn    = 2 // a word that stands in one of so many texts, or more, tells nothing

	// lift is how many times as often a companion stands beside its word as
	// elsewhere.
	lift = 4
)

// newLexicon learns from all texts of a subject but those that are said to be
// translated otherwise.
func newLexicon(all []deck.Written, judged *judgements) *lexicon {
	otherwise := map[string]bool{}
	for _, e := range judged.Exceptions {
		otherwise[e.Text] = otherwise[e.Text] || e.Check == checkWords
	}
	l := &lexicon{words: [2]map[string]*word{{}, {}}, known: map[deck.Text]bool{}}
	var texts [2][][]*word // language -> text -> its words
	for _, w := range all {
		if w.EN == w.FR || l.known[w.Text] || otherwise[w.ID] {
			continue
		}
		l.known[w.Text] = true
		for lang := range deck.Langs {
			texts[lang] = append(texts[lang], l.add(lang, w.Text))
		}
		l.texts++
	}
	for lang := range deck.Langs {
		for _, w := range l.words[lang] {
			if len(w.in) >= learntFrom && len(w.in) <= l.texts/commonIn {
				w.learn(texts[1-lang], l.texts)
			}
		}
	}
	return l
}

// add notes the words of a text.
func (l *lexicon) add(lang int, text deck.Text) (list []*word) {
	for _, s := range stemsIn(lang, text) {
		w := l.words[lang][s.stem]
		if w == nil {
			w = &word{stem: s.stem, sample: s.sample}
			l.words[lang][s.stem] = w
		}
		w.in = append(w.in, l.texts)
		list = append(list, w)
	}
	return list
}

// stemsIn are the words of a text in a language, each once: no slots, figures,
// codes or short words.
func stemsIn(lang int, text deck.Text) (list []word) {
	for _, t := range tokens(deck.Langs[lang], text.In(deck.Langs[lang])) {
		if t.slot() || t.code() || t.text[0] >= '0' && t.text[0] <= '9' {
			continue
		}
		stem := firstLetters(strings.TrimRight(t.lower, "esx"), stemLetters)
		if len(firstLetters(t.lower, shortWord-1)) == len(t.lower) || slices.ContainsFunc(list, func(w word) bool { return w.stem == stem }) {
			continue
		}
		list = append(list, word{stem: stem, sample: t.lower})
	}
	return list
}

func firstLetters(word string, n int) string {
	for at := range word {
		if n == 0 {
			return word[:at]
		}
		n--
	}
	return word
}

// learn finds the companions of a word: the first stands in most of its texts,
// the second in most of those that lack the first.
func (w *word) learn(translations [][]*word, texts int) {
	left := w.in
	for i := range w.companions {
		w.companions[i] = companionIn(left, translations, texts)
		if w.companions[i] == nil {
			break
		}
		left = slices.DeleteFunc(slices.Clone(left), func(text int) bool { return slices.Contains(translations[text], w.companions[i]) })
		if i == 0 {
			w.alone = len(left)
		}
	}
	w.lonely = len(left)
}

// companionIn is the word of the other language that stands in most of some
// texts, beyond what lift times chance would make, or nil.
func companionIn(in []int, translations [][]*word, texts int) (best *word) {
	times := map[*word]int{}
	for _, text := range in {
		for _, w := range translations[text] {
			times[w]++
		}
	}
	most := 0
	for w, n := range times {
		beyond := n*texts - lift*len(w.in)*len(in)
		if n > 1 && beyond > 0 && (beyond > most || beyond == most && w.stem < best.stem) {
			best, most = w, beyond
		}
	}
	return best
}

// companions demands that a text is translated with the words with which all
// others are: a word that is dropped or exchanged in one language alone leaves
// its companion in the other. A template has few words of its own, and what it
// prints is read by patterns.
func (c *checker) companions(w deck.Written) {
	if w.EN == w.FR || slotPattern.MatchString(w.EN) {
		return
	}
	r := c.lexicon.read(w.Text)
	switch {
	case r.met*3 < r.expected && r.expected >= 3:
		c.fault(checkWords, w, "fr", "of %d words of this text that have a usual translation, %d have it here, so the two languages may speak of different things; mend the one that is wrong", r.expected, r.met)
	case slices.Contains(freelyWritten, w.Kind):
	case r.missing[0] != nil && r.missing[1] != nil:
		c.fault(checkWords, w, "fr", "the English says %q without %s in the French, which says %q without %s in the English; mend the one that is wrong, or translate as elsewhere",
			r.missing[0].sample, r.missing[0].usual(), r.missing[1].sample, r.missing[1].usual())
	case r.lacking[0] != nil:
		c.fault(checkWords, w, "fr", "the English says %q and the French lacks %s, which all other texts have beside it; mend the one that is wrong, or translate as elsewhere", r.lacking[0].sample, r.lacking[0].usual())
	case r.lacking[1] != nil:
		c.fault(checkWords, w, "en", "the French says %q and the English lacks %s, which all other texts have beside it; mend the one that is wrong, or translate as elsewhere", r.lacking[1].sample, r.lacking[1].usual())
	}
}

// freelyWritten are the kinds of texts in which each language may say a thing in
// its own way.
var freelyWritten = []string{"because", "reason", "correction", "mistakes"}

// usual names the companions of a word.
func (w *word) usual() string {
	if w.companions[1] == nil {
		return list([]string{w.companions[0].sample})
	}
	return strings.Join([]string{list([]string{w.companions[0].sample}), list([]string{w.companions[1].sample})}, " or ")
}

// reading is what the companions tell of a text.
type reading struct {
	expected, met int      // words that mostly have companions, and those that have them here
	missing       [2]*word // of each language one that lacks both, though hardly any other text does
	lacking       [2]*word // one that lacks the only word that it is ever translated with, and the other way round
}

func (l *lexicon) read(text deck.Text) (r reading) {
	stems := [2][]word{stemsIn(0, text), stemsIn(1, text)}
	own := 0 // the text itself teaches nothing about it
	if l.known[text] {
		own = 1
	}
	for lang, list := range stems {
		for _, s := range list {
			w := l.words[lang][s.stem]
			if w == nil || w.companions[0] == nil {
				continue
			}
			met := w.meets(stems[1-lang])
			if 3*w.lonely < len(w.in) {
				r.expected++
				if met {
					r.met++
				}
			}
			if met {
				continue
			}
			w = &word{stem: w.stem, sample: s.sample, in: w.in, companions: w.companions, lonely: w.lonely, alone: w.alone}
			if r.missing[lang] == nil && w.faithful(own) {
				r.missing[lang] = w
			}
			if r.lacking[lang] == nil && w.bound(own) {
				r.lacking[lang] = w
			}
		}
	}
	return r
}

// meets reports whether the other language has a companion, or the word itself.
func (w *word) meets(other []word) bool {
	return slices.ContainsFunc(other, func(o word) bool {
		return o.stem == w.stem || w.companions[0].stem == o.stem || w.companions[1] != nil && w.companions[1].stem == o.stem
	})
}

// How many other texts show, at least, with which words a word is translated.
const (
	showFaithful = 10
	showBound    = 12
)

// faithful reports whether one text in fifty, at most, lacks the companions of
// a word.
func (w *word) faithful(own int) bool {
	return len(w.in)-own >= showFaithful && 50*(w.lonely-own) <= len(w.in)-own
}

// bound reports whether no other text lacks the first companion of a word, nor
// its companion the word. A word that short or that common means too much.
func (w *word) bound(own int) bool {
	other := w.companions[0]
	return len(w.sample) >= stemLetters && len(w.in)-own >= showBound && w.alone <= own &&
		other.companions[0] != nil && other.companions[0].stem == w.stem
}
