package wording

import (
	"regexp"
	"slices"
	"testing"

	"viva/internal/deck"
	"viva/questions"
)

// tokenPattern is what tokens reads, as an expression.
var tokenPattern = regexp.MustCompile(`\{[^{}]*\}` + // a slot
	`|\p{N}+(?:[.,:]\p{N}+)*[\p{L}\p{N}]*(?:[-/.]?[\p{L}\p{N}]+)*` + // 15,000 08:00 24/7 30-minute 2xx
	`|\p{L}[\p{L}\p{N}]*(?:[-:&/._]+[\p{L}\p{N}]+)*\+?` + // On-Ramp re:Post Support+
	`|[%$€]`)

func sameAsPattern(t *testing.T, text string) {
	t.Helper()
	var words []string
	for _, w := range tokens("en", text) {
		words = append(words, w.text)
	}
	if want := tokenPattern.FindAllString(plainSpaces.Replace(text), -1); !slices.Equal(words, want) {
		t.Errorf("%q has the tokens %q, by the expression %q", text, words, want)
	}
}

func TestTokensAreThoseOfTheirExpression(t *testing.T) {
	for _, folder := range []string{"aws-support", "http-semantics"} {
		written, err := deck.ReadWritten(questions.FS, folder)
		if err != nil || len(written) == 0 {
			t.Fatalf("%d texts, %v", len(written), err)
		}
		for _, w := range written {
			sameAsPattern(t, w.EN)
			sameAsPattern(t, w.FR)
		}
	}
}

func FuzzTokens(f *testing.F) {
	for _, text := range []string{"15,000.5 08:00 24/7 30-minute 2xx 1.a 1..2 3,b", "On-Ramp re:Post Support+ a--b a-:b- c.", "{a {b} } {} {é:A}", "5 % 3€ $2 ٣,٤ x٣ \xff1 é\xffa", "½-x/ ²"} {
		f.Add(text)
	}
	f.Fuzz(sameAsPattern)
}
