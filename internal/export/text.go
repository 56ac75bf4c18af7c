package export

import (
	"bufio"
	"errors"
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
			return errors.Join(err, out.Flush())
		}
		itemText(out, it)
	}
	if err := out.Flush(); err != nil { // holds the first error of all writes
		return fmt.Errorf("write text: %w", err)
	}
	return nil
}

func itemText(w io.Writer, it deck.Item) {
	it = it.Told()
	fmt.Fprintf(w, "%s  [%s, %s, %s]\n", it.ID, it.Edition, it.Lang, it.Topic)
	if it.Situation != "" {
		fmt.Fprintf(w, "  %s\n", it.Situation)
	}
	fmt.Fprintf(w, "  %s\n", it.Stem)
	for _, p := range it.Prompts {
		fmt.Fprintf(w, "    %s -> %s\n        %s\n", p.Text, it.Options[p.Key].Text, p.Reason)
	}
	for _, o := range it.Options {
		optionText(w, it, o)
	}
	keyedText(w, it)
	for _, line := range slices.Concat(it.HookSays(), it.Corrections, it.Now, it.Words) {
		fmt.Fprintf(w, "    - %s\n", line)
	}
	fmt.Fprintln(w)
}

// optionText writes an option with its box; beside prompts, which have told what
// is right, those that are left over.
func optionText(w io.Writer, it deck.Item, o deck.Option) {
	box := "[ ]"
	switch {
	case len(it.Prompts) > 0 && o.Correct:
		return
	case o.Correct:
		box = "[x]"
	}
	fmt.Fprintf(w, "    %s %s\n        %s\n", box, o.Text, o.Reason)
}

// keyedText writes what is to be typed.
func keyedText(w io.Writer, it deck.Item) {
	if n := it.Number; n != nil {
		fmt.Fprintf(w, "    = %s %s\n", n.Key.In(it.Lang), n.Unit)
		for _, line := range n.Working {
			fmt.Fprintf(w, "        %s\n", line)
		}
		for _, m := range n.Mistakes {
			fmt.Fprintf(w, "    [ ] %s\n        %s\n", m.Value.In(it.Lang), m.Reason)
		}
	}
	if e := it.Entry; e != nil {
		fmt.Fprintf(w, "    = %s\n", e.Key)
	}
}
