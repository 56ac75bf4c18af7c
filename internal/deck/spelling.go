package deck

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
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

// read is a spelling with the ways to read it, each in the parts between its
// asterisks. See folded for these ways.
type read struct {
	Spelling
	ways [][]string
}

// readAll reads spellings, for matching several typed answers with them.
func readAll(list []Spelling, matchCase bool) []read {
	all := make([]read, len(list))
	for i, s := range list {
		all[i] = s.read(matchCase)
	}
	return all
}

func (s Spelling) read(matchCase bool) read {
	r := read{Spelling: s}
	for _, way := range folded(wildcard(s.Text), matchCase) {
		r.ways = append(r.ways, strings.Split(way, anything))
	}
	return r
}

// matches reports whether one of the ways to read a typed answer is a way to
// read the spelling.
func (r read) matches(typed []string) bool {
	return slices.ContainsFunc(r.ways, func(parts []string) bool {
		return slices.ContainsFunc(typed, func(t string) bool { return made(t, parts) })
	})
}

// made reports whether a text has these parts in their order, the first at its
// start and the last at its end.
func made(text string, parts []string) bool {
	first, last := parts[0], parts[len(parts)-1]
	if len(parts) == 1 {
		return text == first
	}
	if len(text) < len(first)+len(last) || !strings.HasPrefix(text, first) || !strings.HasSuffix(text, last) {
		return false
	}
	text = text[len(first) : len(text)-len(last)]
	for _, part := range parts[1 : len(parts)-1] {
		_, rest, found := strings.Cut(text, part)
		if !found {
			return false
		}
		text = rest
	}
	return true
}

// whole reports whether the spelling is a text without *, which can be shown.
func (s Spelling) whole() bool { return !strings.Contains(wildcard(s.Text), anything) }

// anything stands for the * of a spelling, to tell it from an asterisk that is
// meant: no keyboard types it.
const anything = "\ue000"

var asterisks = strings.NewReplacer(`\*`, "*", "*", anything)

// wildcard is a spelling with anything for each * of it.
func wildcard(text string) string { return asterisks.Replace(text) }

// around is what stands around a name in a sentence: quotes or brackets on
// both sides, or closing punctuation. leading is an article before it; learners
// think in either language.
var (
	around  = regexp.MustCompile("^ *[\"'`\\p{Pi}\\p{Pf}\\p{Ps}](.*)[\"'`\\p{Pi}\\p{Pf}\\p{Pe}]$|[ .!?,;:。、]+$")
	leading = regexp.MustCompile(`(?i)^ *(?:(?:the|an?|le|la|les|une?|des) +|l' *)(\S.*)$`)
)

// folded are the ways to read a typed text: as it stands, without what stands
// around it, and without an article before it either. In none of them accents,
// spaces, underscores, hyphens and, unless case counts, capitals make a
// difference, nor do compatible forms such as full-width letters. The offline
// player folds in the same way.
func folded(s string, matchCase bool) []string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '-', r > unicode.MaxASCII && unicode.In(r, unicode.M, unicode.Pd, unicode.Cf):
			return -1
		case r == '_', unicode.IsSpace(r):
			return ' '
		case r == '’':
			return '\''
		case !matchCase:
			return unicode.ToLower(r)
		}
		return r
	}, norm.NFKD.String(s))
	name := bare(s)
	ways := []string{s, name, name}
	if strings.ContainsAny(name, " '") { // one of them ends an article
		ways[2] = bare(leading.ReplaceAllString(name, "$1"))
	}
	for i, way := range ways {
		ways[i] = strings.ReplaceAll(way, " ", "")
	}
	return ways
}

// bare is a name without what stands around it.
func bare(s string) string {
	for {
		if s != "" && plainLetter(s[0]) && plainLetter(s[len(s)-1]) {
			return s // as are most names: nothing stands around it
		}
		inner := around.ReplaceAllString(s, "$1")
		if inner == s {
			return s
		}
		s = inner
	}
}

// plainLetter reports whether a byte is a letter without an accent, or a digit.
func plainLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
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
// itself first. Whoever types that is told nothing more.
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

// checkSpellings refuses spellings that would accept anything, and those of
// which an earlier one leaves nothing to match.
func (b *builder) checkSpellings(e *Entity) {
	known := map[string][]Spelling{}
	for _, lang := range Langs {
		known[lang] = []Spelling{{Text: literal(e.in(lang).Text)}}
	}
	for i, s := range e.Spellings {
		at := e.at.below("spellings").below(strconv.Itoa(i)).below("text")
		probe := wildcard(s.Text)
		if slices.ContainsFunc(folded(probe, true), func(way string) bool { return strings.Trim(way, anything) == "" }) {
			b.fault(at, "%q would accept anything; write what must be typed", s.Text)
			continue
		}
		for _, lang := range Langs {
			if s.Lang != "" && s.Lang != lang {
				continue
			}
			if earlier, found := spelling(known[lang], probe, true); found {
				b.fault(at, "%q is never reached: %q stands before it", s.Text, earlier.Text)
				break
			}
			known[lang] = append(known[lang], Spelling{Text: s.Text})
		}
	}
}

// spelling is the first of a list that a typed answer matches.
func spelling(list []Spelling, typed string, matchCase bool) (Spelling, bool) {
	ways := folded(typed, matchCase)
	for _, s := range list {
		if s.read(matchCase).matches(ways) {
			return s, true
		}
	}
	return Spelling{}, false
}
