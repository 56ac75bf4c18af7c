// Package words puts things into the words of a language: the site's texts
// with their plural forms, numbers, shares, days and moments. Load reads the
// texts, In chooses a language. A text that is missing is an error, so that no
// page shows a key. It knows neither pages nor requests.
package words

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"viva/internal/fault"
)

// Lang names a language in that language.
type Lang struct{ ID, Name string }

// Langs are the languages of the site; the first is for readers of none.
var Langs = []Lang{{"en", "English"}, {"fr", "Français"}}

// Known reports whether the site has a language of that id.
func Known(id string) bool {
	return slices.ContainsFunc(Langs, func(l Lang) bool { return l.ID == id })
}

// Catalogue holds the site's texts in every language.
type Catalogue struct {
	matcher language.Matcher
	byLang  map[string]Phrases
}

// Load reads the texts, which are part of the program.
func Load() (*Catalogue, error) {
	texts, err := read(files)
	if err != nil {
		return nil, fmt.Errorf("read texts: %w", err)
	}
	bundle := i18n.NewBundle(language.English)
	c := &Catalogue{byLang: map[string]Phrases{}}
	var tags []language.Tag
	for _, l := range Langs {
		tag := language.MustParse(l.ID)
		if err := bundle.AddMessages(tag, messages(texts, l.ID)...); err != nil {
			return nil, fmt.Errorf("read texts in %s: %w", l.Name, err)
		}
		tags = append(tags, tag)
		c.byLang[l.ID] = Phrases{Lang: l.ID, texts: i18n.NewLocalizer(bundle, l.ID), numbers: message.NewPrinter(tag)}
	}
	c.matcher = language.NewMatcher(tags)
	return c, nil
}

// figure is a small number and the first letter of what it counts, or of its
// month.
var figure = regexp.MustCompile(`\b(\d{1,2}) (\p{L})`)

// Unbroken keeps on one line what belongs together in a name: "CLF-C02",
// "4 plans", "2 December".
func (p Phrases) Unbroken(name string) string {
	return figure.ReplaceAllString(strings.ReplaceAll(name, "-", "\u2011"), "$1\u00a0$2")
}

// In returns the texts in a language of the site.
func (c *Catalogue) In(lang string) Phrases { return c.byLang[lang] }

// Match chooses the language that suits a browser best, by what it sends as
// Accept-Language.
func (c *Catalogue) Match(accepted string) string {
	wanted, _, err := language.ParseAcceptLanguage(accepted)
	if err != nil {
		return Langs[0].ID
	}
	_, i, _ := c.matcher.Match(wanted...)
	return Langs[i].ID
}

// Phrases puts things into words, in one language.
type Phrases struct {
	Lang    string
	texts   *i18n.Localizer
	numbers *message.Printer
}

// Langs are the languages to choose from.
func (p Phrases) Langs() []Lang { return Langs }

// T returns the text of a key. Arguments come in pairs of name and value;
// "Count" also chooses the plural form. A key without text is an error, so
// that no page shows it.
func (p Phrases) T(key string, args ...any) (string, error) {
	if len(args)%2 != 0 {
		return "", fmt.Errorf("text %s: arguments come in pairs", key)
	}
	data := map[string]any{}
	for i := 0; i < len(args); i += 2 {
		data[fmt.Sprint(args[i])] = args[i+1]
	}
	return p.text(key, data, data["Count"])
}

// Pattern returns the text of a key with {Name} where an argument of that name
// goes, for a script to fill. count chooses the plural form; it is nil where
// there is one form only.
func (p Phrases) Pattern(key string, count any, names ...string) (string, error) {
	data := map[string]any{}
	for _, name := range names {
		data[name] = "{" + name + "}"
	}
	return p.text(key, data, count)
}

