package web

import (
	"github.com/gofiber/fiber/v2"

	"viva/internal/quiz"
)

// apiSubject is a knowledge base as a client chooses from it today. Texts are given
// in every language.
type apiSubject struct {
	ID       string       `json:"id"`
	Title    quiz.Text    `json:"title"`
	About    quiz.Text    `json:"about"`
	Current  string       `json:"current"`
	Proved   bool         `json:"proved"`
	Editions []apiEdition `json:"editions"`
	Topics   []apiTopic   `json:"topics"`
}

type apiEdition struct {
	ID    string    `json:"id"`
	Title quiz.Text `json:"title"`
	Short quiz.Text `json:"short"`
	About quiz.Text `json:"about"`
	From  quiz.Date `json:"from,omitzero"`
	To    quiz.Date `json:"to,omitzero"`
}

type apiTopic struct {
	ID    string               `json:"id"`
	Title quiz.Text            `json:"title"`
	Items map[string]int       `json:"items"` // edition -> distinct items
	Empty map[string]quiz.Text `json:"empty,omitempty"`
}

func apiSubjectOf(d *quiz.Deck, day quiz.Date) apiSubject {
	out := apiSubject{ID: d.Subject, Title: typeset(d.Title), About: typeset(d.About), Current: d.Current, Proved: !d.Unproved}
	for _, e := range d.EditionsOn(day) {
		out.Editions = append(out.Editions, apiEdition{ID: e.ID, Title: typeset(e.Title), Short: typeset(e.Short),
			About: typeset(e.About), From: e.From, To: e.To})
	}
	for _, t := range d.Topics {
		topic := apiTopic{ID: t.ID, Title: typeset(t.Title), Items: map[string]int{}, Empty: map[string]quiz.Text{}}
		for _, e := range d.EditionsOn(day) {
			topic.Items[e.ID] = d.Items(e.ID, t.ID, day)
			if why, ok := t.Empty[e.ID]; ok {
				topic.Empty[e.ID] = typeset(why)
			}
		}
		out.Topics = append(out.Topics, topic)
	}
	return out
}

// typeset sets a text as pages do.
func typeset(t quiz.Text) quiz.Text { return quiz.Text{EN: t.In("en"), FR: t.In("fr")} }

func (s *Site) apiSubjects(c *fiber.Ctx) error {
	if _, err := readParams(c); err != nil {
		return err
	}
	out := struct {
		Subjects []apiSubject `json:"subjects"`
	}{}
	for _, d := range s.quiz.Decks() {
		out.Subjects = append(out.Subjects, apiSubjectOf(d, s.quiz.Today()))
	}
	return writeJSON(c, fiber.StatusOK, out)
}
