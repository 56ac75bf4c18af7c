package deck

import "math"

// Scale says how the result of an exam is told: the scaled score for no right
// answer, the one for all right, and the lowest one that passes.
type Scale struct {
	From int `json:"from"`
	To   int `json:"to"`
	Pass int `json:"pass"`
}

// Of puts raw points of scored items on the scale: From + (To-From)·raw/scored
// to the nearest whole number, upwards from a half. Without a scored item it
// is From.
//
// It is a straight line, and so an estimate. A real exam equates its forms:
// the same score may need another number of right answers in a harder form.
func (s Scale) Of(raw, scored int) int {
	if scored <= 0 {
		return s.From
	}
	return s.From + (2*(s.To-s.From)*raw+scored)/(2*scored)
}

// At puts a share from 0 to 1 on the scale.
func (s Scale) At(share float64) int { return s.From + int(math.Round(float64(s.To-s.From)*share)) }
