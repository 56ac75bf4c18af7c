package slip

// numberWords are the numbers that authors write out; "one" is an article in
// French.
var numberWords = map[string][]string{
	"en": {"", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"},
	"fr": {"", "", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"},
}

// verbs are those that begin or carry what is said of things, with their base.
var verbs = basesOf(`show tell give open read let list ask need name say send take make keep help check track record store explain advise review
	handle describe mean apply return include cost count hold answer get work begin end lack report watch look find change allow provide offer cover respond`)

const frenchVerbs = `montre|montrent|dit|donne|donnent|ouvre|lit|permet|permettent|répond|répondent|demande|demandent|peut|peuvent|doit|doivent|décrit|décrivent|comprend|inclut|` +
	`coûte|compte|comptent|concerne|concernent|reste|restent|vient|viennent|commence|commençait|suffit|suffisent|explique|conseille|examine|suit|garde|vérifie|signale|veut|vaut|sert|` +
	`aide|aident|contient|fait|font|va|vont|est|sont|était|étaient|avait|avaient|sera|seront|convient|conviendrait|s'applique|propose|proposent|offre|prend|envoie|renvoie`

var denials = map[string][]turn{
	"en": turns(
		`\b(has|have|had) (been|\w+ed)\b`, "$1 not $2",
		`\b(is|are|was|were|must|may|might|will|would|should|could|does|do|did|can)\b`, "$1 not",
		`\bhas\b`, "does not have", `\bhave\b`, "do not have", `\bhad\b`, "did not have",
	),
	"fr": turns(
		`(^|[ (])(`+frenchVerbs+`)([ ,;.:?]|$)`, "${1}ne $2 pas$3",
		`(^|[ (])(a|ont)( )`, "${1}n'$2 pas$3",
	),
}

var affirmations = map[string][]turn{
	"en": turns(
		`\b([Dd])o(es)? not `, "", `\b([Dd])id not `, "", `\b(cannot|can't)\b`, "can", `n't\b`, "", ` not\b( only\b)?`, "",
		`\b([Nn])ever\b`, "always", `\b([Nn])obody\b`, "everybody", `\b([Nn])othing\b`, "everything", `\b[Nn]o `, "", `\b[Nn]one\b`, "all",
	),
	"fr": turns(
		`(?i)\bn(e |')(\S+(?: \S+)?) (pas|plus|jamais)\b`, "$2", `(?i)\b(pas|jamais) (de |d')?`, "",
		`\b[Pp]ersonne ne `, "chacun ", `\b[Rr]ien ne `, "tout ", `\b[Nn]ul ne `, "chacun ", `(?i)\bn(e |')(\S+) aucune? `, "$2 un ", `(?i)\bn(e |')(\S+) rien\b`, "$2 tout", `\b[Aa]ucune? `, "un ", `\bnon `, "",
	),
}

// opposites are turns that exclude each other: English, French, and their
// opposite. Within a language, the nth form goes with the nth.
var opposites = parseOpposites(`
only | seulement, uniquement | also | aussi, aussi
at least | au moins | at most | au plus
before | avant | after | après
with | avec | without | sans
first | premier, première, premiers, premières | last | dernier, dernière, derniers, dernières
more | plus | less | moins
all, every | tous les, toutes les, chaque | some, hardly any | certains, certaines, aucun
always | toujours | never | jamais
highest, lowest | plus haut, plus élevé, plus bas | lowest, highest | plus bas, plus bas, plus haut
cheapest | moins cher, moins chère | dearest | plus cher, plus chère
earlier, later | plus tôt, plus tard | later, earlier | plus tard, plus tôt
minimum | minimum | maximum | maximum
above, below | au-dessus, au-dessous | below, above | au-dessous, au-dessus
from | dès, depuis | until | jusqu'à, jusqu'à
opens, open | ouvre, ouvrir | closes, close | ferme, fermer
free | gratuit, gratuite, gratuits | paid | payant, payante, payants
must | doit, doivent | may | peut, peuvent
and | et | or | ou
same | même, mêmes | other | autre, autres
new | nouveau, nouvelle, nouveaux | old | ancien, ancienne, anciens
available | disponible, disponibles | unavailable | indisponible, indisponibles
begins, began | commence, commençait | ends, ended | finit, finissait
includes | comprend, inclut | excludes | exclut, exclut
raise, lower | augmenter, baisser | lower, raise | baisser, augmenter
technical | technique, techniques | non-technical | non technique, non techniques
several | plusieurs | one | un seul
proactive, proactively | proactif, proactive | reactive, reactively | réactif, réactive
automatic, automatically | automatique, automatiquement | manual, manually | manuel, manuellement
public | public, publique | private | privé, privée
internal | interne, internes | external | externe, externes
production | production | test | test
important, vital | important, importante, vital | minor, minor | secondaire, secondaire, secondaire
monthly | mensuel, mensuelle, par mois | yearly | annuel, annuelle, par an
client | client | server | serveur
request | requête, requêtes | response | réponse, réponses
`)

// cues are turns by which a learner tells the key from what is nearly right.
// A row has those of one meaning: English, then French.
var cues = parseCues(`
at no additional cost, at no extra charge, at no extra cost, at no cost, free of charge, without charge | sans frais supplémentaires, sans supplément, sans frais, gratuitement
proactively, proactive | de façon proactive, proactivement, proactif, proactive
designated | désigné, désignée
in production, production | en production, de production
only | seulement, uniquement
unlimited, an unlimited number of | illimité, illimitée, un nombre illimité de
in business hours, business | aux heures ouvrées, ouvrées, ouvrés, ouvrables
round the clock, round-the-clock, 24/7, day and night | 24 h/24, 24 heures sur 24, jour et nuit, à toute heure
own | propre, propres
significantly | considérablement
important | important, importante
automatically | automatiquement
general | général, générale, généraux
technical | technique, techniques
additional | supplémentaire, supplémentaires
today | aujourd'hui
in the 2024 line-up, in the 2026 line-up, in today's line-up | dans la gamme 2024, dans la gamme 2026, dans la gamme actuelle
permanently | définitivement, de façon permanente
temporarily | temporairement
first | première, premier
by phone | par téléphone
by e-mail, e-mail | par e-mail
with other customers | avec d'autres clients
lowest-cost, cheapest | la moins chère, le moins cher
contextual | contextuel, contextuels
shared | commun, partagé
`)

// synonyms are words in the place of which another may stand. A row has a
// language, a word and its synonym.
var synonyms = map[string][]turn{
	"en": turns(`\bhelp with\b`, "support with", `\bcustomers\b`, "clients", `\bhelp\b`, "assistance", `\bshows\b`, "displays", `\bevery\b`, "each", `\bcosts?\b`, "spending",
		`\bcase\b`, "support case", `\basks? for\b`, "request", `\btells\b`, "says", `\bgives\b`, "provides", `\bneeds\b`, "requires", `^(the|an?) `, "", `^(\w+) and (\w+)$`, "$2 and $1", `^(\w+) `, "just $1 "),
	"fr": turns(`\bclients\b`, "utilisateurs", `\baide\b`, "assistance", `\bmontre\b`, "affiche", `\bchaque\b`, "tout", `\bcoûts?\b`, "dépenses",
		`\bcas\b`, "dossier", `\bdemander\b`, "solliciter", `\bdit\b`, "indique", `\bdonne\b`, "fournit", `^(les?|la|une?|des) `, "", `^l'`, "", `^(\S+) `, "bien $1 "),
}
