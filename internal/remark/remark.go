// Package remark marks answers a second time, from what is stored of them: the
// JSON of an item as it was dealt, and what was given. It imports nothing of
// ours, so that a fault of the marking that learners met is not repeated here.
package remark

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Full is the mark of an answer that is wholly right, in hundred-thousandths.
const Full = 100_000

// item has what a mark rests on, by the names that bodies have.
type item struct {
	Type    string
	Role    string
	Options []struct {
		ID      string
		Correct bool
	}
	Prompts []struct {
		ID  string
		Key int
	}
	Number *struct{ Key, Tolerance json.Number }
	Entry  *struct {
		MatchCase bool `json:"match_case"`
		Spellings []struct {
			Text string
			Mark int
		}
	}
}

// Item is a stored item that can be marked.
type Item struct{ item }

// Read reads the body of an item.
func Read(body []byte) (Item, error) {
	var it Item
	if err := json.Unmarshal(body, &it.item); err != nil {
		return it, fmt.Errorf("read the body of an item: %w", err)
	}
	return it, nil
}

// Counts reports whether the item counts for the points of its attempt.
func (it Item) Counts() bool { return it.Role == "" }

// Marks are the marks, in hundred-thousandths, that the answer may have got:
// one, or several where what was typed has more than one reading. None is
// returned where only the marking itself knows, as of a name that is spelt in
// some other way.
func (it Item) Marks(given []string) []int {
	switch {
	case it.Number != nil:
		return it.number(given)
	case it.Entry != nil:
		return it.entry(given)
	case len(it.Prompts) > 0:
		return it.prompts(given)
	}
	return it.choice(given)
}

// choice is full when the options given are those that are correct.
func (it Item) choice(given []string) []int {
	wanted := 0
	for _, o := range it.Options {
		if o.Correct != slices.Contains(given, o.ID) {
			return []int{0}
		}
		if o.Correct {
			wanted++
		}
	}
	if len(given) != wanted { // one of them is no option
		return []int{0}
	}
	return []int{Full}
}

// prompts is the share of prompts with their own option, to the nearest unit. An
// answer names its prompt, "prompt=option", or has the options in the order of
// the prompts.
func (it Item) prompts(given []string) []int {
	if len(given) != len(it.Prompts) {
		return []int{0}
	}
	right := 0
	for i, p := range it.Prompts {
		if p.Key < 0 || p.Key >= len(it.Options) {
			return nil
		}
		key := it.Options[p.Key].ID
		if given[i] == key || slices.Contains(given, p.ID+"="+key) {
			right++
		}
	}
	return []int{int(float64(Full)*float64(right)/float64(len(it.Prompts)) + 0.5)}
}

// number is full within the tolerance, by any reading of what was typed.
func (it Item) number(given []string) []int {
	key, err := it.Number.Key.Float64()
	tolerance, err2 := it.Number.Tolerance.Float64()
	if err != nil || err2 != nil || len(given) != 1 {
		return nil
	}
	var marks []int
	for _, n := range readings(given[0]) {
		mark := 0
		if n >= key-tolerance-1e-9 && n <= key+tolerance+1e-9 {
			mark = Full
		}
		if !slices.Contains(marks, mark) {
			marks = append(marks, mark)
		}
	}
	return marks
}

// readings are the numbers that a text may mean: its last point or comma
// divides, or parts groups as the others do.
func readings(text string) []float64 {
	var digits strings.Builder
	for _, r := range norm.NFKC.String(text) {
		switch n, is := digitOf(r); {
		case is:
			digits.WriteByte('0' + n)
		case r == '.', r == ',', r == '٫', r == '٬', r == '،':
			digits.WriteByte('.')
		case r == '-', r == '−':
			return nil // no key is below zero, and whether this is a sign is for the marking to say
		}
	}
	var out []float64
	last := strings.LastIndexByte(digits.String(), '.')
	plain := strings.ReplaceAll(digits.String(), ".", "")
	if n, err := strconv.ParseFloat(plain, 64); err == nil {
		out = append(out, n)
	}
	if last >= 0 {
		whole := strings.ReplaceAll(digits.String()[:last], ".", "")
		if n, err := strconv.ParseFloat("0"+whole+digits.String()[last:]+"0", 64); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// digitOf is the value of a decimal digit of any script: those of a script
// follow each other, and each run of ten begins with its zero.
func digitOf(r rune) (byte, bool) {
	if !unicode.Is(unicode.Nd, r) {
		return 0, false
	}
	n := byte(0)
	for unicode.Is(unicode.Nd, r-1) && n < 9 {
		r--
		n++
	}
	return n, true
}

// entry is the mark of a spelling that has the same letters and figures.
func (it Item) entry(given []string) []int {
	if len(given) != 1 {
		return nil
	}
	typed := letters(given[0])
	for _, s := range it.Entry.Spellings {
		if strings.Contains(s.Text, "*") || it.Entry.MatchCase {
			return nil
		}
		switch known := letters(s.Text); {
		case known == typed:
			return []int{s.Mark}
		case strings.Contains(typed, known), strings.Contains(known, typed):
			return nil // an article, or a part of the name
		}
	}
	return []int{0}
}

// letters are the letters and figures of a text, in lower case and without
// marks above or below.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKD.String(text))
}
