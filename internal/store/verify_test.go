package store

import (
	"log/slog"
	"strings"
	"testing"
)

// What v0.1.0 wrote follows from its answers, by the second marker too; whatever
// is changed does not.
func TestVerify(t *testing.T) {
	path := oldDatabase(t)
	s := opened(t, path)
	if _, err := s.RebuildMemory(t.Context()); err != nil { // the formulas of today give other ratings
		t.Fatal(err)
	}
	shut(t, s)
	old := contents(t, path)
	v, err := opened(t, placed(t, old, nil)).Verify(t.Context())
	if err != nil || len(v.Found) > 0 {
		t.Fatalf("%+v, %v", v, err)
	}
	if v.Answers < 100 || v.Unclear*10 > v.Answers {
		t.Errorf("%d of %d answers are unclear to the second marker", v.Unclear, v.Answers)
	}
	for _, tt := range []struct{ change, want string }{
		{"UPDATE responses SET mark = 100000 - mark WHERE id = (SELECT MIN(id) FROM responses WHERE mark IN (0, 100000))", "marked again"},
		{"UPDATE attempts SET points = points + 1 WHERE id = (SELECT MIN(id) FROM attempts WHERE points < max)", "its answers make"},
		{"UPDATE attempts SET answered = answered - 1 WHERE id = (SELECT MIN(id) FROM attempts WHERE answered > 0)", "questions are answered"},
		{"DELETE FROM bodies WHERE attempt_id = (SELECT MIN(id) FROM attempts) AND position = size_of", "are kept"},
		{"UPDATE responses SET answered_at = answered_at + 100000000000 WHERE id = (SELECT MIN(r.id) FROM responses r JOIN attempts a ON a.id = r.attempt_id WHERE a.finished_at > 0)", "answered after"},
		{"UPDATE scores SET points = points + 1 WHERE rowid_of", "rows of scores"},
		{"DELETE FROM traces WHERE learner_id = (SELECT MIN(learner_id) FROM traces)", "rows of memory"},
		{"DELETE FROM ratings WHERE id = (SELECT MIN(id) FROM ratings)", "ratings do not follow"},
	} {
		change := strings.NewReplacer("position = size_of", "position = 1", "rowid_of", "learner_id = (SELECT MIN(learner_id) FROM scores)").Replace(tt.change)
		s := opened(t, placed(t, old, nil))
		done := s.write.Exec(change)
		if done.Error != nil || done.RowsAffected == 0 {
			t.Fatalf("%s: %d rows, %v", change, done.RowsAffected, done.Error)
		}
		v, err := s.Verify(t.Context())
		if err != nil || !strings.Contains(strings.Join(v.Found, "\n"), tt.want) {
			t.Errorf("%s: %v, %v, want %q", change, v, err, tt.want)
		}
		shut(t, s)
	}
}

// Before a migration a copy is kept, which the version before can open; that
// version names it where it meets the migrated file.
func TestCopyBeforeMigration(t *testing.T) {
	path := oldDatabase(t)
	first := ""
	for _, try := range []string{"first", "second, as after a failure"} {
		var log strings.Builder
		s, err := Open(t.Context(), path, slog.New(slog.NewTextHandler(&log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		if try == "first" {
			_, rest, _ := strings.Cut(log.String(), "kept a copy of the database before its schema is migrated\" file=")
			first, _, _ = strings.Cut(rest, "\n")
			shut(t, s)
			if first == "" {
				t.Fatalf("no copy is told of: %s", log.String())
			}
			continue
		}
		if strings.Contains(log.String(), "kept a copy") {
			t.Error("a database that is up to date is copied")
		}
		if err := s.write.Exec("INSERT INTO migrations (id) VALUES ('9999_later')").Error; err != nil {
			t.Fatal(err)
		}
		shut(t, s)
	}
	if found, err := Check(t.Context(), first); err != nil || len(found) > 0 {
		t.Errorf("the copy %s: %v, %v", first, found, err)
	}
	sum, err := Summarize(t.Context(), first)
	if err != nil || !strings.HasSuffix(first, before+"0002_"+sum.Schema) && sum.Schema >= "0010" || sum.Rows["users"] == 0 {
		t.Errorf("the copy %s has %+v, %v", first, sum, err)
	}
	if err := (Summary{Schema: "9999_later"}).Known(); err == nil {
		t.Error("a schema to come is known")
	}

	later := path + before + "9999_later"
	copyFile(t, first, later)
	if _, err := Open(t.Context(), path, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), later) {
		t.Errorf("a newer file: %v, want %s named", err, later)
	}
}
