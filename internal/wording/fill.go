package wording

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"viva/internal/deck"
)

// Answers are what the lines of a sheet say, by the number of the question. Their
// places in the sheet tell which of them nothing asks for.
type Answers map[string]Answer

// Answer is one line of a sheet.
type Answer struct {
	Text string
	Line int

	used bool
}

// ReadSheet reads the lines of a sheet that have an answer.
func ReadSheet(src []byte) (Answers, error) {
	answers := Answers{}
	number := 0
	for line := range strings.Lines(strings.TrimPrefix(string(src), "\ufeff")) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") || line == strings.TrimSuffix(sheetHead, "\n") {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 3 {
			return nil, fmt.Errorf("line %d of the sheet has %d cells; write the answer behind the second tab, and take no tab out", number, len(cells))
		}
		if twice, seen := answers[cells[0]]; seen {
			return nil, fmt.Errorf("line %d of the sheet has the number of line %d; delete one of the two", number, twice.Line)
		}
		if answer := strings.TrimSpace(cells[2]); answer != "" {
			answers[cells[0]] = Answer{Text: answer, Line: number}
		}
	}
	return answers, nil
}

// Unasked are the lines that no question has asked for so far: the text has
// changed since the sheet was printed.
func (a Answers) Unasked() (lines []int) {
	for _, answer := range a {
		if !answer.used {
			lines = append(lines, answer.Line)
		}
	}
	slices.Sort(lines)
	return lines
}

// Fill returns the texts.tsv of a subject with the answers in it, and how many
// there were. A single letter stands for the option of that letter.
func Fill(fsys fs.FS, d *deck.Deck, answers Answers, today deck.Date) (file []byte, filled int, err error) {
	rows, faults, err := signatures(fsys, d)
	if err != nil {
		return nil, 0, err
	}
	if len(faults) > 0 {
		return nil, 0, errors.New(faults[0].String())
	}
	c := checker{deck: d}
	index := c.itemsByFact(today)
	for i, lang := range deck.Langs {
		questions, err := c.questions(fsys, lang)
		if err != nil {
			return nil, 0, err
		}
		for _, q := range questions {
			p, err := c.print(q, index)
			if err != nil {
				return nil, 0, err
			}
			answer, given := answers[q.number(p)]
			if !given {
				continue
			}
			answer.used = true
			answers[q.number(p)] = answer
			rows = sign(rows, q.written, i, p.named(answer.Text))
			filled++
		}
	}
	slices.SortFunc(rows, func(a, b signature) int { return cmp.Compare(a.id, b.id) })
	var b bytes.Buffer
	b.WriteString("# What readers answered who saw one text alone, in each language. Never filled\n# in from the facts: the command questions texts prints the sheets.\n")
	b.WriteString(strings.Join(textsColumns, "\t") + "\n")
	for _, r := range rows {
		b.WriteString(strings.Join([]string{r.id, r.hash, r.answers[0], r.answers[1]}, "\t") + "\n")
	}
	return b.Bytes(), filled, nil
}

// named is the option that a letter stands for, or the answer itself.
func (p printed) named(answer string) string {
	letter := strings.ToLower(strings.TrimSuffix(answer, ")"))
	if len(letter) == 1 && letter[0] >= 'a' && int(letter[0]-'a') < len(p.options) {
		return strings.Join(strings.Fields(p.options[letter[0]-'a']), " ")
	}
	return answer
}

// sign notes an answer about a text as it is. What was answered about it as it
// was counts no more.
func sign(rows []signature, w deck.Written, lang int, answer string) []signature {
	i := slices.IndexFunc(rows, func(r signature) bool { return r.id == w.ID })
	if i < 0 {
		i = len(rows)
		rows = append(rows, signature{id: w.ID})
	}
	if hash := hashOf(w); rows[i].hash != hash {
		rows[i] = signature{id: w.ID, hash: hash}
	}
	rows[i].answers[lang] = answer
	return rows
}
