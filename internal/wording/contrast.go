package wording

import (
	"maps"
	"slices"
	"strings"
)

// contrasts are words of one meaning in both languages, in groups of meanings
// that exclude each other: where one language says "before" and the other
// "après", one of the two is wrong.
var contrasts = parseContrasts(`
before/avant | after/après
more/plus | less fewer/moins
above beyond/au-delà | below/au-dessous
highest/haut haute hauts élevé élevée maximal maximale | lowest/bas basse minimal minimale
maximum/maximum | minimum/minimum
raise raises raised raising increase increases/relever relève relevé relevée augmenter augmente | lower lowers lowered lowering reduce reduces decrease/baisser baisse abaisser abaissée réduire réduit diminuer
first/premier première premiers premières | last/dernier dernière derniers dernières
opens open opened/ouvre ouvrir ouvert ouverte | closes closed close/ferme fermer fermé fermée clore clos close
includes include included/comprend inclut comprendre comprise compris | excludes exclude excluded/exclut exclue exclu
free/gratuit gratuite gratuits gratuites gratuitement | paid/payant payante payantes payants
public/public publique publics publiques | private/privé privée privés privées
internal/interne internes | external/externe externes
begins began starts/commence commençait débute | ends ended/finit prend cesse
available/disponible disponibles | unavailable/indisponible indisponibles
allowed allows allow permits/permet permis autorise autorisé | forbidden forbids forbid refuses/interdit interdite interdisent refuse
everyone everybody all/tous tout toutes toute chacun | some/certains certaines quelques
slow/lent lente | fast quick/rapide
old/ancien ancienne anciens anciennes | new/nouveau nouvelle nouvel nouveaux nouvelles
same/même mêmes | different other/autre autres différent différente différents différentes
server servers/serveur serveurs | client clients/client clients
request requests/requête requêtes | response responses/réponse réponses
red/rouge | green/vert verte verts | yellow/jaune | grey gray/gris grise | blue/bleu bleue
must shall should/ | may might can/peut peuvent pouvait pouvaient
production/production | test testing development/test tests développement
only/seulement uniquement | also too well/aussi également
and/et | or/ou
since/dès depuis | until/jusqu jusque
earlier/tôt | later/tard
important/important importante importants importantes | minor/mineur mineure secondaire secondaires
proactive proactively/proactif proactive proactifs proactives | reactive reactively/réactif réactive réactifs réactives
automatic automatically/automatique automatiques automatiquement | manual manually/manuel manuelle manuellement
morning/matin | evening/soir | night/nuit | noon/midi
security/sécurité | performance/performance performances | cost costs/coût coûts
technical/technique techniques | billing/facturation
critical/critique critiques | normal/normal normale | urgent/urgent urgente
`)

// junction is the group of "and" and "or". What English denies of one thing or the
// other, French may deny of the one and the other.
const junction = "and/et | or/ou"

// contrast is what a word means: which meaning of which group.
type contrast struct{ group, meaning string }

// parseContrasts reads a group a line: meanings with | between them, the words
// of the two languages with / between them.
func parseContrasts(table string) map[string]map[string]contrast {
	found := map[string]map[string]contrast{"en": {}, "fr": {}}
	for group := range strings.Lines(strings.TrimSpace(table)) {
		for meaning := range strings.SplitSeq(strings.TrimSpace(group), "|") {
			en, fr, _ := strings.Cut(strings.TrimSpace(meaning), "/")
			for lang, words := range map[string]string{"en": en, "fr": fr} {
				for word := range strings.FieldsSeq(words) {
					found[lang][strings.ToLower(word)] = contrast{strings.TrimSpace(group), strings.TrimSpace(meaning)}
				}
			}
		}
	}
	return found
}

// opposed are the words of a text and its translation that exclude each other,
// or "". Where both languages have several words of a group, they must have as
// many: then one stands in the place of the other. In a text that each language
// may word freely, only a word that stands alone of its group counts.
func opposed(en, fr string, free, denied bool) (wordEN, wordFR string) {
	meantEN, meantFR := meanings("en", en), meanings("fr", fr)
	for _, group := range slices.Sorted(maps.Keys(meantEN)) {
		ofEN, ofFR := meantEN[group], meantFR[group]
		several := len(ofEN.words) != 1 || len(ofFR.words) != 1
		if several && (free || group == junction || ofEN.times != ofFR.times) || group == junction && denied {
			continue
		}
		if inEN, inFR := lackingIn(ofFR, ofEN), lackingIn(ofEN, ofFR); inEN != "" || inFR != "" {
			return ofEN.wordOr(inEN), ofFR.wordOr(inFR)
		}
	}
	return "", ""
}

// said is the words of one group in a text: by their meanings, and how many.
type said struct {
	words map[string]string
	times int
}

// wordOr is the word of a meaning, or of the first that there is.
func (s said) wordOr(meaning string) string {
	if word := s.words[meaning]; word != "" {
		return word
	}
	for _, first := range slices.Sorted(maps.Keys(s.words)) {
		return s.words[first]
	}
	return ""
}

// lackingIn is the first meaning of the other language that one lacks, or "".
func lackingIn(one, other said) string {
	for _, meaning := range slices.Sorted(maps.Keys(other.words)) {
		if one.words[meaning] == "" && len(one.words) > 0 {
			return meaning
		}
	}
	return ""
}

// meanings are the words of a text that exclude others, by group.
func meanings(lang, text string) map[string]said {
	found := map[string]said{}
	before := ""
	for _, t := range tokens(lang, text) {
		c, known := contrasts[lang][t.lower]
		least := lang == "fr" && before == "au" // "au moins" is "at least"
		if before = t.lower; !known || least {
			continue
		}
		s := found[c.group]
		if s.words == nil {
			s.words = map[string]string{}
		}
		s.words[c.meaning] = t.text
		s.times++
		found[c.group] = s
	}
	return found
}
