package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"runtime/debug"
	"strings"
	"text/tabwriter"
	"time"

	"viva/internal/audit"
	"viva/internal/deck"
	"viva/internal/export"
	"viva/internal/proof"
	"viva/internal/wording"
	"viva/questions"
)

// questionsCmd groups what authors do.
type questionsCmd struct {
	Check  questionsCheckCmd  `cmd:"" help:"Prove every question; exit 1 with file:line:col for each fault."`
	List   questionsListCmd   `cmd:"" help:"Print every distinct question."`
	Report questionsReportCmd `cmd:"" help:"Measure how good the questions are; exit 1 when a goal is missed."`
	Texts  questionsTextsCmd  `cmd:"" help:"Have each text read by somebody who sees nothing else: print a sheet, or read one."`
	New    questionsNewCmd    `cmd:"" help:"Make the folder of a new subject, with starting files that pass the check, or from a sheet of facts."`
	Proof  questionsProofCmd  `cmd:"" help:"Draft the patterns that read the questions a second time."`
	Ledger questionsLedgerCmd `cmd:"" help:"Print a sheet on which facts are typed a second time, or read it back."`
}

// folder is where knowledge bases are read from.
type folder struct {
	Dir string `arg:"" optional:"" type:"existingdir" help:"Folder of subjects to read instead of the built-in ones."`
}

// AfterApply names the folder as its author would.
func (f *folder) AfterApply() error {
	if f.Dir != "" {
		f.Dir = near(f.Dir)
	}
	return nil
}

// open returns the files, and what stands before their names in a message.
func (f folder) open() (fsys fs.FS, prefix string) {
	if f.Dir == "" {
		return questions.FS, "questions/"
	}
	if of, err := (subjectDir{f.Dir}).open(); err == nil && of.alone {
		return of.fsys, of.prefix
	}
	return onDisk(f.Dir), f.Dir + "/"
}

// load reads the subjects; those built in carry their verdict, others are proved.
func (f folder) load(w io.Writer) ([]*deck.Deck, error) {
	if f.Dir == "" {
		return builtIn()
	}
	fsys, prefix := f.open()
	decks, faults := deck.Load(fsys)
	for _, fault := range faults {
		fmt.Fprintln(w, inFolder(prefix, fault))
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("faults in the knowledge bases: %d", len(faults))
	}
	return decks, nil
}

// onDay is the flag of the commands that look at the questions of one day.
type onDay struct {
	Date string `help:"The day on which the questions are offered, as YYYY-MM-DD; today, if left out." placeholder:"DAY"`
}

func (o onDay) day() (deck.Date, error) {
	if o.Date == "" {
		return deck.DateOf(time.Now()), nil
	}
	t, err := time.Parse(time.DateOnly, o.Date)
	if err != nil {
		return "", fmt.Errorf("--date %q is no day; write YYYY-MM-DD", o.Date)
	}
	return deck.DateOf(t), nil
}

type questionsCheckCmd struct {
	folder
	onDay
	mutantFlags
	watchFlags
}

// checkGarbage is how much memory, in percent of what it needs, a check lets go
// to waste before it collects: reading everything once makes much that is soon
// of no use, and collecting it took a sixth of the time.
const checkGarbage = 250

// Run prints each fault on a line of its own, or what was proved, and how far
// the second proof confirms it. Every day is proved; the day decides only what
// is counted.
func (c questionsCheckCmd) Run(e env) error {
	day, err := c.day()
	if err != nil {
		return err
	}
	if c.Watch {
		return c.watch(e, day)
	}
	defer debug.SetGCPercent(debug.SetGCPercent(checkGarbage))
	fsys, prefix := c.open()
	v := audit.Check(fsys)
	for _, fault := range v.Faults {
		fmt.Fprintln(e.stdout, inFolder(prefix, fault))
	}
	if v.Standing() == audit.Refused {
		return fmt.Errorf("faults in the knowledge bases: %d", len(v.Faults))
	}
	for _, j := range v.Subjects {
		err := errors.Join(printCounts(e.stdout, j.Deck, day), printExams(e.stdout, j.Deck), printProof(e.stdout, j))
		if share := c.share(); share > 0 && err == nil {
			err = mutate(e.stdout, fsys, prefix, j.Deck, share)
		}
		if err == nil && c.Dir != "" { // the report holds those built in to it
			err = printFrench(e.stdout, prefix, j.Deck, day)
		}
		if err != nil {
			return err
		}
	}
	for _, w := range v.Warnings {
		fmt.Fprintln(e.stdout, "to do:", inFolder(prefix, w))
	}
	return printVerdict(e.stdout, v)
}

// printFrench warns of what looks like a mistake in French.
func printFrench(w io.Writer, prefix string, d *deck.Deck, day deck.Date) error {
	flags, err := audit.French(d, day)
	for _, flag := range flags {
		fmt.Fprintln(w, "warning:", inFolder(prefix, flag))
	}
	return err
}

