package deck

import (
	"reflect"
	"testing"
)

// A reason that only repeats gives its place to the hook; any other stays, and
// the hook stands beside it.
func TestHookTakesThePlaceOfARepetition(t *testing.T) {
	const again, fresh = "Mars has the largest volcano of the solar system.", "Without moving plates, lava piles up above one spot for ever."
	hook := Hook{Says: "Its name, Olympus, says how high.", Facts: []string{"volcano-name"}}
	mars, venus := Option{Text: "Mars", Correct: true, Reason: again}, Option{Text: "Venus", Reason: "Its volcanoes are flatter."}
	item := func(reason string, hooks ...Hook) Item {
		key := mars
		key.Reason = reason
		return Item{Lang: "en", Stem: "Which planet has the largest volcano of the solar system?", Options: []Option{venus, key}, Hooks: hooks, Why: []string{again}}
	}
	told := item(hook.Says)
	told.Hooks = nil
	two, row := item(again, hook), item(again, hook)
	two.Options[0].Correct = true
	row.Prompts = []Prompt{{Key: 1}}
	tests := map[string]struct{ it, want Item }{
		"a repetition with a hook":    {item(again, hook), told},
		"a repetition without":        {item(again), item(again)},
		"one with two hooks":          {item(again, hook, hook), item(again, hook, hook)},
		"a reason that says more":     {item(fresh, hook), item(fresh, hook)},
		"one of two keys":             {two, two},
		"one of an option for a row":  {row, row},
		"an item without any options": {Item{Hooks: []Hook{hook}}, Item{Hooks: []Hook{hook}}},
	}
	for name, tt := range tests {
		before := tt.it.Options
		if got := tt.it.Told(); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: told as %+v", name, got)
		}
		if len(before) > 0 && before[1].Reason != tt.it.Options[1].Reason {
			t.Errorf("%s: the item itself has changed", name)
		}
	}
}

// Items as they are dealt tell the hook where their reason repeats, and all else
// as before.
func TestDealtItemsTellHooks(t *testing.T) {
	d, faults := LoadSubject(hooked(t, rust, ""), "planets")
	for _, f := range faults {
		t.Fatal(f)
	}
	replaced := 0
	for _, lang := range Langs {
		for _, s := range d.Specs("new", today) {
			it, err := d.Deal(s, lang, NewStreams(1))
			if err != nil {
				t.Fatal(err)
			}
			told := it.Told()
			if len(told.Hooks) == len(it.Hooks) {
				continue
			}
			replaced++
			if told.Options[told.onlyKey()].Reason != it.HookSays()[0] || !reflect.DeepEqual(told.Why, it.Why) || !reflect.DeepEqual(told.Grounds, it.Grounds) {
				t.Errorf("%s: told as %+v", it.ID, told)
			}
		}
	}
	if replaced == 0 {
		t.Error("no reason gives its place to the hook")
	}
}
