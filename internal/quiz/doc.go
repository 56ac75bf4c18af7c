// Package quiz lets learners attempt items, marks their answers and keeps
// score. Its items come from package deck. It knows nothing of HTTP, databases
// or accounts.
//
// Start with NewService, whose methods are what a learner can do.
//
// Promised: an attempt keeps its items as dealt; a finished attempt never
// changes; Question tells nothing that depends on the key.
package quiz
