package web

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/quiz"
	"viva/internal/study"
	"viva/internal/users"
)

// setSizes are the sizes offered for an offline set.
var setSizes = []int{quiz.MinSet, 20, 30, quiz.MaxSet}

// offlinePage takes questions along and asks them without network. Its script
// shows them, with the templates on the page and the sets that the browser
// keeps.
type offlinePage struct {
	base
	Sizes []int
	Asks  bool // the learner is asked how sure they are

	Certainty quiz.Certainty // chosen beforehand: none
}

// Asides are what a feedback may tell below a title of its own.
func (p offlinePage) Asides() []quiz.Aside { return quiz.Feedback{}.Asides() }

// offlineText is a text with {placeholders} that the script fills.
type offlineText struct{ Name, Text string }

// offlineTexts are the keys of these texts, each followed by its placeholders.
// A text with "Count" has a singular and a plural.
var offlineTexts = [][]string{
	{"player_title", "Position", "Size"}, {"player_title_correct", "Position", "Size"}, {"player_title_wrong", "Position", "Size"},
	{"player_count", "Position", "Size"}, {"player_tally", "Right", "Marked"}, {"player_rest", "Count"}, {"player_situation", "Number", "Size"},
	{"player_place_1"}, {"player_place_2"}, {"player_place_3"}, {"player_place_n", "Place"},
	{"player_choose", "Count"}, {"player_number_read", "Number", "Unit"}, {"player_text_part", "Percent"}, {"player_rows_right", "Right", "Size"},
	{"player_order_hint"}, {"player_match_hint"},
	{"practice_said", "Certainty"}, {"practice_sure"}, {"practice_think"}, {"practice_guess"},
	{"offline_waiting", "Count"}, {"offline_waiting_other", "Count", "Name"}, {"offline_sent", "Count"}, {"offline_refused", "Count", "Why"},
	{"offline_unsent"}, {"offline_sign_in_as", "Name"}, {"offline_not_taken"}, {"offline_taken", "Count"},
	{"offline_progress", "Answered", "Size"}, {"offline_right", "Count", "Answered"}, {"offline_of", "Name"}, {"offline_leave_failed"},
	{"offline_leave_kept", "Count"}, {"offline_full"}, {"offline_enough"},
}

// offlineFaults are the faults that the script tells by itself: those of an
// answer, and those of taking a set along.
var offlineFaults = append(slices.Clone(deck.Unread), quiz.ErrSetSize, quiz.ErrNothing, quiz.ErrSubject)

// Texts are the texts of the script in the reader's language.
func (p offlinePage) Texts() ([]offlineText, error) {
	var all []offlineText
	for _, t := range offlineTexts {
		forms := map[string]any{"": nil}
		if slices.Contains(t[1:], "Count") {
			forms = map[string]any{"-one": 1, "-other": 2}
		}
		for _, form := range []string{"", "-one", "-other"} {
			count, ok := forms[form]
			if !ok {
				continue
			}
			text, err := p.Pattern(t[0], count, t[1:]...)
			if err != nil {
				return nil, err
			}
			all = append(all, offlineText{t[0] + form, text})
		}
	}
	for _, f := range offlineFaults {
		text, err := p.Phrase(f)
		if err != nil {
			return nil, err
		}
		all = append(all, offlineText{"error_" + f.Code, text})
	}
	return all, nil
}

func (s *Site) offlinePage(c *fiber.Ctx) offlinePage {
	return offlinePage{base: s.base(c, "offline_title"), Sizes: setSizes, Asks: s.asksCertainty(c)}
}

func (s *Site) showOffline(c *fiber.Ctx) error {
	return s.render(c, "offline", s.offlinePage(c))
}

// showOfflineKept is the page that a browser keeps, and shows when the network
// fails. It says nothing about who asked for it.
func (s *Site) showOfflineKept(c *fiber.Ctx) error {
	page := s.offlinePage(c)
	page.Principal, page.Unknown, page.Path = users.Principal{}, true, "/offline"
	return s.render(c, "offline", page)
}

// offlineFiles are the static files that the kept page needs, beside those of
// the question types.
var offlineFiles = []string{"app.css", "returned.js", "offline.css", "attempt.js", "keys.js", "offline.js", "offline_parts.js", "offline_player.js", "items.js", "offline_send.js", "offline_store.js", "favicon.svg", "manifest.webmanifest",
	"fonts/serif-400.woff2", "fonts/serif-600.woff2"}

