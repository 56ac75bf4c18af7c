package proof

import (
	"fmt"
	"strconv"
	"strings"
)

// rate is a share of the usage that lies in a band, or the least that is
// charged.
type rate struct {
	Percent, From, To, Minimum int
	Unit                       string
}

// String writes the rate for the ledger: "minimum 100 USD", "10% of 0-10000
// USD", "3% above 250000 USD".
func (r rate) String() string {
	switch {
	case r.Minimum > 0:
		return fmt.Sprintf("minimum %d %s", r.Minimum, r.Unit)
	case r.To == 0:
		return fmt.Sprintf("%d%% above %d %s", r.Percent, r.From, r.Unit)
	}
	return fmt.Sprintf("%d%% of %d-%d %s", r.Percent, r.From, r.To, r.Unit)
}

// DeriveNumber returns, in hundredths, the number that answers a stem about a
// usage: what the bands take of it, or the minimum where that is more.
func (b *Book) DeriveNumber(item Item) (int64, error) {
	r, err := b.Read(item)
	if err != nil {
		return 0, err
	}
	return r.DeriveNumber()
}

// DeriveNumber is that of the book, of an item whose stem is understood
// already.
func (r *Reading) DeriveNumber() (int64, error) {
	if r.ask != forNumber {
		return 0, fmt.Errorf("%w: it asks for %s", ErrNumber, r.ask)
	}
	due, err := r.book.bill(r.question)
	if err != nil {
		return 0, err
	}
	return max(due.sum, due.minimum), nil
}

// bill applies the rates of the entity to the usage that the stem names.
func (b *Book) bill(q question) (due bill, err error) {
	figures := strings.NewReplacer(",", "", " ", "").Replace(q.usage)
	usage, err := strconv.ParseInt(figures, 10, 64)
	if err != nil {
		return due, fmt.Errorf("the usage %q: %w", q.usage, ErrUnknown)
	}
	var reached int64
	for _, f := range q.facts {
		if f.entity != q.asked {
			continue
		}
		r := f.rate
		if r.Minimum > 0 {
			due.minimum = 100 * int64(r.Minimum)
			continue
		}
		if from := int64(r.From); from != reached {
			return due, fmt.Errorf("%w: the band from %d does not join the one before", ErrAmbiguous, from)
		}
		reached = int64(r.To)
		if top := usage; top > int64(r.From) {
			if r.To > 0 {
				top = min(top, int64(r.To))
			}
			part := top - int64(r.From)
			due.bands = append(due.bands, band{r.Percent, 100 * part, part * int64(r.Percent)})
			due.sum += part * int64(r.Percent)
		}
	}
	if due.sum == 0 {
		return due, fmt.Errorf("%w: no band takes anything of %s", ErrUnknown, q.usage)
	}
	return due, nil
}
