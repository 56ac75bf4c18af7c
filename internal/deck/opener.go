package deck

import (
	"io"
	"math/rand/v2"
	"unicode/utf8"
)

// What an opener may be at most, in letters: on a small phone, stem and first
// options are then seen without scrolling.
const (
	openerStem   = 100
	openerOption = 54
)

// openerTries bounds how many specs are drawn in search of an opener. One in ten
// is one, where French is long; so the search fails once in 10^23 visits.
const openerTries = 512

// Opener deals an item to somebody who has not decided yet to learn the
// subject: one right option of a few, of the usual level, without a story, short,
// and true today as it is told. ok is false where none was found. The request
// says edition, language, day and streams; the names of the options are drawn
// from the streams as well, so that the same request deals the same item.
func (d *Deck) Opener(o Request) (it Item, ok bool, err error) {
	specs := d.Specs(o.Edition, o.Day)
	chance := o.Streams.Rand("opener")
	for range openerTries {
		if len(specs) == 0 {
			break
		}
		s := specs[chance.IntN(len(specs))]
		if !s.opens() {
			continue
		}
		if it, err = d.Deal(s, o.Lang, o.Streams); err != nil {
			return Item{}, false, err
		}
		if it.isShort() && len(it.Corrections)+len(it.Words) == 0 {
			err = NameOptions([]Item{it}, o.Streams.reader("names"))
			return it, err == nil, err
		}
	}
	return Item{}, false, nil
}

// opens reports whether an opener may be of the spec, whatever its length.
func (s *Spec) opens() bool {
	form := s.Model.typ.Form()
	return !form.Rows() && !form.Typed && s.Case() == "" && len(s.keys) == 1 && s.Model.Level == Usual && len(s.now) == 0
}

func (it *Item) isShort() bool {
	if utf8.RuneCountInString(it.Stem) > openerStem {
		return false
	}
	for _, o := range it.Options {
		if utf8.RuneCountInString(o.Text) > openerOption {
			return false
		}
	}
	return true
}

// reader is the stream of name as bytes.
func (s Streams) reader(name string) io.Reader { return rand.NewChaCha8(s.Sub(name).key) }
