package quiz

import (
	"fmt"
	"slices"
)

// dealTries bounds how many orders are tried to fill an attempt. Practice
// gives facts away as it goes, so one unlucky order may run dry early.
const dealTries = 24

// dealAttempt deals up to size items on the topics, spread evenly over them.
// No two share a key fact; in practice none asks for a fact that the feedback
// of an earlier one gives away. It may return fewer: that is all there is.
//
// Where the orders of the seed run dry, those of seed 0 are tried: they are
// what Available counts, so as many as it promises can always be had.
func (d *Deck) dealAttempt(edition, lang string, mode Mode, topics []string, size int, s Streams) ([]Item, error) {
	best, err := d.dealLongest(edition, lang, mode, topics, size, s)
	if err != nil || len(best) == size {
		return best, err
	}
	common, err := d.dealLongest(edition, lang, mode, topics, size, NewStreams(0))
	if len(common) > len(best) {
		best = common
	}
	return best, err
}

// dealLongest tries several orders and keeps the longest.
func (d *Deck) dealLongest(edition, lang string, mode Mode, topics []string, size int, s Streams) ([]Item, error) {
	var best []Item
	for try := range dealTries {
		items, err := d.dealOnce(edition, lang, mode, topics, size, s.Sub(fmt.Sprintf("try %d", try)))
		if err != nil {
			return nil, err
		}
		if len(items) > len(best) || best == nil {
			best = items
		}
		if len(best) == size {
			break
		}
	}
	return best, nil
}

func (d *Deck) dealOnce(edition, lang string, mode Mode, topics []string, size int, s Streams) ([]Item, error) {
	queues := d.queues(edition, topics, s)
	spent := map[string]bool{} // facts keyed or, in practice, given away
	var items []Item
	for len(items) < size && len(queues) > 0 {
		q := &queues[0]
		i := slices.IndexFunc(*q, func(sp *Spec) bool {
			return !slices.ContainsFunc(sp.KeyFacts(), func(id string) bool { return spent[id] })
		})
		if i < 0 {
			queues = queues[1:]
			continue
		}
		it, err := d.Deal((*q)[i], lang, s)
		if err != nil {
			return nil, err
		}
		items = append(items, it)
		used := it.Facts
		if mode == Practice {
			used = it.Reveals()
		}
		for _, id := range used {
			spent[id] = true
		}
		*q = slices.Delete(*q, i, i+1)
		queues = append(queues[1:], *q) // the next topic's turn
	}
	return items, nil
}

// queues gives each topic its specs in a random order, topics in a random
// order too.
func (d *Deck) queues(edition string, topics []string, s Streams) [][]*Spec {
	byTopic := map[string][]*Spec{}
	for _, sp := range d.specs[edition] {
		byTopic[sp.Topic] = append(byTopic[sp.Topic], sp)
	}
	var queues [][]*Spec
	for _, t := range topics {
		if q := byTopic[t]; len(q) > 0 {
			s.Rand("order of "+t).Shuffle(len(q), func(i, j int) { q[i], q[j] = q[j], q[i] })
			queues = append(queues, q)
		}
	}
	s.Rand("order of topics").Shuffle(len(queues), func(i, j int) { queues[i], queues[j] = queues[j], queues[i] })
	return queues
}
