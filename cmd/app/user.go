package main

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/term"

	"viva/internal/users"
)

// userCmd groups what an operator does with accounts.
type userCmd struct {
	Create        userCreateCmd  `cmd:"" help:"Create an account; its password is read from standard input."`
	List          userListCmd    `cmd:"" help:"List the accounts."`
	Rename        userRenameCmd  `cmd:"" help:"Give an account another name."`
	Hide          userHideCmd    `cmd:"" help:"Keep an account off all scoreboards, whatever it wishes."`
	Show          userShowCmd    `cmd:"" help:"Leave it to an account again whether scoreboards show it."`
	Disable       userDisableCmd `cmd:"" help:"Keep an account from signing in, and end all its sessions."`
	Enable        userEnableCmd  `cmd:"" help:"Let an account sign in again."`
	Delete        userDeleteCmd  `cmd:"" help:"Delete an account with all that is its own, for good."`
	EndSessions   userEndCmd     `cmd:"" name:"end-sessions" help:"End all sessions of an account."`
	SecondFactor  userFactorCmd  `cmd:"" name:"second-factor" help:"What an operator does with second factors."`
	ResetPassword userResetCmd   `cmd:"" name:"reset-password" help:"Set a new password, read from standard input, and end all sessions."`
}

type userCreateCmd struct {
	dataDir
	Name  string `arg:"" help:"Name to sign in with."`
	Email string `help:"E-mail address."`
	Role  string `enum:"learner,instructor,admin" default:"learner" help:"learner, instructor or admin."`
}

// Run creates one account.
func (c userCreateCmd) Run(e env) error {
	password, err := readPassword(e)
	if err != nil {
		return err
	}
	return c.accounts(e, func(accounts *users.Service) error {
		u, err := accounts.Create(e.ctx, users.NewUser{Name: c.Name, Email: c.Email, Password: password}, users.Role(c.Role))
		if err != nil {
			return fmt.Errorf("create %s: %w", c.Name, err)
		}
		fmt.Fprintf(e.stdout, "Created %s %s.\n", u.Role, u.Name)
		return nil
	})
}

type userListCmd struct {
	dataDir
	Role string `enum:",learner,instructor,admin" default:"" help:"Only this role."`
}

// Run prints a line for each account.
func (c userListCmd) Run(e env) error {
	return c.accounts(e, func(accounts *users.Service) error {
		table := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "id\tname\trole\tsince\tsecond factor\tmay sign in")
		var after users.ID
		for {
			page, err := accounts.List(e.ctx, users.Filter{Role: users.Role(c.Role)}, after, users.MaxList)
			if err != nil {
				return err
			}
			for _, u := range page {
				may := "yes"
				if u.Disabled {
					may = "no"
				}
				factor := "-"
				if !u.SecondFactor.IsZero() {
					factor = u.SecondFactor.Format(time.DateOnly)
				}
				fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\n", u.ID, u.Name, u.Role, u.CreatedAt.Format(time.DateOnly), factor, may)
				after = u.ID
			}
			if len(page) < users.MaxList {
				return table.Flush()
			}
		}
	})
}

type userResetCmd struct {
	dataDir
	Login string `arg:"" help:"Name or e-mail of the account."`
}

// Run replaces a password.
func (c userResetCmd) Run(e env) error {
	password, err := readPassword(e)
	if err != nil {
		return err
	}
	return c.accounts(e, func(accounts *users.Service) error {
		if err := accounts.ResetPassword(e.ctx, c.Login, password); err != nil {
			return fmt.Errorf("reset the password of %s: %w", c.Login, err)
		}
		fmt.Fprintln(e.stdout, "The password is set, and every session has ended.")
		return nil
	})
}

type userRenameCmd struct {
	dataDir
	Login   string `arg:"" help:"Name or e-mail of the account."`
	Name    string `arg:"" help:"The new name to sign in with."`
	ShownAs string `help:"The new name on scoreboards, if it is not to stay."`
}

// Run renames an account.
func (c userRenameCmd) Run(e env) error {
	return c.rename(e, c.Login, func(n *users.Naming) {
		n.Name, n.ShownAs = c.Name, cmp.Or(c.ShownAs, n.ShownAs)
	})
}

type userHideCmd struct {
	dataDir
	Login string `arg:"" help:"Name or e-mail of the account."`
}

// Run keeps an account off scoreboards.
func (c userHideCmd) Run(e env) error {
	return c.rename(e, c.Login, func(n *users.Naming) { n.Hidden = true })
}

type userShowCmd struct {
	dataDir
	Login string `arg:"" help:"Name or e-mail of the account."`
}

// Run lets an account decide again.
func (c userShowCmd) Run(e env) error {
	return c.rename(e, c.Login, func(n *users.Naming) { n.Hidden = false })
}

// rename changes how an account is called, and says how it is now.
func (d dataDir) rename(e env, login string, edit func(*users.Naming)) error {
	return d.accounts(e, func(accounts *users.Service) error {
		u, err := accounts.RenameLogin(e.ctx, login, edit)
		if err != nil {
			return fmt.Errorf("rename %s: %w", login, err)
		}
		on := "may be shown on scoreboards"
		if u.Hidden {
			on = "is on no scoreboard"
		}
		fmt.Fprintf(e.stdout, "%s, shown as %s, %s.\n", u.Name, u.ShownAs, on)
		return nil
	})
}

type userFactorCmd struct {
	Off userFactorOffCmd `cmd:"" help:"Turn the second factor of accounts off that have lost it; the password alone lets them in then."`
}

type userFactorOffCmd struct {
	dataDir
	Logins []string `arg:"" name:"login" help:"Names or e-mail addresses of the accounts."`
}

// Run turns second factors off.
func (c userFactorOffCmd) Run(e env) error {
	return c.accounts(e, func(accounts *users.Service) error {
		for _, login := range c.Logins {
			u, err := accounts.TakeFactorOf(e.ctx, login)
			if err != nil {
				return fmt.Errorf("turn the second factor of %s off: %w", login, err)
			}
			fmt.Fprintf(e.stdout, "%s signs in with the password alone.\n", u.Name)
		}
		return nil
	})
}

// readPassword asks on a terminal, unseen, and reads a line elsewhere. A
// password is never a flag: other users of the machine see those.
func readPassword(e env) (string, error) {
	fmt.Fprint(e.stderr, "Password: ")
	if f, ok := e.stdin.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		b, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(e.stderr)
		if err != nil {
			return "", fmt.Errorf("read the password: %w", err)
		}
		return string(b), nil
	}
	line, err := bufio.NewReader(e.stdin).ReadString('\n')
	fmt.Fprintln(e.stderr)
	if line == "" && err != nil {
		return "", fmt.Errorf("read the password from standard input: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}
