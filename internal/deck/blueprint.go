package deck

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"viva/internal/fault"
)

// Request says what an attempt is to consist of.
type Request struct {
	Edition string
	Lang    string
	Mode    Mode
	Topics  []string
	Size    int
	Day     Date // decides what can be asked, see Reference
	Streams Streams

	Types    []string        // of items; empty is all
	Levels   []string        // of models; empty is all
	Facts    map[string]bool // names of facts: only what asks these alone is dealt; empty is all
	Spent    []string        // names of facts that are not asked
	Withheld map[string]bool // names of facts that no feedback may tell either
	Arrange  Arrange         // nil leaves it to chance
	Last     map[string]int  // id of an item -> the wording it had last; it gets another, if it has one

	prefer func(*Spec) float64 // of an exam, where nothing is arranged: the lowest first within a topic
	enough int                 // if not 0, dealing stops at so many items: they are only counted
}

// Arrange puts in order what a topic has to deal, which comes in an order of
// chance, and returns how many of the hands are fresh. The others are dealt
// only where no topic has anything fresh left. A hand is an item, or the
// questions of a case set.
type Arrange func(hands [][]*Spec, chance *rand.Rand) (fresh int)

// Offers reports whether the request may ask a spec at all, whatever its topic.
func (o *Request) Offers(s *Spec) bool {
	return (len(o.Types) == 0 || slices.Contains(o.Types, s.Model.Type)) && (len(o.Levels) == 0 || slices.Contains(o.Levels, s.Model.Level)) &&
		(len(o.Facts) == 0 || !slices.ContainsFunc(s.Names(), func(name string) bool { return !o.Facts[name] }))
}

// counted reports whether there are enough items to stop counting.
func (o *Request) counted(items []Item) bool { return o.enough > 0 && len(items) >= o.enough }

func (o *Request) spent() map[string]bool {
	spent := make(map[string]bool, len(o.Spent))
	for _, name := range o.Spent {
		spent[name] = true
	}
	return spent
}

// dealTries bounds how many orders are tried to fill an attempt. Practice
// gives facts away as it goes, so one unlucky order may run dry early. A full
// attempt whose topics could not all give their share is tried again less
// often: where a topic is poor, no order helps.
const dealTries, shareTries = 24, 4

// DealAttempt deals up to Size items on the topics, shared out by the topics'
// weights. No two key the same fact; in practice none asks for a fact that the
// feedback of an earlier one gives away. It returns fewer where no order that
// is tried gives more.
//
// Where the orders of the seed run dry, those of seed 0 are tried, without
// preference, be it for another wording: they are what Available counts, so as
// many as it promises can always be had.
func (d *Deck) DealAttempt(o Request) ([]Item, error) {
	best, err := d.dealLongest(o)
	if err != nil || len(best) == o.Size {
		return best, err
	}
	o.Streams, o.prefer, o.Arrange, o.Last = NewStreams(0), nil, nil, nil
	common, err := d.dealLongest(o)
	if len(common) > len(best) {
		best = common
	}
	return best, err
}

// Available counts the items that an attempt on these topics can have. Practice
// gives facts away as it goes, so it can have fewer than an exam.
func (d *Deck) Available(o Request) (int, error) { return d.AvailableUpTo(o, MaxSize) }

// AvailableUpTo counts like Available, but stops at most. It takes a fraction
// of the time to learn whether a few items can be had.
func (d *Deck) AvailableUpTo(o Request, most int) (int, error) {
	o.Size, o.Streams, o.prefer, o.Arrange = MaxSize, NewStreams(0), nil, nil
	o.enough = most
	items, err := d.dealLongest(o)
	return min(len(items), most), err
}

// dealLongest deals several orders and keeps the longest. Of equally long ones
// it keeps the first in which every topic gave its share.
func (d *Deck) dealLongest(o Request) ([]Item, error) {
	var best []Item
	streams, bestShared := o.Streams, false
	for try := range dealTries {
		o.Streams = streams.Sub(fmt.Sprintf("try %d", try))
		items, shared, err := d.dealOnce(o)
		if err != nil {
			return nil, err
		}
		if best == nil || len(items) > len(best) || (len(items) == len(best) && shared && !bestShared) {
			best, bestShared = items, shared
		}
		if len(best) == o.Size && (bestShared || try+1 >= shareTries) || o.counted(best) {
			break
		}
	}
	return best, nil
}

