package audit

import (
	"slices"
	"strings"
	"testing"

	"viva/internal/deck"
)

// ended replaces unended: the fact gets a last day, and a successor. A fact of
// every day cannot rest on it then.
const (
	resting = ", rests: [delete-does]"
	unended = `{id: delete-does, entity: delete, value: {en: "asks that the target`
	ended   = `{id: delete-did, entity: delete, valid_to: "2026-12-31", value: {en: "asked that the target vanish", fr: "demandait que la cible disparaisse"}}
      - {id: delete-does, entity: delete, valid_from: "2027-01-01", value: {en: "asks that the target`
)

// The day on which a fact takes another's place retires one item and brings
// another; both sides agree on every day.
func TestDatesCross(t *testing.T) {
	b := dealBatch(t, files(t, "facts-methods.yaml", unended, ended, "facts-methods.yaml", resting, ""), Options{Dealings: 1, Limit: 5, Days: 40})
	r := rowOf(t, (*batch).dates, b)
	if !r.Met {
		t.Errorf("found %+v", r.Offenders)
	}
	for _, name := range []string{"2027-01-01: items that come", "2027-01-01: items that go"} {
		if f := figure(t, r, name); f.Value == 0 {
			t.Errorf("%s: none", name)
		}
	}
	if f := figure(t, r, "different offers"); f.Value != 2 {
		t.Errorf("%v offers, want one before and one after", f.Value)
	}
}

// What is offered on a day on which its fact no longer holds is noticed, by
// the item's own validity and by the second proof.
func TestDatesNoticeTheStale(t *testing.T) {
	b := dealBatch(t, files(t), Options{Dealings: 1, Limit: 1000, Days: 40})
	b.fsys = files(t, "facts-methods.yaml", unended, ended, "facts-methods.yaml", resting, "")
	r := rowOf(t, (*batch).dates, b)
	if r.Met || !slices.ContainsFunc(r.Offenders, func(o Offender) bool {
		return o.Rule == falseThatDay && strings.Contains(o.Item+o.Says, "delete")
	}) {
		t.Errorf("found %+v", r.Offenders)
	}
}

func TestDays(t *testing.T) {
	if got := plusDays("2026-12-31", 1); got != "2027-01-01" {
		t.Error(got)
	}
	if got := daysBetween("2024-02-28", "2024-03-01"); got != 2 {
		t.Error(got)
	}
	chance := deck.NewStreams(5).Rand("days")
	for range 1000 {
		if d := randomDay(chance, "2026-07-01"); d < "2026-07-01" || d > "2028-12-31" {
			t.Fatal(d)
		}
	}
}
