package wording

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"viva/internal/deck"
	"viva/internal/proof"
)

// File holds the judgements of a subject's authors about its words. Further ones
// are named like wording-plans.yaml.
const File = "wording.yaml"

// The checks by the names under which a subject excepts texts from them.
const (
	checkSlots    = "slots"    // a text and its translation have the same slots
	checkFigures  = "figures"  // and the same figures
	checkNames    = "names"    // and the same names
	checkNegation = "negation" // and deny the same
	checkContrast = "contrast" // and no words that exclude each other
	checkWords    = "words"    // and the words with which all others are translated
	checkStated   = "stated"   // a figure is a value that a fact holds
	checkReason   = "reason"   // a reason names the key
	checkStem     = "stem"     // a stem denies nothing
	checkDenial   = "denial"   // a phrase denies something only where its author says so apart
	checkSources  = "sources"  // a source can be what it says
	checkNow      = "now"      // what is told of today speaks of what the fact speaks of
)

var checkIDs = []string{checkSlots, checkFigures, checkNames, checkNegation, checkContrast, checkWords, checkStated, checkReason, checkStem, checkDenial, checkSources, checkNow}

// exception lets a text stand although a check speaks against it.
type exception struct {
	Check  string
	Text   string // its id
	Reason string
	// Of a source, the editions of the facts for which it may stand; none is all.
	Editions []string

	at   position
	file string
	used bool
}

// statement is a figure that no fact holds, typed a second time from its source.
type statement struct {
	Texts   []string // their ids
	Figures []string
	Reason  string

	at   position
	file string
	used map[string]bool // texts and figures
}

// position is where an entry begins.
type position struct{ line, col int }

func (p position) fault(file, format string, args ...any) deck.Fault {
	return deck.Fault{File: file, Line: p.line, Col: p.col, Message: fmt.Sprintf(format, args...)}
}

// positionOf is where a node begins; a mapping in lines of its own begins with
// its first key.
func positionOf(node ast.Node) position {
	if m, ok := node.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		node = m.Values[0].Key
	}
	at := node.GetToken().Position
	return position{at.Line, at.Column}
}

// UnmarshalYAML keeps the place, so that a fault can name it.
func (e *exception) UnmarshalYAML(node ast.Node) error {
	type plain exception
	if err := yaml.NodeToValue(node, (*plain)(e), yaml.Strict()); err != nil {
		return err
	}
	e.at = positionOf(node)
	return nil
}

// UnmarshalYAML keeps the place, so that a fault can name it.
func (s *statement) UnmarshalYAML(node ast.Node) error {
	type plain statement
	if err := yaml.NodeToValue(node, (*plain)(s), yaml.Strict()); err != nil {
		return err
	}
	s.at, s.used = positionOf(node), map[string]bool{}
	return nil
}

// judgements is what the files of a subject say.
type judgements struct {
	Exceptions []*exception
	Stated     []*statement
	Denies     []*denied
}

// readJudgements reads those of the subject in folder; there need be none.
func readJudgements(fsys fs.FS, folder string) (*judgements, []deck.Fault) {
	all := &judgements{}
	files, err := fs.Glob(fsys, path.Join(folder, "wording*.yaml"))
	if err != nil {
		return all, []deck.Fault{position{1, 1}.fault(path.Join(folder, File), "%v", err)}
	}
	var faults []deck.Fault
	for _, file := range files {
		var j judgements
		src, err := fs.ReadFile(fsys, file)
		if line, col, crowded := proof.Crowded(src); crowded {
			faults = append(faults, position{line, col}.fault(file, "too many brackets are open here; take some out"))
			continue
		}
		if err == nil {
			err = proof.Unmarshal(bytes.TrimPrefix(src, []byte("\ufeff")), &j, yaml.Strict())
		}
		if err != nil {
			faults = append(faults, unreadable(file, err))
			continue
		}
		faults = append(faults, j.complete(file)...)
		all.Exceptions, all.Stated = append(all.Exceptions, j.Exceptions...), append(all.Stated, j.Stated...)
		all.Denies = append(all.Denies, j.Denies...)
	}
	return all, faults
}

