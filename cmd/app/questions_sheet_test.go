package main

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// From a sheet to a proved subject, by the commands that the guide prints.
func TestSheetToProved(t *testing.T) {
	dir := t.TempDir()
	app := func(code int, want string, args ...string) string {
		t.Helper()
		got, out, errs := runApp("", append([]string{"questions"}, args...)...)
		if got != code || !strings.Contains(out+errs, want) {
			t.Fatalf("%v: exit %d, want %d and %q\n%s%s", args, got, code, want, out, errs)
		}
		return out
	}
	questions := filepath.Join(dir, "my-questions")
	folder := filepath.Join(questions, "france")
	app(0, "Drafts added to "+filepath.Join(folder, "proof.yaml")+": 3.", "new", "france", "--dir", questions,
		"--from", "../../internal/author/testdata/france.csv", "--title", "France | La France")
	out := app(0, "france: no faults, but not proved yet", "check", questions)
	if got := strings.Count(out, "to do: "); got != 7 {
		t.Errorf("%d things to do, want 6 answers and a ledger:\n%s", got, out)
	}

	sheet := app(0, "relation\tentity\tvalue", "ledger", "--sheet", folder)
	seats := map[string]string{"Brittany": "Rennes", "Normandy": "Rouen", "Occitania": "Toulouse", "Corsica": "Ajaccio", "Grand Est": "Strasbourg",
		"Loire": "Atlantic", "Rhône": "Mediterranean", "Seine": "Channel", "Rhine": "North Sea", "Garonne": "Gironde"}
	rest := "\tnow\t" + time.Now().UTC().Format(time.DateOnly) + "\t\tH\ts1\t"
	for name, seat := range seats {
		sheet = strings.Replace(sheet, "\t"+name+"\t\t\t\t\t\t\t", "\t"+name+"\t"+seat+rest, 1)
	}
	filled := filepath.Join(dir, "filled.tsv")
	if err := os.WriteFile(filled, []byte(sheet), 0o600); err != nil {
		t.Fatal(err)
	}
	app(0, "Rows added to "+filepath.Join(folder, "ledger.tsv")+": 10; left blank: 0.", "ledger", "--fill", filled, folder)
	app(0, "nothing to fill in", "ledger", "--sheet", folder)

	proof := filepath.Join(folder, "proof.yaml")
	for _, answer := range []string{"Rennes", "Rouen", "Brittany", "Normandie", "Atlantic", "the Mediterranean"} {
		replaceIn(t, proof, `answer: ""`, "answer: "+answer)
	}
	app(1, `"the Mediterranean" is none of the options`, "check", folder)
	replaceIn(t, proof, "answer: the Mediterranean", "answer: la Méditerranée")
	out = app(0, "15 distinct items in 2 languages", "check", folder)
	if !strings.HasSuffix(out, "france: all proved\n") || strings.Contains(out, "to do") || strings.Contains(out, "warning") {
		t.Errorf("%s", out)
	}
	app(0, "nothing to draft", "proof", "--draft", questions)
}

