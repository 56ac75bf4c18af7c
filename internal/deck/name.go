package deck

import (
	"fmt"
	"io"
)

// optionAlphabet has no letters or figures that look alike.
const optionAlphabet = "abcdefghjkmnpqrstuvwxyz23456789"

// NameOptions gives every option and prompt a random id of this attempt,
// which tells nothing about the key.
func NameOptions(items []Item, random io.Reader) error {
	for i := range items {
		var ids []*string
		for j := range items[i].Options {
			ids = append(ids, &items[i].Options[j].ID)
		}
		for j := range items[i].Prompts {
			ids = append(ids, &items[i].Prompts[j].ID)
		}
		if err := nameApart(ids, random); err != nil {
			return fmt.Errorf("name options: %w", err)
		}
	}
	return nil
}

// nameApart fills ids so that no two are the same.
func nameApart(ids []*string, random io.Reader) error {
	taken := map[string]bool{}
	for _, id := range ids {
		for *id == "" || taken[*id] {
			name, err := randomName(random, 6)
			if err != nil {
				return err
			}
			*id = name
		}
		taken[*id] = true
	}
	return nil
}

func randomName(random io.Reader, n int) (string, error) {
	name := make([]byte, 0, n)
	for b := make([]byte, 1); len(name) < n; {
		if _, err := io.ReadFull(random, b); err != nil {
			return "", err
		}
		if int(b[0]) < 256/len(optionAlphabet)*len(optionAlphabet) { // no letter is likelier
			name = append(name, optionAlphabet[int(b[0])%len(optionAlphabet)])
		}
	}
	return string(name), nil
}
