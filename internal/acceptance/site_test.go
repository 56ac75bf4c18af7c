// Package acceptance puts the built program to the test from outside, over HTTP
// and in browsers: one test for each row of docs/acceptance.md, with the row's id
// in its name. It knows addresses, files and tables, and imports nothing of the
// program.
//
// Each row was seen to fail on a program made worse on purpose, by the patch of
// its name in testdata/sabotage; make nightly does so again.
package acceptance

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"viva/internal/testkit"
	"viva/internal/testkit/birds"
)

// home is the folder of what all tests share: the program, and the data of the
// common site.
var home string

// appVariable names a program to test in place of the one that is built.
const appVariable = "TEST_ACCEPTANCE_APP"

func TestMain(m *testing.M) {
	var err error
	if home, err = os.MkdirTemp("", "acceptance-"); err != nil {
		panic(err)
	}
	testkit.Main(m, func() {
		if common.site != nil {
			common.site.kill()
		}
		os.RemoveAll(home)
	})
}

// built builds the program once.
var built = sync.OnceValues(func() (string, error) {
	if app := os.Getenv(appVariable); app != "" {
		return app, nil
	}
	app := filepath.Join(home, "app")
	said, err := exec.Command("go", "build", "-o", app, "viva/cmd/app").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, said)
	}
	return app, nil
})

// app is the command that runs the program.
func app(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	testkit.Long(t)
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return exec.Command(path, args...)
}

// runs runs a command of the program with this text on its standard input, and
// returns what it says and its exit code.
func runs(t testing.TB, stdin string, args ...string) (said string, code int) {
	t.Helper()
	c := app(t, args...)
	c.Stdin = strings.NewReader(stdin)
	late := time.AfterFunc(time.Minute, func() { c.Process.Kill() }) // one that should refuse, and serves
	defer late.Stop()
	out, err := c.CombinedOutput()
	if c.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), c.ProcessState.ExitCode()
}

// site is the program, serving.
type site struct {
	data, addr, url string
	args            []string
	cmd             *exec.Cmd
	ended           chan error // how it ended
	log             *output
}

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

// serve serves a site of the test's own.
func serve(t testing.TB, args ...string) *site {
	t.Helper()
	s := serveIn(t, filepath.Join(t.TempDir(), "data"), args...)
	t.Cleanup(s.kill)
	return s
}

// unhurried are quotas that rows come up against which are about something else.
var unhurried = []string{"--attempts-per-hour", "0", "--open-attempts", "0", "--answers-per-minute", "0", "--guests-per-hour", "0"}

func serveIn(t testing.TB, data string, args ...string) *site {
	t.Helper()
	s := &site{data: data}
	s.addr = freeAddr(t)
	_, port, _ := net.SplitHostPort(s.addr)
	s.url = "http://localhost:" + port
	s.args = append([]string{"serve", "--addr", s.addr, "--base-url", s.url, "--data", data, "--log-format", "json", "--backup-every", "0"}, args...)
	s.start(t)
	return s
}

func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// start runs the program and waits until it is ready.
func (s *site) start(t testing.TB) {
	t.Helper()
	s.cmd, s.log = app(t, s.args...), &output{}
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	s.ended = ended
	go func() { ended <- s.cmd.Wait(); close(ended) }()
	for range 3000 {
		resp, err := http.Get(s.url + "/readyz")
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case err := <-ended:
			t.Fatalf("the program ends with %v:\n%s", err, s.log)
		case <-time.After(10 * time.Millisecond):
		}
	}
	s.kill()
	t.Fatalf("the program is not ready:\n%s", s.log)
}

// kill ends it without a word.
func (s *site) kill() {
	s.cmd.Process.Kill() // fails where it has ended
	<-s.ended
}

// stop asks it to end.
func (s *site) stop(t testing.TB) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := <-s.ended; err != nil {
		t.Fatalf("the program ends with %v:\n%s", err, s.log)
	}
}

// says waits until the log holds a text: it comes through a pipe.
func (s *site) says(t testing.TB, text string) string {
	t.Helper()
	for range 2000 {
		if log := s.log.String(); strings.Contains(log, text) {
			return log
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the log never says %q:\n%s", text, s.log)
	return ""
}

var setupLink = regexp.MustCompile(`http[^\s"]+/setup\?token=([A-Za-z0-9_-]+)`)

// setupToken is that of the link which the last start printed.
func (s *site) setupToken(t testing.TB) string {
	t.Helper()
	return setupLink.FindStringSubmatch(s.says(t, "/setup?token="))[1]
}

// common is the site that tests share which do not need one of their own.
var common struct {
	once sync.Once
	site *site
}

// shared serves the built-in subjects and the birds that tell their key.
func shared(t testing.TB) *site {
	t.Helper()
	testkit.Long(t)
	common.once.Do(func() {
		common.site = serveIn(t, filepath.Join(home, "data"), append(questions(t, filepath.Join(home, "questions"), 0), unhurried...)...)
	})
	if common.site == nil {
		t.Fatal("the common site did not start")
	}
	return common.site
}

// questions writes the birds into a folder, and returns the settings to serve
// them: those that tell their key, or a turn of those that differ in the key.
func questions(t testing.TB, dir string, turn int, swapped ...string) []string {
	t.Helper()
	files := birds.Canary()
	if swapped != nil {
		files = birds.Swapped(swapped[0], turn)
	}
	if err := os.CopyFS(dir, files); err != nil {
		t.Fatal(err)
	}
	return []string{"--questions", dir, "--unproved"}
}

// database opens the site's own database, beside the program.
func (s *site) database(t testing.TB) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(s.data, "viva.db")+"?_busy_timeout=10000&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() }) // twice is no harm
	return db
}

// value asks the database for one value.
func value[T any](t testing.TB, s *site, query string, args ...any) (v T) {
	t.Helper()
	db := s.database(t)
	defer db.Close()
	if err := db.QueryRow(query, args...).Scan(&v); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}

// change changes the database behind the program's back, as when time goes by.
func (s *site) change(t testing.TB, statement string, args ...any) {
	t.Helper()
	db := s.database(t)
	defer db.Close()
	done, err := db.Exec(statement, args...)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	if n, _ := done.RowsAffected(); n == 0 {
		t.Fatalf("%s changes nothing", statement)
	}
}

// raw sends these bytes over a connection and returns all that comes back.
func (s *site) raw(t testing.TB, text string) string {
	t.Helper()
	conn, err := net.DialTimeout("tcp", s.addr, 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	io.WriteString(conn, text) // the server may close while we still write
	back, _ := io.ReadAll(conn)
	return string(back)
}

// some is how often a row tries what it tries often: at night as often as the
// row says.
func some(day, night int) int {
	if testkit.Nightly() {
		return night
	}
	return day
}
