package proof

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/goccy/go-yaml"
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

// valueEntry is the id of an entity, or a phrase in each language.
type valueEntry struct {
	id string
	labels
}

// UnmarshalYAML reads either form.
func (v *valueEntry) UnmarshalYAML(unmarshal func(any) error) error {
	if unmarshal(&v.id) == nil {
		return nil
	}
	return unmarshal(&v.labels)
}

type factEntry struct {
	ID       string
	Entity   string
	Value    valueEntry
	Editions []string
	Also     []string
	Asked    []string
}

// groupEntry is facts of one relation, with what they share.
type groupEntry struct {
	Relation string
	Entity   string
	Editions []string
	Also     []string
	Asked    []string
	Facts    []factEntry
}

// readFacts reads what the folder says about the world. Keys that do not bear
// on which option is right (topics, sources, corrections, ...) are passed over.
func (b *Book) readFacts(fsys fs.FS, folder string) (errs []error) {
	each(fsys, path.Join(folder, "entities*.yaml"), &errs, func(in struct {
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
		}
	})
	if len(errs) > 0 {
		return errs // every fact about what was not read would be one more
	}
	each(fsys, path.Join(folder, "facts*.yaml"), &errs, func(in struct{ Groups []groupEntry }) {
		for _, g := range in.Groups {
			for _, e := range g.Facts {
				f, err := b.settle(g, e)
				if err != nil {
					errs = append(errs, fmt.Errorf("%s: fact %q: %w", folder, e.ID, err))
				}
				b.facts = append(b.facts, f)
			}
		}
	})
	if len(errs) == 0 && len(b.facts) == 0 {
		errs = append(errs, fmt.Errorf("%s: no facts", folder))
	}
	return errs
}

// settle joins a fact with what it leaves to its group.
func (b *Book) settle(g groupEntry, e factEntry) (fact, error) {
	f := fact{id: e.ID, relation: g.Relation, entity: e.Entity, editions: e.Editions, also: e.Also, asked: e.Asked}
	if f.entity == "" {
		f.entity = g.Entity
	}
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
	if e.Value.id == "" {
		f.value, err = e.Value.names()
	} else if f.value = b.entities[e.Value.id]; f.value == nil {
		err = fmt.Errorf("unknown value %q", e.Value.id)
	}
	return f, err
}

// each decodes every file that matches, in name order.
func each[T any](fsys fs.FS, pattern string, errs *[]error, use func(T)) {
	files, err := fs.Glob(fsys, pattern)
	if err != nil {
		*errs = append(*errs, fmt.Errorf("list %s: %w", pattern, err))
	}
	for _, name := range files {
		var in T
		src, err := fs.ReadFile(fsys, name)
		if err == nil {
			err = yaml.Unmarshal(src, &in)
		}
		if err != nil {
			*errs = append(*errs, fmt.Errorf("read %s: %w", name, err))
			continue
		}
		use(in)
	}
}
