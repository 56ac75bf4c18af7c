package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"viva/internal/deck"
)

// Carried is Check for subjects that carry the verdict of an earlier one, such
// as those in the program itself: verdicts are lines of subject and Hash,
// parted by a tab. Where these are exactly the subjects in fsys, byte by byte,
// they are only read, which takes a fraction of the time. With any difference
// all are checked anew.
func Carried(fsys fs.FS, verdicts string) Verdict {
	now, err := Verdicts(fsys)
	if err != nil || now != verdicts {
		return Check(fsys)
	}
	decks, faults := deck.LoadProved(fsys)
	v := Verdict{Faults: faults}
	for _, d := range decks {
		v.Subjects = append(v.Subjects, Judged{Deck: d})
	}
	return v
}

// Verdicts are the lines for Carried that the subjects in fsys need. Whoever
// stores them has let Check prove the same files first.
func Verdicts(fsys fs.FS) (string, error) {
	folders, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return "", fmt.Errorf("list the subjects: %w", err)
	}
	var b strings.Builder
	for _, f := range folders {
		if !f.IsDir() {
			continue
		}
		hash, err := hashOf(fsys, f.Name())
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%s\t%s\n", f.Name(), hash)
	}
	return b.String(), nil
}

// hashOf covers the name, length and bytes of every file in a folder: unlike
// the version of a deck also proof*.yaml and ledger.tsv, which the verdict
// rests on as well.
func hashOf(fsys fs.FS, folder string) (string, error) {
	files, err := fs.ReadDir(fsys, folder)
	if err != nil {
		return "", fmt.Errorf("list the files of %s: %w", folder, err)
	}
	hash := sha256.New()
	for _, f := range files {
		src, err := fs.ReadFile(fsys, path.Join(folder, f.Name()))
		if err != nil {
			return "", fmt.Errorf("read a subject: %w", err)
		}
		fmt.Fprintf(hash, "%q %d\n", f.Name(), len(src))
		hash.Write(src)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
