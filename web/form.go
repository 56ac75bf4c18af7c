package web

import (
	"mime"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"viva/internal/fault"
)

// form is what was entered in a form, and what is wrong with it. The zero form
// is empty.
type form struct {
	values url.Values
	Faults fault.Fields
}

// readForm reads a form, which may have these fields and no others, each at
// most once. A field whose name ends in "*" here may come several times.
func readForm(c *fiber.Ctx, fields ...string) (form, error) {
	media, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || media != fiber.MIMEApplicationForm {
		return form{}, errMediaType
	}
	values, err := parseValues(string(c.Request().Body()))
	if err != nil {
		return form{}, err
	}
	for name := range values {
		if !slices.Contains(fields, name) && !slices.Contains(fields, name+"*") {
			return form{}, errMalformed
		}
	}
	return form{values: values}, checkRepeats(values, fields)
}

// pageQuery reads fields of a query in the same way, but ignores others: links
// that people pass on gather them.
func pageQuery(c *fiber.Ctx, fields ...string) (form, error) {
	values, err := parseValues(string(c.Request().URI().QueryString()))
	if err != nil {
		return form{}, err
	}
	return form{values: values}, checkRepeats(values, fields)
}

func parseValues(text string) (url.Values, error) {
	values, err := url.ParseQuery(text)
	if err != nil {
		return nil, errMalformed
	}
	for _, all := range values {
		for _, v := range all {
			if !utf8.ValidString(v) {
				return nil, errMalformed
			}
		}
	}
	return values, nil
}

func checkRepeats(values url.Values, fields []string) error {
	for _, name := range fields {
		if !strings.HasSuffix(name, "*") && len(values[name]) > 1 {
			return errMalformed
		}
	}
	return nil
}

// Value is what was entered in a field.
func (f form) Value(name string) string { return f.values.Get(name) }

// All is everything that was entered in a field.
func (f form) All(name string) []string { return f.values[name] }

// Has reports whether a field was sent, even if it is empty.
func (f form) Has(name string) bool { return f.values.Has(name) }

// Fault is what is wrong with a field, or nil.
func (f form) Fault(name string) *fault.Error {
	i := slices.IndexFunc(f.Faults, func(e *fault.Error) bool { return e.Field == name })
	if i < 0 {
		return nil
	}
	return f.Faults[i]
}

// refuse keeps what is wrong with the form, and sets the status of the page
// that shows it again. It returns an error that is not about a field.
func (f *form) refuse(c *fiber.Ctx, err error) error {
	faults := fieldFaults(err)
	if len(faults) == 0 {
		return err
	}
	f.Faults = faults
	first, code, _ := explain(err)
	c.Status(code)
	hint(c, first, code)
	return nil
}

// filled makes a form of pairs of name and value.
func filled(pairs ...string) form {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return form{values: values}
}

// field is one input of a form, for the part "field".
type field struct {
	Name, Type, Label, Hint, Value string
	Autocomplete                   string
	Figures                        bool // a phone shows its keys for figures
	Required                       bool
	Fault                          *fault.Error
	Message                        string // of the fault
}

// Described lists the ids of the texts that belong to the input.
func (f field) Described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.Name+"-hint")
	}
	if f.Fault != nil {
		ids = append(ids, f.Name+"-error")
	}
	return strings.Join(ids, " ")
}

// Field describes an input of a form. kind is its type, followed by "?" if it
// may stay empty, or "code" for figures alone; label and hint are keys of texts. A password is never filled
// in.
func (b base) Field(f form, name, kind, autocomplete, label, hint string) (field, error) {
	kind, optional := strings.CutSuffix(kind, "?")
	d := field{Name: name, Type: kind, Autocomplete: autocomplete, Fault: f.Fault(name), Required: !optional}
	if d.Type == "code" {
		d.Type, d.Figures = "text", true
	}
	if d.Type != "password" {
		d.Value = f.Value(name)
	}
	var err error
	if d.Label, err = b.T(label); err != nil {
		return field{}, err
	}
	if hint != "" {
		if d.Hint, err = b.T(hint); err != nil {
			return field{}, err
		}
	}
	if d.Fault != nil {
		d.Message, err = b.Phrase(d.Fault)
	}
	return d, err
}

// summary is what is wrong with a form, for the part "summary".
type summary struct {
	Title string
	Lines []summaryLine
}

type summaryLine struct{ Field, Text string }

// Summary says what is wrong with a form, in the words beside its fields.
func (b base) Summary(f form) (sum summary, err error) {
	if sum.Title, err = b.T("account_summary"); err != nil {
		return summary{}, err
	}
	for _, e := range f.Faults {
		text, err := b.Phrase(e)
		if err != nil {
			return summary{}, err
		}
		sum.Lines = append(sum.Lines, summaryLine{e.Field, text})
	}
	return sum, nil
}

// tick is a box to tick, for the part "listed".
type tick struct {
	Label, Hint string
	Checked     bool
}

// Listed describes the box for being shown on scoreboards.
func (b base) Listed(f form) (t tick, err error) {
	t.Checked = f.Has("listed")
	if t.Label, err = b.T("account_listed"); err != nil {
		return tick{}, err
	}
	t.Hint, err = b.T("account_listed_hint")
	return t, err
}

// Along is the address of another form, which then goes on to the same page as
// f.
func (b base) Along(path string, f form) string {
	next := ownPath(f.Value("next"))
	if next == "/" {
		return path
	}
	return path + "?next=" + url.QueryEscape(next)
}

// pathNumber reads a parameter of the path that is a number from 1.
func pathNumber(c *fiber.Ctx, name string) (n int64, ok bool) {
	return positive(c.Params(name))
}

// positive reads a whole number from 1. It must be written as Go would write
// it: without a sign or leading zeros.
func positive(text string) (n int64, ok bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n > 0 && strconv.FormatInt(n, 10) == text
}

// ownPath returns text if it is a path of this site, and "/" for anything that
// a browser might take for another site.
func ownPath(text string) string {
	if len(text) > 2048 || !strings.HasPrefix(text, "/") {
		return "/"
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }) {
		return "/"
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" {
		return "/"
	}
	// The decoded path must be ours too: a proxy may decode it, or take
	// "/.//host" for "//host".
	if strings.Contains(u.Path, "//") || strings.ContainsAny(u.Path, "\\") ||
		strings.ContainsFunc(u.Path, func(r rune) bool { return r < ' ' }) {
		return "/"
	}
	return u.RequestURI()
}
