package web

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/quiz"
)

// deckPage lets a learner choose topics, length and mode.
type deckPage struct {
	base
	Deck     *deck.Deck
	Editions []deck.Edition // those that have begun
	Edition  *deck.Edition
	Topics   []topicChoice
	Sizes    []sizeChoice
	Other    string // another length, as typed
	Types    []typeChoice
	Exam     string // title of the exam ahead that ticked the types, or ""
	More     int    // advanced questions
	Advanced bool   // they are asked too
	Mode     deck.Mode
	Faults   []formFault
	TooMany  bool         // a guest asked for more questions than may still be dealt to them
	NoneLeft bool         // there is none that may be dealt to a guest
	Open     *attemptLine // what such a guest has not finished, or nil
}

// topicChoice is a topic with the number of its questions, or with the reason
// why it has none.
type topicChoice struct {
	ID, Title string
	Items     int
	Advanced  int // how many of them
	Why       string
	Chosen    bool
}

// Usual is how many of the questions are not advanced.
func (t topicChoice) Usual() int { return t.Items - t.Advanced }

// typeChoice is a type of question.
type typeChoice struct {
	Name, Title string
	Chosen      bool
}

// sizeChoice is a length on offer.
type sizeChoice struct {
	Size   int
	Chosen bool
}

// formFault is what is wrong with a field, in words.
type formFault struct{ Field, Text string }

// Fault is what is wrong with a field, or "".
func (p deckPage) Fault(field string) string {
	for _, f := range p.Faults {
		if f.Field == field {
			return f.Text
		}
	}
	return ""
}

// sizes are the lengths to pick from; others can be typed.
var sizes = []int{5, 10, 20, 50}

func (s *Site) showDeck(c *fiber.Ctx) error {
	q, err := pageQuery(c, "done")
	if err != nil {
		return err
	}
	d, err := s.quiz.Deck(c.Params("subject"))
	if err != nil {
		return err
	}
	e, err := s.edition(c, d)
	if err != nil {
		return err
	}
	start := quiz.Start{Mode: deck.Practice, Size: practiceSize}
	ahead, err := s.examAhead(c, d)
	if err != nil {
		return err
	}
	if ahead != nil {
		start.Types = ahead.Types
	}
	page, err := s.deckPage(c, d, e, start)
	if err != nil {
		return err
	}
	if ahead != nil {
		page.Exam = ahead.Title.In(page.Lang)
	}
	page.Notice = done[q.Value("done")]
	if err := s.tellSpent(c, &page); err != nil {
		return err
	}
	return s.render(c, "deck", page)
}

// tellSpent says on the page of a guest that no question is left to be dealt to
// them, and where they go on: with what is open, or with an account.
func (s *Site) tellSpent(c *fiber.Ctx, page *deckPage) error {
	who, err := s.learner(c)
	if err != nil {
		return nil // a stranger has all of them
	}
	left, err := s.guestLeft(c, who)
	if err != nil || left != 0 {
		return err
	}
	page.NoneLeft = true
	page.Open, err = s.openOf(c, page.base)
	return err
}

// examAhead is the exam that the reader's plan prepares for, or nil.
func (s *Site) examAhead(c *fiber.Ctx, d *deck.Deck) (*deck.ExamProfile, error) {
	who, err := s.learner(c)
	if err != nil {
		return nil, nil // a stranger has no plan
	}
	return s.study.ExamAhead(c.UserContext(), who, d)
}

// deckPage makes the page with the choices made so far.
func (s *Site) deckPage(c *fiber.Ctx, d *deck.Deck, e *deck.Edition, chosen quiz.Start) (deckPage, error) {
	page := deckPage{base: s.base(c, "deck_page_title", "Subject", d.Title.In(s.lang(c)), "Edition", e.Title.In(s.lang(c))),
		Deck: d, Editions: d.EditionsOn(s.quiz.Today()), Edition: e, Mode: chosen.Mode, Advanced: chosen.Advanced}
	page.Path = deckPath(d.Subject) // also when a refused post is shown again
	today := s.quiz.Today()
	for _, t := range d.Topics {
		topic := topicChoice{ID: t.ID, Title: t.Title.In(page.Lang), Items: d.Items(e.ID, t.ID, today), Why: t.Empty[e.ID].In(page.Lang),
			Chosen: len(chosen.Topics) == 0 || slices.Contains(chosen.Topics, t.ID)}
		topic.Advanced = topic.Items - d.UsualItems(e.ID, t.ID, today)
		page.More += topic.Advanced
		page.Topics = append(page.Topics, topic)
	}
	for _, name := range d.Types(e.ID, today) {
		title, err := page.T("deck_type_" + name)
		if err != nil {
			return page, err
		}
		page.Types = append(page.Types, typeChoice{name, title, len(chosen.Types) == 0 || slices.Contains(chosen.Types, name)})
	}
	page.offer(chosen.Size)
	return page, nil
}

// Choosy reports whether what most leave as it is has been changed, and so
// stands open.
func (p deckPage) Choosy() bool {
	return p.Advanced || slices.ContainsFunc(p.Types, func(t typeChoice) bool { return !t.Chosen }) || p.Fault("types") != ""
}

// EditionForm chooses another edition to practise.
func (p deckPage) EditionForm() editionForm {
	return editionForm{base: p.base, Deck: p.Deck, Editions: p.Editions, Edition: p.Edition, Next: deckPath(p.Deck.Subject)}
}

