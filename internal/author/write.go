package author

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
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

// Files are the files of a subject that was made of a sheet.
type Files struct {
	Texts map[string]string // by their names
	sheet string            // its name
	rows  map[string][]mark // of which rows the lines of each file are made
}

// mark says that the lines of a file from this one on are made of a row.
type mark struct {
	line int
	at   cell
}

// Files are the files of a subject with the facts of a sheet, and a ledger
// without a row.
func (s *Sheet) Files(sub Subject) Files {
	made := Files{Texts: map[string]string{
		"deck.yaml":      s.deck(sub),
		proof.LedgerFile: "# The values, typed a second time from their sources: app questions ledger --sheet\n" + strings.Join(proof.Columns(), "\t") + "\n",
	}, sheet: s.file, rows: map[string][]mark{}}
	for name, write := range map[string]func(*page){
		"sources.yaml":  func(p *page) { s.sourcesFile(p, sub) },
		"entities.yaml": s.entities,
		"facts.yaml":    func(p *page) { s.factsFile(p, sub) },
		"models.yaml":   s.models,
	} {
		var p page
		write(&p)
		made.Texts[name], made.rows[name] = p.String(), p.marks
	}
	return made
}

// Told is a fault in one of the files, told where its author has typed: at the
// row of the sheet that the line is made of, or at the first.
func (f Files) Told(wrong deck.Fault) deck.Fault {
	at := cell{line: 1, col: 1}
	for _, m := range f.rows[path.Base(wrong.File)] {
		if m.line <= wrong.Line {
			at = m.at
		}
	}
	return deck.Fault{File: f.sheet, Line: at.line, Col: at.col, Message: unasked.ReplaceAllString(wrong.Message, "this cannot be asked: ")}
}

// unasked names what no author of a sheet has named.
var unasked = regexp.MustCompile(`^model "[^"]+" cannot ask fact \S+ in edition "[^"]+": `)

// page is a file that is being written, with the rows that it is made of.
type page struct {
	strings.Builder
	marks []mark
}

// from says that what is written next is made of a row.
func (p *page) from(at cell) {
	p.marks = append(p.marks, mark{strings.Count(p.String(), "\n") + 1, at})
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

func (s *Sheet) sourcesFile(b *page, sub Subject) {
	b.WriteString("# Where the facts were read. Learners get a link to official pages: say so yourself.\nsources:\n")
	for _, src := range s.sources {
		b.from(s.firstOf(func(f fact) bool { return f.source == src.id }))
		fmt.Fprintf(b, "  - id: %s\n    title: %s\n    url: %s\n    date: %q\n    checked: %q\n    official: false\n", src.id, both(src.en, src.fr), quote(src.url), src.date, string(sub.Today))
	}
}

// firstOf is the first row with such a fact.
func (s *Sheet) firstOf(is func(fact) bool) cell {
	for _, rel := range s.relations {
		if i := slices.IndexFunc(rel.facts, is); i >= 0 {
			return rel.facts[i].at
		}
	}
	return cell{line: 1, col: 1}
}

func (s *Sheet) entities(b *page) {
	b.WriteString("# The things that the facts are about, and those that they give.\nentities:\n")
	for _, t := range s.things {
		if t.id != "" {
			b.from(t.at)
			fmt.Fprintf(b, "  - {id: %s, kind: thing, en: %s, fr: %s}\n", t.id, t.en.yaml("en"), t.fr.yaml("fr"))
		}
	}
}

func (s *Sheet) factsFile(b *page, sub Subject) {
	b.WriteString("# The facts, as the sheet has them.\nrelations:\n")
	for _, rel := range s.relations {
		value, single := "thing", true
		if rel.phrase {
			value = "phrase"
		}
		for i, f := range rel.facts {
			single = single && !slices.ContainsFunc(rel.facts[:i], func(g fact) bool { return g.thingID == f.thingID })
		}
		b.from(rel.at)
		fmt.Fprintf(b, "  - id: %s\n    entity: [thing]\n    value: %s\n    single: %v\n    says:\n      en: %s\n      fr: %s\n", rel.id, value, single,
			quote(rel.say[0].template("entity", "value")), quote(rel.say[1].template("entity", "value")))
	}
	b.WriteString("groups:\n")
	for _, rel := range s.relations {
		b.from(rel.at)
		fmt.Fprintf(b, "  - relation: %s\n    editions: [\"now\"]\n    valid_from: %q\n    valid_to: \"\"\n    confidence: H\n    facts:\n", rel.id, string(sub.Today))
		for _, f := range rel.facts {
			value := f.valueID
			if rel.phrase {
				value = "{en: " + f.value.en.yaml("en") + ", fr: " + f.value.fr.yaml("fr") + "}"
			}
			b.from(f.at)
			fmt.Fprintf(b, "      - {id: %s, entity: %s, value: %s, topic: %s, source: %s, exclusive: %v}\n", f.id, f.thingID, value, cmp.Or(f.topic, "all"), f.source, f.only)
		}
	}
}

func (s *Sheet) models(b *page) {
	b.WriteString("# How the facts are asked. Raise the version of a model when you change it.\nmodels:\n")
	for _, rel := range s.relations {
		for _, m := range []struct {
			ask   string
			stems [2][]sentence
		}{{"value", rel.values}, {"entity", rel.things}} {
			if len(m.stems[0]) == 0 {
				continue
			}
			b.from(rel.at)
			fmt.Fprintf(b, "  - id: %s-%s\n    version: 1\n    family: %s\n    type: single\n    level: clf\n    relation: %s\n    ask: %s\n    stem:\n", rel.id, m.ask, strings.ToUpper(rel.id), rel.id, m.ask)
			for i, lang := range deck.Langs {
				var list []string
				for _, stem := range m.stems[i] {
					list = append(list, quote(stem.template("entity", "value")))
				}
				fmt.Fprintf(b, "      %s: [%s]\n", lang, strings.Join(list, ", "))
			}
			fmt.Fprintf(b, "    wrong:\n      en: %s\n      fr: %s\n", quote(rel.say[0].template("sibling", "given")), quote(rel.say[1].template("sibling", "given")))
		}
	}
}
