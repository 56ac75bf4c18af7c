package proof

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// Item is a question as it is printed.
type Item struct {
	Edition string
	Day     string // of which the stem speaks, YYYY-MM-DD, within the edition
	Lang    string
	Stem    string   // with the situation before it, if there is one
	Prompts []string // of a matching item
	Options []string
}

// Why an item cannot be decided. ErrUnread alone says nothing about the item:
// nobody has written a pattern for it.
var (
	ErrUnread    = errors.New("no pattern reads the stem")
	ErrAmbiguous = errors.New("this can be read in two ways")
	ErrUnknown   = errors.New("no fact knows these words")
	ErrArguable  = errors.New("the option is arguably right as well")
	ErrUnasked   = errors.New("the fact is not asked in this direction")
	ErrTwice     = errors.New("the option stands twice")
	ErrEdition   = errors.New("the stem speaks of another edition")
	ErrNumber    = errors.New("the stem asks for another number of options")
)

// Derive returns the indexes of the options that answer the stem: ascending;
// in the order asked for; or one for each prompt.
func (b *Book) Derive(item Item) (right []int, err error) {
	r, err := b.Read(item)
	if err != nil {
		return nil, err
	}
	return r.Derive()
}

// Derive is that of the book, of an item whose stem is understood already.
func (r *Reading) Derive() (right []int, err error) {
	b, q, item := r.book, r.question, r.item
	switch q.ask {
	case forOrder:
		return b.inOrder(q, item.Options)
	case forMatch:
		return b.matches(q, item.Prompts, item.Options)
	case forNumber:
		return nil, fmt.Errorf("%w: it asks for a number, not for an option", ErrNumber)
	}
	seen := map[string]bool{}
	for i, option := range item.Options {
		text := fold(option)
		if seen[text] {
			return nil, fmt.Errorf("%q: %w", option, ErrTwice)
		}
		seen[text] = true
		answers, err := b.answers(q, text)
		if err != nil {
			return nil, fmt.Errorf("option %q: %w", option, err)
		}
		if answers {
			right = append(right, i)
		}
	}
	if len(right) != r.number {
		return right, fmt.Errorf("%w: %d asked, %d right", ErrNumber, r.number, len(right))
	}
	return right, nil
}

// understand finds what a stem asks for, and the facts that bear on it.
func (b *Book) understand(item Item, stem string) (question, error) {
	p, words, err := b.read(item, stem)
	if err != nil {
		return question{}, err
	}
	q := question{pattern: p, lang: item.Lang, usage: words[ofUsage], facts: b.holding(p.relation, item.Edition, item.Day)}
	if q.asked = p.means; q.asked == "" && p.ask != forMatch {
		q.asked, err = b.resolve(q, words[p.names()])
	}
	if err != nil {
		return question{}, fmt.Errorf("the stem names %q: %w", words[p.names()], err)
	}
	return q, nil
}

// holding lists the facts of a relation that hold in an edition on a day.
func (b *Book) holding(relation, edition, day string) []fact {
	key := [3]string{relation, edition, day}
	b.held.mu.Lock()
	defer b.held.mu.Unlock()
	list, known := b.held.facts[key]
	if !known {
		for _, f := range b.facts {
			if f.relation == relation && slices.Contains(f.editions, edition) && f.holdsOn(day) {
				list = append(list, f)
			}
		}
		b.held.facts[key] = list
	}
	return list
}

// question is a stem, understood.
type question struct {
	pattern
	lang  string
	facts []fact // of the relation, in the edition
	asked string // the id of the entity, or the text of the value, that the stem names
	usage string // the figures of a usage that it names
}

// number takes from the stem how many options it asks for; one, unless it says
// otherwise.
func (b *Book) number(item Item) (int, string, error) {
	stem := plain(item.Stem)
	if !slices.Contains(langs, item.Lang) {
		return 0, stem, fmt.Errorf("unknown language %q", item.Lang)
	}
	re := b.choose[item.Lang]
	if re == nil { // nothing asks for several
		return 1, stem, nil
	}
	m := re.FindStringSubmatchIndex(stem)
	if m == nil {
		return 1, stem, nil
	}
	group := 2 * re.SubexpIndex("n")
	if m[group] < 0 { // the expression can do without a number
		return 1, plain(stem[:m[0]]), nil
	}
	n, err := strconv.Atoi(stem[m[group]:m[group+1]])
	return n, plain(stem[:m[0]]), err
}

// read finds the one pattern that reads the stem, and the words it captures by
// their groups.
func (b *Book) read(item Item, stem string) (found pattern, words map[string]string, err error) {
	for n := range b.patterns {
		p := &b.patterns[n]
		re := p.reads[item.Lang]
		m := re.FindStringSubmatch(stem)
		if m == nil {
			continue
		}
		if found.line > 0 {
			return *p, nil, fmt.Errorf("%w: by the patterns in lines %d and %d", ErrAmbiguous, found.line, p.line)
		}
		b.used[n].Store(true)
		found, words = *p, map[string]string{inEdition: p.edition}
		for i, name := range re.SubexpNames() {
			if name != "" {
				words[name] = m[i]
			}
		}
	}
	switch edition := words[inEdition]; {
	case found.line == 0:
		return found, nil, ErrUnread
	case edition != "" && edition != item.Edition:
		return found, nil, fmt.Errorf("%w: %s", ErrEdition, edition)
	}
	return found, words, nil
}

// Line is where the one pattern stands that reads an item, in the file of the
// patterns; 0 where none does, or several do.
func (b *Book) Line(item Item) int {
	_, stem, err := b.number(item)
	if err != nil {
		return 0
	}
	p, _, err := b.read(item, stem)
	if err != nil {
		return 0
	}
	return p.line
}

// resolve finds what the words of the stem stand for.
func (b *Book) resolve(q question, words string) (string, error) {
	for _, text := range readings(q.lang, words) {
		var found []string
		for _, f := range q.facts {
			name, means := f.value[q.lang], text
			if q.ask != forEntity {
				name, means = b.entities[f.entity][q.lang], f.entity
			}
			if name == text && !slices.Contains(found, means) {
				found = append(found, means)
			}
		}
		if len(found) > 1 {
			return "", fmt.Errorf("%w: %q", ErrAmbiguous, found)
		}
		if len(found) == 1 {
			return found[0], nil
		}
	}
	return "", ErrUnknown
}

// answers reports whether an option answers the question. The option must be
// what some fact of the relation gives.
func (b *Book) answers(q question, text string) (right bool, err error) {
	known, arguable := "", ""
	for _, f := range q.facts {
		shows, is := f.value[q.lang], f.value[q.lang]
		holds, maybe := f.entity == q.asked, slices.Contains(f.also, q.asked)
		if q.ask == forEntity {
			shows, is = b.entities[f.entity][q.lang], f.entity
			holds, maybe = f.value[q.lang] == q.asked, false
			if holds && slices.ContainsFunc(f.also, func(id string) bool { return b.entities[id][q.lang] == text }) {
				arguable = f.id
			}
		}
		if shows != text {
			continue
		}
		switch {
		case known != "" && known != is:
			return false, fmt.Errorf("%w: it is %s or %s", ErrAmbiguous, known, is)
		case holds && len(f.asked) > 0 && !slices.Contains(f.asked, q.ask):
			return false, fmt.Errorf("%w: %s", ErrUnasked, f.id)
		case maybe:
			arguable = f.id
		}
		known, right = is, right || holds
	}
	switch {
	case known == "":
		return false, ErrUnknown
	case arguable != "" && !right:
		return false, fmt.Errorf("%w: %s", ErrArguable, arguable)
	}
	return right, nil
}
