package simulate

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"text/tabwriter"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
)

// Practice plays attempts on topics through the real services, and counts how
// much of what they deal is new.
type Practice struct {
	Deck     *deck.Deck
	Editions []string // empty is all that have begun
	Open     Opener
	Attempts int  // of a learner
	Size     int  // items of an attempt, fewer where a topic has no more
	Topics   bool // also each topic alone
	Seed     uint64
}

// Dealt is what one learner was dealt in all their attempts. Items that came
// back within an attempt are left out.
type Dealt struct {
	Edition string `json:"edition"`
	Learner string `json:"learner"`
	Pace    string `json:"pace"`
	Topic   string `json:"topic,omitempty"` // the one that was chosen; "" is all
	Items   int    `json:"items"`
	Right   int    `json:"right"`
	Again   int    `json:"again"`  // met word for word in an earlier attempt
	Untold  int    `json:"untold"` // of these, in an attempt that did not say that nothing fresh was left
	Facts   int    `json:"facts"`  // different ones
	// Uniform is how many different facts as many items would ask that are
	// drawn at random from all that can be asked, each time anew.
	Uniform  float64  `json:"uniform"`
	Offered  int      `json:"offered"`         // items that can be asked
	Families int      `json:"families"`        // of these
	Unmet    []string `json:"unmet,omitempty"` // families that were not dealt
}

// practiser is a made-up learner whose knowledge needs no memory.
type practiser struct {
	name   string
	before float64 // the chance to know a fact never told
	after  float64 // and one that was told
}

var practisers = []practiser{{"guesses", 0, 0}, {"knows 60 %, then 90 %", 0.6, 0.9}}

// paces are the times between two attempts.
var paces = []struct {
	name  string
	apart time.Duration
}{{"one a day", 24 * time.Hour}, {"in a row", 0}}

// Run plays every learner at every pace in every edition.
func (p *Practice) Run(ctx context.Context) (*PracticeReport, error) {
	r := &PracticeReport{Subject: p.Deck.ID(), Seed: p.Seed}
	editions := p.Editions
	if len(editions) == 0 {
		for _, e := range p.Deck.EditionsOn(deck.DateOf(firstDay)) {
			editions = append(editions, e.ID)
		}
	}
	for _, edition := range editions {
		topics := []string{""}
		for _, t := range p.Deck.Topics {
			if p.Topics && p.Deck.UsualItems(edition, t.ID, deck.DateOf(firstDay)) > 0 {
				topics = append(topics, t.ID)
			}
		}
		for _, l := range practisers {
			for _, pace := range paces {
				for _, topic := range topics {
					d := Dealt{Edition: edition, Learner: l.name, Pace: pace.name, Topic: topic}
					if err := p.play(ctx, &d, l, pace.apart); err != nil {
						return nil, fmt.Errorf("%s, %s, %s, %q: %w", edition, l.name, pace.name, topic, err)
					}
					r.Dealt = append(r.Dealt, d)
				}
			}
		}
	}
	r.judge()
	return r, nil
}

// play gives a learner a site of their own.
func (p *Practice) play(ctx context.Context, d *Dealt, l practiser, apart time.Duration) (err error) {
	clock := &clock{firstDay.Add(evening)}
	var seed [32]byte
	binary.BigEndian.PutUint64(seed[:], p.Seed)
	site, err := p.Open(ctx, clock.Now, rand.NewChaCha8(seed))
	if err != nil {
		return fmt.Errorf("open a site: %w", err)
	}
	defer func() {
		if closing := site.Close(); err == nil {
			err = closing
		}
	}()
	who, err := site.Enrol(ctx)
	if err != nil {
		return err
	}
	m := &met{practiser: l, deck: p.Deck, site: site, who: who, clock: clock, dealt: d, chance: rand.New(rand.NewPCG(p.Seed, 0x7072616374696365)),
		words: map[string]bool{}, facts: map[string]bool{}, families: map[string]bool{}}
	req := quiz.Start{Subject: p.Deck.ID(), Edition: d.Edition, Mode: deck.Practice, Size: p.Size}
	if d.Topic != "" {
		req.Topics = []string{d.Topic}
		if req.Size, err = p.Deck.AvailableUpTo(deck.Request{Edition: d.Edition, Lang: "en", Mode: deck.Practice, Topics: req.Topics, Levels: []string{deck.Usual}, Day: deck.DateOf(firstDay)}, p.Size); err != nil {
			return err
		}
	}
	for range p.Attempts {
		if err := m.attempt(ctx, req); err != nil {
			return err
		}
		clock.at = clock.at.Add(apart)
	}
	d.Facts = len(m.facts)
	p.offered(d, m.families)
	return nil
}

// met is what a learner has met so far.
type met struct {
	practiser
	deck  *deck.Deck
	site  *Site
	who   quiz.Learner
	clock *clock
	dealt *Dealt

	chance   *rand.Rand
	words    map[string]bool // item and stem
	facts    map[string]bool // by name
	families map[string]bool
}

