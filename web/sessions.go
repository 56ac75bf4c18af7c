package web

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/users"
)

// sessionsPage lists where the reader is signed in.
type sessionsPage struct {
	base
	Sessions  []users.OpenSession
	Confirmed bool // they can be ended: the password was given a moment ago
	Form      form
	Zone      *time.Location
}

// At is a moment on the reader's clock.
func (p sessionsPage) At(t time.Time) string {
	t = t.In(p.Zone)
	return p.Date(t) + ", " + p.Clock(t)
}

// ClientName is the browser and system of a session, in words where they are not
// known.
func (p sessionsPage) ClientName(o users.OpenSession) (string, error) {
	if o.Client == "" {
		return p.T("sessions_unknown")
	}
	return o.Client, nil
}

// Others is how many sessions there are beside the one that asks.
func (p sessionsPage) Others() int { return len(p.Sessions) - 1 }

func (s *Site) showSessions(c *fiber.Ctx) error {
	q, err := pageQuery(c, "done")
	if err != nil {
		return err
	}
	return s.listSessions(c, form{}, done[q.Value("done")])
}

// listSessions shows the list, with what is wrong with the password in f.
func (s *Site) listSessions(c *fiber.Ctx, f form, notice string) error {
	p, _ := principal(c)
	page := sessionsPage{base: s.base(c, "sessions_title"), Form: f, Zone: s.zone(c, p.User)}
	page.Notice, page.Failed = notice, len(f.Faults) > 0
	var err error
	if page.Sessions, page.Confirmed, err = s.users.Sessions(c.UserContext(), p); err != nil {
		return err
	}
	return s.render(c, "sessions", page)
}

// confirm takes the reader's password again.
func (s *Site) confirm(c *fiber.Ctx) error {
	f, err := readForm(c, "current")
	if err != nil {
		return err
	}
	p, _ := principal(c)
	tokens, err := s.users.Confirm(c.UserContext(), p, f.Value("current"), s.from(c))
	if err != nil {
		if err := f.refuse(c, blame("current", err)); err != nil {
			return err
		}
		return s.listSessions(c, f, "")
	}
	s.setTokens(c, tokens)
	return redirect(c, "/account/sessions")
}

// endSession ends one session of the reader, endOthers all but the one that asks.
func (s *Site) endSession(c *fiber.Ctx) error {
	f, err := readForm(c, "session")
	if err != nil {
		return err
	}
	p, _ := principal(c)
	return s.afterEnd(c, s.users.EndSession(c.UserContext(), p, users.SessionRef(f.Value("session"))), "session")
}

func (s *Site) endOthers(c *fiber.Ctx) error {
	if _, err := readForm(c); err != nil {
		return err
	}
	p, _ := principal(c)
	return s.afterEnd(c, s.users.EndOthers(c.UserContext(), p), "others")
}

// afterEnd leads back to the list. If the password was given too long ago, the list
// asks for it.
func (s *Site) afterEnd(c *fiber.Ctx, err error, what string) error {
	if errors.Is(err, users.ErrUnconfirmed) {
		var f form
		if err := f.refuse(c, users.ErrUnconfirmed.At("current")); err != nil {
			return err
		}
		return s.listSessions(c, f, "")
	}
	if err != nil {
		return err
	}
	return redirect(c, "/account/sessions?done="+what)
}
