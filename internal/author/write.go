package author

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"viva/internal/deck"
	"viva/internal/proof"
)

// Subject is what the files of a new subject say beside its facts.
type Subject struct {
	ID     string
	EN, FR string    // its title
	Today  deck.Date // on which it begins, and on which its sources were read
}

// Files are the files of a subject with the facts of a sheet, and a ledger
// without a row.
func (s *Sheet) Files(sub Subject) map[string]string {
	return map[string]string{
		"deck.yaml":      s.deck(sub),
		"sources.yaml":   s.sourcesFile(sub),
		"entities.yaml":  s.entities(),
		"facts.yaml":     s.factsFile(sub),
		"models.yaml":    s.models(),
		proof.LedgerFile: "# The values, typed a second time from their sources: app questions ledger --sheet\n" + strings.Join(proof.Columns(), "\t") + "\n",
	}
}

// quote writes a text of one line for YAML.
func quote(text string) string { return strconv.Quote(text) }

func both(en, fr string) string { return "{en: " + quote(en) + ", fr: " + quote(fr) + "}" }

func (s *Sheet) deck(sub Subject) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# What this subject is: give it the titles that learners should read.
subject: %s
title: %s
about: %s
current: "now"
editions:
  - id: "now"
    title: {en: Today, fr: Aujourd'hui}
    short: {en: Today, fr: Aujourd'hui}
    about: {en: "What is true today.", fr: "Ce qui est vrai aujourd'hui."}
    from: %q
    to: ""
topics:
`, sub.ID, both(sub.EN, sub.FR), both(sub.EN+".", sub.FR+"."), string(sub.Today))
	for _, t := range s.topics {
		fmt.Fprintf(&b, "  - {id: %s, title: %s}\n", t.id, both(t.en, t.fr))
	}
	if len(s.topics) == 0 {
		fmt.Fprintf(&b, "  - {id: all, title: %s}\n", both(sub.EN, sub.FR))
	}
	b.WriteString("kinds:\n  - {id: thing}\n")
	return b.String()
}

func (s *Sheet) sourcesFile(sub Subject) string {
	var b strings.Builder
	b.WriteString("# Where the facts were read. Learners get a link to official pages: say so yourself.\nsources:\n")
	for _, src := range s.sources {
		fmt.Fprintf(&b, "  - id: %s\n    title: %s\n    url: %s\n    date: %q\n    checked: %q\n    official: false\n", src.id, both(src.en, src.fr), quote(src.url), src.date, string(sub.Today))
	}
	return b.String()
}

func (s *Sheet) entities() string {
	var b strings.Builder
	b.WriteString("# The things that the facts are about, and those that they give.\nentities:\n")
	for _, t := range s.things {
		if t.id != "" {
			fmt.Fprintf(&b, "  - {id: %s, kind: thing, en: %s, fr: %s}\n", t.id, t.en.yaml("en"), t.fr.yaml("fr"))
		}
	}
	return b.String()
}

func (s *Sheet) factsFile(sub Subject) string {
	var b strings.Builder
	b.WriteString("# The facts, as the sheet has them.\nrelations:\n")
	for _, rel := range s.relations {
		value, single := "thing", true
		if rel.phrase {
			value = "phrase"
		}
		for i, f := range rel.facts {
			single = single && !slices.ContainsFunc(rel.facts[:i], func(g fact) bool { return g.thingID == f.thingID })
		}
		fmt.Fprintf(&b, "  - id: %s\n    entity: [thing]\n    value: %s\n    single: %v\n    says:\n      en: %s\n      fr: %s\n", rel.id, value, single,
			quote(rel.say[0].template("entity", "value")), quote(rel.say[1].template("entity", "value")))
	}
	b.WriteString("groups:\n")
	for _, rel := range s.relations {
		fmt.Fprintf(&b, "  - relation: %s\n    editions: [\"now\"]\n    valid_from: %q\n    valid_to: \"\"\n    confidence: H\n    facts:\n", rel.id, string(sub.Today))
		for _, f := range rel.facts {
			value := f.valueID
			if rel.phrase {
				value = "{en: " + f.value.en.yaml("en") + ", fr: " + f.value.fr.yaml("fr") + "}"
			}
			fmt.Fprintf(&b, "      - {id: %s, entity: %s, value: %s, topic: %s, source: %s, exclusive: %v}\n", f.id, f.thingID, value, cmp.Or(f.topic, "all"), f.source, f.only)
		}
	}
	return b.String()
}

func (s *Sheet) models() string {
	var b strings.Builder
	b.WriteString("# How the facts are asked. Raise the version of a model when you change it.\nmodels:\n")
	for _, rel := range s.relations {
		for _, m := range []struct {
			ask   string
			stems [2][]sentence
		}{{"value", rel.values}, {"entity", rel.things}} {
			if len(m.stems[0]) == 0 {
				continue
			}
			fmt.Fprintf(&b, "  - id: %s-%s\n    version: 1\n    family: %s\n    type: single\n    level: clf\n    relation: %s\n    ask: %s\n    stem:\n", rel.id, m.ask, strings.ToUpper(rel.id), rel.id, m.ask)
			for i, lang := range deck.Langs {
				var list []string
				for _, stem := range m.stems[i] {
					list = append(list, quote(stem.template("entity", "value")))
				}
				fmt.Fprintf(&b, "      %s: [%s]\n", lang, strings.Join(list, ", "))
			}
			fmt.Fprintf(&b, "    wrong:\n      en: %s\n      fr: %s\n", quote(rel.say[0].template("sibling", "given")), quote(rel.say[1].template("sibling", "given")))
		}
	}
	return b.String()
}
