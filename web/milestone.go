package web

import (
	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/study"
	"viva/web/words"
)

// milestonePage tells what a learner has reached, on a sheet to print.
type milestonePage struct {
	base
	Deck *deck.Deck
	Name string // the learner's
	Says string // what was reached
	On   string // the day, written out
	Exam bool
}

// milestoneLine is a milestone in a list.
type milestoneLine struct{ Path, Says string }

// showMilestone shows one of the reader's milestones.
func (s *Site) showMilestone(c *fiber.Ctx) error {
	d, who, err := s.subjectAsked(c)
	if err != nil {
		return err
	}
	m, err := s.study.Milestone(c.UserContext(), who, d.Subject, c.Params("milestone"))
	if err != nil {
		return err
	}
	page := milestonePage{base: s.base(c, "milestone_title"), Deck: d, On: m.On.In(s.lang(c)), Exam: m.Sat != nil}
	page.Name = page.Principal.User.Name
	w := words.Wording{Phrases: page.Phrases}
	page.Says = saysMilestone(&w, d, m)
	if w.Err != nil {
		return w.Err
	}
	return s.render(c, "milestone", page)
}

// saysMilestone puts a milestone into words.
func saysMilestone(w *words.Wording, d *deck.Deck, m study.Milestone) string {
	subject := d.Title.In(w.Lang)
	switch {
	case m.Sat != nil:
		r, _ := m.Sat.ExamResult()
		title := m.Sat.Exam
		if p := d.Exam(m.Sat.Exam); p != nil {
			title = p.Title.In(w.Lang)
		}
		return w.Say("milestone_exam", "Exam", w.Unbroken(title), "Scaled", r.Scaled, "To", r.Scale.To)
	case m.Topic != "":
		title := m.Topic
		if t := d.Topic(m.Topic); t != nil {
			title = t.Title.In(w.Lang)
		}
		return w.Say("milestone_topic", "Topic", title, "Subject", subject)
	}
	return w.Say("milestone_facts", "Count", m.Facts, "Subject", subject)
}

// milestoneLines lists milestones with the pages that print them.
func milestoneLines(w *words.Wording, d *deck.Deck, all []study.Milestone) []milestoneLine {
	var lines []milestoneLine
	for _, m := range all {
		lines = append(lines, milestoneLine{Path: milestonePath(d.Subject, m), Says: saysMilestone(w, d, m)})
	}
	return lines
}

func milestonePath(subject string, m study.Milestone) string {
	return "/subjects/" + subject + "/milestones/" + m.ID()
}
