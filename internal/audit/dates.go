package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"viva/internal/deck"
	"viva/internal/proof"
)

// crossings are the days on which AWS changed, or will change, its plans and
// programs.
var crossings = []deck.Date{"2025-12-02", "2027-01-01", "2027-07-01"}

// offer is what an edition asks from one day until something changes.
type offer struct {
	edition string
	since   deck.Date
}

// dates asks the second proof about everything that is offered on random days.
// Days on which an edition offers the same are looked at once.
func (b *batch) dates(r *Row) error {
	found := newFindings()
	chance := deck.NewStreams(b.Seed).Rand("days")
	speaking := map[offer][]deck.Date{}
	first, last := dateOf(firstYear, 1, 1), dateOf(lastYear, 12, 31)
	for range b.Days {
		day := plusDays(first, chance.IntN(daysBetween(first, last)+1))
		for _, e := range b.deck.EditionsOn(day) {
			o := b.offerOn(e.ID, day)
			speaking[o] = append(speaking[o], b.deck.Reference(e.ID, day))
		}
	}
	book, errs := proof.Load(b.fsys, b.deck.ID())
	if len(errs) > 0 && !errors.Is(errs[0], fs.ErrNotExist) {
		return errors.Join(errs...)
	}
	read := 0
	for _, e := range b.deck.Editions {
		for _, since := range b.deck.Days(e.ID) {
			days := speaking[offer{e.ID, since}]
			if len(days) == 0 {
				continue
			}
			n, err := b.readOffer(found, book, e.ID, days)
			if err != nil {
				return err
			}
			read += n
		}
	}
	r.figure("random days", float64(b.Days), "")
	r.figure("different offers", float64(len(speaking)), "of an edition")
	r.figure("items read", float64(read), "")
	for _, day := range crossings {
		b.cross(r, found, day)
	}
	r.settle(found, b.Limit)
	r.demand("false items", float64(found.rules()[falseThatDay]), "", found.rules()[falseThatDay] == 0)
	return nil
}

const falseThatDay = "false on that day"

// offerOn names what an edition offers on a day.
func (b *batch) offerOn(edition string, day deck.Date) offer {
	o := offer{edition: edition}
	for _, since := range b.deck.Days(edition) {
		if since <= day {
			o.since = since
		}
	}
	return o
}

// readOffer deals everything that an edition offers on days that offer the
// same, and reads it as of the first and the last of them. Its facts may
// neither begin nor end between.
func (b *batch) readOffer(found *findings, book *proof.Book, edition string, days []deck.Date) (int, error) {
	first, last := slices.Min(days), slices.Max(days)
	specs := b.deck.Specs(edition, first)
	for _, spec := range specs {
		for _, lang := range deck.Langs {
			it, err := b.deck.Deal(spec, lang, deck.NewStreams(b.Seed))
			if err != nil {
				return 0, err
			}
			for _, day := range []deck.Date{first, last} {
				if !it.Contains(day) {
					found.item(falseThatDay, it, fmt.Sprintf("offered on %s, but it holds from %s to %s", day, it.From, it.To))
				}
				if book == nil {
					continue
				}
				if says, _ := misread(book, it, day); says != "" {
					found.item(falseThatDay, it, fmt.Sprintf("on %s: %s: %s", day, says, it.Stem))
				}
			}
		}
	}
	return len(specs) * len(deck.Langs), nil
}

// cross compares what is offered on a day with the day before. Whatever comes
// or goes must do so because its edition or a fact of its relation does.
func (b *batch) cross(r *Row, found *findings, day deck.Date) {
	eve := plusDays(day, -1)
	came, went, told := 0, 0, 0
	for _, e := range b.deck.EditionsOn(day) {
		before, after := b.offeredIDs(e.ID, eve), b.offeredIDs(e.ID, day)
		for _, spec := range b.deck.Specs(e.ID, day) {
			if before[spec.ID] == nil {
				came++
				b.explain(found, spec, day, "came without a reason")
			}
		}
		for _, spec := range b.deck.Specs(e.ID, eve) {
			if e.From <= eve && after[spec.ID] == nil {
				went++
				b.explain(found, spec, day, "went without a reason")
			}
			if s := after[spec.ID]; s != nil && s != spec && !slices.Equal(b.nowOf(s), b.nowOf(spec)) {
				told++
			}
		}
	}
	r.figure(fmt.Sprintf("%s: items that come", day), float64(came), "of an edition")
	r.figure(fmt.Sprintf("%s: items that go", day), float64(went), "of an edition")
	r.figure(fmt.Sprintf("%s: items that tell something else about today", day), float64(told), "of an edition")
	if came+went == 0 && b.turnsOn(day) {
		found.add(Offender{Rule: "nothing changed", Item: string(day), Says: fmt.Sprintf("facts change on %s, but no item does", day)})
	}
}

func (b *batch) offeredIDs(edition string, day deck.Date) map[string]*deck.Spec {
	ids := map[string]*deck.Spec{}
	for _, s := range b.deck.Specs(edition, day) {
		ids[s.ID] = s
	}
	return ids
}

// nowOf is what the feedback of a spec tells about today.
func (b *batch) nowOf(s *deck.Spec) []string {
	it, err := b.deck.Deal(s, deck.Langs[0], deck.NewStreams(b.Seed))
	if err != nil {
		return nil // the rows that deal report it
	}
	return it.Now
}

// explain looks for what begins or ends with the day in the spec's relation.
func (b *batch) explain(found *findings, s *deck.Spec, day deck.Date, rule string) {
	if b.deck.Edition(s.Edition).From == day {
		return
	}
	for _, f := range b.deck.Facts() {
		if f.RelationID() == s.Model.Relation && slices.Contains(f.Editions, s.Edition) && turns(f, day) {
			return
		}
	}
	found.add(Offender{Model: s.Model.ID, Rule: rule, Item: s.ID, Edition: s.Edition, Says: "on " + string(day)})
}

// turns reports whether a fact begins or ends with the day.
func turns(f *deck.Fact, day deck.Date) bool {
	return f.ValidFrom == day || (f.ValidTo != "" && plusDays(f.ValidTo, 1) == day)
}

// turnsOn reports whether a fact that is asked about begins or ends with the
// day.
func (b *batch) turnsOn(day deck.Date) bool {
	return slices.ContainsFunc(b.deck.Facts(), func(f *deck.Fact) bool { return turns(f, day) && len(b.askers(f)) > 0 })
}

func dateOf(year int, month time.Month, day int) deck.Date {
	return deck.DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// timeOf is the first moment of a day; the days of a deck were checked when it
// was loaded.
func timeOf(d deck.Date) time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		panic(err)
	}
	return t
}

func plusDays(d deck.Date, n int) deck.Date { return deck.DateOf(timeOf(d).AddDate(0, 0, n)) }

func daysBetween(a, b deck.Date) int { return int(timeOf(b).Sub(timeOf(a)) / (24 * time.Hour)) }