// attempt plays one attempt and counts what is new in it.
func (m *met) attempt(ctx context.Context, req quiz.Start) error {
	a, err := m.site.Study.Start(ctx, m.who, req)
	if err != nil {
		return err
	}
	var words []string
	exhausted := a.Exhausted
	for pos := 1; pos <= a.Size(); pos++ {
		it := a.Items()[pos-1]
		right, err := m.knows(it)
		if err != nil {
			return err
		}
		if it.Role != deck.Return {
			m.dealt.Items++
			if right {
				m.dealt.Right++
			}
			if m.words[it.ID+"\n"+it.Stem] {
				m.dealt.Again++
				if !slices.Contains(exhausted, m.deck.Under(it)) {
					m.dealt.Untold++
				}
			}
			words = append(words, it.ID+"\n"+it.Stem)
			m.families[it.Family] = true
		}
		m.clock.at = m.clock.at.Add(perAnswer)
		if a, _, err = m.site.Quiz.Answer(ctx, m.who, a.ID, pos, quiz.Given{Options: it.Sample(right), Certainty: quiz.Think}); err != nil {
			return err
		}
		for _, name := range it.Names {
			m.facts[name] = true
		}
	}
	for _, w := range words {
		m.words[w] = true
	}
	_, _, err = m.site.Quiz.Finish(ctx, m.who, a.ID)
	return err
}

// knows decides whether the learner gets an item right: by knowing all of it,
// or by guessing.
func (m *met) knows(it deck.Item) (bool, error) {
	floor, err := it.Floor()
	if err != nil {
		return false, err
	}
	known := true
	for _, name := range it.Names {
		p := m.before
		if m.facts[name] {
			p = m.after
		}
		known = m.chance.Float64() < p && known
	}
	return known || m.chance.Float64() < floor, nil
}

// offered counts what could have been asked.
func (p *Practice) offered(d *Dealt, families map[string]bool) {
	asking, offered := map[string]int{}, map[string]bool{}
	for _, s := range p.Deck.Specs(d.Edition, deck.DateOf(firstDay)) {
		if d.Topic != "" && s.Under() != d.Topic || s.Model.Level != deck.Usual {
			continue
		}
		d.Offered++
		offered[s.Model.Family] = true
		for _, name := range s.Names() {
			asking[name]++
		}
	}
	d.Families = len(offered)
	for _, n := range asking {
		d.Uniform += 1 - math.Pow(1-float64(n)/float64(d.Offered), float64(d.Items))
	}
	for _, f := range slices.Sorted(maps.Keys(offered)) {
		if !families[f] {
			d.Unmet = append(d.Unmet, f)
		}
	}
}

// Goals of practice. Where there are fewer items than are asked, some come
// again: then that is told.
const (
	mostAgain  = 0.03
	leastFacts = 0.9
)

// PracticeReport is what a Practice found; the worst of its rows counts.
type PracticeReport struct {
	Subject string   `json:"subject"`
	Seed    uint64   `json:"seed"`
	Dealt   []Dealt  `json:"dealt"`
	Worst   []Figure `json:"worst"`
}

// Met reports whether every goal is met in every row.
func (r *PracticeReport) Met() bool {
	return !slices.ContainsFunc(r.Worst, func(f Figure) bool { return !f.Met })
}

func (r *PracticeReport) judge() {
	again, facts, unmet, untold := 0.0, math.Inf(1), 0, 0
	for _, d := range r.Dealt {
		untold += d.Untold
		if d.Topic != "" {
			unmet += len(d.Unmet)
			continue
		}
		again = max(again, float64(d.Again-max(0, d.Items-d.Offered))/float64(d.Items))
		facts = min(facts, float64(d.Facts)/d.Uniform)
	}
	r.Worst = []Figure{
		atMost("items met word for word again, beyond what there is, as a share", again, mostAgain),
		atLeast("different facts, as a share of a uniform draw's", facts, leastFacts),
		atMost("families of a chosen topic that were not met", float64(unmet), 0),
		atMost("items again without a word that nothing fresh is left", float64(untold), 0),
	}
}

// Print writes the report for people to read.
func (r *PracticeReport) Print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s, practice on topics; seed %d\n\n", r.Subject, r.Seed)
	fmt.Fprintf(w, "edition\tlearner\tpace\ttopic\titems\tright\tagain\tfacts\ta uniform draw's\tfamilies\n")
	for _, d := range r.Dealt {
		n := float64(d.Items)
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d of %d\t%.2f\t%.3f\t%d\t%.0f\t%d of %d\n", d.Edition, d.Learner, d.Pace, cmp.Or(d.Topic, "all"),
			d.Items, d.Offered, float64(d.Right)/n, float64(d.Again)/n, d.Facts, d.Uniform, d.Families-len(d.Unmet), d.Families)
	}
	fmt.Fprintln(w)
	printFigures(w, r.Worst)
	return w.Flush()
}
