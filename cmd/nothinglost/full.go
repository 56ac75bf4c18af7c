package main

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"
)

type fullCmd struct {
	common
	Points  int `help:"How often the disk is full." default:"50"`
	Clients int `help:"How many learners answer." default:"4"`
}

// recovery is how soon answers must be taken again once there is room.
const recovery = 5 * time.Second

// Run fills the disk at random moments while learners answer. What is refused
// meanwhile was not acknowledged, the server says that it is not ready, and
// once there is room it goes on by itself.
func (c fullCmd) Run(out io.Writer) error {
	return c.inDir(out, func(dir string) error {
		s, err := newServer(c.common, dir)
		if err != nil {
			return err
		}
		full := filepath.Join(dir, "full")
		if err := s.behind(dir, "DISK_FULL="+full); err != nil {
			return err
		}
		j, err := newJournal(filepath.Join(dir, "journal"))
		if err != nil {
			return err
		}
		defer j.file.Close()
		if err := s.start(); err != nil {
			return err
		}
		defer s.kill()
		slowest, err := c.fill(s, j, full)
		if err != nil {
			return err
		}
		found, err := check(s.database(), j)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "full disk at %d points, back after %v at most, %s\n", c.Points, slowest.Round(time.Millisecond), found)
		return errors.Join(found.err(), j.err, s.run("verify", "--data", s.data))
	})
}

// fill has learners answer and the disk full now and then. It returns how long
// it took at most until answers were taken again.
func (c fullCmd) fill(s *server, j *journal, full string) (slowest time.Duration, err error) {
	done := make(chan struct{})
	var learners sync.WaitGroup
	defer learners.Wait()
	defer close(done)
	for i := range c.Clients {
		name := fmt.Sprintf("learner%d", i)
		l, err := signUp(s.url(), name)
		if err != nil {
			return 0, err
		}
		learners.Go(func() { (&storming{l, name, j, done}).answer() })
	}
	for range c.Points {
		time.Sleep(time.Duration(50+rand.IntN(200)) * time.Millisecond)
		if err := os.WriteFile(full, nil, 0o600); err != nil {
			return slowest, err
		}
		time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
		acked := j.acks()
		if err := os.Remove(full); err != nil {
			return slowest, err
		}
		took, err := j.nextAck(acked)
		if err != nil {
			return slowest, err
		}
		slowest = max(slowest, took)
	}
	return slowest, s.ready()
}

// acks is how many answers were acknowledged.
func (j *journal) acks() (n int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, e := range j.entries {
		if e.Op == "ack" {
			n++
		}
	}
	return n
}

// nextAck waits until more answers are acknowledged than that.
func (j *journal) nextAck(than int) (time.Duration, error) {
	began := time.Now()
	for time.Since(began) < 2*recovery {
		if j.acks() > than+1 { // one may have been on its way
			if took := time.Since(began); took > recovery {
				return took, fmt.Errorf("answers are taken again after %v only", took)
			}
			return time.Since(began), nil
		}
		time.Sleep(5 * time.Millisecond)
	}
	return 0, fmt.Errorf("no answer is taken %v after there is room again", 2*recovery)
}

// ready demands that the server says so, which may take it a moment.
func (s *server) ready() error {
	status := 0
	for began := time.Now(); time.Since(began) < 2*recovery; time.Sleep(50 * time.Millisecond) {
		resp, err := http.Get(s.url() + "/readyz")
		if err != nil {
			return err
		}
		resp.Body.Close()
		if status = resp.StatusCode; status == http.StatusOK {
			return nil
		}
	}
	return fmt.Errorf("the server says %d long after there is room again", status)
}
