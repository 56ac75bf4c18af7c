package deck

import (
	"strings"
	"testing"
)

// A list is never dealt in its order, and one that would be is refused.
func TestOrderingIsShuffled(t *testing.T) {
	d := planetsDeck(t)
	for _, s := range d.Specs("new", "2026-11-22") {
		if _, ok := s.Model.typ.(Ordering); !ok {
			continue
		}
		for seed := range uint64(300) {
			it, err := d.Deal(s, "en", NewStreams(seed))
			if err != nil {
				t.Fatal(err)
			}
			if it.inOrder() {
				t.Fatalf("seed %d deals %s in the right order", seed, s.ID)
			}
			if err := d.Prove(it); err != nil {
				t.Fatal(err)
			}
		}
		it, err := d.Deal(s, "en", NewStreams(1))
		if err != nil {
			t.Fatal(err)
		}
		sorted := make([]Option, len(it.Options))
		for i, p := range it.Prompts {
			sorted[i], it.Prompts[i].Key = it.Options[p.Key], i
		}
		it.Options = sorted
		if err := d.Prove(it); err == nil || !strings.Contains(err.Error(), "in the right order already") {
			t.Errorf("a list in its order is proved: %v", err)
		}
	}
}
