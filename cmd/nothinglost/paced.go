package main

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// paced sends so many requests a second for a while, whether or not those before
// were answered, and returns how long each took from the moment when it was due:
// a server that is slow for a second delays all that were due in it.
func paced(rate int, lasts time.Duration, clients []*answering, request func(*answering) error) (took []time.Duration, err error) {
	due := make(chan time.Time, rate*int(lasts/time.Second+1))
	go func() {
		defer close(due)
		began := time.Now()
		for i := range int(lasts.Seconds() * float64(rate)) {
			at := began.Add(time.Duration(i) * time.Second / time.Duration(rate))
			time.Sleep(time.Until(at))
			due <- at
		}
	}()
	var mu sync.Mutex
	var sending sync.WaitGroup
	for _, c := range clients {
		sending.Go(func() {
			for at := range due {
				failed := request(c)
				mu.Lock()
				took = append(took, time.Since(at))
				if failed != nil && err == nil {
					err = failed
				}
				mu.Unlock()
			}
		})
	}
	sending.Wait()
	return took, err
}

// percentile is the time within which so many of a hundred were.
func percentile(took []time.Duration, of int) time.Duration {
	if len(took) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(took))
	return sorted[min(len(sorted)*of/100, len(sorted)-1)].Round(100 * time.Microsecond)
}

// answering is a learner who answers practice, one question after the other.
type answering struct {
	*client
	name  string
	since time.Time // signed in
	open  attempt
	next  int // the item of the open attempt to answer
	sent  int // requests of all kinds
}

// enrol signs learners up. Addresses may choose so many passwords a minute, so it
// waits where it is told to.
func enrol(base, kind string, n int) (all []*answering, err error) {
	for i := range n {
		l := &answering{client: &client{base: base, http: http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{}}}, name: fmt.Sprint(kind, i)}
		code := http.StatusTooManyRequests
		for began := time.Now(); code == http.StatusTooManyRequests && time.Since(began) < 2*time.Minute; {
			if code = l.call("POST", "/users", "", map[string]any{"name": l.name, "password": passwordOf(l.name)}, nil); code == http.StatusTooManyRequests {
				time.Sleep(time.Second)
			}
		}
		if code != http.StatusCreated {
			return nil, fmt.Errorf("sign %s up: status %d", l.name, code)
		}
		all = append(all, l)
	}
	return all, nil
}

// tokenLife is how long an access token is used, of the ten minutes that it is
// good for.
const tokenLife = 8 * time.Minute

// ready signs in where the token gets old.
func (l *answering) ready() error {
	if time.Since(l.since) < tokenLife {
		return nil
	}
	if code := l.signIn(l.name); code != http.StatusOK {
		return fmt.Errorf("sign %s in: status %d", l.name, code)
	}
	l.since = time.Now()
	return nil
}

// begin begins an attempt of so many questions.
func (l *answering) begin(size int) error {
	if err := l.ready(); err != nil {
		return err
	}
	l.open, l.next = attempt{}, 0
	if code := l.call("POST", "/attempts", "", map[string]any{"subject": "aws-support", "mode": "practice", "size": size}, &l.open); code != http.StatusCreated {
		return fmt.Errorf("%s begins: status %d", l.name, code)
	}
	return nil
}

// answer answers the next question.
func (l *answering) answer() error {
	item := l.next
	l.next++
	if code := l.call("PUT", fmt.Sprintf("/attempts/%d/answers/%d", l.open.ID, l.open.Items[item].Position), "",
		map[string]any{"given": l.open.given(item, 1), "revision": 1}, nil); code != http.StatusOK {
		return fmt.Errorf("%s answers: status %d", l.name, code)
	}
	return nil
}
