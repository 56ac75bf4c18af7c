// Package study tells what a learner remembers, what to ask next, and which
// score to expect.
//
// Every answer whose feedback is known becomes a [Review], an entry of a log
// that only grows. From the log alone follow the memory of each fact, the
// ratings of learners, facts and models, the calibration of a learner's
// certainty, what they mix up, and the days on which they studied:
// [Review.Apply] says how, once, for the answer that was just given and for a
// rebuild alike.
//
// [Service] answers what is due today, deals sittings that memory asks for,
// and tells where a learner stands. The formulas are those of package memory;
// days are counted from the Unix epoch, with fractions, in the learner's
// own calendar, as it was when an answer was given: see quiz.Day.
package study
