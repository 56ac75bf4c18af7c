package deck

import "testing"

// The shipped rates charge what AWS's own worked examples charge.
func TestFeesOfWorkedExamples(t *testing.T) {
	d := support(t)
	tests := []struct {
		edition, plan string
		usage         int
		want          Decimal // hundredths
	}{
		{"2024", "plan-developer", 2000, 60_00},
		{"2024", "plan-developer", 900, 29_00},
		{"2024", "plan-business", 85_000, 6_150_00},
		{"2024", "plan-onramp", 55_000, 5_500_00},
		{"2024", "plan-enterprise", 150_000, 15_000_00},
		{"2024", "plan-enterprise", 1_200_000, 70_500_00},
		{"2026", "plan-supportplus", 322, 29_00},
		{"2026", "plan-supportplus", 85_000, 6_050_00},
		{"2026", "plan-enterprise", 50_000, 5_000_00},
		{"2026", "plan-unified", 500_000, 50_000_00},
		{"2026", "plan-unified", 6_000_000, 390_000_00},
	}
	for _, tt := range tests {
		var rates []*option
		for _, f := range d.facts {
			if f.relation.ID == "fee" && f.in(tt.edition) && f.Entity == tt.plan {
				rates = append(rates, &option{fact: f})
			}
		}
		if got := chargeOf(rates).of(tt.usage); got != tt.want {
			t.Errorf("%s charges %s USD for %d USD in %s, want %s", tt.plan, got.In("en"), tt.usage, tt.edition, tt.want.In("en"))
		}
	}
}

// A usage never makes exactly the minimum, which would be neither more nor
// less than it.
func TestMinimumIsNeverExact(t *testing.T) {
	d := support(t)
	for _, e := range d.Editions {
		for _, s := range d.distinct(e.ID) {
			if s.Model.Type != "numeric" || s.keys[0].fact.Value.Rate.Minimum == 0 {
				continue
			}
			c := chargeOf(s.pool)
			if _, most := c.span(s.keys); c.sum(most) >= c.least() {
				t.Errorf("%s: a usage of %d makes the minimum of %d", s.ID, most, c.minimum)
			}
		}
	}
}
