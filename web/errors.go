package web

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/gofiber/fiber/v2"

	"viva/internal/fault"
	"viva/internal/quiz"
	"viva/internal/users"
)

// unreadable is the kind of errors of requests that could not be understood, so
// that no rule was asked about them.
const unreadable fault.Kind = -1

// status is the status of each kind of error.
var status = map[fault.Kind]int{
	unreadable:            fiber.StatusBadRequest,
	fault.Invalid:         fiber.StatusUnprocessableEntity,
	fault.Unauthenticated: fiber.StatusUnauthorized,
	fault.Forbidden:       fiber.StatusForbidden,
	fault.NotFound:        fiber.StatusNotFound,
	fault.Conflict:        fiber.StatusConflict,
	fault.Busy:            fiber.StatusServiceUnavailable,
	fault.Unsupported:     fiber.StatusNotImplemented,
}

// What can be wrong with a request before a rule of the quiz or of accounts is
// asked. The status of an error without a kind is in statusOf.
var (
	errMalformed = fault.New(unreadable, "malformed",
		"The request could not be understood.", "")
	errOrigin = fault.New(fault.Forbidden, "origin",
		"This request did not come from a page of this site.", "")
	errNotFound = fault.New(fault.NotFound, "not_found",
		"There is no such page.", "")
	errMethod = fault.New(0, "method",
		"This address cannot be used in that way.",
		"Cette adresse ne s’utilise pas ainsi.")
	errTooLarge = fault.New(0, "too_large",
		"The request is too large.",
		"La demande est trop volumineuse.")
	errMediaType = fault.New(0, "media_type",
		"The request is written in a form that is not accepted here.",
		"La demande est rédigée sous une forme qui n’est pas acceptée ici.")
	errHeaders = fault.New(0, "headers",
		"The headers of the request are too large.", "")
	errTimeout = fault.New(0, "timeout",
		"The request took too long.", "")
	errOverloaded = fault.New(fault.Busy, "overloaded",
		"The server is busy: try again in a moment.", "").With("retry_after", 5)
	errReport = fault.New(fault.Busy, "report",
		"The questions could not be measured; it is tried again a minute later.", "").With("retry_after", measureNext)
	errUnexpected = fault.New(0, "unexpected",
		"Something went wrong on our side.", "")
	errPreferences = fault.New(fault.Invalid, "preferences",
		"There is no such language, theme or habit.",
		"Cette langue, ce thème ou cette habitude n’existe pas.")
	errOthers = fault.New(fault.Conflict, "other_learner",
		"These answers are somebody else's: sign in as whoever gave them.",
		"Ces réponses sont à quelqu’un d’autre\u00a0: connectez-vous avec son compte.")
	errDelivered = fault.New(fault.Invalid, "delivered",
		"Send 1 to 50 answers at a time.",
		"Envoyez de 1 à 50 réponses à la fois.")
)

// statusOf is the status of errors for which it does not follow from their
// kind.
var statusOf = map[string]int{
	errMethod.Code:               fiber.StatusMethodNotAllowed,
	errTooLarge.Code:             fiber.StatusRequestEntityTooLarge,
	errMediaType.Code:            fiber.StatusUnsupportedMediaType,
	errHeaders.Code:              fiber.StatusRequestHeaderFieldsTooLarge,
	errTimeout.Code:              fiber.StatusRequestTimeout,
	errUnexpected.Code:           fiber.StatusInternalServerError,
	users.ErrTooManyTries.Code:   fiber.StatusTooManyRequests,
	users.ErrGuesses.Code:        fiber.StatusTooManyRequests,
	users.ErrCodes.Code:          fiber.StatusTooManyRequests,
	users.ErrTooManyGuests.Code:  fiber.StatusTooManyRequests,
	quiz.ErrTooManyAttempts.Code: fiber.StatusTooManyRequests,
	quiz.ErrTooManyOpen.Code:     fiber.StatusTooManyRequests,
	quiz.ErrTooManySets.Code:     fiber.StatusTooManyRequests,
	quiz.ErrTooFast.Code:         fiber.StatusTooManyRequests,
	quiz.ErrEnoughADay.Code:      fiber.StatusTooManyRequests,
}

