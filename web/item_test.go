package web

import (
	"fmt"
	"math"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/testkit"
	"viva/internal/testkit/small"
	"viva/internal/users"
)

// planets is loaded once for all tests: a deck is read-only.
var planets = sync.OnceValues(func() (*deck.Deck, []deck.Fault) {
	return deck.LoadSubject(small.Planets(), "planets")
})

// newTypesSite makes a site on the small subject that has questions of every
// type.
func newTypesSite(t testing.TB) *testSite {
	t.Helper()
	d, faults := planets()
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return newSiteOf(t, []*deck.Deck{d})
}

// find begins attempts until one has a question of that type, and answers
// with the attempt's path and the question's position. Of a case set it is
// the first.
func (k taker) find(typ, mode, lang string) (path string, pos int) {
	k.site.t.Helper()
	size := map[string]string{"practice": "1", "exam": "2"}[mode]
	topics := []string{"inner", "outer", "moons"}
	if typ == "case" { // there is none on moons
		size, topics = "3", topics[:2]
	}
	for try := range 200 {
		topic := topics[try%len(topics)]
		fields := []string{"subject", "planets", "edition", "new", "mode", mode, "size", size, "topics", topic, "advanced", "yes", "lang", lang}
		if mode == "practice" { // else what suits the learner best is dealt each time
			fields = append(fields, "seed", fmt.Sprint(try))
		}
		r := k.post("/attempts", fields...)
		path, _, _ := strings.Cut(r.want(http.StatusSeeOther).Header.Get("Location"), "/items/")
		items := k.attempt(path).Items()
		if i := slices.IndexFunc(items, func(it deck.Item) bool { return it.Type == typ }); i >= 0 {
			return path, i + 1
		}
	}
	k.site.t.Fatalf("no question of type %s is dealt", typ)
	return "", 0
}

func TestEveryTypeIsDrawn(t *testing.T) {
	for _, typ := range deck.TypeNames() {
		for _, file := range []string{"pages/items/" + typ + ".html", "static/items/" + typ + ".js"} {
			if _, err := os.Stat(file); err != nil {
				t.Errorf("type %s is not drawn: %v", typ, err)
			}
		}
	}
}

// The texts that only the page of some types has: before the answer, when that
// was not taken, and when it is told.
var typePages = map[string]map[string]struct{ asked, refused, told []string }{
	"ordering": {
		"en": {[]string{"1st place", "4th place", "Choose…", "Only here"}, []string{"Give every row an answer.", `href="#row-2"`}, []string{"Your answer</b> ", "Correct answer", "1st place <"}},
		"fr": {[]string{"1re place", "4e place", "Choisir…", "Ici seulement"}, []string{"Donnez une réponse à chaque ligne.", `href="#row-2"`}, []string{"Votre réponse</b> ", "Bonne réponse", "1re place <"}},
	},
	"matching": {
		"en": {[]string{"An option fits one row at most.", "Choose…"}, []string{"Give every row an answer.", `href="#row-2"`}, []string{"Your answer</b> ", "Correct answer"}},
		"fr": {[]string{"Une option convient à une ligne au plus.", "Choisir…"}, []string{"Donnez une réponse à chaque ligne.", `href="#row-2"`}, []string{"Votre réponse</b> ", "Bonne réponse"}},
	},
	"numeric": {
		"en": {[]string{"Your answer, in figures", `inputmode="decimal"`, `autocomplete="off"`, ">EUR<"}, []string{"Type one number in figures", `href="#typed"`}, []string{"The way to it", "Up to 1 EUR more or less is right too."}},
		"fr": {[]string{"Votre réponse, en chiffres", `inputmode="decimal"`, `autocomplete="off"`, ">EUR<"}, []string{"Saisissez un seul nombre", `href="#typed"`}, []string{"Le calcul", "À 1 EUR près, la réponse est juste aussi."}},
	},
	"text": {
		"en": {[]string{"Your answer</label>", "Capitals, accents, spaces", `autocomplete="off"`, `maxlength="100"`}, []string{"Type your answer, at most 100 characters.", `href="#typed"`}, []string{"goes with another planet.", "Correct answer"}},
		"fr": {[]string{"Votre réponse</label>", "Majuscules, accents, espaces", `autocomplete="off"`, `maxlength="100"`}, []string{"Saisissez votre réponse", `href="#typed"`}, []string{"va avec une autre planète.", "Bonne réponse"}},
	},
	"case": {
		"en": {[]string{"Situation · question 1 of 3"}, []string{"Choose 1 answer", `href="#choice-A"`}, []string{"Situation · question 1 of 3", "Your answer"}},
		"fr": {[]string{"Situation · question 1 sur 3"}, []string{"Choisissez 1 réponse", `href="#choice-A"`}, []string{"Situation · question 1 sur 3", "Votre réponse"}},
	},
}

