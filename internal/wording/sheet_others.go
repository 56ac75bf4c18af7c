package wording

import (
	"cmp"
	"crypto/sha256"
	"regexp"
	"slices"
	"strings"

	"viva/internal/deck"
)

// othersShown is how many other things stand beside the right one.
const othersShown = 5

// nameLength is how long a name may be, in bytes, to stand as an option: what is
// longer is a story.
const nameLength = 80

// gap stands where the sentence of a fact names what is asked for.
const gap = "____"

// articleBefore is a gap with its article, whose gender would tell which options
// do not fit.
var articleBefore = regexp.MustCompile(`(?i)\b(the |an? |l[’']|la |le |les |une? )` + gap)

// Questions about texts that no single question of the subject holds.
var (
	whichList   = map[string]string{"en": "Which list does this belong to?", "fr": "À quelle liste ceci appartient-il ?"}
	whichMember = map[string]string{"en": "Which of these is explained so?", "fr": "Lequel de ces éléments s’explique ainsi ?"}
	whatIsTrue  = map[string]string{"en": "Of what is this true?", "fr": "De quoi ceci est-il vrai ?"}
)

// amongOthers puts a text that no question asks for alone among what else its
// relation has: a member of a list among the lists, the reason of a member among
// the members, and everything else into the sentence of its fact, which has a
// gap. A story is no option: its value is asked for.
func (c *checker) amongOthers(q question, text string) (printed, error) {
	f := q.facts[0]
	entity, _ := f.Sides()
	inList, told := f.Place > 0, q.written.Kind != "value"
	ofValue := told && (inList || len(entity.EN.Text) > nameLength)
	options := q.shuffled(c.others(f, q.lang, ofValue))
	shown := " [" + text + "]"
	switch {
	case inList && told:
		return printed{deck.UpperFirst(c.side(f, q.lang, false)) + ". " + whichMember[q.lang] + shown, options}, nil
	case inList:
		return printed{whichList[q.lang] + shown, options}, nil
	}
	says, err := f.Says(q.lang)
	if err != nil {
		return printed{}, err
	}
	open := withGap(says, c.side(f, q.lang, ofValue))
	if open == "" {
		open = whatIsTrue[q.lang] + " [" + c.side(f, q.lang, !ofValue) + "]"
	}
	if told {
		open += shown
	}
	return printed{open, options}, nil
}

// withGap is a sentence with a gap for a name; nothing, unless the sentence holds
// the name once and as it stands.
func withGap(says, name string) string {
	if !strings.Contains(says, name) {
		name = deck.UpperFirst(name)
	}
	if strings.Count(says, name) != 1 {
		return ""
	}
	return deck.UpperFirst(articleBefore.ReplaceAllString(strings.Replace(says, name, gap, 1), gap))
}

// others are the side of a fact that is asked for, and after it what the same
// relation has beside it in an edition of the fact, where it is not right as well.
func (c *checker) others(f *deck.Fact, lang string, ofValue bool) []string {
	names, right := []string{c.side(f, lang, ofValue)}, map[string]bool{}
	var beside []*deck.Fact
	for _, o := range c.deck.Facts() {
		if o.RelationID() != f.RelationID() || !shareEdition(f, o) {
			continue
		}
		beside = append(beside, o)
		if c.side(o, lang, !ofValue) == c.side(f, lang, !ofValue) {
			right[c.side(o, lang, ofValue)] = true
		}
	}
	for _, o := range beside {
		name := c.side(o, lang, ofValue)
		members := ofValue && f.Place > 0
		wrong := !right[name] && !slices.Contains(f.Also, o.Entity)
		if members && o.Entity == f.Entity && o.ID != f.ID || !members && wrong {
			names = append(names, name)
		}
	}
	return names
}

// side is what a fact calls its entity or its value.
func (c *checker) side(f *deck.Fact, lang string, ofValue bool) string {
	entity, value := f.Sides()
	if ofValue {
		return c.printedName(value, lang)
	}
	return c.printedName(entity, lang)
}

// shuffled is the first of the names and some of the others, each once. Which
// others, and at which places, are drawn apart: an option that had to be drawn
// would else stand behind the others.
func (q question) shuffled(names []string) []string {
	by := func(draw string) func(a, b string) int {
		return func(a, b string) int { return cmp.Compare(q.drawn(draw, a), q.drawn(draw, b)) }
	}
	others := slices.Clone(names[1:])
	slices.SortFunc(others, by("choice"))
	others = slices.Compact(others)
	names = append(names[:1:1], others[:min(len(others), othersShown)]...)
	slices.SortFunc(names, by("place"))
	return names
}

// drawn is a number for a name, another one for each draw.
func (q question) drawn(draw, name string) string {
	sum := sha256.Sum256([]byte(string(q.seed[:]) + draw + "\x00" + name))
	return string(sum[:])
}

func shareEdition(a, b *deck.Fact) bool {
	return slices.ContainsFunc(a.Editions, func(e string) bool { return slices.Contains(b.Editions, e) })
}

func (c *checker) printedName(e *deck.Entity, lang string) string {
	if lang == "fr" {
		return e.FR.Text
	}
	return e.EN.Text
}
