package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/gofiber/fiber/v2"

	"viva/internal/fault"
	"viva/internal/quiz"
)

// apiRoutes registers the JSON API with r. openapi.yaml describes it.
func (s *Site) apiRoutes(r router) {
	free := r
	free.free = true
	r.Post("/users", everybody, s.apiSignUp)
	free.Post("/sessions", everybody, s.apiSignIn)
	free.Post("/sessions/refresh", everybody, s.apiRefresh)
	free.Delete("/sessions/current", takers, s.apiSignOut)
	r.Get("/sessions", members, s.apiSessions)
	r.Post("/sessions/current/confirmation", members, s.apiConfirm)
	r.Delete("/sessions/others", members, s.apiEndOthers)
	r.Delete("/sessions/:session", members, s.apiEndSession)
	r.Get("/me", takers, s.apiMe)
	r.Put("/me/zone", members, s.apiSetZone)
	r.Get("/subjects", everybody, s.apiSubjects)
	r.Get("/subjects/:subject/report", instructors, s.apiReport)
	r.Post("/attempts", takers, s.apiStart)
	r.Get("/attempts", takers, s.apiAttempts)
	r.Get("/attempts/:id", takers, s.apiAttempt)
	r.Put("/attempts/:id/answers/:position", takers, s.apiAnswer)
	r.Put("/attempts/:id/items/:position/draft", takers, s.apiJot)
	r.Post("/attempts/:id/finish", takers, s.apiFinish)
	r.Post("/attempts/:id/items/:position/mistap", takers, s.apiMistap)
	r.Post("/attempts/:id/items/:position/objections", takers, s.apiObject)
	r.Get("/attempts/:id/items/:position/memo", takers, s.apiMemo)
	r.Put("/attempts/:id/items/:position/memo", takers, s.apiSetMemo)
	r.Get("/objections", instructors, s.apiObjections)
	r.Get("/events", admins, s.apiEvents)
	r.Get("/scoreboard", takers, s.apiScoreboard)
	r.Get("/study/:subject/today", takers, s.apiToday)
	r.Get("/study/:subject/plan", takers, s.apiPlan)
	r.Put("/study/:subject/plan", takers, s.apiSetPlan)
	r.Get("/study/:subject/progress", takers, s.apiProgress)
	r.Get("/study/:subject/forecast", takers, s.apiForecast)
	r.Get("/study/:subject/bookmarks", takers, s.apiBookmarks)
	r.Post("/study/:subject/sittings", takers, s.apiSit)
}

// What can be wrong with the form of a request of a program; each is a bad
// request. The texts repeat nothing of the request.
var (
	errJSON = fault.New(unreadable, "malformed_json",
		"The body must be one well-formed JSON object in UTF-8, with nothing after it.",
		"Le corps doit être un seul objet JSON bien formé, en UTF-8, sans rien après lui.")
	errMember = fault.New(unreadable, "unknown_member",
		"The body has a member that this request does not know; mind that case counts.",
		"Le corps a un membre que cette demande ne connaît pas\u00a0; les majuscules comptent.")
	errDuplicate = fault.New(unreadable, "duplicate_member",
		"The body has a member twice.",
		"Le corps a deux fois le même membre.")
	errType = fault.New(unreadable, "wrong_type",
		"A member of the body has a value of the wrong type.",
		"Un membre du corps a une valeur du mauvais type.")
	errQuery = fault.New(unreadable, "query",
		"The query has a parameter that this request does not know, or has one twice.",
		"L’adresse a un paramètre que cette demande ne connaît pas, ou en a un deux fois.")
	errHeader = fault.New(unreadable, "repeated_header",
		"A header is there twice that may be there once.",
		"Un en-tête est donné deux fois alors qu’il ne peut l’être qu’une.")
)

// errRequired says that a member is missing or empty.
var errRequired = fault.New(fault.Invalid, "required",
	"This member is needed.",
	"Ce membre est nécessaire.")

