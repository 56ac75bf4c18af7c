package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"viva/internal/users"
)

// contentPolicy lets pages run and load nothing but our own files.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; " +
	"object-src 'none'; frame-ancestors 'none'"

// secure sets the headers that every answer has, errors and files included.
// Referrer-Policy is not "no-referrer", with which forms would send "Origin:
// null".
func (s *Site) secure(h *fasthttp.ResponseHeader) {
	secureHeaders(h)
	if s.cfg.SecureCookies {
		h.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000")
	}
}

func secureHeaders(h *fasthttp.ResponseHeader) {
	h.Set(fiber.HeaderContentSecurityPolicy, contentPolicy)
	h.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	h.Set(fiber.HeaderReferrerPolicy, "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set(fiber.HeaderPermissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set(fiber.HeaderCacheControl, "no-store")
	h.Set(fiber.HeaderVary, "Accept, Accept-Encoding, Accept-Language, Authorization, Cookie")
}

// begin prepares an answer: its headers, and an id by which it is found in the
// log.
func (s *Site) begin(c *fiber.Ctx) {
	s.secure(&c.Response().Header)
	raw := make([]byte, 12)
	rand.Read(raw) // never fails: crypto/rand ends the program instead
	id := hex.EncodeToString(raw)
	c.SetUserContext(users.WithOrigin(c.UserContext(), users.Origin{Addr: s.clientAddr(c), Request: id}))
	c.Set(fiber.HeaderXRequestID, id)
}

func requestID(c *fiber.Ctx) string {
	return users.OriginOf(c.UserContext()).Request
}

// observe runs around all other handlers. It bounds the time of the work,
// survives panics, answers errors, compresses, and writes the log line of the
// request.
func (s *Site) observe(c *fiber.Ctx) error {
	start := s.now()
	s.begin(c)
	ctx, cancel := context.WithTimeout(c.UserContext(), workTimeout)
	defer cancel()
	c.SetUserContext(ctx)

	err := s.survive(c)
	if err != nil {
		s.fail(c, err)
	}
	s.compress(c)
	s.logRequest(c, err, start)
	return nil
}

// survive runs the rest of the request and turns a panic into an error.
func (s *Site) survive(c *fiber.Ctx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack()) // for the log alone
		}
	}()
	return c.Next()
}

// logRequest writes the log line of a request. It leaves the path out, which
// can hold a set-up token, or anything that a stranger likes to write.
func (s *Site) logRequest(c *fiber.Ctx, err error, start time.Time) {
	route := c.Route().Path
	if unmatched := new(fiber.Error); errors.As(err, &unmatched) {
		route = "-"
	}
	method := c.Method()
	if !slices.Contains(fiber.DefaultMethods, method) {
		method = "-"
	}
	took := s.now().Sub(start)
	if s.cfg.Observe != nil {
		s.cfg.Observe(method, route, c.Response().StatusCode(), took)
	}
	p, _ := principal(c)
	s.log.LogAttrs(c.UserContext(), slog.LevelInfo, "request",
		slog.String("method", method), slog.String("route", route),
		slog.Int("status", c.Response().StatusCode()),
		slog.Int64("ms", took.Milliseconds()),
		slog.Int("bytes", len(c.Response().Body())),
		slog.Int64("user", int64(p.User.ID)))
}

// guardUnread refuses what no route is asked about: a method that Fiber does not
// know, which is answered like one that a route does not have, and headers that
// another server could divide otherwise.
func (s *Site) guardUnread(app *fiber.App) {
	server := app.Server()
	next := server.Handler
	server.Handler = func(r *fasthttp.RequestCtx) {
		divided := !dividedByCRLF(r.Request.Header.RawHeaders())
		if !divided && slices.Contains(fiber.DefaultMethods, string(r.Method())) {
			next(r)
			return
		}
		c := app.AcquireCtx(r)
		defer app.ReleaseCtx(c)
		err := fiber.ErrMethodNotAllowed
		if divided {
			err = fiber.ErrBadRequest
			r.SetConnectionClose() // where the next request begins is in doubt, too
		} else {
			r.Response.Header.Set(fiber.HeaderAllow, "GET, HEAD, POST, PUT, DELETE")
		}
		_ = s.refuseUnread(c, err) // it never fails
	}
}

// dividedByCRLF reports whether headers are parted by CR LF and none goes on in
// the next line. The library takes a bare LF and folded lines as well, which a
// proxy may read in another way.
func dividedByCRLF(headers []byte) bool {
	for i, b := range headers {
		if b == '\n' && (i == 0 || headers[i-1] != '\r' || i+1 < len(headers) && (headers[i+1] == ' ' || headers[i+1] == '\t')) {
			return false
		}
	}
	return true
}

// guard refuses encoded bodies and requests from other sites, so that no
// handler has to think of them.
func (s *Site) guard(c *fiber.Ctx) error {
	// Reading such a body would inflate it: a megabyte can become a gigabyte.
	if len(c.Request().Header.PeekAll(fiber.HeaderContentEncoding)) > 0 {
		return errMediaType
	}
	if !s.sameOrigin(c) {
		return errOrigin
	}
	return c.Next()
}

// sameOrigin reports whether a request may use the cookies that it came with:
// it changes nothing, comes from our own pages, or has no cookies, as those of
// programs with a token.
func (s *Site) sameOrigin(c *fiber.Ctx) bool {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions, fiber.MethodTrace:
		return true
	}
	if site := c.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin" || site == "none"
	}
	if origin := c.Get(fiber.HeaderOrigin); origin != "" {
		return origin == s.cfg.BaseURL
	}
	return c.Get(fiber.HeaderCookie) == ""
}

// clientAddr is the address of the client: the rightmost one that does not
// belong to a trusted proxy. Addresses further left may be made up by the
// client.
func (s *Site) clientAddr(c *fiber.Ctx) string {
	remote, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if !ok {
		return ""
	}
	client := remote.Unmap()
	var hops []string
	for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		hops = append(hops, strings.Split(string(line), ",")...)
	}
	for _, hop := range slices.Backward(hops) {
		if !s.trusted(client) {
			break
		}
		addr, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		client = addr.Unmap()
	}
	return client.String()
}

func (s *Site) trusted(addr netip.Addr) bool {
	return slices.ContainsFunc(s.cfg.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(addr) })
}
