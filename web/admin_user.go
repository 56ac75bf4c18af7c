package web

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"viva/internal/fault"
	"viva/internal/users"
)

// userPage is an account for administrators, who rename it, keep it off
// scoreboards, give it a new password and decide whether it may sign in.
type userPage struct {
	base
	User     users.User
	Form     form
	Password string // the new one, shown once
	Fault    *fault.Error
}

// account returns the account that the address names.
func (s *Site) account(c *fiber.Ctx) (users.User, error) {
	id, ok := pathNumber(c, "id")
	if !ok {
		return users.User{}, users.ErrNoUser
	}
	return s.users.User(c.UserContext(), users.ID(id))
}

func (s *Site) userPage(c *fiber.Ctx, u users.User) userPage {
	page := userPage{base: s.base(c, "admin_user_title"), User: u, Form: filled("name", u.Name, "shown_as", u.ShownAs)}
	if u.Hidden {
		page.Form.values.Set("hidden", "yes")
	}
	return page
}

func (s *Site) showUser(c *fiber.Ctx) error {
	q, err := pageQuery(c, "done")
	if err != nil {
		return err
	}
	u, err := s.account(c)
	if err != nil {
		return err
	}
	page := s.userPage(c, u)
	page.Notice = done[q.Value("done")]
	return s.render(c, "admin_user", page)
}

func (s *Site) renameUser(c *fiber.Ctx) error {
	f, err := readForm(c, "name", "shown_as", "hidden")
	if err != nil {
		return err
	}
	u, err := s.account(c)
	if err != nil {
		return err
	}
	p, _ := principal(c)
	_, err = s.users.Rename(c.UserContext(), p, u.ID, users.Naming{Name: f.Value("name"), ShownAs: f.Value("shown_as"), Hidden: f.Has("hidden")})
	if err != nil {
		if err := f.refuse(c, err); err != nil {
			return err
		}
		page := s.userPage(c, u)
		page.Form, page.Failed = f, true
		return s.render(c, "admin_user", page)
	}
	return redirect(c, fmt.Sprintf("/admin/users/%d?done=names", u.ID))
}

func (s *Site) givePassword(c *fiber.Ctx) error {
	if _, err := readForm(c); err != nil {
		return err
	}
	u, err := s.account(c)
	if err != nil {
		return err
	}
	p, _ := principal(c)
	password, err := s.users.GivePassword(c.UserContext(), p, u.ID)
	if err != nil {
		return s.refuseUser(c, u, err)
	}
	page := s.userPage(c, u)
	page.Password = password
	return s.render(c, "admin_user", page)
}

// refuseUser shows the page of an account again with what did not go, if that is
// no more than a conflict.
func (s *Site) refuseUser(c *fiber.Ctx, u users.User, err error) error {
	wrong := fault.As(err)
	if wrong == nil || wrong.Kind != fault.Conflict {
		return err
	}
	_, code, _ := explain(err)
	c.Status(code)
	page := s.userPage(c, u)
	page.Fault, page.Failed = wrong, true
	return s.render(c, "admin_user", page)
}

// takeSecondFactor turns the second factor of somebody off who has lost it.
func (s *Site) takeSecondFactor(c *fiber.Ctx) error {
	if _, err := readForm(c); err != nil {
		return err
	}
	u, err := s.account(c)
	if err != nil {
		return err
	}
	p, _ := principal(c)
	if err := s.users.TakeFactor(c.UserContext(), p, u.ID); err != nil {
		return s.refuseUser(c, u, err)
	}
	return redirect(c, fmt.Sprintf("/admin/users/%d?done=factor_taken", u.ID))
}
