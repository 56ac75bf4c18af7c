package web

import (
	"bytes"
	"fmt"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/export"
	"viva/internal/quiz"
	"viva/internal/study"
	"viva/web/words"
)

// CalendarPath is the address of a subject's plan as a file for calendars.
func (b base) CalendarPath(subject string) string { return planPath(subject) + ".ics" }

// showCalendar sends the days of the plan as a file for calendars, so that no
// third party needs to send reminders.
func (s *Site) showCalendar(c *fiber.Ctx) error {
	d, who, err := s.subjectAsked(c)
	if err != nil {
		return err
	}
	p, err := s.study.Plan(c.UserContext(), who, d.Subject)
	if err != nil {
		return err
	}
	b := s.base(c, "plan_heading")
	w := words.Wording{Phrases: b.Phrases}
	events := b.planEvents(&w, d, who, p, s.study.DateOf(who))
	name := w.Say("calendar_name", "Subject", d.Title.In(b.Lang))
	if w.Err != nil {
		return w.Err
	}
	var file bytes.Buffer
	if err := export.Calendar(&file, name, s.now(), events); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, export.CalendarType)
	c.Set(fiber.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="viva-%s.ics"`, d.Subject))
	return c.Send(file.Bytes())
}

// planEvents are the days of study from today on, and the day of the exam.
func (b base) planEvents(w *words.Wording, d *deck.Deck, who quiz.Learner, p study.Plan, today deck.Date) []export.Event {
	host := b.Origin
	if at, err := url.Parse(b.Origin); err == nil && at.Host != "" {
		host = at.Host
	}
	event := func(kind string, day deck.Date) export.Event {
		return export.Event{UID: fmt.Sprintf("%s-%s-%s-%d@%s", d.Subject, kind, day, who.ID, host), Day: dayOf(day), URL: b.Origin + "/"}
	}
	var events []export.Event
	for _, day := range p.Days(today) {
		e := event("study", day)
		e.Summary = w.Say("calendar_study", "Subject", d.Title.In(b.Lang), "Count", p.Daily)
		e.Text = w.Say("calendar_study_text", "Address", e.URL)
		events = append(events, e)
	}
	if p.DaysLeft(today) >= 0 {
		e := event("exam", p.ExamOn)
		e.Busy = true
		e.Summary = w.Say("calendar_exam", "Subject", d.Title.In(b.Lang))
		e.Text = w.Say("calendar_exam_text")
		events = append(events, e)
	}
	return events
}
