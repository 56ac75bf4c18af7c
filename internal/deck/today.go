package deck

import (
	"fmt"
	"slices"
	"strings"
)

// nowOf lists the facts that tell what is true today about a fact of an older
// edition: its own list, or else its entity's.
func (d *Deck) nowOf(f *Fact, edition string) []*Fact {
	if edition == d.Current {
		return nil
	}
	ids := f.Now
	if len(ids) == 0 {
		ids = f.entity.Now
	}
	facts := make([]*Fact, len(ids))
	for i, id := range ids {
		facts[i] = d.factByID[id]
	}
	return facts
}

// toldOn lists the facts that tell what is true on a day about key facts of an
// older edition. Nothing is told before the current edition begins. Of several
// keys each has one told, the last of its list that holds: authors put last what
// is closest to the fact, and nobody reads what became of four plans in full.
func (d *Deck) toldOn(day Date, edition string, keys []*Fact) []*Fact {
	if !d.Edition(d.Current).validity().Contains(day) {
		return nil
	}
	var told []*Fact
	for _, k := range keys {
		holding := slices.DeleteFunc(slices.Clone(d.nowOf(k, edition)), func(f *Fact) bool { return !f.Validity().Contains(day) })
		if len(keys) > 1 && len(holding) > 1 {
			holding = holding[len(holding)-1:]
		}
		for _, f := range holding {
			if !slices.Contains(told, f) {
				told = append(told, f)
			}
		}
	}
	return told
}

// checkTold demands that what a dated kind was is told together with what it
// is on every day since: a fact under "now" may end, and then another is due.
func (b *builder) checkTold() {
	dated := map[string]bool{}
	for _, k := range b.Kinds {
		dated[k.ID] = k.Dated
	}
	today := b.Edition(b.Current).validity()
	told := map[*Fact]bool{}
	for _, e := range b.Editions {
		for _, r := range b.regimes[e.ID] {
			for _, s := range r.specs {
				f := s.keys[0].fact
				if !dated[f.entity.Kind] || f.in(b.Current) || !today.Contains(r.From) || told[f] {
					continue
				}
				if len(s.now) == 0 {
					told[f] = true
					b.fault(f.at, "from %s on nothing under \"now\" tells what is true today about fact %q; give it or its entity a fact that holds then", r.From, f.ID)
				}
			}
		}
	}
}

// today writes out what a spec tells, a line for each day since which it has been
// so: "Since 2 December 2025: ...".
func (s *Spec) today(lang string) ([]string, error) {
	since := Text{EN: "Since %s: ", FR: "Depuis le %s\u00a0: "}
	var lines []string
	at := map[Date]int{} // the line of a day
	for _, f := range s.now {
		says, err := f.Says(lang)
		if err != nil {
			return nil, err
		}
		i, known := at[f.ValidFrom]
		switch {
		case !known:
			at[f.ValidFrom] = len(lines)
			lines = append(lines, fmt.Sprintf(since.In(lang), f.ValidFrom.typed(lang))+says)
		case !strings.Contains(lines[i], says):
			lines[i] += " " + UpperFirst(says)
		}
	}
	return lines, nil
}

// notesWords gives, in French, the course notes' own word for each thing that
// the key is about: "Les notes de cours appellent Developer « Développeur »".
func (d *Deck) notesWords(spec *Spec, lang string) []string {
	if lang != "fr" {
		return nil
	}
	var words []string
	for _, k := range spec.keys {
		for _, e := range []*Entity{k.fact.entity, k.fact.value} {
			if e.Notes != "" {
				words = appendNew(words, Typeset("fr", fmt.Sprintf("Les notes de cours appellent %s « %s ».", e.FR.french("the"), e.Notes)))
			}
		}
	}
	return words
}
