package web

import (
	"github.com/gofiber/fiber/v2"

	"viva/internal/users"
)

// setupPage makes the first administrator. The server prints the link to it
// when it starts.
type setupPage struct {
	base
	Form form
}

func (s *Site) showSetup(c *fiber.Ctx) error {
	f, err := pageQuery(c, "token")
	if err != nil {
		return err
	}
	if err := s.users.CheckSetup(c.UserContext(), f.Value("token")); err != nil {
		return err
	}
	return s.render(c, "setup", setupPage{base: s.base(c, "setup_title"), Form: f})
}

func (s *Site) setUp(c *fiber.Ctx) error {
	f, err := readForm(c, "token", "name", "password", "email")
	if err != nil {
		return err
	}
	_, tokens, err := s.users.Setup(c.UserContext(), f.Value("token"),
		users.NewUser{Name: f.Value("name"), Password: f.Value("password"), Email: f.Value("email"), Hidden: true, Lang: s.lang(c)}, s.from(c))
	if err != nil {
		if err := f.refuse(c, blame("name", err)); err != nil {
			return err
		}
		page := setupPage{base: s.base(c, "setup_title"), Form: f}
		page.Failed = true
		return s.render(c, "setup", page)
	}
	if err := s.enter(c, tokens); err != nil {
		return err
	}
	return redirect(c, "/admin/users")
}
