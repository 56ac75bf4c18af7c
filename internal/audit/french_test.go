package audit

import (
	"slices"
	"testing"
)

func TestFrenchRules(t *testing.T) {
	deck := load(t, files(t))
	all := slices.Concat(frenchRules, agreementRules(deck))
	tests := []struct{ text, want string }{
		{"L’offre d’Enterprise est là\u00a0: «\u00a0oui\u00a0» à 10\u00a0%, non\u00a0?", ""},
		{"Le onze du mois, à l’hôtel de Haute-Savoie, https://a.b/c?d, à 10:30", ""},
		{"Il demande de les examiner, à les lire et de le faire.", ""},
		{"le nombre de appels", "elision missing"},
		{"pendant une durée de heures", "elision missing"},
		{"Que il vienne", "elision missing"},
		{"si il vient", "elision missing: si il"},
		{"l’accès au outil", "contraction before a vowel"},
		{"le prix de le support", "contraction missing"},
		{"la réponse à les clients", "contraction missing"},
		{"avec le Enterprise", "a plan takes no article; elision missing"},
		{"prendre la Business", "a plan takes no article"},
		{"au Unified", "a plan takes no article; contraction before a vowel"},
		{"l'offre", "straight apostrophe"},
		{"un “cas” urgent", "English quotation marks"},
		{"deux  espaces", "two spaces"},
		{"Quand ?", "no-break space missing before"},
		{"Quand?", "no-break space missing before"},
		{"ceci: cela", "no-break space missing before"},
		{"10% du prix", "no-break space missing before"},
		{"« ceci\u00a0»", "no-break space missing after «"},
		{"la fin .", "space before a full stop or comma"},
		{"A qui parler\u00a0?", "wrong case of an accent"},
		{"ceci est un idempotente", "agreement: the label's gender is f"},
	}
	for _, tt := range tests {
		var found []string
		for _, rule := range all {
			if rule.find(tt.text) != "" {
				found = append(found, rule.name)
			}
		}
		slices.Sort(found)
		got := ""
		for i, f := range found {
			if i > 0 {
				got += "; "
			}
			got += f
		}
		if got != tt.want {
			t.Errorf("%q: found %q, want %q", tt.text, got, tt.want)
		}
	}
}

// A mistake in the data is found where it is printed.
func TestFrenchRow(t *testing.T) {
	b := dealBatch(t, files(t, "models-classes.yaml", "fr: [\"", "fr: [\"De autre part, "), Options{Dealings: 1, Limit: 5})
	r := rowOf(t, (*batch).french, b)
	if r.Met || !slices.ContainsFunc(r.Offenders, func(o Offender) bool { return o.Rule == "elision missing" && o.Lang == "fr" }) {
		t.Errorf("found %+v", r.Offenders)
	}
}

// What a sheet repeats with other names is wrong where the grammar of those
// names differs.
func TestFrenchAroundLabels(t *testing.T) {
	changed := files(t, "entities.yaml", "entities:\n", `entities:
  - {id: flute, kind: class, en: {text: Magic Flute, article: the}, fr: {text: Flûte enchantée, article: la, gender: f}}
  - {id: ring, kind: class, en: {text: Ring, article: the}, fr: {text: Anneau, article: "l'", gender: m}}
  - {id: portugal, kind: class, en: Portugal, fr: {text: Portugal, article: le, gender: m}}
  - {id: lands, kind: class, en: {text: Netherlands, article: the, plural: true}, fr: {text: Pays-Bas, article: les, gender: m, plural: true}}
  - {id: french, kind: class, en: French, fr: {text: français, article: le, gender: m}}
`)
	rules := labelRules(load(t, changed))
	for text, want := range map[string]string{
		"La Flûte enchantée a été composé par Mozart.":     "agreement: the subject is feminine",
		"La Flûte enchantée n’est pas resté là.":           "agreement: the subject is feminine",
		"L’Anneau est composée de quatre opéras.":          "agreement: the subject is masculine",
		"La Flûte enchantée a été composée par Mozart.":    "",
		"L’Anneau est composé de quatre opéras.":           "",
		"Le livret de la Flûte enchantée est composé ici.": "",
		"Lisbonne est en Portugal.":                        "en before a name with le or les: say au, aux or dans",
		"Amsterdam est en Pays-Bas, au Nord":               "en before a name with le or les: say au, aux or dans",
		"Lisbonne est au Portugal, et se dit en français.": "",
	} {
		got := ""
		for _, rule := range rules {
			if rule.find(text) != "" {
				got += rule.name
			}
		}
		if got != want {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}
