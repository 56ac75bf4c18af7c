package words

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
