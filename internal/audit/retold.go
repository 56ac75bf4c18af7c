package audit

import (
	"fmt"
	"slices"

	"viva/internal/deck"
)

// repeatsAllowed is how many reasons in a hundred may repeat their question, in
// either language.
const repeatsAllowed = 15

// retold counts the questions with one key of which the reason, as learners are
// told it, says what the question and its key have said already.
func (b *batch) retold(r *Row) error {
	found := newFindings()
	asked, again := map[string]int{}, map[string]int{}
	for _, it := range b.items {
		if !it.single() {
			continue
		}
		asked[it.Lang]++
		told := it.Told()
		reason := told.Options[slices.IndexFunc(told.Options, func(o deck.Option) bool { return o.Correct })].Reason
		if it.Repeats(reason) {
			again[it.Lang]++
			found.item("a reason that repeats its question", it.Item, reason)
		}
	}
	r.Met = true
	for _, lang := range deck.Langs {
		share := 100 * float64(again[lang]) / max(1, float64(asked[lang]))
		r.demand(fmt.Sprintf("reasons that repeat their question, %s", lang), share, "% of "+grouped(asked[lang]), share <= repeatsAllowed)
		r.Met = r.Met && share <= repeatsAllowed
	}
	r.Found, r.Offenders = found.list(b.Limit)
	return nil
}