// unreadable is what the reader of YAML found, on one line and with its place.
func unreadable(file string, err error) deck.Fault {
	at, message := position{1, 1}, err.Error()
	var found yaml.Error
	if errors.As(err, &found) {
		message = found.GetMessage()
		if t := found.GetToken(); t != nil && t.Position != nil {
			at = position{t.Position.Line, t.Position.Column}
		}
	}
	return at.fault(file, "YAML: %s", message)
}

// complete demands that each judgement names a check, a text and a reason.
func (j *judgements) complete(file string) (faults []deck.Fault) {
	before := len(j.Exceptions) + len(j.Stated) + len(j.Denies)
	j.Exceptions, j.Stated, j.Denies = written(j.Exceptions), written(j.Stated), written(j.Denies)
	if len(j.Exceptions)+len(j.Stated)+len(j.Denies) < before {
		faults = append(faults, position{1, 1}.fault(file, "an entry of a list is empty; delete it"))
	}
	for _, e := range j.Exceptions {
		e.file = file
		if !slices.Contains(checkIDs, e.Check) {
			faults = append(faults, e.at.fault(file, "unknown check %q; the checks are %s", e.Check, strings.Join(checkIDs, ", ")))
		}
		if e.Text == "" || e.Reason == "" {
			faults = append(faults, e.at.fault(file, "an exception needs the id of its text and a reason"))
		}
	}
	for _, s := range j.Stated {
		s.file = file
		if len(s.Texts) == 0 || s.Reason == "" || len(s.Figures) == 0 {
			faults = append(faults, s.at.fault(file, "figures that no fact holds need the ids of their texts, the figures and a reason: where they were read"))
		}
	}
	for _, d := range j.Denies {
		if d.file != "" {
			continue
		}
		d.file = file
	}
	return faults
}

// written are the entries of a list that are not empty.
func written[T any](list []*T) []*T {
	return slices.DeleteFunc(list, func(e *T) bool { return e == nil })
}

// excuses reports whether the text may stand although the check speaks against
// it.
func (j *judgements) excuses(check, text string) bool {
	for _, e := range j.Exceptions {
		if e.Check == check && e.Text == text {
			e.used = true
			return true
		}
	}
	return false
}

// excusesSource reports whether the source of a fact may stand although the check
// speaks against it.
func (j *judgements) excusesSource(f *deck.Fact) bool {
	if j.excuses(checkSources, f.ID) {
		return true
	}
	i := slices.IndexFunc(j.Exceptions, func(e *exception) bool { return e.Check == checkSources && e.Text == f.Source })
	if i < 0 {
		return false
	}
	e := j.Exceptions[i]
	if len(e.Editions) > 0 && slices.ContainsFunc(f.Editions, func(edition string) bool { return !slices.Contains(e.Editions, edition) }) {
		return false
	}
	e.used = true
	return true
}

// states reports whether the figure of the text was typed a second time.
func (j *judgements) states(text, figure string) bool {
	for _, s := range j.Stated {
		if slices.Contains(s.Texts, text) && slices.Contains(s.Figures, figure) {
			s.used[text], s.used[figure] = true, true
			return true
		}
	}
	return false
}

// fresh are the same judgements, of which none has been needed.
func (j *judgements) fresh() *judgements {
	other := &judgements{}
	for _, e := range j.Exceptions {
		own := *e
		own.used = false
		other.Exceptions = append(other.Exceptions, &own)
	}
	for _, s := range j.Stated {
		own := *s
		own.used = map[string]bool{}
		other.Stated = append(other.Stated, &own)
	}
	for _, d := range j.Denies {
		own := *d
		own.used = false
		other.Denies = append(other.Denies, &own)
	}
	return other
}

// idle are the judgements that nothing needs.
func (j *judgements) idle() (faults []deck.Fault) {
	for _, e := range j.Exceptions {
		if !e.used && e.Check != checkWords { // what is usual changes with each new text
			faults = append(faults, e.at.fault(e.file, "the check %q finds nothing in the text %q; delete the exception", e.Check, e.Text))
		}
	}
	for _, d := range j.Denies {
		if !d.used {
			faults = append(faults, d.at.fault(d.file, "no text that could deny something has the id %q; mend the id, or delete it", d.text))
		}
	}
	for _, s := range j.Stated {
		for _, id := range slices.Concat(s.Texts, s.Figures) {
			if !s.used[id] {
				faults = append(faults, s.at.fault(s.file, "nothing needs %q to be stated here; delete it, or mend the text or figure that differs", id))
			}
		}
	}
	return faults
}
