package proof

import "fmt"

// inOrder derives the order of the options: each is a value of the entity, and
// takes the place that its fact gives it. All places must be taken.
func (b *Book) inOrder(q question, options []string) ([]int, error) {
	at := map[int]int{} // place -> option
	places := 0
	for _, f := range q.facts {
		if f.entity == q.asked {
			places++
		}
	}
	for i, option := range options {
		place := 0
		for _, f := range q.facts {
			if f.entity != q.asked || f.value[q.lang] != fold(option) {
				continue
			}
			if place > 0 && place != f.place {
				return nil, fmt.Errorf("option %q: %w: place %d or %d", option, ErrAmbiguous, place, f.place)
			}
			place = f.place
		}
		if place == 0 {
			return nil, fmt.Errorf("option %q: %w", option, ErrUnknown)
		}
		if _, taken := at[place]; taken {
			return nil, fmt.Errorf("option %q: %w", option, ErrTwice)
		}
		at[place] = i
	}
	order := make([]int, 0, len(options))
	for place := 1; place <= places; place++ {
		i, ok := at[place]
		if !ok {
			return nil, fmt.Errorf("%w: nothing stands at place %d", ErrNumber, place)
		}
		order = append(order, i)
	}
	return order, nil
}

// matches derives the option that belongs to each prompt. Either may be the
// entity of a fact, the other is its value.
func (b *Book) matches(q question, prompts, options []string) ([]int, error) {
	key := make([]int, len(prompts))
	seen := map[string]bool{}
	for _, text := range append(append([]string{}, prompts...), options...) {
		if seen[fold(text)] {
			return nil, fmt.Errorf("%q: %w", text, ErrTwice)
		}
		seen[fold(text)] = true
		if !b.known(q, fold(text)) {
			return nil, fmt.Errorf("%q: %w", text, ErrUnknown)
		}
	}
	for row, prompt := range prompts {
		key[row] = -1
		for i, option := range options {
			joined, arguable := b.joined(q, fold(prompt), fold(option))
			switch {
			case joined && key[row] >= 0:
				return nil, fmt.Errorf("prompt %q: %w: %q or %q", prompt, ErrAmbiguous, options[key[row]], option)
			case joined:
				key[row] = i
			case arguable != "":
				return nil, fmt.Errorf("prompt %q, option %q: %w: %s", prompt, option, ErrArguable, arguable)
			}
		}
		if key[row] < 0 {
			return nil, fmt.Errorf("prompt %q: %w: no option belongs to it", prompt, ErrNumber)
		}
	}
	return key, nil
}

// known reports whether some fact speaks of the text.
func (b *Book) known(q question, text string) bool {
	for _, f := range q.facts {
		if f.value[q.lang] == text || b.entities[f.entity][q.lang] == text {
			return true
		}
	}
	return false
}

// joined reports whether a fact joins the two texts, and otherwise which fact
// arguably does.
func (b *Book) joined(q question, x, y string) (joined bool, arguable string) {
	for _, f := range q.facts {
		value := f.value[q.lang]
		if value != x && value != y {
			continue
		}
		other := x
		if value == x {
			other = y
		}
		if b.entities[f.entity][q.lang] == other {
			return true, ""
		}
		for _, id := range f.also {
			if b.entities[id][q.lang] == other {
				arguable = f.id
			}
		}
	}
	return false, arguable
}
