package simulate

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"text/tabwriter"
)

// Print writes the report for people to read.
func (r *ServiceReport) Print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s, edition %s, %d facts; %d courses with each memory, %d days of at most %d answers before the exam; seed %d\n\n",
		r.Subject, r.Edition, r.Facts, r.Learners, r.Days, r.Daily, r.Seed)
	for _, m := range r.Models {
		fmt.Fprintf(w, "MEMORY: %s\n\n", m.Model)
		printFigures(w, m.Figures)
		m.Found.OnDay.print(w, "on the day")
		m.Found.Ahead.print(w, "14 days ahead")
		a := m.Found.Ability
		fmt.Fprintf(w, "ability: correlation %.3f, RMSE %.3f, bias %+.3f logits\n\n", a.Correlation(), a.RMSE(), a.Bias())
		m.Found.Edge.print(w)
		m.Found.printPlans(w)
	}
	fmt.Fprintf(w, "THE WORST OF BOTH\n\n")
	printFigures(w, r.Worst)
	return w.Flush()
}

func printFigures(w io.Writer, figures []Figure) {
	fmt.Fprintf(w, "figure\tvalue\tgoal\t\n")
	for _, f := range figures {
		verdict := "met"
		if !f.Met {
			verdict = "not met"
		}
		value := "no data"
		if !math.IsNaN(f.Value) {
			value = fmt.Sprintf("%.3f", f.Value)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", f.Name, value, f.Goal, verdict)
	}
	fmt.Fprintln(w)
}

func (t *Foretold) print(w io.Writer, when string) {
	fmt.Fprintf(w, "forecasts %s: %d exams; score: correlation %.3f, RMSE %.2f, bias %+.2f answers\n", when, t.Exams,
		t.Score.Correlation(), t.Score.RMSE(), t.Score.Bias())
	fmt.Fprintf(w, "chance\tanswers\texpected\tright\tscores\texpected\treached\n")
	for i := range t.Share.Classes {
		share, scores := t.Share.Classes[i], t.Scores.Classes[i]
		if share.Count+scores.Count == 0 {
			continue
		}
		fmt.Fprintf(w, "%.1f to %.1f\t%s\t%s\n", float64(i)/10, float64(i+1)/10, share.row(), scores.row())
	}
	fmt.Fprintln(w)
}

// row writes the class as three cells.
func (c Class) row() string {
	if c.Count == 0 {
		return "0\t\t"
	}
	n := float64(c.Count)
	return fmt.Sprintf("%d\t%.3f\t%.3f", c.Count, c.Expected/n, c.True/n)
}

func (f *Findings) printPlans(w io.Writer) {
	fmt.Fprintf(w, "plan\tlearners\tanswers\tknown before\tknown at the exam\tfacts gained by 100 answers\tthe first over it\n")
	for i, p := range f.Plans {
		n := float64(max(1, p.Learners))
		fmt.Fprintf(w, "%s\t%d\t%.0f\t%.3f\t%.3f\t%.2f\t", p.Plan, p.Learners, float64(p.Answers)/n, p.Before/n, p.After/n, 100*p.Gain())
		if i > 0 {
			over, standardError := f.Plans[0].Over(p)
			fmt.Fprintf(w, "%+.2f ± %.2f", over, standardError)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w)
}

func short(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
