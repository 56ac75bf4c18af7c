package author

import (
	"maps"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"viva/internal/audit"
	"viva/internal/deck"
	"viva/internal/testkit/small"
)

// draftInto adds the drafts of a subject to its patterns.
func draftInto(t *testing.T, fsys fstest.MapFS, d *deck.Deck) Draft {
	t.Helper()
	draft, errs := DraftPatterns(fsys, d)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	name := d.ID() + "/proof.yaml"
	var before []byte
	if fsys[name] != nil {
		before = fsys[name].Data
	}
	fsys[name] = &fstest.MapFile{Data: draft.File(before)}
	return draft
}

// answerDrafts writes an answer under each question: the one that the second
// half of its line in answers gives.
func answerDrafts(t *testing.T, fsys fstest.MapFS, answers map[string]string) {
	t.Helper()
	question := regexp.MustCompile(`question: '((?:[^']|'')+)'`)
	var asked string
	var lines []string
	for line := range strings.Lines(string(fsys["geography/proof.yaml"].Data)) {
		if found := question.FindStringSubmatch(line); found != nil {
			asked = strings.ReplaceAll(found[1], "''", "'")
		}
		if strings.Contains(line, `answer: ""`) {
			answer, known := answers[asked]
			if !known {
				t.Fatalf("nobody knows %q", asked)
			}
			line = strings.Replace(line, `""`, answer, 1)
		}
		lines = append(lines, line)
	}
	fsys["geography/proof.yaml"].Data = []byte(strings.Join(lines, ""))
}

var franceAnswers = map[string]string{
	"What is the seat of Brittany?": "Rennes", "Quel est le chef-lieu de la Normandie ?": "Rouen",
	"Which region has its seat in Rennes?": "Brittany", "Quelle région a son chef-lieu à Rouen ?": "la Normandie",
	"Where does the Loire end?": "the Atlantic", "Où finit le Rhône ?": "la Méditerranée",
}

// Drafts read every question, and prove none until their questions are
// answered; with the ledger that makes the subject a proved one.
func TestDraftsAreConfirmedByAnswers(t *testing.T) {
	fsys := subject(t, france(t))
	d := loaded(t, fsys)
	if draft := draftInto(t, fsys, d); draft.Patterns != 3 || draft.ByHand != nil || draft.Begun {
		t.Fatalf("%+v", draft)
	}
	fsys["geography/ledger.tsv"].Data, _, _, _ = FillLedger("filled.tsv", filledSheet(t, fsys, 10, "\t"), fsys["geography/ledger.tsv"].Data)

	v := audit.Check(fsys)
	if v.Standing() != audit.Unproved || len(v.Warnings) != 6 || !v.Subjects[0].Unproved || v.Subjects[0].Second.Read() != 15 {
		t.Errorf("unanswered: standing %d: %v %v", v.Standing(), v.Faults, v.Warnings)
	}
	answerDrafts(t, fsys, franceAnswers)
	if v := audit.Check(fsys); v.Standing() != audit.Proved {
		t.Errorf("answered: standing %d: %v %v", v.Standing(), v.Faults, v.Warnings)
	}
	if draft := draftInto(t, fsys, d); draft.Patterns != 0 || !draft.Begun {
		t.Errorf("all is read, but: %+v", draft)
	}
}

// A model that asks of another relation than its words do is copied into its
// draft, and only the answer tells.
func TestAnswersTellAWrongModel(t *testing.T) {
	fsys := subject(t, france(t))
	models := fsys["geography/models.yaml"]
	models.Data = []byte(strings.Replace(string(models.Data), "Where does {entity:the} end?", "Where does {entity:the} begin?", 1))
	draftInto(t, fsys, loaded(t, fsys))
	answers := map[string]string{"Where does the Loire begin?": "the Gironde"}
	maps.Copy(answers, franceAnswers)
	answerDrafts(t, fsys, answers)
	v := audit.Check(fsys)
	if v.Standing() != audit.Refused || !strings.Contains(v.Faults[0].String(), `"the Gironde" is none of the options`) && !strings.Contains(v.Faults[0].String(), `does not answer "Where does the Loire begin?"`) {
		t.Errorf("standing %d: %v", v.Standing(), v.Faults)
	}
}

// A name is looked for as a word: the symbol W does not stand in "Which".
func TestDraftsOfShortNames(t *testing.T) {
	fsys := subject(t, `thing,value,English,French,source
iron | le fer,Fe,The symbol of iron is Fe. What is the symbol of iron? Which element has the symbol Fe?,Le symbole du fer est Fe. Quel est le symbole du fer ? Quel élément a le symbole Fe ?,"Table, 2022"
tungsten | le tungstène,W,,,
silver | l'argent (m),Ag,,,
potassium | le potassium,K,,,
`)
	draftInto(t, fsys, loaded(t, fsys))
	if v := audit.Check(fsys); v.Standing() != audit.Unproved {
		t.Errorf("standing %d: %v", v.Standing(), v.Faults)
	}
}

// What is added to patterns that somebody wrote leaves them as they are.
func TestDraftsAreAdded(t *testing.T) {
	fsys := subject(t, france(t))
	const written = "patterns:\n  - relation: flows\n    ask: value\n    en: 'Where does (?P<entity>.+) end\\?'\n    fr: 'Où finit (?P<entity>.+) \\?'"
	fsys["geography/proof.yaml"] = &fstest.MapFile{Data: []byte(written)}
	if draft := draftInto(t, fsys, loaded(t, fsys)); draft.Patterns != 2 || !draft.Begun {
		t.Fatalf("%+v", draft)
	}
	if got := string(fsys["geography/proof.yaml"].Data); !strings.HasPrefix(got, written+"\n  - relation: seat\n") {
		t.Errorf("%s", got)
	}
	if v := audit.Check(fsys); len(v.Faults) > 0 || len(v.Subjects[0].Second.Drafts) != 4 {
		t.Errorf("%v", v.Faults)
	}
}

// Types whose stems name nothing, and faults in what there is, are told.
func TestDraftsByHand(t *testing.T) {
	d, faults := deck.LoadSubject(small.Planets(), "planets")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	fsys := small.Planets()
	draft := draftInto(t, fsys, d)
	if draft.Patterns == 0 || len(draft.ByHand) == 0 {
		t.Errorf("%+v", draft)
	}
	v := audit.Check(fsys)
	for _, f := range v.Faults {
		if !strings.Contains(f.Message, "no pattern reads all stems of the model") {
			t.Errorf("a draft is wrong: %s", f)
		}
	}
	fsys["planets/proof.yaml"].Data = []byte("patterns: [")
	if _, errs := DraftPatterns(fsys, d); len(errs) != 1 {
		t.Errorf("%v", errs)
	}
}
