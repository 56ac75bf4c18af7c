package audit

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"viva/internal/deck"
	"viva/internal/gist"
)

// One template may make at most so many of a family's reasons: beyond that, a
// learner reads one sentence over and over. A smaller family does not tell. Two
// templates count as one where their content words are so much alike: "that is
// true of Basic" and "that is true of Basic, not of Enterprise".
const (
	familySize      = 10 // questions in all editions, at least
	templateAllowed = 90 // of a hundred reasons, in each language
	templatesAlike  = 0.6
)

// Kinds of reasons.
const (
	ofWrong = "wrong" // why an option is wrong
	ofKeys  = "key"   // why a key is right
)

// bundle is the reasons of one kind that a family prints in a language.
type bundle struct{ family, kind, lang string }

// madeBy is where the templates of a bundle print what: the items and their
// reasons, in the order in which they were dealt.
type madeBy map[string][]telling

// telling is a reason as an item prints it.
type telling struct {
	item *dealt
	says string
}

// templates looks for a template that makes nearly all reasons of a family. A
// rule that an author wrote for a fact counts as a template of its own, and so
// does what speaks to a belief, and a sentence of nothing but the words of its
// fact; two models with the same sentence share one.
func (b *batch) templates(r *Row) error {
	bundles := map[bundle]madeBy{}
	size := map[string]int{} // of each family, in both languages
	for _, it := range b.items {
		size[it.Family]++
		b.gather(it, bundles)
	}
	found := newFindings()
	for _, kind := range []string{ofWrong, ofKeys} {
		for _, lang := range deck.Langs {
			asked, same := 0, 0
			for _, family := range slices.Sorted(maps.Keys(size)) {
				by := bundles[bundle{family, kind, lang}]
				if size[family] < familySize*len(deck.Langs) || len(by) == 0 {
					continue
				}
				asked++
				if by.report(family+", "+kind+" reasons", found) {
					same++
				}
			}
			r.demand(fmt.Sprintf("families with one template for nearly all %s reasons, %s", kind, lang), float64(same), "of "+grouped(asked), same == 0)
		}
	}
	r.settle(found, b.Limit)
	return nil
}

// report notes the reasons of the commonest template where it makes too many,
// and says whether it does.
func (by madeBy) report(name string, found *findings) bool {
	all := 0
	var most []telling
	for template, told := range by {
		all += len(told)
		if told = by.alike(template); len(told) > len(most) {
			most = told
		}
	}
	if 100*len(most) <= templateAllowed*all {
		return false
	}
	for _, t := range most {
		found.item(fmt.Sprintf("%s: %d of %d by one template", name, len(most), all), t.item.Item, t.says)
	}
	return true
}

// alike are the reasons made by a template and by those that are much like it,
// in the order of the templates. A sentence without a gap is an author's own,
// and like no other; nor is one of short words alone.
func (by madeBy) alike(template string) (told []telling) {
	words := gist.Words(template)
	for _, other := range slices.Sorted(maps.Keys(by)) {
		if other == template || strings.Contains(template, gap) && strings.Contains(other, gap) &&
			len(words) > 0 && dice(words, gist.Words(other)) >= templatesAlike {
			told = append(told, by[other]...)
		}
	}
	return told
}

// gather puts the reasons of an item to the templates that made them. What is
// told to whoever types another name stands under no option, and is one sentence
// for all names.
func (b *batch) gather(it *dealt, bundles map[bundle]madeBy) {
	note := func(kind, template, says string) {
		of := bundle{it.Family, kind, it.Lang}
		if bundles[of] == nil {
			bundles[of] = madeBy{}
		}
		bundles[of][template] = append(bundles[of][template], telling{it, says})
	}
	for _, p := range it.Prompts {
		note(ofKeys, b.keyTemplate(it, p.Reason, p.Facts), p.Reason)
	}
	for _, o := range it.Told().Options {
		switch {
		case len(it.Prompts) > 0: // told by the prompts
		case o.Correct:
			note(ofKeys, b.keyTemplate(it, o.Reason, o.Facts), o.Reason)
		default:
			note(ofWrong, b.wrongTemplate(it, o.Reason, o.Facts), o.Reason)
		}
	}
}

// keyTemplate is what the reason of a right option was made of: the sentences of
// relations, or itself where an author wrote it. The first of the facts is the
// one that is keyed.
func (b *batch) keyTemplate(it *dealt, says string, facts []string) string {
	var texts []string
	for _, t := range b.facts[facts[0]].ReasonTexts() {
		texts = append(texts, t.In(it.Lang))
	}
	if template := strings.Join(texts, " "); hasWords(template) && makes(template, says) {
		return bare(template)
	}
	return says
}

// wrongTemplate is what the reason of a wrong option was made of: what it tells
// of its first fact in the words of an author, else a sentence of its model, or
// itself where it speaks to a belief.
func (b *batch) wrongTemplate(it *dealt, says string, facts []string) string {
	for _, t := range b.facts[facts[0]].OwnTexts() {
		if own := t.In(it.Lang); strings.HasSuffix(says, own) {
			return own
		}
	}
	for _, t := range it.spec.Model.Wrong.Texts() {
		template := strings.TrimSpace(ownSlot.ReplaceAllString(t.In(it.Lang), ""))
		if hasWords(template) && makes(template, says) {
			return bare(template)
		}
	}
	return says
}

// ownSlot is a place at the end of a template that the words of an author fill,
// or nothing.
var ownSlot = regexp.MustCompile(`\{(?:rule|correction|hook)\}$`)

// slot is a place in a template that a name or a value fills.
var slot = regexp.MustCompile(`\{[^{}]*\}`)

// hasWords reports whether a template has a word beside its slots. One that has
// none, such as "{entity} {value}.", prints nothing but the words of each fact.
func hasWords(template string) bool {
	return strings.ContainsFunc(slot.ReplaceAllString(template, ""), unicode.IsLetter)
}

// gap stands in a template where a slot was.
const gap = "…"

// bare is a template without its slots, so that two that fill in other things
// are one.
func bare(template string) string { return slot.ReplaceAllString(template, gap) }

// makes reports whether a template can have made a sentence.
func makes(template, says string) bool {
	parts := slot.Split(template, -1)
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile(`^` + strings.Join(parts, `.+`) + `$`).MatchString(says)
}