// half is an answer that lacks all but its first row, or is no number.
func half(it deck.Item) []string {
	switch form, _ := it.Form(); {
	case it.Number != nil:
		return []string{"l<o>ts"}
	case form.Typed:
		return []string{" - "}
	case !form.Rows():
		return nil
	}
	given := it.Sample(true)
	for i := range given[1:] {
		given[i+1] = ""
	}
	return given
}

// inPlace is how many rows an answer fills right, by the mark that it gets.
func inPlace(t *testing.T, it deck.Item, given []string) int {
	t.Helper()
	answer, err := it.Read(given)
	if err != nil {
		t.Fatal(err)
	}
	mark, err := it.Mark(answer)
	if err != nil {
		t.Fatal(err)
	}
	return int(math.Round(mark.Share() * float64(len(it.Prompts))))
}

// chosenOn are the values that a page's boxes, buttons and field hold.
func chosenOn(t *testing.T, body string) (values []string) {
	for _, e := range elements(t, body) {
		_, checked := e.attrs["checked"]
		checked = checked && e.attrs["name"] == "given"
		_, selected := e.attrs["selected"]
		if checked || selected || e.attrs["id"] == "typed" && e.attrs["value"] != "" {
			values = append(values, e.attrs["value"])
		}
	}
	return values
}

// Each type is asked in practice, in both languages, without a script. A
// refused answer is kept on the page, a good one is told, and nothing is told
// where practice ended before the answer.
func TestTypesInPractice(t *testing.T) {
	testkit.Long(t)
	for _, typ := range deck.TypeNames() {
		for _, lang := range deck.Langs {
			t.Run(typ+" "+lang, func(t *testing.T) {
				want := typePages[typ][lang]
				s := newTypesSite(t)
				k := s.taker("ada", users.Learner)
				k.header["Accept-Language"] = lang
				path, pos := k.find(typ, "practice", lang)
				item, it := fmt.Sprintf("%s/items/%d", path, pos), k.attempt(path).Items()[pos-1]

				page := k.get(item).want(http.StatusOK).says(want.asked...)
				sound(t, page.Body)
				chooses := map[string]string{"en": "choose or undo a choice", "fr": "choisir ou annuler un choix"}[lang]
				if form, err := it.Form(); err != nil || strings.Contains(page.Body, chooses) != (form == deck.Form{}) {
					t.Error("the list of keys does not fit how the question is answered")
				}
				if got := chosenOn(t, page.Body); len(got) > 0 {
					t.Errorf("%v is chosen before the learner chose", got)
				}
				page = k.post(item, fieldsOf(half(it))...).want(http.StatusUnprocessableEntity).says(want.refused...)
				sound(t, page.Body)
				if got, first := chosenOn(t, page.Body), append(half(it), "")[0]; first != "" && !slices.Equal(got, []string{first}) {
					t.Errorf("%q was given, the page kept %q", first, got)
				}

				k.post(item, fieldsOf(it.Sample(false))...).leadsTo(item)
				page = k.get(item).want(http.StatusOK).says(want.told...)
				sound(t, page.Body)
				if n := len(it.Prompts); n > 0 {
					page.says(fmt.Sprintf(map[string]string{"en": "%d of %d in place", "fr": "%d sur %d à leur place"}[lang], inPlace(t, it, it.Sample(false)), n))
				}
				for _, row := range strings.Split(page.Body, `<li class="choice`)[1:] {
					if row, _, _ = strings.Cut(row, "</li>"); strings.Count(row, `class="state"`) > 1 {
						t.Errorf("a row says more than once what it is:\n%s", row)
					}
				}
				for _, p := range it.Prompts {
					if !page.holds(escaped(p.Reason)) {
						t.Errorf("the feedback does not give the reason %q", p.Reason)
					}
				}
				if it.Number != nil {
					for _, line := range it.Number.Working {
						page.says(escaped(line))
					}
				}
				k.post(item, fieldsOf(it.Sample(false))...).leadsTo(item) // sent twice
				k.post(item, fieldsOf(it.Sample(true))...).want(http.StatusConflict)

				path, pos = k.find(typ, "practice", lang)
				k.post(path + "/finish").leadsTo(path + "/result")
				page = k.get(fmt.Sprintf("%s/items/%d", path, pos)).want(http.StatusOK).hides(want.told[max(0, len(want.told)-1):]...).
					says(map[string]string{"en": "stays untold", "fr": "la réponse n’est pas donnée"}[lang])
				sound(t, page.Body)
			})
		}
	}
}

