package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"viva/internal/proof"
	"viva/internal/quiz"
)

// dealingsRead is how many dealings of each item the second proof reads.
const dealingsRead = 2

// secondProof is the outcome of reading a subject's questions a second time,
// from their printed text alone. An item is one question, in every edition and
// language.
type secondProof struct {
	missing bool            // the subject has no reading patterns
	items   map[string]bool // item -> every printing of it was read
	unread  []string        // models with stems that no pattern reads
	faults  []string        // what the two proofs disagree on
}

// proveAgain deals every item of the deck and compares its key with what the
// second implementation derives.
func proveAgain(fsys fs.FS, d *quiz.Deck) (*secondProof, error) {
	p := &secondProof{items: map[string]bool{}}
	book, errs := proof.Load(fsys, d.ID())
	if p.missing = len(errs) > 0 && errors.Is(errs[0], fs.ErrNotExist); p.missing {
		errs = nil
	}
	for _, err := range errs {
		p.faults = append(p.faults, err.Error())
	}
	for _, ed := range d.Editions {
		for _, s := range d.Specs(ed.ID) {
			if book == nil {
				p.items[s.ID] = false
				continue
			}
			for _, lang := range quiz.Langs {
				for seed := range uint64(dealingsRead) {
					it, err := d.Deal(s, lang, quiz.NewStreams(seed))
					if err != nil {
						return nil, err
					}
					p.compare(book, it)
				}
			}
		}
	}
	return p, nil
}

// compare notes whether the item was read, and whether its key was derived.
func (p *secondProof) compare(book *proof.Book, it quiz.Item) {
	printed := proof.Item{Edition: it.Edition, Lang: it.Lang, Stem: it.Stem}
	var key []int
	for i, o := range it.Options {
		printed.Options = append(printed.Options, o.Text)
		if o.Correct {
			key = append(key, i)
		}
	}
	right, err := book.Derive(printed)
	read := !errors.Is(err, proof.ErrUnread)
	if all, seen := p.items[it.ID]; !seen || all {
		p.items[it.ID] = read
	}
	switch {
	case !read:
		if !slices.Contains(p.unread, it.Model) {
			p.unread = append(p.unread, it.Model)
		}
		return
	case err == nil && !slices.Equal(right, key):
		err = fmt.Errorf("keyed is %s, but right is %s", texts(it, key), texts(it, right))
	}
	if err != nil {
		p.faults = append(p.faults, fmt.Sprintf("%s [%s, %s]: %v: %s", it.ID, it.Edition, it.Lang, err, it.Stem))
	}
}

func texts(it quiz.Item, options []int) string {
	var list []string
	for _, i := range options {
		list = append(list, fmt.Sprintf("%q", it.Options[i].Text))
	}
	if list == nil {
		return "nothing"
	}
	return strings.Join(list, " and ")
}

// print says how far the second proof reaches. A subject without patterns is
// not proved twice, which is said and no fault; in one that has patterns,
// every stem must be read.
func (p *secondProof) print(w io.Writer) error {
	read := 0
	for _, all := range p.items {
		if all {
			read++
		}
	}
	for _, f := range p.faults {
		fmt.Fprintln(w, "second proof:", f)
	}
	fmt.Fprintf(w, "second proof: %d of %d items", read, len(p.items))
	if p.missing {
		fmt.Fprintf(w, " (no %s)", proof.File)
	}
	fmt.Fprintln(w)
	var err error
	if len(p.faults) > 0 {
		err = fmt.Errorf("%d disagreements between the two proofs", len(p.faults))
	}
	if !p.missing && len(p.unread) > 0 {
		err = errors.Join(err, fmt.Errorf("no pattern of %s reads the stems of the models %s; write them", proof.File, strings.Join(p.unread, ", ")))
	}
	return err
}
