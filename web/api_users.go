package web

import (
	"cmp"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/fault"
	"viva/internal/users"
)

// apiUser is an account as its owner sees it.
type apiUser struct {
	ID        users.ID   `json:"id"`
	Name      string     `json:"name"`
	Email     string     `json:"email,omitzero"`
	Confirmed bool       `json:"email_confirmed,omitzero"`
	Role      users.Role `json:"role"`
	ShownAs   string     `json:"shown_as"`
	Listed    bool       `json:"listed"`
	Zone      string     `json:"zone,omitzero"`
	CreatedAt time.Time  `json:"created_at"`
}

func apiUserOf(u users.User) apiUser {
	return apiUser{ID: u.ID, Name: u.Name, Email: cmp.Or(u.Email, u.Pending), Confirmed: u.Email != "", Role: u.Role,
		ShownAs: u.ShownAs, Listed: u.Listed, Zone: u.Zone, CreatedAt: apiTime(u.CreatedAt)}
}

// apiTokens is what a client gets by signing in.
type apiTokens struct {
	AccessToken  string `json:"access_token"`
	TokenType    string `json:"token_type"`
	ExpiresIn    int    `json:"expires_in"` // seconds
	RefreshToken string `json:"refresh_token"`
	DeviceToken  string `json:"device_token,omitzero"` // after signing in
}

func (s *Site) writeTokens(c *fiber.Ctx, t users.Tokens) error {
	return writeJSON(c, fiber.StatusOK, apiTokens{AccessToken: t.Access, TokenType: "Bearer",
		ExpiresIn: int(t.AccessExpires.Sub(s.now()).Seconds()), RefreshToken: t.Refresh, DeviceToken: t.Device})
}

func (s *Site) apiSignUp(c *fiber.Ctx) error {
	var in struct {
		Name     string `json:"name"`
		Password string `json:"password"`
		Email    string `json:"email"`
		ShownAs  string `json:"shown_as"`
		Code     string `json:"code"`
	}
	if _, err := readParams(c); err != nil {
		return err
	}
	if err := readJSON(c, &in); err != nil {
		return err
	}
	u, t, err := s.users.SignUp(c.UserContext(), users.NewUser{Name: in.Name, Password: in.Password,
		Email: in.Email, ShownAs: in.ShownAs, Code: in.Code, Lang: s.lang(c)}, 0, users.From{Addr: s.clientAddr(c), Client: clientOf(c.Get(fiber.HeaderUserAgent))})
	if err != nil {
		return err
	}
	// A client of the API signs in afterwards, in a request of its own. Nobody
	// will hold the tokens of this session, so it ends here.
	p, err := s.users.Authenticate(c.UserContext(), t.Access)
	if err != nil {
		return err
	}
	if err := s.users.SignOut(c.UserContext(), p.SessionID); err != nil {
		return err
	}
	c.Location("/api/v1/me")
	return writeJSON(c, fiber.StatusCreated, apiUserOf(u))
}

func (s *Site) apiSignIn(c *fiber.Ctx) error {
	var in struct {
		Login    string `json:"login"`
		Password string `json:"password"`
		Device   string `json:"device_token"`
		Code     string `json:"code"`
	}
	if _, err := readParams(c); err != nil {
		return err
	}
	if err := readJSON(c, &in); err != nil {
		return err
	}
	if err := needed(member{"login", in.Login}, member{"password", in.Password}); err != nil {
		return err
	}
	_, t, err := s.users.SignInWithCode(c.UserContext(), in.Login, in.Password, in.Code, users.From{Addr: s.clientAddr(c), Device: in.Device, Client: clientOf(c.Get(fiber.HeaderUserAgent))})
	if err != nil {
		return err
	}
	return s.writeTokens(c, t)
}

func (s *Site) apiRefresh(c *fiber.Ctx) error {
	var in struct {
		RefreshToken string `json:"refresh_token"`
	}
	if _, err := readParams(c); err != nil {
		return err
	}
	if err := readJSON(c, &in); err != nil {
		return err
	}
	if err := needed(member{"refresh_token", in.RefreshToken}); err != nil {
		return err
	}
	_, t, err := s.users.Refresh(c.UserContext(), in.RefreshToken)
	if err != nil {
		return err
	}
	return s.writeTokens(c, t)
}

// member is a text in a body that must not be empty.
type member struct{ name, value string }

func needed(members ...member) error {
	var faults fault.Fields
	for _, m := range members {
		if m.value == "" {
			faults = append(faults, errRequired.At(m.name))
		}
	}
	return faults.Err()
}

func (s *Site) apiSignOut(c *fiber.Ctx) error {
	p, ok := principal(c)
	if !ok {
		return users.ErrSession
	}
	if _, err := readParams(c); err != nil {
		return err
	}
	if err := readNothing(c); err != nil {
		return err
	}
	if err := s.users.SignOut(c.UserContext(), p.SessionID); err != nil {
		return err
	}
	if c.Get(fiber.HeaderAuthorization) == "" {
		s.clearTokens(c) // of a browser, which is signed in by cookies
	}
	return c.SendStatus(fiber.StatusNoContent)
}

func (s *Site) apiMe(c *fiber.Ctx) error {
	p, ok := principal(c)
	if !ok {
		return users.ErrSession
	}
	if _, err := readParams(c); err != nil {
		return err
	}
	return writeJSON(c, fiber.StatusOK, apiUserOf(p.User))
}
