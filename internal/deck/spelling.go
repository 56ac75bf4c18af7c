package deck

import (
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Spelling is a way to write an answer that is typed. In Text, * stands for any
// characters or none, and \* for an asterisk.
type Spelling struct {
	Text   string `json:"text"`
	Mark   Mark   `json:"mark"`
	Reason string `json:"reason,omitempty"` // told to whoever typed it
	Shows  string `json:"shows,omitempty"`  // the id of what it names
}

// matches reports whether a typed answer is the spelling. What does not count
// is described at folded.
func (s Spelling) matches(typed string, matchCase bool) bool {
	typed = folded(typed, matchCase)
	parts := wildcard(s.Text, matchCase)
	first, last := parts[0], parts[len(parts)-1]
	if len(parts) == 1 {
		return typed == first
	}
	if len(typed) < len(first)+len(last) || !strings.HasPrefix(typed, first) || !strings.HasSuffix(typed, last) {
		return false
	}
	typed = typed[len(first) : len(typed)-len(last)]
	for _, part := range parts[1 : len(parts)-1] {
		_, rest, found := strings.Cut(typed, part)
		if !found {
			return false
		}
		typed = rest
	}
	return true
}

// whole reports whether the spelling is a text without *, which can be shown.
func (s Spelling) whole() bool { return len(wildcard(s.Text, true)) == 1 }

// wildcard folds what stands between the asterisks of a spelling.
func wildcard(text string, matchCase bool) []string {
	const asterisk = "\ue000" // no keyboard types it
	parts := strings.Split(strings.ReplaceAll(text, `\*`, asterisk), "*")
	for i, part := range parts {
		part = strings.ReplaceAll(part, asterisk, "*")
		if i == 0 {
			part = withoutArticle(part)
		}
		parts[i] = letters(part, matchCase)
	}
	return parts
}

// folded is what counts of a typed text: without an article before it, without
// accents, spaces and hyphens and, unless case counts, in small letters. The
// offline player folds in the same way.
func folded(s string, matchCase bool) string { return letters(withoutArticle(s), matchCase) }

// leading is an article before a name. Learners think in either language.
var leading = regexp.MustCompile(`(?i)^(?:(?:the|an?|le|la|les|une?|des) +|l['’] *)(\S.*)$`)

func withoutArticle(s string) string {
	s = strings.Join(strings.FieldsFunc(s, unicode.IsSpace), " ")
	if m := leading.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return s
}

// letters decomposes characters, so that accents stand alone and compatible
// forms such as full-width letters are equal, and drops what does not count.
func letters(s string, matchCase bool) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.M, r), unicode.Is(unicode.Pd, r), unicode.IsSpace(r), unicode.Is(unicode.Cf, r):
			return -1
		case r == '’':
			return '\''
		case !matchCase:
			return unicode.ToLower(r)
		}
		return r
	}, norm.NFKD.String(s))
}

// accepted is an author's spelling of a name, beside the name itself.
type accepted struct {
	Text string   `json:"text"`
	Mark *percent `json:"mark"` // all, if left out
	Lang string   `json:"lang"` // in questions of this language only
	Says Text     `json:"says"` // told to whoever typed it
}

func (a accepted) mark() Mark {
	if a.Mark == nil {
		return FullMark
	}
	return a.Mark.Mark
}

// percent is a share as authors write it, from 0 to 100.
type percent struct{ Mark }

// UnmarshalJSON reads 50 or 33.33333.
func (p *percent) UnmarshalJSON(b []byte) error {
	var n float64
	if err := json.Unmarshal(b, &n); err != nil {
		return err
	}
	p.Mark = Mark(math.Round(n * float64(FullMark) / 100))
	return nil
}

// spelled are the ways to write a label in lang that earn a mark, the label
// itself first, which is told nothing more.
func (e *Entity) spelled(lang string) []Spelling {
	list := []Spelling{{Text: literal(e.in(lang).Text), Mark: FullMark, Shows: e.ID}}
	for _, a := range e.Spellings {
		if a.Lang == "" || a.Lang == lang {
			list = append(list, Spelling{Text: a.Text, Mark: a.mark(), Reason: a.Says.In(lang), Shows: e.ID})
		}
	}
	return list
}

// literal is a spelling that stands for exactly this text.
func literal(text string) string { return strings.ReplaceAll(text, "*", `\*`) }

// checkSpellings refuses spellings that would accept anything, and those that
// an earlier one leaves nothing.
func (b *builder) checkSpellings(e *Entity) {
	known := map[string][]Spelling{}
	for _, lang := range Langs {
		known[lang] = []Spelling{{Text: literal(e.in(lang).Text)}}
	}
	for i, s := range e.Spellings {
		at := e.at.below("spellings").below(strconv.Itoa(i)).below("text")
		if strings.Join(wildcard(s.Text, true), "") == "" {
			b.fault(at, "%q would accept anything; write what must be typed", s.Text)
			continue
		}
		for _, lang := range Langs {
			if s.Lang != "" && s.Lang != lang {
				continue
			}
			if earlier, found := spelling(known[lang], strings.ReplaceAll(s.Text, "*", ""), true); found {
				b.fault(at, "%q is never reached: %q stands before it", s.Text, earlier.Text)
				break
			}
			known[lang] = append(known[lang], Spelling{Text: s.Text})
		}
	}
}

// spelling is the first of a list that a typed answer matches.
func spelling(list []Spelling, typed string, matchCase bool) (Spelling, bool) {
	for _, s := range list {
		if s.matches(typed, matchCase) {
			return s, true
		}
	}
	return Spelling{}, false
}
