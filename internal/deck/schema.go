package deck

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	schemakind "github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

//go:embed schema/*.json
var schemaFiles embed.FS

// schemaDocs are the shipped schemas by the kind of file: "deck" -> schema.
var schemaDocs = sync.OnceValue(func() map[string]any {
	entries, err := schemaFiles.ReadDir("schema")
	if err != nil {
		panic(err)
	}
	docs := map[string]any{}
	for _, e := range entries {
		b, err := schemaFiles.ReadFile("schema/" + e.Name())
		if err != nil {
			panic(err)
		}
		kind := strings.TrimSuffix(e.Name(), ".schema.json")
		if docs[kind], err = jsonschema.UnmarshalJSON(bytes.NewReader(b)); err != nil {
			panic(fmt.Errorf("%s: %w", e.Name(), err))
		}
	}
	return docs
})

// schemas are the same, compiled once.
var schemas = sync.OnceValue(func() map[string]*jsonschema.Schema {
	url := func(kind string) string { return "https://viva.invalid/schema/" + kind + ".schema.json" }
	c := jsonschema.NewCompiler()
	for kind, doc := range schemaDocs() {
		if err := c.AddResource(url(kind), doc); err != nil {
			panic(err)
		}
	}
	compiled := map[string]*jsonschema.Schema{}
	for kind := range schemaDocs() {
		compiled[kind] = c.MustCompile(url(kind))
	}
	return compiled
})

// schemaKeys are the keys that a kind of file has anywhere in it.
var schemaKeys = sync.OnceValue(func() map[string][]string {
	keys := map[string][]string{}
	for kind, doc := range schemaDocs() {
		keys[kind] = properties(doc, properties(schemaDocs()["common"], nil))
	}
	return keys
})

// properties adds the keys that a schema names.
func properties(schema any, to []string) []string {
	switch schema := schema.(type) {
	case map[string]any:
		if named, ok := schema["properties"].(map[string]any); ok {
			to = slices.AppendSeq(to, maps.Keys(named))
		}
		for _, below := range schema {
			to = properties(below, to)
		}
	case []any:
		for _, below := range schema {
			to = properties(below, to)
		}
	}
	return to
}

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
	if err := f.fits(value); err != nil {
		var v *jsonschema.ValidationError
		if e, ok := err.(*jsonschema.ValidationError); ok {
			v = e
		} else {
			f.faults = append(f.faults, f.at("").fault("%v", err))
			return
		}
		before := len(f.faults)
		f.explain(v)
		if len(f.faults) == before {
			f.faults = append(f.faults, f.misplaced...)
		}
		return
	}
	if err := json.Unmarshal(b, out); err != nil {
		f.faults = append(f.faults, f.at("").fault("cannot be read: %v", err))
	}
}

// fits compares a file with its schema; one that was proved before is as it
// should be.
func (f *yamlFile) fits(value any) error {
	if f.proved {
		return nil
	}
	return schemas()[kindOfFile(f.name)].Validate(value)
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
			f.unknownKey(at.below(p), p)
		}
		return
	case *schemakind.Required:
		for _, p := range k.Missing {
			f.faults = append(f.faults, at.fault("%s", missing(p)))
		}
		return
	case *schemakind.DependentRequired:
		for _, p := range k.Missing {
			f.faults = append(f.faults, at.fault("%q is missing", p))
		}
		return
	case *schemakind.FalseSchema:
		f.unknownKey(at, path.Base(here))
		return
	case *schemakind.AnyOf:
		f.explain(slices.MinFunc(v.Causes, byMeaning))
		return
	case *schemakind.MinLength:
		if lang := textIn[path.Base(here)]; lang != "" {
			f.faults = append(f.faults, at.fault("the %s text is empty; write it", lang))
			return
		}
	case *schemakind.Type:
		if strings.HasSuffix(v.SchemaURL, "#/$defs/text") {
			f.faults = append(f.faults, at.fault(`write this text in both languages, as {en: "...", fr: "..."}`))
			return
		}
		if k.Got == "number" && slices.Contains(k.Want, "string") {
			f.faults = append(f.faults, at.fault("%s: put quotation marks around what looks like a number but is a text", cmp.Or(here, "the whole file")))
			return
		}
	}
	if len(v.Causes) == 0 {
		f.faults = append(f.faults, at.fault("%s: %s", cmp.Or(here, "the whole file"), v.ErrorKind.LocalizedString(english)))
	}
	for _, c := range v.Causes {
		f.explain(c)
	}
}

// textIn names the language of the key that holds a text.
var textIn = map[string]string{"en": "English", "fr": "French"}

// missing says that a key is not there, of a text in which language.
func missing(key string) string {
	if lang := textIn[key]; lang != "" {
		return fmt.Sprintf("the %s text is missing; add %q to what stands here", lang, key+": ...")
	}
	return fmt.Sprintf("%q is missing", key)
}

// unknownKey tells of a key that has no meaning where it stands. One that has a
// meaning elsewhere is told only if nothing else is wrong: a mistake within its
// value can make a schema doubt the key as well.
func (f *yamlFile) unknownKey(at position, key string) {
	if slices.Contains(schemaKeys()[kindOfFile(f.name)], key) {
		f.misplaced = append(f.misplaced, at.fault("the key %q has no meaning here; remove it, or move it to where it belongs", key))
		return
	}
	f.faults = append(f.faults, at.fault("unknown key %q; remove it or mend its spelling%s", key, orNear(key, schemaKeys()[kindOfFile(f.name)])))
}

// byMeaning orders the branches of a choice between shapes, first the one that
// was probably meant: not one of another type altogether, then one with few
// mistakes, then the one that came furthest.
func byMeaning(a, b *jsonschema.ValidationError) int {
	return cmp.Or(cmp.Compare(otherType(a), otherType(b)), cmp.Compare(mistakes(a), mistakes(b)), cmp.Compare(depth(b), depth(a)))
}

// otherType is 1 for a branch that wants another type of value than it got.
func otherType(v *jsonschema.ValidationError) int {
	for _, c := range v.Causes {
		if _, wrong := c.ErrorKind.(*schemakind.Type); wrong && len(c.InstanceLocation) == len(v.InstanceLocation) {
			return 1
		}
	}
	if _, wrong := v.ErrorKind.(*schemakind.Type); wrong {
		return 1
	}
	return 0
}

// mistakes counts what a branch has to say.
func mistakes(v *jsonschema.ValidationError) (n int) {
	switch k := v.ErrorKind.(type) {
	case *schemakind.AdditionalProperties:
		return len(k.Properties)
	case *schemakind.Required:
		return len(k.Missing)
	}
	for _, c := range v.Causes {
		n += mistakes(c)
	}
	return max(n, 1)
}

func depth(v *jsonschema.ValidationError) int {
	d := len(v.InstanceLocation)
	for _, c := range v.Causes {
		d = max(d, depth(c)+1)
	}
	return d
}
