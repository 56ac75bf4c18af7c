package wording

import (
	"regexp"
	"strings"
	"unicode"
)

// token is a word, a number, a sign or a slot of a text.
type token struct {
	text   string // as written, without the apostrophe of an elision
	lower  string
	first  bool // it begins a sentence or a quotation
	spaced bool // only a space stands before it
	clause int  // which part of a sentence it stands in, between commas and the like
}

var tokenPattern = regexp.MustCompile(`\{[^{}]*\}` + // a slot
	`|\p{N}+(?:[.,:]\p{N}+)*[\p{L}\p{N}]*(?:[-/.]?[\p{L}\p{N}]+)*` + // 15,000 08:00 24/7 30-minute 2xx
	`|\p{L}[\p{L}\p{N}]*(?:[-:&/._]+[\p{L}\p{N}]+)*\+?` + // On-Ramp re:Post Support+
	`|[%$€]`)

var plainSpaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2019", "'")

// tokens splits a text in a language.
func tokens(lang, text string) []token {
	text = plainSpaces.Replace(text)
	var list []token
	end, clause := 0, 0
	for _, at := range tokenPattern.FindAllStringIndex(text, -1) {
		word := text[at[0]:at[1]]
		if strings.ContainsAny(text[end:at[0]], ",;:.!?()") {
			clause++
		}
		list = append(list, token{text: word, lower: strings.ToLower(word), first: begins(text[:at[0]]), spaced: text[end:at[0]] == " ", clause: clause})
		end = at[1]
	}
	if lang == "fr" {
		list = joinThousands(list)
	}
	return list
}

// begins reports whether a sentence begins after what stands before.
func begins(before string) bool {
	before = strings.TrimRight(before, " «“\"'(")
	return before == "" || strings.ContainsAny(before[len(before)-1:], ".!?:;")
}

var upToThree, justThree = regexp.MustCompile(`^\d{1,3}$`), regexp.MustCompile(`^\d{3}(,\d+)?$`)

// joinThousands makes one number of "15 000".
func joinThousands(list []token) []token {
	var out []token
	open := false // the last number may go on
	for _, t := range list {
		if n := len(out) - 1; open && t.spaced && justThree.MatchString(t.text) {
			out[n].text += t.text
			out[n].lower = out[n].text
			open = !strings.Contains(t.text, ",")
			continue
		}
		open = upToThree.MatchString(t.text)
		out = append(out, t)
	}
	return out
}

func (t token) slot() bool { return t.text[0] == '{' }

// capital reports whether the word begins with a capital letter.
func (t token) capital() bool {
	for _, r := range t.text {
		return unicode.IsUpper(r)
	}
	return false
}

// code reports whether the word looks like no word of a language: a part of it
// has a capital that is not its first letter, or letters and figures, or a
// capital comes after a small beginning: EC2, CLF-C02, re:Post.
func (t token) code() bool {
	for part := range strings.FieldsFuncSeq(t.text, func(r rune) bool { return strings.ContainsRune("-:&/._+", r) }) {
		letters, digits := false, false
		for i, r := range part {
			if i > 0 && unicode.IsUpper(r) {
				return true
			}
			letters = letters || unicode.IsLetter(r)
			digits = digits || unicode.IsDigit(r)
		}
		if letters && digits {
			return true
		}
	}
	return !t.capital() && strings.ContainsFunc(t.text, unicode.IsUpper)
}
