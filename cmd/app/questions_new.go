package main

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"viva/internal/audit"
	"viva/internal/author"
	"viva/internal/deck"
)

// starterFiles are what a new subject begins with: a small subject about
// planets, commented, in which "SUBJECT" and "TODAY" are to be replaced.
//
//go:embed starter/*.yaml
var starterFiles embed.FS

type questionsNewCmd struct {
	Subject string `arg:"" help:"Id of the subject and name of its folder: small letters, digits and hyphens."`
	Dir     string `help:"Folder of subjects." default:"./questions" placeholder:"DIR"`
	From    string `help:"Make the facts of this sheet: CSV with the columns thing, value, English, French, source (see docs/authoring.md)." placeholder:"SHEET" type:"existingfile"`
	Title   string `help:"Title of the subject, as \"English | French\"; its id, if left out." placeholder:"TITLE"`
}

// subjectID is the rule that the schema of deck.yaml has for ids.
var subjectID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Run makes the folder, or leaves everything as it is.
func (c questionsNewCmd) Run(e env) error {
	if len(c.Subject) > 64 || !subjectID.MatchString(c.Subject) {
		return fmt.Errorf("the subject %q: write small letters, digits and hyphens, such as world-history", c.Subject)
	}
	files, err := c.files(e, deck.DateOf(time.Now()))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return fmt.Errorf("make the folder of subjects: %w", err)
	}
	folder := filepath.Join(c.Dir, c.Subject)
	switch err := os.Mkdir(folder, 0o755); {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s exists already: nothing was written; delete it to make it anew, or choose another subject, or --dir", folder)
	case err != nil:
		return fmt.Errorf("make the subject: %w", err)
	}
	if err := writeFiles(folder, files); err != nil {
		return err
	}
	if c.From != "" {
		return c.afterSheet(e, folder)
	}
	fmt.Fprintf(e.stdout, "Made %s. Next: change its files, then run\n  app questions check %s\n", folder, c.Dir)
	return nil
}

// files are what the new folder is to hold, by their names.
func (c questionsNewCmd) files(e env, today deck.Date) (map[string]string, error) {
	en, fr, two := strings.Cut(cmp.Or(c.Title, c.Subject), "|")
	if !two {
		fr = en
	}
	if c.From == "" {
		return starter(c.Subject, today)
	}
	src, err := readSheet(c.From)
	if err != nil {
		return nil, err
	}
	made, warnings, faults, err := fromSheet(near(c.From), src, author.Subject{ID: c.Subject, EN: strings.TrimSpace(en), FR: strings.TrimSpace(fr), Today: today})
	if err != nil {
		return nil, err
	}
	for _, f := range faults {
		fmt.Fprintln(e.stdout, f)
	}
	for _, w := range warnings {
		fmt.Fprintln(e.stdout, "warning:", w)
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("faults in the sheet: %d; nothing was written: mend the sheet, then run this again", len(faults))
	}
	return made.Texts, nil
}

// fromSheet makes the files of a subject, and reads them as the check will: a
// question that cannot be asked, and French that looks wrong, is told at its
// row, while the sheet can still be changed.
func fromSheet(name string, src []byte, sub author.Subject) (made author.Files, warnings, faults []deck.Fault, err error) {
	sheet, faults := author.ReadSheet(name, src)
	if len(faults) > 0 {
		return made, nil, faults, nil
	}
	made = sheet.Files(sub)
	d, wrong, err := tried(made, sub.ID)
	if err == nil && len(wrong) == 0 {
		warnings, err = audit.French(d, sub.Today)
	}
	return made, toldOnce(made, warnings), toldOnce(made, wrong), err
}

// tried loads the files of a subject from a folder that is gone afterwards.
func tried(made author.Files, subject string) (d *deck.Deck, faults []deck.Fault, err error) {
	dir, err := os.MkdirTemp("", "viva-sheet-")
	if err != nil {
		return nil, nil, fmt.Errorf("try the sheet: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	folder := filepath.Join(dir, subject)
	if err := os.Mkdir(folder, 0o700); err != nil {
		return nil, nil, fmt.Errorf("try the sheet: %w", err)
	}
	if err := writeFiles(folder, made.Texts); err != nil {
		return nil, nil, err
	}
	d, faults = deck.LoadSubject(onDisk(dir), subject)
	return d, faults, nil
}

// toldOnce are faults at the rows of the sheet, each once.
func toldOnce(made author.Files, faults []deck.Fault) (list []deck.Fault) {
	for _, f := range faults {
		if told := made.Told(f); !slices.Contains(list, told) {
			list = append(list, told)
		}
	}
	return list
}

// readSheet reads a file that an author filled in.
func readSheet(name string) ([]byte, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the sheet: %w", err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: %w", name, errIrregular)
	case info.Size() > maxFile:
		return nil, fmt.Errorf("%s has %d bytes, of at most %d; make two sheets of it", name, info.Size(), maxFile)
	}
	return os.ReadFile(name) //nolint:gosec // the author names the file
}

// afterSheet drafts the patterns of a subject that was made from a sheet, and
// says how to go on.
func (c questionsNewCmd) afterSheet(e env, folder string) error {
	fmt.Fprintf(e.stdout, "Made %s.\n", folder)
	if err := (questionsProofCmd{Draft: true, subjectDir: subjectDir{folder}}).Run(e); err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "See the questions, and what is to do, as you change the files:\n  app questions check %s --watch\n", folder)
	return nil
}

// starter are the starting files for a subject that begins today.
func starter(subject string, today deck.Date) (map[string]string, error) {
	fill := strings.NewReplacer("SUBJECT", subject, "TODAY", string(today))
	names, err := fs.Glob(starterFiles, "starter/*")
	if err != nil {
		return nil, fmt.Errorf("list the starting files: %w", err)
	}
	files := map[string]string{}
	for _, name := range names {
		text, err := starterFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the starting file %s: %w", path.Base(name), err)
		}
		files[path.Base(name)] = fill.Replace(string(text))
	}
	return files, nil
}

// writeFiles writes files into a folder.
func writeFiles(folder string, files map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(files[name]), 0o644); err != nil { //nolint:gosec // an author's own text, no secret
			return fmt.Errorf("write a file of the subject: %w", err)
		}
	}
	return nil
}
