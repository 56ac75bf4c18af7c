package main

import (
	"fmt"

	"viva/internal/users"
)

type userDisableCmd struct {
	dataDir
	Login string `arg:"" help:"Name or e-mail of the account."`
}

// Run keeps an account from signing in.
func (c userDisableCmd) Run(e env) error {
	return c.accounts(e, func(accounts *users.Service) error {
		u, err := accounts.SetDisabledLogin(e.ctx, c.Login, true)
		if err != nil {
			return fmt.Errorf("disable %s: %w", c.Login, err)
		}
		fmt.Fprintf(e.stdout, "%s cannot sign in, and every session has ended. Scores stay.\n", u.Name)
		return nil
	})
}

type userEnableCmd struct {
	dataDir
	Login string `arg:"" help:"Name or e-mail of the account."`
}

// Run lets an account sign in again.
func (c userEnableCmd) Run(e env) error {
	return c.accounts(e, func(accounts *users.Service) error {
		u, err := accounts.SetDisabledLogin(e.ctx, c.Login, false)
		if err != nil {
			return fmt.Errorf("enable %s: %w", c.Login, err)
		}
		fmt.Fprintf(e.stdout, "%s may sign in.\n", u.Name)
		return nil
	})
}

type userEndCmd struct {
	dataDir
	Login string `arg:"" help:"Name or e-mail of the account."`
}

// Run ends all sessions of an account.
func (c userEndCmd) Run(e env) error {
	return c.accounts(e, func(accounts *users.Service) error {
		u, err := accounts.EndSessionsLogin(e.ctx, c.Login)
		if err != nil {
			return fmt.Errorf("end the sessions of %s: %w", c.Login, err)
		}
		fmt.Fprintf(e.stdout, "Every session of %s has ended.\n", u.Name)
		return nil
	})
}

type userDeleteCmd struct {
	dataDir
	Login string `arg:"" help:"Name or e-mail of the account."`
	Yes   bool   `help:"Do it: nothing brings the account back."`
}

// Run deletes an account for good.
func (c userDeleteCmd) Run(e env) error {
	if !c.Yes {
		return fmt.Errorf("delete %s: nothing brings back an account, its answers and its scores; say --yes to delete them, or disable the account", c.Login)
	}
	return c.accounts(e, func(accounts *users.Service) error {
		if err := accounts.DeleteLogin(e.ctx, c.Login); err != nil {
			return fmt.Errorf("delete %s: %w", c.Login, err)
		}
		fmt.Fprintln(e.stdout, "The account is deleted. A server compacts the database within a day, app database compact at once; backups of before still have the account until they are replaced.")
		return nil
	})
}
