package author

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"viva/internal/deck"
)

// sheetColumns are the columns of a sheet of facts.
var sheetColumns = []column{
	{names: []string{"thing", "chose"}},
	{names: []string{"value", "valeur"}},
	{names: []string{"english", "anglais", "en"}},
	{names: []string{"french", "français", "francais", "fr"}},
	{names: []string{"source"}},
	{names: []string{"topic", "thème", "theme"}, optional: true},
}

// Sheet is a sheet of facts, understood.
type Sheet struct {
	file      string
	things    []thing
	relations []relation
	sources   []source
	topics    []topic
}

// thing is what facts are about, or what they give.
type thing struct {
	label
	id string
	at cell // where it is named first
}

// relation is a kind of statement: what the rows below one another have in
// common that repeat its sentences or leave their cells empty.
type relation struct {
	id     string
	say    [2]sentence   // in the order of deck.Langs
	values [2][]sentence // questions that name the thing
	things [2][]sentence // questions that name the value
	facts  []fact
	phrase bool // its values are phrases, written in place
	at     cell
}

// fact is a row.
type fact struct {
	id               string
	thing, value     label
	thingID, valueID string // the value's is "" for a phrase
	source, topic    string // ids; the topic's is "" where the sheet names none
	only             bool   // no other thing of the relation has this value
	at               cell
}

// source is where facts were read.
type source struct{ id, en, fr, url, date string }

// topic is a title that learners choose.
type topic struct{ id, en, fr string }

// ReadSheet reads a sheet of facts. A row is a fact: a thing, its value, the
// sentences that say and ask it in English and in French, and where it was
// read. Cells of the last four columns that are left empty say what the row
// above says.
func ReadSheet(file string, src []byte) (*Sheet, []deck.Fault) {
	r := &sheetReader{table: readTable(file, src, sheetColumns), Sheet: &Sheet{file: file}, known: map[string]int{}, taken: ids{}}
	if len(r.faults) > 0 {
		return nil, r.faults
	}
	if len(r.rows) == 0 {
		r.fault(cell{}, "the sheet has no row below the names of its columns; write a fact in each")
	}
	for _, row := range r.rows {
		r.row(row)
	}
	if len(r.faults) == 0 {
		for i := range r.relations {
			r.settle(&r.relations[i])
		}
	}
	if len(r.faults) > 0 {
		return nil, r.faults
	}
	return r.Sheet, nil
}

// sheetReader keeps what a row may leave to the row above.
type sheetReader struct {
	*table
	*Sheet
	known         map[string]int // English name -> its thing
	taken         ids            // of things
	source, topic string         // ids
	texts         [2]string      // the sentences, in the order of deck.Langs
}

// row reads a fact.
func (r *sheetReader) row(row map[string]cell) {
	before := len(r.faults)
	f := fact{at: row["thing"]}
	f.thing = r.label(row["thing"], "thing")
	f.value = r.label(row["value"], "value")
	r.readSource(row["source"])
	r.readTopic(row["topic"])
	f.source, f.topic = r.source, r.topic
	fresh := r.sentences(row)
	if len(r.faults) > before {
		return
	}
	if fresh {
		r.relate(f, row)
	}
	if n := len(r.relations); n > 0 {
		r.relations[n-1].facts = append(r.relations[n-1].facts, f)
	}
}

// label reads a name. One that stood in the sheet before needs no French again.
func (r *sheetReader) label(c cell, column string) label {
	if c.text == "" {
		r.fault(c, "the %s is missing; each row is a fact about a thing", column)
		return label{}
	}
	if i, ok := r.known[c.text]; ok && !strings.Contains(c.text, "|") {
		return r.things[i].label
	}
	l, err := parseLabel(c.text)
	if err != nil {
		r.fault(c, "%v", err)
		return l
	}
	name, _, _ := strings.Cut(c.text, "|")
	name = strings.TrimSpace(name)
	i, ok := r.known[name]
	switch {
	case !ok:
		r.known[name] = len(r.things)
		r.things = append(r.things, thing{label: l, at: c})
	case r.things[i].label != l:
		r.fault(c, "line %d has another French text for %q; write the same", r.things[i].at.line, name)
	}
	return l
}

// sentences reads the cells with the texts, and reports whether they begin a
// new relation.
func (r *sheetReader) sentences(row map[string]cell) (fresh bool) {
	texts := [2]string{row["english"].text, row["french"].text}
	switch {
	case texts == [2]string{} && r.texts == [2]string{}:
		if row["english"] != r.rows[0]["english"] {
			break // told at the first row
		}
		r.fault(row["english"], "the first row has no sentences; say the fact and ask for it, as in: The seat of Brittany is Rennes. What is the seat of Brittany?")
	case texts == [2]string{} || texts == r.texts:
	case texts[0] == "":
		r.fault(row["english"], "the English text is missing; write it, or leave the French cell empty too")
	case texts[1] == "":
		r.fault(row["french"], "the French text is missing; write it, or leave the English cell empty too")
	default:
		r.texts = texts
		return true
	}
	return false
}

