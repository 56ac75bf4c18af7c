package deck

import (
	"slices"

	"viva/internal/gist"
)

// repeated is the share of a reason's content words that its question may hold
// before the reason counts as saying nothing.
const repeated = 0.75

// Told is the item as it is told after its answer. A learner who has read the
// question and its one key learns nothing from a reason that repeats them, so
// the hook of the fact is told in the place of that reason. The reason is still
// what is proved, and Why and Grounds go on telling the fact.
func (it Item) Told() Item {
	key := it.onlyKey()
	if key < 0 || len(it.Hooks) != 1 || !it.Repeats(it.Options[key].Reason) {
		return it
	}
	it.Options = slices.Clone(it.Options)
	it.Options[key].Reason, it.Hooks = it.HookSays()[0], nil
	return it
}

// onlyKey is the index of the right option of an item that has one, or -1.
func (it Item) onlyKey() int {
	right := func(o Option) bool { return o.Correct }
	i := slices.IndexFunc(it.Options, right)
	if i < 0 || len(it.Prompts) > 0 || slices.ContainsFunc(it.Options[i+1:], right) {
		return -1
	}
	return i
}

// Repeats reports whether a sentence says what the stem and the right options
// of the item have said already: three quarters of its content words or more.
func (it Item) Repeats(says string) bool {
	question := it.Situation + " " + it.Stem
	for _, o := range it.Options {
		if o.Correct {
			question += " " + o.Text
		}
	}
	return gist.Overlap(gist.Words(says), gist.Words(question)) >= repeated
}
