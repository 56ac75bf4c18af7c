package wording

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"viva/internal/deck"
)

// ParaphrasesFile is the name of the file with what authors judged of phrases
// that may mean the same.
const ParaphrasesFile = "paraphrases.tsv"

var paraphraseColumns = []string{"one", "other", "hash", "judgement", "reason"}

// What a pair was judged to be.
const (
	judgedDiffer = "differ" // no phrase is true of the other's thing
	judgedAlso   = "also"   // one is, and its fact says so
)

// pair is two phrases of one relation, of different things, that may mean the
// same.
type pair struct {
	one, other *deck.Fact
	shared     []string // rare words that both have
}

// rareIn is in how many of so many facts of a relation, at most, a word stands
// that is rare.
func rareIn(facts int) int { return min(4, max(2, facts/4)) }

// few is how many facts of a relation are too few to call a single word rare.
const few = 8

// shortest is how many letters a word has, at least, that tells what a phrase is
// about.
const shortest = 4

// pairs are the phrases that share rare words in English, or all words but one, where no author has
// said that the one is arguably true of the other's thing as well.
func (c *checker) pairs() (list []pair) {
	byRelation := c.phrases()
	for _, r := range slices.Sorted(maps.Keys(byRelation)) {
		list = append(list, pairsAmong(byRelation[r])...)
	}
	return list
}

// phrases are the facts whose values are phrases that some model asks, by their
// relations.
func (c *checker) phrases() map[string][]*deck.Fact {
	asked, byRelation := map[string]bool{}, map[string][]*deck.Fact{}
	for _, m := range c.deck.Models() {
		asked[m.Relation] = true
	}
	for _, f := range c.deck.Facts() {
		if f.Value.Phrase != nil && asked[f.RelationID()] {
			byRelation[f.RelationID()] = append(byRelation[f.RelationID()], f)
		}
	}
	return byRelation
}

// pairsAmong are those among the phrases of one relation.
func pairsAmong(facts []*deck.Fact) (list []pair) {
	words, in := map[*deck.Fact][]string{}, map[string]int{}
	for _, f := range facts {
		words[f] = stems(f.Value.Phrase.EN.Text)
		for _, w := range words[f] {
			in[w]++
		}
	}
	for i, a := range facts {
		for _, b := range facts[i+1:] {
			shared := sharedRare(words[a], words[b], in, rareIn(len(facts)))
			if same := sameWords(words[a], words[b]); same != nil {
				shared = same
			}
			if mayMeet(a, b) && (len(shared) > 1 || len(facts) >= few && alike(shared, words[a], words[b])) {
				list = append(list, pair{a, b, shared})
			}
		}
	}
	return list
}

// likeOthers finds the pairs that a phrase would be in, and is not in now.
func (c *checker) likeOthers(w deck.Written) {
	own := c.fact(ownerOf(w.ID))
	if w.Kind != "value" || own == nil || own.Value.Phrase == nil {
		return
	}
	facts := c.phrases()[own.RelationID()]
	known := map[[2]string]bool{}
	for _, p := range pairsAmong(facts) {
		known[[2]string{p.one.ID, p.other.ID}] = true
	}
	other := *own
	phrase := *own.Value.Phrase
	phrase.EN.Text, phrase.FR.Text = w.EN, w.FR
	other.Value.Phrase = &phrase
	for i, f := range facts {
		if f == own {
			facts[i] = &other
		}
	}
	for _, p := range pairsAmong(facts) {
		if !known[[2]string{p.one.ID, p.other.ID}] {
			c.faults = append(c.faults, p.unjudged())
		}
	}
}

// unjudged says that nobody has judged the pair.
func (p pair) unjudged() deck.Fault {
	return p.other.Fault("value", "%s may mean the same as %s, both have %s; give one of the facts %s: [...], or judge the pair in %s: %s\t%s\t%s\t%s\tyour reason",
		quoted(p.other), quoted(p.one), list(p.shared), judgedAlso, ParaphrasesFile, p.one.ID, p.other.ID, p.hash(), judgedDiffer)
}

// mayMeet reports whether two facts may be options of one question.
func mayMeet(a, b *deck.Fact) bool {
	_, va := a.Sides()
	_, vb := b.Sides()
	return a.Entity != b.Entity && a.Place == 0 && shareEdition(a, b) && va.EN.Text != vb.EN.Text &&
		!slices.Contains(a.Also, b.Entity) && !slices.Contains(b.Also, a.Entity)
}

// alike reports whether one rare word is enough: it is half of a phrase.
func alike(shared, a, b []string) bool {
	return len(shared) == 1 && 2*len(shared) >= min(len(a), len(b))
}

// sameWords are the words of two phrases that are made of the same ones, however
// often these stand elsewhere: at least two, and either has one more at most.
func sameWords(a, b []string) []string {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 2 || len(b) > len(a)+1 || slices.ContainsFunc(a, func(w string) bool { return !slices.Contains(b, w) }) {
		return nil
	}
	return a
}

