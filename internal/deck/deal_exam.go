package deck

// DealExam deals an exam of a profile: its scored items, shared out over the
// topics, and beside them trial items, which go to the models that young says
// few have answered. Nobody can see which is which. The profile decides on the
// topics, types, levels, mode and size, whatever o says.
func (d *Deck) DealExam(p *ExamProfile, o Request, young func(model string) bool) ([]Item, error) {
	o.Mode, o.Types, o.Levels, o.Topics, o.Size = Exam, p.Types, p.Levels, p.Topics, p.Scored
	if len(o.Topics) == 0 {
		for _, t := range d.Topics {
			o.Topics = append(o.Topics, t.ID)
		}
	}
	o.prefer = grown(young, 1)
	scored, err := d.DealAttempt(o)
	if err != nil || len(scored) < p.Scored || p.Items == p.Scored {
		return scored, err
	}
	streams := o.Streams.Sub("trial")
	o.Size, o.prefer, o.Streams = p.Items-p.Scored, grown(young, -1), streams
	for _, it := range scored {
		o.Spent = append(o.Spent, it.Names...)
	}
	trial, err := d.DealAttempt(o)
	if err != nil {
		return nil, err
	}
	for i := range trial {
		trial[i].Role = Trial
	}
	return mixIn(scored, trial, streams), nil
}

// grown prefers, with weight 1, the models that are not young; with -1, those
// that are.
func grown(young func(string) bool, weight float64) func(*Spec) float64 {
	if young == nil {
		return nil
	}
	return func(s *Spec) float64 {
		if young(s.Model.ID) {
			return weight
		}
		return 0
	}
}

// mixIn puts the items of b at random positions among those of a; both keep
// their order.
func mixIn(a, b []Item, s Streams) []Item {
	positions := s.Rand("places").Perm(len(a) + len(b))[:len(b)]
	taken := map[int]bool{}
	for _, at := range positions {
		taken[at] = true
	}
	mixed := make([]Item, 0, len(a)+len(b))
	for at := range cap(mixed) {
		from := &a
		if taken[at] {
			from = &b
		}
		mixed = append(mixed, (*from)[0])
		*from = (*from)[1:]
	}
	return mixed
}
