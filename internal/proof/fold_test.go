package proof

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A text that plain passes over would have stayed as it is.
func TestPlainPassesOverWhatIsTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("aé \t\n\u00a0\u202f\u2007\u3000\u1680\u2019«x\u0085"))).Draw(t, "text")
		want := strings.Join(strings.Fields(strings.ReplaceAll(s, "\u2019", "'")), " ")
		if got := plain(s); got != want {
			t.Errorf("plain(%q) = %q, want %q", s, got, want)
		}
	})
}

func TestFoldOfNothing(t *testing.T) {
	if got := fold("\u00a0"); got != "" {
		t.Errorf("%q", got)
	}
}
