package wording

import (
	"strings"
	"testing"

	"viva/internal/deck"
)

// told is what parity says about a text and its translation, in a subject whose
// names are those of the examples.
func told(en, fr string) string {
	kept := namesIn([]deck.Written{
		{Text: deck.Text{EN: "the Basic, Business, Enterprise and Enterprise On-Ramp plans of AWS, with Critical, High and Normal cases, Trusted Advisor and the TAM", FR: "les offres Basic, Business, Enterprise et Enterprise On-Ramp d'AWS, avec des cas Critical, High et Normal, Trusted Advisor et le TAM"}},
		{Text: deck.Text{EN: "a business case, a critical problem, a high bill", FR: "un cas"}},
	})
	name := func(id, kind, text string) term {
		return term{id: id, kind: kind, exact: true, words: [2]string{" " + text + " ", " " + text + " "}}
	}
	c := checker{deck: &deck.Deck{}, judged: &judgements{}, kept: kept, terms: newTerms([]term{
		name("onramp", "plan", "Enterprise On-Ramp"), name("enterprise", "plan", "Enterprise"), name("business", "plan", "Business"),
		{id: "high", kind: "severity", exact: true, words: [2]string{" High ", " High "}, told: "Élevée (High)"},
		{id: "normal", kind: "severity", exact: true, words: [2]string{" Normal ", " Normal "}, told: "Normale (Normal)"},
		{id: "security", kind: "category", words: [2]string{" security ", " sécurité "}},
		{id: "cost", kind: "category", words: [2]string{" cost optimization ", " optimisation des coûts "}},
	})}
	c.parity(deck.Written{ID: "x", Kind: "value", Text: deck.Text{EN: en, FR: fr}})
	var said []string
	for _, f := range c.faults {
		said = append(said, f.Message)
	}
	return strings.Join(said, "\n")
}

// What a translation says otherwise is told; each line is one mistake.
func TestParityFindsWhatDiffers(t *testing.T) {
	tests := []struct{ en, fr, want string }{
		{"4 hours", "8 heures", `the English has "4 hour" where the French has "8 hour"`},
		{"within 30 minutes", "en 15 minutes", "30 minute"},
		{"within 30 minutes", "en 30 heures", "30 hour"},
		{"two active tunnels", "trois tunnels actifs", `"2" where the French has "3"`},
		{"one of four", "l'un des quarante", `"4" where the French has "40"`},
		{"15,000 USD", "1 500 USD", "15000 usd"},
		{"15,000 USD a month", "15 000 euros par mois", "15000 usd"},
		{"$29", "39 $", "29 usd"},
		{"80% of it", "8 % du total", "80 %"},
		{"1.5 GB", "2,5 Go", "1.5"},
		{"on 1 January 2027", "le 1er janvier 2028", "2027-01-01"},
		{"on 1 January 2027", "le 2 janvier 2027", "2027-01-02"},
		{"in October 2024", "en novembre 2024", "2024-10"},
		{"October 21, 2024", "le 20 octobre 2024", "2024-10-21"},
		{"opened at 18:00", "ouvert à 8 h 00", "18:00"},
		{"at 6 pm", "à 19 h 00", "18:00"},
		{"on Friday", "le samedi", "weekday 5"},
		{"12 business hours", "12 heures", "12 business hour"},
		{"round the clock", "en heures ouvrées", "24/7"},
		{"24 hours (Low), 12 (Normal), 4 (High)", "24 heures (Low), 4 (Normal), 12 (High)", "another order"},
		{"the first response", "la deuxième réponse", "ordinal 1"},
		{"a weekly refresh", "une actualisation mensuelle", "unit week"},

		{"a case on Enterprise", "un cas avec Business", `names "Enterprise" where the French names "Business"`},
		{"a case on Enterprise On-Ramp", "un cas avec Enterprise", "On-Ramp"},
		{"came with Business, not with Enterprise", "venait avec Enterprise, pas avec Business", "speaks of"},
		{"It has a TAM", "Elle a un CSM", "TAM"},
		{"that is High", "c'est Normale (High)", "Élevée (High)"},
		{"advice on security", "des conseils d'optimisation des coûts", "security"},

		{"has no technical cases", "a des cas techniques", "denies once, the French nothing"},
		{"can be reopened", "ne peut pas être rouvert", "denies nothing, the French once"},
		{"can be reopened", "ne peut plus être rouvert", "the French once"},
		{"nobody can open a case", "chacun peut ouvrir un cas", "denies once"},
		{"it never had one, and has none now", "elle n'en a jamais eu, et en a un aujourd'hui", "denies 2 times, the French once"},
		{"without a plan", "avec une offre", "denies once"},
		{"workloads that are not in production", "des charges de travail en production", "denies once"},

		{"before the event", "après l'événement", `"before", the French "après"`},
		{"the lowest minimum", "le minimum le plus haut", `"lowest"`},
		{"raise the severity", "baisser la gravité", `"raise"`},
		{"more than ten", "moins de dix", `"more"`},
		{"free for everyone", "payant pour tous", `"free"`},
		{"only by e-mail", "aussi par e-mail", `"only", the French "aussi"`},
		{"a log and a report", "un journal ou un rapport", `"and", the French "ou"`},
		{"since 2025", "jusqu'en 2025", `"since"`},
		{"a proactive review", "un examen réactif", `"proactive"`},

		{"{entity} and {value}", "{entity}", "the French lacks {value}"},
		{"{entity}", "{entity:the} et {sibling}", "the English lacks {sibling}"},
	}
	for _, tt := range tests {
		if got := told(tt.en, tt.fr); !strings.Contains(got, tt.want) {
			t.Errorf("%q, %q: got %q, want %q", tt.en, tt.fr, got, tt.want)
		}
	}
}

