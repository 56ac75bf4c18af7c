// Package small is the subject of tests: the planets, which ask a few questions
// of every type. All that tests know of a type stands in types/<type>.yaml: the
// models that ask for it, as in any models file, and below "---" answers to
// items of it with their marks.
package small

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing/fstest"

	"github.com/goccy/go-yaml"
)

//go:embed planets/*.yaml types/*.yaml
var files embed.FS

// Planets are the files of the subject, in a folder of that name; the models of
// a type are its models-<type>.yaml. Whoever asks gets a copy to break.
func Planets() fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range read("planets") {
		fsys["planets/"+name+".yaml"] = &fstest.MapFile{Data: text}
	}
	for name, text := range read("types") {
		models, _, _ := bytes.Cut(text, []byte("---\n"))
		fsys["planets/models-"+name+".yaml"] = &fstest.MapFile{Data: models}
	}
	return fsys
}

// Table is an item of a type in a language, and answers to it with their marks.
type Table struct {
	Type, Lang string
	Floor      string          // the chance of a blind guess, such as 1/4
	Item       json.RawMessage // a deck.Item
	Cases      []Case
}

// Case is an answer and what becomes of it.
type Case struct {
	Name    string
	Given   []string
	Want    string // "right", "wrong" or the code of the error
	Mark    int64  // of what is wrong and earns a part, in hundred-thousandths
	Crafted bool   // no page sends it
	Read    string // how a number is told to have been read, or ""
}

// Says is what a page makes of the answer: right, wrong or unreadable.
func (c Case) Says() string {
	if c.Want == "right" || c.Want == "wrong" {
		return c.Want
	}
	return "unreadable"
}

// Tables are those of all types, in each language that they are for.
func Tables() ([]Table, error) {
	var all []Table
	for typ, text := range read("types") {
		_, answers, _ := bytes.Cut(text, []byte("---\n"))
		var tables []struct {
			Langs []string
			Floor string
			Item  map[string]any
			Cases []Case
		}
		if err := yaml.UnmarshalWithOptions(answers, &tables, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("types/%s.yaml, below its models: %w", typ, err)
		}
		for _, t := range tables {
			for _, lang := range t.Langs {
				t.Item["type"], t.Item["lang"] = typ, lang
				item, err := json.Marshal(t.Item)
				if err != nil {
					return nil, err
				}
				all = append(all, Table{typ, lang, t.Floor, item, t.Cases})
			}
		}
	}
	return all, nil
}

// read yields the names, without ".yaml", and the texts of a folder.
func read(folder string) func(yield func(name string, text []byte) bool) {
	return func(yield func(name string, text []byte) bool) {
		names, _ := fs.Glob(files, folder+"/*.yaml") // the pattern is sound
		for _, name := range names {
			text, err := files.ReadFile(name)
			if err != nil {
				panic(err) // it is embedded
			}
			if !yield(strings.TrimSuffix(path.Base(name), ".yaml"), text) {
				return
			}
		}
	}
}
