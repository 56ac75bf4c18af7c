package audit

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"viva/internal/deck"
	"viva/internal/gist"
	"viva/internal/quiz"
)

// asked are the members of a question that ask it; the others are its frame.
var asked = []string{"Stem", "Options", "Prompts"}

// frame is all that a learner is shown around an item before the answer, in
// words. It is read from the question that every page is made of, whatever
// members that has, so that what is added to it is seen here as well.
func (b *batch) frame(it *dealt) (string, error) {
	q, err := quiz.Restore(quiz.Attempt{Subject: it.Subject, Edition: it.Edition, Lang: it.Lang}, []deck.Item{it.Item}, nil, nil).Question(1)
	if err != nil {
		return "", fmt.Errorf("ask %s: %w", it.ID, err)
	}
	said := []string{b.deck.Title.In(it.Lang), b.deck.TypeNote(it.Type, it.Lang)}
	v := reflect.ValueOf(q)
	for i := range v.NumField() {
		if !slices.Contains(asked, v.Type().Field(i).Name) {
			said = append(said, textsIn(v.Field(i))...)
		}
	}
	for _, id := range slices.Clone(said) { // pages show the titles of ids
		if t := b.deck.Topic(id); t != nil {
			said = append(said, t.Title.In(it.Lang))
		}
		if e := b.deck.Edition(id); e != nil {
			said = append(said, e.Title.In(it.Lang), e.Short.In(it.Lang), e.About.In(it.Lang))
		}
	}
	return strings.Join(said, " "), nil
}

// textsIn are the texts that a value holds, at any depth.
func textsIn(v reflect.Value) []string {
	var texts []string
	switch v.Kind() {
	case reflect.String:
		texts = append(texts, v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			texts = textsIn(v.Elem())
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			texts = append(texts, textsIn(field)...)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			texts = append(texts, textsIn(v.Index(i))...)
		}
	}
	return texts
}

// frameReaders go by what stands around the question alone: the option whose
// words stand there, or the one whose words do not. They read the whole frame
// and then what is its own, which tells more where a word is in every frame.
var frameReaders = []guesser{
	{"most overlap", each(func(_, frame, o string) float64 { return gist.Overlap(gist.Words(o), gist.Words(frame)) })},
	{"least overlap", each(func(_, frame, o string) float64 { return -gist.Overlap(gist.Words(o), gist.Words(frame)) })},
}

// guessFrame compares guessers who see the frame with those who do not: with
// chance, and where the options are a closed set with the key prior, which
// they know as well.
func (b *batch) guessFrame(r *Row) error { return b.guessBy(r, b.frame) }

// guessBy compares the guessers on the items where what frame says tells
// options apart; elsewhere there is nothing to go by.
func (b *batch) guessBy(r *Row, frame func(*dealt) (string, error)) error {
	found, prior := newFindings(), b.keyPrior()
	for _, lang := range deck.Langs {
		frames := map[*dealt]string{}
		for _, it := range b.items {
			if it.Lang == lang && it.choice() {
				text, err := frame(it)
				if err != nil {
					return err
				}
				frames[it] = text
			}
		}
		b.readFrames(r, found, prior, "the frame, "+lang, frames)
		b.readFrames(r, found, prior, "what only this frame says, "+lang, ownWords(frames))
	}
	r.settle(found, b.Limit)
	return nil
}

// ownWords leaves of each frame what fewer than half of the frames of its
// edition have.
func ownWords(frames map[*dealt]string) map[*dealt]string {
	with, all := map[[2]string]int{}, map[string]int{}
	for it, text := range frames {
		all[it.Edition]++
		for word := range set(gist.Tokens(text)) {
			with[[2]string{it.Edition, word}]++
		}
	}
	own := map[*dealt]string{}
	for it, text := range frames {
		var words []string
		for _, word := range gist.Tokens(text) {
			if 2*with[[2]string{it.Edition, word}] < all[it.Edition] {
				words = append(words, word)
			}
		}
		own[it] = strings.Join(words, " ")
	}
	return own
}

// readFrames measures every reader on the items.
func (b *batch) readFrames(r *Row, found *findings, prior prior, what string, frames map[*dealt]string) {
	gains := map[string][]gain{}
	for _, it := range b.items {
		text, asked := frames[it]
		if !asked {
			continue
		}
		for _, g := range frameReaders {
			if points, ok := b.gainBy(it, prior, g, text); ok {
				gains[g.name] = append(gains[g.name], gain{it, points})
			}
		}
	}
	var items []*dealt
	for _, g := range gains[frameReaders[0].name] {
		items = append(items, g.item)
	}
	r.figure("items whose options are told apart by "+what, float64(len(clusters(items))), "")
	for _, g := range frameReaders {
		name := g.name + " with " + what
		mean, lower := clustered(gains[g.name])
		met := lower <= maxGain
		r.demand(name, 100*mean, fmt.Sprintf("points (lower bound %.1f)", 100*lower), met)
		if !met {
			blame(found, name, gains[g.name])
		}
	}
}

// gainBy is what a reader of the frame wins on an item over one who is blind
// to it; ok is false where the frame says nothing of the options.
func (b *batch) gainBy(it *dealt, prior prior, g guesser, frame string) (points float64, ok bool) {
	chance := deck.NewStreams(b.Seed).Sub("guess").Sub(g.name).Sub(it.Edition).Rand(it.ID)
	n := 0
	for _, d := range it.dealings {
		texts, key := d.texts(), d.key()
		score := g.score(it.Lang, frame, texts)
		if slices.Max(score) == slices.Min(score) {
			continue
		}
		blind := chanceOf(len(texts), len(key))
		if it.closed {
			blind = prior.right(it, d, key)
			often := prior[[3]string{it.Family, it.Edition, it.Lang}]
			for i, text := range texts { // what the frame leaves open, the prior decides
				score[i] += often[text] / 1e6
			}
		}
		if slices.Equal(best(score, len(key), chance), key) {
			points++
		}
		points -= blind
		n++
	}
	return points / max(1, float64(n)), n > 0
}
