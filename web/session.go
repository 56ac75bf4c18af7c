package web

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/quiz"
	"viva/internal/users"
)

// Names of the cookies, see cookieName.
const (
	accessCookie  = "viva_access"
	refreshCookie = "viva_refresh"
	langCookie    = "viva_lang"
	themeCookie   = "viva_theme"
	deviceCookie  = "viva_device"
)

// cookieName is the full name of a cookie. With this prefix browsers bind the
// cookie to this very host, over https.
func (s *Site) cookieName(name string) string {
	if s.cfg.SecureCookies {
		return "__Host-" + name
	}
	return name
}

// setCookie sets a cookie. All our cookies are set here. A life of zero or less
// removes the cookie.
func (s *Site) setCookie(c *fiber.Ctx, name, value string, life time.Duration) {
	cookie := &fiber.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", MaxAge: int(life.Seconds()),
		HTTPOnly: true, Secure: s.cfg.SecureCookies, SameSite: fiber.CookieSameSiteLaxMode,
	}
	if life <= 0 {
		cookie.Value, cookie.MaxAge, cookie.Expires = "", 0, time.Unix(1, 0)
	}
	c.Cookie(cookie)
}

func (s *Site) cookie(c *fiber.Ctx, name string) string { return c.Cookies(s.cookieName(name)) }

// setTokens gives a browser the tokens of a session.
func (s *Site) setTokens(c *fiber.Ctx, t users.Tokens) {
	s.setCookie(c, accessCookie, t.Access, t.AccessExpires.Sub(s.now()))
	s.setCookie(c, refreshCookie, t.Refresh, t.RefreshExpires.Sub(s.now()))
	if t.Device != "" {
		s.setCookie(c, deviceCookie, t.Device, users.DeviceLife)
	}
}

// from says where a request comes from.
func (s *Site) from(c *fiber.Ctx) users.From {
	return users.From{Addr: s.clientAddr(c), Device: s.cookie(c, deviceCookie), Client: clientOf(c.Get(fiber.HeaderUserAgent))}
}

func (s *Site) clearTokens(c *fiber.Ctx) {
	s.setCookie(c, accessCookie, "", 0)
	s.setCookie(c, refreshCookie, "", 0)
}

// identify finds out who asks, by token or by cookie. Whoever has no valid
// token is a stranger; each route decides what strangers may do.
func (s *Site) identify(c *fiber.Ctx) error {
	p, err := s.authenticate(c)
	switch {
	case err == nil:
		if p, err = s.adoptZone(c, p); err != nil {
			return err
		}
		c.Locals("principal", p)
	case !errors.Is(err, users.ErrSession):
		return err
	}
	return c.Next()
}

func (s *Site) authenticate(c *fiber.Ctx) (users.Principal, error) {
	if header := c.Get(fiber.HeaderAuthorization); header != "" {
		scheme, token, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return users.Principal{}, users.ErrSession
		}
		return s.users.Authenticate(c.UserContext(), token)
	}
	if access := s.cookie(c, accessCookie); access != "" {
		p, err := s.users.Authenticate(c.UserContext(), access)
		if err == nil || !errors.Is(err, users.ErrSession) {
			return p, err
		}
	}
	return s.renew(c)
}

// renew exchanges the refresh cookie for new tokens, on any request, so that
// readers stay signed in without JavaScript.
func (s *Site) renew(c *fiber.Ctx) (users.Principal, error) {
	refresh := s.cookie(c, refreshCookie)
	if refresh == "" {
		return users.Principal{}, users.ErrSession
	}
	_, t, err := s.users.Refresh(c.UserContext(), refresh)
	if errors.Is(err, users.ErrSession) {
		s.clearTokens(c)
	}
	if err != nil {
		return users.Principal{}, err
	}
	s.setTokens(c, t)
	return s.users.Authenticate(c.UserContext(), t.Access)
}

// principal returns who asks, if that is known.
func principal(c *fiber.Ctx) (users.Principal, bool) {
	p, ok := c.Locals("principal").(users.Principal)
	return p, ok
}

// require lets only these roles pass. Whoever has no account is asked to sign
// in.
func (s *Site) require(roles ...users.Role) fiber.Handler {
	return func(c *fiber.Ctx) error {
		p, ok := principal(c)
		switch {
		case ok && slices.Contains(roles, p.User.Role):
			return c.Next()
		case ok && p.User.Role.CanSignIn():
			return users.ErrForbidden
		}
		return users.ErrSession
	}
}

// learner returns the learner who asks; guests are learners too.
func (s *Site) learner(c *fiber.Ctx) (quiz.Learner, error) {
	p, ok := principal(c)
	if !ok {
		return quiz.Learner{}, users.ErrSession
	}
	return quiz.Learner{ID: quiz.LearnerID(p.User.ID), Guest: p.User.Role == users.Guest, Zone: s.zone(c, p.User)}, nil
}

// ensureLearner returns the learner who asks, and makes a stranger a guest.
func (s *Site) ensureLearner(c *fiber.Ctx) (quiz.Learner, error) {
	if who, err := s.learner(c); err == nil {
		return who, nil
	}
	u, t, err := s.users.StartGuest(c.UserContext(), s.from(c))
	if err != nil {
		return quiz.Learner{}, err
	}
	if err := s.enter(c, t); err != nil {
		return quiz.Learner{}, err
	}
	return quiz.Learner{ID: quiz.LearnerID(u.ID), Guest: true, Zone: s.zone(c, u)}, nil
}

// enter begins a new session in this browser and ends the one it had.
func (s *Site) enter(c *fiber.Ctx, t users.Tokens) error {
	if before, ok := principal(c); ok {
		if err := s.users.SignOut(c.UserContext(), before.SessionID); err != nil {
			return err
		}
	}
	s.setTokens(c, t)
	p, err := s.users.Authenticate(c.UserContext(), t.Access)
	if err != nil {
		return err
	}
	c.Locals("principal", p)
	return nil
}
