package store

import (
	"slices"
	"strings"
	"testing"

	"viva/internal/quiz"
)

// Every table with rows of a learner is in what the learner takes away; the
// others are named here, with what they hold.
func TestOwnTables(t *testing.T) {
	s := testStore(t)
	own, err := s.Own(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	others := map[string]string{
		"counted": "questions of sets that are not answered yet, too", "bodies": "items as dealt, told as answers", "items": "likewise", "ratings": "of facts and models over all learners",
		"heartbeats": "of the server", "migrations": "of the database", "setup_tokens": "of the installation", "throttle": "tries, by hashes of addresses", "guesses": "likewise, of logins",
		"notes": "drafts of exams, told as answers", "sqlite_sequence": "of the database",
	}
	var tables []string
	if err := s.read.Raw("SELECT name FROM sqlite_schema WHERE type = 'table'").Scan(&tables).Error; err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		if _, taken := own[table]; taken == (others[table] != "") {
			t.Errorf("%s: taken away %t, %q", table, taken, others[table])
		}
	}
}

// What is secret is a column of some table, or the list protects nothing.
func TestSecretColumns(t *testing.T) {
	db := testStore(t).read
	tables, err := ownTables(db)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range secret {
		if !slices.ContainsFunc(keysOf(tables), func(table string) bool { return slices.Contains(tables[table], name) }) {
			t.Errorf("no table has a column %s", name)
		}
	}
	for table, columns := range tables {
		for _, c := range columns {
			if strings.Contains(c, "hash") && !slices.Contains(secret, c) {
				t.Errorf("%s.%s is told", table, c)
			}
		}
	}
}

func keysOf(tables map[string][]string) (names []string) {
	for name := range tables {
		names = append(names, name)
	}
	return names
}

// Answers are told in the words that the learner read.
func TestOwnAnswers(t *testing.T) {
	s := opened(t, oldDatabase(t))
	answers, err := s.OwnAnswers(t.Context(), quiz.LearnerID(1))
	if err != nil || len(answers) == 0 {
		t.Fatal(len(answers), err)
	}
	for _, a := range answers {
		for _, g := range a.Given {
			if a.Question == "" || strings.Contains(g, "=") {
				t.Errorf("%+v", a)
			}
		}
	}
}
