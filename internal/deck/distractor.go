package deck

import (
	"slices"
	"unicode/utf8"
)

// distractors lists the options worth offering beside the key: true statements
// about sibling entities that are false for this stem. What an author marked
// as arguable (also) is never among them.
func (m *Model) distractors(all, keys []*Fact) []*option {
	trueHere := map[string]bool{} // ids and texts that would be a second key
	arguable := map[string]bool{}
	for _, k := range keys {
		for _, id := range k.Also {
			arguable[id] = true
		}
	}
	for _, f := range all {
		if m.trueFor(f, keys[0]) {
			for _, t := range []string{m.optionOf(f).shows.ID, m.optionOf(f).shows.EN.Text, m.optionOf(f).shows.FR.Text} {
				trueHere[t] = true
			}
		}
	}
	var pool []*option
	for _, f := range all {
		o := m.optionOf(f)
		switch {
		case m.trueFor(f, keys[0]), arguable[f.Entity]:
		case m.Ask == askValue && slices.Contains(f.Also, keys[0].Entity):
		case trueHere[o.shows.ID], trueHere[o.shows.EN.Text], trueHere[o.shows.FR.Text]:
		default:
			pool = append(pool, o)
		}
	}
	return pool
}

// trueFor reports whether f's option answers the stem that key is asked with.
func (m *Model) trueFor(f, key *Fact) bool {
	if m.Ask == askValue {
		return f.Entity == key.Entity
	}
	return f.value.ID == key.value.ID
}

// Strategies of drawing distractors.
const (
	byMisconception = "misconceptions" // what a documented belief makes people choose
	byNeighbour     = "neighbours"     // nearest to the key in the order of its kind
	bySibling       = "siblings"       // any other
)

// farthest bounds a distance, so that every option of one strategy is drawn
// before any option of the next.
const farthest = 1 << 16

// prefer notes, once for a spec, all that drawing asks about its options. An
// option that no strategy of the model names leaves the pool.
func (d *Deck) prefer(s *Spec) {
	for _, o := range s.keys {
		d.measure(o)
	}
	beliefs := d.believed(s)
	kept := s.pool[:0]
	for _, o := range s.pool {
		d.measure(o)
		o.belief = beliefs[o.shows.ID]
		o.preference = d.preference(s, o)
		if o.preference < 0 {
			continue
		}
		if o.belief != nil {
			o.belief.used[s.Edition] = true
		}
		kept = append(kept, o)
	}
	s.pool = kept
}

func (d *Deck) measure(o *option) {
	o.apart = d.barred[o.shows.ID] != nil || d.barred[o.fact.ID] != nil
	for i, lang := range Langs {
		o.length[i] = utf8.RuneCountInString(o.shows.in(lang).Text)
	}
}

// preference says how early the option is drawn; lower is earlier. It counts
// the strategies before the first one that names the option, and then the
// distance to the key. It is -1 where no strategy names it.
func (d *Deck) preference(s *Spec, o *option) int {
	for i, strategy := range s.Model.Distractors {
		switch {
		case strategy == bySibling, strategy == byMisconception && o.belief != nil:
			return i * farthest
		case strategy == byNeighbour:
			distance := farthest - 1
			for _, k := range s.keys {
				distance = min(distance, max(k.shows.rank-o.shows.rank, o.shows.rank-k.shows.rank))
			}
			return i*farthest + distance
		}
	}
	return -1
}

// size is what a guesser could rank the options by: their rank in the order
// of their kind where neighbours are drawn, else the length of their text.
func (s *Spec) size(o *option, lang int) int {
	if slices.Contains(s.Model.Distractors, byNeighbour) {
		return o.shows.rank
	}
	return o.length[lang]
}

