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
	written, err := deck.ReadWritten(fsys, d.ID())
	if err != nil {
		return nil, err
	}
	written = slices.DeleteFunc(written, unread)
	judged, faults := readJudgements(fsys, d.ID())
	if len(faults) > 0 {
		return faults, nil // each text that it excepts would be one more
	}
	kept := namesIn(written)
	c := checker{deck: d, judged: judged, kept: kept, terms: termsIn(d, kept), today: today, denying: map[string]bool{}}
	held := c.holdings()
	for _, w := range written {
		c.parity(w)
		c.stated(w, held)
		c.stem(w)
		c.reason(w)
	}
	c.undenying()
	c.sources()
	if err := c.paraphrases(fsys); err != nil {
		return nil, err
	}
	return append(c.faults, judged.idle()...), nil
}

// unread reports whether no learner reads the text: the register holds
// expressions.
func unread(w deck.Written) bool {
	return strings.HasPrefix(path.Base(w.Fault("en", "").File), "register")
}

// checker is one run over the texts of a subject.
type checker struct {
	deck   *deck.Deck
	judged *judgements
	kept   names
	terms  []term
	today  deck.Date
	faults []deck.Fault

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
