package audit

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"
)

const factsYAML = `relations: []
groups:
  - relation: grows
    valid_to: "2025-12-01"
    editions: ["old"]
    facts:
      - {id: oak, entity: oak, value: m30, editions: ["new"]}   # a comment
      - id: elm
        entity: elm
        value:
          en: 'says "so": it''s'
          fr: ainsi

      # about the next
      - {id: fir,
         value: m20}
  - relation: bears
    facts:
      - id: acorns
        value: {en: acorns, fr: glands}
`

func factTexts(t *testing.T) ([]*factText, []*groupText) {
	t.Helper()
	facts, groups, err := readFactFiles(fstest.MapFS{"trees/facts.yaml": &fstest.MapFile{Data: []byte(factsYAML)}}, "trees")
	if err != nil {
		t.Fatal(err)
	}
	return facts, groups
}

// A change alters one fact and nothing else, however it is written.
func TestFactTextChanged(t *testing.T) {
	tests := []struct {
		id, where, key string
		value          any
		old, new       string // what of the file becomes what
	}{
		{"oak", "trees/facts.yaml:7:9", "entity", "fir", `- {id: oak, entity: oak, value: m30, editions: ["new"]}   # a comment`, `- {id: "oak", value: "m30", editions: ["new"], entity: "fir"}`},
		{"elm", "trees/facts.yaml:8:9", "valid_from", "2020-01-01", `- id: elm
        entity: elm
        value:
          en: 'says "so": it''s'
          fr: ainsi

`, `- {id: "elm", entity: "elm", value: {en: "says \"so\": it's", fr: "ainsi"}, valid_from: "2020-01-01"}
`},
		{"fir", "trees/facts.yaml:15:9", "editions", []any{}, `- {id: fir,
         value: m20}`, `- {id: "fir", value: "m20", editions: []}`},
		{"acorns", "trees/facts.yaml:19:9", "value", yaml.MapSlice{{Key: "en", Value: "cones"}, {Key: "fr", Value: "cônes"}}, `- id: acorns
        value: {en: acorns, fr: glands}`, `- {id: "acorns", value: {en: "cones", fr: "cônes"}}`},
	}
	facts, groups := factTexts(t)
	if len(facts) != len(tests) {
		t.Fatalf("%d facts", len(facts))
	}
	for i, tt := range tests {
		f := facts[i]
		if f.id() != tt.id || f.where() != tt.where {
			t.Errorf("%s at %s, want %s at %s", f.id(), f.where(), tt.id, tt.where)
		}
		if got, want := string(f.changed(tt.key, tt.value)), strings.Replace(factsYAML, tt.old, tt.new, 1); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.id, got, want)
		}
	}
	if facts[0].list("editions")[0] != "new" || facts[1].list("editions")[0] != "old" {
		t.Error("a fact's own value does not take the place of its group's")
	}
	if len(groups) != 1 || groups[0].line != 4 || groups[0].to != "2025-12-01" {
		t.Errorf("groups that end: %+v", groups)
	}
}

// A changed fact is what its file then says: the second reader finds it.
func TestFactTextChangesWhatIsRead(t *testing.T) {
	facts, _ := factTexts(t)
	var in struct {
		Groups []struct{ Facts []map[string]any }
	}
	if err := yaml.Unmarshal(facts[1].changed("confidence", "M"), &in); err != nil {
		t.Fatal(err)
	}
	if got := in.Groups[0].Facts[1]; got["confidence"] != "M" || got["id"] != "elm" || len(in.Groups[0].Facts) != 3 {
		t.Errorf("%v", in.Groups)
	}
}
