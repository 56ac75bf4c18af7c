package deck

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

// Load reads every subject below fsys, one folder each, in name order. When
// there are faults there is no deck: nothing half-checked is ever served.
func Load(fsys fs.FS) ([]*Deck, []Fault) { return load(fsys, false) }

// LoadProved reads subjects of which Load has found nothing wrong before, such
// as those that are part of the program, which its tests check. It deals each
// item once to learn on which days it can be offered, and proves none.
func LoadProved(fsys fs.FS) ([]*Deck, []Fault) { return load(fsys, true) }

func load(fsys fs.FS, proved bool) ([]*Deck, []Fault) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, []Fault{{File: ".", Line: 1, Col: 1, Message: err.Error()}}
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !e.IsDir() })
	decks, wrong := make([]*Deck, len(entries)), make([][]Fault, len(entries))
	var all sync.WaitGroup
	for i, e := range entries {
		all.Go(func() { decks[i], wrong[i] = loadDeck(fsys, e.Name(), proved) })
	}
	all.Wait()
	faults := slices.Concat(wrong...)
	if len(decks) == 0 && len(faults) == 0 {
		faults = append(faults, Fault{File: ".", Line: 1, Col: 1, Message: "no subject: each folder here is one"})
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return decks, nil
}

// LoadSubject reads the subject in folder and checks it. All faults of a run
// are returned together.
func LoadSubject(fsys fs.FS, folder string) (*Deck, []Fault) { return loadDeck(fsys, folder, false) }

func loadDeck(fsys fs.FS, folder string, proved bool) (*Deck, []Fault) {
	b := newBuilder()
	b.proved = proved
	b.read(fsys, folder)
	if len(b.faults) == 0 {
		b.link()
	}
	if len(b.faults) == 0 {
		b.derive()
	}
	sortFaults(b.faults)
	return b.Deck, b.faults
}

func newBuilder() *builder {
	return &builder{Deck: &Deck{
		sources: map[string]*Source{}, entities: map[string]*Entity{}, relations: map[string]*Relation{},
		factByID: map[string]*Fact{}, related: map[string][]*Fact{}, verbatim: map[string]bool{},
		ordered: map[string]bool{}, barred: map[string]map[string]bool{}, regimes: map[string][]*regime{}, texts: map[string]textsOf{},
	}}
}

func sortFaults(faults []Fault) {
	slices.SortStableFunc(faults, func(a, b Fault) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Col - b.Col
	})
}

// builder collects a deck and its faults while it is read.
type builder struct {
	*Deck
	deckAt position
	faults []Fault
	told   map[Fault]bool
	proved bool // checked before: nothing needs to be proved again

	plains []plainLabel // see plainLabels
}

// fault notes a fault, once, however many items or days it spoils.
func (b *builder) fault(at position, format string, args ...any) {
	b.tell(at.fault(format, args...))
}

func (b *builder) tell(f Fault) {
	if b.told[f] {
		return
	}
	if b.told == nil {
		b.told = map[Fault]bool{}
	}
	b.told[f] = true
	b.faults = append(b.faults, f)
}

// read parses every file of the folder.
func (b *builder) read(fsys fs.FS, folder string) {
	names, err := yamlFiles(fsys, folder)
	if err != nil {
		b.faults = append(b.faults, Fault{folder, 1, 1, err.Error()})
		return
	}
	if len(names) == 0 {
		b.faults = append(b.faults, Fault{folder, 1, 1, "a subject needs deck.yaml, sources.yaml, entities.yaml, facts.yaml and models.yaml"})
		return
	}
	hash := sha256.New()
	seen := map[string]bool{}
	for _, name := range names {
		if kind := kindOfFile(name); kind == "proof" || kind == "wording" {
			// Of the second reading, and of the checks of words. They alter no
			// item, so they are no part of the version that attempts keep.
			continue
		}
		seen[kindOfFile(name)] = true // even if it cannot be read: that is a fault of its own
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			b.faults = append(b.faults, Fault{name, 1, 1, err.Error()})
			continue
		}
		if kindOfFile(name) != "readings" { // a page to read alters no item either
			fmt.Fprintf(hash, "%s %d\n", path.Base(name), len(src))
			hash.Write(src)
		}
		b.readFile(name, src)
	}
	for _, k := range []string{"deck", "sources", "entities", "facts", "models"} {
		if !seen[k] {
			b.faults = append(b.faults, Fault{path.Join(folder, k+".yaml"), 1, 1, "this file is missing"})
		}
	}
	b.Version = hex.EncodeToString(hash.Sum(nil)[:6])
	if b.Subject != "" && b.Subject != folder {
		b.fault(b.deckAt.below("subject"), "subject is %q but its folder is %q; they must be the same", b.Subject, folder)
	}
}

