package proof

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// File is the name of the file with a subject's reading patterns.
const File = "proof.yaml"

// Book is what is known of a subject, and how its questions are read. It is
// safe for use by many goroutines.
type Book struct {
	entities map[string]names
	printed  map[string]string // entity -> its English label as written
	facts    []fact
	profiles []entry                   // what a ledger should say of exams and editions
	choose   map[string]*regexp.Regexp // language -> how a stem asks for several
	patterns []pattern
	used     []atomic.Bool // which patterns have read a stem
	file     string        // where the patterns stand
	drafts   []Fault       // patterns that nobody has confirmed

	reasons     []reasonPattern
	reasonsOf   map[string][]int // relation -> which of them may read its sentences
	written     map[string]bool  // relations with reasons in an author's own words -> whether names in them are looked at
	usedReasons []atomic.Bool
	since       map[string]*regexp.Regexp // language -> how a line tells what is true today
	lib         *library
	held        *holdings
}

// holdings keeps which facts hold: the same are asked for with every item.
type holdings struct {
	mu    sync.Mutex
	facts map[[3]string][]fact // by relation, edition and day
}

// What a stem asks for. For a value it names the entity, for an entity the
// value.
const (
	forValue  = "value"
	forEntity = "entity"
	forOrder  = "order"  // the values of an entity, by their places
	forMatch  = "match"  // what belongs to each prompt; the stem names nothing
	forNumber = "number" // what the rates of an entity make of a usage
)

// asks are all of them.
var asks = []string{forValue, forEntity, forOrder, forMatch, forNumber}

// Groups for what else a stem names: its edition, and a usage.
const (
	inEdition = "edition"
	ofUsage   = "usage"
)

// pattern is one wording of a stem.
type pattern struct {
	line     int
	relation string
	ask      string
	means    string             // the entity, where the stem names it in words of its own
	edition  string             // the only one in which the stem may stand; empty is any
	reads    map[string]*sought // language -> the whole stem
}

// names is the group in which the pattern captures what the stem names.
func (p pattern) names() string {
	switch p.ask {
	case forEntity:
		return forValue
	case forMatch:
		return ""
	}
	return forEntity
}

// patternEntry is a pattern as it is written.
type patternEntry struct {
	at            position // without the file
	Relation, Ask string
	Means         string
	Edition       string
	Negated       bool // the stem denies something, and is meant to
	EN, FR        string
	Confirm       *confirmEntry
}

// UnmarshalYAML keeps the position, so that a fault can name it.
func (p *patternEntry) UnmarshalYAML(node ast.Node) error {
	type plain patternEntry
	return decodeAt(node, (*plain)(p), &p.at, yaml.Strict())
}

// decodeAt reads a node and keeps where it begins. yaml.Strict is for files that
// are read here alone; those of the other reading have keys of no use here.
func decodeAt(node ast.Node, into any, at *position, options ...yaml.DecodeOption) error {
	if err := yaml.NodeToValue(node, into, options...); err != nil {
		return err
	}
	*at = positionOf(node)
	return nil
}

// positionOf is where a node begins; a mapping begins with its first key.
func positionOf(node ast.Node) position {
	if m, ok := node.(*ast.MappingNode); ok && len(m.Values) > 0 {
		node = m.Values[0].Key
	}
	at := node.GetToken().Position
	return position{line: at.Line, col: at.Column}
}

// chooseEntry is how a stem asks for several, as it is written.
type chooseEntry struct {
	at     position // without the file
	EN, FR string
}

// UnmarshalYAML keeps the position, like that of a pattern.
func (c *chooseEntry) UnmarshalYAML(node ast.Node) error {
	type plain chooseEntry
	return decodeAt(node, (*plain)(c), &c.at, yaml.Strict())
}

// wording is an expression of one language.
type wording struct{ lang, text string }

func newBook() *Book {
	return &Book{entities: map[string]names{}, printed: map[string]string{}, choose: map[string]*regexp.Regexp{}, since: map[string]*regexp.Regexp{}, written: map[string]bool{},
		lib: &library{sentences: map[sentenceKey]sentence{}, lines: map[[2]string][]line{}}, held: &holdings{facts: map[[3]string][]fact{}}}
}

