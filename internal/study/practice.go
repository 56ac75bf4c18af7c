package study

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"viva/internal/deck"
	"viva/internal/memory"
	"viva/internal/quiz"
)

// Start deals an attempt on topics or an exam. Practice asks what is fresh to
// the learner, see practice; the trial items of an exam go to models that few
// have answered. A seed that the learner chose deals what it always does.
func (s *Service) Start(ctx context.Context, who quiz.Learner, req quiz.Start) (*quiz.Attempt, error) {
	d, err := s.quiz.Deck(req.Subject)
	if err != nil || req.Seed != nil {
		return s.quiz.Start(ctx, who, req)
	}
	ratings, err := s.store.Ratings(ctx, d.ID())
	if err != nil {
		return nil, fmt.Errorf("read the ratings: %w", err)
	}
	if req.Exam != "" || req.Mode != deck.Practice {
		req.Young = func(model string) bool { return ratings.Models[model].Answers < youngAnswers }
		return s.quiz.Start(ctx, who, req)
	}
	p, err := s.practice(ctx, who, d, ratings)
	if err != nil {
		return nil, err
	}
	p.follow(&req)
	req.Arrange, req.Last = p.arrange, p.last
	a, err := s.quiz.Start(ctx, who, req)
	if err == nil {
		a.Exhausted = p.exhausted(a)
	}
	return a, err
}

// youngAnswers is up to how many answers a model counts as young.
const youngAnswers = 30

// What counts as fresh.
const (
	// remembered is how many of the last answers are looked at: an item among
	// them is not fresh.
	remembered = 400
	// coolDown is in how many of the last attempts a fact makes its items not
	// fresh, unless it is due.
	coolDown = 6
	// oneDueIn says how many of the fresh items of a topic are due facts, where
	// there are new ones too: one in so many.
	oneDueIn = 3
)

// practice chooses what practice on topics asks of a learner. Fresh items come
// first: those that the learner was not asked lately, on facts that were not
// asked in the last attempts or are due again; and all of a family that was
// never met. Of these an attempt asks one of
// a family at most, beginning with families never met, until the learner has
// met all families of the topic. Then those come first that tell most about
// the learner.
type practice struct {
	deck    *deck.Deck
	plan    Plan
	today   deck.Date // the learner's own
	day     float64
	mind    Mind
	ratings Ratings
	asked   map[string]time.Time // items of the last answers, with the last time
	last    map[string]int       // the wording that each of them had then
	models  map[string]bool      // of the last answers
	cooling time.Time            // facts asked since then are not fresh
	spent   map[string]bool      // topics of which every item was asked lately
}

func (s *Service) practice(ctx context.Context, who quiz.Learner, d *deck.Deck, ratings Ratings) (*practice, error) {
	p := &practice{deck: d, today: s.DateOf(who), day: quiz.Day(who.Local(s.now())), ratings: ratings,
		asked: map[string]time.Time{}, last: map[string]int{}, models: map[string]bool{}, spent: map[string]bool{}}
	var err error
	if p.plan, _, err = s.store.Plan(ctx, who.ID, d.ID()); err != nil {
		return nil, fmt.Errorf("read the plan: %w", err)
	}
	if p.mind, err = s.store.Mind(ctx, who.ID, d.ID()); err != nil {
		return nil, fmt.Errorf("read what is known of the learner: %w", err)
	}
	asked, err := s.store.Asked(ctx, who.ID, d.ID(), remembered)
	if err != nil {
		return nil, err
	}
	attempts := map[quiz.AttemptID]bool{}
	for _, a := range asked {
		if a.At.After(p.asked[a.Item]) {
			p.asked[a.Item], p.last[a.Item] = a.At, a.Wording
		}
		p.models[a.Model] = true
		if attempts[a.Attempt] = true; len(attempts) <= coolDown {
			p.cooling = a.At
		}
	}
	return p, nil
}

// follow lets an exam ahead decide what the learner left open.
func (p *practice) follow(req *quiz.Start) {
	exam := p.plan.ahead(p.deck, p.today)
	if exam == nil || req.Kind != quiz.Mixed {
		return
	}
	if len(req.Types) == 0 {
		req.Types = exam.Types
	}
	if !req.Advanced {
		req.Levels = exam.Levels
	}
	if len(req.Topics) == 0 {
		req.Topics = exam.Topics
	}
}

// ExamAhead is the exam that who's plan for a deck prepares for, while its day
// is ahead, or nil. Practice asks only what it asks, unless the learner chooses
// otherwise.
func (s *Service) ExamAhead(ctx context.Context, who quiz.Learner, d *deck.Deck) (*deck.ExamProfile, error) {
	p, _, err := s.store.Plan(ctx, who.ID, d.ID())
	if err != nil {
		return nil, fmt.Errorf("read the plan: %w", err)
	}
	return p.ahead(d, s.DateOf(who)), nil
}