// What the two languages say in their own ways is the same.
func TestParityKnowsIdioms(t *testing.T) {
	for _, tt := range [][2]string{
		{"within 1 hour", "en une heure"},
		{"an hour later", "une heure plus tard"},
		{"15,000 USD, or 1.5 million", "15 000 USD, ou 1,5 million"},
		{"answered 24/7", "répond 24 h/24 et 7 j/7"},
		{"round the clock", "24 heures sur 24"},
		{"at any hour", "à toute heure"},
		{"08:00 to 18:00", "de 8 h 00 à 18 h 00"},
		{"in the past six months", "au cours des six derniers mois"},
		{"both plans", "les deux offres"},
		{"sent twice", "envoyée deux fois"},
		{"half an hour", "une demi-heure"},
		{"one of them may fail", "l'une d'elles peut échouer"},
		{"on 1 January 2027, in May 2026", "le 1er janvier 2027, en mai 2026"},
		{"it may be Mars", "ce peut être Mars"},
		{"12 business hours", "12 heures ouvrées"},
		{"one working day", "un jour de travail"},
		{"15 are unscored", "15 sont non notées"},

		{"nobody can open one", "nul ne peut en ouvrir"},
		{"nobody depends on it", "personne n'en dépend"},
		{"only technical cases are missing", "il ne manque que les cas techniques"},
		{"nothing is asked until a page says so", "rien n'est demandé tant qu'une page ne le dit pas"},
		{"it is no longer open", "il n'est plus ouvert"},
		{"no TAM, and no answers either", "aucun TAM, ni aucune réponse"},
		{"checks, but nobody to rank them", "des vérifications, mais personne pour les classer"},
		{"not more help", "pas plus d'aide"},
		{"nor is it a promise", "ce n'est pas non plus une promesse"},
		{"what tells the two apart", "ce qui les distingue"},
		{"a case may be new", "un cas peut être neuf"},
		{"they cannot be known before it is over", "on ne peut les connaître avant qu'il soit fini"},
		{"asked all the time", "demandé sans cesse"},
		{"it takes no plan, on billing either", "il n'exige aucune offre, pas même pour la facturation"},
		{"an AI-enhanced case, or AI", "un cas enrichi par l'IA, ou l'IA"},
		{"needs no manager", "se passe de responsable"},
		{"has no use for a team", "n'a que faire d'une équipe"},
		{"not only for security", "pas limitée à la sécurité"},
		{"on Sundays", "le dimanche"},
		{"at every severity and every hour", "à toute gravité et à toute heure"},
		{"neither safe nor idempotent", "ni sûre ni idempotente"},
		{"not at risk", "sans être en péril"},
		{"it comes without A or B", "il n'est compris ni dans A et B"},
		{"it may take long", "cela doit prendre du temps"},
		{"people teach as well, for they are only a part", "des gens y enseignent aussi"},
		{"probably for good", "sans doute pour de bon"},
		{"the server lacks the function", "le serveur n'a pas la fonction"},
		{"before it ends", "avant qu'elle ne prenne fin"},
		{"for steps of one kind", "aux premiers pas d'un genre"},
		{"they are now one tool", "ils ne font plus qu'un outil"},
		{"nothing else is affected, and nothing more", "rien d'autre n'est touché, et rien de plus"},

		{"an AWS engineer of the TAM", "un ingénieur AWS du TAM"},
		{"Business needs Enterprise", "Business a besoin d'Enterprise"},
		{"that is High", "c'est la gravité Élevée (High)"},
		{"a TAM on Enterprise, High", "High, avec Enterprise et un TAM"},
		{"{entity:A} is {value}", "{value:The} {entity|est|sont} {entity}"},
	} {
		if got := told(tt[0], tt[1]); got != "" {
			t.Errorf("%q, %q: %s", tt[0], tt[1], got)
		}
	}
}
