package web

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/web/words"
)

// themes are the looks of the site. The first follows the reader's system.
var themes = []string{"system", "light", "dark"}

// preferenceLife is how long a browser keeps a choice.
const preferenceLife = 365 * 24 * time.Hour

// theme is the look that the reader chose.
func (s *Site) theme(c *fiber.Ctx) string {
	if chosen := s.cookie(c, themeCookie); slices.Contains(themes, chosen) {
		return chosen
	}
	return themes[0]
}

// lang is the language that the reader chose, or else the one that the browser
// asks for.
func (s *Site) lang(c *fiber.Ctx) string {
	if chosen := s.cookie(c, langCookie); words.Known(chosen) {
		return chosen
	}
	return s.words.Match(c.Get(fiber.HeaderAcceptLanguage))
}

// setPreferences keeps those choices that the form has: language and theme in
// cookies, and whether to ask how sure one is as keepCertainty does.
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
		if p, ok := principal(c); ok && p.User.Role.CanSignIn() && p.User.Lang != lang {
			if err := s.users.SetLang(c.UserContext(), p.User.ID, lang); err != nil {
				return err
			}
		}
	}
	if f.Has("theme") {
		s.setCookie(c, themeCookie, theme, preferenceLife)
	}
	if f.Has("certainty") {
		if err := s.keepCertainty(c, certainty); err != nil {
			return err
		}
	}
	return redirect(c, kept(c, ownPath(f.Value("next"))))
}
