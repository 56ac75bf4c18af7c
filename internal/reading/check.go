package reading

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"viva/internal/deck"
)

// Own are the ids that no reading may have, since pages of every subject are
// called so.
var Own = []string{"weak"}

// Check tells what is wrong with the readings of a deck, whose names are all
// known: what would stay empty on every day, what would put a fact under a name
// that is not its own, and texts that make statements of their own.
func Check(d *deck.Deck) []deck.Fault {
	c := checker{deck: d, all: factsOf(d)}
	for i := range d.Readings {
		c.reading(&d.Readings[i])
	}
	return c.faults
}

type checker struct {
	deck   *deck.Deck
	all    facts
	faults []deck.Fault
}

func (c *checker) add(f deck.Fault) { c.faults = append(c.faults, f) }

func (c *checker) reading(r *deck.Reading) {
	if slices.Contains(Own, r.ID) {
		c.add(r.Fault("id", "id %q is taken by a page of Viva; choose another", r.ID))
	}
	c.figures(r.Fault, "title", r.Title)
	c.figures(r.Fault, "about", r.About)
	for i := range r.Parts {
		c.part(&r.Parts[i])
	}
}

func (c *checker) part(p *deck.ReadingPart) {
	c.figures(p.Fault, "title", p.Title)
	c.figures(p.Fault, "row", p.Row)
	for i, col := range p.Columns {
		c.figures(p.Fault, "columns/"+strconv.Itoa(i)+"/title", col.Title)
	}
	if !c.oneWay(p) {
		return
	}
	rows := c.all.rows(c.deck, p.Rows, always(p.Edition))
	for i, r := range rows {
		if i < len(p.Rows.Entities) && !c.tellsOf(p, r.entity.ID) {
			c.add(p.Fault("rows/entities/"+strconv.Itoa(i), "no column tells anything of %q on any day; take it out, or name the relation in which it has facts", r.entity.ID))
		}
	}
	if len(rows) == 0 {
		c.add(p.Fault("rows", "there is no such row on any day; name entities, or a relation that has facts in the edition"))
	}
	for _, id := range slices.Sorted(maps.Keys(p.Rows.After)) {
		if !slices.ContainsFunc(rows, func(r rowed) bool { return r.entity.ID == id }) {
			c.add(p.Fault("rows/after/"+id, "%q has no row, so it cannot have come after anything", id))
		}
	}
	for i := range p.Columns {
		for j := range p.Columns[i].Tells {
			c.clause(&p.Columns[i].Tells[j], p, rows)
		}
	}
}

// oneWay reports whether the rows are chosen in exactly one way.
func (c *checker) oneWay(p *deck.ReadingPart) bool {
	ways := 0
	for _, chosen := range []bool{len(p.Rows.Entities) > 0, len(p.Rows.Kinds) > 0, p.Rows.Relation != ""} {
		if chosen {
			ways++
		}
	}
	switch {
	case ways != 1:
		c.add(p.Fault("rows", "choose the rows in one way: by entities, by kinds or by a relation"))
	case p.Rows.Of != "" && p.Rows.Relation == "":
		c.add(p.Fault("rows/of", "\"of\" says whose values have rows; name their relation too"))
	default:
		return true
	}
	return false
}

// tellsOf reports whether some clause tells something of an entity on some day.
func (c *checker) tellsOf(p *deck.ReadingPart, entity string) bool {
	return slices.ContainsFunc(p.Columns, func(col deck.ReadingColumn) bool {
		for i := range col.Tells {
			if cl := &col.Tells[i]; cl.Gloss && c.deck.Entities()[entity].Gloss.EN != "" || len(c.found(cl, p.Edition, entity)) > 0 {
				return true
			}
		}
		return false
	})
}

// found are all facts that a clause tells in a row, on any day.
func (c *checker) found(cl *deck.ReadingClause, edition, row string) (all []*deck.Fact) {
	w := always(cmp.Or(cl.Edition, edition))
	for _, t := range c.all.targets(c.deck, cl, row, w) {
		all = append(all, c.all.tells(cl, t.entity, w)...)
	}
	return all
}

