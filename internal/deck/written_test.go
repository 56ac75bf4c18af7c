package deck

import (
	"strings"
	"testing"
	"testing/fstest"

	"viva/questions"
)

func TestReadWritten(t *testing.T) {
	fsys := fstest.MapFS{
		"s/entities.yaml": {Data: []byte(`entities:
  - {id: venus, kind: planet, topic: planets, en: Venus, fr: {text: Vénus, gender: f}}
`)},
		"s/facts.yaml": {Data: []byte(`relations:
  - id: known-for
    says: {en: "{entity} {value}.", fr: "{entity} {value}."}
groups:
  - relation: known-for
    correction:
      en: Not so.
      fr: Non.
    facts:
      - id: hot
        entity: venus
        value: {en: is hot, fr: est chaude}
`)},
		"s/models.yaml": {Data: []byte(`models:
  - id: m
    stem:
      en: ["What of {entity}?", "And {entity}?"]
      fr: ["Que dire de {entity} ?"]
`)},
		"s/proof.yaml": {Data: []byte(`patterns: [{relation: known-for, en: What, fr: Que}]`)},
	}
	got, err := ReadWritten(fsys, "s")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, w := range got {
		lines = append(lines, w.Fault("fr", "%s %s %s|%s", w.Kind, w.ID, w.EN, w.FR).String())
	}
	want := []string{
		"s/entities.yaml:2:58: label venus Venus|Vénus",
		"s/facts.yaml:8:7: correction hot+.correction Not so.|Non.",
		"s/facts.yaml:12:29: value hot.value is hot|est chaude",
		"s/facts.yaml:3:37: says known-for.says {entity} {value}.|{entity} {value}.",
		"s/models.yaml:5:7: stem m.stem What of {entity}?|Que dire de {entity} ?",
		"s/models.yaml:5:7: stem m.stem.1 And {entity}?|Que dire de {entity} ?",
	}
	if g, w := strings.Join(lines, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}

// Every text of the subjects has an id of its own, by which exceptions and
// signatures name it.
func TestWrittenIDsAreUnique(t *testing.T) {
	for _, subject := range []string{"aws-support", "http-semantics"} {
		all, err := ReadWritten(questions.FS, subject)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, w := range all {
			if seen[w.ID] {
				t.Error(w.Fault("en", "%s: id %s is taken", w.Kind, w.ID))
			}
			seen[w.ID] = true
		}
		if len(seen) < 500 {
			t.Errorf("%s has only %d texts", subject, len(seen))
		}
	}
}
