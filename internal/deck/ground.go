package deck

// Ground is a fact behind the key, with what vouches for it.
type Ground struct {
	Fact       string     `json:"fact"`
	Says       string     `json:"says"` // the fact as a sentence
	Source     Citation   `json:"source"`
	Validity              // when the fact holds
	Confidence Confidence `json:"confidence"`
}

// ground tells a fact and what vouches for it.
func (d *Deck) ground(f *Fact, lang string) (Ground, error) {
	says, err := f.Says(lang)
	return Ground{Fact: f.ID, Says: says, Source: d.sources[f.Source].cite(lang), Validity: f.Validity(), Confidence: f.Confidence}, err
}

// cite is the source as a learner reads it.
func (s *Source) cite(lang string) Citation {
	return Citation{Title: s.Title.In(lang), URL: s.URL, Date: s.Date, Checked: s.Checked, Official: s.Official}
}

// KeyGrounds returns the grounds of the item's key. An item that was dealt
// before grounds were kept has one source and one validity for all its facts.
func (it Item) KeyGrounds() []Ground {
	if len(it.Grounds) > 0 {
		return it.Grounds
	}
	grounds := make([]Ground, len(it.Why))
	for i, says := range it.Why {
		grounds[i] = Ground{Says: says, Source: it.Source, Validity: it.Validity, Confidence: it.Confidence}
		if i < len(it.Facts) {
			grounds[i].Fact = it.Facts[i]
		}
	}
	return grounds
}

// checkSource refuses a day of checking that cannot be.
func (b *builder) checkSource(s *Source) {
	at := s.at.below("checked")
	switch {
	case !s.Checked.valid():
		b.fault(at, "%q is no day; write the day on which you read the source as \"2026-11-22\"", s.Checked)
	case s.Date > string(s.Checked): // a year or month sorts before its days
		b.fault(at, "source %q was checked on %s, before its own date %s; one of the two is wrong", s.ID, s.Checked, s.Date)
	}
}