// printVerdict ends a check without faults: what is proved, and what is not
// yet.
func printVerdict(w io.Writer, v audit.Verdict) (err error) {
	for _, j := range v.Subjects {
		says := "all proved"
		if j.Unproved {
			says = "no faults, but not proved yet: see what is to do above"
		}
		_, failed := fmt.Fprintf(w, "%s: %s\n", j.ID(), says)
		err = errors.Join(err, failed)
	}
	return err
}

// printProof says how far the double entry of a subject reaches. One without
// is not confirmed, which is said and no fault.
func printProof(w io.Writer, j audit.Judged) error {
	second, ledger := "", fmt.Sprintf("%d rows, equal to the facts", j.Ledger)
	switch {
	case j.Second.Missing:
		second = fmt.Sprintf(" (no %s)", proof.File)
	case len(j.Second.Drafts) > 0:
		second = fmt.Sprintf(", by patterns that wait for %d answers", len(j.Second.Drafts))
	}
	if j.Second.Mute {
		second += fmt.Sprintf("; nothing confirms their reasons (no %s)", proof.ReasonsFile)
	}
	switch {
	case j.NoLedger:
		ledger = fmt.Sprintf("0 rows (no %s)", proof.LedgerFile)
	case j.Blank:
		ledger = "0 rows"
	}
	texts := ""
	if j.Texts.Of > 0 {
		texts = fmt.Sprintf("texts: %d of %d read by themselves", j.Texts.Texts, j.Texts.Of)
		if j.Texts.Missing {
			texts += fmt.Sprintf(" (no %s)", wording.TextsFile)
		}
		texts += "\n"
	}
	_, err := fmt.Fprintf(w, "second proof: %d of %d items%s\nledger: %s\n%s", j.Second.Read(), len(j.Second.Items), second, ledger, texts)
	return err
}

// printCounts tells how many items each topic has in each edition that is
// offered on a day.
func printCounts(w io.Writer, d *deck.Deck, day deck.Date) error {
	editions := d.EditionsOn(day)
	distinct := map[string]bool{}
	fmt.Fprintf(w, "%s: %s\n\n", d.ID(), d.Title.EN)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "topic")
	for _, ed := range editions {
		fmt.Fprintf(table, "\t%s", ed.ID)
		for _, s := range d.Specs(ed.ID, day) {
			distinct[s.ID] = true
		}
	}
	fmt.Fprintln(table)
	for _, t := range d.Topics {
		fmt.Fprint(table, t.ID)
		for _, ed := range editions {
			fmt.Fprintf(table, "\t%d", d.Items(ed.ID, t.ID, day))
		}
		fmt.Fprintln(table)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%d distinct items in %d languages\n", len(distinct), len(deck.Langs))
	return err
}

// printExams counts the exams that every edition can fill; a subject without
// one says nothing.
func printExams(w io.Writer, d *deck.Deck) error {
	if len(d.Exams) == 0 {
		return nil
	}
	list := make([]string, len(d.Exams))
	for i, p := range d.Exams {
		list[i] = fmt.Sprintf("%s (%d items, %d scored)", p.ID, p.Items, p.Scored)
	}
	_, err := fmt.Fprintf(w, "exams: %d, %s\n", len(list), strings.Join(list, ", "))
	return err
}

type questionsListCmd struct {
	folder
	onDay
	Format  itemFormat `default:"text" help:"How they are written, text if left out."`
	Edition string     `help:"Only this edition."`
	Lang    string     `enum:"en,fr,all" default:"all" help:"Only this language: en or fr."`
}

// Help names the formats.
func (questionsListCmd) Help() string { return "Formats: " + formatNames() + "." }

// itemFormat is a format of package export by its name.
type itemFormat struct{ export.Format }

// UnmarshalText finds the format.
func (f *itemFormat) UnmarshalText(name []byte) error {
	for _, f.Format = range export.ItemFormats() {
		if f.Name == string(name) {
			return nil
		}
	}
	return fmt.Errorf("%q is no format; the formats are %s", name, formatNames())
}

func formatNames() string {
	var names []string
	for _, f := range export.ItemFormats() {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// Run prints each distinct item, edition and language, dealt with seed 0.
func (c questionsListCmd) Run(e env) error {
	day, err := c.day()
	if err != nil {
		return err
	}
	decks, err := c.load(e.stderr)
	if err != nil {
		return err
	}
	langs := deck.Langs
	if c.Lang != "all" {
		langs = []string{c.Lang}
	}
	known := false
	for _, d := range decks {
		for _, ed := range d.EditionsOn(day) {
			if c.Edition != "" && c.Edition != ed.ID {
				continue
			}
			known = true
			for _, lang := range langs {
				if err := c.Format.Items(e.stdout, dealt(d, d.Specs(ed.ID, day), lang)); err != nil {
					return err
				}
			}
		}
	}
	if !known {
		return fmt.Errorf("no subject has an edition %q on %s", c.Edition, day)
	}
	return nil
}

// dealt deals the specs one after the other.
func dealt(d *deck.Deck, specs []*deck.Spec, lang string) iter.Seq2[deck.Item, error] {
	return func(yield func(deck.Item, error) bool) {
		for _, s := range specs {
			if !yield(d.Deal(s, lang, deck.NewStreams(0))) {
				return
			}
		}
	}
}
