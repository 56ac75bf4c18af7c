package deck

import "testing"

func TestFill(t *testing.T) {
	plain := Label{Text: "Trusted Advisor", Gender: "m"}
	tam := Label{Text: "Technical Account Manager", Gender: "m", Article: "le"}
	team := Label{Text: "équipe", Gender: "f", Article: "l'"}
	view := Label{Text: "vue", Gender: "f", Article: "la"}
	cases := Label{Text: "cas", Gender: "m", Article: "les", Plural: true}
	some := Label{Text: "cas", Gender: "m", Article: "des", Plural: true}
	request := Label{Text: "demande", Gender: "f", Article: "une"}
	engineer := Label{Text: "ingénieur", Gender: "m", Article: "un"}
	enTam := Label{Text: "Technical Account Manager", Article: "the"}
	enCases := Label{Text: "cases", Article: "the", Plural: true}
	tests := []struct {
		lang, template string
		x              Label
		want           string
	}{
		{"fr", "{x:the}", plain, "Trusted Advisor"},
		{"fr", "{x:of} et {x:to}", plain, "de Trusted Advisor et à Trusted Advisor"},
		{"fr", "{x:of}", Label{Text: "Enterprise"}, "d’Enterprise"},
		{"fr", "{x:of}", Label{Text: "Health"}, "de Health"},
		{"fr", "{x:The} {x:of} {x:to}", tam, "Le Technical Account Manager du Technical Account Manager au Technical Account Manager"},
		{"fr", "{x:the} {x:Of} {x:to}", team, "l’équipe De l’équipe à l’équipe"},
		{"fr", "{x:the} {x:of} {x:to}", view, "la vue de la vue à la vue"},
		{"fr", "{x:the} {x:of} {x:to}", cases, "les cas des cas aux cas"},
		{"fr", "{x:a} {x|ouvert|ouverte|ouverts|ouvertes}", some, "des cas ouverts"},
		{"fr", "{x:the} {x:of} {x:to}", some, "les cas de cas à des cas"},
		{"fr", "{x:A} {x|ouvert|ouverte}", view, "La vue ouverte"},
		{"fr", "{x:a}", tam, "le Technical Account Manager"},
		{"fr", "{x:a} {x:the} {x:of} {x:to}", request, "une demande la demande d’une demande à une demande"},
		{"fr", "{x:A} {x:The}", engineer, "Un ingénieur L’ingénieur"},
		{"fr", "{x:Cap}", team, "Équipe"},
		{"en", "{x:The} {x|is|are}", enTam, "The Technical Account Manager is"},
		{"en", "{x:the} {x|is|are}", enCases, "the cases are"},
		{"en", "{x:the} {x:a} {x:of}", Label{Text: "Basic"}, "Basic Basic of Basic"},
		{"en", "{x:a} {x:the} {x:of} {x:to}", Label{Text: "hour", Article: "an"}, "an hour the hour of an hour to an hour"},
		{"en", "{x:a} {x:of}", enTam, "the Technical Account Manager of the Technical Account Manager"},
	}
	for _, tt := range tests {
		parsed, err := parseTemplate(Typeset(tt.lang, tt.template))
		if err != nil {
			t.Errorf("%s: %v", tt.template, err)
			continue
		}
		got, err := parsed.fill(tt.lang, slots{"x": tt.x})
		if err != nil || got != tt.want {
			t.Errorf("%s %q of %q: got %q, %v; want %q", tt.lang, tt.template, tt.x.Text, got, err, tt.want)
		}
	}
}

func TestTypeset(t *testing.T) {
	tests := []struct{ lang, in, want string }{
		{"fr", "Quoi ? C'est « ici » : 5 % !", "Quoi\u00a0? C’est «\u00a0ici\u00a0»\u00a0: 5\u00a0%\u00a0!"},
		{"en", "It's 24 h: now", "It’s 24\u00a0h: now"},
		{"fr", "en 12 heures", "en 12\u00a0heures"},
		{"fr", "15 000 USD par mois", "15\u00a0000\u00a0USD par mois"},
		{"en", "10 items", "10 items"},
	}
	for _, tt := range tests {
		if got := Typeset(tt.lang, tt.in); got != tt.want {
			t.Errorf("Typeset(%q) = %q, want %q", tt.in, got, tt.want)
		}
		if once := Typeset(tt.lang, tt.in); Typeset(tt.lang, once) != once {
			t.Errorf("typesetting %q twice changes it", tt.in)
		}
	}
}

func TestDateIn(t *testing.T) {
	for _, tt := range []struct {
		date       Date
		lang, want string
	}{
		{"2025-12-02", "en", "2\u00a0December 2025"},
		{"2025-12-02", "fr", "2\u00a0décembre 2025"},
		{"2027-01-01", "fr", "1er\u00a0janvier 2027"},
		{"2026-09", "en", "September\u00a02026"},
		{"2026-09", "fr", "septembre\u00a02026"},
		{"2026", "fr", "2026"},
	} {
		if got := tt.date.In(tt.lang); got != tt.want {
			t.Errorf("%s in %s: %q, want %q", tt.date, tt.lang, got, tt.want)
		}
	}
}
