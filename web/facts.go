package web

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/study"
	"viva/web/chart"
	"viva/web/words"
)

// factLine is a fact that the reader has met.
type factLine struct {
	study.FactStanding
	Path, LevelName string
	Remembered      string // how likely, or that it was asked today
}

// DueOn is the day on which the fact is due, written out.
func (l factLine) DueOn(lang string) string { return l.Due.In(lang) }

func newFactLine(w *words.Wording, subject string, f study.FactStanding) factLine {
	line := factLine{FactStanding: f, Path: factPath(subject, f.Name), LevelName: w.Say(chart.Levels[f.Level]), Remembered: w.Say("progress_asked_today")}
	if !f.Asked {
		line.Remembered = w.Say("progress_recall", "Recall", w.Recall(f.Recall))
	}
	return line
}

func factsPath(subject, topic string) string {
	return "/subjects/" + subject + "/facts?topic=" + url.QueryEscape(topic)
}

func factPath(subject, name string) string {
	return "/subjects/" + subject + "/fact?name=" + url.QueryEscape(name)
}

// factsPage lists the facts of a topic that the reader has met.
type factsPage struct {
	base
	Deck            *deck.Deck
	Topic           *deck.Topic
	Topics          []topicLine
	Met             []factLine
	Unmet, Withheld int
}

// Here reports whether a topic is the topic of the page.
func (p factsPage) Here(t topicLine) bool { return t.Path == factsPath(p.Deck.Subject, p.Topic.ID) }

func (s *Site) showFacts(c *fiber.Ctx) error {
	q, err := pageQuery(c, "topic")
	if err != nil {
		return err
	}
	d, who, err := s.subjectAsked(c)
	if err != nil {
		return err
	}
	topic := &d.Topics[0]
	if q.Has("topic") {
		if topic = d.Topic(q.Value("topic")); topic == nil {
			return errNotFound
		}
	}
	page := factsPage{base: s.base(c, "facts_page_title", "Topic", topic.Title.In(s.lang(c))), Deck: d, Topic: topic}
	for _, t := range d.Topics {
		page.Topics = append(page.Topics, topicLine{Title: t.Title.In(page.Lang), Path: factsPath(d.Subject, t.ID)})
	}
	all, err := s.study.Facts(c.UserContext(), who, d.Subject, topic.ID, page.Lang)
	if err != nil {
		return err
	}
	w := words.Wording{Phrases: page.Phrases}
	for _, f := range all.Met {
		page.Met = append(page.Met, newFactLine(&w, d.Subject, f))
	}
	page.Unmet, page.Withheld = all.Unmet, all.Withheld
	if w.Err != nil {
		return w.Err
	}
	return s.render(c, "facts", page)
}
