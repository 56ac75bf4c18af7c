package wording

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"viva/internal/deck"
)

// term is the label of an entity, as words in each language.
type term struct {
	id, kind string
	exact    bool      // it is a name: capitals count, and both languages keep it
	words    [2]string // in the order of Langs, with a space around each word
	told     string    // the French label, where it holds the English one in brackets
}

// terms are the labels of a subject, the longest first.
type terms struct {
	list []term
	// starting has, in the order of Langs, the places in the list of the labels
	// that start with a word.
	starting [2]map[string][]int
}

func newTerms(list []term) terms {
	slices.SortFunc(list, func(a, b term) int {
		return cmp.Or(len(b.words[0])-len(a.words[0]), cmp.Compare(a.id, b.id))
	})
	of := terms{list: list}
	for lang := range of.starting {
		of.starting[lang] = map[string][]int{}
		for i, t := range list {
			first, _, _ := strings.Cut(strings.TrimPrefix(t.words[lang], " "), " ")
			of.starting[lang][first] = append(of.starting[lang][first], i)
		}
	}
	return of
}

// among are the places of the labels that words of a text may begin, ascending.
func (t terms) among(language int, words []token) (places []int) {
	for _, w := range words {
		for word := range strings.SplitSeq(w.text, " ") { // a slot may hold several
			places = append(places, t.starting[language][word]...)
			if low := strings.ToLower(word); low != word {
				places = append(places, t.starting[language][low]...)
			}
		}
	}
	slices.Sort(places)
	return slices.Compact(places)
}

// termsIn are the labels of a subject by which its texts may be compared: not
// whole sentences, and not figures.
func termsIn(d *deck.Deck, kept names) terms {
	var list []term
	for id, e := range d.Entities() {
		t := term{id: id, kind: e.Kind}
		if len(figures("en", e.EN.Text)) > 0 || len(tokens("en", e.EN.Text)) > 5 {
			continue
		}
		if name := kept.in("en", e.EN.Text); kept.whole(e.EN.Text) && name == kept.in("fr", e.FR.Text) {
			t.exact, t.words = true, [2]string{" " + name + " ", " " + name + " "}
			if strings.HasSuffix(e.FR.Text, "("+e.EN.Text+")") {
				t.told = e.FR.Text
			}
		} else if e.EN.Text != e.FR.Text {
			t.words = [2]string{folded("en", e.EN.Text), folded("fr", e.FR.Text)}
		} else {
			continue
		}
		list = append(list, t)
	}
	return newTerms(list)
}

// whole reports whether a label is a name as a whole: French keeps each of its
// capital words, and one of them at least tells it from others.
func (n names) whole(label string) bool {
	told := false
	for _, t := range tokens("en", label) {
		if (t.capital() || t.code()) && !n.kept[t.text] {
			return false
		}
		told = told || n.kept[t.text] && !n.usual[t.text]
	}
	return told
}

// in is the names in a label, joined.
func (n names) in(lang, text string) string {
	var list []string
	for _, t := range tokens(lang, text) {
		if t.code() || n.kept[t.text] {
			list = append(list, t.text)
		}
	}
	return strings.Join(list, " ")
}

// folded is the words of a text in small letters, with a space around each.
func folded(lang, text string) string {
	return spaced(tokens(lang, text), func(t token) string { return t.lower })
}

// spaced joins words with a space around each.
func spaced(words []token, of func(token) string) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, t := range words {
		b.WriteString(of(t))
		b.WriteByte(' ')
	}
	return b.String()
}

// found are the terms that a text holds, of each kind in the order in which they
// come first. Within a longer term a shorter one is not found.
func found(of terms, lang, text string) map[string][]string {
	language, words := slices.Index(deck.Langs, lang), tokens(lang, text)
	among := of.among(language, words)
	if len(among) == 0 {
		return nil
	}
	capitals := spaced(words, func(t token) string { return t.text })
	small := spaced(words, func(t token) string { return t.lower })
	type place struct {
		id string
		at int
	}
	places := map[string][]place{}
	for _, i := range among {
		t := of.list[i]
		in := &small
		if t.exact {
			in = &capitals
		}
		at := strings.Index(*in, t.words[language])
		if at < 0 {
			continue
		}
		places[t.kind] = append(places[t.kind], place{t.id, at})
		blank := " " + strings.Repeat("\x00", len(t.words[language])-2) + " "
		*in = strings.ReplaceAll(*in, t.words[language], blank)
	}
	ids := map[string][]string{}
	for kind, list := range places {
		slices.SortFunc(list, func(a, b place) int { return a.at - b.at })
		for _, p := range list {
			ids[kind] = append(ids[kind], p.id)
		}
	}
	return ids
}

// exchanged are things of one kind that a text and its translation name in
// another order, or of which each names another.
func exchanged(terms terms, en, fr string) (ids, idsFR []string) {
	inEN, inFR := found(terms, "en", en), found(terms, "fr", fr)
	for _, kind := range slices.Sorted(maps.Keys(inEN)) {
		a, b := inEN[kind], inFR[kind]
		if onlyA, onlyB := without(a, b), without(b, a); len(onlyA) > 0 && len(onlyB) > 0 {
			return onlyA, onlyB
		}
		a, b = without(a, without(a, b)), without(b, without(b, a))
		if !slices.Equal(a, b) {
			return a, b
		}
	}
	return nil, nil
}

// without are those of a that are not in b.
func without(a, b []string) (left []string) {
	for _, s := range a {
		if !slices.Contains(b, s) {
			left = append(left, s)
		}
	}
	return left
}

// halved is a name whose translation stands before it in brackets, and here does
// not: "Normale (High)".
func halved(terms terms, fr string) (is string) {
	fr = plainSpaces.Replace(fr)
	for _, t := range terms.list {
		if t.told == "" {
			continue
		}
		bracket := t.told[strings.LastIndex(t.told, " (")+1:]
		if strings.Count(fr, bracket) > strings.Count(fr, t.told) {
			return t.told
		}
	}
	return ""
}

// borrowed is another thing of the same kind, whose English name is here the
// French one, or nil.
func (c *checker) borrowed(w deck.Written) *deck.Entity {
	own := c.deck.Entities()[w.ID]
	if w.Kind != "label" || own == nil {
		return nil
	}
	for id, e := range c.deck.Entities() {
		if id != w.ID && e.Kind == own.Kind && e.EN.Text == w.FR {
			return e
		}
	}
	return nil
}
