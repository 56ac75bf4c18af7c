package birds

import (
	"fmt"
	"io/fs"
	"strings"
)

// Turns ask, by type, what turns in the knowledge bases of Swapped. The
// tolerance stands in the model, so it turns there.
var Turns = map[string]string{
	"single":   `relation: sings, ask: value, options: 3, stem: {en: ["Which tune does {entity} sing?"], fr: ["Quel air chante {entity} ?"]}, wrong: {en: "That is sung by {sibling}.", fr: "C'est {sibling} qui le chante."}`,
	"matching": `relation: sings, ask: value, keys: 3, stem: {en: ["Match each bird with its tune."], fr: ["Associez à chaque oiseau son air."]}`,
	"ordering": `relation: flies, stem: {en: ["Put {entity} in order."], fr: ["Mettez {entity} dans l'ordre."]}`,
	"numeric":  `relation: costs, tolerance: TURN, stem: {en: ["What does {entity} cost for {usage}?"], fr: ["Combien coûte {entity} pour {usage} ?"]}`,
}

// Swapped is three birds and three tunes, asked in questions of one type.
// Which bird sings which tune, flies in which place and costs how much turns
// with shift; nothing else does.
func Swapped(typ string, shift int) fs.FS {
	entities, facts := &strings.Builder{}, &strings.Builder{}
	entities.WriteString(`entities:
  - {id: flock, kind: flock, en: the flock, fr: {text: volée, gender: f, article: la}}
`)
	facts.WriteString(`relations:
  - {id: sings, entity: [bird], value: tune, single: true, says: {en: "{entity} sings {value}.", fr: "{entity} chante {value}."}}
  - {id: flies, entity: [flock], value: bird, ordered: true, says: {en: "{value} is number {place} of {entity}.", fr: "{value} est au rang {place} de {entity}."}}
  - {id: costs, entity: [bird], value: rate, ordered: true, says: {en: "{entity} costs {value}.", fr: "{entity} coûte {value}."}, tiered_charge: {` + canaryCharges + `}}
groups:
`)
	group := func(relation, entity, more string) {
		fmt.Fprintf(facts, "  - {relation: %s, entity: %s, topic: song, editions: [\"new\"], valid_from: \"2025-01-01\", confidence: H, source: book, facts: [{%s}]}\n", relation, entity, more)
	}
	for i := range 3 {
		fmt.Fprintf(entities, "  - {id: bird-%d, kind: bird, en: bird %c, fr: bird %c}\n", i, 'A'+i, 'A'+i)
		fmt.Fprintf(entities, "  - {id: tune-%d, kind: tune, en: jingle %c, fr: jingle %c}\n", i, 'A'+i, 'A'+i)
		group("sings", fmt.Sprintf("bird-%d", i), fmt.Sprintf("id: fact-%d, value: tune-%d", i, (i+shift)%3))
		group("flies", "flock", fmt.Sprintf("id: place-%d, value: bird-%d, place: %d", i, (i+shift)%3, i+1))
	}
	group("costs", "bird-0", fmt.Sprintf("id: rate-1, value: {percent: %d, to: 1000, unit: EUR}, place: 1", 10+shift))
	group("costs", "bird-0", fmt.Sprintf("id: rate-2, value: {percent: %d, from: 1000, unit: EUR}, place: 2", 5+shift))
	models := fmt.Sprintf("models:\n  - {id: song, version: 1, family: SONG, type: %s, level: clf, %s}\n",
		typ, strings.Replace(Turns[typ], "TURN", fmt.Sprint(1+shift), 1))
	return Of(OneTopic+"kinds: [{id: bird}, {id: tune}, {id: flock}]\n", Sources, entities.String(), facts.String(), models)
}
