package audit

import (
	"fmt"
	"strings"

	"viva/internal/deck"
)

// A reason repeats its question when so great a share of its content words
// stands in the stem or in the key, and so many reasons may.
const (
	repeated       = 0.75
	repeatsAllowed = 15 // of a hundred, in either language
)

// retold counts the questions with one key of which the reason says what the
// question and its key have said already. A hook that is told beside the reason
// counts as part of it: a learner reads both.
func (b *batch) retold(r *Row) error {
	found := newFindings()
	asked, again := map[string]int{}, map[string]int{}
	for _, it := range b.items {
		if !it.single() {
			continue
		}
		asked[it.Lang]++
		key := it.Options[dealing{options: it.Options}.key()[0]]
		told := strings.Join(append(it.HookSays(), key.Reason), " ")
		if overlap(content(told), content(it.Situation+" "+it.Stem+" "+key.Text)) >= repeated {
			again[it.Lang]++
			found.item("a reason that repeats its question", it.Item, told)
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
