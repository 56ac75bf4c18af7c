package audit

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"viva/internal/deck"
)

// minSize is the least number of items of an attempt that is dealt.
const minSize = 5

// sample is an attempt as dealt.
type sample struct {
	deck.Request
	items []deck.Item
}

// sampled are the attempts that two rows look at, dealt once.
func (b *batch) sampled() ([]sample, error) {
	b.dealing.Do(func() {
		b.samples = make([]sample, b.Attempts)
		b.failed = b.share(b.Attempts, func(i int) error {
			s := &b.samples[i]
			s.Request = b.wish(deck.NewStreams(b.Seed).Sub("attempts").Sub(fmt.Sprint(i)))
			var err error
			if s.items, err = b.deck.DealAttempt(s.Request); err != nil {
				return fmt.Errorf("deal attempt %d: %w", i, err)
			}
			return nil
		})
	})
	return b.samples, b.failed
}

// wish asks for an attempt of any size, mode, language, edition and topics, on
// any day since the edition began.
func (b *batch) wish(s deck.Streams) deck.Request {
	chance := s.Rand("wish")
	e := b.deck.Editions[chance.IntN(len(b.deck.Editions))]
	o := deck.Request{
		Edition: e.ID,
		Lang:    deck.Langs[chance.IntN(len(deck.Langs))],
		Mode:    []deck.Mode{deck.Practice, deck.Exam}[chance.IntN(2)],
		Size:    minSize + chance.IntN(deck.MaxSize-minSize+1),
		Day:     randomDay(chance, e.From),
		Streams: s,
	}
	for _, t := range b.deck.Topics {
		if chance.IntN(2) == 0 {
			o.Topics = append(o.Topics, t.ID)
		}
	}
	if o.Topics == nil {
		for _, t := range b.deck.Topics {
			o.Topics = append(o.Topics, t.ID)
		}
	}
	return o
}

// attempts looks for what a learner would take for the same question twice.
func (b *batch) attempts(r *Row) error {
	samples, err := b.sampled()
	if err != nil {
		return err
	}
	found := newFindings()
	items := 0
	for _, s := range samples {
		items += len(s.items)
		b.repeats(found, s)
	}
	r.figure("attempts", float64(len(samples)), "")
	r.figure("items", float64(items), "")
	r.settle(found, b.Limit)
	rules := found.rules()
	for _, rule := range []string{keyedTwice, givenAway} {
		r.demand(rule, float64(rules[rule]), "", rules[rule] == 0)
	}
	return nil
}

const (
	keyedTwice = "a key fact twice"
	givenAway  = "asked after a feedback that told it"
)

// repeats looks through one attempt in its order.
func (b *batch) repeats(found *findings, s sample) {
	keyed, told := map[string]bool{}, map[string]bool{}
	for _, it := range s.items {
		for _, id := range it.Facts {
			switch fact := b.once(id); {
			case keyed[fact]:
				found.item(keyedTwice, it, "fact "+id)
			case told[fact] && s.Mode == deck.Practice:
				found.item(givenAway, it, "fact "+id)
			}
		}
		for _, id := range it.Facts {
			keyed[b.once(id)] = true
		}
		for _, id := range it.Reveals() {
			told[b.once(id)] = true
		}
	}
}

// once is what a fact says: facts that say the same are one.
func (b *batch) once(id string) string {
	if f := b.facts[id]; f != nil && f.Same != "" {
		return "same " + f.Same
	}
	return id
}

// blueprint compares the topics of an attempt with their weights. A topic that
// has nothing left to ask gives its share to the others, which then get more
// than theirs, never less.
func (b *batch) blueprint(r *Row) error {
	samples, err := b.sampled()
	if err != nil {
		return err
	}
	found := newFindings()
	below, above := 0.0, 0.0
	for _, s := range samples {
		off := b.offShare(s)
		below, above = max(below, off.below), max(above, off.above)
		if off.below > 1 || off.above > 1 {
			found.add(Offender{Model: "topic " + off.topic, Rule: "off its share", Edition: s.Edition, Lang: s.Lang,
				Item: fmt.Sprint(s.Topics, " on ", s.Day), Says: fmt.Sprintf("%.2f below or %.2f above in a %s of %d", off.below, off.above, s.Mode, len(s.items))})
		}
	}
	r.figure("attempts", float64(len(samples)), "")
	r.demand("furthest below a share", below, "items", below <= 1)
	r.demand("furthest above a share, when no topic ran dry", above, "items", above <= 1)
	r.settle(found, b.Limit)
	return nil
}

// distance is how far an attempt is from its blueprint, at most.
type distance struct {
	below, above float64
	topic        string
}

// offShare compares every topic that has something left with its share.
func (b *batch) offShare(s sample) distance {
	count, weights := map[string]int{}, 0
	for _, it := range s.items {
		count[b.deck.Under(it)]++
	}
	left, dry := b.left(s), false
	for _, id := range s.Topics {
		weights += b.weight(id)
		dry = dry || !left[id]
	}
	var off distance
	for _, id := range s.Topics {
		if !left[id] {
			continue
		}
		more := float64(count[id]) - float64(len(s.items)*b.weight(id))/float64(weights)
		if -more > max(off.below, off.above) || (more > max(off.below, off.above) && !dry) {
			off.topic = id
		}
		off.below = max(off.below, -more)
		if !dry {
			off.above = max(off.above, more)
		}
	}
	return off
}

func (b *batch) weight(topic string) int { return max(1, b.deck.Topic(topic).Weight) }

// left tells which topics could give one item more: one that stands alone and
// asks for nothing that was asked or told.
func (b *batch) left(s sample) map[string]bool {
	spent := map[string]bool{}
	for _, it := range s.items {
		used := it.Facts
		if s.Mode == deck.Practice {
			used = it.Reveals()
		}
		for _, id := range used {
			spent[b.once(id)] = true
		}
	}
	left := map[string]bool{}
	for _, spec := range b.deck.Specs(s.Edition, s.Day) {
		if !left[spec.Topic] && spec.Case() == "" {
			left[spec.Topic] = !slices.ContainsFunc(spec.KeyFacts(), func(id string) bool { return spent[b.once(id)] })
		}
	}
	return left
}

// The days that are asked about: first and last year.
const firstYear, lastYear = 2018, 2028

// randomDay is a day of those years, not before from; from itself, if it is
// later than they.
func randomDay(chance *rand.Rand, from deck.Date) deck.Date {
	first := max(from, dateOf(firstYear, 1, 1))
	n := daysBetween(first, dateOf(lastYear, 12, 31))
	return plusDays(first, chance.IntN(max(0, n)+1))
}
