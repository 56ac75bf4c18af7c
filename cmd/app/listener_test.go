package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"viva/internal/testkit"
)

// More idle connections than the process may have files neither end it nor
// keep others out.
func TestIdleConnectionsEndNothing(t *testing.T) {
	testkit.Long(t)
	addr := freeAddr(t)
	var log syncBuffer
	app := program(t, "--addr", addr, "--data", t.TempDir())
	cmd := exec.Command("sh", append([]string{"-c", `ulimit -n 300; exec "$0" "$@"`}, app.Args...)...)
	cmd.Env = app.Env
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { cmd.Process.Kill(); cmd.Wait() }()
	client := http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	answers := func() error {
		resp, err := client.Get(fmt.Sprintf("http://%s/livez", addr))
		if err != nil {
			return err
		}
		return resp.Body.Close()
	}
	for deadline := time.Now().Add(60 * time.Second); answers() != nil; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the server does not start:\n%s", log.String())
		}
	}
	var silent []net.Conn
	for i := range 400 {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatalf("connection %d: %v\n%s", i, err, log.String())
		}
		defer conn.Close()
		if i%2 == 1 { // half of them say something, which is no request
			fmt.Fprint(conn, "GET / HT")
		}
		silent = append(silent, conn)
	}
	for i := range 5 {
		if err := answers(); err != nil {
			t.Fatalf("request %d beside 400 idle connections: %v\n%s", i, err, log.String())
		}
	}
	for _, conn := range silent {
		conn.Close()
	}
	kept := http.Client{Timeout: 10 * time.Second}
	for i := range 100 {
		resp, err := kept.Get(fmt.Sprintf("http://%s/livez", addr))
		if err != nil {
			t.Fatalf("request %d after they closed: %v\n%s", i, err, log.String())
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
	if strings.Contains(log.String(), "too many open files") {
		t.Errorf("files ran out:\n%s", log.String())
	}
}

// serveHere serves in this process, on a free port and a database of its own.
// stop ends it and returns the exit code.
func serveHere(t *testing.T, args ...string) (addr string, log *syncBuffer, stop func() int) {
	t.Helper()
	ctx, end := context.WithCancel(t.Context())
	addr, log = freeAddr(t), &syncBuffer{}
	args = append([]string{"--addr", addr, "--data", t.TempDir()}, args...)
	exited := make(chan int, 1)
	go func() { exited <- run(env{ctx: ctx, stdin: strings.NewReader(""), stdout: log, stderr: log}, args) }()
	stop = sync.OnceValue(func() int { end(); return <-exited })
	t.Cleanup(func() { stop() })
	until(t, "the server answers", func() bool {
		resp, err := http.Get("http://" + addr + "/livez")
		if err != nil {
			return false
		}
		return resp.Body.Close() == nil
	})
	return addr, log, stop
}

// Who listens on every address without saying what people type learns at the
// start which address takes forms.
func TestListeningEverywhereIsTold(t *testing.T) {
	for args, told := range map[string]bool{
		"--addr=:0": true, "--addr=0.0.0.0:0": true, "--addr=[::]:0": true,
		"--addr=127.0.0.1:0": false, "--addr=:0 --base-url=http://localhost:9": false,
	} {
		ctx, end := context.WithCancel(t.Context())
		log, exited := &syncBuffer{}, make(chan int, 1)
		go func() {
			exited <- run(env{ctx: ctx, stdin: strings.NewReader(""), stdout: log, stderr: log}, append(strings.Fields(args), "--data", t.TempDir()))
		}()
		until(t, "the site is announced", func() bool { return strings.Contains(log.String(), "/setup?token=") })
		end()
		if code := <-exited; code != 0 {
			t.Errorf("%s: exit code %d", args, code)
		}
		if got := strings.Contains(log.String(), "browsers must use this url") && strings.Contains(log.String(), "--base-url"); got != told {
			t.Errorf("%s: told is %t:\n%s", args, got, log)
		}
	}
}

// Half a request does not hold up the end of the server, nor make it one that
// failed.
func TestHalfARequestDoesNotHoldUpTheEnd(t *testing.T) {
	testkit.Long(t)
	addr, log, stop := serveHere(t)
	for _, part := range []string{"POST /attempts HTTP/1.1\r\nHo", "POST /attempts HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nsub", ""} {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprint(conn, part)
	}
	resp, err := http.Get("http://" + addr + "/livez") // they were accepted before this one
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if code := stop(); code != 0 || !strings.Contains(log.String(), "stopped") {
		t.Errorf("exit code %d:\n%s", code, log)
	}
}

// With --dev, what people see comes from a folder.
func TestDevServesFromAFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../web")); err != nil {
		t.Fatal(err)
	}
	addr, _, _ := serveHere(t, "--dev", dir)
	if err := os.WriteFile(filepath.Join(dir, "pages", "about.html"), []byte(`{{define "content"}}written a moment ago{{end}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get("http://" + addr + "/about")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, _ := io.ReadAll(resp.Body); !strings.Contains(string(body), "written a moment ago") {
		t.Errorf("the page is another:\n%s", body)
	}
}
