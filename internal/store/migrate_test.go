package store

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/go-gormigrate/gormigrate/v2"
)

func migrationList(t testing.TB) []*gormigrate.Migration {
	t.Helper()
	list, err := migrations(slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// schema lists the statements that would make a database's schema.
func schema(t testing.TB, s *Store) []string {
	t.Helper()
	var statements []string
	err := s.read.Raw(`SELECT sql || ';' FROM sqlite_schema
WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY tbl_name, type DESC, name`).Scan(&statements).Error
	if err != nil {
		t.Fatal(err)
	}
	return statements
}

func TestSchema(t *testing.T) {
	got := strings.Join(schema(t, testStore(t)), "\n\n") + "\n"
	const golden = "testdata/schema.golden.sql"
	if *update {
		if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(golden, []byte(got), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the schema differs from %s (go test -update writes it):\n%s", golden, got)
	}
}

// Existing databases remember the ids of their migrations, so a released file
// keeps its name for good, and a new one comes after all others.
func TestMigrationIDs(t *testing.T) {
	released := []string{"0001_accounts", "0002_attempts", "0003_objections", "0004_exams", "0005_memory"}
	known := map[string]bool{}
	for i, m := range migrationList(t) {
		if number := fmt.Sprintf("%04d_", i+1); !strings.HasPrefix(m.ID, number) {
			t.Errorf("migration %q is the one with the number %s", m.ID, number)
		}
		if i < len(released) && m.ID != released[i] {
			t.Errorf("migration %d is %q, but was released as %q", i+1, m.ID, released[i])
		}
		if m.Rollback != nil {
			t.Errorf("migration %q goes back", m.ID)
		}
		known[m.ID] = true
	}
	for id := range steps {
		if !known[id] {
			t.Errorf("there is a step beside migrations/%s.sql, but no such file", id)
		}
	}
}

var inserts = regexp.MustCompile(`(?i)\b(?:INSERT(?:\s+OR\s+\w+)?|REPLACE)\s+INTO\s+([\w.]+)\s*(\S?)`)

// An INSERT that does not name its columns stores values in the wrong ones as
// soon as a migration adds or moves one.
func TestInsertsNameTheirColumns(t *testing.T) {
	found := 0
	for at, text := range statements(t) {
		for _, m := range inserts.FindAllStringSubmatch(text, -1) {
			if found++; m[2] != "(" {
				t.Errorf("%s: %q names no columns", at, m[0])
			}
		}
	}
	if found < 11 {
		t.Errorf("only %d INSERTs were found", found)
	}
}

// statements are all texts in which this package may write SQL: the literals
// of its sources, and its migrations.
func statements(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	files := token.NewFileSet()
	for _, name := range sources {
		f, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				texts[files.Position(lit.Pos()).String()] = lit.Value
			}
			return true
		})
	}
	scripts, err := filepath.Glob("migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range scripts {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	return texts
}
