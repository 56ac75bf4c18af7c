package web

import (
	"cmp"
	"errors"

	"github.com/gofiber/fiber/v2"

	"viva/internal/users"
)

// accountPage is what users change about themselves.
type accountPage struct {
	base
	Profile  form
	Address  form
	Password form
	Asks     bool // practice asks how sure they are
}

// done are the notices that the address of a page can ask it to show, by name.
var done = map[string]string{
	"profile":  "account_done_profile",
	"password": "account_done_password",
	"address":  "account_done_address",
	"proof":    "proof_done",
	"reset":    "reset_done",
	"role":     "admin_done_role",
	"names":    "admin_done_names",
	"disabled": "admin_done_disabled",
	"enabled":  "admin_done_enabled",
	"sessions": "admin_done_sessions",
	"deleted":  "admin_done_deleted",
	"session":  "account_done_session",
	"others":   "account_done_others",
	"plan":     "plan_done",

	"factor_off":   "factor_done_off",
	"factor_taken": "admin_done_factor",
	"factor_few":   "factor_done_recovered",

	"habits": "plan_done_habits",

	"elsewhere": "edition_elsewhere", // an old address named another edition
}

func (s *Site) showAccount(c *fiber.Ctx) error {
	q, err := pageQuery(c, "done")
	if err != nil {
		return err
	}
	page := s.accountPage(c)
	page.Notice = done[q.Value("done")]
	return s.render(c, "account", page)
}

// accountPage makes the page with what is stored.
func (s *Site) accountPage(c *fiber.Ctx) accountPage {
	page := accountPage{base: s.base(c, "account_title"), Asks: s.asksCertainty(c)}
	u := page.Principal.User
	page.Profile = filled("shown_as", u.ShownAs, "zone", u.Zone)
	page.Address = filled("email", cmp.Or(u.Pending, u.Email))
	if u.Listed {
		page.Profile.values.Set("listed", "yes")
	}
	return page
}

func (s *Site) changeAccount(c *fiber.Ctx) error {
	f, err := readForm(c, "shown_as", "zone", "listed")
	if err != nil {
		return err
	}
	p, _ := principal(c)
	_, err = s.users.UpdateProfile(c.UserContext(), p.User.ID,
		users.Profile{ShownAs: f.Value("shown_as"), Zone: f.Value("zone"), Listed: f.Has("listed")})
	if err != nil {
		if err := f.refuse(c, err); err != nil {
			return err
		}
		page := s.accountPage(c)
		page.Profile, page.Failed = f, true
		return s.render(c, "account", page)
	}
	return redirect(c, "/account?done=profile")
}

// changeAddress gives whoever is signed in another address, or none.
func (s *Site) changeAddress(c *fiber.Ctx) error {
	f, err := readForm(c, "email", "address_password")
	if err != nil {
		return err
	}
	if f.Value("email") != "" && !s.users.Mails() {
		return users.ErrNoMail
	}
	p, _ := principal(c)
	err = s.users.SetAddress(c.UserContext(), p, f.Value("address_password"), f.Value("email"), s.lang(c), s.from(c))
	if err != nil {
		// The form beside this one has a field for the current password, too.
		if errors.Is(err, users.ErrPasswordWrong) {
			err = users.ErrPasswordWrong.At("address_password")
		}
		if err := f.refuse(c, blame("address_password", err)); err != nil {
			return err
		}
		page := s.accountPage(c)
		page.Address, page.Failed = f, true
		return s.render(c, "account", page)
	}
	return redirect(c, "/account?done=address")
}

func (s *Site) changePassword(c *fiber.Ctx) error {
	f, err := readForm(c, "current", "password")
	if err != nil {
		return err
	}
	p, _ := principal(c)
	device, err := s.users.ChangePassword(c.UserContext(), p, f.Value("current"), f.Value("password"), s.from(c))
	if err != nil {
		if err := f.refuse(c, blame("current", err)); err != nil {
			return err
		}
		page := s.accountPage(c)
		page.Password, page.Failed = f, true
		return s.render(c, "account", page)
	}
	s.setCookie(c, deviceCookie, device, users.DeviceLife)
	return redirect(c, "/account?done=password")
}

// Addressed reports whether the page has a place for an address: where letters are
// sent, or to remove one that is there all the same.
func (p accountPage) Addressed() bool {
	return p.Mails || p.Principal.User.Email != "" || p.Principal.User.Pending != ""
}

// AddressHint is the key of what is said of the field for an address.
func (p accountPage) AddressHint() string {
	if p.Mails {
		return "account_address_hint"
	}
	return "account_address_old"
}

// roleNames are the keys of the names of roles.
var roleNames = map[users.Role]string{
	users.Learner:    "account_role_learner",
	users.Instructor: "account_role_instructor",
	users.Admin:      "account_role_admin",
}

// RoleName is the name of a role in the reader's language.
func (b base) RoleName(r users.Role) (string, error) { return b.T(roleNames[r]) }
