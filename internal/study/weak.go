package study

import (
	"context"

	"viva/internal/deck"
	"viva/internal/memory"
	"viva/internal/quiz"
)

// weakRead is how many weak facts a learner reads at once: about a page.
const weakRead = 20

// WeakFact is a fact that a learner remembers badly, with what vouches for it.
type WeakFact struct {
	FactStanding
	Grounds []deck.Ground
}

// Weak lists facts that a learner has met and does not master, in the edition of
// their plan, those least likely to be recalled first. What a running exam asks
// is only counted.
func (s *Service) Weak(ctx context.Context, who quiz.Learner, subject, lang string) (facts []WeakFact, withheld int, err error) {
	v, err := s.view(ctx, who, subject)
	if err != nil {
		return nil, 0, err
	}
	asked, err := s.quiz.Withheld(ctx, who)
	if err != nil {
		return nil, 0, err
	}
	for _, w := range v.weakest() {
		switch {
		case v.level(w.Fact) >= memory.Mastered:
			continue
		case asked[w.Fact]:
			withheld++
			continue
		case len(facts) == weakRead:
			continue
		}
		f := WeakFact{}
		if f.FactStanding, err = v.fact(w.Fact, lang); err != nil {
			return nil, 0, err
		}
		if f.Grounds, err = v.deck.Says(w.Fact, v.plan.Edition, v.today, lang); err != nil {
			return nil, 0, err
		}
		facts = append(facts, f)
	}
	return facts, withheld, nil
}