// dealOnce deals one order. Where a topic cannot fill its quota the rest goes
// to the others, and shared is false.
func (d *Deck) dealOnce(o Request) (items []Item, shared bool, err error) {
	h := hand{Request: o, deck: d, spent: o.spent()}
	h.fillQueues()
	shared = true
	for round := 0; len(h.items) < o.Size; round++ {
		s := o.Streams.Sub(fmt.Sprintf("round %d", round))
		quotas, rounded := apportion(o.Size-len(h.items), h.queues, s.Rand("quotas"))
		before := len(h.items)
		for _, i := range interleave(quotas, s.Rand("turns")) {
			lender := lenderTo(i, quotas, rounded)
			dealt, err := h.next(h.queues[i], quotas[i], lender >= 0)
			if err != nil || o.counted(h.items) {
				return h.items, false, err
			}
			if dealt > quotas[i] {
				quotas[lender], rounded[lender] = quotas[lender]-1, down
				dealt--
			}
			quotas[i] -= dealt
		}
		if len(h.items) == before && !h.turnToRest() {
			break // all queues are dry
		}
		shared = shared && round == 0
	}
	return h.items, shared, nil
}

// hand is an attempt while it is dealt.
type hand struct {
	Request
	deck   *Deck
	queues []*queue
	spent  map[string]bool // facts keyed or, in practice, given away
	items  []Item
}

// queue is what a topic has left to deal, in a random order. The questions of
// a case set are one hand, dealt together.
type queue struct {
	weight int
	hands  [][]*Spec
	rest   [][]*Spec // not fresh: these follow where no queue has anything else
}

// turnToRest lets what is not fresh follow, and reports whether there is any.
func (h *hand) turnToRest() bool {
	turned := false
	for _, q := range h.queues {
		turned = turned || len(q.rest) > 0
		q.hands, q.rest = append(q.hands, q.rest...), nil
	}
	return turned
}

// arrange sorts a shuffled queue as the request wants it.
func (q *queue) arrange(o *Request, topic string) {
	switch {
	case o.Arrange != nil:
		fresh := o.Arrange(q.hands, o.Streams.Rand("arrangement of "+topic))
		q.hands, q.rest = slices.Clip(q.hands[:fresh]), q.hands[fresh:]
	case o.prefer != nil:
		q.sort(o.prefer)
	}
}

// sort puts first what is preferred; a case set is as wanted as its questions
// are on average.
func (q *queue) sort(prefer func(*Spec) float64) {
	wanted := make(map[*Spec]float64, len(q.hands))
	for _, specs := range q.hands {
		sum := 0.0
		for _, s := range specs {
			sum += prefer(s)
		}
		wanted[specs[0]] = sum / float64(len(specs))
	}
	slices.SortStableFunc(q.hands, func(a, b []*Spec) int { return cmp.Compare(wanted[a[0]], wanted[b[0]]) })
}

// left is how many items the queue has.
func (q *queue) left() int {
	n := 0
	for _, specs := range q.hands {
		n += len(specs)
	}
	return n
}

// add puts a spec at the end, or with the others of its case set.
func (q *queue) add(s *Spec) {
	set := s.Case()
	if i := slices.IndexFunc(q.hands, func(have []*Spec) bool { return set != "" && have[0].Case() == set }); i >= 0 {
		q.hands[i] = append(q.hands[i], s)
		return
	}
	q.hands = append(q.hands, []*Spec{s})
}

func (h *hand) fillQueues() {
	topics := map[string]*queue{}
	for _, id := range h.Topics {
		q := &queue{weight: 1}
		if t := h.deck.Topic(id); t != nil {
			q.weight = max(1, t.Weight)
		}
		topics[id] = q
		h.queues = append(h.queues, q)
	}
	for _, s := range h.deck.Specs(h.Edition, h.Day) {
		if q := topics[s.Under()]; q != nil && h.Offers(s) {
			q.add(s)
		}
	}
	for i, q := range h.queues {
		h.Streams.Rand("order of "+h.Topics[i]).Shuffle(len(q.hands), func(i, j int) { q.hands[i], q.hands[j] = q.hands[j], q.hands[i] })
		q.arrange(&h.Request, h.Topics[i])
	}
}

// lenderTo finds a topic whose quota was rounded up and is not used up, to give
// one item to a topic whose quota was rounded down; or -1. Both then stay
// less than one item from their share. A topic whose share is whole borrows
// nothing: it would have one item too many.
func lenderTo(i int, quotas []int, rounded []rounding) int {
	if rounded[i] != down {
		return -1
	}
	for j, r := range rounded {
		if r == up && quotas[j] > 0 {
			return j
		}
	}
	return -1
}

// rounding is how a quota came of a share.
type rounding int

const (
	whole rounding = iota
	down
	up
)

// next deals what comes next in a queue and is neither spent nor longer than
// the quota, and tells how many items that were. A case set may be one longer
// where another topic can lend that item; small attempts would otherwise have
// no case set.
func (h *hand) next(q *queue, quota int, lent bool) (int, error) {
	for i := 0; i < len(q.hands); i++ {
		specs := q.hands[i]
		room := quota
		if lent && len(specs) > 1 {
			room++
		}
		if len(specs) > room || h.asked(specs) {
			continue
		}
		q.hands = slices.Delete(q.hands, i, i+1)
		dealt, err := h.deal(specs)
		if err != nil || dealt > 0 {
			return dealt, err
		}
		i--
	}
	return 0, nil
}

