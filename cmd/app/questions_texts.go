package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"viva/internal/deck"
	"viva/internal/wording"
)

// questionsTextsCmd has texts read by somebody who sees nothing else.
type questionsTextsCmd struct {
	folder
	Sheet bool   `help:"Print each text that nobody has read as a question without its key, one a line, with an empty cell for the answer." xor:"do" required:""`
	Lang  string `enum:"en,fr" default:"en" help:"Language of the sheet."`
	Fill  string `help:"Read the answers of a sheet into the texts.tsv of the subjects in DIR." type:"existingfile" placeholder:"SHEET" xor:"do" required:""`
}

// Help says what a reader needs to know.
func (questionsTextsCmd) Help() string {
	return "A reader needs the sheet alone, and no look at the files of the subject. The answer is the letter of an option, or its words."
}

// Run prints a sheet, or reads one.
func (c questionsTextsCmd) Run(e env) error {
	if c.Fill != "" {
		return c.fill(e)
	}
	fsys, _ := c.open()
	decks, err := c.load(e.stderr)
	if err != nil {
		return err
	}
	if err := wording.SheetHead(e.stdout); err != nil {
		return err
	}
	for _, d := range decks {
		if err := wording.Sheet(e.stdout, fsys, d, c.Lang, deck.DateOf(time.Now())); err != nil {
			return err
		}
	}
	return nil
}

// fill reads a sheet. Nothing is written unless all of it can be read.
func (c questionsTextsCmd) fill(e env) error {
	if c.Dir == "" {
		return errors.New("name the folder of subjects whose texts were read; the built-in ones cannot be written to")
	}
	src, err := os.ReadFile(c.Fill)
	if err != nil {
		return fmt.Errorf("read the sheet: %w", err)
	}
	answers, err := wording.ReadSheet(src)
	if err != nil {
		return err
	}
	fsys, prefix := c.open()
	decks, err := c.load(e.stderr)
	if err != nil {
		return err
	}
	for _, d := range decks {
		if err := fillTexts(e, fsys, prefix, d, answers); err != nil {
			return err
		}
	}
	if lines := answers.Unasked(); len(lines) > 0 {
		return fmt.Errorf("lines %v of the sheet ask for nothing: their questions have changed since it was printed; print a new one", lines)
	}
	return nil
}

// fillTexts writes the file of one subject, if the sheet has answers for it.
// prefix is the folder around that of the subject.
func fillTexts(e env, fsys fs.FS, prefix string, d *deck.Deck, answers wording.Answers) error {
	file, filled, err := wording.Fill(fsys, d, answers, deck.DateOf(time.Now()))
	if err != nil || filled == 0 {
		return err
	}
	name := filepath.Join(prefix, d.ID(), wording.TextsFile)
	if err := replaceFile(name, file); err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "%s: %d answers\n", name, filled)
	return nil
}
