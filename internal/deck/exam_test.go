package deck

import (
	"slices"
	"strings"
	"testing"

	"viva/internal/testkit/small"
	"viva/questions"
)

// loadAfter loads the planets with one text of a file changed, and joins the
// faults.
func loadAfter(t *testing.T, file, old, new string) string {
	t.Helper()
	fsys := small.Planets()
	f := fsys["planets/"+file]
	if !strings.Contains(string(f.Data), old) {
		t.Fatalf("%s does not contain %q", file, old)
	}
	f.Data = []byte(strings.Replace(string(f.Data), old, new, 1))
	_, faults := LoadSubject(fsys, "planets")
	var lines []string
	for _, f := range faults {
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "\n")
}

// Each mistake in an exam profile is told with its position and what to do.
func TestExamFaults(t *testing.T) {
	for _, tt := range []struct{ name, old, new, want string }{
		{"unknown key", "minutes: 8", "minuets: 8", `planets/exams.yaml:7:5: unknown key "minuets"`},
		{"missing key", "    minutes: 8\n", "", `planets/exams.yaml:2:5: "minutes" is missing`},
		{"no time", "minutes: 8", "minutes: 0", "planets/exams.yaml:7:5: /exams/0/minutes: minimum: got 0, want 1"},
		{"no items", "items: 2", "items: 0", "planets/exams.yaml:14:5: /exams/1/items: minimum: got 0, want 1"},
		{"nothing scored", "scored: 3", "scored: 0", "planets/exams.yaml:6:5: /exams/0/scored: minimum: got 0, want 1"},
		{"title in one language", "{en: Long, fr: Long}", "{en: Long}", `planets/exams.yaml:3:5: the French text is missing`},
		{"about in one language", `{en: "A few.", fr: "Quelques-unes."}`, `{fr: "Quelques-unes."}`, `planets/exams.yaml:13:5: the English text is missing`},
		{"more scored than asked", "scored: 3", "scored: 5", `planets/exams.yaml:6:5: exam "long" scores 5 of 4 items; it cannot score more than it asks`},
		{"longer than an attempt", "items: 4", "items: 101", `planets/exams.yaml:5:5: exam "long" asks for 101 items; an attempt has at most 100`},
		{"unknown type", "multiple, ordering", "essay, ordering", `planets/exams.yaml:8:21: unknown question type "essay"; the types are single, multiple`},
		{"type twice", "[single, multiple,", "[single, single,", "planets/exams.yaml:8:5: /exams/0/types: items at 0 and 1 are equal"},
		{"no type", "types: [single]", "types: []", "planets/exams.yaml:17:5: /exams/1/types: minItems: got 0, want 1"},
		{"unknown level", "types: [single]", "levels: [hard]\n    types: [single]", `planets/exams.yaml:17:14: /exams/1/levels/0: value must be one of 'clf', 'advanced'`},
		{"no level", "types: [single]", "levels: []\n    types: [single]", "planets/exams.yaml:17:5: /exams/1/levels: minItems: got 0, want 1"},
		{"too few of its level", "types: [single]", "levels: [advanced]\n    types: [single]", `planets/exams.yaml:14:5: exam "metals" has 2 items, but edition "old" has only 0 to ask together`},
		{"unknown topic", "topics: [inner]", "topics: [inner, middle]", `planets/exams.yaml:18:21: unknown topic "middle"; deck.yaml lists the topics`},
		{"falling scale", "from: 100, to: 1000", "from: 1000, to: 100", `planets/exams.yaml:9:25: exam "long": the scale ends at 100, but begins at 1000; let it rise`},
		{"scale of one point", "from: 0, to: 100", "from: 100, to: 100", `planets/exams.yaml:19:24: exam "metals": the scale ends at 100, but begins at 100; let it rise`},
		{"pass above the scale", "pass: 700", "pass: 1001", `planets/exams.yaml:9:34: exam "long": 1001 to pass is not on the scale; it is more than 100 and at most 1000`},
		{"everybody passes", "pass: 700", "pass: 100", `planets/exams.yaml:9:34: exam "long": 100 to pass is not on the scale`},
		{"unknown source", "source: S1", "source: S9", `planets/exams.yaml:10:5: unknown source "S9"; sources.yaml lists the sources`},
		{"source that is not official", "source: S1", "source: S2", `planets/exams.yaml:10:5: exam "long": source "S2" is not official; name the page`},
		{"taken id", "id: metals", "id: long", `planets/exams.yaml:11:5: id "long" is taken; ids are used once`},
		{"more than there is", "items: 2\n    scored: 2", "items: 60\n    scored: 50", `planets/exams.yaml:14:5: exam "metals" has 60 items, but edition "old" has only `},
		{"too few of its types", "types: [single, multiple, ordering, matching]", "types: [ordering]", `planets/exams.yaml:5:5: exam "long" has 4 items, but edition "old" has only 1 to ask together on 1930-02-18; ask for fewer, or allow more types, levels or topics`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := loadAfter(t, "exams.yaml", tt.old, tt.new); !strings.Contains(got, tt.want) {
				t.Errorf("got faults:\n%s\nwant one with %q", got, tt.want)
			}
		})
	}
}

