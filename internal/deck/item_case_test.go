package deck

import (
	"testing"

	"viva/internal/testkit/small"
)

// A question of a case set is dealt with its situation, and counts for the
// topic of what it asks.
func TestCaseQuestionKeepsItsTopic(t *testing.T) {
	fsys := small.Planets()
	patch{"facts-types.yaml", "fr: \"mesurer le vent solaire\"}, topic: inner", "fr: \"mesurer le vent solaire\"}, topic: moons"}.apply(t, fsys, "planets")
	d, faults := LoadSubject(fsys, "planets")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	const edition, day = "new", "2026-11-22"
	for _, s := range d.Specs(edition, day) {
		if s.Case() != "slow-probe" {
			continue
		}
		it, err := d.Deal(s, "en", NewStreams(1))
		if err != nil {
			t.Fatal(err)
		}
		want := "inner"
		if s.KeyFacts()[0] == "slow-sends" {
			want = "moons"
		}
		if it.Topic != want || s.Under() != "inner" || d.Under(it) != "inner" {
			t.Errorf("%s is on %s, dealt on %s and %s; want %s, dealt on inner", s.ID, it.Topic, s.Under(), d.Under(it), want)
		}
	}
	for _, topic := range []string{"inner", "moons"} {
		if got, want := d.Items(edition, topic, day), planetsDeck(t).Items(edition, topic, day); got != want {
			t.Errorf("%d items are dealt on %s, want %d as before", got, topic, want)
		}
	}
}
