package web

import (
	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
)

// apiSubject is a subject with what can be chosen in it today. Its texts are
// given in every language.
type apiSubject struct {
	ID       string       `json:"id"`
	Title    deck.Text    `json:"title"`
	About    deck.Text    `json:"about"`
	Current  string       `json:"current"`
	Proved   bool         `json:"proved"`
	Editions []apiEdition `json:"editions"`
	Topics   []apiTopic   `json:"topics"`
}

type apiEdition struct {
	ID    string    `json:"id"`
	Title deck.Text `json:"title"`
	Short deck.Text `json:"short"`
	About deck.Text `json:"about"`
	From  deck.Date `json:"from,omitzero"`
	To    deck.Date `json:"to,omitzero"`
}

type apiTopic struct {
	ID    string               `json:"id"`
	Title deck.Text            `json:"title"`
	Items map[string]int       `json:"items"` // edition -> distinct items
	Empty map[string]deck.Text `json:"empty,omitempty"`
}

func apiSubjectOf(d *deck.Deck, day deck.Date) apiSubject {
	out := apiSubject{ID: d.Subject, Title: typeset(d.Title), About: typeset(d.About), Current: d.Current, Proved: !d.Unproved}
	for _, e := range d.EditionsOn(day) {
		out.Editions = append(out.Editions, apiEdition{ID: e.ID, Title: typeset(e.Title), Short: typeset(e.Short),
			About: typeset(e.About), From: e.From, To: e.To})
	}
	for _, t := range d.Topics {
		topic := apiTopic{ID: t.ID, Title: typeset(t.Title), Items: map[string]int{}, Empty: map[string]deck.Text{}}
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

// typeset is a text with the typography that pages have.
func typeset(t deck.Text) deck.Text { return deck.Text{EN: t.In("en"), FR: t.In("fr")} }

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
