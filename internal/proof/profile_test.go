package proof

import (
	"strings"
	"testing"
	"testing/fstest"
)

const profiles = `exams:
  - id: mock
    title: {en: A mock, fr: Un essai}
    items: 65
    scored: 50
    minutes: 90
    types: [single]
    scale: {from: 100, to: 1000, pass: 700}
    source: S1
`

const twoEditions = `editions:
  - {id: "old", from: "2020-01-01", to: "2021-12-31"}
  - {id: "new", from: "2022-01-01", to: ""}
`

const pages = `sources:
  - {id: S1, date: "2024-05", state: "2023", checked: "2026-11-29", official: true}
  - {id: S2, date: "2025", checked: "2026-11-29", official: false}
`

// The figures of exams, the days of editions and the dates of sources are typed a
// second time as well:
// each line changes one of them in the file or in its row.
func TestExamsAndEditionsAreTypedTwice(t *testing.T) {
	const rows = "exam profile\tmock\t65 items, 50 scored, 90 minutes, 100 to 1000, 700 passes\t\t\t\t\tS1\n" +
		"edition days\told\t\t\t2020-01-01\t2021-12-31\t\t\n" +
		"edition days\tnew\t\t\t2022-01-01\t\t\t\n" +
		"source page\tS1\t2024-05, state of 2023, read 2026-11-29, official\t\t\t\t\t\n" +
		"source page\tS2\t2025, read 2026-11-29, secondary\t\t\t\t\t\n"
	tests := []struct{ name, file, old, new, want string }{
		{"nothing", "", "", "", ""},
		{"pass mark", "exams.yaml", "pass: 700", "pass: 70", `s/ledger.tsv:2:19: value: the ledger says "65 items, 50 scored, 90 minutes, 100 to 1000, 700 passes", the facts say "65 items, 50 scored, 90 minutes, 100 to 1000, 70 passes"`},
		{"scale", "exams.yaml", "to: 1000", "to: 900", `100 to 900`},
		{"scored items", "exams.yaml", "scored: 50", "scored: 55", `55 scored`},
		{"items", "exams.yaml", "items: 65", "items: 60", `60 items`},
		{"minutes", "exams.yaml", "minutes: 90", "minutes: 95", `95 minutes`},
		{"source of an exam", "exams.yaml", "source: S1", "source: S2", `source: the ledger says "S1", the facts say "S2"`},
		{"another exam", "exams.yaml", "id: mock", "id: trial", `entity: the ledger says "mock", the facts say "trial"`},
		{"first day", "deck.yaml", "2022-01-01", "2022-02-01", `from: the ledger says "2022-01-01", the facts say "2022-02-01"`},
		{"last day", "deck.yaml", "2021-12-31", "2021-12-30", `to: the ledger says "2021-12-31"`},
		{"another edition", "deck.yaml", `"new"`, `"newer"`, `entity: the ledger says "new", the facts say "newer"`},
		{"row without a day", "ledger.tsv", "new\t\t\t2022-01-01", "new\t\t\t", `the from is missing`},
		{"row without figures", "ledger.tsv", "mock\t65 items, 50 scored, 90 minutes, 100 to 1000, 700 passes", "mock\t", `the value is missing`},
		{"no row of an exam", "ledger.tsv", "exam profile\tmock", "#\tmock", `s/exams.yaml:2:5: no row of ledger.tsv has the figures of the exam "mock"; type one from its source: "exam profile"`},
		{"no row of an edition", "ledger.tsv", "edition days\told", "#\told", `s/deck.yaml:2:6: no row of ledger.tsv has the days of the edition "old"; type one`},
		{"date of a source", "sources.yaml", `"2024-05"`, `"2023-05"`, `s/ledger.tsv:5:16: value: the ledger says "2024-05, state of 2023, read 2026-11-29, official", the facts say "2023-05, state of 2023, read 2026-11-29, official"`},
		{"day on which it was read", "sources.yaml", "2026-11-29", "2025-11-29", `the facts say "2024-05, state of 2023, read 2025-11-29, official"`},
		{"state of a source", "sources.yaml", `state: "2023"`, `state: "2022"`, `state of 2022`},
		{"source called secondary", "sources.yaml", "official: true", "official: false", `read 2026-11-29, secondary`},
		{"no row of a source beside another", "ledger.tsv", "source page\tS2", "#\tS2", `s/sources.yaml:3:6: no row of ledger.tsv has the source "S2", as others have theirs; type one from its page: "source page"`},
		{"no row of any source", "ledger.tsv", "source page\tS1\t2024-05, state of 2023, read 2026-11-29, official\t\t\t\t\t\nsource page\tS2\t2025, read 2026-11-29, secondary\t\t\t\t\t\n", "", ""},
		{"exams that cannot be read", "exams.yaml", "items: 65", "items: many", `YAML`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for name, text := range map[string]string{"exams.yaml": profiles, "deck.yaml": twoEditions, "sources.yaml": pages,
				"ledger.tsv":    strings.Join(columnNames[:], "\t") + "\n" + rows + "bears\telm\tnuts\tnew\t2022-01-01\t\tH\tS1\n",
				"entities.yaml": "entities: [{id: elm, en: elm, fr: orme}, {id: nuts, en: nuts, fr: noix}]",
				"facts.yaml":    `groups: [{relation: bears, source: S1, confidence: H, valid_from: "2022-01-01", editions: ["new"], facts: [{id: b, entity: elm, value: nuts}]}]`} {
				if name == tt.file {
					if !strings.Contains(text, tt.old) {
						t.Fatalf("%q does not stand in %s", tt.old, name)
					}
					text = strings.Replace(text, tt.old, tt.new, 1)
				}
				fsys["s/"+name] = &fstest.MapFile{Data: []byte(text)}
			}
			_, faults, err := CheckLedger(fsys, "s")
			said := ""
			for _, f := range faults {
				said += f.Error() + "\n"
			}
			if err != nil {
				said += err.Error()
			}
			if tt.want == "" && said != "" || !strings.Contains(said, tt.want) {
				t.Errorf("want %q, got %s", tt.want, said)
			}
		})
	}
}
