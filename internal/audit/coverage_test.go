package audit

import (
	"slices"
	"testing"
)

// A fact that an item no longer keys is listed with its direction.
func TestCoverage(t *testing.T) {
	b := dealBatch(t, files(t), Options{Dealings: 1, Limit: 5})
	if r := rowOf(t, (*batch).coverage, b); !r.Met {
		t.Fatalf("as dealt: %+v", r.Offenders)
	}
	b.items = slices.DeleteFunc(b.items, func(it *dealt) bool { return it.spec.Model.Ask == "entity" && slices.Contains(it.Facts, "head-does") })
	r := rowOf(t, (*batch).coverage, b)
	if r.Met || r.Found != 1 || r.Offenders[0].Item != "head-does" || r.Offenders[0].Rule != "never the key of entity" {
		t.Errorf("found %+v", r.Offenders)
	}
}
