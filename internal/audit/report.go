package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"

	"viva/internal/deck"
)

// Options say how much is measured.
type Options struct {
	Day      deck.Date // on which the questions are offered
	Seed     uint64    // of every draw
	Dealings int       // of each item, for the measures that look at many
	Attempts int       // to deal
	Days     int       // random days to ask the second proof about
	Limit    int       // offenders listed in a row
	Workers  int       // that share the work, 0 for one a processor
	Mutants  float64   // the share of all mutants that is made, 0 for none
}

// Report is what was measured, subject by subject.
type Report struct {
	Day      deck.Date `json:"day"`
	Seed     uint64    `json:"seed"`
	Dealings int       `json:"dealings"`
	Met      bool      `json:"met"` // every row of every subject
	Subjects []Subject `json:"subjects"`
}

// Subject is the report on one deck.
type Subject struct {
	ID      string `json:"subject"`
	Version string `json:"version"` // of the knowledge base
	Items   int    `json:"items"`   // distinct, on the day
	Met     bool   `json:"met"`
	Rows    []Row  `json:"rows"`
	Mutants *Row   `json:"mutants,omitempty"` // measured only when asked for
}

// Row is one measure: what is aimed at and what was found.
type Row struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Goal      string     `json:"goal"`
	Met       bool       `json:"met"`
	Figures   []Figure   `json:"figures"`
	Found     int        `json:"found"` // findings in all
	Offenders []Offender `json:"offenders,omitempty"`
	Notes     []string   `json:"notes,omitempty"`
}

// Figure is a number of a row.
type Figure struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit,omitempty"`
	Met   bool    `json:"met"` // figures that decide nothing are met
}

// Offender is a model that a rule of the row speaks against, with one example.
type Offender struct {
	Model   string `json:"model"`
	Rule    string `json:"rule"`
	Count   int    `json:"count"`
	Item    string `json:"item"`
	Edition string `json:"edition,omitempty"`
	Lang    string `json:"lang,omitempty"`
	Says    string `json:"says"`
}

// measure is a way to look at a batch.
type measure struct {
	id, name, goal string
	take           func(*batch, *Row) error
}

// measures are all rows, in the order of the page.
var measures = []measure{
	{"proof", "Items with exactly the keyed answer, by the second implementation", "100 %, 0 others", (*batch).prove},
	{"distractors", "Distractors that are true of another entity or a documented misconception, with a reason", "100 %", (*batch).distractors},
	{"guess", "Gain of blind guessers over chance, open sets of options", "95 % lower bound of each at most 3 points", (*batch).guessOpen},
	{"guess-closed", "Gain of blind guessers over the key prior, closed sets of options", "95 % lower bound of each at most 3 points", (*batch).guessClosed},
	{"guess-frame", "Gain by what stands around a question before its answer, over who does not see it", "95 % lower bound of each at most 3 points", (*batch).guessFrame},
	{"position", "Position of the key: chi-square against uniform, runs test", "p > 0.01", (*batch).position},
	{"duplicates", "Near-duplicates: the same key facts and stems alike, or twice in one model", "0", (*batch).duplicates},
	{"attempts", "Within an attempt: a key fact twice, or after a feedback that revealed it", "0", (*batch).attempts},
	{"blueprint", "Topic weights of an attempt met", "within 1 item", (*batch).blueprint},
	{"hooks", "Facts that have a hook, and hooks that say something new", "at least 300 facts keyed at level clf, or half of them; 90 % of the hooks", (*batch).hooks},
	{"retold", "Reasons of the key that say what the question has said", "at most 15 % of those with one key, in either language", (*batch).retold},
	{"templates", "Families in which one template makes nearly all reasons, of wrong options or of keys", "0 of those with at least 10 questions; more than 90 %, in either language", (*batch).templates},
	{"coverage", "Facts covered in every direction their models allow", "100 %", (*batch).coverage},
	{"dates", "False items offered on random dates from 2018 to 2028", "0", (*batch).dates},
	{"flaws", "Item-writing flaws that a rule can decide", "0", (*batch).flaws},
	{"french", "French: elision, agreement and typography", "0 flags", (*batch).french},
}

