package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// server is the program under test, serving.
type server struct {
	app, data, addr string
	args, env       []string

	cmd *exec.Cmd
	log output
}

// output keeps what the server says.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func (o *output) reset() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.b.Reset()
}

// newServer chooses a free port.
func newServer(c common, dir string) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer l.Close()
	app, err := filepath.Abs(c.App)
	return &server{app: app, data: filepath.Join(dir, "data"), addr: l.Addr().String(), args: strings.Fields(c.Args)}, err
}

func (s *server) url() string { return "http://" + s.addr }

func (s *server) database() string { return filepath.Join(s.data, "viva.db") }

// patience is how long a server may take to be ready.
const patience = 30 * time.Second

// start runs the server and waits until it is ready.
func (s *server) start() error {
	if err := s.launch(); err != nil {
		return err
	}
	for began := time.Now(); time.Since(began) < patience; time.Sleep(5 * time.Millisecond) {
		resp, err := http.Get(s.url() + "/readyz")
		if err != nil {
			continue
		}
		resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			return nil
		}
	}
	s.kill()
	return fmt.Errorf("the server is not ready after %v:\n%s", patience, s.log.String())
}

// unbounded lets our learners begin and answer faster than people do, and until
// the disk is really full.
var unbounded = []string{"--attempts-per-hour", "0", "--open-attempts", "0", "--answers-per-minute", "0", "--low-space", "0", "--reserved-space", "0"}

// complaint is the first line of the log that tells of something wrong.
func (s *server) complaint() string {
	for line := range strings.Lines(s.log.String()) {
		if strings.Contains(line, `"level":"WARN"`) || strings.Contains(line, `"level":"ERROR"`) {
			return line
		}
	}
	return ""
}

// launch runs the server.
func (s *server) launch() error {
	s.cmd = exec.Command(s.app, slices.Concat([]string{"serve", "--addr", s.addr, "--data", s.data, "--backup-every", "0"}, unbounded, s.args)...)
	s.cmd.Env = append(os.Environ(), s.env...)
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	return s.cmd.Start()
}

// kill ends the server without a word.
func (s *server) kill() {
	s.cmd.Process.Kill()
	s.cmd.Wait()
}

// stop asks the server to end.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	if err := s.cmd.Wait(); err != nil {
		return fmt.Errorf("the server ended with %w:\n%s", err, s.log.String())
	}
	return nil
}

// run runs a command of the program.
func (s *server) run(args ...string) error {
	said, err := exec.Command(s.app, args...).CombinedOutput()
	if err != nil {
		return errors.Join(err, errors.New(strings.TrimSpace(string(said))))
	}
	return nil
}