// transport turns Fiber's own errors, whose texts echo the request, into ours.
var transport = map[int]*fault.Error{
	fiber.StatusBadRequest:                  errMalformed,
	fiber.StatusNotFound:                    errNotFound,
	fiber.StatusMethodNotAllowed:            errMethod,
	fiber.StatusRequestTimeout:              errTimeout,
	fiber.StatusRequestEntityTooLarge:       errTooLarge,
	fiber.StatusUnsupportedMediaType:        errMediaType,
	fiber.StatusRequestHeaderFieldsTooLarge: errHeaders,
	// Fiber says so of a connection that failed before a request was whole: it
	// was reset, or the two sides agreed on no encryption. That is no defect of
	// ours.
	fiber.StatusBadGateway: errMalformed,
}

// explain returns the fault that people are told, with its status. known is
// false for a defect: people learn only the id of its request.
func explain(err error) (f *fault.Error, code int, known bool) {
	var transported *fiber.Error
	switch {
	case fault.As(err) != nil:
		f = fault.As(err)
	case errors.As(err, &transported) && transport[transported.Code] != nil:
		f = transport[transported.Code]
	case errors.Is(err, context.DeadlineExceeded):
		f = errOverloaded
	default:
		return errUnexpected, fiber.StatusInternalServerError, false
	}
	if code = statusOf[f.Code]; code == 0 {
		code = status[f.Kind]
	}
	if code == 0 {
		return errUnexpected, fiber.StatusInternalServerError, false
	}
	return f, code, true
}

// isAny reports whether err is one of the known faults.
func isAny(err error, known []*fault.Error) bool {
	return slices.ContainsFunc(known, func(f *fault.Error) bool { return errors.Is(err, f) })
}

// fail answers a request with what went wrong.
func (s *Site) fail(c *fiber.Ctx, err error) {
	f, code, known := explain(err)
	if !known {
		s.log.LogAttrs(c.UserContext(), slog.LevelError, "defect", slog.String("error", err.Error()))
	} else if code >= fiber.StatusInternalServerError { // such as a full disk, which an operator must learn of
		s.log.LogAttrs(c.UserContext(), slog.LevelWarn, "cannot serve now", slog.String("error", err.Error()))
	}
	s.noteRefusal(c, f, code)
	c.Response().ResetBody()
	c.Status(code)
	hint(c, f, code)
	if wantsJSON(c) {
		err = s.failJSON(c, f, code, err)
	} else {
		err = s.failPage(c, f, code)
	}
	if err != nil {
		s.log.LogAttrs(c.UserContext(), slog.LevelError, "error page failed", slog.String("error", err.Error()))
		c.Status(fiber.StatusInternalServerError).Type("txt", "utf-8")
		c.Response().SetBodyString(errUnexpected.Text + " " + requestID(c) + "\n")
	}
}

// noteRefusal tells the security log what was refused to whom, by the code of the
// refusal and the pattern of the route: a path can hold anything.
func (s *Site) noteRefusal(c *fiber.Ctx, f *fault.Error, code int) {
	kind := users.EventDenied
	switch {
	case isAny(f, []*fault.Error{users.ErrGuesses, users.ErrClosed, users.ErrCodes, users.ErrCodesClosed}):
		return // accounts know whom it is about, and tell it themselves
	case code == fiber.StatusTooManyRequests:
		kind = users.EventThrottled
	case code != fiber.StatusForbidden:
		return
	}
	p, _ := principal(c)
	s.users.Events().Refuse(c.UserContext(), users.Event{
		Kind: kind, Actor: p.User.ID, Detail: f.Code + " " + c.Method() + " " + c.Route().Path,
	})
}

// hint sets the headers that say what the client can do.
func hint(c *fiber.Ctx, f *fault.Error, code int) {
	if after, ok := f.Detail["retry_after"].(int); ok {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(after))
	}
	if code == fiber.StatusUnauthorized {
		c.Set(fiber.HeaderWWWAuthenticate, "Bearer")
	}
}

