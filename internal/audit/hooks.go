package audit

import (
	"strings"
	"viva/internal/gist"
)

// A subject that has hooks at all is to have them for so many of the facts that
// it keys at level clf, or for half of them where it has fewer.
const hooksAimed = 300

// newWords is the share of a hook's content words that must stand neither in
// the stem nor in the key nor in its reason, for the hook to say something new.
const newWords = 0.5

// hooks counts the facts that have a hook, and looks for hooks that say again
// what the question, its key or its reason says.
func (b *batch) hooks(r *Row) error {
	found := newFindings()
	keyed, hooked := map[string]bool{}, map[string]bool{}
	stale := map[[2]string]bool{} // language and hook -> it repeats in some item
	for _, it := range b.items {
		if it.Level != "clf" {
			continue
		}
		for _, id := range it.Facts {
			keyed[id] = true
			if b.facts[id].Because != nil {
				hooked[id] = true
			}
		}
		told := b.toldWords(it)
		for _, h := range it.Hooks {
			id := [2]string{it.Lang, h.Says}
			old := gist.Overlap(gist.Words(h.Says), told) > 1-newWords
			stale[id] = stale[id] || old
			if old {
				found.item("a hook that repeats its question", it.Item, h.Says)
			}
		}
	}
	repeats := 0
	for _, old := range stale {
		if old {
			repeats++
		}
	}
	r.figure("facts keyed at level clf", float64(len(keyed)), "")
	r.demand("of these with a hook", float64(len(hooked)), "", len(hooked) == 0 || len(hooked) >= min(hooksAimed, len(keyed)/2))
	fresh := len(stale) - repeats
	r.demand("hooks whose words are new, either language", float64(fresh), "of "+grouped(len(stale)), 10*fresh >= 9*len(stale))
	if len(hooked) == 0 {
		r.Notes = append(r.Notes, "This subject has no hooks: none is demanded.")
	}
	r.Found, r.Offenders = found.list(b.Limit)
	r.Met = r.Figures[1].Met && r.Figures[2].Met
	return nil
}

// toldWords are the content words that a learner reads beside the hooks of an
// item: those of its stem, of its key and of the reason why that is right.
func (b *batch) toldWords(it *dealt) map[string]bool {
	texts := []string{it.Situation, strings.Join(it.stems(), " ")}
	for _, o := range it.Options {
		if o.Correct {
			texts = append(texts, o.Text, o.Reason)
		}
	}
	for _, p := range it.Prompts {
		texts = append(texts, p.Text)
	}
	if it.Entry != nil {
		texts = append(texts, it.Entry.Key)
	}
	return gist.Words(strings.Join(append(texts, it.Why...), " "))
}
