package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/users"
)

// apiSession is an open session as its owner sees it.
type apiSession struct {
	ID      users.SessionRef `json:"id"`
	Client  string           `json:"client,omitzero"`
	BeganAt time.Time        `json:"began_at"`
	SeenAt  time.Time        `json:"seen_at"`
	Current bool             `json:"current"`
}

func (s *Site) apiSessions(c *fiber.Ctx) error {
	if _, err := readParams(c); err != nil {
		return err
	}
	p, _ := principal(c)
	open, _, err := s.users.Sessions(c.UserContext(), p)
	if err != nil {
		return err
	}
	var out struct {
		Sessions []apiSession `json:"sessions"`
	}
	for _, o := range open {
		out.Sessions = append(out.Sessions, apiSession{ID: o.Ref, Client: o.Client, BeganAt: apiTime(o.Began), SeenAt: apiTime(o.Seen), Current: o.Current})
	}
	return writeJSON(c, fiber.StatusOK, out)
}

// apiConfirm takes the password again and returns the tokens of the session that
// begins with it. A browser gets them as cookies.
func (s *Site) apiConfirm(c *fiber.Ctx) error {
	var in struct {
		Password string `json:"password"`
		Device   string `json:"device_token"`
	}
	if _, err := readParams(c); err != nil {
		return err
	}
	if err := readJSON(c, &in); err != nil {
		return err
	}
	if err := needed(member{"password", in.Password}); err != nil {
		return err
	}
	p, _ := principal(c)
	from := s.from(c)
	if in.Device != "" {
		from.Device = in.Device
	}
	tokens, err := s.users.Confirm(c.UserContext(), p, in.Password, from)
	if err != nil {
		return err
	}
	if c.Get(fiber.HeaderAuthorization) == "" {
		s.setTokens(c, tokens)
		return c.SendStatus(fiber.StatusNoContent)
	}
	return s.writeTokens(c, tokens)
}

func (s *Site) apiEndSession(c *fiber.Ctx) error {
	return s.apiEnd(c, func(p users.Principal) error {
		return s.users.EndSession(c.UserContext(), p, users.SessionRef(c.Params("session")))
	})
}

func (s *Site) apiEndOthers(c *fiber.Ctx) error {
	return s.apiEnd(c, func(p users.Principal) error { return s.users.EndOthers(c.UserContext(), p) })
}

func (s *Site) apiEnd(c *fiber.Ctx, end func(users.Principal) error) error {
	if _, err := readParams(c); err != nil {
		return err
	}
	if err := readNothing(c); err != nil {
		return err
	}
	p, _ := principal(c)
	if err := end(p); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
