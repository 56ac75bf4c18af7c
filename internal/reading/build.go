package reading

import (
	"cmp"
	"fmt"
	"slices"

	"viva/internal/deck"
)

// Build makes a page of a reading on a day. edition is the one that the reader
// studies, for parts that speak of no other. A part of an edition that has not
// begun is left out, and so is one without a row.
func Build(d *deck.Deck, r *deck.Reading, edition string, day deck.Date, lang string) (Page, error) {
	m := maker{deck: d, all: factsOf(d), day: day, lang: lang}
	m.page = Page{Title: r.Title.In(lang), About: r.About.In(lang)}
	for i := range r.Parts {
		p := &r.Parts[i]
		m.page.Chosen = m.page.Chosen || p.Edition == ""
		e := d.EditionOn(cmp.Or(p.Edition, edition), day)
		if e == nil {
			continue
		}
		part, err := m.part(p, e)
		if err != nil {
			return Page{}, fmt.Errorf("make the reading %s: %w", r.ID, err)
		}
		if len(part.Rows) > 0 {
			m.page.Parts = append(m.page.Parts, part)
		}
	}
	return m.page, nil
}

// maker makes a page.
type maker struct {
	deck *deck.Deck
	all  facts
	day  deck.Date
	lang string
	page Page
}

// on is a day of an edition: the asked one, or the edition's last.
func (m *maker) on(edition string) when {
	return when{edition: edition, day: m.deck.Reference(edition, m.day)}
}

func (m *maker) part(p *deck.ReadingPart, e *deck.Edition) (Part, error) {
	part := Part{Title: cmp.Or(p.Title.In(m.lang), e.Title.In(m.lang)), Dated: p.Title == deck.Text{}, Edition: e, Over: e.To != "" && e.To < m.day, Row: p.Row.In(m.lang)}
	for _, c := range p.Columns {
		part.Columns = append(part.Columns, c.Title.In(m.lang))
	}
	for _, r := range m.all.rows(m.deck, p.Rows, m.on(e.ID)) {
		row, err := m.row(p, e.ID, r)
		if err != nil {
			return part, err
		}
		if slices.ContainsFunc(row.Cells, func(cell []Value) bool { return len(cell) > 0 }) {
			part.Rows = append(part.Rows, row)
		}
	}
	return part, nil
}

func (m *maker) row(p *deck.ReadingPart, edition string, r rowed) (Row, error) {
	row := Row{Entity: r.entity.ID, Name: m.name(r.entity.ID), Facts: ids(r.by), by: names(r.by), names: names(r.by)}
	for _, c := range p.Columns {
		var cell []Value
		for i := range c.Tells {
			found, err := m.clause(&c.Tells[i], edition, r.entity, p.Rows.After[r.entity.ID])
			if err != nil {
				return row, err
			}
			cell = append(cell, found...)
			if c.Tells[i].Gloss && len(found) > 0 { // it may tell any of them
				row.names = append(row.names, m.all.touching(r.entity.ID)...)
			}
		}
		row.Cells = append(row.Cells, cell)
	}
	if slices.ContainsFunc(p.Columns, translates) && onlyTranslated(p, row) {
		row.Cells = nil
	}
	return row, nil
}

// clause is what a clause tells in a row. after is the entity that the row's
// came after, or "".
func (m *maker) clause(c *deck.ReadingClause, edition string, e *deck.Entity, after string) ([]Value, error) {
	switch {
	case c.Translation:
		name, _ := m.deck.Label(e.ID, other(m.lang))
		return []Value{{Text: name, Lang: other(m.lang)}}, nil
	case c.Gloss:
		if gloss := e.Gloss.In(m.lang); gloss != "" && m.lives(e.ID, edition) {
			return []Value{{Text: deck.UpperFirst(gloss)}}, nil
		}
		return nil, nil
	}
	w := m.on(cmp.Or(c.Edition, edition))
	if m.deck.EditionOn(w.edition, m.day) == nil {
		return nil, nil
	}
	var told []Value
	for _, t := range m.all.targets(m.deck, c, e.ID, w) {
		for _, f := range m.all.tells(c, t.entity, w) {
			v, err := m.value(c, f, t, w)
			if err != nil {
				return nil, err
			}
			v.Was = m.was(c, f, t, after)
			told = append(told, v)
		}
	}
	return told, nil
}

