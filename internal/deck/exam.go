package deck

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// ExamProfile describes an exam to sit: how many items, in what time, and on
// what scale the result is told. exams.yaml of a subject holds its profiles.
type ExamProfile struct {
	ID      string   `json:"id"`
	Title   Text     `json:"title"`
	About   Text     `json:"about"`   // what the exam is, and what it is not
	Items   int      `json:"items"`   // dealt
	Scored  int      `json:"scored"`  // of these; the others are trial items
	Minutes int      `json:"minutes"` // without extra time
	Types   []string `json:"types"`   // of items
	Levels  []string `json:"levels"`  // of models; empty is all
	Topics  []string `json:"topics"`  // empty is all
	Scale   Scale    `json:"scale"`
	Source  string   `json:"source"` // id of the official page that gives the figures, or ""

	source *Source
	at     position
}

// Trials is the number of trial items. They count for nothing, and nobody who
// sits the exam can tell which they are.
func (p *ExamProfile) Trials() int { return p.Items - p.Scored }

// Asks reports whether the exam may ask a spec.
func (p *ExamProfile) Asks(s *Spec) bool {
	o := Request{Types: p.Types, Levels: p.Levels}
	return o.Offers(s) && (len(p.Topics) == 0 || slices.Contains(p.Topics, s.Under()))
}

// Time is how long the exam lasts for a learner who has percent of the usual
// time.
func (p *ExamProfile) Time(percent int) time.Duration {
	return time.Duration(p.Minutes*percent) * time.Minute / 100
}

// Citation is the official page from which the figures of the exam were taken.
// ok is false where the exam is the subject's own.
func (p *ExamProfile) Citation(lang string) (c Citation, ok bool) {
	if p.source == nil {
		return Citation{}, false
	}
	return p.source.cite(lang), true
}

// Exam returns the exam profile of that id, or nil.
func (d *Deck) Exam(id string) *ExamProfile {
	i := slices.IndexFunc(d.Exams, func(p ExamProfile) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	return &d.Exams[i]
}

// readExams reads the profiles in exams.yaml.
func (b *builder) readExams(f *yamlFile, value any) {
	var in struct{ Exams []ExamProfile }
	f.validate(value, &in)
	for i := range in.Exams {
		p := in.Exams[i]
		p.at = f.at(fmt.Sprintf("/exams/%d", i))
		if b.Exam(p.ID) != nil {
			b.fault(p.at.below("id"), "id %q is taken; ids are used once", p.ID)
		}
		b.Exams = append(b.Exams, p)
	}
}

// linkExams resolves what the profiles name, and checks that their figures
// agree.
func (b *builder) linkExams() {
	for i := range b.Exams {
		p := &b.Exams[i]
		if p.Items > MaxSize {
			b.fault(p.at.below("items"), "exam %q asks for %d items; an attempt has at most %d", p.ID, p.Items, MaxSize)
		}
		if p.Scored > p.Items {
			b.fault(p.at.below("scored"), "exam %q scores %d of %d items; it cannot score more than it asks", p.ID, p.Scored, p.Items)
		}
		for j, typ := range p.Types {
			b.typeAt(p.at.below("types").below(strconv.Itoa(j)), typ)
		}
		for j, topic := range p.Topics {
			b.knownTopic(p.at.below("topics").below(strconv.Itoa(j)), topic)
		}
		b.linkScale(p)
		b.linkExamSource(p)
	}
}

func (b *builder) linkScale(p *ExamProfile) {
	at := p.at.below("scale")
	switch s := p.Scale; {
	case s.To <= s.From:
		b.fault(at.below("to"), "exam %q: the scale ends at %d, but begins at %d; let it rise", p.ID, s.To, s.From)
	case s.Pass <= s.From || s.Pass > s.To:
		b.fault(at.below("pass"), "exam %q: %d to pass is not on the scale; it is more than %d and at most %d", p.ID, s.Pass, s.From, s.To)
	}
}

func (b *builder) linkExamSource(p *ExamProfile) {
	if p.Source == "" {
		return
	}
	b.knownSource(p.at.below("source"), p.Source)
	if p.source = b.sources[p.Source]; p.source != nil && !p.source.Official {
		b.fault(p.at.below("source"), "exam %q: source %q is not official; name the page of whoever holds the exam, or leave the source out where the exam is your own", p.ID, p.Source)
	}
}

// checkExams demands that every edition can fill every exam on each of its
// days.
func (b *builder) checkExams() {
	for i := range b.Exams {
		for _, e := range b.Editions {
			b.checkExam(&b.Exams[i], e.ID)
		}
	}
}

// checkExam reports the day on which the edition falls farthest short of the
// exam, if there is one.
func (b *builder) checkExam(p *ExamProfile, edition string) {
	fewest, worst := p.Items, Date("")
	for _, day := range b.Days(edition) {
		items, err := b.DealExam(p, Request{Edition: edition, Lang: Langs[0], Day: day, Streams: NewStreams(0)}, nil)
		if err != nil {
			b.fault(p.at, "exam %q cannot be dealt: %v", p.ID, err)
			return
		}
		if len(items) < fewest {
			fewest, worst = len(items), day
		}
	}
	if worst != "" {
		b.fault(p.at.below("items"), "exam %q has %d items, but edition %q has only %d to ask together on %s; ask for fewer, or allow more types, levels or topics",
			p.ID, p.Items, edition, fewest, worst)
	}
}
