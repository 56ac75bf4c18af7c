package web

import "github.com/gofiber/fiber/v2"

// proofPage confirms an address by a link. It asks for a click, since programs
// that look for harm in mail open its links.
type proofPage struct {
	base
	Form  form
	Email string
}

func (s *Site) showProof(c *fiber.Ctx) error {
	f, err := pageQuery(c, "token")
	if err != nil {
		return err
	}
	email, err := s.users.CheckProof(c.UserContext(), f.Value("token"))
	if err != nil {
		return err
	}
	return s.render(c, "proof", proofPage{base: s.base(c, "proof_title"), Form: f, Email: email})
}

func (s *Site) prove(c *fiber.Ctx) error {
	f, err := readForm(c, "token")
	if err != nil {
		return err
	}
	u, err := s.users.Prove(c.UserContext(), f.Value("token"))
	if err != nil {
		return err
	}
	if p, ok := principal(c); ok && p.User.ID == u.ID {
		return redirect(c, "/account?done=proof")
	}
	return redirect(c, "/sign-in?done=proof")
}