// offer lists the lengths, among them the chosen one.
func (p *deckPage) offer(chosen int) {
	all := sizes
	if chosen > 0 && chosen <= deck.MaxSize && !slices.Contains(sizes, chosen) {
		all = slices.Sorted(slices.Values(append([]int{chosen}, sizes...)))
	}
	p.Sizes = nil
	for _, n := range all {
		p.Sizes = append(p.Sizes, sizeChoice{Size: n, Chosen: n == chosen})
	}
}

func deckPath(subject string) string { return "/subjects/" + subject + "/practice" }

// startFields are the fields of a form that starts an attempt.
var startFields = []string{"subject", "edition", "mode", "size", "other", "topics*", "types*", "advanced", "lang", "seed"}

// startAttempt deals an attempt. A stranger becomes a guest, but only if the
// request is valid.
func (s *Site) startAttempt(c *fiber.Ctx) error {
	f, err := readForm(c, slices.Concat(startFields, wrongFields)...)
	if err != nil {
		return err
	}
	if f.Has("kind") {
		return s.startWrong(c)
	}
	req, err := readStart(f, s.lang(c))
	var a *quiz.Attempt
	if err == nil {
		a, err = s.deal(c, req)
	}
	if err != nil {
		return s.refuseStart(c, f, req, err)
	}
	if q := exhaustedQuery(a); q != "" {
		return redirect(c, itemPath(a.ID, 1)+q)
	}
	return s.leadToItem(c, a, 1)
}

// exhaustedQuery tells the page of the first question on which topics nothing
// fresh was left.
func exhaustedQuery(a *quiz.Attempt) string {
	if len(a.Exhausted) == 0 {
		return ""
	}
	return "?" + url.Values{"exhausted": a.Exhausted}.Encode()
}

// deal deals an attempt. A stranger's request is checked before they become a
// guest. For others dealing refuses what is wrong, and checking takes as long.
func (s *Site) deal(c *fiber.Ctx, req quiz.Start) (*quiz.Attempt, error) {
	if _, known := principal(c); !known {
		if err := s.quiz.Check(req); err != nil {
			return nil, err
		}
		if err := quiz.CheckGuest(req.Size); err != nil {
			return nil, err
		}
	}
	who, err := s.ensureLearner(c)
	if err != nil {
		return nil, err
	}
	return s.study.Start(c.UserContext(), who, req)
}

// readStart reads a form that starts an attempt. A length that was typed counts
// before one that was picked, since without a script typing does not unpick the
// other. A field that cannot be read stays zero, beside the error, so that the
// rest can be shown again.
func readStart(f form, lang string) (quiz.Start, error) {
	req := quiz.Start{Subject: f.Value("subject"), Edition: f.Value("edition"), Mode: deck.Mode(f.Value("mode")),
		Topics: f.All("topics"), Types: f.All("types"), Advanced: f.Has("advanced"), Lang: lang}
	if f.Has("lang") {
		req.Lang = f.Value("lang")
	}
	var err error
	size := f.Value("size")
	if other := strings.TrimSpace(f.Value("other")); other != "" {
		size = other
	}
	if req.Size, err = strconv.Atoi(size); err != nil {
		return req, quiz.ErrSize.At("size")
	}
	if text := f.Value("seed"); text != "" {
		seed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return req, quiz.ErrSeed.At("seed")
		}
		req.Seed = &seed
	}
	return req, nil
}

// openOf is the newest attempt that the reader has not finished, or nil.
func (s *Site) openOf(c *fiber.Ctx, b base) (*attemptLine, error) {
	who, err := s.learner(c)
	if err != nil {
		return nil, nil // a stranger has none
	}
	recent, err := s.quiz.Attempts(c.UserContext(), who, quiz.AttemptsQuery{Limit: quiz.GuestSize})
	lines := s.attemptLines(b, recent)
	if i := slices.IndexFunc(lines, attemptLine.Open); i >= 0 {
		return &lines[i], err
	}
	return nil, err
}

// refuseStart shows the choices again and says what is wrong with them. If
// there are too few questions, their number is offered as a length.
func (s *Site) refuseStart(c *fiber.Ctx, f form, req quiz.Start, err error) error {
	d, noDeck := s.quiz.Deck(req.Subject)
	faults := fieldFaults(err)
	over := errors.Is(err, quiz.ErrGuestLimit)
	if noDeck != nil || (len(faults) == 0 && !over) {
		return err
	}
	offered := d.EditionsOn(s.quiz.Today())
	if len(offered) == 0 {
		return err
	}
	e := d.EditionOn(req.Edition, s.quiz.Today())
	if e == nil {
		e = &offered[0]
	}
	page, noPage := s.deckPage(c, d, e, req)
	if noPage != nil {
		return noPage
	}
	if req.Size < 1 || req.Size > deck.MaxSize {
		page.Other = f.Value("other")
	}
	if over {
		faults = fault.Fields{fault.As(err)}
		page.TooMany = true
	}
	for _, f := range faults {
		n, counted := f.Detail["available"].(int)
		if over {
			n, counted = f.Detail["left"].(int)
			if page.NoneLeft = n == 0; page.NoneLeft {
				if page.Open, noPage = s.openOf(c, page.base); noPage != nil {
					return noPage
				}
			}
		}
		if counted && n > 0 {
			page.offer(n)
		}
		text, err := page.base.Phrase(f)
		if err != nil {
			return err
		}
		page.Faults = append(page.Faults, formFault{Field: f.Field, Text: text})
	}
	page.Failed = true
	_, code, _ := explain(err)
	c.Status(code)
	return s.render(c, "deck", page)
}