func (p Phrases) text(key string, data map[string]any, count any) (string, error) {
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
var figures = []string{"available", "left"}

// Phrase returns what people are told of an expected error: its own sentence,
// or the text "error_" and its code, which names figures as its Detail does, and
// as Wait what "retry_after" says in seconds.
func (p Phrases) Phrase(f *fault.Error) (string, error) {
	switch {
	case f.French != "" && p.Lang == "fr":
		return f.French, nil
	case f.French != "":
		return f.Text, nil
	}
	if n, ok := f.Detail["retry_after"].(int); ok {
		wait, err := p.wait(n)
		if err != nil {
			return "", err
		}
		f = f.With("Wait", wait)
	}
	for _, name := range figures {
		if n, ok := f.Detail[name].(int); ok {
			return p.text("error_"+f.Code, f.Detail, n)
		}
	}
	return p.text("error_"+f.Code, f.Detail, nil)
}

// wait writes how long to wait, in the largest unit of which it is two at least,
// rounded up: nobody is told to come back too early.
func (p Phrases) wait(seconds int) (string, error) {
	for _, unit := range []struct {
		key     string
		seconds int
	}{{"wait_days", 24 * 60 * 60}, {"wait_hours", 60 * 60}, {"wait_minutes", 60}} {
		if seconds >= 2*unit.seconds {
			return p.T(unit.key, "Count", (seconds+unit.seconds-1)/unit.seconds)
		}
	}
	return p.T("wait_seconds", "Count", seconds)
}

// Number writes a whole number.
func (p Phrases) Number(n int) string { return p.numbers.Sprint(number.Decimal(n)) }

// spelled are the numbers from 0 to 20 in letters, by language; in French of
// questions.
var spelled = map[string][]string{
	"en": strings.Fields("none one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"),
	"fr": strings.Fields("aucune une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt"),
}

// Spelled writes a whole number as a heading does: up to 20 in letters.
func (p Phrases) Spelled(n int) string {
	if n >= 0 && n < len(spelled[p.Lang]) {
		return spelled[p.Lang][n]
	}
	return p.Number(n)
}

// Sentence writes the first letter of a text as a capital.
func Sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// Figure writes a number with at most three decimals.
func (p Phrases) Figure(x float64) string {
	return p.numbers.Sprint(number.Decimal(x, number.MaxFractionDigits(3)))
}

// Percent writes a proportion of 0 to 1, rounded to whole percents.
func (p Phrases) Percent(x float64) string {
	return p.numbers.Sprint(number.Percent(x, number.MaxFractionDigits(0)))
}

// Labelled is a name with what is said of it.
func (p Phrases) Labelled(name, says string) string {
	if p.Lang == "fr" {
		return name + "\u00a0: " + says
	}
	return name + ": " + says
}

var frenchMonths = [...]string{"janvier", "février", "mars", "avril", "mai", "juin",
	"juillet", "août", "septembre", "octobre", "novembre", "décembre"}

// Date writes the day of a moment, in UTC: 2 December 2025, 2 décembre 2025,
// 1er janvier 2027. No line ends between the day and its month.
func (p Phrases) Date(t time.Time) string {
	t = t.UTC()
	if p.Lang != "fr" {
		return t.Format("2\u00a0January 2006")
	}
	day := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		day = "1er"
	}
	return fmt.Sprintf("%s\u00a0%s %d", day, frenchMonths[t.Month()-1], t.Year())
}

// Clock writes the time of day of a moment where its zone is: 14:35, 14 h 35.
// Of UTC it says so, as few readers live by it.
func (p Phrases) Clock(t time.Time) string {
	text := t.Format("15:04")
	if p.Lang == "fr" {
		text = t.Format("15") + "\u00a0h\u00a0" + t.Format("04")
	}
	if t.Location() == time.UTC {
		text += "\u00a0UTC"
	}
	return text
}

// Time writes a moment to the minute, in UTC.
func (p Phrases) Time(t time.Time) string { return p.Date(t) + ", " + p.Clock(t.UTC()) }
