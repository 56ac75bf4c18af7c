package deck

import (
	"fmt"
	"regexp"
	"strings"
)

// slots are the labels that stand for the names in a template.
type slots map[string]Label

// template is a sentence with slots, parsed once. Its forms are described in
// docs/knowledge-base.md.
type template []part

// part is a literal or a slot.
type part struct {
	literal string
	slot    string
	form    string
	endings []string // of a slot that agrees
}

var slotPattern = regexp.MustCompile(`\{([a-z]+)(?::([A-Za-z]+))?(\|[^{}]*)?\}`)

// parseTemplate splits a text at its slots.
func parseTemplate(text string) (template, error) {
	var t template
	end := 0
	literal := func(s string) error {
		if strings.ContainsAny(s, "{}") {
			return fmt.Errorf("a brace that is no slot in %q", text)
		}
		if s != "" {
			t = append(t, part{literal: s})
		}
		return nil
	}
	for _, at := range slotPattern.FindAllStringSubmatchIndex(text, -1) {
		if err := literal(text[end:at[0]]); err != nil {
			return nil, err
		}
		p := part{slot: text[at[2]:at[3]]}
		if at[4] >= 0 {
			p.form = text[at[4]:at[5]]
		}
		if at[6] >= 0 {
			p.endings = strings.Split(text[at[6]+1:at[7]], "|")
		}
		t = append(t, p)
		end = at[1]
	}
	return t, literal(text[end:])
}

// fill writes the labels into the slots.
func (t template) fill(lang string, with slots) (string, error) {
	var b strings.Builder
	b.Grow(t.size(with))
	for i := range t {
		p := &t[i]
		if p.slot == "" {
			b.WriteString(p.literal)
			continue
		}
		label, ok := with[p.slot]
		if !ok {
			return "", fmt.Errorf("slot {%s} has no meaning here", p.slot)
		}
		var text string
		var err error
		if p.endings != nil {
			text, err = agree(lang, label, p.endings)
		} else {
			text, err = form(lang, label, p.form)
		}
		if err != nil {
			return "", fmt.Errorf("slot {%s}: %w", p.slot, err)
		}
		b.WriteString(text)
	}
	return b.String(), nil
}

// slotRoom is more bytes than what a form usually adds to a label.
const slotRoom = 8

// size is about how many bytes the filled template has.
func (t template) size(with slots) int {
	n := 0
	for i := range t {
		if n += len(t[i].literal); t[i].slot != "" {
			n += len(with[t[i].slot].Text) + slotRoom
		}
	}
	return n
}

// uses reports whether the template has a slot of that name.
func (t template) uses(slot string) bool {
	for _, p := range t {
		if p.slot == slot {
			return true
		}
	}
	return false
}

// templates is a template in every language.
type templates struct{ en, fr template }

func (t templates) in(lang string) template {
	if lang == "fr" {
		return t.fr
	}
	return t.en
}
