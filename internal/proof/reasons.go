package proof

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// ReasonsFile is the name of the file that says how a subject's reasons are
// read. More may stand in files whose names go on after "proof-reasons".
const ReasonsFile = "proof-reasons.yaml"

// Groups of a reason. The first two, or one of them, assert a fact: what the
// sentence leaves out of it is the option or what the stem names.
const (
	theStem   = "stem"   // what the stem names
	theAnswer = "answer" // what answers the stem
	theOption = "option" // the option that the reason is about
	inPlace   = "place"  // of the value in an order

	// Groups of a charge that is worked out.
	atPercent, ofPart, isCharge, isSum = "percent", "part", "charge", "sum"
	fromUsage, toUsage, isMinimum      = "from", "to", "minimum"
	isMore, isLess                     = "more", "less" // the sum, than the minimum

	isFact   = "fact"    // the name of an entity and its value, one after the other
	isStated = "stated"  // words that stand in the stem
	decides  = "decides" // further sentences, which are told of the key
	inOwn    = "own"     // further sentences, as they stand at the fact that is told
)

var reasonGroups = []string{forEntity, forValue, theStem, theAnswer, theOption, inPlace, isFact, isStated, decides, inOwn,
	atPercent, ofPart, isCharge, isSum, fromUsage, toUsage, isMinimum, isMore, isLess}

// reasonPattern is one wording of what is told after an item.
type reasonPattern struct {
	at        position
	relations []string
	ask       string             // the only direction of the stems that it is told after; empty is any
	of        string             // the relation of the fact that it asserts, if that is another
	means     string             // the entity, where the sentence names it in words of its own
	gives     string             // the same for the value
	below     string             // a relation in whose figures the option is less than what answers the stem
	above     string             // the same for more
	edition   string             // the only one in which it may be told; empty is any
	reads     map[string]*sought // language -> the whole sentence
}

// several is written as a text or as a list of texts.
type several []string

// UnmarshalYAML reads either form.
func (s *several) UnmarshalYAML(unmarshal func(any) error) error {
	var one string
	if unmarshal(&one) == nil {
		*s = several{one}
		return nil
	}
	return unmarshal((*[]string)(s))
}

// reasonEntry is a pattern of a reason as it is written.
type reasonEntry struct {
	at       position // without the file
	Relation several
	Ask      string
	Of       string
	Means    string
	Gives    string
	Below    string
	Above    string
	Edition  string
	Written  bool // the reasons of the relation that no pattern reads are an author's own
	Names    bool // and name no other option of their question
	EN, FR   string
}

// UnmarshalYAML keeps the position, like that of a pattern.
func (r *reasonEntry) UnmarshalYAML(node ast.Node) error {
	type plain reasonEntry
	return decodeAt(node, (*plain)(r), &r.at, yaml.Strict())
}

// readReasons reads how reasons are worded, file by file; a subject without
// one has no reasons that are read.
func (b *Book) readReasons(fsys fs.FS, folder string) (errs []error) {
	names, err := fs.Glob(fsys, path.Join(folder, "proof-reasons*.yaml"))
	if err != nil {
		return []error{fmt.Errorf("list the patterns of reasons: %w", err)}
	}
	for _, name := range names {
		errs = append(errs, b.readReasonsIn(fsys, name)...)
	}
	return errs
}

func (b *Book) readReasonsIn(fsys fs.FS, name string) (errs []error) {
	var in struct {
		Since   chooseEntry
		Reasons []reasonEntry
	}
	err := readPatterns(fsys, name, &in)
	if err != nil {
		return []error{err}
	}
	for _, e := range in.Reasons {
		e.at.file = name
		p, wrong := b.compileReason(e)
		if !e.Written {
			b.reasons = append(b.reasons, p)
		}
		for _, err := range wrong {
			errs = append(errs, e.at.fault("%v", err))
		}
	}
	if in.Since == (chooseEntry{}) {
		return errs
	}
	for _, w := range []wording{{"en", in.Since.EN}, {"fr", in.Since.FR}} {
		if b.since[w.lang], err = expression("^", w.text, ofDay, forSays); err != nil {
			errs = append(errs, position{name, max(in.Since.at.line, 1), max(in.Since.at.col, 1)}.fault("since, %s: %v", w.lang, err))
		}
	}
	return errs
}

