package web

import (
	"encoding/xml"
	"fmt"
	"math"
	"regexp"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/testkit"
	"viva/web/chart"
	"viva/web/words"
)

// progressPage holds every chart of progress; chartsTemplate draws it. No
// route of the site leads to it.
type progressPage struct {
	base
	Curve       []*chart.Curve
	Calibration []*chart.Calibration
	Forecast    []*chart.Forecast
	Mastery     []*chart.Mastery
	Week        []*chart.Week
}

const chartsTemplate = `{{define "head"}}<link rel="stylesheet" href="{{.Static "progress.css"}}">{{end}}
{{define "content"}}<h1>Charts</h1>
{{range .Curve}}{{template "chart-curve" .}}{{end}}
{{range .Calibration}}{{template "chart-calibration" .}}{{end}}
{{range .Forecast}}{{template "chart-forecast" .}}{{end}}
{{range .Mastery}}{{template "chart-mastery" .}}{{end}}
{{range .Week}}{{template "chart-week" .}}{{end}}{{end}}`

// withCharts gives a site the page of all charts, among pages of its own.
func withCharts(t *testing.T, s *testSite) *testSite {
	t.Helper()
	own, err := loadPages(s.files, false)
	if err != nil {
		t.Fatal(err)
	}
	page, err := own.set["about"].Clone()
	if err == nil {
		_, err = page.Parse(chartsTemplate)
	}
	if err != nil {
		t.Fatal(err)
	}
	own.set["charts"], s.pages = page, own
	return s
}

var chartDay = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// curveOf samples a memory that halves in so many days after each review, and
// lasts twice as long after each that was right.
func curveOf(id string, ahead float64, exam *float64, reviews ...chart.CurveReview) chart.CurveData {
	d := chart.CurveData{ID: id, Now: chartDay, Reviews: reviews, Exam: exam}
	half := 4.0
	for i, r := range reviews {
		end := ahead
		if i+1 < len(reviews) {
			end = reviews[i+1].Day
		}
		if r.Right {
			half *= 2
		}
		for step := range 11 {
			day := r.Day + (end-r.Day)*float64(step)/10
			d.Samples = append(d.Samples, chart.CurveSample{Day: day, R: math.Pow(0.5, (day-r.Day)/half)})
		}
	}
	return d
}

func review(day float64, right bool) chart.CurveReview {
	return chart.CurveReview{Day: day, Right: right}
}

// said is how often answers of one certainty were right, the interval of that
// share, and what the word promises.
func said(right, asked int, low, high, expectLow, expectUp float64) chart.CertaintyShare {
	return chart.CertaintyShare{Right: right, Asked: asked, Low: low, High: high, ExpectLow: expectLow, ExpectUp: expectUp}
}

// binomial is the distribution of the number right of n.
func binomial(n int, p float64) []float64 {
	chances := make([]float64, n+1)
	for k := range chances {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(k + 1))
		c, _ := math.Lgamma(float64(n - k + 1))
		chances[k] = math.Exp(a - b - c + float64(k)*math.Log(p) + float64(n-k)*math.Log(1-p))
	}
	return chances
}

const longTopic = "Accompagnement personnalisé, responsables techniques de compte et interlocuteurs de facturation"

// chartsOf fills the page: usual figures, the edges of what there can be, and
// nothing at all.
func chartsOf(t *testing.T, b base) progressPage {
	t.Helper()
	v := progressPage{base: b}
	must := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	p := b.Phrases
	// Two figures of one kind on one page need titles of their own.
	name := func(f *chart.Figure) { f.Title += " (" + f.ID + ")" }
	for _, d := range []chart.CurveData{
		curveOf("c1", 40, new(3.0), review(-60, true), review(-52, false), review(-40, true), review(-12, true)),
		curveOf("c2", 3, new(1.0), review(-0.2, true)),
		curveOf("c3", 9, nil, review(0, false)),
		{ID: "c4", Now: chartDay, Samples: []chart.CurveSample{{Day: 0, R: 1}}, Reviews: []chart.CurveReview{{Day: 0, Right: true}}},
		{ID: "c5", Now: chartDay},
	} {
		c, err := chart.NewCurve(p, d)
		must(err)
		name(&c.Figure)
		v.Curve = append(v.Curve, c)
	}
	for i, s := range [][3]chart.CertaintyShare{
		{said(3, 12, 0.1, 0.5, 0.2, 0.4), said(1300, 2400, 0.52, 0.56, 0.6, 0.8), said(24, 25, 0.8, 0.99, 0.9, 1)},
		{said(0, 4, 0, 0.49, 0.2, 0.4), said(0, 0, 0, 0, 0.6, 0.8), said(5, 5, 0.57, 1, 0.9, 1)},
		{},
	} {
		c, err := chart.NewCalibration(p, fmt.Sprint("k", i), s)
		must(err)
		name(&c.Figure)
		v.Calibration = append(v.Calibration, c)
	}
	for _, d := range []chart.ForecastData{
		{ID: "f1", On: chartDay, Chances: binomial(50, 0.72), Pass: 35, Low: 32, High: 40, Share: 0.8},
		{ID: "f2", Chances: binomial(65, 0.02), Pass: 46, Low: 0, High: 3, Share: 0.8},
		{ID: "f3", Chances: []float64{0, 0, 0, 0, 0, 1}, Low: 5, High: 5, Share: 0.8},
		{ID: "f4", Needs: 12},
		{ID: "f5"},
	} {
		c, err := chart.NewForecast(p, d)
		must(err)
		name(&c.Figure)
		v.Forecast = append(v.Forecast, c)
	}
	for i, topics := range [][]chart.TopicLevels{
		{{Title: "Plans", Facts: [5]int{4, 6, 8, 10, 12}}, {Title: longTopic, Facts: [5]int{1, 0, 0, 0, 199}}, {Title: "All <known>", Facts: [5]int{0, 0, 0, 0, 7}}, {Title: "None", Facts: [5]int{}}},
		nil,
	} {
		c, err := chart.NewMastery(p, fmt.Sprint("m", i), topics)
		must(err)
		name(&c.Figure)
		v.Mastery = append(v.Mastery, c)
	}
	day := chart.WeekDay{Answers: 1200, Done: true}
	for _, d := range []chart.WeekData{
		{ID: "w1", Days: [7]chart.WeekDay{day, {}, day, {Paused: true}, {Answers: 2}}, Today: 4, Goal: 5},
		{ID: "w2", Days: [7]chart.WeekDay{day, day, day, day, day, day, day}, Today: 6, Goal: 5},
		{ID: "w3"},
	} {
		c, err := chart.NewWeek(p, d)
		must(err)
		name(&c.Figure)
		v.Week = append(v.Week, c)
	}
	return v
}

