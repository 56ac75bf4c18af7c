package web

import (
	_ "embed"

	"github.com/gofiber/fiber/v2"
)

// openAPI describes the JSON API. It is written by hand; tests compare the
// routes and every reply with it.
//
//go:embed openapi.yaml
var openAPI []byte

// showOpenAPI serves the description. It is the same for everybody.
func (s *Site) showOpenAPI(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, "application/yaml; charset=utf-8")
	return c.Send(openAPI)
}
