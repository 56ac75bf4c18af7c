package audit

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"viva/internal/deck"
	"viva/internal/proof"
	"viva/internal/wording"
)

// wordMutator is what mistakes in words need to know of a subject.
type wordMutator struct {
	sources sources
	sites   []*site
	facts   map[string]*deck.Fact
	labels  map[string][]*site // entity -> the labels of its siblings
	names   namebook
	reader  *wording.Reader
	today   deck.Date
}

// readWords reads the texts of the subject, once for both sides.
func (m *mutator) readWords() (err error) {
	if m.wordMutator != nil {
		return nil
	}
	w := &wordMutator{facts: map[string]*deck.Fact{}, today: deck.DateOf(time.Now().Add(farthestEast))}
	m.wordMutator = w
	if w.reader, err = wording.NewReader(m.fsys, m.deck, w.today); err != nil {
		return err
	}
	if w.sources, err = readSources(m.fsys, m.deck.ID()); err != nil {
		return err
	}
	for _, f := range m.deck.Facts() {
		w.facts[f.ID] = f
	}
	if w.sites, err = m.readSites(); err != nil {
		return err
	}
	w.labels = m.labelsOf()
	w.names = newNamebook(m.deck, w.labels, w.sites)
	return nil
}

// errFaulty is returned for a subject in which a mistake is no news.
var errFaulty = errors.New("run the check without mutants and mend what it tells")

// ofTexts lists a mutation for every text that goes into questions, for every
// source and exam, and for every fact that could have a source of another state.
func (m *mutator) ofTexts() ([]mutation, error) {
	if err := m.readWords(); err != nil {
		return nil, err
	}
	if n, err := m.noticeAll(overlays{FS: m.fsys}, false); n.by != "" || err != nil {
		return nil, fmt.Errorf("%s refuses the subject before anything is changed: %w", n.by, cmp.Or(err, errFaulty))
	}
	tasks := m.ofSites(sideTexts)
	entries, err := m.ofEntries()
	if err != nil {
		return nil, err
	}
	states, err := m.ofStates()
	return slices.Concat(tasks, entries, states), err
}

// ofNotes lists a mutation for every note.
func (m *mutator) ofNotes() ([]mutation, error) {
	err := m.readWords()
	return m.ofSites(sideNotes), err
}

// noticeWords tells which of the cheaper checks notices a mutant, or "": then
// settle has the last word.
func (m *mutator) noticeWords(mutant Mutant) (by string, err error) {
	for _, c := range mutant.changes {
		if by := m.wrongWords(c.changed()); by != "" {
			return by, nil
		}
	}
	changed := m.sources.edited(mutant.edits)
	if relation := recheckable(mutant); relation != "" {
		file := mutant.edits[0].file
		return m.noticePart(file, []byte(changed[file]), relation)
	}
	fsys := overlays{m.fsys, changed}
	if _, unbalanced := m.unbalanced(fsys); unbalanced {
		return byLedger, nil
	}
	if mutant.text == "label" || mutant.text == "says" {
		return m.noticeRead(fsys) // questions print them, so most are noticed there
	}
	return "", nil
}

// byWords is a check of words, by the name that its faults tell.
const byWords = "the check of words: "

var checkName = regexp.MustCompile(`\(check (\w+), text `)

// wrongWords tells which check of words refuses a text, all others being as they
// are, or "".
func (m *mutator) wrongWords(w deck.Written) string {
	if m.noWords {
		return ""
	}
	return namedBy(m.reader.Read(w))
}

// namedBy is the check that tells the first of some faults, or "".
func namedBy(faults []deck.Fault) string {
	switch {
	case len(faults) == 0:
		return ""
	case strings.Contains(faults[0].Message, "may mean the same as"):
		return byWords + "paraphrases"
	}
	if m := checkName.FindStringSubmatch(faults[0].Message); m != nil {
		return byWords + m[1]
	}
	return byWords + "sources"
}

// judgedBefore reports whether a fault tells only that a phrase is another than
// the one that was judged.
func judgedBefore(f deck.Fault) bool {
	return strings.Contains(f.Message, "has changed since the pair was judged")
}

// recheckable is the relation that alone is touched by a mutant of a fact or a
// model, or "".
func recheckable(mutant Mutant) string {
	if len(mutant.changes) != 1 {
		return ""
	}
	return mutant.changes[0].relation
}

