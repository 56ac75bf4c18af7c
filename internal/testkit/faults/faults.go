// Package faults finds the expected errors that the program names, so that
// tests hold all of them to what is promised of each.
package faults

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Named is an expected error as its sources name it.
type Named struct {
	At                    string // file and line
	Code, English, French string
}

// Below returns what is made by fault.New in the sources below a folder, but
// for tests.
func Below(t testing.TB, root string) []Named {
	t.Helper()
	var all []Named
	err := filepath.WalkDir(root, func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		source, err := os.ReadFile(name)
		if err == nil && bytes.Contains(source, []byte("fault.New(")) {
			all = append(all, in(t, name, source)...)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// in returns those of a file.
func in(t testing.TB, name string, source []byte) []Named {
	var all []Named
	positions := token.NewFileSet()
	file, err := parser.ParseFile(positions, name, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || !isNew(call.Fun) || len(call.Args) != 4 {
			return true
		}
		at := positions.Position(call.Pos())
		found := Named{At: at.Filename + ":" + strconv.Itoa(at.Line)}
		for i, into := range []*string{&found.Code, &found.English, &found.French} {
			literal, ok := call.Args[i+1].(*ast.BasicLit)
			if !ok {
				t.Errorf("%s: write the code and the sentences of an error out, where they can be read", found.At)
				return true
			}
			if *into, err = strconv.Unquote(literal.Value); err != nil {
				t.Errorf("%s: %v", found.At, err)
			}
		}
		all = append(all, found)
		return true
	})
	return all
}

func isNew(called ast.Expr) bool {
	selector, ok := called.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	of, ok := selector.X.(*ast.Ident)
	return ok && of.Name == "fault" && selector.Sel.Name == "New"
}
