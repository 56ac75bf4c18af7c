package questions_test

import (
	"io/fs"
	"strings"
	"testing"

	"viva/internal/audit"
	"viva/internal/deck"
	"viva/internal/testkit/breakable"
)

// slip is a mistake in a text, and what the reading of the reasons says of it.
type slip struct{ name, file, old, new, want string }

var slips = map[string][]slip{
	"aws-support": {
		{"a reason names another level than the key", "facts-severity.yaml", "suffers but is not at risk: that is Urgent.", "suffers but is not at risk: that is High.", "no fact says so"},
		{"in French", "facts-severity.yaml", "mais marche encore : c'est la gravité Élevée (High).", "mais marche encore : c'est la gravité Urgente (Urgent).", "no fact says so"},
		{"entity and sibling exchanged", "models-advisor.yaml", "belongs to the category “{sibling}”, not to “{entity}”.", "belongs to the category “{entity}”, not to “{sibling}”.", "this is not what makes the key right"},
		{"in French", "models-help.yaml", "Cette tâche revient {sibling:to}, et non {entity:to}.", "Cette tâche revient {entity:to}, et non {sibling:to}.", "this is not what makes the key right"},
		{"another figure in a reason", "facts-cases.yaml", "For 14 days after", "For 90 days after", "no pattern reads the sentence"},
		{"in French", "facts-cases.yaml", "Pendant 14 jours", "Pendant 90 jours", "no pattern reads the sentence"},
		{"the sentence of the fact denies it", "facts-help.yaml", "It falls {entity:to} to {value}.", "It never falls {entity:to} to {value}.", "no pattern reads the sentence"},
		{"in French", "facts-severity.yaml", "la gravité {entity} porte le nom anglais {value}.", "la gravité {value} porte le nom anglais {entity}.", "no pattern reads the sentence"},
		{"key and option exchanged", "models-severity.yaml", "That is the target for {sibling}; for {entity}, the target is {value}.", "That is the target for {entity}; for {sibling}, the target is {value}.", "this is not what makes the key right"},
		{"a wrong option told as the key", "models-help.yaml", "For that, the right choice is {sibling:a}.", "For that, the right choice is {entity:a}.", "no fact says so"},
		{"cheaper and dearer exchanged", "models-plans.yaml", "{sibling} costs more than is needed: {entity} is already enough.", "{sibling} does not go that far; {entity} is the first plan that does.", "no fact says so: by minimum"},
		{"dearer and cheaper exchanged, in French", "models-situations.yaml", "{given} coûte plus qu'il ne faut : {value} propose déjà ce qui est exigé.", "{given} ne propose pas ce qui est exigé ; {value} est la première offre qui le propose.", "no fact says so"},
		{"more for less", "facts-fees.yaml", "That is less than the minimum, so", "That is more than the minimum, so", "no pattern reads the sentence"},
		{"a date that a list rests on", "facts-steps.yaml", "15 May 2024.", "16 May 2024.", "no fact says so"},
	},
	"http-semantics": {
		{"entity and sibling exchanged", "models-methods.yaml", "That is what {sibling} does; {entity} {value}.", "That is what {entity} does; {sibling} {value}.", "this is not what makes the key right"},
		{"in French", "models-codes.yaml", "C'est ce qu'indique {sibling} ; {entity} indique ceci : {value}.", "C'est ce qu'indique {entity} ; {sibling} indique ceci : {value}.", "this is not what makes the key right"},
		{"a reason of another key", "facts-exchanges.yaml", "The request has created a resource.", "The request lacks valid credentials.", "no fact says so"},
		{"in French", "facts-exchanges.yaml", "La cible a disparu, sans doute pour de bon.", "La requête a créé une ressource.", "no fact says so"},
		{"the value stands twice", "models-fields.yaml", "C'est ce que fait {sibling} ; {entity} {value}.", "C'est ce que fait {sibling} ; {entity} {given}.", "does not answer the stem"},
	},
}

// Each of these made a learner read something false, and passed as proved.
func TestReasonsAreReadASecondTime(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	for subject, list := range slips {
		t.Run(subject, func(t *testing.T) {
			fsys, lines := broken(t, subject, list)
			d, faults := deck.LoadSubject(fsys, subject)
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			p, err := audit.ProveAgain(fsys, d)
			if err != nil {
				t.Fatal(err)
			}
			for i, s := range list {
				told := 0
				for _, f := range p.Faults {
					if f.File == subject+"/"+s.file && f.Line == lines[i] && strings.Contains(f.Message, s.want) {
						told++
					}
				}
				if (told > 0) != (s.want != "") {
					t.Errorf("%s, %s:%d: told %d times; want %q", s.name, s.file, lines[i], told, s.want)
				}
			}
		})
	}
}

// broken is a built-in subject with all these mistakes, and the lines in which
// they stand.
func broken(t *testing.T, folder string, list []slip) (fs.FS, []int) {
	t.Helper()
	fsys := breakable.Files(t, folder)
	var lines []int
	for _, s := range list {
		file := fsys[folder+"/"+s.file]
		before, after, found := strings.Cut(string(file.Data), s.old)
		if !found {
			t.Fatalf("%s: %q does not stand in %s", s.name, s.old, s.file)
		}
		file.Data = []byte(before + s.new + after)
		lines = append(lines, 1+strings.Count(before, "\n"))
	}
	return fsys, lines
}
