package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"viva/internal/deck"
	"viva/internal/limits"
	"viva/internal/quiz"
)

// root is the folder of the whole repository, seen from here.
const root = "../.."

// documents are the files that people read to find their way.
func documents(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/decisions/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(found) == 0 {
			t.Fatal(pattern, found, err)
		}
		names = append(names, found...)
	}
	return names
}

var (
	linked  = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
	unsaid  = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// anchors are the names in a document that a link may point to, as the usual
// hosts derive them from its headings.
func anchors(document string) []string {
	var all []string
	for _, found := range heading.FindAllStringSubmatch(document, -1) {
		all = append(all, strings.ReplaceAll(unsaid.ReplaceAllString(strings.ToLower(found[1]), ""), " ", "-"))
	}
	return all
}

// Every link of a document to a file or a heading leads somewhere.
func TestLinksOfDocuments(t *testing.T) {
	links := 0
	for _, name := range documents(t) {
		document, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range linked.FindAllStringSubmatch(string(document), -1) {
			if strings.Contains(found[1], "://") {
				continue
			}
			links++
			file, anchor, _ := strings.Cut(found[1], "#")
			target := name
			if file != "" {
				target = filepath.Join(filepath.Dir(name), file)
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s links to %s, which is not there", name, found[1])
				continue
			}
			if anchor == "" {
				continue
			}
			other, err := os.ReadFile(target)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(anchors(string(other)), anchor) {
				t.Errorf("%s links to %s, a heading that is not there", name, found[1])
			}
		}
	}
	if links < 20 {
		t.Errorf("only %d links were found", links)
	}
}

// The recipe for a question type is whole: it links every file of the program
// in which the name of a type stands.
func TestRecipeOfATypeIsWhole(t *testing.T) {
	document, err := os.ReadFile(filepath.Join(root, "docs", "recipes.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, recipe, found := strings.Cut(string(document), "## A new question type\n")
	recipe, _, _ = strings.Cut(recipe, "\n## ")
	if !found {
		t.Fatal("there is no recipe for a question type")
	}
	var listed []string
	for _, found := range linked.FindAllStringSubmatch(recipe, -1) {
		listed = append(listed, filepath.Join("docs", found[1]))
	}
	// A name stands in quotes, or in a list between brackets or braces. "text" is
	// many other things as well: alone it counts where a type is spoken of.
	name := `(` + strings.Join(deck.TypeNames(), "|") + `)`
	rare := `(` + strings.Join(slices.DeleteFunc(deck.TypeNames(), func(name string) bool { return name == "text" }), "|") + `)`
	stands := regexp.MustCompile(`["'\x60]` + rare + `["'\x60]|[Tt]ype\b.{0,8}["'\x60]text["'\x60]|[\[{,] *` + name + `(:[^,}]*)?, *` + name + `\b`)
	own := regexp.MustCompile(`^(internal/deck/item_\w+\.go|web/(pages|static)/items/\w+\.\w+)$`)
	other := regexp.MustCompile(`json:"\w+|(inputmode|type)="\w+|"\w+":|\be\.type === "text"`) // words that happen to be spelt alike
	files := 0
	for _, folder := range []string{"cmd", "internal", "web"} {
		err := fs.WalkDir(os.DirFS(root), folder, func(file string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && slices.Contains([]string{"testdata", "planets", "node_modules", "starter"}, d.Name()):
				return fs.SkipDir
			case !slices.Contains([]string{".go", ".js", ".html", ".json", ".yaml"}, filepath.Ext(file)) || strings.HasSuffix(file, "_test.go"):
				return nil
			}
			text, err := os.ReadFile(filepath.Join(root, file))
			if err != nil {
				return err
			}
			at := stands.FindString(other.ReplaceAllString(string(text), ""))
			if at == "" {
				return nil
			}
			files++
			if !own.MatchString(file) && !slices.Contains(listed, filepath.FromSlash(file)) {
				t.Errorf("%s asks for a type by its name, %s; the recipe does not say so", file, at)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 8 {
		t.Errorf("only %d files with the name of a type were found", files)
	}
}

// The table of limits in docs/security.md says what the program does: each
// setting has its row, with the default that the flag and the list of limits
// have.
func TestLimitsInDocs(t *testing.T) {
	document, err := os.ReadFile(filepath.Join(root, "docs", "security.md"))
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`(?m)^\|\D*([\d,]+)\D.*\| ` + "`--([a-z-]+)`" + ` \|`)
	rows := map[string]string{} // the number in the row of a setting
	for _, found := range row.FindAllStringSubmatch(string(document), -1) {
		rows[found[2]] = strings.ReplaceAll(found[1], ",", "")
	}
	c, parser, err := parse(t)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.limits(), limits.Default(); got != want {
		t.Errorf("without settings the limits are %+v, want %+v", got, want)
	}
	named := reflect.TypeFor[limitFlags]()
	for i := range named.NumField() {
		name := named.Field(i).Tag.Get("name")
		j := slices.IndexFunc(parser.Model.Flags, func(f *kong.Flag) bool { return f.Name == name })
		said := rows[name]
		delete(rows, name)
		if j < 0 || said == "" {
			t.Errorf("--%s has no row in docs/security.md", name)
			continue
		}
		if said != parser.Model.Flags[j].Default {
			t.Errorf("--%s: docs/security.md says %s, the default is %s", name, said, parser.Model.Flags[j].Default)
		}
	}
	for name := range rows {
		t.Errorf("docs/security.md has a row for --%s, which is no limit", name)
	}
}

// What docs/security.md says of scores is what the rules say.
func TestScoresInDocs(t *testing.T) {
	document, err := os.ReadFile(filepath.Join(root, "docs", "security.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range []string{
		fmt.Sprintf("%d characters a second", time.Second/quiz.ReadingTime),
		fmt.Sprintf("| %d minutes |", quiz.ExamPause/time.Minute),
		fmt.Sprintf("came too soon, and at least %d.", quiz.RushedFrom),
	} {
		if !strings.Contains(string(document), said) {
			t.Errorf("docs/security.md does not say %q", said)
		}
	}
}
