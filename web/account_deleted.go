package web

import "github.com/gofiber/fiber/v2"

// showDeleted is what somebody sees whose account is gone.
func (s *Site) showDeleted(c *fiber.Ctx) error {
	return s.render(c, "account_deleted", aboutPage{s.base(c, "deleted_title")})
}
