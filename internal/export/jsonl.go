package export

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"

	"viva/internal/deck"
)

var jsonlFormat = Format{Name: "jsonl", Label: "JSON Lines", Type: "application/jsonl; charset=utf-8", Items: itemsJSONL}

// itemsJSONL writes one item a line, with the names of the API.
func itemsJSONL(w io.Writer, items iter.Seq2[deck.Item, error]) error {
	for it, err := range items {
		if err != nil {
			return err
		}
		if err := JSONLine(w, it); err != nil {
			return err
		}
	}
	return nil
}

// JSONLine writes any value as a line of its own.
func JSONLine(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write json: %w", err)
	}
	return nil
}

// JSON writes any value, such as a report, to be read by programs and people.
func JSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write json: %w", err)
	}
	return nil
}
