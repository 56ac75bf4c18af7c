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
