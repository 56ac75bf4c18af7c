package store

import (
	"compress/bzip2"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"viva/internal/memory"
	"viva/internal/quiz"
	"viva/internal/testkit/database"
)

// oldDatabase unpacks the database that v0.1.0 wrote; testdata/README.md tells
// what is in it.
func oldDatabase(t testing.TB) string {
	t.Helper()
	file, err := unpacked()
	if err != nil {
		t.Fatal(err)
	}
	return database.File(t, file)
}

var unpacked = sync.OnceValues(func() ([]byte, error) {
	packed, err := os.Open("testdata/v0.1.0.db.bz2")
	if err != nil {
		return nil, err
	}
	defer packed.Close()
	return io.ReadAll(bzip2.NewReader(packed))
})

// A database of v0.1.0 opens, migrates and says what v0.1.0 said of it: scores,
// results, memories, and every kind of question with its feedback.
func TestUpgradeFromV010(t *testing.T) {
	var log strings.Builder
	s, err := Open(t.Context(), oldDatabase(t), slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if !strings.Contains(log.String(), "packed=0 of=") {
		t.Errorf("a step that may take minutes says nothing: %s", log.String())
	}
	if d := differ(schema(t, testStore(t)), schema(t, s)); d != "" {
		t.Errorf("an old database that was migrated has another schema than a new one: %s", d)
	}
	found, err := s.Gradebook(t.Context(), quiz.GradebookQuery{Name: "LEO"})
	if err != nil || len(found) != 1 || found[0].Name != "Léo" {
		t.Errorf("LEO finds %+v, %v, want Léo", found, err)
	}
	var alike, named int
	if err := s.read.Raw("SELECT count(DISTINCT user_id), (SELECT count(*) FROM users WHERE name <> '') FROM looks").Row().Scan(&alike, &named); err != nil || alike != named || named == 0 {
		t.Errorf("it is known what the names of %d of %d accounts look like, %v", alike, named, err)
	}
	got := tellAll(t, s)
	want, err := os.ReadFile("testdata/v0.1.0.golden.txt") // written by v0.1.0: no later version writes it anew
	if err != nil {
		t.Fatal(err)
	}
	if d := differ(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("what v0.1.0 said of its database is not what is said now: %s", d)
	}
	if testing.Short() {
		return // computing it afresh takes as long again
	}
	if err := s.RebuildScores(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RebuildMemory(t.Context()); err != nil {
		t.Fatal(err)
	}
	afresh := tellAll(t, s)
	if d := differ(unrated(got), unrated(afresh)); d != "" {
		t.Errorf("computed afresh, it says something else: %s", d)
	}
	if _, err := s.RebuildMemory(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d := differ(strings.Split(afresh, "\n"), strings.Split(tellAll(t, s), "\n")); d != "" {
		t.Errorf("computed afresh twice, it says something else: %s", d)
	}
}

// unrated are the lines of what tellAll told without the ratings: v0.1.0 rated
// items of several facts by another rule, and they are kept until memory is
// computed afresh (docs/decisions/0042-all-facts-must-be-known.md).
func unrated(told string) []string {
	return strings.Split(ratingTold.ReplaceAllString(told, "rated"), "\n")
}

var ratingTold = regexp.MustCompile(`ability \S+, memory \S+,`)

// What was answered before learners had a zone counts by the days of UTC, also
// when memory is computed afresh.
func TestUpgradeCountsDaysOfUTC(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	s, err := Open(t.Context(), oldDatabase(t), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	before := rows(t, s, "study_days")
	for _, table := range []string{"responses WHERE day <> answered_at / 86400000.0", "reviews WHERE day <> at / 86400000.0",
		"traces WHERE abs(reviewed * 86400000 - reviewed_at) > 0.5", "users WHERE zone <> ''"} {
		if wrong := rows(t, s, table); len(wrong) > 0 {
			t.Errorf("%d rows like %s", len(wrong), wrong[0])
		}
	}
	if _, err := s.RebuildMemory(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d := differ(before, rows(t, s, "study_days")); d != "" || len(before) == 0 {
		t.Errorf("%d days of study; computed afresh they differ: %s", len(before), d)
	}
}

// tellAll writes what a database of learners says of them, for reading.
func tellAll(t testing.TB, s *Store) string {
	t.Helper()
	q := quiz.NewService(decks(), s, func() time.Time { return noon }, nil)
	var out strings.Builder
	learners := byName(t, q, quiz.GradebookQuery{Subject: "aws-support"})
	for _, d := range decks() {
		for _, ed := range d.Editions {
			fmt.Fprintf(&out, "Scores in %s, %s\n", d.ID(), ed.ID)
			tellScores(t, &out, q, quiz.GradebookQuery{Subject: d.ID(), Edition: ed.ID})
		}
	}
	fmt.Fprintln(&out, "Attempts, the newest first: points of most, or answered of size while open")
	seen := map[string]bool{}
	for _, l := range learners {
		tellAttempts(t, &out, q, l, seen)
	}
	fmt.Fprintln(&out, "Memories: stability in days, difficulty, days since the epoch on which it is due")
	for _, l := range learners {
		for _, d := range decks() {
			tellMemories(t, &out, s, l, d.ID())
		}
	}
	return out.String()
}

// byName is every learner, in an order that no version changes.
func byName(t testing.TB, q *quiz.Service, query quiz.GradebookQuery) []quiz.GradebookRow {
	t.Helper()
	rows, err := q.Gradebook(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(rows, func(x, y quiz.GradebookRow) int { return strings.Compare(x.Name, y.Name) })
	return rows
}

func tellScores(t testing.TB, out *strings.Builder, q *quiz.Service, query quiz.GradebookQuery) {
	t.Helper()
	for _, r := range byName(t, q, query) {
		if r.Answered == 0 {
			continue
		}
		fmt.Fprintf(out, "  %s (%s): %d points for %d items, %d attempts, best %d/%d, last %d/%d, active %s;", r.Name, r.ShownAs,
			r.Points, r.Answered, r.Attempts, r.Best.Points, r.Best.Max, r.Last.Points, r.Last.Max, r.LastActivity.Format(time.RFC3339))
		for _, topic := range sorted(r.Topics) {
			fmt.Fprintf(out, " %s %d/%d", topic, r.Topics[topic].Points, r.Topics[topic].Max)
		}
		fmt.Fprintln(out)
	}
}

// tellAttempts tells the results of a learner, and the first question of each
// type that nobody was asked before.
func tellAttempts(t testing.TB, out *strings.Builder, q *quiz.Service, l quiz.GradebookRow, seen map[string]bool) {
	t.Helper()
	ctx, who := context.Background(), quiz.Learner{ID: l.Learner}
	list, err := q.Attempts(ctx, who, quiz.AttemptsQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(out, "  %s:", l.Name)
	var shown []string
	for _, sum := range list {
		fmt.Fprintf(out, " %s%s %d/%d", sum.Kind, sum.Exam, sum.Points, sum.Max)
		if sum.FinishedAt.IsZero() {
			fmt.Fprintf(out, " (%d of %d)", sum.Answered, sum.Size)
		}
		a, err := q.Attempt(ctx, who, sum.ID)
		if err != nil {
			t.Fatal(err)
		}
		for pos := range a.Size() {
			text, kind := tellQuestion(t, a, pos+1)
			if key := kind + string(a.Mode); !seen[key] && a.Finished() && len(seen) < 7 {
				seen[key] = true
				shown = append(shown, text)
			}
		}
	}
	fmt.Fprintf(out, "\n%s", strings.Join(shown, ""))
}

// tellQuestion reads a question as its page does, and its feedback.
func tellQuestion(t testing.TB, a *quiz.Attempt, pos int) (text, kind string) {
	t.Helper()
	asked, err := a.Question(pos)
	if err != nil {
		t.Fatalf("attempt %d: %v", a.ID, err)
	}
	f, told, err := a.Feedback(pos)
	if err != nil {
		t.Fatalf("attempt %d: %v", a.ID, err)
	}
	if asked.Stem == "" || told && len(f.Why) == 0 {
		t.Errorf("item %d of attempt %d has no stem, or feedback without a reason", pos, a.ID)
	}
	var out strings.Builder
	fmt.Fprintf(&out, "    %s, %s: %s\n", a.Mode, asked.Type, asked.Stem)
	for _, o := range f.Options {
		fmt.Fprintf(&out, "      right %t, chosen %t: %s (%s)\n", o.Correct, o.Chosen, o.Text, o.Reason)
	}
	for _, p := range f.Prompts {
		fmt.Fprintf(&out, "      %s -> %s, given %q (%s)\n", p.Text, p.Key, p.Given, p.Reason)
	}
	if n := f.Number; n != nil {
		fmt.Fprintf(&out, "      %d %s: %q\n", n.Key, n.Unit, n.Working)
	}
	fmt.Fprintf(&out, "      points %d of %d, %q, flagged %t, struck %d; why %q, source %s\n",
		f.Points, f.Max, f.Certainty, asked.Note.Flagged, len(asked.Note.Struck), f.Why, f.Source.Title)
	return out.String(), asked.Type
}

func tellMemories(t testing.TB, out *strings.Builder, s *Store, l quiz.GradebookRow, subject string) {
	t.Helper()
	m, err := s.Mind(context.Background(), l.Learner, subject)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Facts) == 0 {
		return
	}
	fmt.Fprintf(out, "  %s in %s: ability %.6f, memory %.6f, %d mix-ups, %d days\n", l.Name, subject, m.Ability.Value, m.Memory.Value, len(m.Mixups), len(m.Days))
	line := "   "
	for _, name := range sorted(m.Facts) {
		k := m.Facts[name]
		line += fmt.Sprintf(" %s %.4f %.4f %.3f", name, k.Trace.Stability, k.Trace.Difficulty, memory.DefaultWeights.Due(k.Trace, 0.9))
		if len(line) > 1000 {
			fmt.Fprintln(out, line)
			line = "   "
		}
	}
	fmt.Fprintln(out, line)
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
