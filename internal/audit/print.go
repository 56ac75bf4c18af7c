package audit

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// Print writes the report as a page to be read in a terminal.
func (r Report) Print(w io.Writer) error {
	p := printer{w: w}
	p.line("Questions as offered on %s; %d dealings of each, seed %d", r.Day, r.Dealings, r.Seed)
	for _, s := range r.Subjects {
		p.line("\n%s, version %s: %d distinct items: %s", s.ID, s.Version, s.Items, verdict(s.Met))
		for _, row := range s.Rows {
			p.row(row)
		}
		if s.Mutants != nil {
			p.row(*s.Mutants)
		}
	}
	return p.err
}

// printer keeps the first error of many lines.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	_, err := fmt.Fprintf(p.w, format+"\n", args...)
	p.err = errors.Join(p.err, err)
}

func (p *printer) row(r Row) {
	p.line("\n  %s: %s", r.Name, verdict(r.Met))
	p.line("    goal: %s", r.Goal)
	for _, f := range r.Figures {
		mark := ""
		if !f.Met {
			mark = "   <- not met"
		}
		p.line("    %-52s %10s %s%s", f.Name, number(f.Value), f.Unit, mark)
	}
	for _, n := range r.Notes {
		p.line("    note: %s", n)
	}
	if r.Found > 0 {
		p.line("    %d findings; models with most of them:", r.Found)
	}
	for _, o := range r.Offenders {
		where := strings.TrimSpace(o.Edition + " " + o.Lang)
		p.line("    - %s, %s: %d, such as %s [%s]\n        %s", o.Model, o.Rule, o.Count, o.Item, where, o.Says)
	}
}

func verdict(met bool) string {
	if met {
		return "met"
	}
	return "NOT MET"
}

// number writes whole numbers without decimals, others with three.
func number(v float64) string {
	if v == math.Trunc(v) {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3f", v)
}
