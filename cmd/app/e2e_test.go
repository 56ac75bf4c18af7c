package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/testkit"
)

// asProgram is the setting by which the binary of these tests is the program
// itself: building it a second time would say nothing more. TestImage builds
// the one that people run.
const asProgram = "TEST_IS_THE_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main() // does not return
	}
	testkit.Main(m)
}

// program is the command that runs the program in a process of its own.
func program(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	return cmd
}

// server is the program, serving.
type server struct {
	t    testing.TB
	cmd  *exec.Cmd
	log  *syncBuffer
	data string
	url  string // as people type it
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// startServer serves from a data directory on a free port until the test ends.
func startServer(t testing.TB, data string, args ...string) *server {
	t.Helper()
	testkit.Long(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	_, port, _ := net.SplitHostPort(addr)
	s := &server{t: t, data: data, url: "http://localhost:" + port}
	s.start(append([]string{"--addr", addr, "--base-url", s.url, "--data", data}, args...)...)
	t.Cleanup(s.kill)
	return s
}

// start runs the program and waits until it is ready.
func (s *server) start(args ...string) {
	s.t.Helper()
	s.launch(args...)
	s.waitStatus("/readyz", http.StatusOK)
}

// launch runs the program.
func (s *server) launch(args ...string) {
	s.t.Helper()
	s.log = &syncBuffer{}
	s.cmd = program(s.t, args...)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
}

// restart starts the same server again.
func (s *server) restart() { s.start(s.cmd.Args[1:]...) }

// kill ends it as a power cut would: without a word.
func (s *server) kill() {
	if s.cmd.ProcessState == nil {
		s.cmd.Process.Kill()
		s.cmd.Wait()
	}
}

// stop asks it to end and returns the exit code.
func (s *server) stop() int {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	s.cmd.Wait()
	return s.cmd.ProcessState.ExitCode()
}

var setupLink = regexp.MustCompile(`http\S+/setup\?token=\S+`)

// waitLog waits until the log holds text: it reaches us through a pipe, a
// moment after it was written.
func (s *server) waitLog(text string) string {
	s.t.Helper()
	for range 4000 {
		if log := s.log.String(); strings.Contains(log, text) {
			return log
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatalf("no %q in:\n%s", text, s.log)
	return ""
}

// setup is the one-time link that the first start prints.
func (s *server) setup() string {
	s.t.Helper()
	return setupLink.FindString(s.waitLog("/setup?token="))
}

// runApp runs a short command in this process.
func runApp(stdin string, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(env{ctx: context.Background(), stdin: strings.NewReader(stdin), stdout: &out, stderr: &errs}, args)
	return code, out.String(), errs.String()
}

// client speaks to the JSON API.
type client struct {
	base, token string
	http        http.Client
}

// call returns the status, or 0 when no answer came.
func (c *client) call(method, path, key string, in, out any) (int, error) {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return 0, err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, c.base+"/api/v1"+path, body)
	if err != nil {
		return 0, err
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err
	}
	if out != nil && resp.StatusCode < 300 {
		if err := json.Unmarshal(b, out); err != nil {
			return 0, fmt.Errorf("%s %s: %w in %s", method, path, err, b)
		}
	}
	return resp.StatusCode, nil
}

// signUp makes an account and signs in.
func signUp(t testing.TB, base, name string) *client {
	t.Helper()
	c := &client{base: base, http: http.Client{Timeout: 20 * time.Second}}
	password := "correct horse " + name
	if code, err := c.call("POST", "/users", "", map[string]any{"name": name, "password": password}, nil); code != 201 {
		t.Fatalf("sign up: %d %v", code, err)
	}
	var tokens struct {
		AccessToken string `json:"access_token"`
	}
	if code, err := c.call("POST", "/sessions", "", map[string]any{"login": name, "password": password}, &tokens); code != 200 {
		t.Fatalf("sign in: %d %v", code, err)
	}
	c.token = tokens.AccessToken
	return c
}

// attempt is an attempt as the API shows it.
type attempt struct {
	ID    int64
	Items []struct {
		Type             string
		Position, Choose int
		Options, Prompts []struct{ ID, Text string }
	}
}

// first answers an item with what comes first.
func (a attempt) first(i int) []string {
	it := a.Items[i]
	ids := []string{}
	switch form, _ := (deck.Item{Type: it.Type}).Form(); {
	case form.Typed:
		return []string{"1000"}
	case form.Paired:
		for _, p := range it.Prompts {
			ids = append(ids, p.ID+"="+it.Options[0].ID)
		}
		return ids
	}
	for _, o := range it.Options[:it.Choose] {
		ids = append(ids, o.ID)
	}
	return ids
}
