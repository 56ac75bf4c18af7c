package web

import (
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"viva/internal/users"
)

// secondFactorCodesPage shows recovery codes, once.
type secondFactorCodesPage struct {
	base
	Codes  []string
	Sealed string // the same, to be sent as a file
	Next   string
}

// codesOf is the purpose for which the codes of a page are sealed.
func codesOf(p users.Principal) string { return fmt.Sprintf("recovery codes of %d", p.User.ID) }

func (s *Site) showRecoveryCodes(c *fiber.Ctx, codes []string, next string) error {
	page := secondFactorCodesPage{base: s.base(c, "factor_codes_title"), Codes: codes, Next: ownPath(next)}
	page.Path = "/account/second-factor"
	var err error
	if page.Sealed, err = s.users.Seal(codesOf(page.Principal), []byte(strings.Join(codes, "\n"))); err != nil {
		return err
	}
	return s.render(c, "second_factor_codes", page)
}

// sendRecoveryCodes sends the codes that a page shows as a file. Nothing else can
// be had as such a file: what is not of that page is not opened.
func (s *Site) sendRecoveryCodes(c *fiber.Ctx) error {
	f, err := readForm(c, "sealed")
	if err != nil {
		return err
	}
	b := s.base(c, "factor_codes_title")
	codes, at, ok := s.users.Unseal(codesOf(b.Principal), f.Value("sealed"))
	if !ok || s.now().After(at.Add(users.EnrolmentLife)) {
		return users.ErrEnrolment
	}
	head, err := b.T("factor_codes_file", "Site", s.issuer(), "Name", b.Principal.User.Name)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="viva-recovery-codes.txt"`)
	return c.SendString(head + "\n\n" + string(codes) + "\n")
}
