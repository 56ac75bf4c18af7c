package deck

// Bounds of what always giving the same answer may earn.
const (
	closedOptions = 8    // a set of so many options at most is known by heart
	enoughItems   = 20   // of fewer items, chance makes one key the most frequent
	priorMargin   = 0.10 // over the share that each option has by chance
)

// checkPriors refuses a model of which one answer is right so often that a
// learner who always gives it does well: most features of a line-up begin with
// one plan, but that is nothing to be learned from questions.
func (b *builder) checkPriors() {
	told := map[*Model]bool{}
	for _, e := range b.Editions {
		for _, r := range b.regimes[e.ID] {
			for m, p := range priorsOf(r.specs) {
				if key, share, bound := p.most(); share > bound && !told[m] {
					told[m] = true
					b.fault(m.at, "%q is the key of %.0f%% of the items of model %q in edition %q, of which chance would give %.0f%%: ask for the others as well, or ask some of its facts the other way (at most %.0f%%)",
						key.EN.Text, 100*share, m.ID, e.ID, 100/float64(len(p.options)), 100*bound)
				}
			}
		}
	}
}

// prior counts how often each option of a model is the key.
type prior struct {
	keys    map[*Entity]int
	options map[*Entity]bool
	items   int
}

func priorsOf(specs []*Spec) map[*Model]*prior {
	all := map[*Model]*prior{}
	for _, s := range specs {
		if s.Model.Ask != askEntity || s.Model.Keys != 1 || s.Model.typ.Form() != (Form{}) {
			continue
		}
		p := all[s.Model]
		if p == nil {
			p = &prior{keys: map[*Entity]int{}, options: map[*Entity]bool{}}
			all[s.Model] = p
		}
		p.items++
		p.keys[s.keys[0].shows]++
		p.options[s.keys[0].shows] = true
		for _, o := range s.pool {
			p.options[o.shows] = true
		}
	}
	return all
}

// most is the most frequent key, its share of the items, and the greatest share
// that is allowed.
func (p *prior) most() (key *Entity, share, bound float64) {
	if p.items < enoughItems || len(p.options) > closedOptions {
		return nil, 0, 1
	}
	for e, n := range p.keys {
		if key == nil || n > p.keys[key] || n == p.keys[key] && e.ID < key.ID {
			key = e
		}
	}
	return key, float64(p.keys[key]) / float64(p.items), 1/float64(len(p.options)) + priorMargin
}
