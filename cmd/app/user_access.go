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