// readJSON reads the body into the struct that into points to, and refuses
// whatever the struct does not describe.
func readJSON(c *fiber.Ctx, into any) error {
	if !isJSON(c.Get(fiber.HeaderContentType)) {
		return errMediaType
	}
	body := c.Request().Body() // as sent: c.Body would undo a content encoding
	if jsontext.Value(bytes.TrimSpace(body)).Kind() != '{' {
		return errJSON
	}
	if err := json.Unmarshal(body, into, json.RejectUnknownMembers(true)); err != nil {
		return jsonFault(err)
	}
	return refuseNull(body)
}

// refuseNull refuses a null anywhere in a well-formed body. It would count as
// zero, even where a member that is left out means something else.
func refuseNull(body []byte) error {
	for d := jsontext.NewDecoder(bytes.NewReader(body)); ; {
		token, err := d.ReadToken()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return errJSON
		case token.Kind() == 'n':
			for member := range d.StackPointer().Tokens() {
				return errType.At(member)
			}
		}
	}
}

// readNothing refuses any body but an empty one and an empty object.
func readNothing(c *fiber.Ctx) error {
	if len(c.Request().Body()) == 0 {
		return nil
	}
	return readJSON(c, &struct{}{})
}

// isJSON reports whether a content type is application/json, without a charset
// or with UTF-8.
func isJSON(contentType string) bool {
	name, params, err := mime.ParseMediaType(contentType)
	if err != nil || name != fiber.MIMEApplicationJSON {
		return false
	}
	for param, value := range params {
		if param != "charset" || !strings.EqualFold(value, "utf-8") {
			return false
		}
	}
	return true
}

// jsonFault names what is wrong with a body. For a value of the wrong type it
// names the member, which is one of ours: unknown members are refused before.
func jsonFault(err error) error {
	var semantic *json.SemanticError
	switch {
	case errors.Is(err, json.ErrUnknownName):
		return errMember
	case errors.Is(err, jsontext.ErrDuplicateName):
		return errDuplicate
	case errors.As(err, &semantic):
		for member := range semantic.JSONPointer.Tokens() {
			return errType.At(member)
		}
	}
	return errJSON
}

// readParams returns the parameters of the query. Only those named may be
// there, each at most once. A parameter without a value counts as left out.
func readParams(c *fiber.Ctx, names ...string) (map[string]string, error) {
	given, err := url.ParseQuery(string(c.Request().URI().QueryString()))
	if err != nil {
		return nil, errQuery
	}
	values := map[string]string{}
	for name, v := range given {
		if len(v) != 1 || !slices.Contains(names, name) {
			return nil, errQuery
		}
		values[name] = v[0]
	}
	return values, nil
}

// asker finds who asks, and reads the query as readParams does.
func (s *Site) asker(c *fiber.Ctx, params ...string) (quiz.Learner, map[string]string, error) {
	who, err := s.learner(c)
	if err != nil {
		return who, nil, err
	}
	given, err := readParams(c, params...)
	return who, given, err
}

// apiPage is the number of entries on a page if the query has no limit.
const apiPage = 50

func limitOf(params map[string]string) (int, error) {
	text := params["limit"]
	if text == "" {
		return apiPage, nil
	}
	n, ok := positive(text)
	if !ok || n > 100 {
		return 0, quiz.ErrLimit.At("limit")
	}
	return int(n), nil
}

// pageParams reads how many entries of a list are asked for, and before which
// entry; 0 is the start of the list.
func pageParams[ID ~int64](params map[string]string) (limit int, before ID, err error) {
	if limit, err = limitOf(params); err != nil || params["before"] == "" {
		return limit, 0, err
	}
	n, ok := positive(params["before"])
	if !ok {
		return 0, 0, quiz.ErrAfter.At("before")
	}
	return limit, ID(n), nil
}

// apiTime is a moment as it will be stored, so that the first reply and all
// later ones tell the same.
func apiTime(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// writeJSON replies with v. Equal values give equal bytes.
func writeJSON(c *fiber.Ctx, status int, v any) error {
	body, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Status(status).Send(body)
}
