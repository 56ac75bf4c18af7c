package audit

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"viva/internal/deck"
)

// cell is a value that is no text of two languages: of a source or of an exam.
type cell struct {
	edit
	key string
	is  string
}

// record is what a file says of one source or exam, by key.
type record struct {
	id    string
	cells []cell
}

func (e record) get(key string) (c cell, ok bool) {
	for _, c := range e.cells {
		if c.key == key {
			return c, true
		}
	}
	return cell{}, false
}

// entries are those of all files of a kind.
func (m *mutator) entries(kind string) (all []record, err error) {
	for _, name := range slices.Sorted(maps.Keys(m.sources)) {
		if stem, _, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".yaml"), "-"); stem != kind || path.Ext(name) != ".yaml" {
			continue
		}
		doc, err := parser.ParseBytes([]byte(m.sources[name]), 0)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		for _, n := range elements(child(doc.Docs[0].Body, kind)) {
			e := record{}
			if err := m.cells(name, n, &e); err != nil {
				return nil, err
			}
			all = append(all, e)
		}
	}
	return all, nil
}

// cells reads the values below a node, but for texts of two languages.
func (m *mutator) cells(file string, n ast.Node, e *record) error {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	}
	for _, v := range values {
		key := v.Key.String()
		switch value := v.Value.(type) {
		case *ast.MappingNode, *ast.MappingValueNode:
			if child(value, "en") == nil {
				if err := m.cells(file, value, e); err != nil {
					return err
				}
			}
		case *ast.SequenceNode:
		default:
			token := value.GetToken()
			at, err := m.sources.offset(file, v.Key.GetToken().Position.Line, v.Key.GetToken().Position.Column)
			if err != nil {
				return err
			}
			from, to, err := m.sources.scalar(file, at, key, token.Value)
			if err != nil {
				return err
			}
			e.cells = append(e.cells, cell{edit{file, from, to, ""}, key, token.Value})
			if key == "id" {
				e.id = token.Value
			}
		}
	}
	return nil
}

// ofEntries lists a mutation for every source and every exam.
func (m *mutator) ofEntries() ([]mutation, error) {
	var tasks []mutation
	for _, kind := range []struct {
		name  string
		other func(cell) []string
	}{{"sources", otherOfSource}, {"exams", otherOfExam}} {
		list, err := m.entries(kind.name)
		if err != nil {
			return nil, err
		}
		for _, e := range list {
			tasks = append(tasks, mutation{kind.name + " " + e.id, func(_ *rand.Rand, try try) error {
				for _, c := range e.cells {
					for _, other := range kind.other(c) {
						if err := m.tryCell(kind.name, e, c, other, try); err != nil {
							return err
						}
					}
				}
				return nil
			}})
		}
	}
	return tasks, nil
}

func (m *mutator) tryCell(kind string, e record, c cell, other string, try try) error {
	c.text = other
	mutant := Mutant{Kind: strings.TrimSuffix(kind, "s") + ": " + c.key, text: kind, owner: e.id, Where: m.sources.position(c.edit),
		Was: e.id + ": " + c.is, Is: other, edits: []edit{c.edit}}
	return try(mutant, func() (string, error) { return m.noticeWords(mutant) })
}

// otherOfSource is what becomes of what is said of a source: other dates, another
// host, official or not.
func otherOfSource(c cell) []string {
	switch c.key {
	case "date", "checked":
		if len(c.is) < 4 {
			return nil
		}
		year, err := strconv.Atoi(c.is[:4])
		if err != nil {
			return nil
		}
		return []string{written(strconv.Itoa(year+1) + c.is[4:]), written(strconv.Itoa(year-1) + c.is[4:])}
	case "url":
		_, rest, ok := strings.Cut(c.is, "://")
		host, page, _ := strings.Cut(rest, "/")
		if !ok || host == "" {
			return nil
		}
		return []string{written("https://www.example.com/" + page)}
	case "official":
		return []string{strconv.FormatBool(c.is != "true")}
	}
	return nil
}

// otherOfExam is another figure.
func otherOfExam(c cell) []string {
	n, err := strconv.Atoi(c.is)
	if err != nil || c.key == "id" {
		return nil
	}
	return []string{strconv.Itoa(n + max(1, n/10))}
}

