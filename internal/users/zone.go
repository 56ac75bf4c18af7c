package users

import (
	"context"
	"regexp"
	"sync"
	"time"

	"viva/internal/fault"
)

// ErrZone is told of a time zone that the database of zones does not know.
var ErrZone = fault.New(fault.Invalid, "zone",
	"No time zone has this name. Write it as Europe/Paris, or leave it empty.",
	"Aucun fuseau horaire ne porte ce nom. Écrivez-le comme Europe/Paris, ou laissez ce champ vide.")

// zoneName is how names of the tz database look. Nothing else is looked for in
// files, nor is the copy of the database that counts leap seconds.
var zoneName = regexp.MustCompile(`^[A-Z][A-Za-z0-9_+-]{0,31}(/[A-Z][A-Za-z0-9_+-]{0,31}){0,2}$`)

// zones keeps each time zone that was asked for, by name.
var zones sync.Map

// Zone is the time zone of that name, or ErrZone.
func Zone(name string) (*time.Location, error) {
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location), nil
	}
	if !zoneName.MatchString(name) || name == "Local" {
		return nil, ErrZone
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return nil, ErrZone
	}
	zones.Store(name, z)
	return z, nil
}

// cleanZone lets the name of a zone pass, or none.
func cleanZone(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	_, err := Zone(name)
	return name, err
}

// SetZone changes the zone whose days an account's learner follows; "" leaves
// that to the browser. It holds from now on: what was answered keeps its day.
func (s *Service) SetZone(ctx context.Context, id ID, zone string) (User, error) {
	zone, err := cleanZone(zone)
	if err != nil {
		return User{}, ErrZone.At("zone")
	}
	return s.change(ctx, "set a time zone", id, func(_ Tx, a *Account) error {
		if a.Role == Guest {
			return ErrGuest
		}
		a.Zone = zone
		return nil
	})
}

// AdoptZone is SetZone for an account that has none yet. Whoever has one, and a
// visitor, stays as they are, and nothing is asked of the store.
func (s *Service) AdoptZone(ctx context.Context, u User, zone string) (User, error) {
	if u.Zone != "" || u.Role == Guest {
		return u, nil
	}
	if _, err := Zone(zone); err != nil {
		return User{}, err
	}
	return s.change(ctx, "adopt a time zone", u.ID, func(_ Tx, a *Account) error {
		if a.Zone == "" { // two browsers may be the first at once
			a.Zone = zone
		}
		return nil
	})
}
