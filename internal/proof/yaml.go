package proof

import (
	"bytes"
	"errors"
	"io/fs"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// maxOpen is how many brackets and dashes may be open at once: a file of
// patterns needs three.
const maxOpen = 16

// crowded finds where more are open. Each costs the parser memory for all
// those around it, so a small file could take all there is.
func crowded(src []byte) *token.Position {
	open, dashes, line := 0, 0, 0
	for _, t := range lexer.Tokenize(string(src)) {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			open++
		case token.SequenceEndType, token.MappingEndType:
			open = max(0, open-1)
		case token.SequenceEntryType:
			if t.Position.Line != line {
				dashes, line = 0, t.Position.Line
			}
			dashes++
		}
		if open > maxOpen || dashes > maxOpen {
			return t.Position
		}
	}
	return nil
}

// Crowded says where a file of YAML opens more brackets and dashes than a parser
// should be given, if it does.
func Crowded(src []byte) (line, col int, found bool) {
	at := crowded(src)
	if at == nil {
		return 0, 0, false
	}
	return at.Line, at.Column, true
}

// readText reads a file without the mark that some editors begin one with.
func readText(fsys fs.FS, name string) ([]byte, error) {
	src, err := fs.ReadFile(fsys, name)
	return bytes.TrimPrefix(src, []byte("\ufeff")), err
}

// readPatterns reads a file of patterns, in which each key has a meaning.
func readPatterns(fsys fs.FS, name string, into any) error {
	src, err := readText(fsys, name)
	if err != nil {
		return position{name, 1, 1}.fault("%v", err)
	}
	if at := crowded(src); at != nil {
		return position{name, at.Line, at.Column}.fault("more than %d brackets are open here; take some out", maxOpen)
	}
	if err := Unmarshal(src, into, yaml.Strict()); err != nil {
		return unreadable(name, err)
	}
	return nil
}

// Unmarshal reads YAML into a value. Some input makes the reader of YAML panic,
// where a list or a mapping is expected and something else stands; that becomes
// an error.
func Unmarshal(src []byte, into any, options ...yaml.DecodeOption) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("a list or a mapping is expected where something else stands; write an entry a line, each after a hyphen")
		}
	}()
	return yaml.UnmarshalWithOptions(src, into, options...)
}

// quoteIt is what mends most mistakes in a file of patterns.
const quoteIt = "; put an expression between apostrophes, and write an apostrophe within it twice"

// unreadable is what the reader of YAML found, on one line and with its
// position.
func unreadable(name string, err error) Fault {
	at := position{name, 1, 1}
	var found yaml.Error
	if !errors.As(err, &found) {
		return at.fault("YAML: %v%s", err, quoteIt)
	}
	if t := found.GetToken(); t != nil && t.Position != nil {
		at.line, at.col = t.Position.Line, t.Position.Column
	}
	return at.fault("YAML: %s%s", found.GetMessage(), quoteIt)
}
