package export

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const byteOrderMark = "\ufeff"

var csvFormat = Format{Name: "csv", Label: "CSV", Type: "text/csv; charset=utf-8", Table: CSV}

// CSV writes a table by RFC 4180. In French it begins with a byte order mark
// and separates by semicolons, which is what French spreadsheets open
// correctly. Texts are always quoted and can never become formulas.
func CSV(w io.Writer, t Table, lang string) error {
	out := bufio.NewWriter(w)
	separator := byte(',')
	if lang == "fr" {
		separator = ';'
		out.WriteString(byteOrderMark)
	}
	for i, title := range t.Header {
		if i > 0 {
			out.WriteByte(separator)
		}
		out.WriteString(quoted(title))
	}
	out.WriteString("\r\n")
	for _, row := range t.Rows {
		for i, value := range row {
			if i > 0 {
				out.WriteByte(separator)
			}
			cell, err := csvCell(value)
			if err != nil {
				return err
			}
			out.WriteString(cell)
		}
		out.WriteString("\r\n")
	}
	if err := out.Flush(); err != nil { // holds the first error of all writes
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

func csvCell(value any) (string, error) {
	switch v := value.(type) {
	case string:
		return quoted(v), nil
	case int:
		return strconv.Itoa(v), nil
	case time.Time:
		if v.IsZero() {
			return "", nil
		}
		return v.UTC().Format("2006-01-02 15:04:05"), nil
	}
	return "", fmt.Errorf("write csv: no way to write a %T", value)
}

func quoted(s string) string {
	return `"` + strings.ReplaceAll(harmless(s), `"`, `""`) + `"`
}

var lineBreak = regexp.MustCompile(`\r\n?|\n`)

// harmless puts an apostrophe before whatever a spreadsheet could take for a
// formula, on each line of a text: some programs split cells at line breaks.
func harmless(s string) string {
	var b strings.Builder
	start := 0
	for _, at := range append(lineBreak.FindAllStringIndex(s, -1), []int{len(s), len(s)}) {
		line := s[start:at[0]]
		if startsFormula(line) || (start == 0 && at[0] == 0 && at[1] > 0) {
			b.WriteByte('\'')
		}
		b.WriteString(s[start:at[1]])
		start = at[1]
	}
	return b.String()
}

// startsFormula looks past what programs strip from the start of a cell:
// spaces, quotes and characters that cannot be seen. A tab or a NUL in front
// is suspect in itself.
func startsFormula(line string) bool {
	for _, r := range line {
		switch {
		case r == '\t' || r == 0:
			return true
		case unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '"' || r == '\'':
			continue
		}
		// Full-width and small forms are the same characters to a spreadsheet.
		switch norm.NFKC.String(string(r)) {
		case "=", "+", "-", "@", "\u2212":
			return true
		}
		return false
	}
	return false
}
