// Package typed brings what people type to one form, and tells what of it would
// disturb whoever reads it. What is refused, and in which words, is for those
// who asked.
package typed

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxMarks is how many marks may stand above or below a letter. Hebrew with all
// its points and accents has as many; more would be painted over the lines
// around.
const MaxMarks = 4

// Text is a text of several lines in composed characters, with plain line ends
// and no blank at either end. It is refused, ok is false, where it is not UTF-8
// or would act on the text around it: by controls, by marks that turn the
// direction of what follows, or by marks that are Piled.
func Text(s string) (text string, ok bool) {
	if !utf8.ValidString(s) {
		return "", false
	}
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(s)
	s = strings.TrimSpace(norm.NFC.String(s))
	return s, !strings.ContainsFunc(s, disturbs) && !Piled(s)
}

func disturbs(r rune) bool {
	return unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r)
}

// Shows reports whether a reader sees anything of s: a mark on nothing, a blank,
// also one that counts as a letter or a sign, and what is there to be ignored
// leave no ink.
func Shows(s string) bool { return strings.ContainsFunc(s, inked) }

func inked(r rune) bool {
	const brailleBlank = '\u2800'
	return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) &&
		!unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) && r != brailleBlank
}

// Piled reports whether more marks than MaxMarks stand above or below one
// letter. A mark that takes a place of its own in the line is counted as a
// letter, and what has no ink parts no marks.
func Piled(s string) bool {
	marks := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me):
			marks++
		case !unicode.Is(unicode.Cf, r):
			marks = 0
		}
		if marks > MaxMarks {
			return true
		}
	}
	return false
}

// Inert is s with whatever would act on the text around it, or on a terminal,
// written as an escape. It has one line.
func Inert(s string) string {
	if utf8.ValidString(s) && !strings.ContainsFunc(s, acts) {
		return s
	}
	var b strings.Builder
	for _, r := range s { // what is not UTF-8 comes as U+FFFD
		if acts(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func acts(r rune) bool { return disturbs(r) || r == '\n' || r == '\u2028' || r == '\u2029' }
