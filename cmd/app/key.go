package main

import (
	"fmt"

	"viva/internal/users"
)

type keyCmd struct {
	Rotate keyRotateCmd `cmd:"" help:"Make a new key; what the present one has signed still counts."`
	Forget keyForgetCmd `cmd:"" help:"Forget the key of before; whoever has not come back since signs in again."`
}

type keyRotateCmd struct{ dataDir }

// Run makes a new key. A server that runs goes on with the key that it has read.
func (c keyRotateCmd) Run(e env) error {
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
	if err := users.ForgetOldKey(c.Data); err != nil {
		return err
	}
	c.note(e, users.Event{Kind: users.EventKeyDropped})
	fmt.Fprintln(e.stdout, "Restart the server: what the key of before has signed counts no more.")
	return nil
}
