package web

import (
	"fmt"

	"github.com/gofiber/fiber/v2"
)

// disableUser keeps an account from signing in, or lets it in again.
func (s *Site) disableUser(c *fiber.Ctx) error {
	f, err := readForm(c, "disabled")
	if err != nil {
		return err
	}
	done, known := map[string]string{"yes": "disabled", "no": "enabled"}[f.Value("disabled")]
	if !known {
		return errMalformed
	}
	u, err := s.account(c)
	if err != nil {
		return err
	}
	p, _ := principal(c)
	if _, err := s.users.SetDisabled(c.UserContext(), p, u.ID, done == "disabled"); err != nil {
		return s.refuseUser(c, u, err)
	}
	return redirect(c, fmt.Sprintf("/admin/users/%d?done=%s", u.ID, done))
}

// endUserSessions signs an account out everywhere.
func (s *Site) endUserSessions(c *fiber.Ctx) error {
	if _, err := readForm(c); err != nil {
		return err
	}
	u, err := s.account(c)
	if err != nil {
		return err
	}
	p, _ := principal(c)
	if _, err := s.users.EndSessions(c.UserContext(), p, u.ID); err != nil {
		return s.refuseUser(c, u, err)
	}
	return redirect(c, fmt.Sprintf("/admin/users/%d?done=sessions", u.ID))
}
