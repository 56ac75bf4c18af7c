package limits

import "testing"

func TestRoom(t *testing.T) {
	l := Limits{LowSpace: 1000, ReservedSpace: 100}
	for free, want := range map[int64]Room{0: Last, 49: Last, 50: Reserved, 99: Reserved, 100: Low, 999: Low, 1000: Enough} {
		if got := l.Room(free); got != want {
			t.Errorf("%d bytes are %d, want %d", free, got, want)
		}
	}
	if got := (Limits{}).Room(0); got != Enough {
		t.Errorf("without limits nothing is %d", got)
	}
}
