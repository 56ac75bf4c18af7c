package quiz

import (
	"time"
	"unicode/utf8"

	"viva/internal/deck"
)

// An answer that comes before anybody can have read its question does not rank:
// a script gave it, or somebody who only wants to see what is right. It is
// marked, told and remembered as ever.

// ReadingTime is the least time that reading takes, for each character of a
// question: 200 a second, some ten times as fast as people read. So nobody who
// has read is hit, also who knows a question at first sight.
const ReadingTime = 5 * time.Millisecond

// RushedFrom is the least number of hasty answers for which an attempt is marked
// for instructors: one or two are a slip of the finger.
const RushedFrom = 3

// readingTime is the least time in which the item can be read: its stem, options
// and prompts. A situation is left out, as three questions share it.
func readingTime(it deck.Item) time.Duration {
	n := utf8.RuneCountInString(it.Stem)
	for _, o := range it.Options {
		n += utf8.RuneCountInString(o.Text)
	}
	for _, p := range it.Prompts {
		n += utf8.RuneCountInString(p.Text)
	}
	return time.Duration(n) * ReadingTime
}

// hasty reports whether an answer to the item at pos comes before it can have
// been read, by the server's clock. In practice the time runs from the answer
// before. An exam can be read ahead, and its answers may come all at once when
// the network is back: there the time since its start is held against all
// questions that are answered. A clock that was set back tells nothing, and a
// set taken along is answered by another clock, for nothing but memory.
func (a *Attempt) hasty(pos int, now time.Time) bool {
	since, least := a.MovedAt, readingTime(a.items[pos-1])
	if since.IsZero() || a.Mode == deck.Exam {
		since = a.StartedAt
	}
	if a.Mode == deck.Exam {
		for i, it := range a.items {
			if _, answered := a.response(i + 1); answered && i+1 != pos {
				least += readingTime(it)
			}
		}
	}
	took := now.Sub(since)
	return a.Kind != Offline && took >= 0 && took < least
}

// Rushed reports whether the attempt goes at a pace that no reader has: most of
// its answers are hasty.
func (a *Attempt) Rushed() bool {
	hasty, answered := 0, 0
	for pos := range a.items {
		if r, ok := a.response(pos + 1); ok {
			answered++
			if r.Hasty {
				hasty++
			}
		}
	}
	return hasty >= RushedFrom && 2*hasty > answered
}
