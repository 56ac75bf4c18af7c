package web

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"viva/internal/users"
)

var (
	anchors = regexp.MustCompile(`(?s)<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>`)
	posts   = regexp.MustCompile(`(?s)<form method="post" action="([^"]*)".*?</form>`)
	presses = regexp.MustCompile(`(?s)<button([^>]*)>(.*?)</button>`)
	given   = regexp.MustCompile(`<input type="(?:hidden|radio)"[^>]*? name="([^"]*)"[^>]*? value="([^"]*)"( checked)?`)
	named   = regexp.MustCompile(` name="([^"]*)" value="([^"]*)"`)
	tags    = regexp.MustCompile(`<[^>]*>`)
)

// inWords is the text of a link or button, on one line.
func inWords(markup string) string {
	text := flat.Replace(html.UnescapeString(tags.ReplaceAllString(markup, "")))
	return strings.Join(strings.Fields(strings.ReplaceAll(text, "’", "'")), " ")
}

// click follows the link of that text, or presses the button, and arrives. What
// the page itself says comes before its menu.
func (c *browser) click(page *pageReply, text string) *pageReply {
	c.site.t.Helper()
	menu, own, _ := strings.Cut(page.Body, "<main ")
	for _, a := range anchors.FindAllStringSubmatch(own+menu, -1) {
		if inWords(a[2]) == text {
			return c.arrive(c.get(html.UnescapeString(a[1])))
		}
	}
	for _, f := range posts.FindAllStringSubmatch(page.Body, -1) {
		for _, b := range presses.FindAllStringSubmatch(f[0], -1) {
			if inWords(b[2]) != text {
				continue
			}
			fields := map[string]string{}
			for _, in := range given.FindAllStringSubmatch(f[0], -1) {
				if !strings.Contains(in[0], `"radio"`) || in[3] != "" {
					fields[in[1]] = html.UnescapeString(in[2])
				}
			}
			if v := named.FindStringSubmatch(b[1]); v != nil {
				fields[v[1]] = v[2]
			}
			var pairs []string
			for name, value := range fields {
				pairs = append(pairs, name, value)
			}
			return c.arrive(c.post(f[1], pairs...))
		}
	}
	c.site.t.Fatalf("%s: no link and no button says %q", page.what, text)
	return nil
}

// arrive follows where a reply leads.
func (c *browser) arrive(r *pageReply) *pageReply {
	c.site.t.Helper()
	for r.Status == http.StatusSeeOther {
		r = c.get(r.Header.Get("Location"))
	}
	return r.want(http.StatusOK)
}

// What somebody comes for is so many clicks from home, each on words that name
// it: to find the exam and begin it, to read about plans, to take questions
// offline, to see what tomorrow brings, to change the edition.
func TestTasksAreFewClicks(t *testing.T) {
	s := newSite(t)
	learners := map[string]taker{}
	for _, lang := range []string{"en", "fr"} {
		learners[lang] = s.taker("ada-"+lang, users.Learner)
		learners[lang].take("practice", 2, 1)
	}
	for _, task := range []struct {
		name    string
		learner bool
		en, fr  string // what is clicked
		holds   string // the page that is wanted
	}{
		{"the exam, as a stranger", false, "Exam", "Examen", `href="/sign-up?next=`},
		{"the exam, as a stranger by its door", false, "Sit a mock exam", "Passer un examen blanc", `href="/sign-up?next=`},
		{"a plan, as a stranger", false, "Read|AWS Support plans, side by side", "Lire|Les offres d'AWS Support côte à côte", "AWS Business Support+"},
		{"a plan", true, "Read|AWS Support plans, side by side", "Lire|Les offres d'AWS Support côte à côte", "AWS Business Support+"},
		{"offline, as a stranger", false, "Take questions offline|Sign up", "Emporter des questions hors ligne|S'inscrire", `name="next" value="/offline"`},
		{"offline", true, "Take questions offline", "Emporter des questions hors ligne", `action="/offline/sets"`},
		{"tomorrow", true, "Tomorrow: 20 questions", "Demain : 20 questions", `id="load-hint"`},
		{"the edition, as a stranger", false, "Course notes", "Notes de cours", `value="course" aria-current="true"`},
		{"the edition", true, "Course notes", "Notes de cours", `value="course" aria-current="true"`},
		{"the exam", true, "Exam|Begin the exam", "Examen|Commencer l'examen", `role="timer"`},
	} {
		for lang, words := range map[string]string{"en": task.en, "fr": task.fr} {
			c := s.browser()
			if task.learner {
				c = learners[lang].browser
			}
			c.header["Accept-Language"] = lang
			page := c.get("/")
			for _, text := range strings.Split(words, "|") {
				page = c.click(page, text)
			}
			if !strings.Contains(html.UnescapeString(page.Body), task.holds) {
				t.Errorf("%s, %s: %q ends on %s without %q", task.name, lang, words, page.what, task.holds)
			}
		}
	}
}
