package main

import (
	"database/sql"
	"io"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"viva/internal/testkit"
)

// program builds the program under test.
func program(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "app")
	if said, err := exec.Command("go", "build", "-o", path, "viva/cmd/app").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	return path
}

// TestNothingLost runs a short form of every command. At night each is long.
func TestNothingLost(t *testing.T) {
	testkit.Long(t)
	c := common{App: program(t), Dir: t.TempDir()}
	often := func(day, night int) int {
		if testkit.Nightly() {
			return night
		}
		return day
	}
	for name, command := range map[string]interface{ Run(out io.Writer) error }{
		"kill":        killCmd{c, often(10, 2000), 1, 8},
		"two servers": killCmd{c, often(3, 300), 2, 8},
		"power":       powerCmd{c, often(300, 10_000), often(40, 300), 1},
		"full disk":   refuseCmd{c, "full", often(5, 50), 4},
		"read-only":   refuseCmd{c, "read-only", often(5, 50), 4},
		"broken disk": refuseCmd{c, "broken", often(5, 50), 4},
		"damage":      damageCmd{c, often(8, 300), 1},
		"finish":      finishCmd{c, often(20, 1000)},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			if err := command.Run(&out); err != nil {
				t.Error(err)
			}
			t.Log(out.String())
		})
	}
}

// What depends on the pace of the machine is measured at night, and the heap over
// an hour: in less, its noise hides what it grows by.
func TestPace(t *testing.T) {
	if !testkit.Nightly() {
		t.Skip("takes an hour: make nightly")
	}
	c := common{App: program(t), Dir: t.TempDir()}
	for name, command := range map[string]interface{ Run(out io.Writer) error }{
		"sign-ins": signinsCmd{c, 300, time.Minute, 50},
		"soak":     soakCmd{c, time.Hour, 50, 50},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			if err := command.Run(&out); err != nil {
				t.Error(err)
			}
			t.Log(out.String())
		})
	}
}

// The slope of points on a line is the line's, and points beside it leave doubt.
func TestTrend(t *testing.T) {
	if slope, doubt := trend([]point{{0, 5}, {1, 7}, {2, 9}, {3, 11}}); slope != 2 || doubt != 0 {
		t.Errorf("a line of slope 2: %v ± %v", slope, doubt)
	}
	if slope, doubt := trend([]point{{0, 5}, {1, 9}, {2, 5}, {3, 9}}); slope <= 0 || doubt < slope {
		t.Errorf("up and down: %v ± %v", slope, doubt)
	}
}

// What the journal knows and the database does not hold is found, and the other
// way round.
func TestCheckFinds(t *testing.T) {
	intent := entry{Op: "intent", Key: "k1", Attempt: 1, Position: 1, Revision: 1, Given: []string{"a"}}
	ack := intent
	ack.Op = "ack"
	finished := entry{Op: "finished", Attempt: 1, Score: 1}
	const whole = `INSERT INTO responses VALUES ('k1', 1, 1, 1, '["a"]'); INSERT INTO attempts VALUES (1, 1)`
	for _, tt := range []struct {
		name, rows string
		entries    []entry
		want       string
	}{
		{"all is there", whole, []entry{intent, ack, finished}, ""},
		{"not acknowledged, and there", whole, []entry{intent}, ""},
		{"lost", `INSERT INTO attempts VALUES (1, 1)`, []entry{intent, ack, finished}, "1 lost"},
		{"twice", whole + `; INSERT INTO responses VALUES ('k1', 1, 1, 2, '["a"]')`, []entry{intent, ack}, "1 doubled"},
		{"another answer", `INSERT INTO responses VALUES ('k1', 1, 1, 1, '["b"]')`, []entry{intent, ack}, "was acknowledged"},
		{"never sent", whole, nil, "never sent"},
		{"not finished", `INSERT INTO responses VALUES ('k1', 1, 1, 1, '["a"]'); INSERT INTO attempts VALUES (1, NULL)`, []entry{intent, ack, finished}, "was finished"},
		{"other points", `INSERT INTO responses VALUES ('k1', 1, 1, 1, '["a"]'); INSERT INTO attempts VALUES (1, 0)`, []entry{intent, ack, finished}, "was finished"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "viva.db")
			db, err := sql.Open("sqlite3", path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			for _, statement := range []string{"CREATE TABLE responses (key, attempt_id, position, revision, given)", "CREATE TABLE attempts (id, points)", tt.rows} {
				if _, err := db.Exec(statement); err != nil {
					t.Fatal(err)
				}
			}
			found, err := check(path, &journal{entries: tt.entries})
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if err := found.err(); err != nil {
				got = err.Error()
			}
			if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

// What a disk holds after a cut: what was flushed, and any part of what was not.
func TestDiskAfterACut(t *testing.T) {
	d := disk{}
	all := func(string) bool { return true }
	write := func(offset int64, text string) event {
		return event{op: 'W', offset: offset, data: []byte(text), path: "f"}
	}
	for _, e := range []event{write(0, "abcdef"), {op: 'S', path: "f"}, write(2, "XY"), {op: 'T', offset: 5, path: "f"}} {
		d.apply(e, all)
	}
	if f := d["f"]; string(f.durable) != "abcdef" || len(f.pending) != 2 {
		t.Fatalf("%q and %d changes", f.durable, len(f.pending))
	}
	trial := trial{draw: rand.New(rand.NewPCG(1, 1))}
	seen := map[string]bool{}
	for range 200 {
		seen[string(trial.left(d["f"]))] = true
	}
	for _, want := range []string{"abcdef", "abXYe", "abXYef", "abcde"} {
		if !seen[want] {
			t.Errorf("after no cut there is %q", want)
		}
	}
	if string(d["f"].durable) != "abcdef" {
		t.Error("a cut changes what was flushed")
	}
	d.apply(event{op: 'S', path: "f"}, func(string) bool { return false })
	if len(d["f"].pending) != 2 {
		t.Error("a flush that does not happen flushes")
	}
	if d.apply(event{op: 'U', path: "f"}, all); len(d) > 0 {
		t.Error("a file that was removed is still there")
	}
}
