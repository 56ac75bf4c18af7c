package simulate

import (
	"errors"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"viva/internal/memory"
)

// The goals, with fewer learners than the figures told in the notes: a change
// that spoils the model of memory, the ratings or the plan fails here.
func TestGoals(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	r, err := Run(60, 120, 77)
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range r.Studies {
		m := found.Study.Model
		f := found.Forecast
		if f.Learners != 60 {
			t.Errorf("%s: %d learners", m, f.Learners)
		}
		if e := f.Exam.Error(); e > 0.06 {
			t.Errorf("%s: expected calibration error in the exam %.3f", m, e)
		}
		if e := f.Practice.Error(); e > 0.05 {
			t.Errorf("%s: expected calibration error in practice %.3f", m, e)
		}
		if inside := float64(f.Inside) / 60; inside < 0.65 || inside > 0.97 {
			t.Errorf("%s: %.2f of the scores lie in the band of 80 %%", m, inside)
		}
		if f.Ability.Correlation() < 0.85 || f.Ability.RMSE() > 0.5 {
			t.Errorf("%s: ability found with correlation %.3f, RMSE %.3f", m, f.Ability.Correlation(), f.Ability.RMSE())
		}
		a, b := found.Edge.Adaptive, found.Edge.Random
		if a.Reached < 55 || float64(a.Answers) > 0.75*float64(b.Answers) {
			t.Errorf("%s: %d answers at the edge reached the error for %d, %d at random", m, a.Answers, a.Reached, b.Answers)
		}
		if rmse := a.Ability.RMSE(); rmse > 0.55 {
			t.Errorf("%s: at the edge the error is %.3f, told %.1f", m, rmse, EdgeError)
		}
		gains(t, m, found.Retention)
	}
}

// What is told two weeks before an exam is as likely as told, with memories of
// either kind. As many exams that come exactly as told err by about 0.02.
func TestForecastTwoWeeksAhead(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	for _, m := range Models {
		var scores Reliability
		for seed := uint64(51); seed < 53; seed++ {
			a, err := Study{Model: m, Learners: 300, Facts: 420, Seed: seed}.Ahead(aheadDays)
			if err != nil {
				t.Fatal(err)
			}
			scores.merge(&a.Scores)
		}
		if e := scores.Error(); e > mostMiscalibrated {
			t.Errorf("%s: calibration error of the chance to reach a score %.3f", m, e)
		} else {
			t.Logf("%s: %.3f", m, e)
		}
	}
}

// gains checks that Viva's plan for the exam gains most by an answer.
func gains(t *testing.T, m Model, rows []Retention) {
	t.Helper()
	ours := map[int]Retention{}
	for _, row := range rows {
		if row.Answers == 0 || row.Learners != 60 {
			t.Fatalf("%s: %+v", m, row)
		}
		if row.Plan == Plans[0].Name {
			ours[row.Daily] = row
		}
	}
	for _, row := range rows {
		if own := ours[row.Daily]; row.Plan != own.Plan && own.Gain() < row.Gain() {
			t.Errorf("%s, %d a day: %s gains %.4f by an answer, our plan %.4f", m, row.Daily, row.Plan, row.Gain(), own.Gain())
		}
	}
}

// Simulated learners know nothing of storage and pages, and only the files that
// play them through the services know those.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").CombinedOutput()
	if err != nil {
		t.Fatalf("list what simulate imports: %v\n%s", err, out)
	}
	for dep := range strings.Lines(string(out)) {
		switch dep = strings.TrimSpace(dep); dep {
		case "viva/internal/store", "viva/internal/users", "viva/web", "gorm.io/gorm":
			t.Errorf("simulate imports %s", dep)
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasPrefix(name, "service") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			if strings.HasPrefix(i.Path.Value, `"viva/`) && i.Path.Value != `"viva/internal/memory"` {
				t.Errorf("%s imports %s", name, i.Path.Value)
			}
		}
	}
}

func TestRunRepeats(t *testing.T) {
	var prints [3]string
	for i, seed := range []uint64{4, 4, 5} {
		r, err := Run(6, 40, seed)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := r.Print(&b); err != nil {
			t.Fatal(err)
		}
		prints[i] = b.String()
	}
	if prints[0] != prints[1] {
		t.Error("the same seed gives other figures")
	}
	if strings.ReplaceAll(prints[2], "seed 5", "seed 4") == prints[0] {
		t.Error("another seed gives the same figures")
	}
	for _, word := range []string{string(PowerLaw), string(HalfLife), "SM-2", "at the edge", "in the band"} {
		if !strings.Contains(prints[0], word) {
			t.Errorf("the report does not tell of %q", word)
		}
	}
}

var errBroken = errors.New("broken")

// broken is a tutor that fails to ask, or to keep an answer.
type broken struct {
	Tutor
	next bool
}

func (b broken) Next(day float64, done int) (Question, bool, error) {
	if b.next {
		return Question{}, false, errBroken
	}
	return b.Tutor.Next(day, done)
}

func (b broken) Record(Question, float64, memory.Recall) error { return errBroken }

func TestCourse(t *testing.T) {
	w := NewWorld(20, 1)
	c := Course{World: w, Start: 20000, Days: 4}
	asked := 0
	o, err := c.Play(NewLearner(PowerLaw, 0, 1), Paced(w, Unplanned(20, 1), 5), func(q Question, day float64, r memory.Recall) {
		asked++
		if day < 20000 || day > 20003 || q.Floor != w.Items[q.Item].Floor || r.Floor != q.Floor {
			t.Fatalf("%+v on day %v, answered %+v", q, day, r)
		}
	})
	if err != nil || o.Answers != 20 || asked != 20 {
		t.Errorf("%d answers, %d seen: %v", o.Answers, asked, err)
	}
	if o.After <= o.Before {
		t.Errorf("known %v before, %v after", o.Before, o.After)
	}
	c.Skips = 1
	if o, _ := c.Play(NewLearner(PowerLaw, 0, 1), Paced(w, Unplanned(20, 1), 5), nil); o.Answers != 0 {
		t.Errorf("%d answers on days left out", o.Answers)
	}
	c.Skips = 0
	for _, next := range []bool{true, false} {
		tutor := broken{Paced(w, Unplanned(20, 1), 5), next}
		if _, err := c.Play(NewLearner(PowerLaw, 0, 1), tutor, nil); !errors.Is(err, errBroken) {
			t.Errorf("a broken tutor gives %v", err)
		}
	}
}
