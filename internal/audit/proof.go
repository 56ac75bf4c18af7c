package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"

	"viva/internal/deck"
	"viva/internal/proof"
)

// dealingsRead is how many dealings of each item the second proof reads.
const dealingsRead = 2

// SecondProof is the outcome of reading a subject's questions a second time,
// from their printed text alone. An item is one question, in every edition and
// language.
type SecondProof struct {
	Missing bool            // the subject has no reading patterns
	Drafts  []deck.Fault    // patterns that nobody has confirmed yet
	Mute    bool            // it has none for its reasons
	Items   map[string]bool // item -> every printing of it was read
	Unread  []string        // models with stems that no pattern reads
	Faults  []deck.Fault    // what the two proofs disagree on, each at the position of its model
	Amiss   []error         // why the reading patterns cannot be used at all

	deck    *deck.Deck
	found   *findings
	reasons *reasonReader // nil where there are no patterns
}

// ProveAgain deals every item that the deck will ever offer, as of the days
// from which it does, and compares its key with what the second implementation
// derives. The processors share the items; what they find is joined in the
// order of the items.
func ProveAgain(fsys fs.FS, d *deck.Deck) (*SecondProof, error) {
	p, book := openProof(fsys, d)
	offered := everOffered(d)
	var parts []*partOfProof
	var running sync.WaitGroup
	for list := range slices.Chunk(offered, len(offered)/(2*runtime.GOMAXPROCS(0))+1) {
		part := &partOfProof{SecondProof: p.part(), list: list}
		parts = append(parts, part)
		running.Go(func() { part.err = part.readAll(book) })
	}
	running.Wait()
	for _, part := range parts {
		if part.err != nil {
			return nil, part.err
		}
		p.join(part.SecondProof)
	}
	err := p.idle(d, book, offered)
	if p.reasons != nil {
		p.Faults = append(p.Faults, p.reasons.faults()...)
	}
	return p, err
}

// everOffered are the items that a deck will ever offer, undealt, each with the
// first day from which it does.
func everOffered(d *deck.Deck) (all []dealtOn) {
	for _, e := range d.Editions {
		seen := map[*deck.Spec]bool{}
		for _, day := range d.Days(e.ID) {
			for _, s := range d.Specs(e.ID, day) {
				if !seen[s] {
					seen[s] = true
					all = append(all, dealtOn{&dealt{spec: s}, d.Reference(e.ID, day), day})
				}
			}
		}
	}
	return all
}

// partOfProof reads some of the items.
type partOfProof struct {
	*SecondProof
	list []dealtOn
	err  error
}

func (p *partOfProof) readAll(book *proof.Book) error {
	for _, it := range p.list {
		for _, it.Lang = range deck.Langs {
			if err := it.deal(p.deck, Options{Dealings: dealingsRead}); err != nil {
				return err
			}
			p.read(book, it.dealt, it.day)
			p.today(it.Item, it.offered)
		}
	}
	return nil
}

// part is a proof of the same deck that has read nothing yet.
func (p *SecondProof) part() *SecondProof {
	part := &SecondProof{Items: map[string]bool{}, deck: p.deck, found: newFindings()}
	if p.reasons != nil {
		part.reasons = p.reasons.part()
	}
	return part
}

// join adds what a part found.
func (p *SecondProof) join(part *SecondProof) {
	for id, all := range part.Items {
		before, seen := p.Items[id]
		p.Items[id] = all && (before || !seen)
	}
	for _, model := range part.Unread {
		if !slices.Contains(p.Unread, model) {
			p.Unread = append(p.Unread, model)
		}
	}
	for _, f := range part.Faults {
		if !slices.Contains(p.Faults, f) { // another dealing may say the same
			p.Faults = append(p.Faults, f)
		}
	}
	for _, o := range part.found.all {
		p.found.add(o)
	}
	if p.reasons != nil {
		p.reasons.join(part.reasons)
	}
}

// dealtOn is an item, a day of which it speaks, and the day from which it is
// offered.
type dealtOn struct {
	*dealt
	day, offered deck.Date
}

// dealingsSought is how many further dealings of each item are looked at for a
// wording that a pattern waits for.
const dealingsSought = 30

// idle notes the patterns that read no question. Two dealings of an item need
// not have drawn each of its wordings, so more are dealt while any pattern
// waits.
func (p *SecondProof) idle(d *deck.Deck, book *proof.Book, all []dealtOn) error {
	if book == nil {
		return nil
	}
	for n := dealingsRead; n < dealingsRead+dealingsSought; n++ {
		waiting := book.Waiting()
		if len(waiting) == 0 {
			break
		}
		for _, it := range all {
			if !waiting[it.spec.Model.Relation] {
				continue
			}
			item, err := d.Deal(it.spec, "en", deck.NewStreams(uint64(n)))
			if err != nil {
				return err
			}
			p.compare(book, item, it.day)
		}
	}
	for _, f := range book.Idle() {
		p.Amiss = append(p.Amiss, f)
	}
	return nil
}

// prove is the row of the second proof.
func (b *batch) prove(r *Row) error {
	p := b.secondProof()
	read := p.Read()
	r.demand("items read", float64(read), fmt.Sprintf("of %d", len(p.Items)), read == len(p.Items))
	r.demand("other answers", float64(len(p.Faults)), "", len(p.Faults) == 0)
	r.demand("reasons not proved", float64(p.refused()), "", p.refused() == 0)
	r.settle(p.found, b.Limit)
	return nil
}

// refused is how many texts of reasons are not proved.
func (p *SecondProof) refused() int {
	if p.reasons == nil {
		return 0
	}
	return len(p.reasons.order)
}