func sharedRare(a, b []string, in map[string]int, rare int) (shared []string) {
	for _, w := range a {
		if in[w] <= rare && slices.Contains(b, w) {
			shared = append(shared, w)
		}
	}
	return shared
}

// stems are the words of a phrase without their endings, each once.
func stems(text string) (list []string) {
	for _, t := range tokens("en", text) {
		w := t.lower
		if len(w) < shortest || t.slot() {
			continue
		}
		for _, ending := range []string{"ing", "ed", "es", "s"} {
			if short, cut := strings.CutSuffix(w, ending); cut && len(short) >= shortest-1 {
				w = short
				break
			}
		}
		if w = strings.TrimSuffix(w, "e"); !slices.Contains(list, w) && !slices.Contains(empty, w) {
			list = append(list, w)
		}
	}
	return list
}

// empty are words, without their endings, that tell nothing of what a phrase is
// about.
var empty = []string{"about", "after", "also", "been", "befor", "each", "every", "from", "hav", "have", "into", "mor", "more", "most", "need", "onc", "only", "other", "over", "som", "some", "such", "than", "that", "their", "them", "then", "ther", "thes", "they", "this", "thos", "upon", "want", "wer", "what", "when", "wher", "whether", "which", "whil", "whos", "will", "with", "without", "would"}

// judgedPair is a row of paraphrases.tsv.
type judgedPair struct {
	one, other, hash, judgement, reason string

	at position
}

// hash covers both phrases in both languages.
func (p pair) hash() string {
	a, b := p.one.Value.Phrase, p.other.Value.Phrase
	sum := sha256.Sum256([]byte(strings.Join([]string{a.EN.Text, a.FR.Text, b.EN.Text, b.FR.Text}, "\x00")))
	return hex.EncodeToString(sum[:6])
}

// paraphrases demands that each pair of phrases that may mean the same was read
// and judged, as it is now.
func (c *checker) paraphrases(fsys fs.FS) error {
	file := path.Join(c.deck.ID(), ParaphrasesFile)
	rows, err := c.readPairs(fsys, file)
	if err != nil {
		return err
	}
	for _, p := range c.pairs() {
		i := slices.IndexFunc(rows, func(r judgedPair) bool { return r.one == p.one.ID && r.other == p.other.ID })
		switch {
		case i < 0:
			c.faults = append(c.faults, p.unjudged())
		case rows[i].hash != p.hash():
			c.faults = append(c.faults, rows[i].at.fault(file, "%s or %s has changed since the pair was judged; read both, and write the hash %s", quoted(p.one), quoted(p.other), p.hash()))
		}
	}
	return nil
}

func quoted(f *deck.Fact) string { return fmt.Sprintf("%q (%s)", f.Value.Phrase.EN.Text, f.ID) }

// readPairs reads the judgements of the subject; there need be none.
func (c *checker) readPairs(fsys fs.FS, file string) (rows []judgedPair, err error) {
	src, err := fs.ReadFile(fsys, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the judged phrases: %w", err)
	}
	wrong := readTable(file, src, paraphraseColumns, func(cells []string, at []position) {
		row := judgedPair{cells[0], cells[1], cells[2], cells[3], cells[4], at[0]}
		c.judgement(file, row, rows)
		rows = append(rows, row)
	})
	c.faults = append(c.faults, wrong...)
	return rows, nil
}

// judgement checks a row by itself.
func (c *checker) judgement(file string, row judgedPair, before []judgedPair) {
	one, other := c.fact(row.one), c.fact(row.other)
	fault := func(format string, args ...any) {
		c.faults = append(c.faults, row.at.fault(file, format, args...))
	}
	switch i := slices.IndexFunc(before, func(r judgedPair) bool { return r.one == row.one && r.other == row.other }); {
	case i >= 0:
		fault("the pair stands already in line %d; delete one of the two", before[i].at.line)
	case one == nil || other == nil || one.Value.Phrase == nil || other.Value.Phrase == nil:
		fault("%q and %q are not the ids of two facts with phrases; mend them, or delete the row", row.one, row.other)
	case row.reason == "":
		fault("say in the last cell why")
	case row.judgement == judgedAlso && !slices.Contains(one.Also, other.Entity) && !slices.Contains(other.Also, one.Entity):
		fault("the pair is judged %q, and neither fact says so; write also: [%s] at %q, or also: [%s] at %q", judgedAlso, other.Entity, one.ID, one.Entity, other.ID)
	case row.judgement != judgedAlso && row.judgement != judgedDiffer:
		fault("the judgement is %q; it is %s or %s", row.judgement, judgedDiffer, judgedAlso)
	}
}

// fact is the fact of that id, or nil.
func (c *checker) fact(id string) *deck.Fact {
	i := slices.IndexFunc(c.deck.Facts(), func(f *deck.Fact) bool { return f.ID == id })
	if i < 0 {
		return nil
	}
	return c.deck.Facts()[i]
}
