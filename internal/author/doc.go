// Package author spares the author of a subject the typing that a program can
// do: it makes the files of a subject from a sheet of facts, drafts the
// patterns that read its questions a second time, and turns a filled-in sheet
// into rows of its ledger. What it cannot know it leaves blank: who confirms a
// question or a value has to read and type it.
package author