// secondProof reads the first dealings of every item again.
func (b *batch) secondProof() *SecondProof {
	p, book := openProof(b.fsys, b.deck)
	for _, it := range b.items {
		p.read(book, it, b.deck.Reference(it.Edition, b.Day))
	}
	return p
}

// openProof loads the patterns of a deck; without them there is no book.
func openProof(fsys fs.FS, d *deck.Deck) (*SecondProof, *proof.Book) {
	p := &SecondProof{Items: map[string]bool{}, deck: d, found: newFindings()}
	book, errs := proof.Load(fsys, d.ID())
	if p.Missing = len(errs) > 0 && errors.Is(errs[0], fs.ErrNotExist); p.Missing {
		errs = nil
	}
	if p.Amiss = errs; book != nil {
		for _, f := range book.Drafts() {
			p.Drafts = append(p.Drafts, deck.Fault(f))
		}
		if p.Mute = !book.ReadsReasons(); !p.Mute {
			p.reasons = newReasonReader(fsys, d, book)
		}
	}
	for _, err := range errs {
		p.found.add(Offender{Rule: "patterns", Item: err.Error(), Says: err.Error()})
	}
	return p, book
}

// read compares the first dealings of an item, as of a day.
func (p *SecondProof) read(book *proof.Book, it *dealt, day deck.Date) {
	if book == nil {
		p.Items[it.ID] = false
		return
	}
	for n := range min(dealingsRead, len(it.dealings)) {
		p.compare(book, it.at(n), day)
	}
}

// Read is how many items were read in all their printings.
func (p *SecondProof) Read() int {
	n := 0
	for _, all := range p.Items {
		if all {
			n++
		}
	}
	return n
}

// compare notes whether the item was read, and whether its key was derived.
func (p *SecondProof) compare(book *proof.Book, it deck.Item, day deck.Date) {
	stem, err := book.Read(printed(it, day))
	says, read := misreading(stem, err, it)
	if all, seen := p.Items[it.ID]; !seen || all {
		p.Items[it.ID] = read
	}
	switch {
	case !read:
		if !slices.Contains(p.Unread, it.Model) {
			p.Unread = append(p.Unread, it.Model)
		}
		p.found.item("no pattern reads the stem", it, it.Stem)
	case says != "":
		p.fault(it, says, book.Line(printed(it, day)))
	case p.reasons != nil:
		p.reasons.read(stem, it)
	}
}

// today reads what an item tells of the day on which it is dealt.
func (p *SecondProof) today(it deck.Item, day deck.Date) {
	if p.reasons != nil {
		p.reasons.today(it, day)
	}
}

// misread derives the key of an item as of a day, and says in what it differs
// from the item's own, or "". An item that no pattern reads says nothing.
func misread(book *proof.Book, it deck.Item, day deck.Date) (says string, read bool) {
	stem, err := book.Read(printed(it, day))
	return misreading(stem, err, it)
}

// misreading is what misread says of an item whose stem was read, or not.
func misreading(stem *proof.Reading, err error, it deck.Item) (says string, read bool) {
	var right []int
	var number int64
	switch {
	case err != nil:
	case it.Number != nil:
		number, err = stem.DeriveNumber()
	default:
		right, err = stem.Derive()
	}
	options := told(it)
	key := dealing{options: options}.key()
	if len(it.Prompts) > 0 {
		key = keysOf(it.Prompts)
	}
	switch {
	case errors.Is(err, proof.ErrUnread):
		return "", false
	case err != nil:
		return err.Error(), true
	case it.Number != nil && number != int64(it.Number.Key):
		return fmt.Sprintf("keyed is %d hundredths, but right is %d", it.Number.Key, number), true
	case it.Number == nil && !slices.Equal(right, key):
		return fmt.Sprintf("keyed is %s, but right is %s", quoted(options, key), quoted(options, right)), true
	}
	return "", true
}

func keysOf(prompts []deck.Prompt) []int {
	key := make([]int, len(prompts))
	for i, p := range prompts {
		key[i] = p.Key
	}
	return key
}

// fault notes a disagreement. The line is that of the pattern that read the
// item: either it or the model says what it should not.
func (p *SecondProof) fault(it deck.Item, says string, line int) {
	p.found.item("another answer", it, says+": "+it.Stem)
	f := p.deck.FaultOf(it.Model, "the two proofs disagree: %s [%s, %s]: %s: %s", it.ID, it.Edition, it.Lang, says, it.Stem)
	if line > 0 {
		f.Message += fmt.Sprintf(" (%s, line %d)", proof.File, line)
	}
	if !slices.Contains(p.Faults, f) { // another dealing may say the same
		p.Faults = append(p.Faults, f)
	}
}

// printed is all that the second implementation may see of an item.
func printed(it deck.Item, day deck.Date) proof.Item {
	p := proof.Item{Edition: it.Edition, Day: string(day), Lang: it.Lang, Stem: strings.TrimSpace(it.Situation + " " + it.Stem),
		Options: dealing{options: told(it)}.texts()}
	for _, prompt := range it.Prompts {
		p.Prompts = append(p.Prompts, prompt.Text)
	}
	return p
}

// told are the options of an item. Where a name is typed, those are the names
// that the item knows, the key first: what accepts a wrong one keys it.
func told(it deck.Item) []deck.Option {
	if it.Entry == nil {
		return it.Options
	}
	var names []deck.Option
	for _, s := range it.Entry.Names() {
		names = append(names, deck.Option{Text: s.Text, Correct: s.Mark > 0})
	}
	return names
}

func quoted(options []deck.Option, of []int) string {
	var list []string
	for _, i := range of {
		list = append(list, fmt.Sprintf("%q", options[i].Text))
	}
	if list == nil {
		return "nothing"
	}
	return strings.Join(list, " and ")
}
