package deck

import (
	"fmt"
	"slices"
	"testing"
)

// Names are typed in at most one question of twenty, on each topic and in each
// edition: more would make practice another exercise than the exam is.
func TestTypedNamesAreFew(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	d := support(t)
	seen := 0
	for _, e := range d.Editions {
		for _, topic := range d.Topics {
			typed := slices.ContainsFunc(d.Specs(e.ID, today), func(s *Spec) bool { return s.Topic == topic.ID && s.Model.Type == "text" })
			if !typed {
				continue
			}
			text, all := 0, 0
			for seed := range uint64(40) {
				items, err := d.DealAttempt(Request{Edition: e.ID, Lang: "en", Mode: Practice, Topics: []string{topic.ID}, Size: 20, Day: today,
					Streams: NewStreams(seed).Sub(fmt.Sprint(e.ID, topic.ID))})
				if err != nil {
					t.Fatal(err)
				}
				all += len(items)
				for _, it := range items {
					if it.Type == "text" {
						text++
					}
				}
			}
			if 20*text > all {
				t.Errorf("%s, %s: %d of %d questions are typed", e.ID, topic.ID, text, all)
			}
			seen += text
		}
	}
	if seen == 0 {
		t.Error("no name is ever typed")
	}
	for _, p := range d.Exams {
		for _, typ := range p.Types {
			if typ == "text" {
				t.Errorf("exam %s asks for typed names", p.ID)
			}
		}
	}
}
