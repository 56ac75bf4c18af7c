package proof

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Told is a sentence that is told after an item.
type Told struct {
	Text  string
	Right bool // it tells why something is right
	// About is the option that it is about, or the name that was typed. It is
	// empty where the sentence only tells what makes the key right.
	About string
	// Prompt is what the option belongs to: a thing to match, or a place.
	Prompt string
}

// Why a reason cannot be vouched for.
var (
	ErrUnreadReason = errors.New("no pattern reads the sentence")
	ErrFalse        = errors.New("no fact says so")
	ErrOffKey       = errors.New("this is not what makes the key right")
	ErrOffOption    = errors.New("the sentence is not about this option")
	ErrKeyed        = errors.New("the sentence says of a wrong option what the stem asks for")
	ErrWorking      = errors.New("this does not follow from the rates")
)

// Reading is an item with its stem understood.
type Reading struct {
	book   *Book
	item   Item
	number int
	question
}

// Read understands the stem of an item.
func (b *Book) Read(item Item) (*Reading, error) {
	number, stem, err := b.number(item)
	if err != nil {
		return nil, err
	}
	q, err := b.understand(item, stem)
	if err != nil {
		return nil, err
	}
	return &Reading{book: b, item: item, number: number, question: q}, nil
}

// Vouch proves a sentence: what it asserts is a fact that holds, the one that
// it has to tell, and what it says of the stem, its answer or the option is so.
func (r *Reading) Vouch(t Told) error {
	p, words, err := r.book.readReason(r.lang, r.relation, r.ask, t.Text)
	if names, written := r.book.written[r.relation]; errors.Is(err, ErrUnreadReason) && written && (t.Right || r.ask == forMatch) {
		if names {
			return r.names(t)
		}
		return nil
	}
	if err != nil {
		return err
	}
	if edition := words[inEdition]; edition != "" && edition != r.item.Edition {
		return fmt.Errorf("%w: %s", ErrEdition, edition)
	}
	c := r.claim(p, words, t)
	if r.ask == forNumber {
		if worked, err := r.working(words); worked || err != nil {
			return err
		}
	}
	if err := r.mentions(words, t); err != nil {
		return err
	}
	if err := r.ranked(p, t); err != nil {
		return err
	}
	if err := r.vouchRest(words[decides], t); err != nil {
		return err
	}
	switch {
	case c.own != "" && !c.made:
		return fmt.Errorf("%w: %q stands at no fact that it tells", ErrFalse, c.own)
	case c.made && c.of != "":
		return r.proveBeside(c, t, words[theOption] != "")
	case c.made && t.Right:
		return r.proveKey(c, t)
	case c.made:
		return r.proveWrong(c, t)
	case t.Right && words[theAnswer] == "":
		return fmt.Errorf("%w: it asserts nothing", ErrOffKey)
	}
	return nil
}

// claim is the fact that a sentence asserts.
type claim struct {
	made          bool
	of            string   // the relation, if it is not that of the stem
	entity, value []string // the labels that the words can stand for; none is any
	rank          int      // 0 where the sentence names no place
	rate          *rate    // where it says one
	own           string   // words that stand at the fact
}

// String writes the claim for an author, who knows the labels by sight.
func (c claim) String() string {
	first := func(labels []string) string {
		if len(labels) == 0 {
			return "something"
		}
		return fmt.Sprintf("%q", labels[len(labels)-1]) // without its article
	}
	if c.rate != nil {
		return fmt.Sprintf("%s of %s", c.rate, first(c.entity))
	}
	return fmt.Sprintf("%s of %s", first(c.value), first(c.entity))
}