// exhausted are the topics of an attempt of which something was dealt that was
// asked lately, or that had nothing else.
func (p *practice) exhausted(a *quiz.Attempt) []string {
	spent := p.spent
	for _, it := range a.Items() {
		if _, asked := p.asked[it.ID]; asked {
			spent[p.deck.Under(it)] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(a.Topics), func(topic string) bool { return !spent[topic] })
}

// choice is a hand with what decides when it is dealt.
type choice struct {
	hand   [][]*deck.Spec // one
	family string
	fresh  bool
	met    bool      // the learner met the family
	due    bool      // its facts were all met, and are due
	tells  float64   // how much an answer tells about the learner
	asked  time.Time // when it was asked last
}

// arrange is a deck.Arrange.
func (p *practice) arrange(hands [][]*deck.Spec, chance *rand.Rand) int {
	families := map[string]bool{}
	for _, hand := range hands {
		for _, s := range hand {
			families[s.Model.Family] = families[s.Model.Family] || p.models[s.Model.ID]
		}
	}
	unmet := false
	for _, met := range families {
		unmet = unmet || !met
	}
	var news, dues, old []choice
	for i := range hands {
		switch c := p.choice(hands[i:i+1:i+1], families); {
		case !c.fresh:
			old = append(old, c)
		case c.due:
			dues = append(dues, c)
		default:
			news = append(news, c)
		}
	}
	slices.SortStableFunc(news, func(a, b choice) int { return cmp.Compare(b.tells, a.tells) })
	slices.SortStableFunc(old, func(a, b choice) int { return a.asked.Compare(b.asked) })
	fresh := weave(news, dues, chance)
	if unmet {
		takeTurns(fresh)
	}
	if len(old) > 0 && len(fresh) == 0 && !old[0].asked.IsZero() { // what was never asked would be the first
		p.spent[hands[0][0].Under()] = true
	}
	ordered := make([][]*deck.Spec, 0, len(hands))
	for _, c := range append(fresh, old...) {
		ordered = append(ordered, c.hand[0])
	}
	copy(hands, ordered)
	return len(fresh)
}

// choice judges a hand.
func (p *practice) choice(hand [][]*deck.Spec, families map[string]bool) choice {
	specs := hand[0]
	c := choice{hand: slices.Clone(hand), family: specs[0].Model.Family, due: true, met: families[specs[0].Model.Family]}
	hot := false
	for _, s := range specs {
		if at := p.asked[s.ID]; at.After(c.asked) {
			c.asked = at
		}
		c.tells += telling(p.mind.meeting(p.ratings, s, p.day)) / float64(len(specs))
		for _, name := range s.Names() {
			k, met := p.mind.Facts[name]
			due := met && weights.Due(k.Trace, dueRecall) <= p.day
			hot = hot || met && !due && !k.At.Before(p.cooling)
			c.due = c.due && due
		}
	}
	c.fresh = c.asked.IsZero() && (!hot || !c.met)
	return c
}

// weave puts what is due among what is new.
func weave(news, dues []choice, chance *rand.Rand) []choice {
	woven := make([]choice, 0, len(news)+len(dues))
	for len(news) > 0 && len(dues) > 0 {
		from := &news
		if chance.IntN(oneDueIn) == 0 {
			from = &dues
		}
		woven = append(woven, (*from)[0])
		*from = (*from)[1:]
	}
	return append(append(woven, news...), dues...)
}

// takeTurns puts first one item of each family, families never met before the
// others, then a second of each, and so on.
func takeTurns(choices []choice) {
	turns := map[string]int{}
	turn := make(map[*deck.Spec]int, len(choices))
	for _, c := range choices {
		turns[c.family]++
		t := turns[c.family]
		if t == 1 && !c.met {
			t = 0
		}
		turn[c.hand[0][0]] = t
	}
	slices.SortStableFunc(choices, func(a, b choice) int { return cmp.Compare(turn[a.hand[0][0]], turn[b.hand[0][0]]) })
}

// tellingSteps is how finely it is told apart how much answers tell, in steps
// for each 1/logit²: chance decides between items within a step, so that
// sittings differ.
const tellingSteps = 40

// telling is how much an answer tells about the learner's ability, in steps.
// That is most near even odds, where few guesses are right and where the
// difficulties of model and facts are known.
func telling(m memory.Meeting) float64 { return math.Floor(m.Information() * tellingSteps) }
