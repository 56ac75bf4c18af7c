package deck_test

import (
	"fmt"

	"viva/internal/deck"
	"viva/internal/testkit/small"
)

// Load a subject, then deal one of the questions that are asked on a day.
func Example() {
	d, faults := deck.LoadSubject(small.Planets(), "planets")
	if len(faults) > 0 {
		fmt.Println(faults[0]) // file:line:col: what to do
		return
	}
	for _, spec := range d.Specs("new", "2026-06-01") {
		if spec.Model.Type != "ordering" {
			continue
		}
		item, err := d.Deal(spec, "en", deck.NewStreams(1))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(item.Stem)
		for _, o := range item.Options {
			fmt.Println("-", o.Text)
		}
		return
	}
	// Output:
	// Put in order the planets, from the Sun outwards.
	// - Venus
	// - Mars
	// - Mercury
	// - Earth
}
