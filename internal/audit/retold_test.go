package audit

import (
	"testing"

	"viva/internal/deck"
)

// A reason that says what the question and its key have said is counted in its
// language; a hook beside it counts as part of it.
func TestRetold(t *testing.T) {
	question := func(lang, reason string, hooks ...string) *dealt {
		it := handMade("volcano", "mars", lang, "Which planet has the largest volcano of the solar system?", []string{"Mars", "Venus", "Earth", "Neptune"})
		it.Options[0].Reason = reason
		for _, says := range hooks {
			it.Hooks = append(it.Hooks, deck.Hook{Says: says})
		}
		return it
	}
	const again, fresh = "Mars has the largest volcano of the solar system.", "Without moving plates, lava piles up above one spot for ever."
	r := row(t, (*batch).retold, question("en", again), question("en", again, fresh), question("en", fresh), question("fr", fresh))
	if f := figure(t, r, "reasons that repeat their question, en"); f.Met || f.Value != 100.0/3 {
		t.Errorf("%+v, want one of three", f)
	}
	if f := figure(t, r, "reasons that repeat their question, fr"); !f.Met || f.Value != 0 {
		t.Errorf("%+v, want none", f)
	}
	if r.Met || r.Found != 1 || r.Offenders[0].Says != again {
		t.Errorf("%+v", r)
	}
	if r := row(t, (*batch).retold, question("en", fresh), question("fr", fresh)); !r.Met || r.Found != 0 {
		t.Errorf("reasons that say something new: %+v", r)
	}
}
