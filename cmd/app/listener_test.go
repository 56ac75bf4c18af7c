package main

import (
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// More idle connections than the process may have files neither end it nor
// keep others out.
func TestIdleConnectionsEndNothing(t *testing.T) {
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	addr := freeAddr(t)
	var log syncBuffer
	cmd := exec.Command("sh", "-c", `ulimit -n 300; exec "$0" "$@"`, path, "--addr", addr, "--data", t.TempDir())
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
	for i := range 400 {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatalf("connection %d: %v\n%s", i, err, log.String())
		}
		defer conn.Close()
	}
	for i := range 5 {
		if err := answers(); err != nil {
			t.Fatalf("request %d beside 400 idle connections: %v\n%s", i, err, log.String())
		}
	}
	if strings.Contains(log.String(), "too many open files") {
		t.Errorf("files ran out:\n%s", log.String())
	}
}
