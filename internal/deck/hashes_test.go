package deck

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"viva/questions"
)

// dealingsHashed is how many dealings of each item the hashes of a deck cover.
const dealingsHashed = 2

// The shipped decks deal the same items on any machine, and between versions
// unless the version of a model rose. The golden file holds, for each model,
// its version and one hash over the hashes of its items.
func TestDeckHashes(t *testing.T) {
	if testing.Short() && !*update {
		t.Skip("longer than -short allows")
	}
	subjects, err := fs.ReadDir(questions.FS, ".")
	if err != nil {
		t.Fatal(err)
	}
	items := 0
	for _, s := range subjects {
		d, faults := LoadSubject(questions.FS, s.Name())
		if len(faults) > 0 {
			t.Fatal(faults[0])
		}
		lines, n := deckHashes(t, d)
		items += n
		compareHashes(t, filepath.Join("testdata", "golden", "deck-"+s.Name()+".tsv"), lines)
	}
	if items < 5000 {
		t.Errorf("%d items were hashed, want at least 5,000", items)
	}
}

// deckHashes gives a line "model version hash" for each model of the deck.
func deckHashes(t *testing.T, d *Deck) (lines []string, items int) {
	t.Helper()
	hashes := map[string][]byte{}
	for _, e := range d.Editions {
		for _, s := range d.distinct(e.ID) {
			for _, lang := range Langs {
				for seed := range uint64(dealingsHashed) {
					it, err := d.Deal(s, lang, NewStreams(seed))
					if err != nil {
						t.Fatal(err)
					}
					sum := sha256.Sum256(append(hashes[it.Model], it.Hash...))
					hashes[it.Model] = sum[:]
					items++
				}
			}
		}
	}
	for _, m := range d.models {
		if h := hashes[m.ID]; h != nil {
			lines = append(lines, fmt.Sprintf("%s\t%d\t%s", m.ID, m.Version, hex.EncodeToString(h[:8])))
		}
	}
	slices.Sort(lines)
	return lines, items
}

// compareHashes tells which models deal other items under the same version.
func compareHashes(t *testing.T, path string, lines []string) {
	t.Helper()
	before, err := os.ReadFile(path)
	if err != nil && !*update {
		t.Fatal(err)
	}
	was := map[string]string{} // model and version -> hash
	for line := range strings.Lines(string(before)) {
		i := strings.LastIndexByte(line, '\t')
		was[line[:i]] = strings.TrimSpace(line[i+1:])
	}
	stale := false
	for _, line := range lines {
		i := strings.LastIndexByte(line, '\t')
		hash, known := was[line[:i]]
		switch {
		case known && hash != line[i+1:] && !*update:
			t.Errorf("%s: the model %q deals other items than before; raise its version, then run with -update", path, strings.Replace(line[:i], "\t", " version ", 1))
		case !known:
			stale = true
		}
	}
	if *update {
		err = os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o644)
		if err != nil {
			t.Fatal(err)
		}
	} else if stale || len(was) != len(lines) {
		t.Errorf("%s: models came, went or rose; run with -update", path)
	}
}
