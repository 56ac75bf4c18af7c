package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"viva/internal/testkit"
)

// stormCycles is how often the server is killed while it takes answers. Each
// costs the start of a program, so most of them are left to the night.
func stormCycles() int {
	if testkit.Nightly() {
		return 500
	}
	return 15
}

// journal is what the clients know for sure, kept apart from the server.
type journal struct {
	mu       sync.Mutex
	intended map[string]given // idempotency key -> what was sent
	acked    map[string]bool
}

type given struct {
	Attempt  int64
	Position int
	Options  []string
}

// TestKillStorm kills the server again and again while learners answer. Every
// acknowledged answer must be in the database once, and nothing else but
// answers that were sent. It reads the database by its own SQL.
//
// It runs beside TestBrowserPagesAreAccessible, which waits for other processes
// as well: these two take longest in this package.
func TestKillStorm(t *testing.T) {
	t.Parallel()
	s, cycles := startServer(t, t.TempDir()), stormCycles()
	j := &journal{intended: map[string]given{}, acked: map[string]bool{}}
	done := make(chan struct{})
	var wg sync.WaitGroup
	for i := range 4 {
		c := signUp(t, s.url, fmt.Sprintf("learner %d", i))
		wg.Go(func() { storm(c, j, i, done) })
	}
	for range cycles {
		time.Sleep(time.Duration(20+rand.IntN(80)) * time.Millisecond)
		s.kill()
		s.restart()
	}
	close(done)
	wg.Wait()
	if code := s.stop(); code != 0 {
		t.Errorf("stopped with exit code %d:\n%s", code, s.log)
	}
	j.check(t, filepath.Join(s.data, "viva.db"), cycles)
}

// storm answers one attempt after another; an answer without reply is sent
// again, with the same key, until there is one.
func storm(c *client, j *journal, n int, done chan struct{}) {
	for round := 0; ; round++ {
		var a attempt
		for {
			select {
			case <-done:
				return
			default:
			}
			if code, _ := c.call("POST", "/attempts", "", map[string]any{"subject": "aws-support", "mode": "practice", "size": 10}, &a); code == 201 {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
		for i := range a.Items {
			g := given{a.ID, a.Items[i].Position, a.first(i)}
			if !j.deliver(c, fmt.Sprintf("%d-%d-%d", n, round, i), g, done) {
				return
			}
		}
	}
}

// deliver returns false when the storm is over.
func (j *journal) deliver(c *client, key string, g given, done chan struct{}) bool {
	j.mu.Lock()
	j.intended[key] = g
	j.mu.Unlock()
	path := fmt.Sprintf("/attempts/%d/answers/%d", g.Attempt, g.Position)
	for {
		code, _ := c.call("PUT", path, key, map[string]any{"given": g.Options, "revision": 1}, nil)
		if code == 200 {
			j.mu.Lock()
			j.acked[key] = true
			j.mu.Unlock()
			return true
		}
		select {
		case <-done:
			return false
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func (j *journal) check(t *testing.T, file string, cycles int) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+file+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var ok string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&ok); err != nil || ok != "ok" {
		t.Errorf("integrity: %s %v", ok, err)
	}
	rows, err := db.Query("SELECT key, attempt_id, position, given FROM responses")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	stored := map[string]int{}
	for rows.Next() {
		var key, options string
		var g given
		if err := rows.Scan(&key, &g.Attempt, &g.Position, &options); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(options), &g.Options); err != nil {
			t.Fatal(err)
		}
		stored[key]++
		if want, sent := j.intended[key]; !sent || want.Attempt != g.Attempt || want.Position != g.Position || !slices.Equal(want.Options, g.Options) {
			t.Errorf("stored %+v under %s, sent %+v", g, key, want)
		}
	}
	lost, doubled := 0, 0
	for key := range j.acked {
		if stored[key] == 0 {
			lost++
		}
	}
	for _, n := range stored {
		if n > 1 {
			doubled++
		}
	}
	t.Logf("%d kills, %d answers acknowledged, %d stored, %d lost, %d doubled", cycles, len(j.acked), len(stored), lost, doubled)
	if lost > 0 || doubled > 0 || len(j.acked) < cycles {
		t.Errorf("%d acknowledged, %d lost, %d doubled", len(j.acked), lost, doubled)
	}
	j.checkScores(t, db)
}

// checkScores compares the maintained scores with a sum over history: first
// answers to distinct items.
func (j *journal) checkScores(t *testing.T, db *sql.DB) {
	t.Helper()
	var wrong int
	err := db.QueryRow(`WITH firsts AS (
  SELECT r.learner_id, r.mark / 100000 AS points, ROW_NUMBER() OVER (PARTITION BY r.learner_id, i.item ORDER BY r.id) AS nth
  FROM responses r JOIN items i ON i.attempt_id = r.attempt_id AND i.position = r.position
), sums AS (SELECT learner_id, SUM(points) AS points, COUNT(*) AS answered FROM firsts WHERE nth = 1 GROUP BY learner_id)
SELECT COUNT(*) FROM sums LEFT JOIN scores s ON s.learner_id = sums.learner_id AND s.period = 'all' AND s.topic = ''
WHERE s.points IS NOT sums.points OR s.answered IS NOT sums.answered`).Scan(&wrong)
	if err != nil || wrong > 0 {
		t.Errorf("%d learners' scores differ from their answers (%v)", wrong, err)
	}
}
