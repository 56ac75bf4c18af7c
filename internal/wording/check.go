package wording

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"viva/internal/deck"
)

// Check reads what the authors of a subject wrote, as of a day, and returns all
// that is wrong with it.
func Check(fsys fs.FS, d *deck.Deck, today deck.Date) ([]deck.Fault, error) {
	c, written, faults, err := open(fsys, d, today)
	if err != nil || len(faults) > 0 {
		return faults, err // each text that is excepted there would be one more
	}
	for _, w := range written {
		c.text(w)
	}
	c.undenying()
	c.sources()
	c.now()
	if err := c.paraphrases(fsys); err != nil {
		return nil, err
	}
	return append(c.faults, c.judged.idle()...), nil
}

// open reads the texts of a subject and its judgements.
func open(fsys fs.FS, d *deck.Deck, today deck.Date) (*checker, []deck.Written, []deck.Fault, error) {
	written, err := d.Written(fsys)
	if err != nil {
		return nil, nil, nil, err
	}
	written = slices.DeleteFunc(written, unread)
	judged, faults := readJudgements(fsys, d.ID())
	kept := namesIn(written)
	c := &checker{deck: d, judged: judged, kept: kept, terms: termsIn(d, kept), lexicon: newLexicon(written, judged), today: today, denying: map[string]bool{}}
	c.held = c.holdings()
	return c, written, faults, nil
}

// text checks one text.
func (c *checker) text(w deck.Written) {
	c.parity(w)
	c.companions(w)
	c.stated(w)
	c.stem(w)
	c.denial(w)
	c.reason(w)
}

// Reader checks single texts of a subject while all its others stay as they
// are, for trying many changes. It is safe for use by many goroutines.
type Reader struct{ checker *checker }

// NewReader reads the texts of a subject. Faults that Check has with them as
// they are make no difference.
func NewReader(fsys fs.FS, d *deck.Deck, today deck.Date) (*Reader, error) {
	c, _, _, err := open(fsys, d, today)
	return &Reader{c}, err
}

// Read returns what is wrong with a text. It finds fewer faults than Check,
// which also finds what the text makes of the others.
func (r *Reader) Read(w deck.Written) []deck.Fault {
	c := *r.checker
	c.judged, c.denying = c.judged.fresh(), map[string]bool{}
	c.text(w)
	c.likeOthers(w)
	return c.faults
}

// unread reports whether no learner reads the text: the register holds
// expressions.
func unread(w deck.Written) bool {
	return strings.HasPrefix(path.Base(w.Fault("en", "").File), "register")
}

// checker is one run over the texts of a subject.
type checker struct {
	deck    *deck.Deck
	judged  *judgements
	kept    names
	terms   terms
	lexicon *lexicon
	held    []holding
	today   deck.Date
	faults  []deck.Fault

	counted deck.Text // the text of which denied counts the negations
	denied  [2]span

	denying map[string]bool // models that may deny something -> whether they do
}

// fault notes what a check found in a text, where it stands in lang.
func (c *checker) fault(check string, w deck.Written, lang, format string, args ...any) {
	if !c.judged.excuses(check, w.ID) {
		f := w.Fault(lang, format, args...)
		f.Message += " (check " + check + ", text " + w.ID + ")"
		c.faults = append(c.faults, f)
	}
}
