package web

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/web/words"
)

// themes are the looks of the site; the first follows the reader's system.
var themes = []string{"system", "light", "dark"}

// preferenceLife is how long a browser keeps a choice.
const preferenceLife = 365 * 24 * time.Hour

// theme is the reader's choice of look.
func (s *Site) theme(c *fiber.Ctx) string {
	if chosen := s.cookie(c, themeCookie); slices.Contains(themes, chosen) {
		return chosen
	}
	return themes[0]
}

// lang is the reader's language: as chosen, else as the browser asks.
func (s *Site) lang(c *fiber.Ctx) string {
	if chosen := s.cookie(c, langCookie); words.Known(chosen) {
		return chosen
	}
	return s.words.Match(c.Get(fiber.HeaderAcceptLanguage))
}

// setPreferences keeps language, theme and whether to ask how sure one is,
// whichever is given, in cookies of the browser.
func (s *Site) setPreferences(c *fiber.Ctx) error {
	f, err := readForm(c, "lang", "theme", "certainty", "next")
	if err != nil {
		return err
	}
	lang, theme, certainty := f.Value("lang"), f.Value("theme"), f.Value("certainty")
	if f.Has("lang") && !words.Known(lang) {
		return errPreferences.At("lang")
	}
	if f.Has("theme") && !slices.Contains(themes, theme) {
		return errPreferences.At("theme")
	}
	if f.Has("certainty") && !slices.Contains(certaintyHabits, certainty) {
		return errPreferences.At("certainty")
	}
	if f.Has("lang") {
		s.setCookie(c, langCookie, lang, preferenceLife)
	}
	if f.Has("theme") {
		s.setCookie(c, themeCookie, theme, preferenceLife)
	}
	if f.Has("certainty") {
		if err := s.keepCertainty(c, certainty); err != nil {
			return err
		}
	}
	return redirect(c, ownPath(f.Value("next")))
}
