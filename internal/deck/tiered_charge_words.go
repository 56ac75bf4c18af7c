package deck

// chargeWords are the sentences about tiered charges. They are an author's,
// since what is charged for (a month of support, a crossing) and how one says
// so is nothing that a program knows.
type chargeWords struct {
	// Rates name a part of the charge where it stands for the whole fact.
	Rates struct {
		Minimum sentence `json:"minimum"` // {minimum}: what is charged at least
		All     sentence `json:"all"`     // {percent} of any usage
		First   sentence `json:"first"`   // {percent} up to {to}
		Band    sentence `json:"band"`    // {percent} between {from} and {to}
		Above   sentence `json:"above"`   // {percent} from {from} on
	} `json:"rates"`
	// Working leads to the charge, line by line.
	Working struct {
		Band    sentence `json:"band"`    // {percent} of {part} is {charge}
		Sum     sentence `json:"sum"`     // {sum} of several bands
		More    sentence `json:"more"`    // {sum} is more than {minimum}
		Minimum sentence `json:"minimum"` // {sum} is less than {minimum}
	} `json:"working"`
	// Mistakes speak to whoever typed the number of a known misunderstanding.
	Mistakes struct {
		Flat      sentence `json:"flat"`       // {percent} of the whole usage
		NoMinimum sentence `json:"no_minimum"` // the bands alone, where {minimum} is more
		Minimum   sentence `json:"minimum"`    // the minimum alone, where the bands are more
		Added     sentence `json:"added"`      // the minimum and the bands
	} `json:"mistakes"`
}

// sentence is a text with slots that are filled when an item is dealt.
type sentence struct {
	Text
	templates templates
}

// say fills the slots. It cannot fail: linking has tried every slot.
func (s sentence) say(lang string, with slots) string {
	text, _ := s.templates.in(lang).fill(lang, with)
	return Typeset(lang, text)
}

// linkCharge demands the sentences of a relation that gives rates, and of no
// other.
func (b *builder) linkCharge(r *Relation) {
	at := r.at.below("tiered_charge")
	if w := r.TieredCharge; (w != nil) != (r.Value == "rate") {
		b.fault(r.at, "relation %q gives a %s: it has a tiered_charge with its sentences exactly if it gives a rate", r.ID, r.Value)
	} else if w != nil {
		w.link(b, at)
	}
}

func (w *chargeWords) link(b *builder, at position) {
	for _, s := range []struct {
		of       *sentence
		part, id string
		slots    []string
	}{
		{&w.Rates.Minimum, "rates", "minimum", []string{"minimum"}},
		{&w.Rates.All, "rates", "all", []string{"percent"}},
		{&w.Rates.First, "rates", "first", []string{"percent", "to"}},
		{&w.Rates.Band, "rates", "band", []string{"percent", "from", "to"}},
		{&w.Rates.Above, "rates", "above", []string{"percent", "from"}},
		{&w.Working.Band, "working", "band", []string{"percent", "part", "charge"}},
		{&w.Working.Sum, "working", "sum", []string{"sum"}},
		{&w.Working.More, "working", "more", []string{"sum", "minimum"}},
		{&w.Working.Minimum, "working", "minimum", []string{"sum", "minimum"}},
		{&w.Mistakes.Flat, "mistakes", "flat", []string{"percent"}},
		{&w.Mistakes.NoMinimum, "mistakes", "no_minimum", []string{"minimum"}},
		{&w.Mistakes.Minimum, "mistakes", "minimum", nil},
		{&w.Mistakes.Added, "mistakes", "added", nil},
	} {
		s.of.templates = b.compile(at.below(s.part).below(s.id), s.of.Text, s.slots...)
	}
}
