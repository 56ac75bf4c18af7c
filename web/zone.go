package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/users"
)

// zoneCookie holds the time zone of the browser. A script sets it, so it may
// hold anything; the server never sets it.
const zoneCookie = "viva_zone"

// browserZone is the name of the browser's time zone, or "" if the cookie names
// none.
func (s *Site) browserZone(c *fiber.Ctx) string {
	name := s.cookie(c, zoneCookie)
	if _, err := users.Zone(name); err != nil {
		return ""
	}
	return name
}

// zone is the time zone that a user's days follow: that of the account, or else
// the browser's, or else UTC.
func (s *Site) zone(c *fiber.Ctx, u users.User) *time.Location {
	for _, name := range []string{u.Zone, s.browserZone(c)} {
		if z, err := users.Zone(name); err == nil {
			return z
		}
	}
	return time.UTC
}

// adoptZone keeps the browser's zone for an account that has none, with the
// first request of its owner that changes something: a request that only reads
// stores nothing, and cookies mean nothing to a program with a token. A
// visitor's zone stays in the browser.
func (s *Site) adoptZone(c *fiber.Ctx, p users.Principal) (users.Principal, error) {
	fetches := c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead
	name := s.browserZone(c)
	if name == "" || fetches || c.Get(fiber.HeaderAuthorization) != "" {
		return p, nil
	}
	u, err := s.users.AdoptZone(c.UserContext(), p.User, name)
	if err == nil {
		p.User = u
	}
	return p, err
}

// apiSetZone changes the zone of the account.
func (s *Site) apiSetZone(c *fiber.Ctx) error {
	p, _ := principal(c)
	var in struct {
		Zone string `json:"zone"`
	}
	if _, err := readParams(c); err != nil {
		return err
	}
	if err := readJSON(c, &in); err != nil {
		return err
	}
	u, err := s.users.SetZone(c.UserContext(), p.User.ID, in.Zone)
	if err != nil {
		return err
	}
	return writeJSON(c, fiber.StatusOK, apiUserOf(u))
}
