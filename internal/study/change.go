package study

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"viva/internal/deck"
	"viva/internal/memory"
	"viva/internal/quiz"
)

// Change is what a learner could expect of the exam of their plan when a sitting
// began, and what they can expect after it.
type Change struct {
	On        deck.Date // the day of the exam
	Then, Now float64   // the chance to pass, from 0.01 to 0.99
	Luck      bool      // who learned nothing would often see them as far apart
}

// foreseen is what a sitting keeps of the forecast when it begins. What the
// answers until then say about the learner tells later how much luck there may
// be in those that followed.
type foreseen struct {
	Exam    string    `json:"exam"`
	On      deck.Date `json:"on"`
	Chance  float64   `json:"chance"`  // as it is told
	Ability float64   `json:"ability"` // information, see memory.Rating
	Memory  float64   `json:"memory"`
}

// foresee tells what a sitting keeps; "" where the plan has no day of an exam
// ahead, or no forecast can be told.
func (s *Service) foresee(ctx context.Context, v *view) (string, error) {
	if v.exam == nil {
		return "", nil
	}
	f, err := s.forecast(ctx, v)
	if err != nil || f.Exam == nil || f.Outlook.Needs > 0 {
		return "", err
	}
	text, err := json.Marshal(foreseen{Exam: f.Exam.ID, On: f.On, Chance: f.Told(),
		Ability: v.mind.Ability.Information, Memory: v.mind.Memory.Information})
	return string(text), err
}

const (
	// luckShare, in standard deviations, is how far luck alone moves a forecast
	// in four sittings of five.
	luckShare = 1.28
	// leastTold is more than a step of what is told, which says nothing.
	leastTold = 0.015
)

// change tells what a sitting changed, or nil: where nothing was foreseen, the
// plan prepares for something else by now, or other answers followed.
func (s *Service) change(ctx context.Context, v *view, a *quiz.Attempt, reviews []Review) (*Change, error) {
	if a.Foreseen == "" || v.exam == nil || v.followed(reviews, a.ID) {
		return nil, nil
	}
	var then foreseen
	if err := json.Unmarshal([]byte(a.Foreseen), &then); err != nil {
		return nil, fmt.Errorf("read what was foreseen at attempt %d: %w", a.ID, err)
	}
	f, err := s.forecast(ctx, v)
	if err != nil || f.Exam == nil || f.Exam.ID != then.Exam || f.On != then.On || f.Edition != a.Edition {
		return nil, err
	}
	c := Change{On: f.On, Then: then.Chance, Now: f.Told()}
	if c.Now != c.Then {
		mind := v.mind
		swing := memory.Swing(mind.Ability, mind.Memory, f.items, f.Pass, mind.Ability.Luck(then.Ability), mind.Memory.Luck(then.Memory))
		c.Luck = math.Abs(c.Now-c.Then) < max(luckShare*swing, leastTold)
	}
	return &c, nil
}
