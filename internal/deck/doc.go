// Package deck turns dated facts into questions. It knows no learner, no
// clock, no storage and no web: the day and the seed come in as arguments.
//
// Start with Load, which reads knowledge bases and refuses them whole unless
// every item they can ask is proved. A Deck lists what it can ask as specs;
// Deal makes the item of one, DealAttempt, DealExam and DealWanted those of a
// whole attempt. Item.Read and Item.Mark understand and mark an answer.
//
// Promised: the same seed, model version and knowledge-base version deal the
// same item, byte for byte, on any machine; exactly the keyed options of an
// item follow from the facts.
//
// Not promised: that the facts are still true today. Every item says when
// they were read and in which edition they hold.
package deck
