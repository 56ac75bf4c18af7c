// Package audit measures how good the questions of a deck are: whether each
// has exactly its keyed answer, whether it can be guessed, whether attempts
// repeat themselves, whether its French is typeset as French is.
//
// Check says whether subjects may be served. Run gives a Report on one: a row
// for each measure, with its goal, what was found, and whether that is good
// enough. The measures are listed in report.go; each has the file of its name.
//
// Mutate asks the opposite: it makes mistakes on purpose and counts what the
// checks notice.
//
// Promised: the same deck, day and seed give the same report, to the last
// figure, however many workers share the work. Nothing is read from a clock.
//
// Not promised: that a question without a finding is a good one. What a rule
// can decide is measured here; the rest is for people who read.
package audit
