package acceptance

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"viva/internal/testkit"
)

// sections are how many rows each part of the list has.
var sections = []struct {
	letter string
	rows   int
}{{"E", 14}, {"Z", 8}, {"T", 13}, {"P", 13}, {"B", 10}, {"I", 10}, {"H", 11}, {"C", 10}}

var tableRow = regexp.MustCompile(`(?m)^\| ([A-Z]-\d\d) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$`)

// The table in docs/acceptance.md has every row, with its test and its patches: each
// of those that it names is there, and each that is there is named. A row without
// a test says to what it is owed; one without a patch, that it was not seen red.
func TestTableOfRows(t *testing.T) {
	document, err := os.ReadFile(filepath.Join(testkit.Root(t), "docs/acceptance.md"))
	if err != nil {
		t.Fatal(err)
	}
	tests, patches := testNames(t), patchNames(t)
	var rows []string
	for _, row := range tableRow.FindAllStringSubmatch(string(document), -1) {
		id, test, patch := row[1], strings.Trim(row[3], " "), strings.Trim(row[4], " ")
		rows = append(rows, id)
		short := strings.ReplaceAll(id, "-", "")
		if named := strings.Trim(test, "`"); named != test {
			if !strings.HasPrefix(named, "Test"+short) || !slices.Contains(tests, named) {
				t.Errorf("%s names the test %s, which is not there", id, named)
			}
			tests = slices.DeleteFunc(tests, func(name string) bool { return name == named })
		} else if !regexp.MustCompile(`^(owed to: |to come: )\S`).MatchString(test) {
			t.Errorf("%s has no test, and does not say to what it is owed", id)
		}
		found := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(patch, -1)
		for _, name := range found {
			if !strings.HasPrefix(name[1], short+"-") || !slices.Contains(patches, name[1]) {
				t.Errorf("%s names the patch %s, which is not there", id, name[1])
			}
			patches = slices.DeleteFunc(patches, func(p string) bool { return p == name[1] })
		}
		if found == nil && patch != "none" && patch != "-" {
			t.Errorf("%s says %q of its patch", id, patch)
		}
	}
	for _, name := range append(tests, patches...) {
		t.Errorf("docs/acceptance.md has no row with %s", name)
	}
	var want []string
	for _, s := range sections {
		for n := 1; n <= s.rows; n++ {
			want = append(want, fmt.Sprintf("%s-%02d", s.letter, n))
		}
	}
	if !slices.Equal(rows, want) {
		t.Errorf("the rows are %v, want %v", rows, want)
	}
}

// testNames are the tests of rows.
func testNames(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && regexp.MustCompile(`^Test[A-Z]\d\d`).MatchString(f.Name.Name) {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}

func patchNames(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("testdata/sabotage/*.patch")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		names = append(names, strings.TrimSuffix(filepath.Base(file), ".patch"))
	}
	return names
}
