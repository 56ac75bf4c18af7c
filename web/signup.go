package web

import (
	"github.com/gofiber/fiber/v2"

	"viva/internal/users"
)

// signUpPage offers an account. A visitor who signs up keeps their score.
type signUpPage struct {
	base
	Form form
}

func (s *Site) showSignUp(c *fiber.Ctx) error {
	f, err := pageQuery(c, "next")
	if err != nil {
		return err
	}
	page := signUpPage{base: s.base(c, "account_sign_up"), Form: filled("next", f.Value("next"), "listed", "yes")}
	if page.SignedIn() {
		return redirect(c, ownPath(f.Value("next")))
	}
	return s.render(c, "signup", page)
}

func (s *Site) signUp(c *fiber.Ctx) error {
	fields := []string{"name", "password", "shown_as", "listed", "next", "code"}
	if s.users.Mails() {
		fields = append(fields, "email")
	}
	f, err := readForm(c, fields...)
	if err != nil {
		return err
	}
	var guest users.ID
	if p, ok := principal(c); ok && p.User.Role == users.Guest {
		guest = p.User.ID
	}
	u, tokens, err := s.users.SignUp(c.UserContext(), users.NewUser{
		Name: f.Value("name"), Password: f.Value("password"), Email: f.Value("email"),
		ShownAs: f.Value("shown_as"), Hidden: !f.Has("listed"), Code: f.Value("code"), Lang: s.lang(c),
	}, guest, s.from(c))
	if err != nil {
		if err := f.refuse(c, blame("name", err)); err != nil {
			return err
		}
		page := signUpPage{base: s.base(c, "account_sign_up"), Form: f}
		page.Failed = true
		return s.render(c, "signup", page)
	}
	if err := s.enter(c, tokens); err != nil {
		return err
	}
	if guest == 0 {
		if err := s.keepEdition(c, u.ID); err != nil {
			return err
		}
	}
	return s.goIn(c, f.Value("next"))
}
