package export

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
)

// What is written is read back as it was meant; each line ends as the format
// asks, and none is longer than 75 bytes or parts a letter.
func TestCalendar(t *testing.T) {
	day := time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
	now := time.Date(2026, 11, 22, 10, 30, 5, 0, time.UTC)
	long := "Réviser; vingt questions, puis « relire » les \\ autres.\nEt encore : " + strings.Repeat("é", 120)
	var file bytes.Buffer
	if err := Calendar(&file, "Viva : AWS Support", now, []Event{
		{UID: "a@viva.example", Day: day, Summary: long, Text: "x", URL: "https://viva.example/"},
		{UID: "b@viva.example", Day: day, Summary: "Exam", Busy: true}}); err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(file.String(), "\n")
	for _, line := range lines[:len(lines)-1] {
		if !strings.HasSuffix(line, "\r\n") || strings.Count(line, "\r") != 1 || len(line) > 77 || !utf8.ValidString(line) {
			t.Errorf("line %q", line)
		}
	}
	if lines[len(lines)-1] != "" {
		t.Errorf("the last line is cut: %q", lines[len(lines)-1])
	}
	c, err := ics.ParseCalendar(&file)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Events()) != 2 {
		t.Fatalf("%d events", len(c.Events()))
	}
	e := c.Events()[0]
	from, err := e.GetAllDayStartAt()
	if err != nil || from.Format(time.DateOnly) != "2026-12-31" {
		t.Errorf("begins on %v, %v", from, err)
	}
	until, err := e.GetAllDayEndAt()
	if err != nil || until.Format(time.DateOnly) != "2027-01-01" {
		t.Errorf("ends before %v, %v", until, err)
	}
	stamp, err := e.GetDtStampTime()
	if err != nil || !stamp.Equal(now) {
		t.Errorf("made at %v, %v", stamp, err)
	}
	for property, want := range map[ics.ComponentProperty]string{ics.ComponentPropertySummary: long, ics.ComponentPropertyUniqueId: "a@viva.example",
		ics.ComponentPropertyTransp: "TRANSPARENT", ics.ComponentPropertyUrl: "https://viva.example/"} {
		if got := e.GetProperty(property); got == nil || ics.FromText(got.Value) != want && got.Value != want {
			t.Errorf("%s is %v, want %q", property, got, want)
		}
	}
}