// Where a number has two readings, page and program are told which was taken,
// and what is refused says what to type instead and costs nothing.
func TestReadingOfANumberIsTold(t *testing.T) {
	for _, tt := range []struct{ lang, unread, why, given, told string }{
		{"en", "29.000", "two decimals, such as 1.50", "29,000", "Read as 29,000\u00a0EUR."},
		{"en", "1.5k", "1500, not 1.5k", "1500,50", "Read as 1,500.50\u00a0EUR."},
		{"fr", "29,000", "deux décimales, par exemple 1,50", "29.000", "Lu comme 29\u202f000\u00a0EUR."},
		{"fr", "10 %", "dans l’unité demandée", "1500.50", "Lu comme 1\u202f500,50\u00a0EUR."},
		{"en", "$29", "in the unit that is asked for", "29.00 €", ""},
	} {
		s := newTypesSite(t)
		k := s.taker("ada", users.Learner)
		k.header["Accept-Language"] = tt.lang
		path, pos := k.find("numeric", "practice", tt.lang)
		item := fmt.Sprintf("%s/items/%d", path, pos)
		k.post(item, "given", tt.unread).want(http.StatusUnprocessableEntity).says(tt.why, escaped(tt.unread))
		k.post(item, "given", tt.given).leadsTo(item)
		page, api := k.get(item).want(http.StatusOK), k.get("/api/v1"+path).want(http.StatusOK)
		if tt.told == "" {
			page.hides("Read as")
			api.hides("read_as")
			continue
		}
		page.says(tt.told)
		api.says(`"read_as":`)
	}
}

// Where the reason of the key would repeat the question, its line tells the hook,
// and below it stands the source alone: in the page and for programs alike.
func TestKeyTellsItsHook(t *testing.T) {
	const says = "Rust is red, as Mars is; copper goes green."
	fsys := small.Planets()
	facts := string(fsys["planets/facts.yaml"].Data)
	fsys["planets/facts.yaml"].Data = []byte(strings.Replace(facts, "entity: mars, value: iron",
		`entity: mars, value: iron, because: {en: "`+says+`", fr: "La rouille est rouge, comme Mars ; le cuivre verdit.", states: [metal-venus]}`, 1))
	d, faults := deck.LoadSubject(fsys, "planets")
	for _, f := range faults {
		t.Fatal(f)
	}
	s := newSiteOf(t, []*deck.Deck{d})
	k := s.taker("ada", users.Learner)
	for range 200 {
		path, pos := k.find("single", "practice", "en")
		it := k.attempt(path).Items()[pos-1]
		if !slices.Equal(it.Facts, []string{"metal-mars"}) {
			continue
		}
		item := fmt.Sprintf("%s/items/%d", path, pos)
		k.post(item, fieldsOf(it.Sample(false))...).leadsTo(item)
		page := k.get(item).want(http.StatusOK).says(says, "Source:").hides(it.Why[0], "To remember")
		sound(t, page.Body)
		return
	}
	t.Fatal("the metal of Mars is not asked")
}

// In an exam an answer is saved and shown again, boxes that are all empty
// leave the question blank, and a changed order is another answer.
func TestTypesInExam(t *testing.T) {
	testkit.Long(t)
	for _, typ := range deck.TypeNames() {
		t.Run(typ, func(t *testing.T) {
			s := newTypesSite(t)
			k := s.taker("ada", users.Learner)
			path, pos := k.find(typ, "exam", "en")
			item, it := fmt.Sprintf("%s/items/%d", path, pos), k.attempt(path).Items()[pos-1]
			wrong, right := it.Sample(false), it.Sample(true)

			if form, _ := it.Form(); form != (deck.Form{}) {
				k.post(item, append(fieldsOf(make([]string, len(right))), "go", "1")...).leadsTo(path + "/items/1")
				k.post(item, append(fieldsOf(half(it)), "go", "1")...).want(http.StatusUnprocessableEntity)
			}
			if k.attempt(path).Answered() != 0 {
				t.Fatal("a blank answer was stored")
			}
			k.post(item, append(fieldsOf(wrong), "revision", "1", "go", "1")...).leadsTo(path + "/items/1")
			k.post(item, append(fieldsOf(wrong), "revision", "1", "go", "1")...).leadsTo(path + "/items/1") // sent twice
			page := k.get(item).says(`data-state="saved"`).hides("Not correct", "Correct answer")
			sound(t, page.Body)
			if got := chosenOn(t, page.Body); !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(wrong))) {
				t.Errorf("%q was saved, %q is shown", wrong, got)
			}
			k.post(item, append(fieldsOf(right), "revision", "1")...).want(http.StatusConflict).says("Another answer was kept")
			k.post(item, append(fieldsOf(right), "revision", "2", "go", "1")...).leadsTo(path + "/items/1")

			k.post(path + "/finish").leadsTo(path + "/result")
			sound(t, k.get(item).says("Correct").hides("Not correct").Body)
			for other := range k.attempt(path).Size() {
				if other+1 != pos {
					sound(t, k.get(fmt.Sprintf("%s/items/%d", path, other+1)).says("Not answered").Body)
				}
			}
		})
	}
}

