package web

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/gofiber/fiber/v2"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"viva/internal/deck"
	"viva/internal/fault"
)

// Lang names a language in that language.
type Lang struct{ ID, Name string }

// Langs are the languages of the site; the first is for readers of none.
var Langs = []Lang{{"en", "English"}, {"fr", "Français"}}

// words are the site's texts in every language.
type words struct {
	matcher language.Matcher
	byLang  map[string]phrases
}

func loadWords(files fs.FS) (*words, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	names, err := fs.Glob(files, "locales/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range names { // <part>.<language>.yaml
		src, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read texts: %w", err)
		}
		if _, err := bundle.ParseMessageFileBytes(src, path.Base(name)); err != nil {
			return nil, fmt.Errorf("read texts from %s: %w", name, err)
		}
	}
	w := &words{byLang: map[string]phrases{}}
	var tags []language.Tag
	for _, l := range Langs {
		tag := language.MustParse(l.ID)
		tags = append(tags, tag)
		w.byLang[l.ID] = phrases{Lang: l.ID, texts: i18n.NewLocalizer(bundle, l.ID), numbers: message.NewPrinter(tag)}
	}
	w.matcher = language.NewMatcher(tags)
	return w, nil
}

// in returns the texts in a language of the site.
func (w *words) in(lang string) phrases { return w.byLang[lang] }

// lang is the reader's language: as chosen, else as the browser asks.
func (s *Site) lang(c *fiber.Ctx) string {
	if chosen := s.cookie(c, langCookie); isLang(chosen) {
		return chosen
	}
	wanted, _, err := language.ParseAcceptLanguage(c.Get(fiber.HeaderAcceptLanguage))
	if err != nil {
		return Langs[0].ID
	}
	_, i, _ := s.words.matcher.Match(wanted...)
	return Langs[i].ID
}

func isLang(id string) bool {
	return slices.ContainsFunc(Langs, func(l Lang) bool { return l.ID == id })
}

// phrases puts things into words, in one language.
type phrases struct {
	Lang    string
	texts   *i18n.Localizer
	numbers *message.Printer
}

// Langs are the languages to choose from.
func (p phrases) Langs() []Lang { return Langs }

// T returns the text of a key. Arguments come in pairs of name and value;
// "Count" also chooses the plural form. A key without text is an error, so
// that no page shows it.
func (p phrases) T(key string, args ...any) (string, error) {
	if len(args)%2 != 0 {
		return "", fmt.Errorf("text %s: arguments come in pairs", key)
	}
	data := map[string]any{}
	for i := 0; i < len(args); i += 2 {
		data[fmt.Sprint(args[i])] = args[i+1]
	}
	return p.text(key, data, data["Count"])
}

func (p phrases) text(key string, data map[string]any, count any) (string, error) {
	printed := map[string]any{}
	for name, value := range data {
		printed[name] = value
		if n, ok := value.(int); ok {
			printed[name] = p.Number(n)
		}
	}
	text, err := p.texts.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: printed, PluralCount: count})
	if err != nil {
		return "", fmt.Errorf("text %s in %s: %w", key, p.Lang, err)
	}
	return text, nil
}

// figures are the details of faults that choose a plural form.
var figures = []string{"available", "left", "retry_after", "min", "max"}

// Phrase returns the sentence for an expected error. Its figures are named in
// the text as in its Detail.
func (p phrases) Phrase(f *fault.Error) (string, error) {
	for _, name := range figures {
		if n, ok := f.Detail[name].(int); ok {
			return p.text("error_"+f.Code, f.Detail, n)
		}
	}
	return p.text("error_"+f.Code, f.Detail, nil)
}

// Number writes a whole number.
func (p phrases) Number(n int) string { return p.numbers.Sprint(number.Decimal(n)) }

// Percent writes a proportion of 0 to 1, rounded to whole percents.
func (p phrases) Percent(x float64) string {
	return p.numbers.Sprint(number.Percent(x, number.MaxFractionDigits(0)))
}

// Labelled is a name with what is said of it.
func (p phrases) Labelled(name, says string) string {
	if p.Lang == "fr" {
		return name + "\u00a0: " + says
	}
	return name + ": " + says
}

// Date writes the day of a moment, in UTC.
func (p phrases) Date(t time.Time) string { return deck.DateOf(t).In(p.Lang) }

// Time writes a moment to the minute, in UTC.
func (p phrases) Time(t time.Time) string { return p.Date(t) + ", " + t.UTC().Format("15:04") + " UTC" }
