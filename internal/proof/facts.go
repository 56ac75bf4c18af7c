package proof

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// names is what a thing is called in each language, folded.
type names map[string]string

// fact is one statement: the entity has the value in these editions.
type fact struct {
	id       string
	relation string
	entity   string
	value    names
	editions []string
	also     []string // entities of which it is arguably true as well
	asked    []string // directions in which it may be asked; empty is all
	place    int      // of the value in a list, from 1
	rate     rate

	from, to   string // the first and the last day on which it holds; no last day is open
	confidence string
	source     string
	shows      string              // the English value as written; of a phrase, the id of the fact
	phrase     bool                // the value is written in place
	own        map[string][]string // language -> what its author wrote of it in whole sentences
	at         position
}

// holdsOn reports whether the fact is true on a day; both ends count.
func (f fact) holdsOn(day string) bool { return f.from <= day && (f.to == "" || day <= f.to) }

// position is where something stands in a file.
type position struct {
	file      string
	line, col int
}

// label is written as a text, or as a mapping that holds one.
type label string

// UnmarshalYAML reads either form.
func (l *label) UnmarshalYAML(unmarshal func(any) error) error {
	var text string
	if unmarshal(&text) == nil {
		*l = label(text)
		return nil
	}
	var long struct{ Text string }
	err := unmarshal(&long)
	*l = label(long.Text)
	return err
}

type labels struct {
	EN label `yaml:"en"`
	FR label `yaml:"fr"`
}

func (l labels) names() (names, error) {
	if l.EN == "" || l.FR == "" {
		return nil, errors.New("has no label in one of the languages")
	}
	return names{"en": fold(string(l.EN)), "fr": fold(string(l.FR))}, nil
}

// valueEntry is the id of an entity, a phrase in each language, or a rate.
type valueEntry struct {
	id string
	labels
	rate
}

// UnmarshalYAML reads any of the forms.
func (v *valueEntry) UnmarshalYAML(unmarshal func(any) error) error {
	if unmarshal(&v.id) == nil {
		return nil
	}
	if unmarshal(&v.rate) == nil && v.Unit != "" {
		return nil
	}
	return unmarshal(&v.labels)
}

// ownText is a rule, a correction or a hook of a fact, which a reason may repeat
// word for word.
type ownText struct {
	EN string `yaml:"en"`
	FR string `yaml:"fr"`
}

type factEntry struct {
	at         position
	ID         string
	Entity     string
	Value      valueEntry
	Editions   []string
	Also       []string
	Asked      []string
	Place      int
	ValidFrom  string `yaml:"valid_from"`
	ValidTo    string `yaml:"valid_to"`
	Confidence string
	Source     string
	Reason     ownText
	Correction ownText
	Because    ownText
}

// UnmarshalYAML keeps the position, so that a fault can name it.
func (f *factEntry) UnmarshalYAML(node ast.Node) error {
	type plain factEntry
	if err := yaml.NodeToValue(node, (*plain)(f)); err != nil {
		return err
	}
	first := node.GetToken()
	if m, ok := node.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		first = m.Values[0].Key.GetToken() // a block's own token is a colon
	}
	f.at.line, f.at.col = first.Position.Line, first.Position.Column
	return nil
}

// groupEntry is facts of one relation, with what they share.
type groupEntry struct {
	Relation   string
	Entity     string
	Editions   []string
	Also       []string
	Asked      []string
	ValidFrom  string `yaml:"valid_from"`
	ValidTo    string `yaml:"valid_to"`
	Confidence string
	Source     string
	Reason     ownText
	Correction ownText
	Because    ownText
	Facts      []factEntry
}

// own are the texts of a fact in each language, those of its group where it has
// none, plainly.
func (g groupEntry) own(e factEntry) map[string][]string {
	own := map[string][]string{}
	for _, t := range []ownText{cmp.Or(e.Reason, g.Reason), cmp.Or(e.Correction, g.Correction), cmp.Or(e.Because, g.Because)} {
		if t != (ownText{}) {
			own["en"], own["fr"] = append(own["en"], plain(t.EN)), append(own["fr"], plain(t.FR))
		}
	}
	return own
}

// factsFile is a facts*.yaml; its relations are passed over.
type factsFile struct{ Groups []groupEntry }

