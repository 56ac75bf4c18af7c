package web

import "github.com/gofiber/fiber/v2"

// forgotPage asks who forgot a password. Once that is told it says the same,
// whoever it is.
type forgotPage struct {
	base
	Sent bool
}

func (s *Site) showForgot(c *fiber.Ctx) error {
	if !s.users.Mails() {
		return errNotFound
	}
	q, err := pageQuery(c, "sent")
	if err != nil {
		return err
	}
	return s.render(c, "forgot", forgotPage{base: s.base(c, "forgot_title"), Sent: q.Has("sent")})
}

func (s *Site) sendReset(c *fiber.Ctx) error {
	f, err := readForm(c, "login")
	if err != nil {
		return err
	}
	if !s.users.Mails() {
		return errNotFound
	}
	if err := s.users.AskReset(c.UserContext(), f.Value("login"), s.lang(c), s.from(c)); err != nil {
		return err
	}
	return redirect(c, "/forgot?sent=yes")
}
