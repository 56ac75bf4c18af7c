// Package simulate plays learners whose ability and memory are known, so that
// what Viva concludes about learners can be compared with the truth.
//
// A Learner knows facts before they start, as likely as their ability says,
// and forgets them by one of two Models that Viva itself does not use: a power
// law of practice and forgetting with spacing, and half-lives that grow with
// spaced recalls. Their parameters are drawn per learner and per fact from a
// seed. Learners guess what they do not know, slip on what they know, and say
// how sure they are with noise and, mostly, too much confidence; some errors
// are firm beliefs. They skip some days.
//
// Their memories, slips and certainty follow other formulas than Viva's. What
// they know beforehand does not: abilities and difficulties stand on the
// logistic scale of package memory, spread as its ratings first suppose, and
// guesses succeed with the floor it reckons with. So figures on ability show
// how well ratings are estimated, not whether people fit that scale.
//
// Not simulated: that facts hinder or help one another, that knowing some
// makes others of the same topic easier, tiredness, time taken, learning
// outside Viva, guesses that rule some options out, giving up. What a study
// finds here is how well the parts work together when nothing else interferes.
//
// Run plays learners of every model and reports; a Course plays one learner
// through weeks with a Tutor, such as a schedule. This part is pure: days are
// numbers. An Experiment (files service*.go) plays them through the real
// services instead, at sites whose storage its caller opens, on a clock of its
// own. Equal seeds give equal figures in both, on processors of the same kind;
// others may round differently.
package simulate
