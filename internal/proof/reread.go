package proof

import (
	"fmt"
)

// Reread is the book as it would be with other text in one of the fact files.
// Only that file is read, so that thousands of changes can be tried. The book
// itself stays as it is.
func (b *Book) Reread(file string, src []byte) (*Book, []error) {
	var in factsFile
	if err := Unmarshal(src, &in); err != nil {
		return nil, []error{fmt.Errorf("read %s: %w", file, err)}
	}
	facts, errs := b.settleAll(file, in)
	if len(errs) > 0 {
		return nil, errs
	}
	other := *b
	other.held = &holdings{facts: map[[3]string][]fact{}}
	other.facts = make([]fact, 0, len(b.facts)+1)
	for _, f := range b.facts {
		if f.at.file != file {
			other.facts = append(other.facts, f)
		} else if facts != nil {
			other.facts, facts = append(other.facts, facts...), nil
		}
	}
	return &other, nil
}