// Load reads the subject in folder. All errors of a run are returned together:
// a Fault for each mistake in the patterns. A subject without patterns is an
// error that wraps fs.ErrNotExist.
func Load(fsys fs.FS, folder string) (*Book, []error) {
	b := newBook()
	name := path.Join(folder, File)
	if _, err := fs.Stat(fsys, name); errors.Is(err, fs.ErrNotExist) {
		return nil, []error{fmt.Errorf("read the patterns: %w", err)}
	}
	errs := b.readFacts(fsys, folder)
	var in struct {
		Choose   chooseEntry
		Patterns []patternEntry
	}
	err := readPatterns(fsys, name, &in)
	if err != nil {
		return nil, append(errs, err)
	}
	fault := func(at position, err error) {
		errs = append(errs, position{name, max(at.line, 1), max(at.col, 1)}.fault("%v", err))
	}
	for _, w := range []wording{{"en", in.Choose.EN}, {"fr", in.Choose.FR}} {
		if in.Choose.EN == "" && in.Choose.FR == "" {
			break // a subject in which nothing asks for several needs none
		}
		if b.choose[w.lang], err = expression("", w.text, "n"); err != nil {
			fault(in.Choose.at, fmt.Errorf("choose, %s: %w", w.lang, err))
		}
	}
	for _, e := range in.Patterns {
		p, wrong := b.compile(e)
		for _, err := range wrong {
			fault(e.at, err)
		}
		if e.Confirm != nil && len(wrong) == 0 {
			b.confirm(p, *e.Confirm, name, fault)
		}
		b.patterns = append(b.patterns, p)
	}
	errs = append(errs, b.readReasons(fsys, folder)...)
	if len(errs) > 0 {
		return nil, errs
	}
	b.indexReasons()
	b.usedReasons = make([]atomic.Bool, len(b.reasons))
	b.file, b.used = name, make([]atomic.Bool, len(b.patterns))
	return b, nil
}

// ReadsReasons reports whether any pattern of a reason is there.
func (b *Book) ReadsReasons() bool { return len(b.reasons) > 0 }

// Idle are the patterns that have read no stem or reason so far. Whoever has
// shown the book every wording learns from it which patterns are of no use, or
// miss what they were written for.
func (b *Book) Idle() (faults []Fault) {
	for i, p := range b.patterns {
		if !b.used[i].Load() {
			faults = append(faults, position{b.file, p.line, 1}.fault("no question is worded like this; mend the pattern or delete it"))
		}
	}
	for i, p := range b.reasons {
		if !b.usedReasons[i].Load() {
			faults = append(faults, p.at.fault("no reason is worded like this; mend the pattern or delete it"))
		}
	}
	return faults
}

// Waiting are the relations of the patterns that have read nothing so far.
func (b *Book) Waiting() map[string]bool {
	relations := map[string]bool{}
	for i, p := range b.patterns {
		if !b.used[i].Load() {
			relations[p.relation] = true
		}
	}
	for i, p := range b.reasons {
		if !b.usedReasons[i].Load() {
			for _, relation := range p.relations {
				relations[relation] = true
			}
		}
	}
	return relations
}

func (b *Book) compile(e patternEntry) (p pattern, wrong []error) {
	p = pattern{line: e.at.line, relation: e.Relation, ask: e.Ask, means: e.Means, edition: e.Edition, reads: map[string]*sought{}}
	if !slices.Contains(asks, e.Ask) {
		return p, []error{fmt.Errorf("ask is %q; it is value, entity, order, match or number%s", e.Ask, orNear(e.Ask, asks))}
	}
	if err := b.hasRelation(e.Relation); err != nil {
		return p, []error{err}
	}
	groups := []string{p.names()}
	if e.Means != "" {
		if groups[0] != forEntity || b.entities[e.Means] == nil {
			return p, []error{fmt.Errorf("means is %q; it is an entity, and the stem asks for what belongs to it%s", e.Means, orNear(e.Means, slices.Collect(maps.Keys(b.entities))))}
		}
		groups[0] = ""
	}
	if e.Ask == forNumber {
		groups = append(groups, ofUsage)
	}
	for _, w := range []wording{{"en", e.EN}, {"fr", e.FR}} {
		re, err := expression("^", w.text, groups...)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", w.lang, err))
			continue
		}
		p.reads[w.lang] = newSought(re)
	}
	if err := e.checkDenial(); err != nil {
		wrong = append(wrong, err)
	}
	return p, wrong
}

// bareMark finds a question mark at the end of an expression that is a sign of
// the expression, not of the stem, and does not follow such a sign.
var bareMark = regexp.MustCompile(`(?:^|[^\\+*?}])\?$`)

// expression compiles text, to be found from start ("^" or anywhere) up to the
// end of a stem. It captures the groups and perhaps the edition, but nothing
// else by name.
func expression(start, text string, groups ...string) (*regexp.Regexp, error) {
	if text == "" {
		return nil, errors.New("there is no expression")
	}
	if bareMark.MatchString(text) {
		return nil, errors.New(`a question mark is written \?: a bare one makes what stands before it optional`)
	}
	re, err := regexp.Compile(start + `(?:` + plain(text) + `)$`)
	if err != nil {
		return nil, err
	}
	for _, name := range re.SubexpNames() {
		if name != "" && name != inEdition && !slices.Contains(groups, name) {
			return nil, fmt.Errorf("the group %q has no meaning here", name)
		}
	}
	for _, group := range groups {
		if group != "" && re.SubexpIndex(group) < 0 {
			return nil, fmt.Errorf("there is no group (?P<%s>...)", group)
		}
	}
	return re, nil
}