// asked reports whether a key fact of the specs is spent or withheld.
func (h *hand) asked(specs []*Spec) bool {
	return slices.ContainsFunc(specs, func(s *Spec) bool {
		return slices.ContainsFunc(s.keys, func(k *option) bool { return h.spent[k.fact.Name()] || h.Withheld[k.fact.Name()] })
	})
}

// deal adds the items of all specs. It adds none where the feedback of one
// gives the next away, or tells a fact that is withheld.
func (h *hand) deal(specs []*Spec) (int, error) {
	before := len(h.items)
	var spent []string
	for _, s := range specs {
		it, err := h.deck.Deal(s, h.Lang, h.reworded(s))
		if err != nil {
			return 0, err
		}
		if slices.ContainsFunc(s.keys, func(k *option) bool { return slices.Contains(spent, k.fact.Name()) }) || h.deck.Tells(it, h.Withheld) {
			h.items = h.items[:before]
			return 0, nil
		}
		h.items = append(h.items, it)
		used := it.Facts
		if h.Mode == Practice {
			used = it.Reveals()
		}
		for _, id := range used {
			spent = append(spent, h.deck.NameOf(id))
		}
	}
	for _, id := range spent {
		h.spent[id] = true
	}
	return len(specs), nil
}

// reworded are the streams that deal a spec in another wording than it had last.
func (h *hand) reworded(s *Spec) Streams {
	wording, again := h.Last[s.ID]
	if !again {
		return h.Streams
	}
	return s.reworded(Want{Model: s.Model.ID, Wording: wording}, h.Streams)
}

// Name names what a fact says: facts with the same name are one fact to a
// learner. An attempt asks only one of them, and memory keeps them as one.
func (f *Fact) Name() string {
	if f.Same != "" {
		return "same " + f.Same
	}
	return f.ID
}

// NameOf is the name of the fact of that id. An id that the deck does not know,
// or knows no longer, stands for itself.
func (d *Deck) NameOf(id string) string {
	if f := d.factByID[id]; f != nil {
		return f.Name()
	}
	return id
}

// apportion shares n items out over the queues by their weights and largest
// remainders, none getting more than it has; chance decides between equals. It
// tells how each quota was rounded.
func apportion(n int, queues []*queue, chance *rand.Rand) (quotas []int, rounded []rounding) {
	quotas = make([]int, len(queues))
	open := chance.Perm(len(queues))
	for len(open) > 0 {
		weights := 0
		for _, i := range open {
			weights += queues[i].weight
		}
		remainder := func(i int) int { return n * queues[i].weight % weights }
		slices.SortStableFunc(open, func(i, j int) int { return remainder(j) - remainder(i) })
		extra := n
		for _, i := range open {
			quotas[i] = n * queues[i].weight / weights
			extra -= quotas[i]
		}
		rounded = make([]rounding, len(queues))
		for at, i := range open {
			switch {
			case at < extra:
				quotas[i]++
				rounded[i] = up
			case remainder(i) > 0:
				rounded[i] = down
			}
		}
		poor := slices.DeleteFunc(slices.Clone(open), func(i int) bool { return quotas[i] <= queues[i].left() })
		if len(poor) == 0 {
			break
		}
		for _, i := range poor { // these give all they have, the others share the rest
			quotas[i] = queues[i].left()
			n -= quotas[i]
		}
		open = slices.DeleteFunc(open, func(i int) bool { return slices.Contains(poor, i) })
	}
	return quotas, rounded
}

// interleave orders the turns so that each queue's are spread over the whole:
// the jth of q falls at random into the jth of q equal parts.
func interleave(quotas []int, chance *rand.Rand) []int {
	type turn struct{ queue, at int }
	const whole = 1 << 30
	var turns []turn
	for i, q := range quotas {
		for j := range q {
			turns = append(turns, turn{i, (j*whole + chance.IntN(whole)) / q})
		}
	}
	slices.SortStableFunc(turns, func(a, b turn) int { return a.at - b.at })
	order := make([]int, len(turns))
	for i, t := range turns {
		order[i] = t.queue
	}
	return order
}

// ErrTooFew has the number of items that can be had as its detail "available".
var ErrTooFew = fault.New(fault.Invalid, "too_few",
	"The chosen topics have fewer questions than that.", "")

// TooFew is ErrTooFew with the number of items that the request can have.
func (d *Deck) TooFew(o Request) error {
	n, err := d.Available(o)
	if err != nil {
		return fmt.Errorf("count what is available: %w", err)
	}
	return ErrTooFew.At("size").With("available", n)
}