func (c *checker) clause(cl *deck.ReadingClause, p *deck.ReadingPart, rows []rowed) {
	if cl.Gloss || cl.Translation {
		if cl.Relation != "" || cl.Of != nil || cl.Through != "" {
			c.add(cl.Fault("relation", "a clause tells either facts of a relation, or the gloss or the translation of the entity; write two clauses"))
		}
		return
	}
	if cl.Relation == "" {
		c.add(cl.Fault("relation", "name the relation whose facts are told"))
		return
	}
	told := map[string]bool{}
	for _, r := range rows {
		for _, f := range c.found(cl, p.Edition, r.entity.ID) {
			told[f.ID] = true
		}
	}
	if len(told) == 0 {
		c.add(cl.Fault("relation", "relation %q tells nothing of any row on any day; name another relation or edition", cl.Relation))
	}
	for i, id := range cl.Facts {
		if len(told) > 0 && !told[id] {
			c.add(cl.Fault("facts/"+strconv.Itoa(i), "fact %q is about no row, or of another edition; take it out", id))
		}
	}
	if cl.Was != "" && !c.single(cl) {
		c.add(cl.Fault("was", "only the one value of an entity can have become another; relation %q allows several, so leave \"was\" out", cl.Relation))
	}
	for _, row := range slices.Sorted(maps.Keys(cl.Of)) {
		c.of(cl, p, row, rows)
	}
}

// single reports whether the relation of a clause gives an entity one value.
func (c *checker) single(cl *deck.ReadingClause) bool {
	return slices.ContainsFunc(c.all[cl.Relation], (*deck.Fact).Single)
}

// of checks the entities of which a clause tells in the row of another one:
// their names hold both that of the row and the label that is printed, so that
// no value is put where it does not belong.
func (c *checker) of(cl *deck.ReadingClause, p *deck.ReadingPart, row string, rows []rowed) {
	if !slices.ContainsFunc(rows, func(r rowed) bool { return r.entity.ID == row }) {
		c.add(cl.Fault("of/"+row, "%q has no row; take it out, or give it one", row))
		return
	}
	w := always(cmp.Or(cl.Edition, p.Edition))
	for _, label := range slices.Sorted(maps.Keys(cl.Of[row])) {
		entity, at := cl.Of[row][label], "of/"+row+"/"+label
		if len(c.all.tells(cl, entity, w)) == 0 {
			c.add(cl.Fault(at, "%q has no fact in relation %q; take it out, or name another entity", entity, cl.Relation))
		}
		for _, named := range []string{row, label} {
			if !c.names(entity, named) {
				c.add(cl.Fault(at, "the name of %q does not say %q, so its value cannot stand there; name another entity", entity, named))
			}
		}
	}
}

// names reports whether the name of an entity says that of another one, in both
// languages, and not one of the same kind whose name only begins alike.
func (c *checker) names(entity, named string) bool {
	known := c.deck.Entities()
	e, n := known[entity], known[named]
	for _, lang := range deck.Langs {
		text, name := labelOf(e, lang), labelOf(n, lang)
		if !strings.Contains(text, name) {
			return false
		}
		for _, other := range known {
			if longer := labelOf(other, lang); other != e && other.Kind == n.Kind && len(longer) > len(name) && strings.Contains(longer, name) && strings.Contains(text, longer) {
				return false
			}
		}
	}
	return true
}

var figure = regexp.MustCompile(`\d[\d.,\x{a0}\x{202f}]*\d|\d`)

// figures refuses figures in a text that no edition is called by: what a reading
// states stands in facts.
func (c *checker) figures(fault func(key, format string, args ...any) deck.Fault, key string, t deck.Text) {
	for _, lang := range deck.Langs {
		for _, f := range figure.FindAllString(t.In(lang), -1) {
			if !slices.ContainsFunc(c.deck.Editions, func(e deck.Edition) bool { return strings.Contains(e.ID+" "+e.Title.In(lang), f) }) {
				c.add(fault(key+"/"+lang, "a text of a reading says where to look, not what is there: %q is no name of an edition; take it out, and let a fact tell it", f))
			}
		}
	}
}

func always(edition string) when { return when{edition: edition, always: true} }
