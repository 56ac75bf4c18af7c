package proof

import "fmt"

// rateOf is the rate that the words of a sentence tell, or nil.
func rateOf(lang string, words map[string]string) *rate {
	if words[atPercent]+words[isMinimum] == "" {
		return nil
	}
	whole := func(group string) int {
		n, _ := figure(lang, words[group])
		return int(n / 100)
	}
	return &rate{Percent: whole(atPercent), From: whole(fromUsage), To: whole(toUsage), Minimum: whole(isMinimum)}
}

// same reports whether two rates take the same of the same, in whatever unit.
func (r *rate) same(other rate) bool {
	other.Unit = r.Unit
	return *r == other
}

// bill is what the rates of an entity make of a usage, in hundredths.
type bill struct {
	minimum, sum int64
	bands        []band
}

// band is what one rate takes of a part of the usage, both in hundredths.
type band struct {
	percent      int
	part, charge int64
}

// working proves a line of figures against the rates; worked is false where
// the line has none.
func (r *Reading) working(words map[string]string) (worked bool, err error) {
	if words[forEntity] != "" {
		return false, nil // a fact, told as one
	}
	due, err := r.book.bill(r.question)
	if err != nil {
		return false, err
	}
	for group, is := range map[string]int64{isSum: due.sum, isMinimum: due.minimum} {
		if w := words[group]; w != "" {
			if n, ok := figure(r.lang, w); !ok || n != is {
				return true, fmt.Errorf("%w: the %s is %d hundredths, not %s", ErrWorking, group, is, w)
			}
			worked = true
		}
	}
	if words[isMore] != "" && due.sum <= due.minimum || words[isLess] != "" && due.sum >= due.minimum {
		return true, fmt.Errorf("%w: %d hundredths beside a minimum of %d", ErrWorking, due.sum, due.minimum)
	}
	if worked = worked || words[isMore]+words[isLess] != ""; words[atPercent] == "" {
		return worked, nil
	}
	return true, due.has(r.lang, words)
}

// has proves that a band takes what the words say.
func (due bill) has(lang string, words map[string]string) error {
	percent, _ := figure(lang, words[atPercent])
	part, _ := figure(lang, words[ofPart])
	charge, _ := figure(lang, words[isCharge])
	for _, b := range due.bands {
		if int64(100*b.percent) == percent && (words[ofPart] == "" || b.part == part && b.charge == charge) {
			return nil
		}
	}
	return fmt.Errorf("%w: no band takes %s%% of %s", ErrWorking, words[atPercent], words[ofPart])
}
