package quiz

import (
	"testing"
	"time"
)

// An exam ranks again an hour after the last one that does, to the millisecond.
func TestRest(t *testing.T) {
	for _, tt := range []struct {
		name   string
		ended  time.Time
		ranked bool
	}{
		{"never before", time.Time{}, true},
		{"just ended", noon, false},
		{"within the pause", noon.Add(-ExamPause + time.Millisecond), false},
		{"after it", noon.Add(-ExamPause), true},
		{"ended by a clock that was set back", noon.Add(time.Millisecond), true},
	} {
		a := &Attempt{StartedAt: noon, Ranked: true}
		if a.Rest(tt.ended); a.Ranked != tt.ranked {
			t.Errorf("%s: ranked %v", tt.name, a.Ranked)
		}
	}
	a := &Attempt{StartedAt: noon}
	if a.Rest(time.Time{}); a.Ranked {
		t.Error("what did not rank does after a pause")
	}
}
