package audit

import (
	"io/fs"
	"slices"
	"sync"

	"viva/internal/deck"
)

// batch is everything a deck offers on a day, dealt many times.
type batch struct {
	Options
	deck  *deck.Deck
	fsys  fs.FS
	items []*dealt // in file order, by edition and language

	facts map[string]*deck.Fact

	dealing sync.Once // of the attempts
	samples []sample
	failed  error

	stems   map[string]int    // language -> how many stems
	inStems map[[2]string]int // language, word -> stems that have it
}

// dealt is an item of an edition and a language, in all its dealings.
type dealt struct {
	deck.Item // the first dealing
	spec      *deck.Spec
	closed    bool // its options are a closed set
	dealings  []dealing
}

// dealing is what changes from one dealing of an item to the next.
type dealing struct {
	stem    string
	options []deck.Option
	prompts []deck.Prompt
	number  *deck.Number
}

// closedSet is the greatest number of different options that a model may have
// and still count as asking from a closed set, such as plans or severities.
const closedSet = 8

// deal deals every item of the day in every edition and language.
func deal(fsys fs.FS, d *deck.Deck, o Options) (*batch, error) {
	b := &batch{Options: o, deck: d, fsys: fsys, facts: map[string]*deck.Fact{}}
	for _, f := range d.Facts() {
		b.facts[f.ID] = f
	}
	closed := closedModels(d, o.Day)
	for _, ed := range d.EditionsOn(o.Day) {
		for _, s := range d.Specs(ed.ID, o.Day) {
			for _, lang := range deck.Langs {
				b.items = append(b.items, &dealt{spec: s, closed: closed[s.Model], Item: deck.Item{Lang: lang}})
			}
		}
	}
	err := o.share(len(b.items), func(i int) error { return b.items[i].deal(d, o) })
	return b, err
}

// deal deals the item in its language anew.
func (it *dealt) deal(d *deck.Deck, o Options) error {
	lang := it.Lang
	it.dealings = nil
	for n := range o.Dealings {
		item, err := d.Deal(it.spec, lang, deck.NewStreams(o.Seed+uint64(n)))
		if err != nil {
			return err
		}
		if n == 0 {
			it.Item = item
		}
		it.dealings = append(it.dealings, dealing{item.Stem, item.Options, item.Prompts, item.Number})
	}
	return nil
}

// at is the item as it was dealt the nth time.
func (it *dealt) at(n int) deck.Item {
	item := it.Item
	d := it.dealings[n]
	item.Stem, item.Options, item.Prompts, item.Number = d.stem, d.options, d.prompts, d.number
	return item
}

// choice reports whether the item has options to tick: some right, some not.
func (it *dealt) choice() bool {
	key := dealing{options: it.Options}.key()
	return len(it.Prompts) == 0 && 0 < len(key) && len(key) < len(it.Options)
}

// single reports whether one option is to be ticked.
func (it *dealt) single() bool { return it.choice() && it.Choose == 1 }

// key gives the indexes of the keyed options.
func (d dealing) key() []int {
	var key []int
	for i, o := range d.options {
		if o.Correct {
			key = append(key, i)
		}
	}
	return key
}

// texts are the options as they are printed.
func (d dealing) texts() []string {
	list := make([]string, len(d.options))
	for i, o := range d.options {
		list[i] = o.Text
	}
	return list
}

// distinct are the ids of all items.
func (b *batch) distinct() map[string]bool {
	ids := map[string]bool{}
	for _, it := range b.items {
		ids[it.ID] = true
	}
	return ids
}

// closedModels are the models that ask for entities of a kind with few
// members. Phrases are never a closed set: each fact writes its own.
func closedModels(d *deck.Deck, day deck.Date) map[*deck.Model]bool {
	shown := map[*deck.Model][]string{}
	phrase := map[*deck.Model]bool{}
	for _, ed := range d.EditionsOn(day) {
		for _, s := range d.Specs(ed.ID, day) {
			for _, e := range s.Offers() {
				phrase[s.Model] = phrase[s.Model] || e.Kind == "phrase"
				if !slices.Contains(shown[s.Model], e.EN.Text) {
					shown[s.Model] = append(shown[s.Model], e.EN.Text)
				}
			}
		}
	}
	closed := map[*deck.Model]bool{}
	for m, labels := range shown {
		closed[m] = !phrase[m] && len(labels) <= closedSet
	}
	return closed
}
