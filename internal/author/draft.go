package author

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"viva/internal/deck"
	"viva/internal/proof"
)

// draftDealings is how many dealings of each question are looked at for each
// wording of its model.
const draftDealings = 30

// chooseText reads how a stem ends that asks for several options. The program
// itself writes that end.
const chooseText = `choose:
  en: '\(Choose (?P<n>[2-9])\.\)'
  fr: '\((?P<n>[2-9]) réponses\.\)'
`

// Draft is what is to be added to a file of patterns.
type Draft struct {
	Text     string   // the patterns, each a draft until its questions are answered
	Patterns int      // how many
	ByHand   []string // models whose patterns somebody has to write
	Begun    bool     // there was a file of patterns before
	Several  bool     // one of these asks for several options
}

// DraftPatterns words patterns for the printed questions of a subject that none
// reads yet. A draft says how a question is worded; that it asks for what its
// model says is what a reader confirms, who answers it from its print alone.
func DraftPatterns(fsys fs.FS, d *deck.Deck) (draft Draft, errs []error) {
	book, errs := proof.Load(fsys, d.ID())
	draft.Begun = len(errs) == 0 || !errors.Is(errs[0], fs.ErrNotExist)
	if len(errs) > 0 && draft.Begun {
		return draft, errs
	}
	var b strings.Builder
	for _, m := range d.Models() {
		prints, err := printsOf(d, m)
		if err != nil {
			return draft, []error{err}
		}
		prints = slices.DeleteFunc(prints, func(p print) bool { return book != nil && p.readBy(book) })
		if len(prints) == 0 {
			continue
		}
		if p := prints[0]; len(p.Prompts) > 0 || p.Number != nil || p.Choose > 1 {
			draft.Several = draft.Several || p.Choose > 1 && len(p.Prompts) == 0
			draft.ByHand = append(draft.ByHand, m.ID)
			continue
		}
		text, patterns := draftOf(m, prints)
		if patterns == 0 {
			draft.ByHand = append(draft.ByHand, m.ID)
		}
		b.WriteString(text)
		draft.Patterns += patterns
	}
	draft.Text = b.String()
	return draft, nil
}

// print is a question as it is printed, with the name of what its stem is
// about.
type print struct {
	deck.Item
	day  deck.Date
	name string
}

func (p print) stem() string {
	return plain(strings.TrimSpace(p.Situation + " " + p.Stem))
}

// cut finds the name in the stem, whatever the case of its first letter.
func (p print) cut() (head, tail string, found bool) {
	for _, name := range []string{p.name, lowerFirst(p.name), deck.UpperFirst(p.name)} {
		if head, tail, found = cutWords(p.stem(), name); found {
			return head, tail, true
		}
	}
	return "", "", false
}

// cutWords is strings.Cut at whole words: "W" does not stand in "Which".
func cutWords(text, words string) (head, tail string, found bool) {
	for from := 0; words != ""; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			break
		}
		head, tail = text[:from+i], text[from+i+len(words):]
		before, _ := utf8.DecodeLastRuneInString(head)
		after, _ := utf8.DecodeRuneInString(tail)
		if !inWord(before) && !inWord(after) {
			return head, tail, true
		}
		_, size := utf8.DecodeRuneInString(text[from+i:])
		from += i + size
	}
	return "", "", false
}

func (p print) named() bool {
	_, _, found := p.cut()
	return found
}

func (p print) readBy(book *proof.Book) bool {
	return book.Line(proof.Item{Edition: p.Edition, Day: string(p.day), Lang: p.Lang, Stem: p.stem()}) > 0
}

// printsOf deals the questions of a model, each wording and language at least
// once if chance brings it up.
func printsOf(d *deck.Deck, m *deck.Model) (prints []print, err error) {
	names := map[string]string{} // fact -> what a stem about it names
	for _, f := range d.Facts() {
		names[f.ID] = f.Entity
		if m.Ask == "entity" {
			if names[f.ID] = f.Value.ID; f.Value.Phrase != nil {
				names[f.ID] = f.ID
			}
		}
	}
	for _, e := range d.Editions {
		for _, day := range d.Days(e.ID) {
			for _, s := range d.Specs(e.ID, day) {
				if s.Model != m {
					continue
				}
				seen := map[string]bool{}
				for n := range draftDealings * len(m.Stem.EN) {
					for _, lang := range deck.Langs {
						it, err := d.Deal(s, lang, deck.NewStreams(uint64(n)))
						if err != nil {
							return nil, err
						}
						if seen[lang+it.Stem] {
							continue
						}
						seen[lang+it.Stem] = true
						label, _ := d.Label(names[it.Facts[0]], lang)
						prints = append(prints, print{it, d.Reference(e.ID, day), plain(label)})
					}
					if len(seen) == len(deck.Langs)*len(m.Stem.EN) {
						break
					}
				}
			}
		}
	}
	return prints, nil
}

