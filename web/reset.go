package web

import "github.com/gofiber/fiber/v2"

// resetPage sets a new password by a link.
type resetPage struct {
	base
	Form form
}

func (s *Site) showReset(c *fiber.Ctx) error {
	f, err := pageQuery(c, "token")
	if err != nil {
		return err
	}
	if err := s.users.CheckReset(c.UserContext(), f.Value("token")); err != nil {
		return err
	}
	return s.render(c, "reset", resetPage{base: s.base(c, "reset_title"), Form: f})
}

func (s *Site) reset(c *fiber.Ctx) error {
	f, err := readForm(c, "token", "password")
	if err != nil {
		return err
	}
	if err := s.users.Reset(c.UserContext(), f.Value("token"), f.Value("password"), s.from(c)); err != nil {
		if err := f.refuse(c, blame("password", err)); err != nil {
			return err
		}
		page := resetPage{base: s.base(c, "reset_title"), Form: f}
		page.Failed = true
		return s.render(c, "reset", page)
	}
	// Whoever was signed in here is not any more.
	s.clearTokens(c)
	return redirect(c, "/sign-in?done=reset")
}
