package audit

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"viva/internal/deck"
	"viva/internal/proof"
)

const byReading = "the second proof"

// ofItems lists a mutation for every item of every edition, day and language.
func (m *mutator) ofItems() ([]mutation, error) {
	var tasks []mutation
	world := newWorld(m.deck)
	err := everyItem(m.deck, func(s *deck.Spec, lang string, first deck.Date) error {
		day := m.deck.Reference(s.Edition, first)
		tasks = append(tasks, mutation{strings.Join([]string{s.ID, s.Edition, lang, string(day)}, " "), func(chance *rand.Rand, try try) error {
			it, err := m.deck.Deal(s, lang, deck.NewStreams(m.Seed))
			if err != nil {
				return err
			}
			if by := noticeItem(m.book, it, day); by != "" {
				return fmt.Errorf("%s [%s, %s]: %s refuses it before anything is changed", it.ID, it.Edition, it.Lang, by)
			}
			v := vandal{Item: it, chance: chance, truth: world.truth(s, it, day)}
			return v.each(func(kind, was, is string, wrong deck.Item) error {
				return try(Mutant{Where: fmt.Sprintf("%s [%s, %s]", it.ID, it.Edition, it.Lang), Kind: it.Type + ": " + kind, Was: was, Is: is},
					func() (string, error) { return noticeItem(m.book, wrong, day), nil })
			})
		}})
		return nil
	})
	return tasks, err
}

// noticeItem tells what notices a wrong item, or "".
func noticeItem(book *proof.Book, it deck.Item, day deck.Date) (by string) {
	if says, read := misread(book, it, day); says != "" || !read {
		return byReading
	}
	return ""
}

// vandal makes an item wrong. Each of its ways leaves an item whose key is not
// what the facts give: what would stay true by chance is not made.
type vandal struct {
	deck.Item
	chance *rand.Rand
	truth  truth
}

// putter is called for each wrong item, with what was changed to what.
type putter func(kind, was, is string, wrong deck.Item) error

func (v vandal) each(put putter) error {
	form, err := v.Form()
	if err != nil {
		return err
	}
	ways := []func(putter) error{v.numbers}
	switch {
	case form.Ordered:
		ways = append(ways, v.repeat, v.swapKeys)
	case form.Paired:
		ways = append(ways, v.repeat, v.swapKeys, v.otherPrompts, v.wrongKeys)
	case v.Number != nil:
		ways = append(ways, v.keyOff, v.usage, v.rateIgnored)
	case v.Entry != nil:
		ways = append(ways, v.otherNames, v.acceptNames)
	default:
		ways = append(ways, v.repeat, v.moveKey, v.wrongKeys, v.rightDistractors, v.situation)
	}
	for _, way := range ways {
		if err := way(put); err != nil {
			return err
		}
	}
	return nil
}

// copied is the item with parts of its own.
func (v vandal) copied() deck.Item {
	it := v.Item
	it.Options, it.Prompts = slices.Clone(v.Options), slices.Clone(v.Prompts)
	if v.Entry != nil {
		entry := *v.Entry
		entry.Spellings = slices.Clone(entry.Spellings)
		it.Entry = &entry
	}
	return it
}

// moveKey keys each wrong option in the place of a right one.
func (v vandal) moveKey(put putter) error {
	keys := dealing{options: v.Options}.key()
	for i, o := range v.Options {
		if o.Correct {
			continue
		}
		was := keys[v.chance.IntN(len(keys))]
		it := v.copied()
		it.Options[was].Correct, it.Options[i].Correct = false, true
		if err := put("key moved", v.Options[was].Text, o.Text, it); err != nil {
			return err
		}
	}
	return nil
}

// option gives an option another text.
func (v vandal) option(kind string, i int, text string, put putter) error {
	it := v.copied()
	it.Options[i].Text = text
	return put(kind, v.Options[i].Text, text, it)
}

// repeat gives each option the text of another: it stands twice.
func (v vandal) repeat(put putter) error {
	for i := range v.Options {
		other := (i + 1 + v.chance.IntN(len(v.Options)-1)) % len(v.Options)
		if err := v.option("text of another option", i, v.Options[other].Text, put); err != nil {
			return err
		}
	}
	return nil
}

// wrongKeys gives each right option a text that is false.
func (v vandal) wrongKeys(put putter) error {
	for i, o := range v.Options {
		texts := v.truth.wrong
		if len(v.Prompts) > 0 {
			texts = v.truth.unlike(v.Prompts, i)
		}
		if !o.Correct || len(texts) == 0 {
			continue
		}
		if err := v.option("key made wrong", i, texts[v.chance.IntN(len(texts))], put); err != nil {
			return err
		}
	}
	return nil
}

// rightDistractors gives each wrong option a text that is right as well.
func (v vandal) rightDistractors(put putter) error {
	for i, o := range v.Options {
		if o.Correct || len(v.truth.right) == 0 {
			continue
		}
		if err := v.option("distractor made right", i, v.truth.right[v.chance.IntN(len(v.truth.right))], put); err != nil {
			return err
		}
	}
	return nil
}

