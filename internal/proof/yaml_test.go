package proof

import (
	"strings"
	"testing"
)

// falls is a value whose reading panics.
type falls struct{}

func (falls) UnmarshalYAML([]byte) error { panic("out of range") }

func TestUnmarshalSurvivesItsReader(t *testing.T) {
	if err := Unmarshal([]byte("a: 1\n"), &falls{}); err == nil || !strings.Contains(err.Error(), "a list or a mapping is expected") {
		t.Error(err)
	}
}
