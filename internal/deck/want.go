package deck

import "slices"

// Want asks for an item on a fact, put otherwise than last time.
type Want struct {
	Fact    string // its name, see Fact.Name
	Item    string // the id of the item that is wanted, or "" for any on the fact
	Model   string // through which it was asked last, or ""
	Wording int    // and in which of its wordings
}

// wordingTries bounds how often a wording is drawn again to be another one.
// Where there are two wordings, the same one comes up so many times in a row
// once in 2^64 deals.
const wordingTries = 64

// DealWanted deals an item for each want, in their order and at most Size. A
// fact that nothing asks on the day is left out, and so is one that an earlier
// item of the deal gives away: it comes another time. Topics play no part; types
// and levels that are not asked for do not ask any fact.
func (d *Deck) DealWanted(o Request, wants []Want) ([]Item, error) {
	h := hand{Request: o, deck: d, spent: o.spent()}
	asking := d.regime(o.Edition, o.Day).asking
	for _, w := range wants {
		if len(h.items) == o.Size {
			break
		}
		if h.spent[w.Fact] {
			continue
		}
		for _, s := range w.prefer(asking[w.Fact], o.Streams) {
			if w.Item != "" && s.ID != w.Item || !o.Offers(s) || h.asked([]*Spec{s}) {
				continue
			}
			h.Streams = s.reworded(w, o.Streams)
			dealt, err := h.deal([]*Spec{s})
			if err != nil {
				return nil, err
			}
			if dealt > 0 {
				break
			}
		}
	}
	return h.items, nil
}

// prefer orders the ways to ask: those that ask this fact alone before those
// that ask several, another model than last time before the same, and chance
// among equals. What is advanced comes last, unless that was how the fact was
// asked last time.
func (w Want) prefer(specs []*Spec, s Streams) []*Spec {
	order := slices.Clone(specs)
	advanced := slices.ContainsFunc(specs, func(s *Spec) bool { return s.Model.ID == w.Model && s.Model.Level == Advanced })
	s.Rand("ways to ask "+w.Fact).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	rank := func(s *Spec) int {
		r := 0
		if s.Model.ID == w.Model {
			r += 2
		}
		if len(s.keys) > 1 {
			r++
		}
		if s.Model.Level == Advanced && !advanced {
			r += 4
		}
		return r
	}
	slices.SortStableFunc(order, func(a, b *Spec) int { return rank(a) - rank(b) })
	return order
}

// reworded finds streams that put the spec in another wording than last time,
// where its model has one.
func (s *Spec) reworded(w Want, streams Streams) Streams {
	for try := 0; s.Model.ID == w.Model && len(s.Model.stems) > 1 && try < wordingTries; try++ {
		if s.wording(s.streams(streams)) != w.Wording {
			break
		}
		streams = streams.Sub("reword")
	}
	return streams
}
