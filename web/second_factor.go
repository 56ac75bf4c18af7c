package web

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"viva/internal/users"
)

// secondFactorPage is where a second factor is set up, turned off and given new
// recovery codes.
type secondFactorPage struct {
	base
	Form  form
	Left  int  // recovery codes
	Owes  bool // nothing else opens without one
	Asked bool // it is offered, and can be put off
	Next  string
}

// FewLeft reports whether new recovery codes should be drawn.
func (p secondFactorPage) FewLeft() bool { return p.Left <= users.FewRecoveryCodes }

// GoesOn reports whether the reader was on the way to another page.
func (p secondFactorPage) GoesOn() bool { return p.Next != "/" && !p.Owes }

func (s *Site) showSecondFactor(c *fiber.Ctx) error {
	q, err := pageQuery(c, "done", "asked", "next")
	if err != nil {
		return err
	}
	page, err := s.secondFactorPage(c, q)
	if err != nil {
		return err
	}
	page.Notice = done[q.Value("done")]
	page.Asked = q.Has("asked")
	return s.render(c, "second_factor", page)
}

// secondFactorPage makes the page with what is stored. f may have the page to go
// on to.
func (s *Site) secondFactorPage(c *fiber.Ctx, f form) (secondFactorPage, error) {
	page := secondFactorPage{base: s.base(c, "factor_title"), Form: f, Next: ownPath(f.Value("next"))}
	page.Owes = s.users.OwesFactor(page.Principal.User)
	var err error
	page.Left, err = s.users.RecoveryCodesLeft(c.UserContext(), page.Principal.User.ID)
	return page, err
}

// askForFactor shows the page in place of every other to those who can do nothing
// without a second factor. Then they come back to that one.
func (s *Site) askForFactor(c *fiber.Ctx) error {
	page, err := s.secondFactorPage(c, filled("next", s.base(c, "factor_title").Path))
	if err != nil {
		return err
	}
	return s.render(c, "second_factor", page)
}

// owed lets nobody pass who can do nothing but set up a second factor.
func (s *Site) owed(c *fiber.Ctx) error {
	if p, ok := principal(c); ok && s.users.OwesFactor(p.User) {
		return users.ErrFactorMissing
	}
	return c.Next()
}

// changeSecondFactor turns it off or draws new recovery codes. Both take the
// password and a code.
func (s *Site) changeSecondFactor(c *fiber.Ctx) error {
	f, err := readForm(c, "current", "code", "do")
	if err != nil {
		return err
	}
	p, _ := principal(c)
	switch f.Value("do") {
	case "codes":
		codes, err := s.users.DrawRecoveryCodes(c.UserContext(), p, f.Value("current"), f.Value("code"))
		if err != nil {
			return s.refuseFactor(c, f, err)
		}
		return s.showRecoveryCodes(c, codes, "")
	case "off":
		if err := s.users.DropFactor(c.UserContext(), p, f.Value("current"), f.Value("code")); err != nil {
			return s.refuseFactor(c, f, err)
		}
		return redirect(c, "/account/second-factor?done=factor_off")
	}
	return errMalformed
}

// refuseFactor shows the page again with what is wrong.
func (s *Site) refuseFactor(c *fiber.Ctx, f form, err error) error {
	if err := f.refuse(c, blame("current", err)); err != nil {
		return err
	}
	page, err := s.secondFactorPage(c, f)
	if err != nil {
		return err
	}
	page.Failed = true
	return s.render(c, "second_factor", page)
}

// putSecondFactorOff asks for none for a while.
func (s *Site) putSecondFactorOff(c *fiber.Ctx) error {
	f, err := readForm(c, "next")
	if err != nil {
		return err
	}
	p, _ := principal(c)
	if err := s.users.PutFactorOff(c.UserContext(), p); err != nil {
		return err
	}
	return redirect(c, ownPath(f.Value("next")))
}

// advised is the page to which a sign-in leads: the one that was asked for, or by
// way of the one on second factors where something is to be done there.
func advised(advice users.Advice, next string) string {
	way := url.Values{"next": {ownPath(next)}}
	switch advice {
	case users.SetFactor:
		way.Set("asked", "yes")
	case users.DrawCodes:
		way.Set("done", "factor_few")
	default:
		return next
	}
	return "/account/second-factor?" + way.Encode()
}