// relate makes a relation of the sentences of a row, or adds the row to the one
// that it repeats in other words: with its own names in their places.
func (r *sheetReader) relate(f fact, row map[string]cell) {
	rel := relation{at: row["english"]}
	for i, lang := range deck.Langs {
		c := []cell{row["english"], row["french"]}[i]
		read := func(text string) sentence { return readSentence(lang, text, f.thing.in(lang), f.value.in(lang)) }
		said := false
		for _, text := range split(c.text, func(s string) bool { return read(s).whole() }) {
			s := read(text)
			switch {
			case strings.ContainsAny(text, "{}"):
				r.fault(c, "%q holds a brace; leave it out", text)
			case s.whole() && said:
				r.fault(c, "two sentences name both the thing and its value; keep the one that says the fact best")
			case s.whole():
				rel.say[i], said = s, true
			case s.entity:
				rel.values[i] = append(rel.values[i], s)
			case s.value:
				rel.things[i] = append(rel.things[i], s)
			default:
				r.fault(c, "%q names neither %q nor %q; write the names of this row as they stand in its cells", text, f.thing.in(lang).text, f.value.in(lang).text)
			}
		}
		if !said {
			r.fault(c, "no sentence here says the fact, with %q and %q in it; write one", f.thing.in(lang).text, f.value.in(lang).text)
		}
	}
	if len(rel.values[0]) != len(rel.values[1]) || len(rel.things[0]) != len(rel.things[1]) {
		r.fault(row["french"], "the questions differ in number: %d about the thing and %d about the value in English, %d and %d in French; ask the same in both", len(rel.values[0]), len(rel.things[0]), len(rel.values[1]), len(rel.things[1]))
	} else if len(rel.values[0])+len(rel.things[0]) == 0 {
		r.fault(row["english"], "there is no question; ask one that names the thing, such as “What is the seat of Brittany?”, or one that names its value, or both")
	}
	if len(r.faults) > 0 {
		return
	}
	for i, other := range r.relations {
		if other.worded() == rel.worded() {
			if i == len(r.relations)-1 {
				return
			}
			r.fault(row["english"], "these sentences stood in line %d already; put the rows that share them below one another", other.at.line)
			return
		}
	}
	r.relations = append(r.relations, rel)
}

// whole reports whether the sentence says a fact.
func (s sentence) whole() bool { return s.entity && s.value }

// worded is all sentences of a relation together.
func (rel relation) worded() string {
	var list []string
	for i := range deck.Langs {
		for _, s := range slices.Concat([]sentence{rel.say[i]}, rel.values[i], rel.things[i]) {
			list = append(list, s.template("entity", "value"))
		}
	}
	return strings.ToLower(strings.Join(list, "\n"))
}

// fewest is how many different values, or things, make a question of four
// options.
const fewest = 4

// longName is how many words the longest value has that is a name; a longer
// one makes its relation one of phrases, which a ledger names by their facts.
const longName = 4

// settle counts what a relation has, and names everything in it.
func (r *sheetReader) settle(rel *relation) {
	things, values, rows := map[string]bool{}, map[string]int{}, map[[2]string]int{}
	for _, f := range rel.facts {
		things[f.thing.en.text], values[f.value.en.text] = true, values[f.value.en.text]+1
		pair := [2]string{f.thing.en.text, f.value.en.text}
		if line := rows[pair]; line > 0 {
			r.fault(f.at, "line %d says the same; delete one of the two", line)
		}
		rows[pair] = f.at.line
		rel.phrase = rel.phrase || len(strings.Fields(f.value.en.text)) > longName || len(strings.Fields(f.value.fr.text)) > longName
	}
	for _, need := range []struct {
		asked int
		has   int
		what  string
	}{{len(rel.values[0]), len(values), "values"}, {len(rel.things[0]), len(things), "things"}} {
		if need.asked > 0 && need.has < fewest {
			r.fault(rel.at, "a question of four options needs %d rows with different %s below one another; here are %d", fewest, need.what, need.has)
		}
	}
	rel.id = r.relationID(*rel)
	taken := ids{}
	for i := range rel.facts {
		f := &rel.facts[i]
		f.only = values[f.value.en.text] == 1
		f.id = rel.id + "-" + taken.take(f.thing.en.text, "thing")
		f.thingID = r.thingID(f.thing)
		if !rel.phrase {
			f.valueID = r.thingID(f.value)
		}
	}
}