// claim takes from the words what they assert. Of a fact that is told by half,
// the side that the options show is the option, and the other what the stem
// names.
func (r *Reading) claim(p reasonPattern, words map[string]string, t Told) claim {
	c := claim{of: p.of, entity: namesOf(r.lang, words[forEntity]), value: namesOf(r.lang, words[forValue])}
	if p.means != "" {
		c.entity = []string{r.book.entities[p.means][r.lang]}
	}
	if p.gives != "" {
		c.value = []string{r.book.entities[p.gives][r.lang]}
	}
	c.rank, _ = strconv.Atoi(words[inPlace])
	c.rate, c.own = rateOf(r.lang, words), words[inOwn]
	if c.made = c.entity != nil || c.value != nil; !c.made {
		return c
	}
	entity, value := r.rest(c.of, t)
	if c.entity == nil {
		c.entity = entity
	}
	if c.value == nil && c.rate == nil {
		c.value = value
	}
	return c
}

// rest is what a sentence leaves out of the fact that it tells: the option, or
// what the stem names. Of another relation, it is the option; of a pair that is
// to be matched, either half.
func (r *Reading) rest(of string, t Told) (entity, value []string) {
	option, stem := []string{fold(t.About)}, []string{r.stemName()}
	switch {
	case of != "":
		return option, option
	case r.ask == forMatch && t.Prompt == "":
		return nil, nil // it belongs to none of the prompts
	case r.ask == forMatch:
		both := append(option, fold(t.Prompt))
		return both, both
	case r.ask == forEntity:
		return option, stem
	}
	return stem, option
}

// stemName is what the stem names, as a label.
func (r *Reading) stemName() string {
	if r.ask == forEntity {
		return r.asked
	}
	return r.book.entities[r.asked][r.lang]
}

// claimed lists the facts that say what is claimed.
func (r *Reading) claimed(c claim) (found []fact) {
	facts := r.facts
	if c.of != "" {
		facts = r.book.holding(c.of, r.item.Edition, r.item.Day)
	}
	for _, f := range facts {
		if c.rank > 0 && f.place != c.rank || c.rate != nil && !c.rate.same(f.rate) ||
			c.value != nil && !slices.Contains(c.value, f.value[r.lang]) ||
			c.entity != nil && !slices.Contains(c.entity, r.book.entities[f.entity][r.lang]) ||
			c.own != "" && !slices.Contains(f.own[r.lang], c.own) {
			continue
		}
		found = append(found, f)
	}
	return found
}

// proveKey demands that the claim is the fact that makes the option right, or
// one of those that make the key.
func (r *Reading) proveKey(c claim, t Told) error {
	found := r.claimed(c)
	if len(found) == 0 {
		return fmt.Errorf("%w: %s", ErrFalse, c)
	}
	if !slices.ContainsFunc(found, func(f fact) bool { return r.keys(f, t) }) {
		return fmt.Errorf("%w: it tells %q of %q", ErrOffKey, found[0].value[r.lang], r.book.entities[found[0].entity][r.lang])
	}
	return nil
}

// vouchRest proves the sentences that end a reason and are told of the key,
// whatever option the reason is about.
func (r *Reading) vouchRest(text string, t Told) error {
	if text == "" {
		return nil
	}
	if !t.Right && r.ask != forMatch {
		t = Told{Right: true, About: r.keyed()}
	}
	t.Text = text
	return r.Vouch(t)
}

// keyed is the first option that answers the stem, as it is printed, or "".
func (r *Reading) keyed() string {
	for _, option := range r.item.Options {
		if r.right(fold(option)) {
			return option
		}
	}
	return ""
}

// proveBeside demands that a fact of another relation, which a reason rests on,
// holds and is about the option or, of the key, about what the stem names. A
// sentence that names the option besides may tell of something else.
func (r *Reading) proveBeside(c claim, t Told, named bool) error {
	found := r.claimed(c)
	if len(found) == 0 {
		return fmt.Errorf("%w: %s", ErrFalse, c)
	}
	if named {
		return nil
	}
	about := []string{fold(t.About), fold(t.Prompt)}
	if t.Right && r.ask != forMatch {
		about[1] = r.stemName()
	}
	if !slices.ContainsFunc(found, func(f fact) bool {
		return slices.Contains(about, r.book.entities[f.entity][r.lang]) || slices.Contains(about, f.value[r.lang])
	}) {
		return fmt.Errorf("%w: it tells %q of %q", ErrOffOption, found[0].value[r.lang], r.book.entities[found[0].entity][r.lang])
	}
	return nil
}

