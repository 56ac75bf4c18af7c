package simulate

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"viva/internal/quiz"
	"viva/internal/study"
)

// ServiceReport is what an Experiment found; the worst model counts.
type ServiceReport struct {
	Subject  string        `json:"subject"`
	Edition  string        `json:"edition"`
	Facts    int           `json:"facts"`
	Learners int           `json:"learners"` // courses asked for of each model; rounded up to as many for every plan
	Days     int           `json:"days"`
	Daily    int           `json:"daily"`
	Seed     uint64        `json:"seed"`
	Models   []ModelReport `json:"models"`
	Worst    []Figure      `json:"worst"`
}

// ModelReport is what an Experiment found with one model.
type ModelReport struct {
	Model   Model     `json:"model"`
	Found   *Findings `json:"found"`
	Figures []Figure  `json:"figures"`
}

// Figure is a number beside its goal. What was not measured does not meet its
// goal.
type Figure struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"` // NaN is not measured; null in JSON
	Goal  string  `json:"goal"`
	Met   bool    `json:"met"`
	slack float64 // how far on the good side of the goal
}

// MarshalJSON writes what was not measured as null: JSON has no NaN.
func (f Figure) MarshalJSON() ([]byte, error) {
	type plain Figure
	if !math.IsNaN(f.Value) {
		return json.Marshal(plain(f))
	}
	return json.Marshal(struct {
		plain
		Value *float64 `json:"value"`
	}{plain: plain(f)})
}

// Findings are the outcomes of learners of one model.
type Findings struct {
	OnDay   Foretold      `json:"on_day"`
	Ahead   Foretold      `json:"ahead"`
	Ability Pairs         `json:"-"` // of all who took a course, on its last day
	Edge    Edge          `json:"edge"`
	Plans   []PlanOutcome `json:"plans"` // in the order of the arms
}

// Foretold compares forecasts with the exams that they were for. All answers of
// an exam have the same expected share, and its scores depend on one another:
// what is counted as a sample is the exam, not the answer or the score.
type Foretold struct {
	Exams  int         `json:"exams"`
	Share  Reliability `json:"share"`  // of right answers: the expected share, and each answer
	Scores Reliability `json:"scores"` // chances to reach each score that the forecast leaves open
	Score  Pairs       `json:"-"`      // right answers, beside the expected number
	Inside int         `json:"inside"` // exams whose score lay in the band
}

// PlanOutcome is what learners gained by following an arm.
type PlanOutcome struct {
	Retention
	Gains []Gain `json:"gains"` // by learner
}

// Gain is how many facts a learner gained by 100 answers. The mean over
// learners differs a little from Retention.Gain, which divides the sums of all
// learners.
type Gain struct {
	Learner int     `json:"learner"`
	Facts   float64 `json:"facts"`
}

func newFindings(facts, daily int) *Findings {
	f := &Findings{}
	for _, a := range arms {
		f.Plans = append(f.Plans, PlanOutcome{Retention: Retention{Plan: a.name, Daily: daily, Facts: facts}})
	}
	return f
}

func (f *Findings) add(other *Findings) {
	f.OnDay.merge(&other.OnDay)
	f.Ahead.merge(&other.Ahead)
	f.Ability.merge(&other.Ability)
	for _, p := range []struct{ to, from *Path }{{&f.Edge.Adaptive, &other.Edge.Adaptive}, {&f.Edge.Random, &other.Edge.Random}} {
		p.to.Learners += p.from.Learners
		p.to.Reached += p.from.Reached
		p.to.Answers += p.from.Answers
		p.to.Ability.merge(&p.from.Ability)
		p.to.Early.merge(&p.from.Early)
	}
	for i := range f.Plans {
		to, from := &f.Plans[i], &other.Plans[i]
		to.Learners += from.Learners
		to.Answers += from.Answers
		to.Before += from.Before
		to.After += from.After
		to.Gains = append(to.Gains, from.Gains...)
	}
}

// sort orders the gains by learner. Every plan has the same learners.
func (f *Findings) sort() {
	for _, p := range f.Plans {
		slices.SortFunc(p.Gains, func(a, b Gain) int { return cmp.Compare(a.Learner, b.Learner) })
	}
}

func (p *PlanOutcome) add(learner int, o Outcome) {
	p.Learners++
	p.Answers += o.Answers
	p.Before += o.Before
	p.After += o.After
	p.Gains = append(p.Gains, Gain{learner, 100 * (o.After - o.Before) * float64(p.Facts) / float64(max(1, o.Answers))})
}

func (t *Foretold) add(f study.Forecast, r quiz.ExamResult) {
	t.Exams++
	expected := f.Outlook.Scores.Mean()
	t.Share.AddShare(expected/float64(r.Scored), r.Raw, r.Scored)
	for score := 1; score <= r.Scored; score++ {
		if chance := f.Outlook.Scores.AtLeast(score); chance > settled && chance < 1-settled {
			t.Scores.Add(chance, r.Raw >= score)
		}
	}
	t.Score.Add(float64(r.Raw), expected)
	if f.Outlook.Low <= r.Raw && r.Raw <= f.Outlook.High {
		t.Inside++
	}
}

