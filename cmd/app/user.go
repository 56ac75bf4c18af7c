package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"golang.org/x/term"

	"viva/internal/users"
)

// userCmd groups what an operator does with accounts.
type userCmd struct {
	Create        userCreateCmd `cmd:"" help:"Create an account; its password is read from standard input."`
	List          userListCmd   `cmd:"" help:"List the accounts."`
	ResetPassword userResetCmd  `cmd:"" name:"reset-password" help:"Set a new password, read from standard input, and end all sessions."`
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
		fmt.Fprintln(table, "id\tname\trole\tsince")
		var after users.ID
		for {
			page, err := accounts.List(e.ctx, users.Filter{Role: users.Role(c.Role)}, after, users.MaxList)
			if err != nil {
				return err
			}
			for _, u := range page {
				fmt.Fprintf(table, "%d\t%s\t%s\t%s\n", u.ID, u.Name, u.Role, u.CreatedAt.Format("2006-01-02"))
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
