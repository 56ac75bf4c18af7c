//go:build linux

package main

import (
	"bytes"
	"debug/elf"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"viva/internal/testkit"
)

// image is what the Dockerfile says about the program that it builds.
type image struct {
	build string   // the shell line that makes builtAs
	env   []string // NAME=value
	uid   int
}

// builtAs is the path in the Dockerfile that the test replaces with its own.
const builtAs = "/out/app"

// readDockerfile finds the parts of the image that the test repeats, so that
// they cannot drift from what people run.
func readDockerfile(t *testing.T) image {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "Dockerfile"))
	if err != nil {
		t.Fatalf("read the Dockerfile: %v", err)
	}
	var img image
	joined := regexp.MustCompile(`\\\n\s*`).ReplaceAllString(string(text), "")
	for line := range strings.Lines(joined) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case word == "RUN" && strings.Contains(rest, "go build"):
			if img.build != "" {
				t.Fatal("the Dockerfile builds twice")
			}
			img.build = rest
		case word == "ENV":
			img.env = append(img.env, strings.Fields(rest)...)
		case word == "USER":
			uid, _, _ := strings.Cut(rest, ":")
			if img.uid, err = strconv.Atoi(uid); err != nil {
				t.Fatalf("the USER is not a number: %s", rest)
			}
		}
	}
	if strings.Count(img.build, "-o "+builtAs+" ") != 1 || !strings.Contains(joined, "COPY --from=build "+builtAs+" /app\n") {
		t.Fatalf("the Dockerfile does not build, and then copy, %s: %q", builtAs, img.build)
	}
	if img.uid == 0 || len(img.env) == 0 {
		t.Fatalf("the image runs as %d with %v", img.uid, img.env)
	}
	return img
}

// TestImage does what the Dockerfile does, without Docker: it runs the build
// line and starts the program as the image's user in a root that holds
// nothing but the program and a directory for data.
func TestImage(t *testing.T) {
	testkit.Long(t)
	img := readDockerfile(t)
	root := filepath.Join(t.TempDir(), "root")
	app := filepath.Join(root, "app")
	data := filepath.Join(root, "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	// A directory of another owner may be searched, but not written.
	t.Cleanup(func() { os.Chmod(root, 0o755) })

	build := exec.Command("sh", "-c", strings.Replace(img.build, builtAs, "'"+app+"'", 1))
	build.Dir = filepath.Join("..", "..")
	// The image is built without the repository's history as well.
	build.Env = append(os.Environ(), "GOFLAGS="+os.Getenv("GOFLAGS")+" -buildvcs=false")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	assertStatic(t, app)

	asRoot := os.Geteuid() == 0
	if asRoot {
		if err := os.Chown(data, img.uid, img.uid); err != nil {
			t.Fatalf("give the data directory away: %v", err)
		}
	}
	if err := os.Chmod(root, 0o555); err != nil {
		t.Fatal(err)
	}

	addr := freeAddr(t)
	run := func(args ...string) (*exec.Cmd, *bytes.Buffer) {
		var log bytes.Buffer
		cmd := &exec.Cmd{Path: "/app", Args: append([]string{"/app"}, args...), Dir: "/", Stdout: &log, Stderr: &log}
		cmd.Env = append(append(cmd.Env, img.env...), "VIVA_ADDR="+addr)
		cmd.SysProcAttr = jail(root, img.uid, asRoot)
		if err := cmd.Start(); err != nil {
			t.Fatalf("start %v in an empty root: %v (this needs root, or user name spaces: sysctl kernel.unprivileged_userns_clone)", args, err)
		}
		return cmd, &log
	}

	server, log := run("serve")
	exited := make(chan error, 1)
	go func() { exited <- server.Wait() }()
	stopped := false
	t.Cleanup(func() {
		if !stopped {
			server.Process.Kill()
			<-exited
		}
		if t.Failed() {
			t.Logf("the server said:\n%s", log)
		}
	})

	if err := ready("http://"+addr+"/readyz", exited); err != nil {
		t.Fatal(err)
	}
	health, said := run("healthcheck")
	if err := health.Wait(); err != nil {
		t.Errorf("healthcheck: %v\n%s", err, said)
	}
	if made, err := os.ReadDir(root); err != nil || len(made) != 2 {
		t.Errorf("the root holds %v (%v), want the program and its data only", made, err)
	}

	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatalf("ask it to stop: %v", err)
	}
	select {
	case err := <-exited:
		stopped = true
		if err != nil {
			t.Errorf("stopped by SIGTERM: %v, want exit code 0", err)
		}
	case <-time.After(time.Minute):
		t.Error("SIGTERM does not stop it")
	}
}

// assertStatic refuses a program that asks for a loader or a library.
func assertStatic(t *testing.T, path string) {
	t.Helper()
	f, err := elf.Open(path)
	if err != nil {
		t.Fatalf("read the program: %v", err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			t.Errorf("the program asks for a loader")
		}
	}
	// A file without a dynamic section has no libraries and gives no error.
	if libs, err := f.ImportedLibraries(); err != nil || len(libs) > 0 {
		t.Errorf("the program asks for %v (%v)", libs, err)
	}
}

// jail makes a process see root as its whole file system and have no rights
// in it beyond those of uid. An ordinary user gets there through a name space
// in which uid stands for that user.
func jail(root string, uid int, asRoot bool) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Chroot: root}
	if asRoot {
		attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}
		return attr
	}
	attr.Cloneflags = syscall.CLONE_NEWUSER
	attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: uid, HostID: os.Getuid(), Size: 1}}
	attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: uid, HostID: os.Getgid(), Size: 1}}
	return attr
}

// freeAddr is a loopback address that nobody listens on.
func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("find a free port: %v", err)
	}
	defer l.Close()
	return l.Addr().String()
}

// ready asks until the answer is 200, or the program ends.
func ready(url string, exited chan error) error {
	last := "nothing"
	for range 600 {
		select {
		case err := <-exited:
			exited <- err
			return fmt.Errorf("the program ended before it was ready: %v", err)
		case <-time.After(100 * time.Millisecond):
		}
		res, err := http.Get(url)
		if err != nil {
			last = err.Error()
			continue
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode == http.StatusOK {
			return nil
		}
		last = fmt.Sprintf("%d %s", res.StatusCode, body)
	}
	return fmt.Errorf("%s never answered 200; last: %s", url, last)
}