// draw picks n distractors of the spec that may stand together, no two showing
// the same. First it draws whether the key is the longest option, the shortest
// or one between, each as likely as the other. Then it draws as many options
// above and below the key as that takes, the preferred first. So the length of
// an option tells nothing, unless the pool has too few on one side.
//
// Values of one and the same thing look alike, and whoever knows it crosses them
// out together. So they come from different things as far as the pool allows:
// each from its own, then at least from two, and that goes before the lengths.
func (d *Deck) draw(s *Spec, n int, lang string, streams Streams) []*option {
	l := slices.Index(Langs, lang)
	sizes := make([]int, len(s.keys))
	for i, k := range s.keys {
		sizes[i] = s.size(k, l)
	}
	room := spread(n, len(s.keys), streams)
	picked := make([]*option, len(s.keys), len(s.keys)+n)
	copy(picked, s.keys)
	order := s.order(streams)
	for _, pass := range drawingPasses(n) {
		for _, i := range order {
			if len(picked) == cap(picked) {
				break
			}
			o := s.pool[i]
			low, high := between(sizes, s.size(o, l))
			for low < high && room[low] == 0 {
				low++
			}
			if pass.balanced && room[low] == 0 || s.crowded(picked, o, pass.each) ||
				slices.ContainsFunc(picked, func(c *option) bool { return !d.fit(c, o) }) {
				continue
			}
			room[low]--
			picked = append(picked, o)
		}
	}
	return picked[len(s.keys):]
}

// drawingPass is what one go through the pool minds.
type drawingPass struct {
	balanced bool // the length of the key
	each     int  // how many distractors come from one thing at most
}

func drawingPasses(n int) []drawingPass {
	most := max(1, n-1)
	return []drawingPass{{true, 1}, {true, most}, {false, most}, {false, n}}
}

// crowded reports whether the entity of o has given its share of distractors. A
// documented belief is worth a second one of the same entity.
func (s *Spec) crowded(picked []*option, o *option, share int) bool {
	same, others := 0, 0
	for _, c := range picked[len(s.keys):] {
		if c.fact.Entity == o.fact.Entity {
			same++
		} else {
			others++
		}
	}
	if o.belief != nil && others > 0 {
		return false
	}
	return same >= share
}

// spread draws how many of n distractors stand below each of the keys and
// above the last: every way to mix them is equally likely.
func spread(n, keys int, s Streams) []int {
	room := make([]int, keys+1)
	at := 0
	for _, slot := range s.Rand("length").Perm(n + keys) {
		if slot < keys {
			at++
		} else {
			room[at]++
		}
	}
	return room
}

// between counts the keys that are smaller than size, and those not larger.
func between(sizes []int, size int) (smaller, notLarger int) {
	for _, k := range sizes {
		if k < size {
			smaller++
		}
		if k <= size {
			notLarger++
		}
	}
	return smaller, notLarger
}

// order draws the pool's order: the preferred first, by chance among equals.
func (s *Spec) order(streams Streams) []int {
	order := streams.Rand("distractors").Perm(len(s.pool))
	slices.SortStableFunc(order, func(a, b int) int { return s.pool[a].preference - s.pool[b].preference })
	return order
}

// fit reports whether two options may stand in one item.
func (d *Deck) fit(a, b *option) bool {
	return a.shows.ID != b.shows.ID && a.shows.EN.Text != b.shows.EN.Text &&
		a.shows.FR.Text != b.shows.FR.Text && (!a.apart || !b.apart || d.meet(a, b))
}

// linkStrategies checks a model's strategies and fills in what it leaves out.
func (b *builder) linkStrategies(m *Model) {
	if m.Distractors == nil {
		m.Distractors = []string{byMisconception, bySibling}
	}
	if m.Level == Advanced {
		or(&m.Facility, 0.55)
	}
	or(&m.Facility, 0.7)
	if !slices.Contains(m.Distractors, byNeighbour) {
		return
	}
	b.demandOrder(m, m.at.below("distractors"), "an option of it has no neighbours; give the kind \"ordered: true\" in deck.yaml, or leave neighbours out")
}

// demandOrder refuses options without an order of their own; otherwise says
// what comes of that.
func (b *builder) demandOrder(m *Model, at position, otherwise string) {
	kinds := []string{m.relation.Value}
	if m.Ask == askEntity {
		kinds = m.relation.Entity
	}
	for _, k := range kinds {
		if !b.ordered[k] {
			b.fault(at, "kind %q has no order, so %s", k, otherwise)
		}
	}
	if len(kinds) > 1 {
		b.fault(at, "options of several kinds have no common order, so %s", otherwise)
	}
}
