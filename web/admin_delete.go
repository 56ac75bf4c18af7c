package web

import (
	"github.com/gofiber/fiber/v2"

	"viva/internal/users"
)

// deleteUserPage asks an administrator before an account is deleted.
type deleteUserPage struct {
	base
	User users.User
}

func (s *Site) askToDeleteUser(c *fiber.Ctx) error {
	u, err := s.account(c)
	if err != nil {
		return err
	}
	return s.render(c, "admin_delete", deleteUserPage{s.base(c, "delete_title"), u})
}

func (s *Site) deleteUser(c *fiber.Ctx) error {
	if _, err := readForm(c); err != nil {
		return err
	}
	u, err := s.account(c)
	if err != nil {
		return err
	}
	p, _ := principal(c)
	if err := s.users.Delete(c.UserContext(), p, u.ID); err != nil {
		return s.refuseUser(c, u, err)
	}
	return redirect(c, "/admin/users?done=deleted")
}
