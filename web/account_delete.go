package web

import (
	"github.com/gofiber/fiber/v2"

	"viva/internal/fault"
)

// deletePage asks whoever is signed in before their account is deleted, and says
// what goes and what stays.
type deletePage struct {
	base
	Form  form
	Fault *fault.Error // why it cannot be deleted now
}

func (s *Site) showDelete(c *fiber.Ctx) error {
	return s.render(c, "account_delete", deletePage{base: s.base(c, "delete_title")})
}

// deleteOwn deletes the reader's account and leaves nothing of it in the browser
// but the device's cookie, by which other accounts may be known there, and answers
// that others have left there to be sent.
func (s *Site) deleteOwn(c *fiber.Ctx) error {
	f, err := readForm(c, "current")
	if err != nil {
		return err
	}
	p, _ := principal(c)
	if err := s.users.DeleteOwn(c.UserContext(), p, f.Value("current")); err != nil {
		page := deletePage{base: s.base(c, "delete_title"), Form: f}
		page.Failed = true
		if wrong := fault.As(err); wrong != nil && wrong.Kind == fault.Conflict {
			_, code, _ := explain(err)
			c.Status(code)
			page.Fault = wrong
		} else if err := page.Form.refuse(c, blame("current", err)); err != nil {
			return err
		}
		return s.render(c, "account_delete", page)
	}
	s.clearTokens(c)
	c.Set("Clear-Site-Data", `"cache"`)
	return redirect(c, "/account/deleted")
}