// stopWords say nothing of what a relation is about.
var stopWords = strings.Fields("a an and are as at be by can did do does for from has have in into is it its of on or that the their this to was were which what with")

// relationID names a relation by the first words of its statement that say
// something.
func (r *sheetReader) relationID(rel relation) string {
	var telling []string
	for _, part := range rel.say[0].parts {
		for word := range strings.SplitSeq(slug(part), "-") {
			if word != "" && !slices.Contains(stopWords, word) && len(telling) < 3 {
				telling = append(telling, word)
			}
		}
	}
	taken := ids{"phrase": true, "rate": true}
	for _, other := range r.relations {
		taken[other.id] = true
	}
	return taken.take(strings.Join(telling, "-"), "relation")
}

// thingID is the id of a thing, given when it is first needed.
func (r *sheetReader) thingID(l label) string {
	i := slices.IndexFunc(r.things, func(t thing) bool { return t.label == l })
	if r.things[i].id == "" {
		r.things[i].id = r.taken.take(l.en.text, "thing")
	}
	return r.things[i].id
}

var (
	address     = regexp.MustCompile(`https?://\S+`)
	bareAddress = regexp.MustCompile(`\bwww\.\S+|\b[\w.-]+\.[a-z]{2,}/\S*`)
	pageDay     = regexp.MustCompile(`\b(?:1[5-9]|2[01])\d\d(?:-\d\d(?:-\d\d)?)?\b`)
)

// readSource reads where a fact was read: a title, in both languages or one for
// both, with the year or day of the page, and perhaps its address.
func (r *sheetReader) readSource(c cell) {
	if c.text == "" {
		if c == r.rows[0]["source"] {
			r.fault(c, "the source is missing; name the page and its year, such as: Atlas of France, 2024")
		}
		return
	}
	s := source{url: address.FindString(c.text)}
	en, fr, two := strings.Cut(strings.Replace(c.text, s.url, "", 1), "|")
	if !two {
		fr = en
	}
	if s.date = pageDay.FindString(strings.Replace(c.text, s.url, "", 1)); s.date == "" {
		r.fault(c, "say of which year the source is, such as: Atlas of France, 2024")
		return
	}
	if _, err := time.Parse("2006-01-02"[:len(s.date)], s.date); err != nil {
		r.fault(c, "%q is no day; write YYYY-MM-DD, YYYY-MM or the year", s.date)
	}
	if strings.HasPrefix(s.url, "http:") {
		r.fault(c, "the address begins with http://; give one with https://, or leave it out")
	} else if host := bareAddress.FindString(c.text); s.url == "" && host != "" {
		r.fault(c, "%q is an address without its beginning; write https://%s, or leave it out", host, host)
	}
	s.en, s.fr = titleOf(en, s), titleOf(fr, s)
	if s.en == "" || s.fr == "" {
		r.fault(c, "the source has no title; name the page, its year, and then its address, if it has one")
		return
	}
	for _, known := range r.sources {
		if s.id = known.id; s == known {
			r.source = s.id
			return
		}
	}
	s.id = fmt.Sprintf("s%d", len(r.sources)+1)
	r.sources, r.source = append(r.sources, s), s.id
}

// titleOf is a title without the date behind it.
func titleOf(text string, s source) string {
	text = strings.Trim(strings.Join(strings.Fields(text), " "), " ,;")
	if before, dated := strings.CutSuffix(strings.TrimSuffix(text, ")"), s.date); dated {
		text = strings.TrimRight(before, " ,;(")
	}
	return text
}

// readTopic reads the title of a topic; a sheet without any has one topic.
func (r *sheetReader) readTopic(c cell) {
	if c.text == "" {
		if r.topic == "" && slices.ContainsFunc(r.rows, func(row map[string]cell) bool { return row["topic"].text != "" }) {
			r.fault(c, "the topic is missing; name one, or leave the whole column empty")
		}
		return
	}
	en, fr, two := strings.Cut(c.text, "|")
	if !two {
		fr = en
	}
	t := topic{en: strings.TrimSpace(en), fr: strings.TrimSpace(fr)}
	for _, known := range r.topics {
		if known.en == t.en && (known.fr == t.fr || !two) {
			r.topic = known.id
			return
		}
	}
	taken := ids{}
	for _, known := range r.topics {
		taken[known.id] = true
	}
	t.id = taken.take(t.en, "topic")
	r.topics, r.topic = append(r.topics, t), t.id
}
