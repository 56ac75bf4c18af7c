package web

import (
	"slices"
	"testing"
)

// The words of whoever runs a site are paragraphs as they were typed.
func TestPrivacyParagraphs(t *testing.T) {
	for words, want := range map[string][]string{
		"":                               nil,
		"\n\n":                           nil,
		"One.":                           {"One."},
		"One,\r\ngone on.\r\n\r\nTwo.\n": {"One,\ngone on.", "Two."},
		"One.\n\n\n\nTwo.":               {"One.", "Two."},
	} {
		if got := (Privacy{Words: words}).Paragraphs(); !slices.Equal(got, want) {
			t.Errorf("%q is %q, want %q", words, got, want)
		}
	}
}

func TestPrivacyPage(t *testing.T) {
	s := newSite(t)
	s.cfg.Privacy = Privacy{Words: "The school of Lyon runs this site.", Contact: "dpo@example.org", GuestDays: 60}
	c := s.browser()
	c.get("/privacy").says("The school of Lyon", "dpo@example.org", "after 60 days", `href="/account#own"`)
	c.get("/about").says(`href="/privacy"`)
	c.get("/sign-up").says(`href="/privacy"`)
	c.header["Accept-Language"] = "fr"
	s.cfg.Privacy = Privacy{}
	sound(t, c.get("/privacy").says("Vie privée").hides("Pour toute question", "60 jours").Body)
}
