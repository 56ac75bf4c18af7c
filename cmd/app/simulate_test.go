package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"viva/internal/memory"
	"viva/internal/quiz"
	"viva/internal/simulate"
	"viva/internal/study"
	"viva/internal/testkit"
)

// The command plays learners through the real services, gives the same report
// for the same seed, and leaves nothing behind.
func TestSimulate(t *testing.T) {
	testkit.Long(t)
	dir := t.TempDir()
	args := []string{"simulate", "--learners", "5", "--days", "2", "--daily", "5", "--subject", "http-semantics", "--seed", "3", "--dir", dir}
	code, out, errs := runApp("", args...)
	if code != 1 || !strings.Contains(errs, "a goal is not met") {
		t.Errorf("so few learners meet every goal? exit %d\n%s", code, errs)
	}
	for _, want := range []string{"power law", "half-life", "THE WORST OF BOTH", "not met", "SM-2", "forecasts on the day: 2 exams", "at the edge", "seed 3"} {
		if !strings.Contains(out, want) {
			t.Errorf("the report does not tell of %q:\n%s", want, out)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	_, again, _ := runApp("", append(args, "--json")...)
	var report simulate.ServiceReport
	if err := json.Unmarshal([]byte(again), &report); err != nil || len(report.Models) != 2 {
		t.Fatalf("%v: no report as JSON: %s", err, again)
	}
	for _, f := range report.Worst {
		if line := fmt.Sprintf("%.3f  ", f.Value); !strings.Contains(out, f.Name+" ") || !strings.Contains(out, line) {
			t.Errorf("the same seed gives %s, %s, which is not in\n%s", f.Name, line, out)
		}
	}
	for _, m := range report.Models {
		for _, p := range m.Found.Plans {
			if p.Learners != 1 || p.Answers < 5 || p.Answers > 20 || p.Before == 0 || p.After == 0 {
				t.Errorf("%s, %s: %+v", m.Model, p.Plan, p.Retention)
			}
		}
	}
}

func TestSimulateRefuses(t *testing.T) {
	for want, args := range map[string][]string{
		"no subject":              {"--subject", "alchemy"},
		"at least 1":              {"--learners", "0"},
		"has no edition \"1999\"": {"--edition", "1999"},
	} {
		if code, _, errs := runApp("", append([]string{"simulate"}, args...)...); code == 0 || !strings.Contains(errs, want) {
			t.Errorf("%v: exit %d, %s", args, code, errs)
		}
	}
}

// hopeful promises everybody every point.
type hopeful struct{ simulate.Studies }

func (h hopeful) Forecast(ctx context.Context, who quiz.Learner, subject string) (study.Forecast, error) {
	f, err := h.Studies.Forecast(ctx, who, subject)
	if err == nil {
		clear(f.Outlook.Scores)
		all := len(f.Outlook.Scores) - 1
		f.Outlook = memory.Outlook{Scores: f.Outlook.Scores, Low: all, High: all}
		f.Outlook.Scores[all] = 1
	}
	return f, err
}

// A forecaster that is wrong is found out.
func TestSimulateFindsABadForecast(t *testing.T) {
	testkit.Long(t)
	decks, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	real := sites{decks, t.TempDir()}
	bad := func(ctx context.Context, now func() time.Time, random io.Reader) (*simulate.Site, error) {
		s, err := real.open(ctx, now, random)
		if err == nil {
			s.Study = hopeful{s.Study}
		}
		return s, err
	}
	experiment := simulate.Experiment{Deck: decks[1], Open: bad, Learners: 10, Days: 2, Daily: 5, Seed: 1, Beside: 2}
	report, err := experiment.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Worst[:2] { // of the expected score
		if f.Met || f.Value < 0.2 {
			t.Errorf("%s is %.3f, met: %v", f.Name, f.Value, f.Met)
		}
	}
	for _, f := range report.Worst[4:6] { // in the band
		if f.Met || f.Value > 0.2 {
			t.Errorf("%s is %.3f, met: %v", f.Name, f.Value, f.Met)
		}
	}
}
