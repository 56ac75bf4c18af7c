package wording

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word, a number, a sign or a slot of a text.
type token struct {
	text   string // as written, without the apostrophe of an elision
	lower  string
	first  bool // it begins a sentence or a quotation
	spaced bool // only a space stands before it
	clause int  // which part of a sentence it stands in, between commas and the like
}

var plainSpaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2019", "'")

// tokens splits a text in a language.
func tokens(lang, text string) []token {
	text = plainSpaces.Replace(text)
	list := make([]token, 0, len(text)/5)
	end, clause := 0, 0
	for start := 0; start < len(text); {
		n := tokenLength(text[start:])
		if n == 0 {
			_, width := utf8.DecodeRuneInString(text[start:])
			start += width
			continue
		}
		if strings.ContainsAny(text[end:start], ",;:.!?()") {
			clause++
		}
		word := text[start : start+n]
		list = append(list, token{text: word, lower: strings.ToLower(word), first: begins(text[:start]), spaced: text[end:start] == " ", clause: clause})
		start += n
		end = start
	}
	if lang == "fr" {
		list = joinThousands(list)
	}
	return list
}

// tokenLength is how many bytes the token takes with which a text begins: a
// slot, a number with what hangs on it, a word or a sign. Where none begins it
// is 0. Every text of a subject is split several times, which by an expression
// takes ten times as long.
func tokenLength(s string) int {
	switch s[0] {
	case '{':
		if n := strings.IndexAny(s[1:], "{}"); n >= 0 && s[1+n] == '}' {
			return n + 2
		}
		return 0
	case '%', '$':
		return 1
	}
	switch r, n := utf8.DecodeRuneInString(s); {
	case unicode.IsNumber(r): // 15,000 08:00 24/7 30-minute 2xx
		n = run(s, n, unicode.IsNumber)
		n = joined(s, n, ".,:", 1, unicode.IsNumber)
		n = run(s, n, letterOrNumber)
		return joined(s, n, "-/.", 1, letterOrNumber)
	case unicode.IsLetter(r): // On-Ramp re:Post Support+
		n = joined(s, run(s, n, letterOrNumber), "-:&/._", len(s), letterOrNumber)
		if n < len(s) && s[n] == '+' {
			n++
		}
		return n
	case r == '€':
		return n
	}
	return 0
}

func letterOrNumber(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// run is where the characters of a kind end that begin at a place.
func run(s string, at int, is func(rune) bool) int {
	for at < len(s) {
		r, width := utf8.DecodeRuneInString(s[at:])
		if !is(r) {
			break
		}
		at += width
	}
	return at
}

// joined goes on from a place over further characters of a kind, as long as no
// more than so many signs join them to what stands before.
func joined(s string, at int, signs string, most int, is func(rune) bool) int {
	for {
		begin := at
		for begin < len(s) && begin-at < most && strings.IndexByte(signs, s[begin]) >= 0 {
			begin++
		}
		end := run(s, begin, is)
		if end == begin {
			return at
		}
		at = end
	}
}

// begins reports whether a sentence begins after what stands before.
func begins(before string) bool {
	before = strings.TrimRight(before, " «“\"'(")
	return before == "" || strings.ContainsAny(before[len(before)-1:], ".!?:;")
}

// upToThree reports whether a text is up to three digits, with which a long
// number may begin.
func upToThree(s string) bool { return len(s) <= 3 && digits(s) }

// justThree reports whether a text is what may follow those: three digits, and
// perhaps decimals.
func justThree(s string) bool {
	whole, decimals, comma := strings.Cut(s, ",")
	return len(whole) == 3 && digits(whole) && (!comma || digits(decimals))
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// joinThousands makes one number of "15 000".
func joinThousands(list []token) []token {
	var out []token
	open := false // the last number may go on
	for _, t := range list {
		if n := len(out) - 1; open && t.spaced && justThree(t.text) {
			out[n].text += t.text
			out[n].lower = out[n].text
			open = !strings.Contains(t.text, ",")
			continue
		}
		open = upToThree(t.text)
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