// swapKeys exchanges the keys of each two places, or prompts, that follow each
// other.
func (v vandal) swapKeys(put putter) error {
	for i := 1; i < len(v.Prompts); i++ {
		it := v.copied()
		it.Prompts[i-1].Key, it.Prompts[i].Key = it.Prompts[i].Key, it.Prompts[i-1].Key
		if err := put("keys exchanged", v.Prompts[i-1].Text, v.Prompts[i].Text, it); err != nil {
			return err
		}
	}
	return nil
}

// otherPrompts puts a prompt of another item in the place of each; its keyed
// option does not belong to it.
func (v vandal) otherPrompts(put putter) error {
	for i, p := range v.Prompts {
		texts := v.truth.strangers(v.Options[p.Key].Text, v.Prompts)
		if len(texts) == 0 {
			continue
		}
		it := v.copied()
		it.Prompts[i].Text = texts[v.chance.IntN(len(texts))]
		if err := put("prompt replaced", p.Text, it.Prompts[i].Text, it); err != nil {
			return err
		}
	}
	return nil
}

// situation tells of another situation, in which the key is false.
func (v vandal) situation(put putter) error {
	if v.Situation == "" || len(v.truth.situations) == 0 {
		return nil
	}
	it := v.copied()
	it.Situation = v.truth.situations[v.chance.IntN(len(v.truth.situations))]
	return put("situation exchanged", v.Situation, it.Situation, it)
}

// keyOff puts the number that is keyed just outside of what is accepted.
func (v vandal) keyOff(put putter) error {
	for _, off := range []deck.Decimal{v.Number.Tolerance + 1, -v.Number.Tolerance - 1} {
		if err := v.number("key off by more than the tolerance", v.Number.Key+off, put); err != nil {
			return err
		}
	}
	return nil
}

func (v vandal) number(kind string, key deck.Decimal, put putter) error {
	it, n := v.copied(), *v.Number
	n.Key = key
	it.Number = &n
	return put(kind, v.Number.Key.In("en"), key.In("en"), it)
}

// rateIgnored keys what is charged if one of the rates is forgotten, where
// that is another number.
func (v vandal) rateIgnored(put putter) error {
	amount := v.truth.usage(v.Item)
	for skip := range v.truth.rates {
		if key := charge(slices.Delete(slices.Clone(v.truth.rates), skip, skip+1), amount); key != v.Number.Key {
			if err := v.number("a rate ignored", key, put); err != nil {
				return err
			}
		}
	}
	return nil
}

// usage changes each digit of the usage, where that makes another charge: up
// to the minimum many usages cost the same.
func (v vandal) usage(put putter) error {
	from, to := v.truth.amount(v.Item)
	for i := from; i < to; i++ {
		if v.Stem[i] < '0' || v.Stem[i] > '9' {
			continue
		}
		it := v.copied()
		it.Stem = v.Stem[:i] + string('1'+(v.Stem[i]-'0'+1)%9) + v.Stem[i+1:]
		if it.Stem == v.Stem || charge(v.truth.rates, v.truth.usage(it)) == v.Number.Key {
			continue
		}
		if err := put("usage changed", v.Stem[from:to], it.Stem[from:to], it); err != nil {
			return err
		}
	}
	return nil
}

// otherNames asks for each wrong name of the relation in the place of the key.
func (v vandal) otherNames(put putter) error {
	for _, name := range v.truth.wrong {
		it := v.copied()
		it.Entry.Key, it.Entry.Spellings[0].Text = name, name
		if err := put("another name keyed", v.Entry.Key, name, it); err != nil {
			return err
		}
	}
	return nil
}

// acceptNames accepts each wrong name that the item knows.
func (v vandal) acceptNames(put putter) error {
	for i, s := range v.Entry.Spellings {
		if s.Shows == v.Entry.Spellings[0].Shows {
			continue
		}
		it := v.copied()
		it.Entry.Spellings[i].Mark = deck.FullMark
		if err := put("wrong name accepted", v.Entry.Key, s.Text, it); err != nil {
			return err
		}
	}
	return nil
}

var numeral = regexp.MustCompile(`\d+`)

// numbers raises each number in the stem and the options by one. An option
// that then reads like another that is as right or as wrong stays true, and is
// passed over; so is a usage, which has a way of its own.
func (v vandal) numbers(put putter) error {
	from, to := v.truth.amount(v.Item)
	for _, n := range numeral.FindAllStringIndex(v.Stem, -1) {
		if n[0] < to && n[1] > from {
			continue
		}
		it := v.copied()
		it.Stem = raised(v.Stem, n)
		if err := put("number in the stem", v.Stem, it.Stem, it); err != nil {
			return err
		}
	}
	for i, o := range v.Options {
		for _, n := range numeral.FindAllStringIndex(o.Text, -1) {
			text := raised(o.Text, n)
			if v.truth.same(o.Correct, text) {
				continue
			}
			if err := v.option("number in an option", i, text, put); err != nil {
				return err
			}
		}
	}
	return nil
}

// raised is the text with the number at a position raised by one.
func raised(text string, at []int) string {
	n, err := strconv.ParseUint(text[at[0]:at[1]], 10, 64)
	if err != nil {
		return text[:at[0]] + "1" + text[at[0]:]
	}
	return text[:at[0]] + strconv.FormatUint(n+1, 10) + text[at[1]:]
}
