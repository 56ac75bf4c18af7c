package simulate

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Report is what studies found, one for each model.
type Report struct {
	Studies []Found
}

// Found are the figures of one model.
type Found struct {
	Study     Study
	Forecast  *Forecast
	Ahead     *Ahead
	Edge      *Edge
	Retention []Retention
}

// Run plays so many learners of every model. It is for choosing the constants
// of package memory, and for the tests that hold them.
func Run(learners, facts int, seed uint64) (*Report, error) {
	r := &Report{}
	for _, m := range Models {
		s := Study{Model: m, Learners: learners, Facts: facts, Seed: seed}
		forecast, err := s.Forecast()
		if err != nil {
			return nil, fmt.Errorf("simulate forecasts of %s: %w", m, err)
		}
		ahead, err := s.Ahead(aheadDays)
		if err != nil {
			return nil, fmt.Errorf("simulate forecasts ahead of %s: %w", m, err)
		}
		retention, err := s.Retention()
		if err != nil {
			return nil, fmt.Errorf("simulate plans for %s: %w", m, err)
		}
		r.Studies = append(r.Studies, Found{s, forecast, ahead, s.Edge(), retention})
	}
	return r, nil
}

// Print writes the report for people to read.
func (r *Report) Print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, f := range r.Studies {
		fmt.Fprintf(w, "%s, %d learners, %d facts, seed %d\n\n", f.Study.Model, f.Study.Learners, f.Study.Facts, f.Study.Seed)
		f.Forecast.print(w)
		fmt.Fprintf(w, "%d days ahead: error of the chance to reach a score %.3f, bias %+.2f answers; in the band of 80 %%: %.3f\n\n", aheadDays,
			f.Ahead.Scores.Error(), f.Ahead.Score.Bias(), float64(f.Ahead.Inside)/float64(f.Ahead.Learners))
		f.Edge.print(w)
		fmt.Fprintf(w, "plan\tanswers a day\tanswers\tknown before\tknown at the exam\titems gained per 100 answers\n")
		for _, row := range f.Retention {
			n := float64(row.Learners)
			fmt.Fprintf(w, "%s\t%d\t%.0f\t%.3f\t%.3f\t%.2f\n", row.Plan, row.Daily, float64(row.Answers)/n, row.Before/n, row.Known(), 100*row.Gain())
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

func (f *Forecast) print(w io.Writer) {
	fmt.Fprintf(w, "expected calibration error: %.3f in the exam, %.3f in practice\n", f.Exam.Error(), f.Practice.Error())
	fmt.Fprintf(w, "chance\tanswers\texpected\tright\n")
	for i, c := range f.Exam.Classes {
		if c.Count > 0 {
			n := float64(c.Count)
			fmt.Fprintf(w, "%.1f to %.1f\t%d\t%.3f\t%.3f\n", float64(i)/10, float64(i+1)/10, c.Count, c.Expected/n, c.True/n)
		}
	}
	fmt.Fprintf(w, "score of %d items: correlation %.3f, RMSE %.2f, bias %+.2f; in the band of 80 %%: %.3f\n",
		f.Items, f.Score.Correlation(), f.Score.RMSE(), f.Score.Bias(), float64(f.Inside)/float64(f.Learners))
	fmt.Fprintf(w, "ability: correlation %.3f, RMSE %.3f, bias %+.3f\n\n", f.Ability.Correlation(), f.Ability.RMSE(), f.Ability.Bias())
}

func (e *Edge) print(w io.Writer) {
	fmt.Fprintf(w, "chosen\tanswers to an error of %.1f\treached\tRMSE then\tbias\tRMSE after %d\tbias\n", EdgeError, edgeEarly)
	for _, p := range []struct {
		name string
		path Path
	}{{"at the edge", e.Adaptive}, {"at random", e.Random}} {
		n := float64(p.path.Learners)
		then, early := p.path.Ability, p.path.Early
		fmt.Fprintf(w, "%s\t%.1f\t%.3f\t%.3f\t%+.3f\t%.3f\t%+.3f\n", p.name, float64(p.path.Answers)/n, float64(p.path.Reached)/n,
			then.RMSE(), then.Bias(), early.RMSE(), early.Bias())
	}
	fmt.Fprintln(w)
}
