package web

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"viva/internal/fault"
	"viva/internal/users"
)

// signInPage asks who the reader is.
type signInPage struct {
	base
	Form   form
	Needed bool // the page asked for is not for strangers
	Kept   bool // the answer that was sent is filled in after signing in

	Coded     bool // a code of a second factor can be given with the password
	NoCookies bool // the browser refuses them, so that nobody can be signed in
}

func (s *Site) showSignIn(c *fiber.Ctx) error {
	f, err := pageQuery(c, "next", "entered", "done")
	if err != nil {
		return err
	}
	page := signInPage{base: s.base(c, "account_sign_in"), Form: f}
	page.Notice = done[f.Value("done")]
	page.NoCookies = f.Has("entered") && c.Get(fiber.HeaderCookie) == ""
	if page.SignedIn() {
		return redirect(c, ownPath(f.Value("next")))
	}
	return s.render(c, "signin", page)
}

// askToSignIn shows the sign-in form in place of a page that is not for
// strangers. After signing in, the reader comes back to that page.
func (s *Site) askToSignIn(c *fiber.Ctx) error {
	page := signInPage{base: s.base(c, "account_sign_in"), Needed: true, NoCookies: refusesCookies(c)}
	page.Form = filled("next", page.Path)
	if kept := answerKept(c); kept != "" {
		page.Kept, page.Form = true, filled("next", kept)
	}
	return s.render(c, "signin", page)
}

func (s *Site) signIn(c *fiber.Ctx) error {
	f, err := readForm(c, "login", "password", "code", "next")
	if err != nil {
		return err
	}
	_, tokens, err := s.users.SignInWithCode(c.UserContext(), f.Value("login"), f.Value("password"), f.Value("code"), s.from(c))
	if errors.Is(err, users.ErrCodeRequired) {
		return s.askForCode(c, tokens.Pending, f.Value("next"))
	}
	if err != nil {
		if err := f.refuse(c, blame("login", err)); err != nil {
			return err
		}
		page := signInPage{base: s.base(c, "account_sign_in"), Form: f}
		page.Failed = true
		page.Coded = f.Has("code") || errors.Is(err, users.ErrGuesses) || errors.Is(err, users.ErrClosed)
		return s.render(c, "signin", page)
	}
	return s.welcome(c, tokens, f.Value("next"))
}

// welcome begins the session and leads on to the page that was asked for.
func (s *Site) welcome(c *fiber.Ctx, tokens users.Tokens, next string) error {
	if err := s.enter(c, tokens); err != nil {
		return err
	}
	return s.goIn(c, advised(tokens.Advice, next))
}

// blame chooses the field at which to show an error that names none, if the
// same form can be sent again.
func blame(field string, err error) error {
	f := fault.As(err)
	if f == nil || f.Field != "" {
		return err
	}
	if f.Kind == fault.Busy || errors.Is(f, users.ErrSignIn) || errors.Is(f, users.ErrClosed) {
		return f.At(field)
	}
	return err
}

// signOut ends the session on the server, and removes it and the cached pages
// from the browser. The browser's storage stays: answers may wait there to be
// sent.
func (s *Site) signOut(c *fiber.Ctx) error {
	if _, err := readForm(c); err != nil {
		return err
	}
	if p, ok := principal(c); ok {
		if err := s.users.SignOut(c.UserContext(), p.SessionID); err != nil {
			return err
		}
	}
	s.clearTokens(c)
	c.Set("Clear-Site-Data", `"cache"`)
	return redirect(c, "/")
}
