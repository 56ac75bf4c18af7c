package audit

import (
	"slices"
	"strconv"
	"strings"

	"viva/internal/deck"
)

// world is the facts of a deck, so that a change to an item can be chosen that
// makes it wrong for certain.
type world struct {
	facts    map[string][]*deck.Fact // by relation
	byID     map[string]*deck.Fact
	entities map[string]*deck.Entity
}

func newWorld(d *deck.Deck) *world {
	w := &world{map[string][]*deck.Fact{}, map[string]*deck.Fact{}, d.Entities()}
	for _, f := range d.Facts() {
		w.facts[f.RelationID()] = append(w.facts[f.RelationID()], f)
		w.byID[f.ID] = f
	}
	return w
}

// truth is what the facts say about an item in its edition, on a day.
type truth struct {
	lang  string
	pairs []pair   // of what a prompt, a stem or a situation says, and its options
	right []string // right options that the item does not offer
	wrong []string // texts of the relation that are wrong, and not offered

	situations []string     // others, of which the key is false
	rates      []*deck.Rate // of the entity of a numeric item
}

// pair is a fact as an item may print it, or one that is arguably true.
type pair struct{ asks, shows string }

func (w *world) truth(s *deck.Spec, it deck.Item, day deck.Date) truth {
	t := truth{lang: it.Lang}
	var stem string
	print := func(f *deck.Fact, entity *deck.Entity) pair {
		_, value := f.Sides()
		if s.Model.Ask == "entity" {
			return pair{labelIn(value, it.Lang), labelIn(entity, it.Lang)}
		}
		return pair{labelIn(entity, it.Lang), labelIn(value, it.Lang)}
	}
	for _, f := range w.facts[s.Model.Relation] {
		if !slices.Contains(f.Editions, it.Edition) || !f.Validity().Contains(day) {
			continue
		}
		entity, _ := f.Sides()
		t.pairs = append(t.pairs, print(f, entity))
		if f.ID == it.Facts[0] {
			stem = print(f, entity).asks
		}
		for _, id := range f.Also {
			t.pairs = append(t.pairs, print(f, w.entities[id]))
		}
		if f.Value.Rate != nil && f.Entity == w.byID[it.Facts[0]].Entity {
			t.rates = append(t.rates, f.Value.Rate)
		}
	}
	t.sort(it, stem)
	return t
}

// sort divides what the facts give into what answers the stem and what does
// not, without what the item offers already.
func (t *truth) sort(it deck.Item, stem string) {
	keys := dealing{options: it.Options}
	for _, p := range t.pairs {
		switch offered := holds(keys.texts(), p.shows); {
		case offered:
		case t.joins(stem, p.shows):
			t.right = appendOnce(t.right, p.shows)
		default:
			t.wrong = appendOnce(t.wrong, p.shows)
		}
		if it.Situation != "" && !slices.ContainsFunc(it.Options, func(o deck.Option) bool { return o.Correct && t.joins(p.asks, o.Text) }) {
			t.situations = appendOnce(t.situations, p.asks)
		}
	}
}

// joins reports whether a fact, or an arguable one, joins the two.
func (t *truth) joins(asks, shows string) bool {
	return slices.ContainsFunc(t.pairs, func(p pair) bool { return strings.EqualFold(p.asks, asks) && strings.EqualFold(p.shows, shows) })
}

// same reports whether an option may read so and stay as right as it is.
func (t *truth) same(correct bool, text string) bool {
	if correct {
		return holds(t.right, text)
	}
	return holds(t.wrong, text)
}

// unlike are texts that belong to none of the prompts that key an option.
func (t *truth) unlike(prompts []deck.Prompt, option int) []string {
	var out []string
	for _, text := range t.wrong {
		if !slices.ContainsFunc(prompts, func(p deck.Prompt) bool { return p.Key == option && t.joins(p.Text, text) }) {
			out = append(out, text)
		}
	}
	return out
}

// strangers are prompts that an option does not belong to.
func (t *truth) strangers(option string, prompts []deck.Prompt) []string {
	var out []string
	for _, p := range t.pairs {
		if !t.joins(p.asks, option) && !slices.ContainsFunc(prompts, func(q deck.Prompt) bool { return strings.EqualFold(q.Text, p.asks) }) {
			out = appendOnce(out, p.asks)
		}
	}
	return out
}

// amount is where a stem names its usage: from the first digit before the unit
// up to the unit. Only numeric items have one.
func (t *truth) amount(it deck.Item) (from, to int) {
	if it.Number == nil {
		return 0, 0
	}
	to = strings.Index(it.Stem, "\u00a0"+it.Number.Unit)
	if to < 0 {
		return 0, 0
	}
	return to - len(strings.TrimLeft(it.Stem[strings.LastIndex(it.Stem[:to], " ")+1:to], " ")), to
}

// usage is the number that a stem names, or 0.
func (t *truth) usage(it deck.Item) int {
	from, to := t.amount(it)
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, it.Stem[from:to])
	n, _ := strconv.Atoi(digits) // of digits only
	return n
}

// charge is what rates make of a usage.
func charge(rates []*deck.Rate, usage int) deck.Decimal {
	least, sum := 0, 0
	for _, r := range rates {
		top := usage
		if r.To > 0 {
			top = min(top, r.To)
		}
		least, sum = max(least, 100*r.Minimum), sum+max(0, top-r.From)*r.Percent
	}
	return deck.Decimal(max(least, sum))
}

func holds(list []string, text string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, text) })
}

func appendOnce(list []string, text string) []string {
	if holds(list, text) {
		return list
	}
	return append(list, text)
}
