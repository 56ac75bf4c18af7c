// Package wording reads what the authors of a subject wrote, apart from what is
// dealt of it: each text beside its translation, the figures in it beside the
// facts, negations in stems, and the sources. Check is what others use.
//
// It proves nothing about the world. It finds where two places that were written
// apart say different things, and tells both. docs/proof.md says what each check
// promises; wording.yaml of a subject holds its authors' judgements.
package wording