// svgs cuts the drawings out of a page, and heads what their figures say.
var (
	svgs  = regexp.MustCompile(`(?s)<svg class="(?:chart plot|stack)"[^>]* aria-hidden="true".*?</svg>`)
	heads = regexp.MustCompile(`<p class="figure-title" id="[^"]+">[^<]+</p>\s*<p[^>]*>[^<]+</p>`)
)

func TestProgressChartsInPage(t *testing.T) {
	s := withCharts(t, newSite(t))
	for _, l := range words.Langs {
		t.Run(l.ID, func(t *testing.T) {
			b := base{Phrases: s.words.In(l.ID), Theme: "system", Path: "/", titleKey: "home_title", assets: s.assets}
			body := rendered(t, s, "charts", chartsOf(t, b))
			sound(t, body)
			images := svgs.FindAllString(body, -1)
			if want := 4 + 2 + 3 + 4 + 3; len(images) != want {
				t.Errorf("%d images, want %d", len(images), want)
			}
			if got, want := len(heads.FindAllString(body, -1)), 5+3+5+2+3; got != want {
				t.Errorf("%d figures say what they show, want %d", got, want)
			}
			for _, image := range images {
				var svg struct {
					XMLName xml.Name `xml:"svg"`
				}
				if err := xml.Unmarshal([]byte(image), &svg); err != nil {
					t.Errorf("%v\n%s", err, image)
				}
				if found := regexp.MustCompile(`NaN|Inf|\d\.\d\d|"-?\d+e`).FindString(image); found != "" {
					t.Errorf("%q in %s", found, image)
				}
			}
		})
	}
}

// What the phone shows can be read: no text below 11 px, none outside of its
// drawing, none over another.
const textFaults = `[...document.querySelectorAll(".plot")].flatMap(svg => {
	const box = svg.getBoundingClientRect(), faults = [];
	const texts = [...svg.querySelectorAll("text")].map(e => ({e, r: e.getBoundingClientRect()}));
	for (const {e, r} of texts) {
		const size = parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a;
		if (size < 11) faults.push(size + " px: " + e.textContent);
		if (r.left < box.left - 1 || r.right > box.right + 1 || r.bottom > box.bottom + 1 || r.top < box.top - 1) faults.push("outside: " + e.textContent);
	}
	for (const a of texts) for (const b of texts)
		if (a.e !== b.e && a.r.left < b.r.right - 1 && b.r.left < a.r.right - 1 && a.r.top < b.r.bottom - 4 && b.r.top < a.r.bottom - 4)
			faults.push("over each other: " + a.e.textContent + ", " + b.e.textContent);
	return faults;
})`

func TestProgressChartsInBrowser(t *testing.T) {
	s := withCharts(t, newSite(t))
	s.app.Get("/charts", func(c *fiber.Ctx) error { return s.render(c, "charts", chartsOf(t, s.base(c, "home_title"))) })
	at := "http://" + s.listen() + "/charts"
	for _, o := range []testkit.Options{
		{Viewport: testkit.Phone, Language: "fr", Dark: true},
		{Viewport: testkit.Phone, Language: "en", ForcedColors: true},
		{Viewport: testkit.Desktop, Language: "fr"},
	} {
		t.Run(fmt.Sprintf("%d %s", o.Viewport.Width, o.Language), func(t *testing.T) {
			p := testkit.Open(t, o)
			p.Goto(at)
			testkit.Eval[int](p, `[...document.querySelectorAll("details")].map(d => d.open = true).length`)
			for _, v := range p.Axe() {
				t.Error(v)
			}
			if p.Overflow() {
				t.Error("wider than the screen")
			}
			for _, f := range testkit.Eval[[]string](p, textFaults) {
				t.Error(f)
			}
		})
	}
}
