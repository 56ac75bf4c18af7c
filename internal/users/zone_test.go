package users_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"viva/internal/fault"
	"viva/internal/users"
)

// Names of the tz database are zones, old ones too; nothing else is looked for.
func TestZone(t *testing.T) {
	for _, name := range []string{"Europe/Paris", "America/Los_Angeles", "America/Argentina/Buenos_Aires", "Asia/Calcutta", "Etc/GMT+12", "UTC"} {
		z, err := users.Zone(name)
		if err != nil || z.String() != name {
			t.Errorf("%s: %v, %v", name, z, err)
		}
	}
	for _, name := range []string{"", "Local", "europe/paris", "Europe/Atlantis", "Europe", "/etc/localtime", "../etc/passwd", "Europe/../UTC",
		"right/UTC", "posix/UTC", "posixrules", "zone.tab", "UTC ", "UTC\x00", "Europe\\Paris", "Évry", "-08:00", "America/Los_Angeles; x=1",
		strings.Repeat("A", 4000), "<script>", "'; DROP TABLE users; --"} {
		if z, err := users.Zone(name); !errors.Is(err, users.ErrZone) {
			t.Errorf("%q is %v, %v", name, z, err)
		}
	}
}

func TestSetZone(t *testing.T) {
	b := newBench(t)
	ada, tokens := b.signUp("ada")
	zone := func() string { return b.principal(tokens).User.Zone }
	if zone() != "" {
		t.Errorf("a new account is in %s", zone())
	}
	if _, err := b.AdoptZone(t.Context(), ada, "Asia/Kolkata"); err != nil || zone() != "Asia/Kolkata" {
		t.Errorf("adopted %q, %v", zone(), err)
	}
	if _, err := b.AdoptZone(t.Context(), ada, "Asia/Tokyo"); err != nil || zone() != "Asia/Kolkata" {
		t.Errorf("a second browser moves the account to %q, %v", zone(), err)
	}
	if u, err := b.SetZone(t.Context(), ada.ID, "Europe/Paris"); err != nil || u.Zone != "Europe/Paris" || zone() != u.Zone {
		t.Errorf("set to %q, %v", zone(), err)
	}
	_, err := b.SetZone(t.Context(), ada.ID, "Europe/Atlantis")
	if e := fault.As(err); !errors.Is(err, users.ErrZone) || e.Field != "zone" || zone() != "Europe/Paris" {
		t.Errorf("Atlantis: %v; the account is in %q", err, zone())
	}
	if _, err := b.SetZone(t.Context(), ada.ID, ""); err != nil || zone() != "" {
		t.Errorf("cleared: %q, %v", zone(), err)
	}
}

// An account that has a zone costs no transaction with each request.
func TestAdoptZoneOnce(t *testing.T) {
	b := newBench(t)
	ada, _ := b.signUp("ada")
	ada, err := b.AdoptZone(t.Context(), ada, "Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel() // from here on the store refuses
	if u, err := b.AdoptZone(gone, ada, "Asia/Tokyo"); err != nil || u.Zone != "Asia/Kolkata" {
		t.Errorf("%q, %v", u.Zone, err)
	}
	ada.Zone = ""
	if _, err := b.AdoptZone(gone, ada, "Asia/Tokyo"); err == nil {
		t.Error("the store did not refuse: the test proves nothing")
	}
}

// A visitor has no zone to keep: theirs stays in the browser.
func TestVisitorHasNoZone(t *testing.T) {
	b := newBench(t)
	guest, tokens, err := b.StartGuest(t.Context(), at("192.0.2.9"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.SetZone(t.Context(), guest.ID, "Europe/Paris"); !errors.Is(err, users.ErrGuest) {
		t.Errorf("set by a visitor: %v", err)
	}
	if _, err := b.AdoptZone(t.Context(), guest, "Europe/Paris"); err != nil {
		t.Errorf("adopted for a visitor: %v", err)
	}
	if zone := b.principal(tokens).User.Zone; zone != "" {
		t.Errorf("a visitor's account is in %q", zone)
	}
}
