package web

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"viva/internal/users"
)

// pendingCookie keeps that the password was right until the code is given. It
// names nobody's session.
const pendingCookie = "viva_pending"

// signInCodePage asks for a code of the second factor, once the password was
// right.
type signInCodePage struct {
	base
	Form     form
	Recovery bool // a recovery code, which has letters
}

// Other is the address at which a code of the other kind is asked for.
func (p signInCodePage) Other() string { return codePath(!p.Recovery, p.Form.Value("next")) }

// codePath is the address of the page.
func codePath(recovery bool, next string) string {
	q := url.Values{}
	if recovery {
		q.Set("recovery", "yes")
	}
	if next = ownPath(next); next != "/" {
		q.Set("next", next)
	}
	if len(q) == 0 {
		return "/sign-in/code"
	}
	return "/sign-in/code?" + q.Encode()
}

// askForCode leads on from a password that was right.
func (s *Site) askForCode(c *fiber.Ctx, pending, next string) error {
	s.setCookie(c, pendingCookie, pending, users.PendingLife)
	return redirect(c, codePath(false, next))
}

func (s *Site) showSignInCode(c *fiber.Ctx) error {
	f, err := pageQuery(c, "next", "recovery")
	if err != nil {
		return err
	}
	if !s.users.Pending(s.cookie(c, pendingCookie)) {
		return s.askForPassword(c, f)
	}
	return s.render(c, "signin_code", signInCodePage{base: s.base(c, "code_title"), Form: f, Recovery: f.Has("recovery")})
}

// askForPassword leads back to the sign-in page from where nothing is pending: it
// took too long, or the browser keeps no cookies, which that page tells.
func (s *Site) askForPassword(c *fiber.Ctx, f form) error {
	s.setCookie(c, pendingCookie, "", 0)
	return redirect(c, "/sign-in?"+url.Values{"entered": {"yes"}, "next": {ownPath(f.Value("next"))}}.Encode())
}

func (s *Site) finishSignIn(c *fiber.Ctx) error {
	f, err := readForm(c, "code", "next", "recovery")
	if err != nil {
		return err
	}
	pending := s.cookie(c, pendingCookie)
	if !s.users.Pending(pending) {
		return s.askForPassword(c, f)
	}
	_, tokens, err := s.users.FinishSignIn(c.UserContext(), pending, f.Value("code"), s.from(c))
	if err != nil {
		if err := f.refuse(c, err); err != nil {
			return err
		}
		page := signInCodePage{base: s.base(c, "code_title"), Form: f, Recovery: f.Has("recovery")}
		page.Path, page.Failed = codePath(page.Recovery, f.Value("next")), true
		return s.render(c, "signin_code", page)
	}
	s.setCookie(c, pendingCookie, "", 0)
	return s.welcome(c, tokens, f.Value("next"))
}
