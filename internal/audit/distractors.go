package audit

import (
	"slices"
	"strings"

	"viva/internal/deck"
)

// distractors checks that every wrong option says something that is true of
// something else, as the facts of the deck have it, and tells why it is wrong
// here.
func (b *batch) distractors(r *Row) error {
	found := newFindings()
	total, good := 0, 0
	for _, it := range b.items {
		if !it.choice() {
			continue
		}
		for n := range it.dealings {
			for _, o := range it.dealings[n].options {
				if o.Correct {
					continue
				}
				total++
				if rule := unfounded(it, o, b.facts); rule != "" {
					found.item(rule, it.at(n), o.Text)
				} else {
					good++
				}
			}
		}
	}
	r.demand("with ground and reason", float64(good), "of "+grouped(total), good == total)
	r.settle(found, b.Limit)
	return nil
}

// unfounded says what a distractor lacks, or "".
func unfounded(it *dealt, o deck.Option, facts map[string]*deck.Fact) string {
	if strings.TrimSpace(o.Reason) == "" {
		return "no reason"
	}
	if strings.EqualFold(o.Reason, o.Text) {
		return "the reason repeats the option"
	}
	if len(o.Facts) == 0 || facts[o.Facts[0]] == nil {
		return "no fact"
	}
	f := facts[o.Facts[0]]
	entity, value := f.Sides()
	shown, other := value, entity
	if it.spec.Model.Ask == "entity" {
		shown, other = entity, value
	}
	if !strings.EqualFold(labelIn(shown, it.Lang), o.Text) {
		return "the fact does not show the option"
	}
	if !slices.Contains(f.Editions, it.Edition) {
		return "the fact is of another edition"
	}
	for _, id := range it.Facts {
		asked, given := facts[id].Sides()
		if it.spec.Model.Ask == "entity" {
			asked = given
		}
		if asked == other {
			return "true of what the stem asks about"
		}
	}
	return ""
}

func labelIn(e *deck.Entity, lang string) string {
	if lang == "fr" {
		return e.FR.Text
	}
	return e.EN.Text
}
