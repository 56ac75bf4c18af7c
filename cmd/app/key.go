package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"viva/internal/users"
)

type keyCmd struct {
	Rotate keyRotateCmd `cmd:"" help:"Make a new key; what the present one has signed still counts."`
	Forget keyForgetCmd `cmd:"" help:"Forget the key of before; whoever has not come back since signs in again."`
}

type keyRotateCmd struct{ dataDir }

// Run makes a new key. A server that runs goes on with the key that it has read.
func (c keyRotateCmd) Run(e env) error {
	if err := c.reseal(e); err != nil {
		return err
	}
	if err := users.RotateKey(c.Data, random); err != nil {
		return err
	}
	c.note(e, users.Event{Kind: users.EventKeyRotated})
	fmt.Fprintln(e.stdout, "Restart the server: it signs with the new key, and nobody has to sign in again.")
	fmt.Fprintln(e.stdout, "The key of before is kept as key.old. app key forget removes it: after 30 days, or at once if somebody may have read it.")
	return nil
}

type keyForgetCmd struct{ dataDir }

// Run forgets the key of before.
func (c keyForgetCmd) Run(e env) error {
	if err := c.reseal(e); err != nil {
		return err
	}
	if err := users.ForgetOldKey(c.Data); err != nil {
		return err
	}
	c.note(e, users.Event{Kind: users.EventKeyDropped})
	fmt.Fprintln(e.stdout, "Restart the server: what the key of before has signed counts no more.")
	return nil
}

// reseal moves what the key of before has sealed to the present one, since both
// commands let that key go.
func (d dataDir) reseal(e env) error {
	old, err := users.ReadOldKey(d.Data)
	if err != nil || old == nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(d.Data, databaseFile)); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return d.accounts(e, func(accounts *users.Service) error {
		_, err := accounts.ResealSecrets(e.ctx)
		return err
	})
}

// keepSecrets seals the secrets of second factors by the present key, so that a
// backup of it opens them, and warns of those that no key of the site opens.
func (p *parts) keepSecrets(ctx context.Context, log *slog.Logger) error {
	lost, err := p.users.ResealSecrets(ctx)
	if err != nil {
		return err
	}
	if lost > 0 {
		log.Warn("the key of the site is another one than when these accounts set up their second factor: "+
			"their recovery codes still count, and app user second-factor off NAME turns it off", "accounts", lost)
	}
	return nil
}
