package web

import (
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"viva/internal/users"
)

// secondFactorNewPage shows the secret of a second factor, to scan or to type, and
// asks for the first code.
type secondFactorNewPage struct {
	base
	Form   form
	Groups []string // of the secret
	Code   qrCode
	App    string // the rest of the address that opens the app on this device
}

// beginSecondFactor draws a secret for whoever knows the password.
func (s *Site) beginSecondFactor(c *fiber.Ctx) error {
	f, err := readForm(c, "current", "next")
	if err != nil {
		return err
	}
	p, _ := principal(c)
	e, err := s.users.BeginFactor(c.UserContext(), p, s.issuer(), f.Value("current"))
	if err != nil {
		return s.refuseFactor(c, f, err)
	}
	return s.showEnrolment(c, e, filled("sealed", e.Sealed, "next", f.Value("next")))
}

// confirmSecondFactor takes the first code, and shows the recovery codes.
func (s *Site) confirmSecondFactor(c *fiber.Ctx) error {
	f, err := readForm(c, "sealed", "code", "next")
	if err != nil {
		return err
	}
	p, _ := principal(c)
	codes, err := s.users.ConfirmFactor(c.UserContext(), p, f.Value("sealed"), f.Value("code"))
	if err == nil {
		return s.showRecoveryCodes(c, codes, f.Value("next"))
	}
	if err := f.refuse(c, err); err != nil {
		return err
	}
	e, err := s.users.ResumeFactor(p, s.issuer(), f.Value("sealed"))
	if err != nil {
		return err
	}
	return s.showEnrolment(c, e, f)
}

func (s *Site) showEnrolment(c *fiber.Ctx, e users.Enrolment, f form) error {
	page := secondFactorNewPage{base: s.base(c, "factor_new_title"), Form: f, App: strings.TrimPrefix(e.URL, "otpauth://totp/")}
	page.Path = "/account/second-factor" // which a language is chosen on, and no form leads to
	page.Failed = len(f.Faults) > 0
	for group := range slices.Chunk([]rune(e.Secret), 4) {
		page.Groups = append(page.Groups, string(group))
	}
	var err error
	if page.Code, err = drawQR(e.URL); err != nil {
		return err
	}
	return s.render(c, "second_factor_new", page)
}

// issuer is what apps show beside the codes of this site. A colon would part it
// from the name of the account.
func (s *Site) issuer() string {
	u, err := url.Parse(s.cfg.BaseURL)
	if err != nil {
		return "Viva"
	}
	host, _, err := net.SplitHostPort(u.Host)
	if err != nil {
		host = u.Host // without a port
	}
	return "Viva " + strings.ReplaceAll(host, ":", ".")
}
