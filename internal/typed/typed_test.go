package typed

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// A text as it is kept comes out unchanged when it is read again, and holds what
// Text promises.
func TestTextProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Drawn from what matters: drawn from all of Unicode, marks never pile.
		kept, ok := Text(strings.Join(rapid.SliceOf(rapid.SampledFrom(strings.Split(
			"a|e\u0301|\u0301|\u0301\u0316|\u20dd|\u200d|\r|\n|\t| |\u00a0|\u202e|\x1b|\xff|é|ﬀ|👩", "|"))).Draw(t, "text"), ""))
		if !ok {
			return
		}
		again, ok := Text(kept)
		if !ok || again != kept {
			t.Errorf("%q is kept as %q, %v", kept, again, ok)
		}
		if !utf8.ValidString(kept) || !norm.NFC.IsNormalString(kept) || strings.TrimSpace(kept) != kept || strings.ContainsFunc(kept, disturbs) || Piled(kept) {
			t.Errorf("%q was taken", kept)
		}
	})
}

func TestShows(t *testing.T) {
	for s, want := range map[string]bool{
		"": false, " \u00a0\n": false, "\u0301": false, "\u3164": false, "\u2800": false, "\u00ad\u200d": false,
		" a": true, "!": true, "👩": true, "\u0e01": true,
	} {
		if got := Shows(s); got != want {
			t.Errorf("Shows(%q) is %v", s, got)
		}
	}
}

func TestPiled(t *testing.T) {
	acute := func(n int) string { return strings.Repeat("\u0301", n) }
	for s, want := range map[string]bool{
		"x" + acute(MaxMarks):                               false,
		"x" + acute(MaxMarks+1):                             true,
		"x" + acute(MaxMarks) + "y" + acute(MaxMarks):       false,
		"x" + acute(MaxMarks) + "\u200d" + acute(1):         true,  // parted by what has no ink
		"क" + strings.Repeat("\u093f", MaxMarks+1):          false, // marks with a place of their own
		"x" + acute(MaxMarks-1) + "\u20dd" + "\u20dd" + "y": true,  // around the letter
	} {
		if got := Piled(s); got != want {
			t.Errorf("Piled(%q) is %v", s, got)
		}
	}
}

func TestInert(t *testing.T) {
	for given, want := range map[string]string{
		"Zoé 田中 🙂":                "Zoé 田中 🙂",
		"a\x1b[31mb":              `a\u001b[31mb`,
		"a\u202eb\u2066":          `a\u202eb\u2066`,
		"a\r\nb\u2028c\x7f\u0085": `a\u000d\u000ab\u2028c\u007f\u0085`,
		"a\xffb":                  "a\ufffdb",
	} {
		if got := Inert(given); got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
}