// wantsJSON reports whether the answer goes to a program.
func wantsJSON(c *fiber.Ctx) bool {
	if strings.HasPrefix(c.Path(), "/api/") || strings.HasPrefix(c.Path(), "/offline/") {
		return true
	}
	best := c.Accepts(fiber.MIMETextHTML, fiber.MIMEApplicationJSON, mimeProblem)
	return best == fiber.MIMEApplicationJSON || best == mimeProblem
}

const mimeProblem = "application/problem+json"

// problem is an error as the API tells it (RFC 9457). Its sentences never
// change with the request; figures such as "available" stand beside them.
type problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail"`
	Code      string         `json:"code"`
	RequestID string         `json:"request_id"`
	Errors    []problemField `json:"errors,omitempty"`
	Figures   map[string]any `json:",embed"`
}

// problemField is what is wrong with one member of the request.
type problemField struct {
	Field  string `json:"field"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func (s *Site) failJSON(c *fiber.Ctx, f *fault.Error, code int, err error) error {
	p := problem{Type: "about:blank", Title: http.StatusText(code), Status: code, Detail: f.Text,
		Code: f.Code, RequestID: requestID(c), Figures: maps.Clone(f.Detail)}
	for _, f := range fieldFaults(err) {
		p.Errors = append(p.Errors, problemField{f.Field, f.Code, f.Text})
	}
	body, err := json.Marshal(p, json.Deterministic(true))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, mimeProblem)
	c.Response().SetBody(body)
	return nil
}

// fieldFaults returns the faults that name a field.
func fieldFaults(err error) fault.Fields {
	var all fault.Fields
	if !errors.As(err, &all) {
		if f := fault.As(err); f != nil {
			all = fault.Fields{f}
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(f *fault.Error) bool { return f.Field == "" })
}

// errorPage says what went wrong and where to go from there.
type errorPage struct {
	base
	Fault     *fault.Error
	RequestID string // of a defect
	Again     string // where what the reader did can be tried again soon, or ""
}

// OfferSignUp reports whether an account would help.
func (p errorPage) OfferSignUp() bool {
	return p.Fault.Is(quiz.ErrGuestLimit) || p.Fault.Is(users.ErrGuest) || p.Fault.Is(users.ErrTooManyGuests)
}

// OfferAttempts reports whether the list of one's own attempts helps.
func (p errorPage) OfferAttempts() bool {
	return isAny(p.Fault, []*fault.Error{quiz.ErrTooManyAttempts, quiz.ErrTooManyOpen, quiz.ErrFinishFirst})
}

func (s *Site) failPage(c *fiber.Ctx, f *fault.Error, code int) error {
	if code == fiber.StatusUnauthorized && f.Code == users.ErrSession.Code {
		return s.askToSignIn(c)
	}
	if f.Is(users.ErrFactorMissing) {
		return s.askForFactor(c)
	}
	page := errorPage{base: s.base(c, titleOf(code)), Fault: f}
	if code >= fiber.StatusInternalServerError {
		page.frame = nil // what failed may be what it asks
	}
	switch code {
	case fiber.StatusInternalServerError:
		page.RequestID = requestID(c)
	case fiber.StatusTooManyRequests, fiber.StatusServiceUnavailable:
		page.Again = page.Path
	}
	return s.render(c, "error", page)
}

// titleOf is the key of an error page's title.
func titleOf(code int) string {
	switch code {
	case fiber.StatusNotFound:
		return "error_title_not_found"
	case fiber.StatusForbidden:
		return "error_title_forbidden"
	case fiber.StatusConflict:
		return "error_title_conflict"
	case fiber.StatusTooManyRequests, fiber.StatusServiceUnavailable:
		return "error_title_busy"
	case fiber.StatusInternalServerError:
		return "error_title_unexpected"
	}
	return "error_title_request"
}

// refuseUnread answers requests that could not be read: broken, too large or
// too slow. No middleware has seen them.
func (s *Site) refuseUnread(c *fiber.Ctx, err error) error {
	s.begin(c)
	s.fail(c, err)
	s.logRequest(c, err, s.now())
	return nil
}
