package web

import (
	"time"

	"github.com/gofiber/fiber/v2"
)

// LongStream exempts the answer to c from the server's deadline of writing,
// up to a moment: its reader may be silent for as long as that, as a laptop
// that sleeps is. The next request on the connection is under the rule again.
//
// That rule is about silence: the server closes a connection whose reader
// takes nothing for half a minute. fasthttp's WriteTimeout would be one about
// whole answers, and cut long downloads over slow lines, which need no
// exemption here.
func LongStream(c *fiber.Ctx, until time.Time) error {
	return c.Context().SetWriteDeadline(until)
}
