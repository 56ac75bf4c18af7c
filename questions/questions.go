// Package questions embeds the knowledge bases, one folder a subject.
// docs/knowledge-base.md says how they are written; package deck reads them.
package questions

import "embed"

// FS holds every subject's files.
//
//go:embed */*.yaml */*.tsv
var FS embed.FS

// Verdicts are the subjects that audit.Check found nothing wrong with, and the
// hash of the files that it read. A test writes them: go test ./questions -update.
//
//go:embed verdicts.tsv
var Verdicts string