// compileReason checks what a pattern of a reason names.
func (b *Book) compileReason(e reasonEntry) (p reasonPattern, wrong []error) {
	if e.Written {
		return p, b.write(e)
	}
	p = reasonPattern{at: e.at, relations: e.Relation, ask: e.Ask, of: e.Of, means: e.Means, gives: e.Gives,
		below: e.Below, above: e.Above, edition: e.Edition, reads: map[string]*sought{}}
	if e.Ask != "" && !slices.Contains(asks, e.Ask) {
		wrong = append(wrong, fmt.Errorf("ask is %q; it is value, entity, order, match or number, or left out%s", e.Ask, orNear(e.Ask, asks)))
	}
	if len(e.Relation) == 0 {
		wrong = append(wrong, errors.New("relation is missing: of which relation the facts are that the sentence tells"))
	}
	for _, relation := range append(slices.Clone(e.Relation), e.Of, e.Below, e.Above) {
		if relation == "" {
			continue
		}
		if err := b.hasRelation(relation); err != nil {
			wrong = append(wrong, err)
		}
	}
	for _, named := range []struct{ key, id string }{{"means", e.Means}, {"gives", e.Gives}} {
		if named.id != "" && b.entities[named.id] == nil {
			wrong = append(wrong, fmt.Errorf("%s is %q; it is an entity%s", named.key, named.id, orNear(named.id, slices.Collect(maps.Keys(b.entities)))))
		}
	}
	for _, w := range []wording{{"en", e.EN}, {"fr", e.FR}} {
		re, err := reasonExpression(w.text, e.Means+e.Gives != "" || e.Ask == forNumber)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", w.lang, err))
			continue
		}
		p.reads[w.lang] = newSought(re)
	}
	return p, wrong
}

// write notes that reasons of the relations are in an author's own words. No
// expression reads those; at most the names in them are looked at.
func (b *Book) write(e reasonEntry) (wrong []error) {
	if e.Ask+e.Of+e.Means+e.Gives+e.Below+e.Above+e.Edition+e.EN+e.FR != "" {
		wrong = append(wrong, errors.New("beside \"written\" stand the relation and perhaps \"names\"; take the rest out"))
	}
	for _, relation := range e.Relation {
		if err := b.hasRelation(relation); err != nil {
			wrong = append(wrong, err)
		}
		b.written[relation] = e.Names
	}
	return wrong
}

// reasonExpression compiles the text, which reads a whole sentence and, unless
// it may be bare, takes something from it.
func reasonExpression(text string, bare bool) (*regexp.Regexp, error) {
	if text == "" {
		return nil, errors.New("there is no expression")
	}
	re, err := regexp.Compile("^(?:" + plain(text) + ")$")
	if err != nil {
		return nil, err
	}
	says := bare
	for _, name := range re.SubexpNames() {
		switch {
		case slices.Contains(reasonGroups, name):
			says = true
		case name != "" && name != inEdition:
			return nil, fmt.Errorf("the group %q has no meaning here", name)
		}
	}
	if !says {
		return nil, errors.New("it takes nothing from the sentence; give it a group, such as (?P<entity>...)")
	}
	return re, nil
}

// sentence is a reason, read.
type sentence struct {
	pattern int
	words   map[string]string // by their groups
	err     error
}

// sentenceKey is what the reading of a sentence depends on.
type sentenceKey struct{ lang, relation, ask, text string }

// library keeps what was read: the same sentence is told after many items.
type library struct {
	mu        sync.Mutex
	sentences map[sentenceKey]sentence
	lines     map[[2]string][]line // by language and text
}

// line is what a sentence of no item tells when it is read as one about a
// relation.
type line struct {
	relation string
	of       reasonPattern
	words    map[string]string
}

// readLine reads a sentence as one about each relation.
func (b *Book) readLine(lang, text string) []line {
	key := [2]string{lang, text}
	b.lib.mu.Lock()
	lines, known := b.lib.lines[key]
	b.lib.mu.Unlock()
	if known {
		return lines
	}
	for relation := range b.reasonsOf {
		if p, words, err := b.readReason(lang, relation, "", text); err == nil {
			lines = append(lines, line{relation, p, words})
		}
	}
	b.lib.mu.Lock()
	b.lib.lines[key] = lines
	b.lib.mu.Unlock()
	return lines
}

