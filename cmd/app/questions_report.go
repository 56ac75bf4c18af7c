package main

import (
	"errors"

	"viva/internal/audit"
	"viva/internal/export"
)

type questionsReportCmd struct {
	folder
	onDay
	mutantFlags
	JSON     bool   `help:"Print it as JSON."`
	Dealings int    `default:"20" help:"How often each question is dealt, for the measures that look at many."`
	Attempts int    `default:"10000" help:"How many attempts are dealt."`
	Days     int    `default:"1000" help:"How many random days are asked about."`
	Seed     uint64 `default:"1" help:"Another seed deals other samples."`
	Limit    int    `default:"12" help:"How many models are listed for what was found in a row."`
}

// errNotMet is no fault of the program: the report says what is missing.
var errNotMet = errors.New("the questions miss a goal; the rows that say NOT MET tell which")

// Run measures the questions and prints what was found.
func (c questionsReportCmd) Run(e env) error {
	day, err := c.day()
	if err != nil {
		return err
	}
	decks, err := c.load(e.stderr)
	if err != nil {
		return err
	}
	fsys, _ := c.open()
	report, err := audit.Run(fsys, decks, audit.Options{Day: day, Seed: c.Seed, Dealings: c.Dealings,
		Attempts: c.Attempts, Days: c.Days, Limit: c.Limit, Mutants: c.share()})
	if err != nil {
		return err
	}
	if c.JSON {
		err = export.JSON(e.stdout, report)
	} else {
		err = report.Print(e.stdout)
	}
	if err == nil && !report.Met {
		err = errNotMet
	}
	return err
}
