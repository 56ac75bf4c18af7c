package web

import "github.com/gofiber/fiber/v2"

type aboutPage struct{ base }

func (s *Site) showAbout(c *fiber.Ctx) error {
	return s.render(c, "about", aboutPage{s.base(c, "about_title")})
}