// draftOf words the patterns of a model, one for each of its wordings.
func draftOf(m *deck.Model, prints []print) (text string, patterns int) {
	for wording := range len(m.Stem.EN) {
		var by [2][]print // in the order of deck.Langs
		for i, lang := range deck.Langs {
			by[i] = slices.DeleteFunc(slices.Clone(prints), func(p print) bool { return p.Lang != lang || p.Wording != wording || !p.named() })
		}
		if len(by[0]) > 0 && len(by[1]) > 0 {
			text += patternOf(m, by)
			patterns++
		}
	}
	return text, patterns
}

// patternOf words a pattern that reads the questions of each language, and asks
// for the answer to one of them: to another in each, so that none is copied.
func patternOf(m *deck.Model, by [2][]print) string {
	group := map[string]string{"value": "entity", "entity": "value"}[m.Ask]
	pattern, confirm := fmt.Sprintf("  - relation: %s\n    ask: %s\n", m.Relation, m.Ask), "    confirm:\n"
	for i, lang := range deck.Langs {
		pattern += fmt.Sprintf("    %s: %s\n", lang, single(expression(lang, group, by[i])))
		asked := by[i][min(i, len(by[i])-1)]
		confirm += fmt.Sprintf("      %s:\n        question: %s\n", lang, single(asked.stem()))
		if len(asked.Options) > 0 {
			var options []string
			for _, o := range asked.Options {
				options = append(options, single(plain(o.Text)))
			}
			confirm += fmt.Sprintf("        options: [%s]\n", strings.Join(options, ", "))
		}
		confirm += "        answer: \"\"\n"
	}
	return pattern + confirm
}

// single writes a text between apostrophes, as YAML takes it to the letter.
func single(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// before is what leads to a name, and how a pattern reads it: articles, which
// the reader of patterns takes with the name, and what they make of "de" and "à".
type before struct {
	ends  *regexp.Regexp // its group stands at the end of what is before the name
	reads string
}

var befores = map[string][]before{
	"en": {{regexp.MustCompile(`(?:^|\b)([Tt]he |[Aa]n? )$`), ""}},
	"fr": {
		{regexp.MustCompile(`(?:^| )([Dd]e la |[Dd]e l'|[Dd]u |[Dd]es |[Dd]e |[Dd]')$`), `(?:[Dd]u |[Dd]es |[Dd]e |[Dd]')`},
		{regexp.MustCompile(`(?:^| )([Àà] la |[Àà] l'|[Aa]u |[Aa]ux |[Àà] )$`), `(?:[Aa]u |[Aa]ux |[Àà] )`},
		{regexp.MustCompile(`(?:^| )([Ll]e |[Ll]a |[Ll]es |[Ll]')$`), ""},
	},
}

// expression reads all of the stems: what stands before and behind the names,
// and the name as a group.
func expression(lang, group string, prints []print) string {
	var heads, tails []string
	for _, p := range prints {
		head, tail, _ := p.cut()
		if head = headOf(lang, head); !slices.Contains(heads, head) {
			heads = append(heads, head)
		}
		if tail = regexp.QuoteMeta(tail); !slices.Contains(tails, tail) {
			tails = append(tails, tail)
		}
	}
	return oneOf(heads) + "(?P<" + group + ">.+)" + oneOf(tails)
}

// headOf reads what stands before a name.
func headOf(lang, head string) string {
	for _, b := range befores[lang] {
		if at := b.ends.FindStringSubmatchIndex(head); at != nil {
			return regexp.QuoteMeta(head[:at[2]]) + b.reads
		}
	}
	return regexp.QuoteMeta(head)
}

// oneOf reads one of several expressions.
func oneOf(list []string) string {
	if len(list) == 1 {
		return list[0]
	}
	return "(?:" + strings.Join(list, "|") + ")"
}

// File is the draft as a whole file, or what is added to the end of the file of
// patterns that there is.
func (d Draft) File(before []byte) []byte {
	if !d.Begun {
		text := `# How the questions are read a second time. These patterns are drafts, made of
# the printed questions: read each question, take the answer from its source,
# and write it, or its number among the options, under "answer". Then run the
# check. Keep the answers: they go on being compared with the facts.
`
		if d.Several {
			text += chooseText
		}
		return []byte(text + "patterns:\n" + d.Text)
	}
	if len(before) > 0 && before[len(before)-1] != '\n' {
		before = append(before, '\n')
	}
	return append(slices.Clone(before), d.Text...)
}
