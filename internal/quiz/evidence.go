package quiz

import "slices"

// Evidence is an answered item as a sign of what its learner knows.
type Evidence struct {
	Position int
	Item     Item
	Response Response
	Floor    float64 // the chance, from 0 to 1, that a blind guess gets it right
	Facts    []Recalled
	Mixups   []Mixup
}

// Recalled says of one key fact whether the answer got it right.
type Recalled struct {
	Name  string // of the fact, see Fact.Name
	Right bool
}

// Mixup is an option that was taken for another: the ids of what they show.
type Mixup struct{ Key, Taken string }

// Right reports whether the whole answer is right.
func (e Evidence) Right() bool { return e.Response.Points == MaxPoints }

// EvidenceNow is what the change made to the attempt since it was loaded tells
// of its learner: in practice each answer, in an exam all that stand when it
// ends. What was left blank tells nothing.
func (a *Attempt) EvidenceNow() ([]Evidence, error) {
	var found []Evidence
	for _, r := range a.told() {
		e, err := a.evidence(r)
		if err != nil {
			return nil, err
		}
		found = append(found, e)
	}
	return found, nil
}

// told are the responses whose feedback the last change lets the learner read.
func (a *Attempt) told() []Response {
	if a.Mode == Practice {
		return a.Fresh()
	}
	if !a.finishing {
		return nil
	}
	return slices.DeleteFunc(a.standing(), func(r Response) bool { return r.Revision == 0 })
}

func (a *Attempt) evidence(r Response) (Evidence, error) {
	it := a.items[r.Position-1]
	t := typeNamed(it.Type)
	answer, err := t.Read(it, r.Given)
	if err != nil {
		return Evidence{}, err
	}
	e := Evidence{Position: r.Position, Item: it, Response: r, Floor: t.Floor(it), Mixups: it.mixups(answer)}
	for i, fact := range it.Facts {
		name := fact
		if i < len(it.Names) {
			name = it.Names[i]
		}
		e.recall(name, r.Points == MaxPoints || it.recalled(fact, answer))
	}
	return e, nil
}

// recall notes a key fact. Several of one name are one to a learner, who knows
// it when all of them are right.
func (e *Evidence) recall(name string, right bool) {
	i := slices.IndexFunc(e.Facts, func(f Recalled) bool { return f.Name == name })
	if i < 0 {
		e.Facts = append(e.Facts, Recalled{Name: name, Right: right})
		return
	}
	e.Facts[i].Right = e.Facts[i].Right && right
}

// recalled reports whether an answer that is wrong as a whole is right about
// one of its facts: a key among several that was chosen, a row that was filled
// well.
func (it Item) recalled(fact string, a Answer) bool {
	if len(it.Prompts) > 0 {
		return it.filled(fact, a)
	}
	if it.Choose < 2 {
		return false
	}
	return slices.ContainsFunc(a.Chosen, func(i int) bool {
		return it.Options[i].Correct && slices.Contains(it.Options[i].Facts, fact)
	})
}

// filled reports whether all rows that ask a fact are right, and there are any.
func (it Item) filled(fact string, a Answer) bool {
	asked := false
	for i, p := range it.Prompts {
		if i >= len(a.Chosen) || !slices.Contains(p.Facts, fact) {
			continue
		}
		if asked = true; a.Chosen[i] != p.Key {
			return false
		}
	}
	return asked
}

// mixups are the options taken for others, where an answer tells which for
// which: in rows, and where all but one choice is right.
func (it Item) mixups(a Answer) []Mixup {
	var found []Mixup
	add := func(key, taken int) {
		if m := (Mixup{Key: it.Options[key].Shows, Taken: it.Options[taken].Shows}); m.Key != "" && m.Taken != "" && m.Key != m.Taken {
			found = append(found, m)
		}
	}
	for i, p := range it.Prompts {
		if i < len(a.Chosen) && a.Chosen[i] != p.Key {
			add(p.Key, a.Chosen[i])
		}
	}
	if len(it.Prompts) > 0 {
		return found
	}
	var missed, taken []int
	for i, o := range it.Options {
		switch chosen := slices.Contains(a.Chosen, i); {
		case o.Correct && !chosen:
			missed = append(missed, i)
		case !o.Correct && chosen:
			taken = append(taken, i)
		}
	}
	if len(missed) == 1 && len(taken) == 1 {
		add(missed[0], taken[0])
	}
	return found
}
