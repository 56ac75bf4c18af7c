package store

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/users"
)

var (
	benchAttempts = flag.Int("attempts", 100_000, "attempts in the database of BenchmarkRebuild")
	benchKeep     = flag.String("keep", "", "file to which the database of BenchmarkRebuild is copied")
)

// BenchmarkRebuild computes everything afresh in a large database, once with
// nothing to mend and once with all of it, and tells how long others could not
// write at most.
//
//	go test ./internal/store -run - -bench Rebuild -benchtime 1x -timeout 1h
func BenchmarkRebuild(b *testing.B) {
	bench := newBench(b)
	enlarge(b, bench, *benchAttempts)
	if *benchKeep != "" {
		if err := bench.store.write.Exec("VACUUM INTO ?", *benchKeep).Error; err != nil {
			b.Fatal(err)
		}
	}
	for _, mend := range []bool{false, true} {
		b.Run(fmt.Sprintf("mend=%t", mend), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				if mend {
					corrupt(b, bench.store)
				}
				longest := time.Duration(0)
				bench.store.held = func(_ context.Context, lock time.Duration) { longest = max(longest, lock) }
				b.StartTimer()
				began := time.Now()
				if err := bench.store.RebuildScores(b.Context()); err != nil {
					b.Fatal(err)
				}
				scores := time.Since(began)
				reviews, err := bench.store.RebuildMemory(b.Context())
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(scores.Seconds(), "s/scores")
				b.ReportMetric((time.Since(began) - scores).Seconds(), "s/memory")
				b.ReportMetric(float64(reviews), "reviews")
				b.ReportMetric(float64(longest.Milliseconds()), "ms/longest-write")
			}
		})
	}
}

// enlarge fills a database: some learners take quizzes, and are copied until
// there are so many attempts.
func enlarge(b *testing.B, bench *bench, attempts int) {
	b.Helper()
	ctx := context.Background()
	if err := bench.store.write.Exec("PRAGMA synchronous = OFF").Error; err != nil {
		b.Fatal(err)
	}
	const learners, each = 10, 20
	for i := range learners {
		who := bench.learner(b, fmt.Sprint("learner ", i), true, users.Learner)
		for range each {
			bench.now = bench.now.Add(7 * time.Hour)
			a := bench.begin(b, who, deck.Practice, 10, nil)
			for pos := 1; pos <= 10; pos++ {
				given := quiz.Given{Options: choose(a, pos, (pos+i)%3 > 0), Certainty: quiz.Think}
				if _, _, err := bench.Answer(ctx, who, a.ID, pos, given); err != nil {
					b.Fatal(err)
				}
			}
			if _, _, err := bench.Service.Finish(ctx, who, a.ID); err != nil {
				b.Fatal(err)
			}
		}
	}
	for k := 1; k < attempts/(learners*each); k++ {
		if err := bench.store.tx(ctx, func(tx *gorm.DB) error { return cloneLearners(tx, k) }); err != nil {
			b.Fatal(err)
		}
	}
}

// shifts are the columns that a copy counts on, by what each refers to.
var shifts = map[string]map[string]string{
	"users":        {"id": "users", "name_key": "text"},
	"attempts":     {"id": "attempts", "learner_id": "users", "finished_as": "responses"},
	"items":        {"attempt_id": "attempts"},
	"bodies":       {"attempt_id": "attempts"},
	"responses":    {"id": "responses", "attempt_id": "attempts", "learner_id": "users"},
	"reviews":      {"id": "reviews", "attempt_id": "attempts", "learner_id": "users"},
	"scores":       {"learner_id": "users"},
	"counted":      {"learner_id": "users"},
	"traces":       {"learner_id": "users"},
	"abilities":    {"learner_id": "users"},
	"calibrations": {"learner_id": "users"},
	"mixups":       {"learner_id": "users"},
	"study_days":   {"learner_id": "users"},
}

// cloneLearners copies the first learners, with all that they did, for the kth
// time.
func cloneLearners(tx *gorm.DB, k int) error {
	first := map[string]int64{}
	for _, table := range []string{"users", "attempts", "responses", "reviews"} {
		var size int64
		if err := tx.Raw(fmt.Sprintf("SELECT MAX(id) / %d FROM %s", k, table)).Scan(&size).Error; err != nil {
			return err
		}
		first[table] = size
	}
	for _, table := range []string{"users", "attempts", "items", "bodies", "responses", "reviews", "scores", "counted", "traces",
		"abilities", "calibrations", "mixups", "study_days"} {
		var names []string
		if err := tx.Raw("SELECT name FROM pragma_table_info(?)", table).Scan(&names).Error; err != nil {
			return err
		}
		values := make([]string, len(names))
		where := "1"
		for i, name := range names {
			switch of := shifts[table][name]; of {
			case "":
				values[i] = name
			case "text":
				values[i] = fmt.Sprintf("%s || ' %d'", name, k)
			default:
				values[i] = fmt.Sprintf("%s + %d", name, int64(k)*first[of])
				if name == "id" || strings.HasSuffix(name, "_id") {
					where = fmt.Sprintf("%s <= %d", name, first[of])
				}
			}
		}
		statement := fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %s WHERE %s", table, strings.Join(names, ", "), strings.Join(values, ", "), table, where)
		if err := tx.Exec(statement).Error; err != nil {
			return fmt.Errorf("copy %s: %w", table, err)
		}
	}
	return nil
}
