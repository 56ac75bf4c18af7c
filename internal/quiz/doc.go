// Package quiz deals questions from dated facts, marks answers and keeps
// score. It knows nothing of HTTP, databases or accounts.
//
// Start with Load, which reads knowledge bases and refuses them whole unless
// every item they can ask is proved; then NewService, whose methods are what a
// learner can do.
//
// Promised: the same seed, model version and knowledge-base version deal the
// same item, byte for byte, on any machine; exactly the keyed options of an
// item follow from the facts; an attempt keeps its items as dealt; a finished
// attempt never changes; Question tells nothing that depends on the key.
//
// Not promised: that the facts are still true today. Every item says when
// they were read and in which edition they hold.
package quiz
