package proof

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// draftYAML is a pattern with the questions that are to confirm it, and holes
// for what was answered.
const draftYAML = `patterns:
  - relation: grows
    ask: value
    en: 'How high does (?P<entity>.+) grow\?'
    fr: 'Quelle hauteur atteint (?P<entity>.+) \?'
    confirm:
      en: {question: "How high does the oak grow?", options: [20 m, 30 m, 40 m], answer: %q}
      fr: {question: "Quelle hauteur atteint l’orme ?", answer: %q}
`

// A draft is confirmed by answers that the facts bear out, and by nothing else.
func TestConfirm(t *testing.T) {
	tests := []struct {
		name, en, fr string
		drafts       int
		fault        string
	}{
		{"nobody has answered", "", "", 2, ""},
		{"answered in one language", "30 m", "", 1, ""},
		{"answered", "30 m", "30 m", 0, ""},
		{"answered by its number", "2", "30 m", 0, ""},
		{"by the number of a wrong option", "3", "30 m", 0, `trees/proof.yaml:7:12: by the facts of the relation "grows", "40 m" does not answer "How high does the oak grow?"`},
		{"by no number of an option", "4", "30 m", 0, `"4" is none of the options`},
		{"another text", "50 m", "30 m", 0, `"50 m" is none of the options`},
		{"wrong in French", "30 m", "40 m", 0, `trees/proof.yaml:8:12: by the facts of the relation "grows", "40 m" does not answer`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := subject()
			fsys["trees/proof.yaml"] = &fstest.MapFile{Data: fmt.Appendf(nil, draftYAML, tt.en, tt.fr)}
			b, errs := Load(fsys, "trees")
			if tt.fault != "" {
				if len(errs) != 1 || !strings.Contains(errs[0].Error(), tt.fault) {
					t.Errorf("%q, want %q", errs, tt.fault)
				}
				return
			}
			if errs != nil || len(b.Drafts()) != tt.drafts {
				t.Fatalf("%d drafts, want %d: %q", len(b.Drafts()), tt.drafts, errs)
			}
			for _, d := range b.Drafts() {
				if d.Line != 7 && d.Line != 8 || d.Col != 12 || !strings.Contains(d.Message, "under answer") {
					t.Errorf("%v", d)
				}
			}
		})
	}
}