// noticePart looks at what is asked from one relation alone.
func (m *mutator) noticePart(file string, src []byte, relation string) (by string, err error) {
	book := m.book
	if strings.HasPrefix(file, m.deck.ID()+"/facts") {
		other, errs := m.book.Reread(file, src)
		if !m.noLedger && (len(errs) > 0 || len(other.Balance(m.ledger)) > 0) {
			return byLedger, nil
		}
		book = other
	}
	part, faults := m.deck.Recheck(file, src, relation)
	if len(faults) > 0 {
		return byCheck, nil
	}
	return m.misread(book, part)
}

// byReasons is what reads reasons a second time.
const byReasons = "the second reading of reasons"

// errEnough ends a search that has found something.
var errEnough = errors.New("found")

// misread tells whether the second proof refuses a stem or a reason of what a
// deck asks, or neither.
func (m *mutator) misread(book *proof.Book, d *deck.Deck) (by string, err error) {
	p := &SecondProof{Items: map[string]bool{}, deck: d, found: newFindings()}
	if book.ReadsReasons() {
		p.reasons = newReasonReader(m.fsys, d, book)
		p.reasons.texts = map[string]deck.Written{} // nobody asks where a fault stands
	}
	err = everyItem(d, func(s *deck.Spec, lang string, day deck.Date) error {
		for n := range dealingsRead {
			it, err := d.Deal(s, lang, deck.NewStreams(uint64(n)))
			if err != nil {
				return err
			}
			p.compare(book, it, d.Reference(s.Edition, day))
			p.today(it, day)
		}
		switch {
		case len(p.Faults)+len(p.Unread) > 0:
			by = byProof
		case p.refused() > 0:
			by = byReasons
		default:
			return nil
		}
		return errEnough
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return by, err
}

// noticeRead looks at the whole subject, up to the first thing that is wrong.
func (m *mutator) noticeRead(fsys overlays) (by string, err error) {
	n, d := m.noticeLoad(fsys)
	if n.by != "" {
		return n.by, nil
	}
	book, errs := proof.Load(fsys, m.deck.ID())
	if len(errs) > 0 {
		return byProof, nil
	}
	return m.misread(book, d)
}

// noticeLoad tells what notices a changed subject before anything is read a
// second time; where nothing does, it has a deck.
func (m *mutator) noticeLoad(fsys overlays) (n noticed, d *deck.Deck) {
	if differ, unbalanced := m.unbalanced(fsys); unbalanced {
		return noticed{by: byLedger, faults: differ}, nil
	}
	d, faults := deck.LoadSubject(fsys, m.deck.ID())
	if len(faults) > 0 {
		return noticed{by: byLoad, faults: faults}, nil
	}
	return noticed{}, d
}

// unbalanced reports whether and where the ledger differs from what the files
// say.
func (m *mutator) unbalanced(fsys overlays) (faults []deck.Fault, unbalanced bool) {
	if m.noLedger {
		return nil, false
	}
	_, differ, err := proof.CheckLedger(fsys, m.deck.ID())
	for _, f := range differ {
		faults = append(faults, deck.Fault(f))
	}
	return faults, err != nil || len(differ) > 0
}

// groupOfMutants is how many mutants are looked at together, as long as the
// whole subject has no fault with all of them.
const groupOfMutants = 48

// settle looks at the mutants that nothing has noticed so far with everything
// that Check does. Most survive that too, so many are looked at together, and
// only those of a group with a fault apart.
func (m *mutator) settle(made []Mutant) error {
	var groups [][]*Mutant
	for i := range made {
		if made[i].by == "" {
			groups = joinGroup(groups, &made[i])
		}
	}
	return share(len(groups), func(i int) error { return m.settleGroup(groups[i], false) })
}

// joinGroup puts a mutant into the first group that has room and no mutant of the
// same text.
func joinGroup(groups [][]*Mutant, mutant *Mutant) [][]*Mutant {
	for i, g := range groups {
		if len(g) < groupOfMutants && !slices.ContainsFunc(g, func(o *Mutant) bool { return o.overlaps(mutant) }) {
			groups[i] = append(g, mutant)
			return groups
		}
	}
	return append(groups, []*Mutant{mutant})
}

func (m *Mutant) overlaps(o *Mutant) bool {
	return slices.ContainsFunc(m.edits, func(a edit) bool {
		return slices.ContainsFunc(o.edits, func(b edit) bool { return a.overlaps(b) })
	})
}

// settleGroup finds which mutants of a group a check notices. Those that stand
// where a fault is told, or whose text it names, are looked at by themselves,
// and so the others may have no fault without them; where a fault names none,
// the group is halved. What was proved with more mutants is not proved again.
func (m *mutator) settleGroup(group []*Mutant, proved bool) error {
	if len(group) == 0 {
		return nil
	}
	var edits []edit
	for _, mutant := range group {
		edits = append(edits, mutant.edits...)
	}
	n, err := m.noticeAll(overlays{m.fsys, m.sources.edited(edits)}, proved)
	switch {
	case err != nil:
		return err
	case n.by == "":
		for _, mutant := range group {
			mutant.signed = slices.ContainsFunc(mutant.changes, func(c siteChange) bool { return slices.Contains(n.unsigned, c.ID) })
		}
		return nil
	case len(group) == 1:
		group[0].by = n.by
		return nil
	}
	parts := [][]*Mutant{group[:len(group)/2], group[len(group)/2:]}
	if blamed, others := m.blamed(group, n.faults); len(blamed) > 0 && len(blamed) <= len(group)/4 {
		parts = [][]*Mutant{others}
		for _, mutant := range blamed {
			parts = append(parts, []*Mutant{mutant})
		}
	}
	for _, part := range parts {
		if err := m.settleGroup(part, n.proved); err != nil {
			return err
		}
	}
	return nil
}

// blamed are the mutants of a group at whose lines faults are told, or whose
// texts faults name.
func (m *mutator) blamed(group []*Mutant, faults []deck.Fault) (blamed, others []*Mutant) {
	at := map[string]bool{}
	for _, f := range faults {
		at[fmt.Sprintf("%s:%d", f.File, f.Line)] = true
	}
	for _, mutant := range group {
		if m.isBlamed(mutant, at, faults) {
			blamed = append(blamed, mutant)
		} else {
			others = append(others, mutant)
		}
	}
	return blamed, others
}

func (m *mutator) isBlamed(mutant *Mutant, at map[string]bool, faults []deck.Fault) bool {
	for _, e := range mutant.edits {
		place := m.sources.position(e)
		if at[place[:strings.LastIndexByte(place, ':')]] {
			return true
		}
	}
	named := func(id string) bool {
		return id != "" && slices.ContainsFunc(faults, func(f deck.Fault) bool { return strings.Contains(f.Message, strconv.Quote(id)) })
	}
	return named(mutant.owner) || slices.ContainsFunc(mutant.changes, func(c siteChange) bool {
		return named(c.owner) || slices.ContainsFunc(faults, func(f deck.Fault) bool { return strings.Contains(f.Message, "text "+c.ID+")") })
	})
}

// noticed is what a changed subject is refused for: which check, and where; or
// which texts of it have lost a signature.
type noticed struct {
	by       string
	proved   bool // the second proof refuses nothing
	faults   []deck.Fault
	unsigned []string
}

// noticeAll tells what notices a changed subject, which may be known to be proved.
func (m *mutator) noticeAll(fsys overlays, proved bool) (n noticed, err error) {
	n, d := m.noticeLoad(fsys)
	if n.by != "" {
		return n, nil
	}
	if !proved {
		if n, err = m.noticeProof(fsys, d); n.by != "" || err != nil {
			return n, err
		}
	}
	n.proved = true
	if m.noWords {
		return n, nil
	}
	faults, err := wording.Check(fsys, d, m.today)
	if err != nil {
		return n, err
	}
	judged := func(f deck.Fault) bool { return !judgedBefore(f) }
	if i := slices.IndexFunc(faults, judged); i >= 0 {
		n.by, n.faults = namedBy(faults[i:i+1]), slices.DeleteFunc(faults, judgedBefore)
		return n, nil
	}
	for _, f := range faults {
		for _, id := range phraseName.FindAllStringSubmatch(f.Message, -1) {
			n.unsigned = append(n.unsigned, id[1]+".value")
		}
	}
	_, faults, err = wording.CheckTexts(fsys, d)
	for _, f := range faults {
		if text := textName.FindStringSubmatch(f.Message); text != nil {
			n.unsigned = append(n.unsigned, text[1])
		}
	}
	return n, err
}

// noticeProof tells whether the second proof refuses a changed subject.
func (m *mutator) noticeProof(fsys overlays, d *deck.Deck) (n noticed, err error) {
	p, err := ProveAgain(fsys, d)
	switch {
	case err != nil:
		return n, err
	case p.refused() > 0:
		return noticed{by: byReasons, faults: p.Faults}, nil
	case len(p.Faults)+len(p.Unread)+len(p.Amiss) > 0:
		return noticed{by: byProof, faults: p.Faults}, nil
	}
	return n, nil
}

// How faults of signatures name the texts that have changed.
var (
	textName   = regexp.MustCompile(`\(text ([^ ]+)\)`)
	phraseName = regexp.MustCompile(`" \(([^ ()]+)\)`)
)