// An exam that a later day of an edition cannot fill is a fault today.
func TestExamIsCheckedOnEveryDay(t *testing.T) {
	before := "valid_from: \"1930-02-18\"\n    valid_to: \"\"\n    confidence: H\n    source: S1\n    exclusive: true\n    facts:\n      - {id: metal-mercury"
	after := strings.Replace(before, `valid_to: ""`, `valid_to: "2040-12-31"`, 1)
	got := loadAfter(t, "facts.yaml", before, after)
	want := `exam "metals" has 2 items, but edition "new" has only 0 to ask together on 2041-01-01`
	if !strings.Contains(got, want) {
		t.Errorf("got faults:\n%s\nwant one with %q", got, want)
	}
}

// A subject needs no exam, and an exam needs a source only where somebody else
// holds it.
func TestExamsAreOptional(t *testing.T) {
	fsys := small.Planets()
	delete(fsys, "planets/exams.yaml")
	d, faults := LoadSubject(fsys, "planets")
	if len(faults) > 0 || len(d.Exams) != 0 || d.Exam("long") != nil {
		t.Errorf("without exams: %v, faults %v", d.Exams, faults)
	}
	d = planetsDeck(t)
	if d.Exam("long") == nil || d.Exam("long").Trials() != 1 || d.Exam("none") != nil {
		t.Errorf("exams are %v", d.Exams)
	}
	if c, ok := d.Exam("long").Citation("fr"); !ok || c.Title != "Un atlas" || !c.Official {
		t.Errorf("the exam's page is %v, %v", c, ok)
	}
	if c, ok := d.Exam("metals").Citation("fr"); ok {
		t.Errorf("an exam of its own cites %v", c)
	}
}

// checkShares checks that an exam asks only what its profile lets it ask, and
// of each topic as many items as its weight says, or all where it has fewer.
func checkShares(t *testing.T, d *Deck, p *ExamProfile, items []Item, specs []*Spec) {
	t.Helper()
	asks, offered, weights := map[string]bool{}, map[string]int{}, 0
	for _, s := range specs {
		if !p.Asks(s) {
			continue
		}
		asks[s.ID] = true
		if offered[s.Topic]++; offered[s.Topic] == 1 {
			weights += max(1, d.Topic(s.Topic).Weight)
		}
	}
	dealt := map[string]int{}
	for _, it := range items {
		if dealt[it.Topic]++; !asks[it.ID] {
			t.Errorf("%s asks %s", p.ID, it.ID)
		}
	}
	for topic, all := range offered {
		weight := max(1, d.Topic(topic).Weight)
		if share := p.Scored*weight/weights + p.Trials()*weight/weights; dealt[topic] < min(share, all) {
			t.Errorf("%s on %s: %d items are on %s, whose share is %d", p.ID, specs[0].Edition, dealt[topic], topic, share)
		}
	}
}

// The shipped exams have the figures of the exam they are modelled on, and
// say in both languages what they are not.
func TestShippedExams(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	decks, faults := LoadProved(questions.FS)
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	exams := map[string]*ExamProfile{}
	for _, d := range decks {
		for i := range d.Exams {
			p := &d.Exams[i]
			exams[d.ID()+"/"+p.ID] = p
			for _, e := range d.Editions {
				for _, day := range d.Days(e.ID) {
					items, err := d.DealExam(p, Request{Edition: e.ID, Lang: "fr", Day: day, Streams: NewStreams(1)}, nil)
					trials := len(slices.DeleteFunc(slices.Clone(items), func(it Item) bool { return it.Role == Scored }))
					if err != nil || len(items) != p.Items || trials != p.Trials() {
						t.Errorf("%s, %s on %s: %d items, %d of them trial items, %v", p.ID, e.ID, day, len(items), trials, err)
					}
					checkShares(t, d, p, items, d.Specs(e.ID, day))
				}
			}
		}
	}
	clf := exams["aws-support/clf-c02"]
	if clf == nil || exams["aws-support/clf-c02-short"] == nil || exams["http-semantics/short"] == nil {
		t.Fatalf("the exams are %v", exams)
	}
	if clf.Items != 65 || clf.Scored != 50 || clf.Minutes != 90 || clf.Scale != (Scale{100, 1000, 700}) || !slices.Equal(clf.Types, []string{"single", "multiple"}) || !slices.Equal(clf.Levels, []string{Usual}) {
		t.Errorf("%+v is not the format of CLF-C02", clf)
	}
	if clf.Title.EN != "CLF-C02 format, AWS Support topics" || clf.Title.FR != "Format CLF-C02, thèmes d’AWS Support" {
		t.Errorf("the title is %v", clf.Title)
	}
	for _, id := range []string{"clf-c02", "clf-c02-short"} {
		for lang, words := range map[string][]string{"en": {"one corner", "estimate", "independent"}, "fr": {"une petite partie", "estim", "indépendant"}} {
			for _, word := range words {
				if about := exams["aws-support/"+id].About.In(lang); !strings.Contains(about, word) {
					t.Errorf("%s in %s does not say %q: %s", id, lang, word, about)
				}
			}
		}
	}
}
