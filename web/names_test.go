package web

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Names of forty letters that are read from right to left, one of them with
// signs that turn over where a name is not isolated.
var (
	oddName  = strings.Repeat("שלום", 10)
	oddShown = "(" + strings.Repeat("سلام", 9) + ") 1"
)

// names reports whether a page names one of these two.
func names(body string) bool {
	return strings.Contains(body, oddName) || strings.Contains(body, oddShown)
}

// unisolated are the places where a page prints one of these names, and lets it
// turn over what stands beside it.
func unisolated(body string) (all []string) {
	_, body, _ = strings.Cut(body, "<!DOCTYPE html>")
	d := xml.NewDecoder(strings.NewReader(optional.ReplaceAllStringFunc(body, func(s string) string { return s[:len(s)-1] + `=""` + s[len(s)-1:] })))
	d.Entity, d.Strict, d.AutoClose = xml.HTMLEntity, false, void
	var own []bool // of each open element: a text in it runs in its own direction
	for {
		token, err := d.RawToken()
		if err != nil {
			return all
		}
		switch token := token.(type) {
		case xml.StartElement:
			auto := token.Name.Local == "bdi" || slices.ContainsFunc(token.Attr, func(a xml.Attr) bool { return a.Name.Local == "dir" && a.Value == "auto" })
			for _, a := range token.Attr {
				kept := strings.HasPrefix(a.Name.Local, "data-") || a.Name.Local == "value" && auto
				if bare(a.Value) && !kept {
					all = append(all, fmt.Sprintf("<%s %s=%q>", token.Name.Local, a.Name.Local, a.Value))
				}
			}
			if !slices.Contains(void, token.Name.Local) {
				own = append(own, auto)
			}
		case xml.EndElement:
			if !slices.Contains(void, token.Name.Local) && len(own) > 0 {
				own = own[:len(own)-1]
			}
		case xml.CharData:
			if bare(string(token)) && !slices.Contains(own, true) {
				all = append(all, fmt.Sprintf("the text %q", token))
			}
		}
	}
}

// bare reports whether a text names one of these two without an isolate around.
func bare(text string) bool {
	return names(strings.NewReplacer("\u2068"+oddName+"\u2069", "", "\u2068"+oddShown+"\u2069", "").Replace(text))
}

func TestUnisolated(t *testing.T) {
	for body, want := range map[string]int{
		"<p><b>" + oddName + "</b></p>":                                     1,
		`<p><bdi class="who">` + oddName + "</bdi></p>":                     0,
		`<p><bdi>x</bdi>` + oddName + "</p>":                                1,
		`<p>of \u2068` + oddShown + "</p>":                                  1,
		"<p>of \u2068" + oddShown + "\u2069</p>":                            0,
		`<p dir="auto"><br>` + oddName + "</p>":                             0,
		`<input hidden value="` + oddName + `">`:                            1,
		`<input hidden dir="auto" value="` + oddName + `">`:                 0,
		`<a aria-label="of ` + oddShown + `" data-name="` + oddName + `"/>`: 1,
	} {
		if got := unisolated("<!DOCTYPE html>" + body); len(got) != want {
			t.Errorf("%s: %q, want %d", body, got, want)
		}
	}
}
