package wording

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"viva/internal/deck"
)

const readSubject = "http-semantics"

// oneSubject is the deck of a subject and its files, without signatures.
func oneSubject(t *testing.T) (fstest.MapFS, *deck.Deck) {
	t.Helper()
	fsys := broken(t, readSubject)
	delete(fsys, readSubject+"/"+TextsFile)
	decks, faults := deck.LoadProved(fsys)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return fsys, decks[0]
}

// sheetOf is a sheet as a reader gets it.
func sheetOf(t *testing.T, fsys fs.FS, d *deck.Deck, lang string) string {
	t.Helper()
	var b bytes.Buffer
	if err := SheetHead(&b); err != nil {
		t.Fatal(err)
	}
	if err := Sheet(&b, fsys, d, lang, checkDay); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// answered fills a sheet in as a reader who is right would: by a letter in
// English, in words in French.
func answered(t *testing.T, fsys fs.FS, d *deck.Deck, lang string) string {
	t.Helper()
	c := checker{deck: d}
	questions, err := c.questions(fsys, lang)
	if err != nil {
		t.Fatal(err)
	}
	sheet, index := sheetOf(t, fsys, d, lang), c.itemsByFact(checkDay)
	for _, q := range questions {
		p, err := c.print(q, index)
		if err != nil {
			t.Fatal(err)
		}
		right := ""
		for i, o := range p.options {
			if c.right(q.facts, o, lang) {
				if right = o; lang == "en" {
					right = string(rune('a' + i))
				}
			}
		}
		if right == "" {
			t.Fatalf("no option of %s is right: %s", q.written.ID, p.line())
		}
		line := q.number(p) + "\t" + p.line() + "\t"
		if !strings.Contains(sheet, line+"\n") {
			t.Fatalf("the sheet has no line %q", line)
		}
		sheet = strings.Replace(sheet, line+"\n", line+right+"\n", 1)
	}
	return sheet
}

// signed is a subject whose texts were all read, and its file of signatures.
func signed(t *testing.T) (fstest.MapFS, *deck.Deck, string) {
	t.Helper()
	fsys, d := oneSubject(t)
	for _, lang := range deck.Langs {
		answers, err := ReadSheet([]byte(answered(t, fsys, d, lang)))
		if err != nil {
			t.Fatal(err)
		}
		file, n, err := Fill(fsys, d, answers, checkDay)
		if err != nil || n != len(answers) || n < 100 {
			t.Fatal(n, len(answers), err)
		}
		if lines := answers.Unasked(); len(lines) > 0 {
			t.Fatal(lines)
		}
		fsys[readSubject+"/"+TextsFile] = &fstest.MapFile{Data: file}
	}
	return fsys, d, string(fsys[readSubject+"/"+TextsFile].Data)
}

func TestTextsAreReadByThemselves(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	fsys, d, file := signed(t)
	count, faults, err := CheckTexts(fsys, d)
	if err != nil || len(faults) > 0 || count.Missing || count.Texts != count.Of || count.Of < 100 {
		t.Fatal(count, faults, err)
	}
	if sheet := sheetOf(t, fsys, d, "fr"); sheet != sheetHead {
		t.Errorf("everything is read, and the sheet still has\n%s", sheet)
	}
	const id = "means-404.value"
	row := ""
	for line := range strings.Lines(file) {
		if strings.HasPrefix(line, id+"\t") {
			row = line
		}
	}
	cells := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
	if len(cells) != 4 || cells[2] != "404" || cells[3] != "404" {
		t.Fatalf("row %q", row)
	}
	with := func(en, fr string) string { return strings.Join([]string{id, cells[1], en, fr}, "\t") + "\n" }
	tests := []struct{ name, row, want string }{
		{"another answer", with("404", "405"), `: who read the text "means-404.value" alone answered "405", the facts say "404", "`},
		{"no answer", with("404", ""), `: nobody has read the text in this language; print it with the command questions texts --sheet --lang fr`},
		{"no row", "", `: nobody has read this text by itself; print it`},
		{"the text was another", strings.Replace(row, cells[1], "0123456789ab", 1), `: the text has changed since it was read; delete its row in texts.tsv, line`},
		{"a row twice", row + row, `: the text "means-404.value" stands already in line`},
		{"a row of no text", row + "means-999.value\t0123456789ab\t1\t1\n", `: no text of the subject has the id "means-999.value"; delete the row`},
		{"a cell too many", strings.TrimSuffix(row, "\n") + "\tx\n", `: the row has 5 cells; write 4`},
		{"in other letters", with("404", "« 404 »."), ""},
	}
	for _, tt := range tests {
		fsys[readSubject+"/"+TextsFile] = &fstest.MapFile{Data: []byte(strings.Replace(file, row, tt.row, 1))}
		_, faults, err := CheckTexts(fsys, d)
		said := fmt.Sprint(faults)
		if err != nil || tt.want == "" && len(faults) > 0 || !strings.Contains(said, tt.want) {
			t.Errorf("%s: %s, %v; want %s", tt.name, said, err, tt.want)
		}
	}
}

func TestNobodyNeedsToHaveReadTheTexts(t *testing.T) {
	fsys, d := oneSubject(t)
	count, faults, err := CheckTexts(fsys, d)
	if err != nil || len(faults) > 0 || !count.Missing || count.Texts != 0 || count.Of < 100 {
		t.Error(count, faults, err)
	}
}

func TestSheetsThatCannotBeRead(t *testing.T) {
	for sheet, want := range map[string]string{
		"abc\titem":          "line 1 of the sheet has 2 cells",
		"a\tx\tb\na\tx\tb\n": "line 2 of the sheet has the number of line 1",
	} {
		if _, err := ReadSheet([]byte(sheet)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", sheet, err)
		}
	}
	fsys, d := oneSubject(t)
	answers, err := ReadSheet([]byte("# a note\n" + sheetHead + "0000000000\tan item\tb\n1111111111\tanother\t\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, n, err := Fill(fsys, d, answers, checkDay); n != 0 || err != nil || fmt.Sprint(answers.Unasked()) != "[3]" {
		t.Error(n, err, answers.Unasked())
	}
}

// The sheet tells no id and no key, and its order is not that of the files.
func TestSheetTellsNoKey(t *testing.T) {
	fsys, d := oneSubject(t)
	sheet := sheetOf(t, fsys, d, "en")
	for _, w := range []string{"means-404", ".value", "correct:"} {
		if strings.Contains(sheet, w) {
			t.Errorf("the sheet holds %q", w)
		}
	}
	c := checker{deck: d}
	questions, err := c.questions(fsys, "en")
	if err != nil {
		t.Fatal(err)
	}
	first, last, index := 0, 0, c.itemsByFact(checkDay)
	for _, q := range questions {
		p, err := c.print(q, index)
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range p.options {
			if right := c.right(q.facts, o, "en"); right && i == 0 {
				first++
			} else if right && i == len(p.options)-1 {
				last++
			}
		}
	}
	for place, n := range map[string]int{"first": first, "last": last} {
		if n < len(questions)/8 || n > len(questions)/3 {
			t.Errorf("of %d questions the %s option is right in %d", len(questions), place, n)
		}
	}
}

// What is right as well is no wrong option, and a gap tells no gender.
func TestSheetPutsATextAmongOthers(t *testing.T) {
	says := map[string]string{
		"L’AWS Health Dashboard est gratuit.":      "____ est gratuit.",
		"selon AWS, le plan Basic reste.":          "Selon AWS, le plan ____ reste.",
		"Basic costs nothing, and Basic is first.": "",
		"The first target of basic is free.":       "",
	}
	for sentence, want := range says {
		name := "Basic"
		if strings.Contains(sentence, "Dashboard") {
			name = "AWS Health Dashboard"
		}
		if got := withGap(sentence, name); got != want {
			t.Errorf("%q: %q, want %q", sentence, got, want)
		}
	}
	_, d := oneSubject(t)
	c, facts := checker{deck: d}, d.Facts()
	caching := facts[slices.IndexFunc(facts, func(f *deck.Fact) bool { return f.ID == "get-caching" })]
	others := c.others(caching, "en", false)
	if slices.Contains(others, "HEAD") || slices.Contains(others, "POST") || !slices.Contains(others, "PUT") {
		t.Errorf("HEAD and POST have caching rules as GET does: %v", others)
	}
}
