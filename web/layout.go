package web

import "strings"

// navLink is an entry of the navigation.
type navLink struct {
	Href, Text string
	Current    bool // it leads to this very page
}

// Link makes an entry of the navigation with the text of a key.
func (b base) Link(href, key string) (navLink, error) {
	text, err := b.T(key)
	return b.LinkNamed(href, text), err
}

// LinkNamed makes an entry whose text is somebody's name.
func (b base) LinkNamed(href, text string) navLink {
	path, _, _ := strings.Cut(b.Path, "?")
	return navLink{Href: href, Text: text, Current: path == href}
}
