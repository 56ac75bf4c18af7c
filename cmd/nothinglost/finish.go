package main

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
)

type finishCmd struct {
	common
	Attempts int `help:"How many attempts are finished." default:"1000"`
}

// times is how many requests finish an attempt at once.
const times = 32

// Run finishes each attempt many times at once: all get the same result, and it
// counts once.
func (c finishCmd) Run(out io.Writer) error {
	return c.inDir(out, func(dir string) error {
		s, err := newServer(c.common, dir)
		if err != nil {
			return err
		}
		if err := s.start(); err != nil {
			return err
		}
		defer s.kill()
		l, err := signUp(s.url(), "learner")
		if err != nil {
			return err
		}
		for range c.Attempts {
			if err := finishAtOnce(l); err != nil {
				return err
			}
		}
		if err := s.stop(); err != nil {
			return err
		}
		counted, err := countedAttempts(s.database())
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "finish x %d: %d attempts, %d counted\n", times, c.Attempts, counted)
		if counted != c.Attempts {
			return fmt.Errorf("%d attempts count, %d were finished", counted, c.Attempts)
		}
		return s.run("verify", "--data", s.data)
	})
}

// finishAtOnce answers one question and finishes.
func finishAtOnce(l *client) error {
	var a attempt
	if code := l.call("POST", "/attempts", "", map[string]any{"subject": "aws-support", "mode": "practice", "size": 1}, &a); code != http.StatusCreated {
		return fmt.Errorf("start an attempt: status %d", code)
	}
	if code := l.call("PUT", fmt.Sprintf("/attempts/%d/answers/1", a.ID), "", map[string]any{"given": a.given(0, 0), "revision": 1}, nil); code != http.StatusOK {
		return fmt.Errorf("answer: status %d", code)
	}
	results := make([]string, times)
	var requests sync.WaitGroup
	for i := range times {
		requests.Go(func() {
			var result map[string]any
			code := l.call("POST", fmt.Sprintf("/attempts/%d/finish", a.ID), "", nil, &result)
			results[i] = fmt.Sprint(code, result) // maps print in the order of their keys
		})
	}
	requests.Wait()
	var errs []error
	for _, r := range results {
		if r != results[0] || r[:3] != "200" {
			errs = append(errs, fmt.Errorf("attempt %d: finishing says %s and %s", a.ID, results[0], r))
		}
	}
	return errors.Join(errs...)
}

// countedAttempts is how many attempts the scores count.
func countedAttempts(path string) (n int, err error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	err = db.QueryRow("SELECT SUM(attempts) FROM scores WHERE period = 'all' AND topic = ''").Scan(&n)
	return n, err
}
