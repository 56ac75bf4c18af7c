// Package proof reads a question as a learner does: the stem, the options and
// nothing else. From the facts of a subject it derives which options are
// right. It is the second implementation beside package deck, imports nothing
// of ours and shares no code with it, so that a mistake in the one is noticed
// by the other.
//
// It reads the subject's entities*.yaml and facts*.yaml, proof.yaml, which holds
// the wordings of the stems, and proof-reasons.yaml with those of the reasons.
// These are double entry: written from the printed questions, apart from the
// models that print them. Of a reason, Vouch proves that it asserts what it has
// to, and that this is so.
//
// CheckLedger does for the facts what Derive does for the keys: ledger.tsv
// holds them a second time, typed from their sources apart from the fact
// files, and both must say the same.
package proof