// What is refused leaves everything as it is.
func TestSheetRefuses(t *testing.T) {
	dir := t.TempDir()
	sheet := filepath.Join(dir, "sheet.csv")
	if err := os.WriteFile(sheet, []byte("thing,value,English,French,source\na,b,x,y,z\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	questions := filepath.Join(dir, "questions")
	code, out, errs := runApp("", "questions", "new", "x", "--dir", questions, "--from", sheet)
	if code != 1 || !strings.Contains(out, "sheet.csv:2:9: ") || !strings.Contains(errs, "nothing was written") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	if _, err := os.Stat(questions); !os.IsNotExist(err) {
		t.Errorf("something was written: %v", err)
	}

	for _, name := range []string{"one", "two"} {
		if code, _, errs := runApp("", "questions", "new", name, "--dir", questions); code != 0 {
			t.Fatal(errs)
		}
	}
	if code, _, errs := runApp("", "questions", "ledger", "--sheet", questions); code != 1 || !strings.Contains(errs, "holds 2 subjects; name the folder of one, such as "+filepath.Join(questions, "one")) {
		t.Errorf("exit %d: %s", code, errs)
	}
	ledger := filepath.Join(questions, "one", "ledger.tsv")
	if err := os.WriteFile(sheet, []byte("relation,entity,value,editions,from,to,confidence,source\nknown-for,Mars,mars-known,,,,,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := runApp("", "questions", "ledger", "--fill", sheet, filepath.Join(questions, "one")); code != 1 || !strings.Contains(out, `sheet.csv:2:27: the cell under "editions" is empty`) || !strings.Contains(errs, "the ledger stays as it is") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	if _, err := os.Stat(ledger); !os.IsNotExist(err) {
		t.Errorf("a ledger was written: %v", err)
	}
	if code, _, errs := runApp("", "questions", "check", "--watch"); code != 1 || !strings.Contains(errs, "--watch: name the folder of your subject") {
		t.Errorf("exit %d: %s", code, errs)
	}
}

// What the questions of a sheet give away is told at its rows, and leaves
// everything as it is: its author knows no other file yet.
func TestSheetIsTriedFirst(t *testing.T) {
	dir := t.TempDir()
	sheet, questions := filepath.Join(dir, "sheet.csv"), filepath.Join(dir, "questions")
	const rows = `thing,value,English,French,source
piano,soft | doux,Piano means soft. What does piano mean? Which word means soft?,Piano veut dire doux. Que veut dire piano ? Quel mot veut dire doux ?,"Dictionary, 2024 | Dictionnaire, 2024"
allegro,fast | vif,,,
forte,loud | fort,,,
legato,bound | lié,,,
lento,slow | lent,,,
`
	if err := os.WriteFile(sheet, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := runApp("", "questions", "new", "music", "--dir", questions, "--from", sheet)
	for _, want := range []string{`sheet.csv:4:1: this cannot be asked: fr: the stem names the key "Fort"; say`, `sheet.csv:6:1: this cannot be asked: fr: the stem names the key "Lent"; say`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
	if code != 1 || strings.Contains(out, ".yaml") || !strings.Contains(errs, "faults in the sheet: 2; nothing was written") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	if _, err := os.Stat(questions); !os.IsNotExist(err) {
		t.Errorf("something was written: %v", err)
	}
	mended := strings.NewReplacer("forte", "dolce", "loud | fort", "gentle | tendre", "lento", "adagio").Replace(rows)
	if err := os.WriteFile(sheet, []byte(mended), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := runApp("", "questions", "new", "music", "--dir", questions, "--from", sheet); code != 0 {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	if code, _, errs := runApp("", "questions", "new", "music", "--dir", questions, "--from", sheet); code != 1 || !strings.Contains(errs, "delete it to make it anew") {
		t.Errorf("exit %d: %s", code, errs)
	}
}

// French that is right in the row where it was written and wrong in another is
// told at the sheet, and hinders nothing.
func TestSheetWarnsOfFrench(t *testing.T) {
	dir := t.TempDir()
	sheet := filepath.Join(dir, "sheet.csv")
	const rows = `thing,value,English,French,source
Carmen,Georges Bizet,Carmen was composed by Georges Bizet. Who composed Carmen?,Carmen a été composé par Georges Bizet. Qui a composé Carmen ?,"Opera, 2024 | Opéra, 2024"
the Magic Flute | la Flûte enchantée,Wolfgang Amadeus Mozart,,,
Tosca,Giacomo Puccini,,,
Fidelio,Ludwig van Beethoven,,,
Paris,France | la France,Paris is in France. Which country is Paris in?,Paris est en France. Dans quel pays est Paris ?,
Lisbon | Lisbonne,Portugal | le Portugal,,,
Rome,Italy | l'Italie (f),,,
Madrid,Spain | l'Espagne (f),,,
`
	if err := os.WriteFile(sheet, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := runApp("", "questions", "new", "culture", "--dir", dir, "--from", sheet)
	for _, want := range []string{"sheet.csv:2:22: French, agreement: the subject is feminine", "sheet.csv:6:26: French, en before a name with le or les"} {
		if !strings.Contains(out, "warning: ") || !strings.Contains(out, want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
	if code != 0 || strings.Contains(out, "models.yaml") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
}

// Files below the folder in which the program was started are named as their
// author would name them.
func TestQuestionsNameFilesShort(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("sheet.csv", []byte("thing,value,English,French,source\na,b,x,y,z\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := runApp("", "questions", "new", "sky", "--from", "sheet.csv"); code != 1 || !strings.HasPrefix(out, "sheet.csv:2:") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if code, _, errs := runApp("", "questions", "new", "sky", "--dir", "mine"); code != 0 {
		t.Fatal(errs)
	}
	if code, out, _ := runApp("", "questions", "check", "mine"); code != 0 || !strings.Contains(out, "to do: mine/sky/proof.yaml:") {
		t.Errorf("exit %d\n%s", code, out)
	}
	t.Chdir("mine")
	if code, out, _ := runApp("", "questions", "check", "sky"); code != 0 || !strings.Contains(out, "to do: sky/proof.yaml:") {
		t.Errorf("exit %d\n%s", code, out)
	}
	t.Chdir("sky")
	if code, out, _ := runApp("", "questions", "proof", "--draft", "."); code != 0 || !strings.Contains(out, "sky/proof.yaml: ") {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// The watch sees a change, tells it and shows it, and ends when it is told to.
func TestQuestionsWatch(t *testing.T) {
	dir := t.TempDir()
	if code, _, errs := runApp("", "questions", "new", "sky", "--dir", dir); code != 0 {
		t.Fatal(errs)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var out, errs syncBuffer
	ended := make(chan int)
	go func() {
		ended <- run(env{ctx: ctx, stdout: &out, stderr: &errs}, []string{"questions", "check", "--watch", dir})
	}()
	until := func(text string) {
		t.Helper()
		for end := time.Now().Add(20 * time.Second); !strings.Contains(out.String(), text); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("no %q in\n%s%s", text, out.String(), errs.String())
			}
		}
	}
	until("faults: 0, to do: 2")
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+/`).FindString(out.String())
	replaceIn(t, filepath.Join(dir, "sky", "entities.yaml"), "id: mars,", "id: mras,")
	until(`unknown entity "mars"; did you mean "mras"?`)
	until("faults: 1")
	res, err := http.Get(address) //nolint:noctx,gosec // a test's own server
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(res, err)
	}
	res.Body.Close()
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("exit %d: %s", code, errs.String())
	}
}
