package deck

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Fault is one mistake in an author's file.
type Fault struct {
	File      string
	Line, Col int
	Message   string
}

func (f Fault) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Col, f.Message)
}

// yamlFile is a parsed file that remembers where everything stands.
type yamlFile struct {
	name   string
	where  map[string]*token.Position // JSON pointer -> the key or element
	faults []Fault
	proved bool // Load has found nothing wrong with it before

	misplaced []Fault // keys that have a meaning elsewhere, see unknownKey
}

// position is where something stands in a file, kept so that later checks can
// name it.
type position struct {
	file    *yamlFile
	pointer string
}

func (f *yamlFile) at(pointer string) position { return position{f, pointer} }

// lineColumn is where the position stands, or the nearest one around it that is
// known.
func (p position) lineColumn() (line, col int) {
	if p.file == nil {
		return 1, 1
	}
	for pointer := p.pointer; ; pointer = parentOf(pointer) {
		if known := p.file.where[pointer]; known != nil {
			return known.Line, known.Column
		}
		if pointer == "" {
			return 1, 1
		}
	}
}

// written reports whether something stands at the position itself.
func (p position) written() bool { return p.file != nil && p.file.where[p.pointer] != nil }

func parentOf(pointer string) string {
	for i := len(pointer) - 1; i >= 0; i-- {
		if pointer[i] == '/' {
			return pointer[:i]
		}
	}
	return ""
}

// below is a position inside p, whether or not it was written.
func (p position) below(name string) position {
	return position{p.file, p.pointer + "/" + name}
}

func (p position) fault(format string, args ...any) Fault {
	line, col := p.lineColumn()
	name := ""
	if p.file != nil {
		name = p.file.name
	}
	return Fault{File: name, Line: line, Col: col, Message: fmt.Sprintf(format, args...)}
}

// readYAML parses src into maps, slices and scalars. It refuses what makes a
// knowledge file mean something else than it seems to say.
func readYAML(name string, src []byte) (*yamlFile, any) {
	f := &yamlFile{name: name, where: map[string]*token.Position{}}
	tokens := lexer.Tokenize(strings.TrimPrefix(string(src), "\ufeff")) // some editors begin files with a mark
	if at := tooDeep(tokens); at != nil {
		f.faults = append(f.faults, Fault{name, at.Line, at.Column, fmt.Sprintf("nested deeper than %d levels", maxDepth)})
		return f, nil
	}
	doc, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		f.faults = append(f.faults, syntaxFault(name, err))
		return f, nil
	}
	if len(doc.Docs) != 1 || doc.Docs[0].Body == nil {
		f.faults = append(f.faults, Fault{name, 1, 1, "one YAML document is expected, and it may not be empty"})
		return f, nil
	}
	return f, f.value(doc.Docs[0].Body, "", 0)
}

// quoteIt is what mends most mistakes in YAML.
const quoteIt = "; put a text between quotation marks if it holds a colon, a comma, a bracket, a brace or #, and write a quotation mark within it twice or use the other kind around it"

func syntaxFault(name string, err error) Fault {
	fault := Fault{name, 1, 1, "YAML: " + err.Error() + quoteIt}
	if syntax := yaml.Error(nil); errors.As(err, &syntax) {
		fault.Message = "YAML: " + syntax.GetMessage() + quoteIt
		if t := syntax.GetToken(); t != nil && t.Position != nil {
			fault.Line, fault.Col = t.Position.Line, t.Position.Column
		}
	}
	return fault
}

const maxDepth = 32

// tooDeep finds where brackets, or dashes on one line, nest too deeply. It
// comes before parsing, which takes memory with the square of the depth: a
// hundred kilobytes of brackets would take 15 gigabytes.
func tooDeep(tokens token.Tokens) *token.Position {
	line, dashes, brackets := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			line, dashes = t.Position.Line, 0
		}
		switch t.Type {
		case token.SequenceEntryType:
			dashes++
		case token.SequenceStartType, token.MappingStartType:
			brackets++
		case token.SequenceEndType, token.MappingEndType:
			brackets = max(brackets-1, 0)
		}
		if dashes+brackets > maxDepth {
			return t.Position
		}
	}
	return nil
}