// keys reports whether the fact is what the sentence has to tell.
func (r *Reading) keys(f fact, t Told) bool {
	name, value := r.book.entities[f.entity][r.lang], f.value[r.lang]
	about, prompt := fold(t.About), fold(t.Prompt)
	switch r.ask {
	case forEntity:
		return value == r.asked && (about == "" || name == about)
	case forMatch:
		if about != "" {
			return name == prompt && value == about || name == about && value == prompt
		}
		return slices.ContainsFunc(r.item.Prompts, func(text string) bool {
			text = fold(text)
			return (name == text) != (value == text)
		})
	case forOrder:
		return f.entity == r.asked && (about == "" || value == about && strconv.Itoa(f.place) == t.Prompt)
	}
	return f.entity == r.asked && (about == "" || value == about)
}

// proveWrong demands that the claim is a fact about the option, and not the
// one that the stem asks for.
func (r *Reading) proveWrong(c claim, t Told) error {
	about := fold(t.About)
	found := r.claimed(c)
	if len(found) == 0 {
		return fmt.Errorf("%w: %s", ErrFalse, c)
	}
	for _, f := range found {
		name, value := r.book.entities[f.entity][r.lang], f.value[r.lang]
		switch {
		case name != about && value != about:
			continue
		case r.ask == forEntity && value == r.asked, r.ask == forValue && f.entity == r.asked:
			return fmt.Errorf("%w: %s", ErrKeyed, f.id)
		}
		return nil
	}
	return fmt.Errorf("%w: it tells %q of %q", ErrOffOption, found[0].value[r.lang], r.book.entities[found[0].entity][r.lang])
}

// mentions proves what the sentence says of the stem, of its answer and of the
// option itself.
func (r *Reading) mentions(words map[string]string, t Told) error {
	if w := words[theStem]; w != "" && !slices.Contains(namesOf(r.lang, w), r.stemName()) {
		return fmt.Errorf("%w: the stem names %q, not %q", ErrOffKey, r.stemName(), w)
	}
	if w := words[isStated]; w != "" && !strings.Contains(plain(r.item.Stem), w) {
		return fmt.Errorf("%w: the stem does not say %q", ErrOffKey, w)
	}
	if w := words[theOption]; w != "" && !slices.Contains(namesOf(r.lang, w), fold(t.About)) {
		return fmt.Errorf("%w: it speaks of %q", ErrOffOption, w)
	}
	w := words[theAnswer]
	if w == "" {
		return nil
	}
	names := namesOf(r.lang, w)
	if t.Right != slices.Contains(names, fold(t.About)) || !slices.ContainsFunc(names, r.right) {
		return fmt.Errorf("%w: %q does not answer the stem", ErrOffKey, w)
	}
	return nil
}

// ranked proves that the option is less, or more, than what answers the stem.
func (r *Reading) ranked(p reasonPattern, t Told) error {
	relation := p.below + p.above
	if relation == "" {
		return nil
	}
	answer := r.keyed()
	option, known := r.amount(relation, t.About)
	key, also := r.amount(relation, answer)
	if !known || !also {
		return fmt.Errorf("%w: nothing in %s compares %q with %q", ErrFalse, relation, t.About, answer)
	}
	if p.below != "" && option >= key || p.above != "" && option <= key {
		return fmt.Errorf("%w: by %s, %q is at %d hundredths and %q at %d", ErrFalse, relation, t.About, option, answer, key)
	}
	return nil
}

// amount is the figure that a fact gives to what bears the name.
func (r *Reading) amount(relation, name string) (int64, bool) {
	for _, f := range r.book.holding(relation, r.item.Edition, r.item.Day) {
		if r.book.entities[f.entity][r.lang] != fold(name) {
			continue
		}
		digits, _, _ := strings.Cut(f.value["en"], " ")
		return figure("en", digits)
	}
	return 0, false
}

// right reports whether a text answers the stem.
func (r *Reading) right(text string) bool {
	right, err := r.book.answers(r.question, text)
	return err == nil && right
}
