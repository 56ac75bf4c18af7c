package web

import (
	"log/slog"

	"github.com/gofiber/fiber/v2"
)

// live says that the process answers.
func (s *Site) live(c *fiber.Ctx) error { return c.SendString("ok\n") }

// ready says whether requests can be served. The reason why not is only logged.
func (s *Site) ready(c *fiber.Ctx) error {
	if err := s.cfg.Ready(c.UserContext()); err != nil {
		s.log.LogAttrs(c.UserContext(), slog.LevelWarn, "not ready", slog.String("error", err.Error()))
		return c.Status(fiber.StatusServiceUnavailable).SendString("not ready\n")
	}
	return c.SendString("ok\n")
}
