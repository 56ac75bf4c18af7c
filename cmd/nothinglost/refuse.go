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
	"syscall"
	"time"
)

type refuseCmd struct {
	common
	As      string `help:"How the disk refuses: ${enum}." enum:"full,read-only,broken" default:"full"`
	Points  int    `help:"How often it does." default:"50"`
	Clients int    `help:"How many learners answer." default:"4"`
}

// refusals are the errors of writes, by what the disk is. A broken one fails to
// flush as well.
var refusals = map[string]syscall.Errno{"full": syscall.ENOSPC, "read-only": syscall.EROFS, "broken": syscall.EIO}

// recovery is how soon answers must be taken again once there is room.
const recovery = 5 * time.Second

// Run has the disk take nothing at random moments while learners answer. What is
// refused meanwhile was not acknowledged, the server says that it is not ready,
// and once the disk writes again it goes on by itself.
func (c refuseCmd) Run(out io.Writer) error {
	return c.inDir(out, func(dir string) error {
		s, err := newServer(c.common, dir)
		if err != nil {
			return err
		}
		fails := filepath.Join(dir, "fails")
		if err := s.behind(dir, "DISK_FAILS="+fails); err != nil {
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
		slowest, err := c.answer(s, j, fails)
		if err != nil {
			return err
		}
		found, err := check(s.database(), j)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s disk at %d points, back after %v at most, %s\n", c.As, c.Points, slowest.Round(time.Millisecond), found)
		return errors.Join(found.err(), j.err, s.run("verify", "--data", s.data))
	})
}

// answer has learners answer and the disk refuse now and then, while a file
// exists. It returns how long it took at most until answers were taken again.
func (c refuseCmd) answer(s *server, j *journal, fails string) (slowest time.Duration, err error) {
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
		if err := writeWhole(fails, fmt.Sprint(int(refusals[c.As]))); err != nil {
			return slowest, err
		}
		time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
		acked := j.acks()
		if err := os.Remove(fails); err != nil {
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

// writeWhole makes a file that is never seen half written.
func writeWhole(path, text string) error {
	if err := os.WriteFile(path+".new", []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
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
	return 0, fmt.Errorf("no answer is taken %v after the disk writes again", 2*recovery)
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
	return fmt.Errorf("the server says %d long after the disk writes again", status)
}
