package audit

import (
	"slices"
	"testing"

	"viva/internal/deck"
)

// A subject without hooks lacks none. One hook asks for more of them, and one
// that says its question again is listed, in the language in which it does.
func TestHooks(t *testing.T) {
	b := dealBatch(t, files(t), Options{Dealings: 1, Limit: 5})
	for id, f := range b.facts { // copies: other tests share the deck
		bare := *f
		bare.Because = nil
		b.facts[id] = &bare
	}
	for _, it := range b.items {
		it.Hooks = nil
	}
	if r := rowOf(t, (*batch).hooks, b); !r.Met || len(r.Notes) == 0 {
		t.Errorf("without hooks: %+v", r)
	}
	at := slices.IndexFunc(b.items, func(it *dealt) bool { return it.single() && it.Level == "clf" && it.Lang == "en" })
	it := b.items[at]
	b.facts[it.Facts[0]].Because = &deck.Because{}
	it.Hooks = []deck.Hook{{Says: "Elephants never forget this."}}
	r := rowOf(t, (*batch).hooks, b)
	if r.Met || figure(t, r, "of these with a hook").Value != 1 || r.Found != 0 {
		t.Errorf("one hook: %+v", r)
	}
	it.Hooks = []deck.Hook{{Says: it.Why[0]}}
	r = rowOf(t, (*batch).hooks, b)
	if r.Met || r.Found != 1 || r.Offenders[0].Item != it.ID || r.Offenders[0].Lang != "en" || r.Offenders[0].Says != it.Why[0] {
		t.Errorf("a hook that repeats: %+v", r.Offenders)
	}
	if f := figure(t, r, "hooks whose words are new, either language"); f.Met || f.Value != 0 {
		t.Errorf("a hook that repeats: %+v", f)
	}
}
