// Package fault names the errors that are part of normal use. A fault has a
// kind, which decides how the outside is told (an HTTP status, an exit code),
// a code, which programs know it by, and a sentence in English and in French.
// It is named with New, beside the rule that it speaks of, and nowhere else.
// Any error that is not a fault is a defect and is only logged.
package fault

import "errors"

// Kind says what went wrong in terms every caller understands.
type Kind int

// The kinds, with the question each one answers.
const (
	Invalid         Kind = iota + 1 // what was given cannot be used: mend and resend
	Unauthenticated                 // we do not know who asks: sign in
	Forbidden                       // we know who asks, and they may not
	NotFound                        // there is no such thing for whoever asks
	Conflict                        // the thing has moved on: look again
	Busy                            // too much at once: try later
	Unsupported                     // this version cannot: a newer one can
)

// Error is an expected error. Compare it with errors.Is against the named
// value it was made as; Detail and Field do not take part in that.
type Error struct {
	Kind Kind
	Code string // stable, snake_case

	Text   string // one English sentence that says what to do; the API tells it as it is
	French string // the same in French, or "" where the texts of the site have both as "error_" + Code

	Field  string         // the form field or JSON member at fault, or ""
	Detail map[string]any // figures for the sentence and for programs, or nil
}

// New names an expected error, with what is told of it in English and in
// French. The French is "" where people are told something else than programs:
// a figure with its plural, or advice that only a reader can follow. Then the
// English is for programs alone, and the texts of the site have both languages.
func New(kind Kind, code, english, french string) *Error {
	return &Error{Kind: kind, Code: code, Text: english, French: french}
}

func (e *Error) Error() string { return e.Text }

// Is reports whether target is the same named error, whatever its field or
// figures.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// At returns a copy of e that names the field at fault.
func (e *Error) At(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

// With returns a copy of e that carries one more figure.
func (e *Error) With(name string, value any) *Error {
	c := *e
	c.Detail = map[string]any{name: value}
	for k, v := range e.Detail {
		if k != name {
			c.Detail[k] = v
		}
	}
	return &c
}

// As returns the fault inside err, or nil when err is a defect.
func As(err error) *Error {
	var f *Error
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// Fields collects the faults of one form, so that all are told at once.
type Fields []*Error

func (f Fields) Error() string {
	if len(f) == 0 {
		return "no faults"
	}
	return f[0].Text
}

// Unwrap makes errors.Is and errors.As see every fault of the form.
func (f Fields) Unwrap() []error {
	errs := make([]error, len(f))
	for i, e := range f {
		errs[i] = e
	}
	return errs
}

// Err returns nil when nothing is at fault.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}
