package audit

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"sync"
	"time"

	"viva/internal/deck"
	"viva/internal/proof"
	"viva/internal/reading"
	"viva/internal/wording"
)

// Verdict says whether subjects may be served, and why not.
type Verdict struct {
	Subjects []Judged     // in the order of their folders; none where a file has a fault
	Faults   []deck.Fault // with any of these nothing is served
	Warnings []deck.Fault // what is missing to prove a subject
}

// Judged is what Check found out about one subject.
type Judged struct {
	*deck.Deck
	Second   *SecondProof // of its questions, nil where none was made
	Ledger   int          // rows that are equal to the facts
	NoLedger bool
	Texts    wording.Signed // that were read by themselves
	Blank    bool           // there is a ledger, but without a row
}

// Standing is what a verdict comes to.
type Standing int

// A subject with a fault is refused. One without is proved when a second
// reading confirms both its questions and its values, else unproved: it is
// served only where somebody asks for that, and each of its questions says so.
const (
	Refused Standing = iota
	Unproved
	Proved
)

// Standing is the worst of all subjects.
func (v Verdict) Standing() Standing {
	switch {
	case len(v.Faults) > 0 || len(v.Subjects) == 0:
		return Refused
	case len(v.Warnings) > 0:
		return Unproved
	}
	return Proved
}

// Decks are the subjects to serve, or none if any is refused.
func (v Verdict) Decks() []*deck.Deck {
	if v.Standing() == Refused {
		return nil
	}
	decks := make([]*deck.Deck, len(v.Subjects))
	for i, s := range v.Subjects {
		decks[i] = s.Deck
	}
	return decks
}

// Check says whether the subjects in fsys, one folder each, may be served.
// Nothing else decides it: every file is read, every question proved on every
// day, its key derived a second time from its printed text, the values compared
// with the ledger, and each text with its translation and the facts. Faults are
// told together, each with its position.
func Check(fsys fs.FS) Verdict { return CheckOn(fsys, deck.DateOf(time.Now().Add(farthestEast))) }

// farthestEast is how far the clocks are ahead of UTC where each day begins
// first: there an author may have read a source today.
const farthestEast = 14 * time.Hour

// CheckOn is Check as of a day, on which no source can have been read later.
func CheckOn(fsys fs.FS, today deck.Date) Verdict {
	decks, faults := deck.Load(fsys)
	each := make([]Verdict, len(decks))
	var all sync.WaitGroup
	for i, d := range decks {
		all.Go(func() { each[i].judge(fsys, d, today) })
	}
	all.Wait()
	v := Verdict{Faults: faults}
	for _, of := range each {
		v.Subjects = append(v.Subjects, of.Subjects...)
		v.Faults = append(v.Faults, of.Faults...)
		v.Warnings = append(v.Warnings, of.Warnings...)
	}
	return v
}

func (v *Verdict) judge(fsys fs.FS, d *deck.Deck, today deck.Date) {
	j := Judged{Deck: d}
	read := make(chan words, 1) // beside the proof, which takes longer
	go func() { read <- readWords(fsys, d, today) }()
	v.questions(fsys, &j)
	v.values(fsys, &j)
	v.Faults = append(v.Faults, reading.Check(d)...)
	w := <-read
	j.Texts, v.Faults = w.texts, append(v.Faults, w.faults...)
	j.Unproved = j.NoLedger || j.Blank || j.Second == nil || j.Second.Missing || len(j.Second.Drafts) > 0
	v.Subjects = append(v.Subjects, j)
}

// questions reads the questions a second time.
func (v *Verdict) questions(fsys fs.FS, j *Judged) {
	file := j.ID() + "/" + proof.File
	p, err := ProveAgain(fsys, j.Deck)
	if err != nil {
		v.fault(positioned(file, err))
		return
	}
	j.Second = p
	if p.Missing {
		v.missing(file)
	}
	for _, err := range p.Amiss {
		v.fault(positioned(file, err))
	}
	v.Faults = append(v.Faults, p.Faults...)
	v.Warnings = append(v.Warnings, p.Drafts...)
	if p.Missing {
		return
	}
	for _, model := range p.Unread {
		v.fault(j.FaultOf(model, "no pattern reads all stems of the model %q; write one", model))
	}
}

// values compares the facts with those that were typed a second time.
func (v *Verdict) values(fsys fs.FS, j *Judged) {
	file := j.ID() + "/" + proof.LedgerFile
	rows, differ, err := proof.CheckLedger(fsys, j.ID())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		j.NoLedger = true
		v.missing(file)
	case err != nil:
		v.fault(positioned(file, err))
	case rows == 0 && len(differ) > 0 && !slices.ContainsFunc(differ, func(f proof.Fault) bool { return f.File == file }):
		// Begun and not filled in: that confirms nothing, like none at all.
		j.Blank = true
		v.Warnings = append(v.Warnings, atTop(file, "the ledger has no row yet, so nothing confirms the values; app questions ledger --sheet prints what to fill in"))
		return
	}
	j.Ledger = rows
	for _, f := range differ {
		v.fault(deck.Fault(f))
	}
}

// words is what was found in what the authors wrote.
type words struct {
	texts  wording.Signed
	faults []deck.Fault
}

// readWords checks what the authors wrote, and what its readers answered.
func readWords(fsys fs.FS, d *deck.Deck, today deck.Date) (w words) {
	faults, err := wording.Check(fsys, d, today)
	if w.faults = faults; err != nil {
		w.faults = append(w.faults, atTop(d.ID(), err.Error()))
	}
	w.texts, faults, err = wording.CheckTexts(fsys, d)
	if w.faults = append(w.faults, faults...); err != nil {
		w.faults = append(w.faults, atTop(d.ID()+"/"+wording.TextsFile, err.Error()))
	}
	return w
}

// fault adds a fault, once: the second proof and the ledger read the same files.
func (v *Verdict) fault(f deck.Fault) {
	if !slices.Contains(v.Faults, f) {
		v.Faults = append(v.Faults, f)
	}
}

// writes are the commands that begin a missing file.
var writes = map[string]string{
	proof.File:       "app questions proof --draft begins it",
	proof.LedgerFile: "app questions ledger --sheet prints what to fill in",
}

func (v *Verdict) missing(file string) {
	v.Warnings = append(v.Warnings, atTop(file, "this file is missing, so nothing confirms the subject; "+writes[path.Base(file)]))
}

// positioned is an error of the second reading as a fault: at its own position,
// or at the top of file.
func positioned(file string, err error) deck.Fault {
	var f proof.Fault
	if errors.As(err, &f) {
		return deck.Fault(f)
	}
	return atTop(file, err.Error())
}

func atTop(file, message string) deck.Fault {
	return deck.Fault{File: file, Line: 1, Col: 1, Message: message}
}