// readFacts reads what the folder says about the world. Keys that say nothing
// about the world (topics, corrections, ...) are passed over.
func (b *Book) readFacts(fsys fs.FS, folder string) (errs []error) {
	each(fsys, path.Join(folder, "entities*.yaml"), &errs, func(_ string, in struct {
		Entities []struct {
			ID string
			EN label `yaml:"en"`
			FR label `yaml:"fr"`
		}
	}) {
		for _, e := range in.Entities {
			n, err := labels{e.EN, e.FR}.names()
			if err == nil && b.entities[e.ID] != nil {
				err = errors.New("stands twice")
			}
			if err != nil {
				errs = append(errs, fmt.Errorf("%s: entity %q: %w", folder, e.ID, err))
			}
			b.entities[e.ID] = n
			b.printed[e.ID] = string(e.EN)
		}
	})
	if len(errs) > 0 {
		return errs // every fact about what was not read would be one more
	}
	each(fsys, path.Join(folder, "facts*.yaml"), &errs, func(file string, in factsFile) {
		facts, wrong := b.settleAll(file, in)
		b.facts, errs = append(b.facts, facts...), append(errs, wrong...)
	})
	profiles, err := readProfiles(fsys, folder)
	if b.profiles = profiles; err != nil {
		errs = append(errs, err)
	}
	if len(errs) == 0 && len(b.facts) == 0 {
		errs = append(errs, fmt.Errorf("%s: no facts", folder))
	}
	return errs
}

// settleAll makes the facts of a file.
func (b *Book) settleAll(file string, in factsFile) (facts []fact, errs []error) {
	for _, g := range in.Groups {
		for _, e := range g.Facts {
			e.at.file = file
			f, err := b.settle(g, e)
			if err != nil {
				errs = append(errs, fmt.Errorf("%s: fact %q: %w", path.Dir(file), e.ID, err))
			}
			facts = append(facts, f)
		}
	}
	return facts, errs
}

// settle joins a fact with what it leaves to its group.
func (b *Book) settle(g groupEntry, e factEntry) (fact, error) {
	f := fact{id: e.ID, relation: g.Relation, editions: e.Editions, also: e.Also, asked: e.Asked, own: g.own(e), at: e.at}
	f.entity = cmp.Or(e.Entity, g.Entity)
	f.from, f.to = cmp.Or(e.ValidFrom, g.ValidFrom), cmp.Or(e.ValidTo, g.ValidTo)
	f.confidence, f.source = cmp.Or(e.Confidence, g.Confidence), cmp.Or(e.Source, g.Source)
	if f.editions == nil {
		f.editions = g.Editions
	}
	if f.also == nil {
		f.also = g.Also
	}
	if f.asked == nil {
		f.asked = g.Asked
	}
	for _, id := range append([]string{f.entity}, f.also...) {
		if b.entities[id] == nil {
			return f, fmt.Errorf("unknown entity %q", id)
		}
	}
	var err error
	switch f.shows = b.printed[e.Value.id]; {
	case e.Value.Unit != "":
		f.rate, f.shows = e.Value.rate, e.Value.rate.String()
		f.value = names{"en": f.shows, "fr": f.shows}
	case e.Value.id == "":
		f.shows, f.phrase = f.id, true
		f.value, err = e.Value.names()
	default:
		if f.value = b.entities[e.Value.id]; f.value == nil {
			err = fmt.Errorf("unknown value %q", e.Value.id)
		}
	}
	if f.place = e.Place; f.place > 0 {
		f.shows = fmt.Sprintf("%d. %s", f.place, f.shows)
	}
	return f, err
}

// each decodes every file that matches, in name order.
func each[T any](fsys fs.FS, pattern string, errs *[]error, use func(file string, in T)) {
	files, err := fs.Glob(fsys, pattern)
	if err != nil {
		*errs = append(*errs, fmt.Errorf("list %s: %w", pattern, err))
	}
	for _, name := range files {
		var in T
		src, err := readText(fsys, name)
		if err == nil {
			err = Unmarshal(src, &in)
		}
		if err != nil {
			*errs = append(*errs, unreadable(name, err))
			continue
		}
		use(name, in)
	}
}
