package quiz_test

import (
	"crypto/rand"
	"fmt"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/testkit/small"
)

// An attempt records answers to items that were dealt before. It has no clock
// and no storage: both are the caller's.
func ExampleAttempt_Record() {
	d, _ := deck.LoadSubject(small.Planets(), "planets")
	item, err := d.Deal(d.Specs("new", "2026-06-01")[0], "en", deck.NewStreams(1))
	if err != nil {
		fmt.Println(err)
		return
	}
	items := []deck.Item{item}
	if err := deck.NameOptions(items, rand.Reader); err != nil { // ids that say nothing
		fmt.Println(err)
		return
	}
	a := quiz.Restore(quiz.Attempt{Mode: deck.Practice}, items, nil, nil)

	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	right := items[0].Sample(true) // as a learner who knows
	response, err := a.Record(1, quiz.Given{Options: right, Certainty: quiz.Sure}, now)
	fmt.Println(response.Mark.Full(), a.Points(), "of", a.Max(), err)

	_, err = a.Record(1, quiz.Given{Options: items[0].Sample(false)}, now)
	fmt.Println(err)
	// Output:
	// true 1 of 1 <nil>
	// This question was already answered; the first answer stands.
}
