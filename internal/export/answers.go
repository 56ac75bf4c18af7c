package export

import (
	"strings"

	"viva/internal/quiz"
)

// AnswerHeadings are the words of the header of a table of answers.
type AnswerHeadings struct {
	At, Subject, Edition, Question, Given, Right string
	Yes, No                                      string
}

// Answers lays out what a learner answered: a row for each answer.
func Answers(h AnswerHeadings, answers []quiz.OwnAnswer) Table {
	t := Table{Header: []string{h.At, h.Subject, h.Edition, h.Question, h.Given, h.Right}}
	for _, a := range answers {
		right := h.No
		if a.Right {
			right = h.Yes
		}
		t.Rows = append(t.Rows, []any{a.At, a.Subject, a.Edition, a.Question, strings.Join(a.Given, "\n"), right})
	}
	return t
}
