package words

import "math"

// Wording collects texts and keeps the first error, so that a description of
// many sentences is checked once.
type Wording struct {
	Phrases
	Err error
}

// Say returns the text of a key, as T does.
func (w *Wording) Say(key string, args ...any) string {
	text, err := w.T(key, args...)
	w.Keep(err)
	return text
}

// Keep keeps an error unless there was one before.
func (w *Wording) Keep(err error) {
	if w.Err == nil {
		w.Err = err
	}
}

// Chance is a probability in words. One that is not certain is never written
// as 0 or 100 percent.
func (w *Wording) Chance(x float64) string {
	switch {
	case x > 0 && x < 0.005:
		return w.Say("chart_under", "Percent", w.Percent(0.01))
	case x < 1 && x >= 0.995:
		return w.Say("chart_over", "Percent", w.Percent(0.99))
	}
	return w.Percent(x)
}

// Recall is the chance to recall a fact in words. It is never certain.
func (w *Wording) Recall(x float64) string { return w.Chance(min(x, math.Nextafter(1, 0))) }
