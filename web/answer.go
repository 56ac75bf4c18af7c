package web

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/quiz"
)

// answerItem takes an answer, then shows its feedback in practice and moves on
// in an exam. In an exam a question may be left blank.
func (s *Site) answerItem(c *fiber.Ctx) error {
	a, who, pos, err := s.attemptAt(c)
	if err != nil {
		return err
	}
	fields := []string{"given*", "revision", "go"}
	if !openExamPage(a) { // an open exam does not ask it
		fields = append(fields, "certainty")
	}
	f, err := readForm(c, fields...)
	if err != nil {
		return err
	}
	if openExamPage(a) {
		return s.answerExam(c, a, who, pos, f)
	}
	to, err := goTo(a, pos, f.Value("go"))
	if err != nil {
		return err
	}
	given := quiz.Given{Options: f.All("given"), Certainty: quiz.Certainty(f.Value("certainty"))}
	if given.Revision, err = readRevision(f); err != nil {
		return err
	}
	if a, _, err = s.quiz.Answer(c.UserContext(), who, a.ID, pos, given); err != nil {
		return s.refuseAnswer(c, given.Options, to, err)
	}
	if to == itemPath(a.ID, pos) {
		return s.leadToItem(c, a, pos)
	}
	return redirect(c, to)
}

// readRevision returns the revision of the answer in a form, or 0 if the form
// has none.
func readRevision(f form) (int, error) {
	text := f.Value("revision")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, quiz.ErrRevision.At("revision")
	}
	return n, nil
}

// goTo is the page after an answer. In practice that is the same page, now with
// its feedback, unless the form says otherwise.
func goTo(a *quiz.Attempt, pos int, where string) (string, error) {
	finish := fmt.Sprintf("/attempts/%d/finish", a.ID)
	n, err := strconv.Atoi(where)
	switch {
	case a.Mode == deck.Practice && where == "":
		return itemPath(a.ID, pos), nil
	case a.Mode == deck.Exam && (where == "overview" || where == "review" || where == "" && pos >= a.Size()): // v0.1.0 said review
		return overviewPath(a.ID), nil
	case where == "finish":
		return finish, nil
	case where == "":
		return itemPath(a.ID, pos+1), nil
	case err == nil && n >= 1 && n <= a.Size():
		return itemPath(a.ID, n), nil
	}
	return "", errMalformed
}

// lateAnswers are the errors of an answer that comes when another one stands or
// none is taken any more.
var lateAnswers = []*fault.Error{quiz.ErrAnswered, quiz.ErrStale, quiz.ErrFinished, quiz.ErrExpired}

// refuseAnswer shows the question again and says why the answer was not taken.
// An answer that comes late but is the same as what stands was sent twice: then
// the learner just goes on.
func (s *Site) refuseAnswer(c *fiber.Ctx, given []string, to string, err error) error {
	late := isAny(err, lateAnswers)
	unread := isAny(err, deck.Unread)
	if !late && !unread {
		return err
	}
	a, page, loaded := s.itemAsked(c)
	if loaded != nil {
		return loaded
	}
	if late && sameAnswer(page.Question, given) {
		return redirect(c, to)
	}
	f, code, _ := explain(err)
	text, translated := page.Phrase(f)
	if errors.Is(err, deck.ErrChoose) {
		text, translated = page.T("player_choose", "Count", page.Question.Choose)
	}
	if translated != nil {
		return translated
	}
	if late {
		page.Kept = text
	} else {
		page.Mistake, page.Failed = text, true
		page.fill(given)
		page.Certainty = quiz.Certainty(c.FormValue("certainty"))
		page.blame()
	}
	c.Status(code)
	return s.renderItem(c, a, page)
}
