package export

import (
	"encoding/csv"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"viva/internal/deck"
	"viva/internal/quiz"
)

func TestHarmless(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"a name", "Ada Lovelace", "Ada Lovelace"},
		{"inner signs", "a=b+c-d@e", "a=b+c-d@e"},
		{"nothing", "", ""},
		{"formula", "=1+1", "'=1+1"},
		{"plus", "+33 6", "'+33 6"},
		{"minus", "-2", "'-2"},
		{"at", "@SUM(A1)", "'@SUM(A1)"},
		{"tab", "\t=1", "'\t=1"},
		{"tab alone", "\tAda", "'\tAda"},
		{"carriage return", "\r=1", "'\r'=1"},
		{"NUL", "\x00=1", "'\x00=1"},
		{"full-width equals", "＝1+1", "'＝1+1"},
		{"full-width plus", "＋1", "'＋1"},
		{"full-width minus", "－1", "'－1"},
		{"full-width at", "＠SUM", "'＠SUM"},
		{"small equals", "﹦1", "'﹦1"},
		{"true minus", "−1", "'−1"},
		{"after spaces", "  =1", "'  =1"},
		{"after a no-break space", "\u00a0=1", "'\u00a0=1"},
		{"after an unseen character", "\u200b=1", "'\u200b=1"},
		{"after a byte order mark", "\ufeff=1", "'\ufeff=1"},
		{"after a quote", `"=1`, `'"=1`},
		{"after an apostrophe", "'=1", "''=1"},
		{"an apostrophe in peace", "'Ada", "'Ada"},
		{"second line", "Ada\n=1", "Ada\n'=1"},
		{"second line, full width", "Ada\r\n＝1", "Ada\r\n'＝1"},
		{"blank lines in peace", "Ada\n\nNg", "Ada\n\nNg"},
		{"a line break in front", "\nAda", "'\nAda"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := harmless(tt.in); got != tt.want {
				t.Errorf("harmless(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestCSVLanguages(t *testing.T) {
	table := Table{Header: []string{"Nom", "Points"}, Rows: [][]any{{`Zoé "Zo" Ng`, 3}, {"=1;2", 0}}}
	for lang, want := range map[string]string{
		"en": "\"Nom\",\"Points\"\r\n\"Zoé \"\"Zo\"\" Ng\",3\r\n\"'=1;2\",0\r\n",
		"fr": "\ufeff\"Nom\";\"Points\"\r\n\"Zoé \"\"Zo\"\" Ng\";3\r\n\"'=1;2\";0\r\n",
	} {
		var b strings.Builder
		if err := CSV(&b, table, lang); err != nil {
			t.Fatal(err)
		}
		if b.String() != want {
			t.Errorf("%s: got %q, want %q", lang, b.String(), want)
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space") }

// Whatever a name holds, the table reads back with the same cells, and no
// cell or line of one begins like a formula.
func TestCSVRoundTrip(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.StringMatching("[=+@\t\r\n\"',;＝－a \x00-]{0,12}"))
	rapid.Check(t, func(t *rapid.T) {
		lang := rapid.SampledFrom([]string{"en", "fr"}).Draw(t, "lang")
		names := rapid.SliceOfN(text, 1, 5).Draw(t, "names")
		table := Table{Header: []string{"Name", "Points"}}
		for i, name := range names {
			table.Rows = append(table.Rows, []any{name, i})
		}
		var b strings.Builder
		if err := CSV(&b, table, lang); err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), byteOrderMark)))
		if lang == "fr" {
			r.Comma = ';'
		}
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatalf("read back %q: %v", b.String(), err)
		}
		if len(rows) != len(names)+1 {
			t.Fatalf("%d rows came back, %d were written", len(rows), len(names)+1)
		}
		for i, name := range names {
			got := rows[i+1][0]
			want := strings.ReplaceAll(harmless(name), "\r\n", "\n") // as the reader does
			if got != want {
				t.Errorf("row %d: got %q, want %q", i, got, want)
			}
			for line := range strings.SplitSeq(got, "\n") {
				if strings.HasPrefix(line, "=") || strings.HasPrefix(line, "+") || strings.HasPrefix(line, "-") || strings.HasPrefix(line, "@") {
					t.Errorf("row %d: line %q would be a formula", i, line)
				}
			}
		}
	})
}

func TestGradebook(t *testing.T) {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	h := Headings{Name: "Name", ShownAs: "Shown as", Attempts: "Attempts", Points: "Points", Answered: "Answered",
		BestPoints: "Best", BestMax: "Best of", LastPoints: "Last", LastMax: "Last of", LastActivity: "Activity", Rushed: "Too fast",
		Right: "right", Of: "of"}
	topics := []deck.Topic{{ID: "plans", Title: deck.Text{EN: "Plans", FR: "Offres"}}}
	rows := []quiz.GradebookRow{
		{Name: "ada", ShownAs: "Ada", Attempts: 2, Rushed: 1, Points: 9, Answered: 12, Best: quiz.Fraction{Points: 5, Max: 6},
			Last: quiz.Fraction{Points: 4, Max: 6}, LastActivity: at, Topics: map[string]quiz.Fraction{"plans": {Points: 3, Max: 4}}},
		{Name: "new"},
	}
	got := Gradebook(h, topics, "fr", rows)
	want := Table{
		Header: []string{"Name", "Shown as", "Attempts", "Points", "Answered", "Best", "Best of", "Last", "Last of", "Activity", "Too fast", "Offres: right", "Offres: of"},
		Rows: [][]any{
			{"ada", "Ada", 2, 9, 12, 5, 6, 4, 6, at, 1, 3, 4},
			{"new", "", 0, 0, 0, 0, 0, 0, 0, time.Time{}, 0, 0, 0},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
