// Package questions embeds the knowledge bases, one folder a subject.
// docs/knowledge-base.md says how they are written; package quiz reads them.
package questions

import "embed"

// FS holds every subject's files.
//
//go:embed */*.yaml */*.tsv
var FS embed.FS
