package audit

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// overlay is a file system with other text in one file.
type overlay struct {
	fs.FS
	name string
	src  []byte
}

// ReadFile returns the other text, or what the file system below holds.
func (o overlay) ReadFile(name string) ([]byte, error) {
	if name == o.name {
		return o.src, nil
	}
	return fs.ReadFile(o.FS, name)
}

// factText is a fact as it stands in its file, so that it can be written
// otherwise.
type factText struct {
	file      *factFile
	relation  string
	group     yaml.MapSlice // what it leaves to its group
	own       yaml.MapSlice
	line, col int // of the fact
	end       int // the line behind it
}

// groupText is where a group says how long its facts hold.
type groupText struct {
	file      *factFile
	relation  string
	to        string // the last day
	line, col int
}

// factFile is a facts*.yaml, by lines.
type factFile struct {
	name  string
	lines []string
}

// replaced is the file with other lines in the place of those from line up to
// before end, which count from 1.
func (f *factFile) replaced(line, end int, other string) []byte {
	return []byte(strings.Join(f.lines[:line-1], "") + other + strings.Join(f.lines[end-1:], ""))
}

// readFactFiles finds every fact of a subject, and every group that ends.
func readFactFiles(fsys fs.FS, folder string) (facts []*factText, ending []*groupText, err error) {
	names, err := fs.Glob(fsys, path.Join(folder, "facts*.yaml"))
	if err != nil {
		return nil, nil, fmt.Errorf("list the fact files: %w", err)
	}
	for _, name := range names {
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, nil, fmt.Errorf("read the facts: %w", err)
		}
		doc, err := parser.ParseBytes(src, 0)
		if err != nil {
			return nil, nil, fmt.Errorf("read %s: %w", name, err)
		}
		f := &factFile{name: name, lines: strings.SplitAfter(string(src), "\n")}
		for _, group := range elements(child(doc.Docs[0].Body, "groups")) {
			list, to, err := f.group(group)
			if err != nil {
				return nil, nil, fmt.Errorf("read %s: %w", name, err)
			}
			if facts = append(facts, list...); to != nil {
				ending = append(ending, to)
			}
		}
	}
	return facts, ending, nil
}

// group reads the facts of a group, and where the group ends them.
func (f *factFile) group(node ast.Node) (list []*factText, ending *groupText, err error) {
	var shared yaml.MapSlice
	if err := yaml.NodeToValue(node, &shared, yaml.UseOrderedMap()); err != nil {
		return nil, nil, err
	}
	relation := textOf(shared, "relation")
	for _, n := range elements(child(node, "facts")) {
		t := &factText{file: f, relation: relation, group: shared}
		if err := yaml.NodeToValue(n, &t.own, yaml.UseOrderedMap()); err != nil {
			return nil, nil, err
		}
		if err := t.locate(n); err != nil {
			return nil, nil, err
		}
		list = append(list, t)
	}
	if to := textOf(shared, "valid_to"); to != "" {
		at := child(node, "valid_to").GetToken().Position
		ending = &groupText{file: f, relation: relation, to: to, line: at.Line, col: at.Column}
	}
	return list, ending, nil
}

// locate finds the lines of a fact: from its dash up to before the next line
// that stands no deeper than the dash.
func (t *factText) locate(n ast.Node) error {
	first := n.GetToken()
	if m, ok := n.(*ast.MappingNode); ok && !m.IsFlowStyle {
		first = m.Values[0].Key.GetToken()
	}
	if v, ok := n.(*ast.MappingValueNode); ok {
		first = v.Key.GetToken()
	}
	t.line, t.col = first.Position.Line, first.Position.Column
	dash := t.indent(t.line)
	if !strings.HasPrefix(t.file.lines[t.line-1][dash:], "- ") {
		return fmt.Errorf("line %d: the fact does not begin in the line of its dash", t.line)
	}
	for t.end = t.line + 1; t.end <= len(t.file.lines); t.end++ {
		if strings.TrimSpace(t.file.lines[t.end-1]) != "" && t.indent(t.end) <= dash {
			break
		}
	}
	t.end = min(t.end, len(t.file.lines)+1)
	return nil
}

func (t *factText) indent(line int) int {
	text := t.file.lines[line-1]
	return len(text) - len(strings.TrimLeft(text, " "))
}

// where is the position of the fact.
func (t *factText) where() string { return fmt.Sprintf("%s:%d:%d", t.file.name, t.line, t.col) }

// id is the id of the fact.
func (t *factText) id() string { return textOf(t.own, "id") }

// get is what the fact says under a key, or else its group.
func (t *factText) get(key string) any {
	if v := find(t.own, key); v != nil && v != "" {
		return v
	}
	return find(t.group, key)
}

func (t *factText) text(key string) string {
	s, _ := t.get(key).(string)
	return s
}

func (t *factText) list(key string) []string {
	var out []string
	values, _ := t.get(key).([]any)
	for _, v := range values {
		out = append(out, fmt.Sprint(v))
	}
	return out
}

// with is the line of the fact with another value under a key of its own.
func (t *factText) with(key string, value any) string {
	own := yaml.MapSlice{}
	for _, item := range t.own {
		if item.Key != key {
			own = append(own, item)
		}
	}
	own = append(own, yaml.MapItem{Key: key, Value: value})
	return strings.Repeat(" ", t.indent(t.line)) + "- " + written(own) + "\n"
}

// changed is the file with another value under a key of the fact.
func (t *factText) changed(key string, value any) []byte {
	return t.file.replaced(t.line, t.end, t.with(key, value))
}

// written writes a value in one line of YAML.
func written(v any) string {
	switch v := v.(type) {
	case yaml.MapSlice:
		parts := make([]string, len(v))
		for i, item := range v {
			parts[i] = fmt.Sprintf("%v: %s", item.Key, written(item.Value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = written(e)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		var b strings.Builder
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		_ = enc.Encode(v) // a text always can be written
		return strings.TrimSpace(b.String())
	}
	return fmt.Sprint(v)
}

// child is the value of a key in a mapping, or nil.
func child(n ast.Node, key string) ast.Node {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	}
	for _, v := range values {
		if v.Key.String() == key {
			return v.Value
		}
	}
	return nil
}

func elements(n ast.Node) []ast.Node {
	if list, ok := n.(*ast.SequenceNode); ok {
		return list.Values
	}
	return nil
}

func find(m yaml.MapSlice, key string) any {
	for _, item := range m {
		if item.Key == key {
			return item.Value
		}
	}
	return nil
}

func textOf(m yaml.MapSlice, key string) string {
	s, _ := find(m, key).(string)
	return s
}

// moved is a day some years and days away.
func moved(day string, years, days int) (string, error) {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return "", fmt.Errorf("%q is no day: %w", day, err)
	}
	return t.AddDate(years, 0, days).Format(time.DateOnly), nil
}
