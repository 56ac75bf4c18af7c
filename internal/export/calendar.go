package export

import (
	"fmt"
	"io"
	"time"

	ics "github.com/arran4/golang-ical"
)

// CalendarType is the media type of a calendar file.
const CalendarType = "text/calendar; charset=utf-8"

// Event is a day in a calendar.
type Event struct {
	UID     string // the same whenever the file is made, so that a calendar that has the event changes it
	Day     time.Time
	Summary string
	Text    string
	URL     string
	Busy    bool // the day is taken; otherwise other things go beside it
}

// Calendar writes events as a file that calendars read, by RFC 5545. now is
// when the file is made. There must be an event: the format has no empty
// calendar.
func Calendar(w io.Writer, name string, now time.Time, events []Event) error {
	c := ics.NewCalendar()
	c.SetProductId("-//Viva//Plan//EN")
	c.SetCalscale("GREGORIAN")
	c.SetMethod(ics.MethodPublish)
	c.SetXWRCalName(name)
	for _, e := range events {
		out := c.AddEvent(e.UID)
		out.SetDtStampTime(now)
		out.SetAllDayStartAt(e.Day)
		out.SetAllDayEndAt(e.Day.AddDate(0, 0, 1)) // the first day after it
		out.SetSummary(e.Summary)
		out.SetDescription(e.Text)
		out.SetURL(e.URL)
		out.SetTimeTransparency(ics.TransparencyTransparent)
		if e.Busy {
			out.SetTimeTransparency(ics.TransparencyOpaque)
		}
	}
	if err := c.SerializeTo(w, ics.WithNewLineWindows); err != nil { // the ends of lines of every platform
		return fmt.Errorf("write a calendar: %w", err)
	}
	return nil
}
