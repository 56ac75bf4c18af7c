package chance

import (
	"io"
	"testing"
)

func drawn(t *testing.T, from io.Reader) string {
	t.Helper()
	b := make([]byte, 16)
	if _, err := io.ReadFull(from, b); err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A test draws the same bytes in every run, never those of another test, of its
// own second source or of another setting.
func TestReader(t *testing.T) {
	var runs [2][2]string
	for i := range runs {
		t.Setenv(Variable, "")
		t.Run("same", func(t *testing.T) {
			for j := range runs[i] {
				runs[i][j] = drawn(t, Reader(t))
			}
		})
		delete(asked, "TestReader/same#01") // the second run is named so
	}
	if runs[0][0] == runs[0][1] {
		t.Error("two sources of one test give the same bytes")
	}
	if runs[0] == runs[1] {
		t.Error("two tests draw the same bytes")
	}
	first, again := "", ""
	for _, into := range []*string{&first, &again} {
		*into = drawn(t, Reader(t))
		delete(asked, t.Name()) // as at the end of a run
	}
	if first != again {
		t.Error("a test draws other bytes in its next run")
	}
	t.Setenv(Variable, "another")
	if drawn(t, Reader(t)) == first {
		t.Errorf("%s changes nothing", Variable)
	}
}