// readReason finds the one pattern that reads a sentence about the relation.
func (b *Book) readReason(lang, relation, ask, text string) (reasonPattern, map[string]string, error) {
	key := sentenceKey{lang, relation, ask, text}
	b.lib.mu.Lock()
	s, known := b.lib.sentences[key]
	b.lib.mu.Unlock()
	if !known {
		s = b.parseReason(key)
		b.lib.mu.Lock()
		b.lib.sentences[key] = s
		b.lib.mu.Unlock()
	}
	if s.err != nil {
		return reasonPattern{}, nil, s.err
	}
	b.usedReasons[s.pattern].Store(true)
	return b.reasons[s.pattern], s.words, nil
}

func (b *Book) parseReason(key sentenceKey) sentence {
	text := plain(key.text)
	found := sentence{pattern: -1}
	for _, n := range b.reasonsOf[key.relation] {
		p := &b.reasons[n]
		if p.ask != "" && p.ask != key.ask {
			continue
		}
		re := p.reads[key.lang]
		m := re.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		words := map[string]string{inEdition: p.edition}
		for i, name := range re.SubexpNames() {
			if name != "" && m[i] != "" {
				words[name] = m[i]
			}
		}
		if !b.splitFact(key, words) {
			continue
		}
		if found.pattern >= 0 {
			return sentence{err: fmt.Errorf("%w: by the patterns in lines %d and %d of %s", ErrAmbiguous, b.reasons[found.pattern].at.line, p.at.line, p.at.file)}
		}
		found = sentence{pattern: n, words: words}
	}
	if found.pattern < 0 {
		found.err = ErrUnreadReason
	}
	return found
}

// splitFact parts the words of a fact that are told without anything between
// them: "GET asks for a representation" holds the name GET and its value. It
// reports whether the words can be read so.
func (b *Book) splitFact(key sentenceKey, words map[string]string) bool {
	w := words[isFact]
	if w == "" {
		return true
	}
	for _, text := range namesOf(key.lang, w) {
		for _, f := range b.facts {
			if f.relation != key.relation {
				continue
			}
			if name, value := b.entities[f.entity][key.lang], f.value[key.lang]; text == name+" "+value {
				words[forEntity], words[forValue] = name, value
				return true
			}
		}
	}
	return false
}

// indexReasons sorts the patterns by their relations.
func (b *Book) indexReasons() {
	b.reasonsOf = map[string][]int{}
	for n, p := range b.reasons {
		for _, relation := range p.relations {
			b.reasonsOf[relation] = append(b.reasonsOf[relation], n)
		}
	}
}

// prepositions are the French ones that join an article or stand before it: a
// reason says "du TAM" where a label says "TAM".
var prepositions = map[string][]string{
	"fr": {"du ", "de la ", "de l'", "des ", "de ", "d'", "au ", "à la ", "à l'", "aux ", "à ",
		"d'un ", "d'une ", "à un ", "à une ", "à des "},
}

// namesOf are the labels that words of a reason can stand for.
func namesOf(lang, words string) []string {
	if words == "" {
		return nil
	}
	list := readings(lang, words)
	words = fold(words)
	for _, p := range prepositions[lang] {
		if len(words) > len(p) && words[:len(p)] == p {
			list = append(list, fold(words[len(p):]))
		}
	}
	return list
}

// figure is the number that words write, in hundredths.
func figure(lang, words string) (int64, bool) {
	var digits []byte
	point := -1
	for i := range len(words) {
		switch c := words[i]; {
		case c >= '0' && c <= '9':
			digits = append(digits, c)
		case lang == "en" && c == ',' || lang == "fr" && c == ' ':
		case lang == "en" && c == '.' || lang == "fr" && c == ',':
			point = len(digits)
		default:
			return 0, false
		}
	}
	decimals := 0
	if point >= 0 {
		decimals = len(digits) - point
	}
	for ; decimals < 2; decimals++ {
		digits = append(digits, '0')
	}
	n, err := strconv.ParseInt(string(digits), 10, 64)
	return n, err == nil && decimals == 2
}
