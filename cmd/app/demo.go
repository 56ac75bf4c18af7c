package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/users"
)

// sample is a learner of the demo: how often they practise and how much they
// know when they begin and end, out of 100.
type sample struct {
	name       string
	attempts   int
	begin, end int
	hidden     bool
}

var samples = []sample{
	{"Amina", 14, 45, 93, false},
	{"Bruno", 9, 60, 80, false},
	{"Chloé", 11, 35, 85, false},
	{"Dmitri", 6, 70, 75, false},
	{"Élodie", 12, 50, 88, false},
	{"Farid", 4, 30, 45, false},
	{"Grace", 8, 65, 90, false},
	{"Hugo", 3, 55, 50, false},
	{"Inès", 10, 40, 70, true},
	{"Jonas", 7, 58, 77, false},
	{"Khadija", 5, 75, 95, false},
	{"Léo", 1, 40, 40, false},
}

// demoWeeks is how far back the demo's learners began.
const demoWeeks = 6

// fillDemo lets sample learners take quizzes through the real services, on a
// clock that runs through the last weeks. It returns what to tell whoever
// started the demo.
func (p *parts) fillDemo(ctx context.Context) (string, error) {
	chance := rand.New(rand.NewPCG(2, 0))
	clock := time.Now()
	service := quiz.NewService(p.decks, p.store, func() time.Time { return clock }, random)
	for _, s := range samples {
		password, err := users.DrawPassword(random)
		if err != nil {
			return "", err
		}
		u, err := p.users.Create(ctx, users.NewUser{Name: s.name, Password: password, Hidden: s.hidden}, users.Learner)
		if err != nil {
			return "", fmt.Errorf("create %s: %w", s.name, err)
		}
		for i := range s.attempts {
			past := time.Duration(s.attempts-i) * demoWeeks * 7 * 24 * time.Hour / time.Duration(s.attempts+1)
			clock = time.Now().Add(-past - time.Duration(chance.IntN(600))*time.Minute)
			know := s.begin + (s.end-s.begin)*i/max(1, s.attempts-1)
			edition := p.decks[0].Editions[[]int{0, 0, 2, 1}[i%4]].ID
			if err := takeQuiz(ctx, service, quiz.LearnerID(u.ID), edition, know, chance, &clock); err != nil {
				return "", fmt.Errorf("attempt of %s: %w", s.name, err)
			}
		}
	}
	return p.openDemo(ctx)
}

// takeQuiz answers a whole attempt, right in know cases of 100.
func takeQuiz(ctx context.Context, service *quiz.Service, learner quiz.LearnerID, edition string, know int, chance *rand.Rand, clock *time.Time) error {
	who := quiz.Learner{ID: learner}
	a, err := service.Start(ctx, who, quiz.Start{Subject: service.Decks()[0].ID(), Edition: edition, Mode: deck.Practice, Size: 10, Lang: "fr"})
	if err != nil {
		return err
	}
	for i, it := range a.Items() {
		*clock = clock.Add(time.Duration(20+chance.IntN(40)) * time.Second)
		right := chance.IntN(100) < know
		given := quiz.Given{Options: it.Sample(right), Certainty: certaintyOf(right, chance)}
		if _, _, err := service.Answer(ctx, who, a.ID, i+1, given); err != nil {
			return err
		}
	}
	_, _, err = service.Finish(ctx, who, a.ID)
	return err
}

// certaintyOf is how sure a sample learner is: surer when right, and now and
// then of what is wrong.
func certaintyOf(right bool, chance *rand.Rand) quiz.Certainty {
	luck := chance.IntN(10)
	if !right {
		luck -= 4
	}
	switch {
	case luck >= 4:
		return quiz.Sure
	case luck > 0:
		return quiz.Think
	}
	return quiz.Guess
}

// openDemo makes accounts for whoever looks around, with passwords of this
// start only, and returns the lines that tell them.
func (p *parts) openDemo(ctx context.Context) (string, error) {
	told := "\n  A demo with sample learners; all of it is gone when the server stops. Sign in as\n"
	for _, role := range []users.Role{users.Learner, users.Instructor, users.Admin} {
		password, err := users.DrawPassword(random)
		if err != nil {
			return "", err
		}
		name := "demo-" + string(role)
		u, err := p.users.Create(ctx, users.NewUser{Name: name, Password: password}, role)
		if err != nil {
			return "", fmt.Errorf("create %s: %w", name, err)
		}
		if role == users.Learner {
			if err := p.practiseDemo(ctx, quiz.LearnerID(u.ID)); err != nil {
				return "", err
			}
		}
		told += fmt.Sprintf("  %-16s password %s\n", name, password)
	}
	return told + "\n", nil
}

// practiseDemo gives the demo's own learner a history to look at.
func (p *parts) practiseDemo(ctx context.Context, learner quiz.LearnerID) error {
	chance := rand.New(rand.NewPCG(3, 0))
	clock := time.Now()
	service := quiz.NewService(p.decks, p.store, func() time.Time { return clock }, random)
	for i, know := range []int{40, 55, 50, 70, 65, 80, 75, 90} {
		clock = time.Now().Add(-time.Duration(8-i) * 4 * 24 * time.Hour)
		edition := p.decks[0].Editions[[]int{0, 2}[i/4%2]].ID
		if err := takeQuiz(ctx, service, learner, edition, know, chance, &clock); err != nil {
			return fmt.Errorf("attempt of the demo learner: %w", err)
		}
	}
	return nil
}
