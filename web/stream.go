package web

import (
	"time"

	"github.com/gofiber/fiber/v2"
)

// LongStream exempts the answer to c from the server's write deadline until a
// moment: its reader may be silent for that long, as a laptop that sleeps is.
// For the next request on the connection the deadline holds again.
//
// That deadline is about silence: the server closes a connection whose reader
// takes nothing for half a minute. fasthttp's WriteTimeout would be about whole
// answers and cut long downloads over slow lines, which need no exemption here.
func LongStream(c *fiber.Ctx, until time.Time) error {
	return c.Context().SetWriteDeadline(until)
}
