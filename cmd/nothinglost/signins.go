package main

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

type signinsCmd struct {
	common
	SignIns int           `help:"How many people sign in." default:"300"`
	Within  time.Duration `help:"In what time." default:"60s"`
	Answers int           `help:"How many answers are sent a second meanwhile." default:"50"`
}

// slowAnswer is what 99 of 100 answers are faster than.
const slowAnswer = 250 * time.Millisecond

// Run has a school sign in while others answer. Everybody gets in at the first
// try, and those who answer are not kept waiting by the hashing of passwords.
func (c signinsCmd) Run(out io.Writer) error {
	return c.inDir(out, func(dir string) error {
		s, err := newServer(c.common, dir)
		if err == nil {
			err = s.start()
		}
		if err != nil {
			return err
		}
		defer s.kill()
		comers, err := enrol(s.url(), "comer", c.SignIns)
		if err != nil {
			return err
		}
		learners, err := enrol(s.url(), "learner", c.Answers)
		if err != nil {
			return err
		}
		for _, l := range learners {
			if err := l.begin(min(60, int(c.Within/time.Second))); err != nil {
				return err
			}
		}
		var signedIn []time.Duration
		var refused error
		var coming sync.WaitGroup
		coming.Go(func() { signedIn, refused = come(comers, c.Within) })
		answered, err := paced(c.Answers, c.Within, learners, (*answering).keepAnswering)
		coming.Wait()
		if err := errors.Join(refused, err); err != nil {
			return fmt.Errorf("%w\n%s", err, s.complaint())
		}
		p99 := percentile(answered, 99)
		fmt.Fprintf(out, "%d sign-ins in %v: all in, half within %v, 99 of 100 within %v; beside them %d answers, half within %v, 99 of 100 within %v, the longest %v\n",
			len(signedIn), c.Within, percentile(signedIn, 50), percentile(signedIn, 99), len(answered), percentile(answered, 50), p99, percentile(answered, 100))
		if p99 >= slowAnswer {
			return fmt.Errorf("1 of 100 answers takes %v and more while people sign in, of %v at most", p99, slowAnswer)
		}
		return s.stop()
	})
}

// keepAnswering answers the next question, of a new attempt where there is none
// left.
func (l *answering) keepAnswering() error {
	if l.next == len(l.open.Items) {
		if err := l.begin(len(l.open.Items)); err != nil {
			return err
		}
	}
	return l.answer()
}

// come has people sign in at random moments, each once.
func come(comers []*answering, within time.Duration) (took []time.Duration, err error) {
	var mu sync.Mutex
	var coming sync.WaitGroup
	for _, l := range comers {
		coming.Go(func() {
			time.Sleep(rand.N(within))
			began := time.Now()
			code := l.signIn(l.name)
			mu.Lock()
			defer mu.Unlock()
			took = append(took, time.Since(began))
			if code != http.StatusOK {
				err = errors.Join(err, fmt.Errorf("sign %s in: status %d", l.name, code))
			}
		})
	}
	coming.Wait()
	return took, err
}
