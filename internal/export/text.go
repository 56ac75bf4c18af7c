package export

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"slices"

	"viva/internal/deck"
)

var textFormat = Format{Name: "text", Label: "Text", Type: "text/plain; charset=utf-8", Items: itemsText}

// itemsText writes a block for each item, to be read by authors.
func itemsText(w io.Writer, items iter.Seq2[deck.Item, error]) error {
	out := bufio.NewWriter(w)
	for it, err := range items {
		if err != nil {
			return err
		}
		itemText(out, it)
	}
	if err := out.Flush(); err != nil { // holds the first error of all writes
		return fmt.Errorf("write text: %w", err)
	}
	return nil
}

func itemText(w io.Writer, it deck.Item) {
	fmt.Fprintf(w, "%s  [%s, %s, %s]\n  %s\n", it.ID, it.Edition, it.Lang, it.Topic, it.Stem)
	for _, o := range it.Options {
		box := "[ ]"
		if o.Correct {
			box = "[x]"
		}
		fmt.Fprintf(w, "    %s %s\n        %s\n", box, o.Text, o.Reason)
	}
	for _, line := range slices.Concat(it.HookSays(), it.Corrections, it.Now, it.Words) {
		fmt.Fprintf(w, "    - %s\n", line)
	}
	fmt.Fprintln(w)
}
