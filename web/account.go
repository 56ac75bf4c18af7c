package web

import (
	"github.com/gofiber/fiber/v2"

	"viva/internal/users"
)

// accountPage is what users change about themselves.
type accountPage struct {
	base
	Profile  form
	Password form
	Asks     bool // practice asks how sure they are
}

// done are the notices that the address of a page can ask it to show, by name.
var done = map[string]string{
	"profile":  "account_done_profile",
	"password": "account_done_password",
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
	page.Profile = filled("email", u.Email, "shown_as", u.ShownAs, "zone", u.Zone)
	if u.Listed {
		page.Profile.values.Set("listed", "yes")
	}
	return page
}

func (s *Site) changeAccount(c *fiber.Ctx) error {
	f, err := readForm(c, "email", "shown_as", "zone", "listed")
	if err != nil {
		return err
	}
	p, _ := principal(c)
	_, err = s.users.UpdateProfile(c.UserContext(), p.User.ID,
		users.Profile{Email: f.Value("email"), ShownAs: f.Value("shown_as"), Zone: f.Value("zone"), Listed: f.Has("listed")})
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

// roleNames are the keys of the names of roles.
var roleNames = map[users.Role]string{
	users.Learner:    "account_role_learner",
	users.Instructor: "account_role_instructor",
	users.Admin:      "account_role_admin",
}

// RoleName is the name of a role in the reader's language.
func (b base) RoleName(r users.Role) (string, error) { return b.T(roleNames[r]) }
