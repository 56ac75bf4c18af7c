package web

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// A browser that refuses cookies takes a right password, or starts practice, and
// is a stranger again on the next page. That page tells it in words.

// goIn leads on after a session began. A browser that came without any cookie
// is led by way of the sign-in page, which sees whether it has one now.
func (s *Site) goIn(c *fiber.Ctx, next string) error {
	next = ownPath(next)
	if c.Get(fiber.HeaderCookie) == "" && c.Get("Sec-Fetch-Mode") == "navigate" {
		next = "/sign-in?" + url.Values{"entered": {"yes"}, "next": {next}}.Encode()
	}
	return redirect(c, next)
}

// kept is the page to which a choice leads back that a cookie keeps. A browser
// that came without any cookie is asked there whether it has one now.
func kept(c *fiber.Ctx, next string) string {
	if c.Get(fiber.HeaderCookie) != "" || c.Get("Sec-Fetch-Mode") != "navigate" {
		return next
	}
	path, query, _ := strings.Cut(next, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return next
	}
	values.Set("chosen", "yes")
	return path + "?" + values.Encode()
}

// forgetsChoice reports whether a browser comes back without the cookie that a
// choice gave it a moment ago. A link that somebody shared says nothing of it.
func forgetsChoice(c *fiber.Ctx) bool {
	return c.Query("chosen") != "" && c.Get(fiber.HeaderCookie) == "" && c.Get("Sec-Fetch-Site") == "same-origin"
}

// refusesCookies reports whether a stranger who asks for an attempt was given
// one a moment ago: no page leads a stranger to any other.
func refusesCookies(c *fiber.Ctx) bool {
	return c.Method() == fiber.MethodGet && strings.HasPrefix(c.Path(), "/attempts/") &&
		c.Get(fiber.HeaderCookie) == "" && c.Get("Sec-Fetch-Site") == "same-origin"
}

// answerKept is the address of the question to which an answer was sent by
// somebody whose session has ended, with that answer: after signing in, it is
// filled in there, as an exam keeps its own. It is "" of other requests.
func answerKept(c *fiber.Ctx) string {
	var id, pos int64
	if n, _ := fmt.Sscanf(c.Path(), "/attempts/%d/items/%d", &id, &pos); n < 2 || c.Method() != fiber.MethodPost ||
		c.Path() != fmt.Sprintf("/attempts/%d/items/%d", id, pos) {
		return ""
	}
	f, err := readForm(c, "given*", "certainty", "revision", "go")
	if err != nil || blank(f.All("given")) {
		return ""
	}
	kept := url.Values{"given": f.All("given")}
	if certainty := f.Value("certainty"); certainty != "" {
		kept.Set("certainty", certainty)
	}
	return c.Path() + "?" + kept.Encode()
}
