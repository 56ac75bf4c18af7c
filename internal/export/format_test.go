package export

import (
	"errors"
	"iter"
	"os"
	"strings"
	"testing"
	"time"

	"viva/internal/deck"
)

// Every format is whole, stands once in the list, and has a file of its name.
func TestFormats(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Formats {
		if f.Name == "" || f.Label == "" || f.Type == "" || f.Table == nil && f.Items == nil || seen[f.Name] {
			t.Errorf("not whole, or twice: %+v", f)
		}
		seen[f.Name] = true
		if _, err := os.Stat(f.Name + ".go"); err != nil {
			t.Error(err)
		}
	}
	if len(TableFormats()) == 0 || len(ItemFormats()) == 0 {
		t.Error("a list is empty")
	}
}

func items(list []deck.Item, err error) iter.Seq2[deck.Item, error] {
	return func(yield func(deck.Item, error) bool) {
		for _, it := range list {
			if !yield(it, nil) {
				return
			}
		}
		if err != nil {
			yield(deck.Item{}, err)
		}
	}
}

// An item that cannot be dealt and a disk that is full are told by every
// format.
func TestItemFormatsTellFailures(t *testing.T) {
	list := []deck.Item{{ID: "a:b", Stem: "1 < 2?"}}
	broken := errors.New("broken")
	for _, f := range ItemFormats() {
		var b strings.Builder
		if err := f.Items(&b, items(list, nil)); err != nil || !strings.Contains(b.String(), "a:b") || !strings.Contains(b.String(), "1 < 2?") {
			t.Errorf("%s: %v, %q", f.Name, err, b.String())
		}
		b.Reset()
		if err := f.Items(&b, items(list, broken)); !errors.Is(err, broken) || !strings.Contains(b.String(), "a:b") {
			t.Errorf("%s: a failed deal gives %v after %q", f.Name, err, b.String())
		}
		if err := f.Items(fullDisk{}, items(list, nil)); err == nil {
			t.Errorf("%s: a failed write was not told", f.Name)
		}
	}
}

// A formula, a cell of no known kind and a disk that is full: every format of
// tables keeps what the package promises.
func TestTableFormatsKeepThePromise(t *testing.T) {
	for _, f := range TableFormats() {
		var b strings.Builder
		if err := f.Table(&b, Table{Header: []string{"=1+1"}, Rows: [][]any{{"=2+2"}, {3}, {time.Time{}}}}, "en"); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		for _, formula := range []string{"=1+1", "=2+2"} {
			if got := b.String(); strings.Count(got, formula) != 1 || !strings.Contains(got, "'"+formula) {
				t.Errorf("%s: %s became a formula, or is missing: %q", f.Name, formula, got)
			}
		}
		if err := f.Table(&b, Table{Rows: [][]any{{3.5}}}, "en"); err == nil {
			t.Errorf("%s: a float was written", f.Name)
		}
		if err := f.Table(fullDisk{}, Table{Header: []string{"Name"}}, "en"); err == nil {
			t.Errorf("%s: a failed write was not told", f.Name)
		}
	}
}
