package quiz

import "fmt"

// today tells what is true in the current edition about the key facts of an
// older one: "Since 2 December 2025: ...". A fact's own list goes before its
// entity's.
func (d *Deck) today(spec *Spec, lang string) ([]string, error) {
	if spec.Edition == d.Current {
		return nil, nil
	}
	since := Text{EN: "Since %s: %s", FR: "Depuis le %s : %s"}
	var lines []string
	for _, k := range spec.keys {
		ids := k.fact.Now
		if len(ids) == 0 {
			ids = k.fact.entity.Now
		}
		for _, id := range ids {
			f := d.factByID[id]
			if f == nil {
				return nil, fmt.Errorf("fact %s: no fact %q to tell about today", k.fact.ID, id)
			}
			says, err := f.says(lang)
			if err != nil {
				return nil, err
			}
			lines = appendNew(lines, fmt.Sprintf(since.In(lang), f.ValidFrom.In(lang), says))
		}
	}
	return lines, nil
}

// notesWords gives, in French, the course notes' own word for each thing that
// the key is about: "Developer, « Développeur » dans vos notes".
func (d *Deck) notesWords(spec *Spec, lang string) []string {
	if lang != "fr" {
		return nil
	}
	var words []string
	for _, k := range spec.keys {
		for _, e := range []*Entity{k.fact.entity, k.fact.value} {
			if e.Notes != "" {
				words = appendNew(words, Typeset("fr", fmt.Sprintf("%s, « %s » dans vos notes.", e.FR.Text, e.Notes)))
			}
		}
	}
	return words
}
