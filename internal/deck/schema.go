package deck

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	schemakind "github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

//go:embed schema/*.json
var schemaFiles embed.FS

// schemas compiles the shipped schemas once: "deck" -> schema.
var schemas = sync.OnceValue(func() map[string]*jsonschema.Schema {
	entries, err := schemaFiles.ReadDir("schema")
	if err != nil {
		panic(err)
	}
	c := jsonschema.NewCompiler()
	for _, e := range entries {
		b, err := schemaFiles.ReadFile("schema/" + e.Name())
		if err != nil {
			panic(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			panic(fmt.Errorf("%s: %w", e.Name(), err))
		}
		if err := c.AddResource("https://viva.invalid/schema/"+e.Name(), doc); err != nil {
			panic(err)
		}
	}
	compiled := map[string]*jsonschema.Schema{}
	for _, e := range entries {
		compiled[strings.TrimSuffix(e.Name(), ".schema.json")] = c.MustCompile("https://viva.invalid/schema/" + e.Name())
	}
	return compiled
})

// kindOfFile names the schema for a file: its stem up to the first "-".
func kindOfFile(name string) string {
	stem := strings.TrimSuffix(path.Base(name), path.Ext(name))
	if i := strings.IndexByte(stem, '-'); i > 0 {
		stem = stem[:i]
	}
	return stem
}

// validate checks a parsed file against its schema and decodes it into out.
func (f *yamlFile) validate(value any, out any) {
	b, err := json.Marshal(value)
	if err != nil {
		f.faults = append(f.faults, f.at("").fault("cannot be read: %v", err))
		return
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		f.faults = append(f.faults, f.at("").fault("cannot be read: %v", err))
		return
	}
	if err := schemas()[kindOfFile(f.name)].Validate(doc); err != nil {
		var v *jsonschema.ValidationError
		if e, ok := err.(*jsonschema.ValidationError); ok {
			v = e
		} else {
			f.faults = append(f.faults, f.at("").fault("%v", err))
			return
		}
		f.explain(v)
		return
	}
	if err := json.Unmarshal(b, out); err != nil {
		f.faults = append(f.faults, f.at("").fault("cannot be read: %v", err))
	}
}

var english = message.NewPrinter(language.English)

// explain turns a tree of schema errors into one fault per mistake. Of a
// choice between shapes, the branch that came furthest tells the mistake.
func (f *yamlFile) explain(v *jsonschema.ValidationError) {
	here := ""
	for _, s := range v.InstanceLocation {
		here += "/" + s
	}
	at := f.at(here)
	switch k := v.ErrorKind.(type) {
	case *schemakind.AdditionalProperties:
		for _, p := range k.Properties {
			f.faults = append(f.faults, at.below(p).fault("unknown key %q; remove it or mend its spelling", p))
		}
		return
	case *schemakind.Required:
		for _, p := range k.Missing {
			f.faults = append(f.faults, at.fault("%q is missing", p))
		}
		return
	case *schemakind.DependentRequired:
		for _, p := range k.Missing {
			f.faults = append(f.faults, at.fault("%q is missing", p))
		}
		return
	case *schemakind.FalseSchema:
		f.faults = append(f.faults, at.fault("unknown key %q; remove it or mend its spelling", path.Base(here)))
		return
	case *schemakind.AnyOf:
		deepest := v.Causes[0]
		for _, c := range v.Causes {
			if depth(c) > depth(deepest) {
				deepest = c
			}
		}
		f.explain(deepest)
		return
	}
	if len(v.Causes) == 0 {
		f.faults = append(f.faults, at.fault("%s: %s", cmp.Or(here, "the whole file"), v.ErrorKind.LocalizedString(english)))
	}
	for _, c := range v.Causes {
		f.explain(c)
	}
}

func depth(v *jsonschema.ValidationError) int {
	d := len(v.InstanceLocation)
	for _, c := range v.Causes {
		d = max(d, depth(c)+1)
	}
	return d
}
