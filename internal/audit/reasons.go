package audit

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"viva/internal/deck"
	"viva/internal/gist"
	"viva/internal/proof"
)

// reasonReader reads what is told after items, by the patterns of a book.
type reasonReader struct {
	book  *proof.Book
	fsys  fs.FS
	deck  *deck.Deck
	facts map[string]*deck.Fact

	notes map[string]bool         // what speaks to a belief, in each language
	texts map[string]deck.Written // what authors wrote, read when a fault needs it
	told  map[refusal]int         // sentence -> how often it was refused
	order []refusal
	sane  map[refusal]bool // sentences that were vouched for, where the item does not matter
}

// refusal is a sentence that was refused, by the text that made it.
type refusal struct{ id, model, lang, says string }

func newReasonReader(fsys fs.FS, d *deck.Deck, book *proof.Book) *reasonReader {
	r := &reasonReader{book: book, fsys: fsys, deck: d, facts: map[string]*deck.Fact{}, notes: map[string]bool{}, told: map[refusal]int{}, sane: map[refusal]bool{}}
	for _, f := range d.Facts() {
		r.facts[f.ID] = f
	}
	for _, m := range d.Misconceptions() {
		for _, lang := range deck.Langs {
			r.notes[m.Reason.In(lang)] = true
		}
	}
	return r
}

// part is a reader of the same that has refused nothing yet.
func (r *reasonReader) part() *reasonReader {
	part := *r
	part.texts, part.told, part.order, part.sane = nil, map[refusal]int{}, nil, map[refusal]bool{}
	return &part
}

// join adds what a part refused.
func (r *reasonReader) join(part *reasonReader) {
	for _, t := range part.order {
		group := r.groupOf(t)
		if r.told[group] == 0 {
			r.order = append(r.order, t)
		}
		r.told[group] += part.told[group]
	}
}

// read reads everything that is told after an item.
func (r *reasonReader) read(stem *proof.Reading, it deck.Item) {
	relation := r.facts[it.Facts[0]].RelationID()
	for _, says := range it.Why {
		r.vouch(stem, it, relation+".says", proof.Told{Text: says, Right: true})
	}
	r.options(stem, it, relation)
	for _, p := range it.Prompts {
		r.vouch(stem, it, r.source(p.Facts, p.Reason, relation, it.Lang), proof.Told{Text: p.Reason, Right: true, About: it.Options[p.Key].Text, Prompt: p.Text})
	}
	if it.Number != nil {
		for _, line := range it.Number.Working {
			r.vouch(stem, it, relation+working, proof.Told{Text: line, Right: true})
		}
		for _, m := range it.Number.Mistakes {
			r.vouch(stem, it, relation+working, proof.Told{Text: m.Reason})
		}
	}
	if it.Entry != nil {
		r.names(stem, it)
	}
}

// working is where the sentences about a charge stand, below their relation.
const working = ".tiered_charge."

// options reads why each option is right or wrong. What speaks to a belief is
// an author's own text, and not made from facts.
func (r *reasonReader) options(stem *proof.Reading, it deck.Item, relation string) {
	for _, o := range it.Options {
		id := it.Model + ".wrong"
		if o.Correct || len(it.Prompts) > 0 {
			id = r.source(o.Facts, o.Reason, relation, it.Lang)
		}
		if o.Belief != "" || o.Correct && len(it.Prompts) > 0 {
			continue
		}
		r.vouch(stem, it, id, proof.Told{Text: o.Reason, Right: o.Correct, About: o.Text})
	}
}

// names reads what is told to whoever types a name.
func (r *reasonReader) names(stem *proof.Reading, it deck.Item) {
	whole := map[string]string{}
	for _, s := range it.Entry.Names() {
		whole[s.Shows] = s.Text
	}
	for _, s := range it.Entry.Spellings {
		if s.Mark == 0 && s.Reason != "" && !r.notes[s.Reason] {
			r.vouch(stem, it, it.Model+".wrong", proof.Told{Text: s.Reason, About: whole[s.Shows]})
		}
	}
}

// today reads what is told, on a day, of what has become of an older edition.
func (r *reasonReader) today(it deck.Item, day deck.Date) {
	for _, line := range it.Now {
		key := refusal{"", string(day), it.Lang, line}
		if r.sane[key] {
			continue
		}
		if err := r.book.VouchToday(it.Lang, string(day), line); err != nil {
			r.refuse(it, "", line, err)
			continue
		}
		r.sane[key] = true
	}
}

// source is the id of the text that a reason of the key was made of: the fact's
// own, or the sentence of its relation.
func (r *reasonReader) source(facts []string, says, relation, lang string) string {
	for _, id := range facts {
		if f := r.facts[id]; f != nil && f.Reason != nil && f.Reason.In(lang) == says {
			return id + ".reason"
		}
	}
	return relation + ".says"
}

func (r *reasonReader) vouch(stem *proof.Reading, it deck.Item, id string, t proof.Told) {
	if err := stem.Vouch(t); err != nil {
		r.refuse(it, id, t.Text, err)
	}
}

// refuse notes a sentence that cannot be vouched for, once for all items that
// its text is told after.
func (r *reasonReader) refuse(it deck.Item, id, says string, err error) {
	if _, known := r.written()[id]; !known {
		id = r.nearest(id, it.Lang, says) // one of several below it, or what a group shares
	}
	key := refusal{id: id, model: it.Model, lang: it.Lang, says: fmt.Sprintf("%v: %q [%s, %s]", err, says, it.ID, it.Edition)}
	group := r.groupOf(key)
	if r.told[group]++; r.told[group] == 1 {
		r.order = append(r.order, key)
	}
}

// groupOf is what sentences share that are told as one fault: their text, or
// their model where the text is not known.
func (r *reasonReader) groupOf(t refusal) refusal {
	t.says = ""
	if _, known := r.written()[t.id]; known {
		t.model = ""
	}
	return t
}

// written are the texts of the subject by their ids.
func (r *reasonReader) written() map[string]deck.Written {
	if r.texts == nil {
		r.texts = map[string]deck.Written{}
		texts, _ := r.deck.Written(r.fsys) // without, a fault stands at its model
		for _, w := range texts {
			r.texts[w.ID] = w
		}
	}
	return r.texts
}

// nearest is the id, of those that begin so, whose text is most like a
// sentence; the reason of a fact may be one that its group shares.
func (r *reasonReader) nearest(id, lang, says string) string {
	best, most := id, 0.0
	texts := r.written()
	for _, other := range slices.Sorted(maps.Keys(texts)) {
		w := texts[other]
		shared := w.Kind == "reason" && strings.HasSuffix(id, ".reason")
		if like := dice(gist.Words(w.In(lang)), gist.Words(says)); (shared || strings.HasPrefix(other, id)) && like > most {
			best, most = other, like
		}
	}
	return best
}

// faults are the sentences that were refused, each where its text stands.
func (r *reasonReader) faults() []deck.Fault {
	if len(r.order) == 0 {
		return nil
	}
	texts := r.written()
	var list []deck.Fault
	for _, t := range r.order {
		f := r.deck.FaultOf(t.model, "")
		if w, ok := texts[t.id]; ok {
			f = w.Fault(t.lang, "")
		}
		f.Message = "a reason is not proved: " + t.says
		if more := r.told[r.groupOf(t)] - 1; more > 0 {
			f.Message += fmt.Sprintf(", and %d more of this text", more)
		}
		f.Message = strings.TrimSpace(f.Message) + "; mend the text, or write how it reads into " + proof.ReasonsFile
		list = append(list, f)
	}
	return list
}
