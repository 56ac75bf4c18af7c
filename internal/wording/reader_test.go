package wording

import (
	"slices"
	"strings"
	"testing"

	"viva/internal/deck"
)

// A reader finds what is wrong with one text, and nothing where it is as it was.
func TestReader(t *testing.T) {
	fsys := broken(t, "http-semantics")
	d, faults := deck.LoadSubject(fsys, "http-semantics")
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	r, err := NewReader(fsys, d, checkDay)
	if err != nil {
		t.Fatal(err)
	}
	all, err := deck.ReadWritten(fsys, "http-semantics")
	if err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, unread)
	for _, w := range all {
		if faults := r.Read(w); len(faults) > 0 {
			t.Error(faults[0])
		}
	}
	for _, tt := range []struct{ kind, en, fr, want string }{
		{"value", "takes 3 days", "prend 4 jours", "check figures"},
		{"value", "asks that it not be so", "demande que ce soit ainsi", "check negation"},
		{"says", "{entity} {value}", "{entity}", "check slots"},
	} {
		w := all[slices.IndexFunc(all, func(w deck.Written) bool { return w.Kind == tt.kind })]
		w.EN, w.FR = tt.en, tt.fr
		if faults := r.Read(w); len(faults) == 0 || !strings.Contains(faults[0].Message, tt.want) {
			t.Errorf("%q and %q: %v, want %s", tt.en, tt.fr, faults, tt.want)
		}
	}
	one := all[slices.IndexFunc(all, func(w deck.Written) bool { return strings.HasPrefix(w.EN, "limits how often a TRACE") })]
	other := all[slices.IndexFunc(all, func(w deck.Written) bool { return strings.HasPrefix(w.EN, "ranks the media types") })]
	other.EN, other.FR = "just "+one.EN, "bien "+one.FR
	if faults := r.Read(other); len(faults) == 0 || !strings.Contains(faults[0].Message, "may mean the same as") {
		t.Errorf("a phrase in other words: %v", faults)
	}
}
