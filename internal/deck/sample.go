package deck

import "slices"

// Sample is an answer such as a learner gives who knows the item, or does not.
// It is for sample data, simulations and tests; the item must have its option
// ids.
func (it Item) Sample(right bool) []string {
	if it.Number != nil {
		return []string{it.sampleNumber(right).In(it.Lang)}
	}
	if it.Prompts != nil {
		return it.sampleRows(right)
	}
	var given []string
	for _, pass := range []bool{right, !right} { // one wrong option makes an answer wrong
		for _, o := range it.Options {
			if o.Correct == pass && len(given) < it.Choose {
				given = append(given, o.ID)
			}
		}
	}
	return given
}

func (it Item) sampleNumber(right bool) Decimal {
	n := it.Number
	switch {
	case right:
		return n.Key
	case len(n.Mistakes) > 0:
		return n.Mistakes[0].Value
	}
	return n.Key + 2*n.Tolerance + 100
}

// sampleRows gives each prompt its option or, when wrong, that of the next.
func (it Item) sampleRows(right bool) []string {
	prompts := slices.Clone(it.Prompts)
	if !right {
		prompts = append(prompts[1:], prompts[0])
	}
	given := make([]string, len(prompts))
	for i, p := range prompts {
		given[i] = it.Options[p.Key].ID
		if it.Type == (Matching{}).Name() {
			given[i] = it.Prompts[i].ID + "=" + given[i]
		}
	}
	return given
}
