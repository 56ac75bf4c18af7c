package deck

import "testing"

// A mark is rounded to the nearest hundred-thousandth, close enough to the
// fractions that learning platforms take. It is full only where all parts are
// right.
func TestMarkOf(t *testing.T) {
	for _, tt := range []struct {
		right, all int
		want       Mark
		points     int
	}{
		{0, 3, 0, 0}, {1, 3, 33333, 0}, {2, 3, 66667, 0}, {3, 3, FullMark, 1},
		{1, 6, 16667, 0}, {5, 6, 83333, 0}, {1, 7, 14286, 0}, {3, 4, 75000, 0}, {7, 7, FullMark, 1}, {99, 100, 99000, 0},
	} {
		got := markOf(tt.right, tt.all)
		if got != tt.want || got.Points() != tt.points || got.Full() != (tt.right == tt.all) {
			t.Errorf("%d of %d parts is marked %d, %d points; want %d and %d", tt.right, tt.all, got, got.Points(), tt.want, tt.points)
		}
	}
}

// An answer without parts earns nothing.
func TestMarkOfNothing(t *testing.T) {
	if got := markOf(0, 0); got != 0 {
		t.Errorf("an answer without parts is marked %d", got)
	}
}

// Rows are marked one by one; what is ticked or typed is right or not.
func TestMarksOfRows(t *testing.T) {
	rows := Item{Options: make([]Option, 4), Prompts: []Prompt{{Key: 0}, {Key: 1}, {Key: 2}}, Choose: 2}
	rows.Options[0].Correct, rows.Options[1].Correct = true, true
	for _, tt := range []struct {
		typ    Type
		chosen []int
		want   Mark
	}{
		{Matching{}, []int{0, 1, 2}, FullMark}, {Matching{}, []int{0, 2, 1}, 33333}, {Matching{}, []int{0, 1, 3}, 66667}, {Matching{}, []int{1, 2, 0}, 0},
		{Ordering{}, []int{0, 1, 2}, FullMark}, {Ordering{}, []int{0, 2, 1}, 33333}, {Ordering{}, []int{2, 0, 1}, 0},
		{Choice{name: "multiple"}, []int{0, 1}, FullMark}, {Choice{name: "multiple"}, []int{0, 2}, 0},
	} {
		if got := tt.typ.Mark(rows, Answer{Chosen: tt.chosen}); got != tt.want {
			t.Errorf("%s, %v is marked %d, want %d", tt.typ.Name(), tt.chosen, got, tt.want)
		}
	}
}
