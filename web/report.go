package web

import (
	"fmt"
	"math"

	"github.com/gofiber/fiber/v2"

	"viva/internal/audit"
	"viva/internal/deck"
)

// Reports measures how good the questions of a subject are.
type Reports interface {
	// Report returns at once what was measured of a deck as it is on a day. If
	// that is not ready, it is measured in the background.
	Report(d *deck.Deck, day deck.Date) (audit.Report, audit.State)
}

// Seconds after which to ask again.
const (
	lookAgain   = 5  // while a report is being measured
	measureNext = 60 // when measuring failed
)

// reportPage shows what was measured of a subject, or why that is not there
// yet.
type reportPage struct {
	base
	Deck   *deck.Deck
	State  audit.State
	Report audit.Report
	Rows   []reportRow
	Met    bool
	Missed int // rows whose goal is not met
}

// Pending reports whether the subject is being measured.
func (p reportPage) Pending() bool { return p.State == audit.Pending }

// Ready reports whether there are rows.
func (p reportPage) Ready() bool { return p.State == audit.Ready }

// Subject is what was measured.
func (p reportPage) Subject() audit.Subject { return p.Report.Subjects[0] }

// reportRow is a measure in the reader's language. Figures and offenders stay
// as they were measured, in English, as the command prints them.
type reportRow struct {
	base
	audit.Row
	Name, Goal string
}

// Figure writes the value of a figure: whole, or with three decimals.
func (r reportRow) Figure(f audit.Figure) string {
	value := math.Round(f.Value*1000) / 1000
	return r.Phrases.Figure(value + 0) // +0 leaves no -0
}

// rowTexts are the keys of the name and the goal of each measure.
var rowTexts = map[string]struct{ name, goal string }{
	"proof":        {"report_row_proof", "report_goal_proof"},
	"distractors":  {"report_row_distractors", "report_goal_distractors"},
	"guess":        {"report_row_guess", "report_goal_guess"},
	"guess-closed": {"report_row_guess_closed", "report_goal_guess_closed"},
	"hooks":        {"report_row_hooks", "report_goal_hooks"},
	"guess-frame":  {"report_row_guess_frame", "report_goal_guess_frame"},
	"position":     {"report_row_position", "report_goal_position"},
	"duplicates":   {"report_row_duplicates", "report_goal_duplicates"},
	"attempts":     {"report_row_attempts", "report_goal_attempts"},
	"blueprint":    {"report_row_blueprint", "report_goal_blueprint"},
	"retold":       {"report_row_retold", "report_goal_retold"},
	"templates":    {"report_row_templates", "report_goal_templates"},
	"coverage":     {"report_row_coverage", "report_goal_coverage"},
	"dates":        {"report_row_dates", "report_goal_dates"},
	"flaws":        {"report_row_flaws", "report_goal_flaws"},
	"french":       {"report_row_french", "report_goal_french"},
}

func (b base) reportRow(row audit.Row) (out reportRow, err error) {
	out = reportRow{base: b, Row: row}
	if out.Name, err = b.T(rowTexts[row.ID].name); err != nil {
		return out, fmt.Errorf("row %s of the report: %w", row.ID, err)
	}
	if out.Goal, err = b.T(rowTexts[row.ID].goal); err != nil {
		return out, fmt.Errorf("row %s of the report: %w", row.ID, err)
	}
	return out, nil
}

func (s *Site) showReport(c *fiber.Ctx) error {
	q, err := pageQuery(c, "subject")
	if err != nil {
		return err
	}
	page := reportPage{base: s.base(c, "report_title"), Deck: s.quiz.Decks()[0]}
	if subject := q.Value("subject"); subject != "" {
		if page.Deck, err = s.quiz.Deck(subject); err != nil {
			return err
		}
	}
	page.Report, page.State = s.cfg.Reports.Report(page.Deck, s.quiz.Today())
	switch page.State {
	case audit.Pending:
		c.Set("Refresh", fmt.Sprint(lookAgain)) // works without JavaScript
	case audit.Ready:
		page.Met = page.Subject().Met
		for _, row := range page.Subject().Rows {
			out, err := page.reportRow(row)
			if err != nil {
				return err
			}
			if !row.Met {
				page.Missed++
			}
			page.Rows = append(page.Rows, out)
		}
	}
	return s.render(c, "report", page)
}

// apiReport is a report on one subject, with what it was measured by.
type apiReport struct {
	Day      deck.Date `json:"day"`
	Seed     uint64    `json:"seed"`
	Dealings int       `json:"dealings"`
	audit.Subject
}

// apiPending says that a report is being measured.
type apiPending struct {
	Subject    string `json:"subject"`
	State      string `json:"state"`
	RetryAfter int    `json:"retry_after"`
}

func (s *Site) apiReport(c *fiber.Ctx) error {
	if _, err := readParams(c); err != nil {
		return err
	}
	d, err := s.quiz.Deck(c.Params("subject"))
	if err != nil {
		return err
	}
	r, state := s.cfg.Reports.Report(d, s.quiz.Today())
	switch state {
	case audit.Pending:
		c.Set(fiber.HeaderRetryAfter, fmt.Sprint(lookAgain))
		return writeJSON(c, fiber.StatusAccepted, apiPending{Subject: d.ID(), State: "pending", RetryAfter: lookAgain})
	case audit.Ready:
		return writeJSON(c, fiber.StatusOK, apiReport{Day: r.Day, Seed: r.Seed, Dealings: r.Dealings, Subject: r.Subjects[0]})
	}
	return errReport
}
