package web

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"viva/internal/fault"
	"viva/internal/limits"
	"viva/internal/users"
)

// usersPage lists accounts for administrators.
type usersPage struct {
	base
	Query form
	Roles []users.Role
	Users []users.User
	More  string // address of the next page, or ""
	Fault *fault.Error

	Room limits.Room // left on the disk of the server
	Free int         // MiB of it

	Unsent users.Unsent // letters that did not go out
}

// roomSays are the keys of what administrators are told of each level.
var roomSays = map[limits.Room]string{limits.Low: "admin_room_low", limits.Reserved: "admin_room_reserved", limits.Last: "admin_room_last"}

// Space warns where little room is left on the disk; else it is "".
func (p usersPage) Space() (string, error) {
	if p.Room == limits.Enough {
		return "", nil
	}
	return p.T(roomSays[p.Room], "Free", p.Free)
}

// usersOnPage is how many accounts a page lists.
const usersOnPage = 50

// accountRoles are the roles that an account can have.
var accountRoles = []users.Role{users.Learner, users.Instructor, users.Admin}

func (s *Site) showUsers(c *fiber.Ctx) error {
	q, err := pageQuery(c, "text", "role", "after", "done")
	if err != nil {
		return err
	}
	return s.listUsers(c, q, nil)
}

// listUsers shows the accounts that q asks for. If a change of one of them went
// wrong, that stands above the list.
func (s *Site) listUsers(c *fiber.Ctx, q form, wrong *fault.Error) error {
	role := users.Role(q.Value("role"))
	if role != "" && !slices.Contains(accountRoles, role) {
		return users.ErrRole.At("role")
	}
	after, err := strconv.ParseInt(q.Value("after"), 10, 64)
	if q.Value("after") != "" && (err != nil || after < 0) {
		return errMalformed
	}
	list, err := s.users.List(c.UserContext(), users.Filter{Role: role, Text: q.Value("text")}, users.ID(after), usersOnPage+1)
	if err != nil {
		return err
	}
	page := usersPage{base: s.base(c, "admin_title"), Query: q, Roles: accountRoles, Users: list, Fault: wrong}
	if s.cfg.Room != nil {
		room, free := s.cfg.Room()
		page.Room, page.Free = room, int(free>>20)
	}
	if page.Unsent, err = s.users.Unsent(c.UserContext()); err != nil {
		return err
	}
	page.Notice, page.Failed = done[q.Value("done")], wrong != nil
	if len(list) > usersOnPage {
		page.Users = list[:usersOnPage]
		page.More = usersPath(q, "after", strconv.FormatInt(int64(list[usersOnPage-1].ID), 10))
	}
	return s.render(c, "admin_users", page)
}

// usersPath is the address of the list with the filter of q and one more field.
func usersPath(q form, name, value string) string {
	v := url.Values{}
	for _, field := range []string{"text", "role"} {
		if q.Value(field) != "" {
			v.Set(field, q.Value(field))
		}
	}
	v.Set(name, value)
	return "/admin/users?" + v.Encode()
}

func (s *Site) setRole(c *fiber.Ctx) error {
	id, ok := pathNumber(c, "id")
	if !ok {
		return users.ErrNoUser
	}
	// The form carries the filter of the list under other names, to show it
	// again.
	f, err := readForm(c, "role", "list_text", "list_role")
	if err != nil {
		return err
	}
	list := filled("text", f.Value("list_text"), "role", f.Value("list_role"))
	p, _ := principal(c)
	_, err = s.users.SetRole(c.UserContext(), p, users.ID(id), users.Role(f.Value("role")))
	if wrong := fault.As(err); wrong != nil && (wrong.Kind == fault.Conflict || wrong.Kind == fault.Invalid) {
		_, code, _ := explain(err)
		c.Status(code)
		return s.listUsers(c, list, wrong)
	}
	if err != nil {
		return err
	}
	return redirect(c, usersPath(list, "done", "role"))
}