var octalLooking = regexp.MustCompile(`^[-+]?0[0-9_]`)

// value converts a node and notes where it stands.
func (f *yamlFile) value(n ast.Node, pointer string, depth int) any {
	if f.where[pointer] == nil {
		f.where[pointer] = start(n)
	}
	if depth > maxDepth {
		f.refuse(n, "nested deeper than %d levels", maxDepth)
		return nil
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		return f.mapping(n.Values, pointer, depth)
	case *ast.MappingValueNode:
		return f.mapping([]*ast.MappingValueNode{n}, pointer, depth)
	case *ast.SequenceNode:
		list := make([]any, 0, len(n.Values))
		for i, v := range n.Values {
			list = append(list, f.value(v, pointer+"/"+strconv.Itoa(i), depth+1))
		}
		return list
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return n.Value.Value
	case *ast.BoolNode:
		return n.Value
	case *ast.NullNode:
		f.refuse(n, "an empty value; write \"\" for an open one, or leave the key out")
	case *ast.IntegerNode:
		if octalLooking.MatchString(n.GetToken().Value) {
			f.refuse(n, "%s looks octal; quote it if it is a text, or drop the leading zero", n.GetToken().Value)
			return nil
		}
		return n.Value
	case *ast.FloatNode:
		return n.Value
	case *ast.AnchorNode:
		f.refuse(n, "anchors are not used in knowledge files; write the value out")
	case *ast.AliasNode:
		f.refuse(n, "aliases are not used in knowledge files; write the value out")
	default:
		f.refuse(n, "%s is not used in knowledge files", n.Type())
	}
	return nil
}

// start is where a node begins. A mapping in lines of its own begins at its
// first key: its own token is the colon after that key.
func start(n ast.Node) *token.Position {
	switch m := n.(type) {
	case *ast.MappingNode:
		if !m.IsFlowStyle && len(m.Values) > 0 {
			n = m.Values[0].Key
		}
	case *ast.MappingValueNode:
		n = m.Key
	}
	return n.GetToken().Position
}

func (f *yamlFile) mapping(values []*ast.MappingValueNode, pointer string, depth int) any {
	m := make(map[string]any, len(values))
	for _, v := range values {
		key, ok := v.Key.(*ast.StringNode)
		if !ok {
			f.refuse(v.Key, "a key must be a plain text")
			continue
		}
		at := pointer + "/" + key.Value
		if _, twice := m[key.Value]; twice {
			first := f.where[at]
			f.refuse(v.Key, "%q stands twice, first on line %d; keep one", key.Value, first.Line)
			continue
		}
		f.where[at] = key.GetToken().Position
		if v.Value.Type() == ast.NullType {
			f.refuse(key, "%s", f.noValue(key.Value))
			continue
		}
		m[key.Value] = f.value(v.Value, at, depth+1)
	}
	return m
}

// noValue says what is wrong with a key that has no value. In braces that may
// be the rest of a text, cut off by a comma.
func (f *yamlFile) noValue(key string) string {
	switch {
	case textIn[key] != "":
		return missing(key)
	case slices.Contains(schemaKeys()[kindOfFile(f.name)], key):
		return fmt.Sprintf(`%q has an empty value; write "" for an open one, or leave the key out`, key)
	}
	return fmt.Sprintf("%q has no value; if it goes on with a text that holds a comma, put quotation marks around the whole text", key)
}

func (f *yamlFile) refuse(n ast.Node, format string, args ...any) {
	line, col := 1, 1
	if t := n.GetToken(); t != nil && t.Position != nil {
		line, col = t.Position.Line, t.Position.Column
	}
	f.faults = append(f.faults, Fault{f.name, line, col, fmt.Sprintf(format, args...)})
}
