package testkit_test

import (
	"slices"
	"testing"

	"viva/internal/testkit"
)

func TestSaidTwice(t *testing.T) {
	const sentence = "In 80% of cases: a score of 32 to 40 out of 50."
	says := func(pairs ...string) (sounds []testkit.Sound) {
		for i := 0; i < len(pairs); i += 2 {
			sounds = append(sounds, testkit.Sound{Role: pairs[i], Name: pairs[i+1]})
		}
		return sounds
	}
	for name, tt := range map[string]struct {
		sounds []testkit.Sound
		want   []string
	}{
		"once":             {says("text", "Right", "text", "Wrong", "text", "Right"), nil},
		"after itself":     {says("text", "Right", "image", "Right"), []string{"image Right"}},
		"long, again":      {says("text", sentence, "text", "Right", "text", sentence), []string{"text " + sentence}},
		"long, in another": {says("text", sentence, "text", "Right", "image", "Your score. "+sentence), []string{"image Your score. " + sentence}},
		"a group's legend": {says("group", sentence, "heading", sentence), nil},
		"figures":          {says("cell", "0", "cell", "0"), nil},
	} {
		if got := testkit.SaidTwice(tt.sounds); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// A listener hears what stands on a page once, with its states, and nothing
// that is hidden from them.
func TestHeard(t *testing.T) {
	p := testkit.Open(t, testkit.Options{})
	p.Goto(serve(t) + "/heard")
	var got []string
	for _, s := range p.Heard("main") {
		got = append(got, s.String())
	}
	want := []string{"main", "  heading Heard [level=2]", "  group Which?", "    radio First [checked]", "    radio Second",
		"  button Send (Nobody sees it)", "  text Nobody sees it", "  status [live=polite]", "    text Saved", "  image A picture"}
	if !slices.Equal(got, want) {
		t.Errorf("heard %q, want %q", got, want)
	}
}