// What cannot confirm is a fault, answered or not.
func TestConfirmRefuses(t *testing.T) {
	whole := fmt.Sprintf(draftYAML, "", "")
	for _, tt := range []struct{ name, old, new, want string }{
		{"another question", "How high does the oak grow?", "How high is the oak?", "proof.yaml:7:12: the pattern does not read the question"},
		{"a language is missing", `      fr: {question: "Quelle hauteur atteint l’orme ?", answer: ""}`, "", "the pattern does not read the question"},
		{"a pattern that names nothing", "ask: value\n    en: 'How high does (?P<entity>.+) grow\\?'\n    fr: 'Quelle hauteur atteint (?P<entity>.+) \\?'", "ask: match\n    en: x\n    fr: x", "delete confirm"},
		{"unknown key", "answer:", "anwser:", `unknown field "anwser"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(whole, tt.old) {
				t.Fatalf("no %q in\n%s", tt.old, whole)
			}
			fsys := subject()
			fsys["trees/proof.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(whole, tt.old, tt.new, 1))}
			if _, errs := Load(fsys, "trees"); !strings.Contains(fmt.Sprint(errs), tt.want) {
				t.Errorf("%q, want %q", errs, tt.want)
			}
		})
	}
}

// The other direction, and what is named in other words, are confirmed alike.
func TestConfirmEitherWay(t *testing.T) {
	const patterns = `patterns:
  - relation: grows
    ask: entity
    en: 'What grows (?P<value>.+) high\?'
    fr: 'Qui atteint (?P<value>.+) \?'
    confirm:
      en: {question: "What grows 40 m high?", answer: The fir}
      fr: {question: "Qui atteint 40 m ?", answer: %s}
  - relation: grows
    ask: value
    means: elm
    en: 'How high is the tallest\?'
    fr: 'Le plus haut \?'
    confirm:
      en: {question: "How high is the tallest?", answer: 30 m}
      fr: {question: "Le plus haut ?", answer: 30 m}
`
	for answer, right := range map[string]bool{"le sapin": true, "le chêne": false} {
		fsys := subject()
		fsys["trees/proof.yaml"] = &fstest.MapFile{Data: fmt.Appendf(nil, patterns, answer)}
		if b, errs := Load(fsys, "trees"); (errs == nil) != right || right && len(b.Drafts()) > 0 {
			t.Errorf("%s: %q", answer, errs)
		}
	}
}

// A subject in which nothing asks for several needs no "choose".
func TestChooseIsOptional(t *testing.T) {
	fsys := subject()
	_, patterns, _ := strings.Cut(proofYAML, "\n"+"patterns:")
	fsys["trees/proof.yaml"] = &fstest.MapFile{Data: []byte("patterns:" + patterns)}
	b, errs := Load(fsys, "trees")
	if errs != nil {
		t.Fatal(errs)
	}
	if right, err := b.Derive(Item{Edition: "new", Lang: "en", Stem: "How high does the oak grow?", Options: []string{"30 m", "40 m"}}); err != nil || len(right) != 1 {
		t.Errorf("right are %v, %v", right, err)
	}
	if _, err := b.Derive(Item{Edition: "new", Lang: "en", Stem: "What does an oak bear? (Choose 2.)"}); err != ErrUnread { //nolint:errorlint // the very value
		t.Errorf("what asks for several: %v, want %v", err, ErrUnread)
	}
}

// Messages say what was probably meant.
func TestLoadSaysWhatToDo(t *testing.T) {
	const grows = "patterns:\n  - {relation: grows, ask: value, "
	for _, tt := range []struct{ name, content, want string }{
		{"a bare question mark", grows + "en: 'How high is (?P<entity>.+)?', fr: '(?P<entity>.+)\\?'}", `trees/proof.yaml:2:6: en: a question mark is written \?`},
		{"a bare question mark in French", grows + "en: '(?P<entity>.+)\\?', fr: 'Quel est (?P<entity>.+) ?'}", `fr: a question mark is written \?`},
		{"a relation", "patterns:\n  - {relation: growls, ask: value, en: x, fr: x}", `no fact has the relation "growls"; did you mean "grows"?`},
		{"an ask", "patterns:\n  - {relation: grows, ask: entiyt, en: x, fr: x}", `number; did you mean "entity"?`},
		{"an entity", "patterns:\n  - {relation: grows, ask: value, means: olm, en: x, fr: x}", `did you mean "elm"?`},
		{"an apostrophe", "patterns:\n  - {relation: grows, ask: value, en: 'l'orme', fr: x}", "write an apostrophe within it twice"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fsys := subject()
			fsys["trees/proof.yaml"] = &fstest.MapFile{Data: []byte(tt.content)}
			if _, errs := Load(fsys, "trees"); !strings.Contains(fmt.Sprint(errs), tt.want) {
				t.Errorf("%q, want %q", errs, tt.want)
			}
		})
	}
	for _, text := range []string{`(?P<n>x)\?`, `(?P<n>x)\??`, `(?P<n>x).*?`, `(?P<n>plans?) of`} {
		if _, err := expression("", text, "n"); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// Whatever stands in a file of patterns, it is told with its place, or read.
func FuzzLoad(f *testing.F) {
	f.Add(proofYAML)
	f.Add(fmt.Sprintf(draftYAML, "30 m", "2"))
	f.Add("patterns:\n  - {relation: grows, ask: value, en: 'x (?P<entity>.+)?', fr: 'y', confirm: {en: [z]}}")
	f.Fuzz(func(t *testing.T, text string) {
		fsys := subject()
		fsys["trees/proof.yaml"] = &fstest.MapFile{Data: []byte(text)}
		b, errs := Load(fsys, "trees")
		if (b == nil) != (len(errs) > 0) {
			t.Fatalf("%v, %q", b, errs)
		}
		for _, err := range errs {
			if !strings.HasPrefix(err.Error(), "trees/proof.yaml:") || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q", err)
			}
		}
		if b != nil {
			_, _ = b.Derive(Item{Edition: "new", Lang: "en", Stem: "How high does the oak grow?", Options: []string{"30 m", "40 m"}}) // it may fail, not panic
		}
	})
}