// yamlFiles are the files of a folder, in name order.
func yamlFiles(fsys fs.FS, folder string) (names []string, err error) {
	entries, err := fs.ReadDir(fsys, folder)
	for _, e := range entries {
		if path.Ext(e.Name()) == ".yaml" {
			names = append(names, path.Join(folder, e.Name()))
		}
	}
	return names, err
}

func (b *builder) readFile(name string, src []byte) {
	f, value := readYAML(name, src)
	defer func() { b.faults = append(b.faults, f.faults...) }()
	if len(f.faults) > 0 {
		return
	}
	b.keepTexts(f, value, src)
	f.proved = b.proved
	switch kindOfFile(name) {
	case "deck":
		f.validate(value, &b.deckFile)
		b.readDeck(f)
	case "sources":
		var in struct{ Sources []Source }
		f.validate(value, &in)
		for i := range in.Sources {
			s := &in.Sources[i]
			s.at = f.at(fmt.Sprintf("/sources/%d", i))
			declare(b, b.sources, s.ID, s, s.at)
			b.checkSource(s)
		}
	case "entities":
		var in struct{ Entities []Entity }
		f.validate(value, &in)
		for i := range in.Entities {
			e := &in.Entities[i]
			e.at = f.at(fmt.Sprintf("/entities/%d", i))
			e.rank = len(b.entities)
			declare(b, b.entities, e.ID, e, e.at)
		}
	case "facts":
		b.readFacts(f, value)
	case "models":
		var in struct{ Models []*Model }
		f.validate(value, &in)
		for i, m := range in.Models {
			m.at = f.at(fmt.Sprintf("/models/%d", i))
			b.models = append(b.models, m)
		}
	case "misconceptions":
		b.readMisconceptions(f, value)
	case "register":
		b.readRegister(f, value)
	case "exams":
		b.readExams(f, value)
	case "readings":
		b.readReadings(f, value)
	default:
		b.fault(f.at(""), "a file is named deck, sources, entities, facts, models, misconceptions, register, exams or readings, with -anything behind")
	}
}

func (b *builder) readDeck(f *yamlFile) {
	b.deckAt = f.at("")
	for i := range b.Editions {
		b.Editions[i].at = f.at(fmt.Sprintf("/editions/%d", i))
	}
	for i := range b.Topics {
		b.Topics[i].at = f.at(fmt.Sprintf("/topics/%d", i))
	}
	for _, k := range b.Kinds {
		b.verbatim[k.ID] = k.Verbatim
		b.ordered[k.ID] = k.Ordered
	}
}

func (b *builder) readFacts(f *yamlFile, value any) {
	var in struct {
		Relations []Relation
		Groups    []group
	}
	f.validate(value, &in)
	for i := range in.Relations {
		r := &in.Relations[i]
		r.at = f.at(fmt.Sprintf("/relations/%d", i))
		declare(b, b.relations, r.ID, r, r.at)
	}
	for i := range in.Groups {
		g := &in.Groups[i]
		for j := range g.Facts {
			fact := &g.Facts[j]
			fact.settle(g)
			fact.at = f.at(fmt.Sprintf("/groups/%d/facts/%d", i, j))
			fact.relation = &Relation{ID: g.Relation} // linked when all files are read
			if declare(b, b.factByID, fact.ID, fact, fact.at) {
				b.facts = append(b.facts, fact)
			}
		}
	}
}

// declare adds a thing under its id, once.
func declare[T any](b *builder, all map[string]*T, id string, thing *T, at position) bool {
	if all[id] != nil {
		b.fault(at.below("id"), "id %q is taken; ids are used once", id)
		return false
	}
	all[id] = thing
	return true
}

// derive lists the specs of every edition and of every day, and proves each.
func (b *builder) derive() {
	for _, e := range b.Editions {
		b.regimes[e.ID] = b.makeRegimes(e)
	}
	b.checkSpecs()
	if b.proved {
		return
	}
	b.checkTold()
	for _, e := range b.Editions {
		for _, r := range b.regimes[e.ID] {
			b.checkCases(e.ID, r.specs)
		}
	}
	b.checkRegister()
	b.checkHooks()
	b.checkPhrasing()
	b.checkGiveaways()
	b.checkPriors()
	b.checkStates()
	b.checkTopics()
	b.checkMisconceptions()
	b.checkExams()
}
