package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"viva/internal/users"
)

// Each sort of event is bounded for itself, so that refusals push nothing out.
func TestDropEvents(t *testing.T) {
	s := testStore(t)
	err := s.UpdateAccounts(t.Context(), func(tx users.Tx) error {
		for i := range 2500 {
			kind := users.EventDenied
			if i%5 == 0 {
				kind = users.EventRenamed
			}
			e := users.Event{At: noon.Add(time.Duration(i) * time.Minute), Kind: kind, Detail: fmt.Sprint(i), Times: 1}
			if err := tx.AddEvent(e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	dropped, err := s.DropEvents(t.Context(), noon.Add(5*time.Minute), 3, 498)
	if want := 5 + 1996 - 3 + 1; err != nil || dropped != want {
		t.Errorf("dropped %d, %v; want %d", dropped, err, want)
	}
	for kind, want := range map[users.EventKind][]string{users.EventDenied: {"2499", "2498", "2497"}, users.EventRenamed: nil} {
		left, err := s.Events(t.Context(), users.EventFilter{Kind: kind}, users.EventCursor{}, 1000)
		if err != nil {
			t.Fatal(err)
		}
		var details []string
		for _, e := range left {
			details = append(details, e.Detail)
		}
		if want == nil {
			if len(details) != 498 || details[497] != "10" {
				t.Errorf("%s: %d are left, the oldest %s", kind, len(details), details[len(details)-1])
			}
		} else if !slices.Equal(details, want) {
			t.Errorf("%s: %q are left", kind, details)
		}
	}
}