// serviceWorker is the script that shows the kept page when there is no
// network. Browsers check it for changes, and it changes whenever the page may
// have changed.
func (s *Site) serviceWorker(c *fiber.Ctx) error {
	shell := struct {
		Version string   `json:"version"`
		Page    string   `json:"page"`
		Files   []string `json:"files"`
	}{Version: s.assets.hash + " " + s.cfg.Version, Page: "/offline/kept"}
	for _, name := range slices.Concat(offlineFiles, s.assets.items()) {
		address, err := s.assets.url(name)
		if err != nil {
			return err
		}
		shell.Files = append(shell.Files, address)
	}
	head, err := json.Marshal(shell)
	if err != nil {
		return fmt.Errorf("write the service worker: %w", err)
	}
	c.Set(fiber.HeaderContentType, mediaTypes[".js"])
	c.Set(fiber.HeaderCacheControl, "no-cache")
	return c.SendString(fmt.Sprintf("const shell = %s;\n%s", head, s.assets.named["sw.js"].body))
}

// takeSet deals a set and returns it with its feedback. There is no other
// address to get it from.
func (s *Site) takeSet(c *fiber.Ctx) error {
	f, err := readForm(c, "subject", "size")
	if err != nil {
		return err
	}
	size, ok := positive(f.Value("size"))
	if !ok {
		return quiz.ErrSetSize.At("size")
	}
	who, err := s.learner(c)
	if err != nil {
		return err
	}
	p, _ := principal(c)
	a, err := s.study.Sit(c.UserContext(), who, study.Sitting{Subject: f.Value("subject"), Lang: s.lang(c), Kind: quiz.Offline, Size: int(size)})
	if err != nil {
		return err
	}
	set, err := s.takenSet(a, p.User)
	if err != nil {
		return fmt.Errorf("take attempt %d along: %w", a.ID, err)
	}
	return writeJSON(c, fiber.StatusCreated, set)
}

// maxDelivered is the most answers that one request may deliver.
const maxDelivered = 50

// What became of an answer that was delivered.
const (
	deliveredStored  = "stored"
	deliveredAlready = "already" // it was stored before
	deliveredRefused = "refused"
)

type delivered struct {
	Key    string `json:"key"`
	State  string `json:"state"`
	Code   string `json:"code,omitempty"`   // why it was refused
	Detail string `json:"detail,omitempty"` // why, as a sentence for the reader
}

// takeAnswers marks and stores answers that were given without network. If one
// is refused, the others are stored all the same.
func (s *Site) takeAnswers(c *fiber.Ctx) error {
	var in struct {
		Learner users.ID `json:"learner"` // whose answers they are, who must be signed in
		Answers []struct {
			Key        string         `json:"key"`
			Attempt    quiz.AttemptID `json:"attempt"`
			Position   int            `json:"position"`
			Given      []string       `json:"given"`
			Certainty  quiz.Certainty `json:"certainty"`
			AnsweredAt time.Time      `json:"answered_at"`
		} `json:"answers"`
	}
	if err := readJSON(c, &in); err != nil {
		return err
	}
	who, err := s.learner(c)
	switch {
	case err != nil:
		return err
	case in.Learner != users.ID(who.ID):
		return errOthers
	case len(in.Answers) == 0 || len(in.Answers) > maxDelivered:
		return errDelivered.At("answers")
	}
	var out struct {
		Answers []delivered `json:"answers"`
	}
	for _, a := range in.Answers {
		fresh, err := s.quiz.Deliver(c.UserContext(), who, a.Attempt, a.Position,
			quiz.Given{Options: a.Given, Certainty: a.Certainty, Key: a.Key, At: a.AnsweredAt})
		d, err := s.delivered(c, a.Key, fresh, err)
		if err != nil {
			return err
		}
		out.Answers = append(out.Answers, d)
	}
	return writeJSON(c, fiber.StatusOK, out)
}

// delivered says what became of an answer. An error that may pass with time is
// returned as an error, so that the client sends the rest again.
func (s *Site) delivered(c *fiber.Ctx, key string, fresh bool, err error) (delivered, error) {
	f := fault.As(err)
	switch {
	case err == nil && fresh:
		return delivered{Key: key, State: deliveredStored}, nil
	case err == nil:
		return delivered{Key: key, State: deliveredAlready}, nil
	case f == nil || f.Kind != fault.Invalid && f.Kind != fault.NotFound && f.Kind != fault.Conflict:
		return delivered{}, err
	}
	text, err := s.words.In(s.lang(c)).Phrase(f)
	return delivered{Key: key, State: deliveredRefused, Code: f.Code, Detail: text}, err
}
