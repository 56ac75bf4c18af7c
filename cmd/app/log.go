package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"viva/internal/export"
	"viva/internal/users"
)

type logCmd struct {
	dataDir
	Kind    string `help:"Only this kind of event, such as sign_in_failed."`
	Account string `help:"Only events by or about this account: its name, e-mail or number." placeholder:"NAME"`
	Address string `help:"Only events from this IP address." placeholder:"IP"`
	Since   string `help:"Only events on this day (UTC) or later." placeholder:"YYYY-MM-DD"`
	Until   string `help:"Only events on this day (UTC) or earlier." placeholder:"YYYY-MM-DD"`
	Limit   int    `help:"How many events at most, the newest first; 0 is all." default:"100"`
	JSON    bool   `help:"Print a line of JSON for each."`
}

// logPage is how many events are read at a time.
const logPage = 1000

// Run prints the security log, the newest first. What a running server refused in
// the last seconds is not in it yet.
func (c logCmd) Run(e env) error {
	return c.accounts(e, func(accounts *users.Service) error {
		filter, err := accounts.EventFilter(e.ctx, users.EventQuery{Kind: c.Kind, Account: c.Account, Addr: c.Address, From: c.Since, To: c.Until})
		if err != nil {
			return err
		}
		write, flush := eventLines(e.stdout)
		if c.JSON {
			write, flush = eventJSON(e.stdout)
		}
		var after users.EventCursor
		for left := c.Limit; c.Limit == 0 || left > 0; {
			most := logPage
			if c.Limit > 0 {
				most = min(most, left)
			}
			page, err := accounts.Events().Read(e.ctx, filter, after, most)
			if err != nil {
				return err
			}
			for _, entry := range page {
				if err := write(entry); err != nil {
					return err
				}
				after = entry.Cursor()
			}
			if left -= len(page); len(page) < most {
				break
			}
		}
		return flush()
	})
}

// eventLines writes events for people. Nothing in a line acts on a terminal.
func eventLines(w io.Writer) (write func(users.Entry) error, flush func() error) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "time (UTC)\tevent\ttimes\tby\taccount\taddress\trequest\tdetails")
	return func(e users.Entry) error {
		_, err := fmt.Fprintf(table, "%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\n", e.At.Format("2006-01-02 15:04:05"), e.Kind, e.Times,
			accountOf(e.Actor, e.ActorName), accountOf(e.Target, e.TargetName), e.Addr, e.Request, e.Detail)
		return err
	}, table.Flush
}

// accountOf names an account with its number, or nobody.
func accountOf(id users.ID, name string) string {
	if id == 0 {
		return "-"
	}
	return fmt.Sprintf("#%d %s", id, name)
}

// eventJSON writes events for programs.
func eventJSON(w io.Writer) (write func(users.Entry) error, flush func() error) {
	return func(e users.Entry) error {
		return export.JSONLine(w, struct {
			At      time.Time       `json:"at"`
			Kind    users.EventKind `json:"kind"`
			Times   int             `json:"times"`
			Actor   users.ID        `json:"actor,omitempty"`
			Target  users.ID        `json:"target,omitempty"`
			Addr    string          `json:"address,omitempty"`
			Request string          `json:"request_id,omitempty"`
			Detail  string          `json:"detail,omitempty"`
		}{e.At, e.Kind, e.Times, e.Actor, e.Target, e.Addr, e.Request, e.Detail})
	}, func() error { return nil }
}
