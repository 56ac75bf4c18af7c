package main

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

type killCmd struct {
	common
	Cycles  int `help:"How often a server is killed." default:"2000"`
	Servers int `help:"How many servers use the same database." default:"1"`
	Clients int `help:"How many learners answer." default:"8"`
}

// Run kills the server at random moments. Every tenth time somebody backs up
// just then, and the backup is killed too, or comes to its end.
func (c killCmd) Run(out io.Writer) error {
	return c.inDir(out, func(dir string) error {
		var servers []*server
		for range c.Servers {
			s, err := newServer(c.common, dir)
			if err == nil {
				err = s.start()
			}
			if err != nil {
				return err
			}
			servers = append(servers, s)
		}
		s := servers[0]
		j, err := newJournal(filepath.Join(dir, "journal"))
		if err != nil {
			return err
		}
		defer j.file.Close()
		began := time.Now()
		if err := c.storm(servers, j, dir); err != nil {
			return err
		}
		found, err := check(s.database(), j)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "kill -9: %d cycles in %v, %s\n", c.Cycles, time.Since(began).Round(time.Second), found)
		return errors.Join(found.err(), j.err, s.run("verify", "--data", s.data))
	})
}

// storm has learners answer until the server was killed often enough.
func (c killCmd) storm(servers []*server, j *journal, dir string) error {
	done := make(chan struct{})
	var learners sync.WaitGroup
	for i := range c.Clients {
		name := fmt.Sprintf("learner%d", i)
		l, err := signUp(servers[i%len(servers)].url(), name)
		if err != nil {
			return err
		}
		learners.Go(func() { (&storming{l, name, j, done}).answer() })
	}
	err := c.kills(servers, j, dir)
	close(done)
	learners.Wait()
	for _, s := range servers {
		err = errors.Join(err, s.stop())
	}
	return err
}

func (c killCmd) kills(servers []*server, j *journal, dir string) error {
	for i := range c.Cycles {
		s := servers[rand.IntN(len(servers))]
		var copying *exec.Cmd
		file := filepath.Join(dir, fmt.Sprintf("backup-%d.db", i))
		if i%10 == 9 {
			j.note(entry{Op: "backup", File: file})
			copying = exec.Command(s.app, "backup", "--data", s.data, file)
			if err := copying.Start(); err != nil {
				return err
			}
		}
		time.Sleep(time.Duration(20+rand.IntN(200)) * time.Millisecond)
		s.kill()
		if copying != nil {
			if i%20 == 19 {
				copying.Process.Kill()
			}
			if copying.Wait() == nil {
				j.note(entry{Op: "backed", File: file})
			} else if _, err := os.Stat(file); err == nil && i%20 != 19 {
				return fmt.Errorf("a backup that failed left %s", file)
			}
		}
		if err := s.start(); err != nil {
			return err
		}
	}
	return nil
}

// storming is a learner who answers one attempt after another. What got no
// reply is sent again, with the same key, until there is one.
type storming struct {
	*client
	name string
	j    *journal
	done chan struct{}
}

func (l *storming) answer() {
	for round := 0; !l.over(); round++ {
		mode := []string{"practice", "exam"}[round%2]
		var a attempt
		if !l.until(http.StatusCreated, func() int {
			return l.call("POST", "/attempts", "", map[string]any{"subject": "aws-support", "mode": mode, "size": 10}, &a)
		}) {
			return
		}
		revisions := 1 + round%2 // an answer of an exam is changed once
		for i := range a.Items {
			for r := 1; r <= revisions; r++ {
				if !l.deliver(fmt.Sprintf("%s-%d-%d-%d", l.name, round, i, r), a, i, r) {
					return
				}
			}
		}
		if !l.finish(a.ID) {
			return
		}
	}
}

func (l *storming) deliver(key string, a attempt, item, revision int) bool {
	e := entry{Op: "intent", Key: key, Attempt: a.ID, Position: a.Items[item].Position, Revision: revision, Given: a.given(item, revision)}
	l.j.note(e)
	if !l.until(http.StatusOK, func() int {
		return l.call("PUT", fmt.Sprintf("/attempts/%d/answers/%d", e.Attempt, e.Position), key, map[string]any{"given": e.Given, "revision": revision}, nil)
	}) {
		return false
	}
	e.Op = "ack"
	l.j.note(e)
	return true
}

func (l *storming) finish(attempt int64) bool {
	l.j.note(entry{Op: "finish", Attempt: attempt})
	var result struct{ Score int }
	if !l.until(http.StatusOK, func() int {
		return l.call("POST", fmt.Sprintf("/attempts/%d/finish", attempt), "", nil, &result)
	}) {
		return false
	}
	l.j.note(entry{Op: "finished", Attempt: attempt, Score: result.Score})
	return true
}

// until repeats a request until it gets the status that it is meant to get. It
// returns false when the storm is over.
func (l *storming) until(status int, request func() int) bool {
	for {
		switch code := request(); {
		case code == status:
			return true
		case code == http.StatusUnauthorized:
			l.signIn(l.name)
		case code >= 400 && code < 500 && code != http.StatusTooManyRequests, code == http.StatusInternalServerError:
			l.j.fail(fmt.Errorf("%s was refused with status %d", l.name, code))
			return false
		}
		if l.over() {
			return false
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func (l *storming) over() bool {
	select {
	case <-l.done:
		return true
	default:
		return false
	}
}