// value is a fact as a value of a cell. An edition that is over tells no later
// end.
func (m *maker) value(c *deck.ReadingClause, f *deck.Fact, t target, w when) (Value, error) {
	all := append([]*deck.Fact{f}, t.by...)
	v := Value{Text: m.text(f, t.label), Facts: ids(all), names: names(all), Source: m.source(f), Medium: f.Confidence == deck.Medium}
	if t.label != "" {
		v.Label = m.name(t.label)
	}
	if !c.Sentence {
		if w.day == m.day {
			v.Until = f.ValidTo
		}
		return v, nil
	}
	says, err := f.Says(m.lang)
	v.Text = deck.UpperFirst(says)
	return v, err
}

// text is the value of a fact: as an option shows it where it stands by itself,
// as in a sentence behind a label.
func (m *maker) text(f *deck.Fact, label string) string {
	_, value := f.Sides()
	text := labelOf(value, m.lang)
	if label != "" || m.deck.Verbatim(value.Kind) {
		return text
	}
	return deck.UpperFirst(text)
}

// was are the values that ended before the day and differ from that of f: of the
// same entity, or of the one that it came after.
func (m *maker) was(c *deck.ReadingClause, f *deck.Fact, t target, after string) (list []Was) {
	if c.Was == "" {
		return nil
	}
	_, now := f.Sides()
	for _, entity := range []string{t.entity, after} {
		for _, g := range m.all.about(c.Relation, entity, when{edition: c.Was, always: true}) {
			_, value := g.Sides()
			if g == f || g.ValidTo == "" || g.ValidTo >= m.day || entity == t.entity && sameText(value, now) {
				continue
			}
			w := Was{Text: m.text(g, t.label), Fact: g.ID, Until: g.ValidTo, Source: m.source(g), name: g.Name()}
			if entity == after {
				w.Label, w.Text = m.name(after), labelOf(value, m.lang)
			}
			list = append(list, w)
		}
		if after == t.entity {
			break
		}
	}
	return list
}

// lives reports whether some fact about an entity, or with it as its value,
// holds.
func (m *maker) lives(entity, edition string) bool {
	w := m.on(edition)
	return slices.ContainsFunc(m.deck.Facts(), func(f *deck.Fact) bool { return touches(f, entity) && w.finds(f) })
}

// source is the number of a fact's source among those of the page.
func (m *maker) source(f *deck.Fact) int {
	if i := slices.IndexFunc(m.page.Sources, func(s Source) bool { return s.ID == f.Source }); i >= 0 {
		return i + 1
	}
	m.page.Sources = append(m.page.Sources, Source{ID: f.Source, Citation: m.deck.Cite(f.Source, m.lang)})
	return len(m.page.Sources)
}

func (m *maker) name(id string) string {
	text, _ := m.deck.Label(id, m.lang)
	return text
}

// translates reports whether a column tells names in the other language.
func translates(c deck.ReadingColumn) bool {
	return slices.ContainsFunc(c.Tells, func(c deck.ReadingClause) bool { return c.Translation })
}

// onlyTranslated reports whether a row has a translation and nothing else.
func onlyTranslated(p *deck.ReadingPart, row Row) bool {
	for i, c := range p.Columns {
		if !translates(c) && len(row.Cells[i]) > 0 {
			return false
		}
	}
	return true
}

// touching are the names of all facts that have an entity on one of their sides.
func (all facts) touching(entity string) (list []string) {
	for _, of := range all {
		for _, f := range of {
			if touches(f, entity) {
				list = append(list, f.Name())
			}
		}
	}
	return list
}

func touches(f *deck.Fact, entity string) bool {
	subject, value := f.Sides()
	return subject.ID == entity || value.ID == entity
}

func labelOf(e *deck.Entity, lang string) string {
	if lang == "fr" {
		return e.FR.Text
	}
	return e.EN.Text
}

// other is the language that is not read.
func other(lang string) string {
	if lang == "fr" {
		return "en"
	}
	return "fr"
}

func sameText(a, b *deck.Entity) bool { return a.EN.Text == b.EN.Text && a.FR.Text == b.FR.Text }

func ids(facts []*deck.Fact) []string {
	list := make([]string, len(facts))
	for i, f := range facts {
		list[i] = f.ID
	}
	return list
}

func names(facts []*deck.Fact) []string {
	list := make([]string, len(facts))
	for i, f := range facts {
		list[i] = f.Name()
	}
	return list
}