// Measures are the ids of all rows, in the order of the page.
func Measures() []string {
	ids := make([]string, len(measures))
	for i, m := range measures {
		ids[i] = m.id
	}
	return ids
}

// errOptions is returned for options that measure nothing.
var errOptions = errors.New("a report needs at least one dealing, and no negative number")

// Run measures the decks, whose files are in fsys.
func Run(fsys fs.FS, decks []*deck.Deck, o Options) (Report, error) {
	if o.Dealings < 1 || min(o.Attempts, o.Days, o.Limit, o.Workers) < 0 {
		return Report{}, errOptions
	}
	r := Report{Day: o.Day, Seed: o.Seed, Dealings: o.Dealings, Met: true}
	for _, d := range decks {
		s, err := survey(fsys, d, o)
		if err != nil {
			return r, fmt.Errorf("measure %s: %w", d.ID(), err)
		}
		r.Subjects = append(r.Subjects, s)
		r.Met = r.Met && s.Met
	}
	return r, nil
}

// survey takes every measure of one deck.
func survey(fsys fs.FS, d *deck.Deck, o Options) (Subject, error) {
	s := Subject{ID: d.ID(), Version: d.Version}
	b, err := deal(fsys, d, o)
	if err != nil {
		return s, err
	}
	s.Items = len(b.distinct())
	s.Rows = make([]Row, len(measures))
	err = o.share(len(measures), func(i int) error {
		m := measures[i]
		row := Row{ID: m.id, Name: m.name, Goal: m.goal, Figures: []Figure{}}
		if err := m.take(b, &row); err != nil {
			return fmt.Errorf("row %s: %w", m.id, err)
		}
		s.Rows[i] = row
		return nil
	})
	s.Met = !slices.ContainsFunc(s.Rows, func(r Row) bool { return !r.Met })
	if err == nil && o.Mutants > 0 {
		err = s.mutate(fsys, d, o)
	}
	return s, err
}

// figure adds a number that decides nothing.
func (r *Row) figure(name string, value float64, unit string) {
	r.Figures = append(r.Figures, Figure{Name: name, Value: value, Unit: unit, Met: true})
}

// demand adds a number that is good enough only if met.
func (r *Row) demand(name string, value float64, unit string, met bool) {
	r.Figures = append(r.Figures, Figure{Name: name, Value: value, Unit: unit, Met: met})
}

// settle decides the row by its figures and findings.
func (r *Row) settle(f *findings, limit int) {
	r.Found, r.Offenders = f.list(limit)
	r.Met = r.Found == 0 && !slices.ContainsFunc(r.Figures, func(f Figure) bool { return !f.Met })
}

// share calls work on as many workers as the options allow.
func (o Options) share(n int, work func(i int) error) error {
	if o.Workers > 0 {
		return shareAmong(o.Workers, n, work)
	}
	return share(n, work)
}

// share calls work on as many workers as there are processors.
func share(n int, work func(i int) error) error {
	return shareAmong(runtime.GOMAXPROCS(0), n, work)
}

// shareAmong calls work for 0 to n-1 on so many workers, and returns the first
// error by index. A single worker is the caller, who can catch its panics.
func shareAmong(workers, n int, work func(i int) error) error {
	errs := make([]error, n)
	if workers == 1 {
		for i := range n {
			errs[i] = work(i)
		}
		return first(errs)
	}
	next := make(chan int)
	done := make(chan struct{})
	workers = min(n, workers)
	for range workers {
		go func() {
			for i := range next {
				errs[i] = work(i)
			}
			done <- struct{}{}
		}()
	}
	for i := range n {
		next <- i
	}
	close(next)
	for range workers {
		<-done
	}
	return first(errs)
}

// first is the first error there is.
func first(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