// What is objected to in a question of each type is shown to its learner
// and to instructors, row by row.
func TestObjectionToTypes(t *testing.T) {
	s := newTypesSite(t)
	k := s.taker("ada", users.Learner)
	prof := s.as("prof", users.Instructor)
	for _, typ := range deck.TypeNames() {
		path, pos := k.find(typ, "practice", "en")
		item, it := fmt.Sprintf("%s/items/%d", path, pos), k.attempt(path).Items()[pos-1]
		k.post(item, fieldsOf(it.Sample(false))...).leadsTo(item)
		k.post(item+"/objections", "words", "Not so.").leadsTo(item + "/objections")
		told := []string{escaped(it.Stem), "Correct answer"}
		if it.Situation != "" {
			told = append(told, escaped(it.Situation))
		}
		sound(t, k.get(item+"/objections").want(http.StatusOK).says(append(told, "Your answer")...).Body)
		sound(t, prof.get("/instructor/objections").want(http.StatusOK).says(append(told, "Their answer")...).hides("Your answer").Body)
	}
}

// The row that an answer was not taken for is marked and led to.
func TestBlame(t *testing.T) {
	q := quiz.Question{Type: "ordering", Form: deck.Form{Ordered: true}, Options: []quiz.Choosable{{ID: "a"}, {ID: "b"}, {ID: "c"}},
		Prompts: []quiz.Choosable{{ID: "p"}, {ID: "q"}, {ID: "r"}}}
	for _, tt := range []struct{ given, amiss string }{
		{"a,,c", "row-2"}, {",,", "row-1 row-2 row-3"}, {"a,b,a", "row-3"}, {"a,a,", "row-3"}, {"a,b", "row-3"}, {"z,b,c", "row-1"}, {"a,b,c", ""},
	} {
		p := itemPage{Question: q}
		p.show(quiz.Feedback{}, false)
		p.fill(strings.Split(tt.given, ","))
		p.blame()
		var amiss []string
		for _, r := range p.Rows {
			if r.Amiss {
				amiss = append(amiss, r.ID)
			}
		}
		if got := strings.Join(amiss, " "); got != tt.amiss {
			t.Errorf("%q: blamed %q, want %q", tt.given, got, tt.amiss)
		}
		if first, _, _ := strings.Cut(tt.amiss+" ", " "); first != "" && p.MistakeAt() != first {
			t.Errorf("%q: leads to %s, want %s", tt.given, p.MistakeAt(), first)
		}
	}
}

// Whoever gives a row the option that fits none reads why.
func TestSpareOptionIsToldWhy(t *testing.T) {
	s := newTypesSite(t)
	k := s.taker("ada", users.Learner)
	path, pos := k.find("matching", "practice", "en")
	it := k.attempt(path).Items()[pos-1]
	spare := slices.IndexFunc(it.Options, func(o deck.Option) bool { return !o.Correct })
	if spare < 0 || it.Options[spare].Reason == "" {
		t.Fatalf("%s has no option to spare that has a reason: %+v", it.ID, it.Options)
	}
	item := fmt.Sprintf("%s/items/%d", path, pos)
	given := it.Sample(true)
	given[0] = it.Prompts[0].ID + "=" + it.Options[spare].ID
	k.get(item).hides(escaped(it.Options[spare].Reason))
	k.post(item, fieldsOf(given)...).want(http.StatusSeeOther)
	sound(t, k.get(item).says(escaped(it.Options[spare].Reason)).Body)
}
