package web

import (
	"strings"

	"viva/internal/deck"
	"viva/internal/quiz"
)

// groundLine is what vouches for facts behind the key. Facts that follow each
// other and rest on the same share a line.
type groundLine struct {
	Says    []string // the facts as sentences
	Source  quiz.Source
	Date    string // of the source, written out; "" if its title has it
	Checked string // when the source was last read, or ""
	Until   string // the last day on which the facts hold, or ""
	Medium  bool   // no official page confirms them
}

// Grounds are the facts behind the key with what vouches for each. Where rows
// or keys tell why they are right already, only the sources are left.
func (p itemPage) Grounds() []groundLine {
	lines := groundLines(p.Feedback.Grounds, p.Lang)
	if p.Question.Form.Ordered || p.keysTold() {
		for i := range lines {
			lines[i].Says = nil
		}
	}
	return lines
}

// keysTold reports whether each right option tells a reason of its own, which
// is more than the fact as a sentence says.
func (p itemPage) keysTold() bool {
	told := false
	for _, c := range p.Choices {
		if c.Correct && c.Reason == "" {
			return false
		}
		told = told || c.Correct
	}
	return told
}

func groundLines(grounds []quiz.Ground, lang string) []groundLine {
	var lines []groundLine
	for _, g := range grounds {
		line := groundLine{Source: g.Source, Date: sourceDate(g.Source, lang), Checked: g.Source.Checked.In(lang),
			Until: g.ValidTo.In(lang), Medium: g.Confidence == deck.Medium}
		if n := len(lines); n > 0 && lines[n-1].vouchesAs(line) {
			lines[n-1].Says = append(lines[n-1].Says, g.Says)
			continue
		}
		line.Says = []string{g.Says}
		lines = append(lines, line)
	}
	return lines
}

func (l groundLine) vouchesAs(other groundLine) bool {
	return l.Source == other.Source && l.Until == other.Until && l.Medium == other.Medium
}

// sourceDate is the date of a source, written out, or "" if its title has it.
func sourceDate(c quiz.Source, lang string) string {
	date := deck.Date(c.Date).In(lang)
	if strings.Contains(c.Title, strings.ReplaceAll(date, "\u00a0", " ")) { // as authors type it
		return ""
	}
	return date
}