func (t *Foretold) merge(other *Foretold) {
	t.Exams += other.Exams
	t.Inside += other.Inside
	t.Share.merge(&other.Share)
	t.Scores.merge(&other.Scores)
	t.Score.merge(&other.Score)
}

func (t *Foretold) inside() float64 { return float64(t.Inside) / float64(t.Exams) }

// Goals of the figures, set before any was measured. After a course, the error
// of abilities is to be at most that at which they count as known. The band of
// 80 % is made of whole numbers of items, so somewhat more than 80 % of the
// scores lie in it; the least is below 80 % by about the standard error of 200
// exams.
const (
	mostMiscalibrated = 0.05
	leastInside       = 0.77
	mostInside        = 0.90
	leastCorrelation  = 0.90
	mostRMSE          = EdgeError
	mostAdaptive      = 0.75
	mostEarly         = 0.90 // by the truth: a rating can take too little error for granted
	mostWhenKnown     = 0.45 // in logits, by the truth, where the rating tells EdgeError
)

// figures are the figures that have a goal.
func (f *Findings) figures() []Figure {
	adaptive, random := f.Edge.Adaptive.answers(), f.Edge.Random.answers()
	all := []Figure{
		atMost("calibration error of the expected score, on the day", f.OnDay.Share.Error(), mostMiscalibrated),
		atMost("calibration error of the expected score, 14 days ahead", f.Ahead.Share.Error(), mostMiscalibrated),
		atMost("calibration error of the chance to reach a score, on the day", f.OnDay.Scores.Error(), mostMiscalibrated),
		atMost("calibration error of the chance to reach a score, 14 days ahead", f.Ahead.Scores.Error(), mostMiscalibrated),
		between("scores in the band of 80 %, on the day", f.OnDay.inside(), leastInside, mostInside),
		between("scores in the band of 80 %, 14 days ahead", f.Ahead.inside(), leastInside, mostInside),
		atLeast("ability: correlation with the true one", f.Ability.Correlation(), leastCorrelation),
		atMost("ability: RMSE in logits", f.Ability.RMSE(), mostRMSE),
		atMost("answers to know the ability: adaptive, as a share of random", adaptive/random, mostAdaptive),
		atMost("true error of the ability after 20 answers: adaptive, as a share of random", f.Edge.Adaptive.Early.RMSE()/f.Edge.Random.Early.RMSE(), mostEarly),
		atMost("true error of the ability when its rating calls it known: adaptive, in logits", f.Edge.Adaptive.Ability.RMSE(), mostWhenKnown),
	}
	for _, p := range f.Plans[2:] {
		gain, _ := f.Plans[0].Over(p)
		all = append(all, atLeast("facts gained by 100 answers: plan with exam date, over "+p.Plan, gain, 0))
	}
	return all
}

// Over is how many more facts 100 answers gained than with another plan, on
// average over the same learners, with its standard error. That error speaks of
// other learners, not of other items: those are drawn once. Both are NaN for
// fewer than two learners.
func (p *PlanOutcome) Over(other PlanOutcome) (mean, standardError float64) {
	if len(p.Gains) < 2 || len(p.Gains) != len(other.Gains) {
		return math.NaN(), math.NaN()
	}
	diff := make([]float64, len(p.Gains))
	for i := range diff {
		diff[i] = p.Gains[i].Facts - other.Gains[i].Facts
	}
	mean, deviation := stat.MeanStdDev(diff, nil)
	return mean, deviation / math.Sqrt(float64(len(diff)))
}

func (p *Path) answers() float64 { return float64(p.Answers) / float64(p.Learners) }

func atMost(name string, value, most float64) Figure {
	return Figure{Name: name, Value: value, Goal: "at most " + short(most), Met: value <= most, slack: most - value}
}

func atLeast(name string, value, least float64) Figure {
	return Figure{Name: name, Value: value, Goal: "at least " + short(least), Met: value >= least, slack: value - least}
}

func between(name string, value, least, most float64) Figure {
	return Figure{Name: name, Value: value, Goal: short(least) + " to " + short(most), Met: least <= value && value <= most,
		slack: min(value-least, most-value)}
}

// worst picks, of each figure, the model where it is worst. A figure that was
// not measured is worse than any other.
func worst(models []ModelReport) []Figure {
	figures := slices.Clone(models[0].Figures)
	for _, m := range models[1:] {
		for i, f := range m.Figures {
			if f.slack < figures[i].slack || math.IsNaN(f.slack) {
				figures[i] = f
			}
		}
	}
	return figures
}

// Met reports whether every goal is met with every model.
func (r *ServiceReport) Met() bool {
	return !slices.ContainsFunc(r.Worst, func(f Figure) bool { return !f.Met })
}
