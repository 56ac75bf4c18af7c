package web

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"viva/internal/deck"
)

var update = flag.Bool("update", false, "write the golden files and the lists of question types anew")

// The offline player and the API name the types that the deck has, all of them,
// in its order. With -update the lists are written.
func TestTypesAreListed(t *testing.T) {
	var imports, entries []string
	for _, name := range deck.TypeNames() { // "case" is no name for a variable
		imports = append(imports, fmt.Sprintf("import * as %sItem from \"./items/%s.js\";\n", name, name))
		entries = append(entries, fmt.Sprintf("%s: %sItem", name, name))
	}
	for _, list := range []struct{ file, pattern, want string }{
		{"static/items.js", `(?m)(?:^import .*\n)+`, strings.Join(imports, "")},
		{"static/items.js", `(?s)const types = \{.*?\};`, "const types = {\n  " + strings.Join(entries, ", ") + ",\n};"},
		{"openapi.yaml", `(?m)(?:^    ItemType:\n      type: string\n      enum: ).*$`, "    ItemType:\n      type: string\n      enum: [" + strings.Join(deck.TypeNames(), ", ") + "]"},
	} {
		text, err := os.ReadFile(list.file)
		if err != nil {
			t.Fatal(err)
		}
		pattern := regexp.MustCompile(list.pattern)
		got := pattern.FindString(string(text))
		if got == list.want {
			continue
		}
		if !*update || got == "" {
			t.Errorf("%s has %q, want %q; go test ./web -run TypesAreListed -update writes it", list.file, got, list.want)
			continue
		}
		text = []byte(strings.Replace(string(text), got, list.want, 1))
		if err := os.WriteFile(list.file, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