// ofStates lists a mutation for every fact of which a source of another state
// of the subject can be told: one whose facts are of other editions. It is
// exchanged in the fact file and in the ledger.
func (m *mutator) ofStates() ([]mutation, error) {
	facts, _, err := readFactFiles(m.fsys, m.deck.ID())
	if err != nil {
		return nil, err
	}
	ledger, err := readLedgerText(m.fsys, m.deck.ID())
	if err != nil {
		return nil, err
	}
	states := m.states()
	var tasks []mutation
	for _, f := range facts {
		tasks = append(tasks, mutation{"state " + f.id(), func(chance *rand.Rand, try try) error {
			if err := m.tryNow(f, chance, try); err != nil {
				return err
			}
			return m.tryState(f, ledger, states, chance, try)
		}})
	}
	return tasks, nil
}

// states are the editions of the facts of each source.
func (m *mutator) states() map[string][]string {
	all := map[string][]string{}
	for _, f := range m.deck.Facts() {
		for _, e := range f.Editions {
			all[f.Source] = appendOnce(all[f.Source], e)
		}
	}
	return all
}

func (m *mutator) tryState(f *factText, ledger *ledgerText, states map[string][]string, chance *rand.Rand, try try) error {
	var others []string
	for source, editions := range states {
		if !meet(editions, f.list("editions")) {
			others = append(others, source)
		}
	}
	row, ok := ledger.rowOf(m.facts[f.id()])
	if len(others) == 0 || !ok {
		return nil
	}
	slices.Sort(others)
	other := others[chance.IntN(len(others))]
	mutant := Mutant{Kind: "a source of another state", text: "facts", Where: f.where(), Was: f.id() + ": " + f.text("source"), Is: other,
		edits: []edit{m.factEdit(f, "source", other), m.rowEdit(ledger, row, other)}}
	return try(mutant, func() (string, error) { return m.noticeWords(mutant) })
}

// tryNow tells of another fact what is true today.
func (m *mutator) tryNow(f *factText, chance *rand.Rand, try try) error {
	now := f.list("now")
	if len(now) == 0 || m.facts[now[0]] == nil {
		return nil
	}
	var others []string
	for _, g := range m.deck.Facts() {
		if g.RelationID() == m.facts[now[0]].RelationID() && g.ID != now[0] && meet(g.Editions, []string{m.deck.Current}) {
			others = append(others, g.ID)
		}
	}
	if len(others) == 0 {
		return nil
	}
	other := others[chance.IntN(len(others))]
	mutant := Mutant{Kind: "then and now: another fact", text: "facts", Where: f.where(), Was: f.id() + ": " + now[0], Is: other,
		edits: []edit{m.factEdit(f, "now", []any{other})}}
	return try(mutant, func() (string, error) { return m.noticeWords(mutant) })
}

// factEdit is a fact with another value under a key.
func (m *mutator) factEdit(f *factText, key string, value any) edit {
	from := len(strings.Join(f.file.lines[:f.line-1], ""))
	to := from + len(strings.Join(f.file.lines[f.line-1:f.end-1], ""))
	return edit{f.file.name, from, to, f.with(key, value)}
}

// rowEdit is a row of the ledger with another source.
func (m *mutator) rowEdit(t *ledgerText, row ledgerRow, source string) edit {
	from := len(strings.Join(t.lines[:row.line], ""))
	cells := append(row.cells[:len(row.cells)-1:len(row.cells)-1], source)
	return edit{t.name, from, from + len(t.lines[row.line]), strings.Join(cells, "\t") + "\n"}
}

// rowOf is the row of a fact, if only one has its relation, entity, first day
// and source, and its value or the id of its phrase.
func (t *ledgerText) rowOf(f *deck.Fact) (found ledgerRow, ok bool) {
	entity, value := f.Sides()
	for _, r := range t.rows {
		phrase, _, _ := strings.Cut(r.cells[2], " ")
		said := strings.EqualFold(r.cells[2], value.EN.Text) || phrase == f.ID
		if r.cells[0] != f.RelationID() || !strings.EqualFold(r.cells[1], entity.EN.Text) || !said ||
			r.cells[4] != string(f.Validity().From) || r.cells[len(r.cells)-1] != f.Source {
			continue
		}
		if ok {
			return ledgerRow{}, false
		}
		found, ok = r, true
	}
	return found, ok
}

// meet reports whether two lists have something in common.
func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}
