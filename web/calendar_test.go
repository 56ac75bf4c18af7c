package web

import (
	"net/http"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"

	"viva/internal/users"
)

// The plan as a calendar: days of study and the exam, in the reader's language,
// with identities that stay when the file is made again.
func TestCalendarOfThePlan(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	k.post(awsPlan, "exam", "clf-c02", "daily", "12", "goal", "3", "exam_on", "2026-12-07").want(http.StatusSeeOther)
	k.get(awsPlan).says(awsPlan+".ics", "These days in your calendar")
	read := func() map[string]*ics.VEvent {
		t.Helper()
		reply := k.get(awsPlan + ".ics").want(http.StatusOK)
		if got := reply.Header.Get("Content-Type"); got != "text/calendar; charset=utf-8" {
			t.Errorf("type %q", got)
		}
		if got := reply.Header.Get("Content-Disposition"); got != `attachment; filename="viva-aws-support.ics"` {
			t.Errorf("disposition %q", got)
		}
		c, err := ics.ParseCalendar(strings.NewReader(reply.Body))
		if err != nil {
			t.Fatal(err)
		}
		events := map[string]*ics.VEvent{}
		for _, e := range c.Events() {
			events[e.Id()] = e
		}
		return events
	}
	summary := func(e *ics.VEvent) string {
		return flat.Replace(ics.FromText(e.GetProperty(ics.ComponentPropertySummary).Value))
	}
	first := read()
	exams, studies := 0, 0
	for uid, e := range first {
		day, err := e.GetAllDayStartAt()
		if err != nil {
			t.Fatal(uid, err)
		}
		switch summary(e) {
		case "Exam: AWS Support":
			exams++
			if day.Format("2006-01-02") != "2026-12-07" {
				t.Errorf("the exam is on %s", day)
			}
		case "AWS Support: 12 questions at most":
			studies++
		default:
			t.Errorf("%s: %q", uid, summary(e))
		}
	}
	if exams != 1 || studies != 6 { // from Sunday, 22 November, to Sunday, 6 December: Mondays, Thursdays, Saturdays
		t.Errorf("%d exams and %d days of study", exams, studies)
	}
	k.header["Accept-Language"] = "fr"
	k.post(awsPlan, "exam", "clf-c02", "daily", "10", "goal", "3", "exam_on", "2026-12-07").want(http.StatusSeeOther)
	again := read()
	for uid := range first {
		if again[uid] == nil {
			t.Errorf("%s is gone after a change that moves no day", uid)
		} else if text := summary(again[uid]); text != "AWS Support : 10 questions au plus" && text != "Examen : AWS Support" {
			t.Errorf("%s: %q", uid, text)
		}
	}
	k.get("/subjects/nothing/plan.ics").want(http.StatusNotFound)
	s.browser().get(awsPlan + ".ics").want(http.StatusUnauthorized)
}
