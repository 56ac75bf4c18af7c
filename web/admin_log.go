package web

import (
	"bytes"
	"net/url"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/export"
	"viva/internal/users"
)

// logPage is the security log, for administrators.
type logPage struct {
	base
	Query   form
	Kinds   []users.EventKind
	Entries []users.Entry
	More    string // address of the next page, or ""
	File    string // address of the events as a file
	Most    int    // events that the file has at most
}

const (
	// eventsOnPage is how many events a page lists, and eventsInFile how many
	// a file has at most; the command tells them all.
	eventsOnPage = 50
	eventsInFile = 10_000
)

// logFields are the fields of the filter.
var logFields = []string{"kind", "account", "address", "from", "to"}

// Narrowed reports whether the page has a filter.
func (p logPage) Narrowed() bool { return len(logFilter(p.Query)) > 0 }

// KindName is a kind of event in words. One that a newer version has written is
// told by its code.
func (b base) KindName(k users.EventKind) (string, error) {
	if !slices.Contains(users.EventKinds(), k) {
		return string(k), nil
	}
	return b.T("event_" + string(k))
}

// logEntry is an event as the page tells it.
type logEntry struct {
	users.Entry
	By, Of who
	Says   string // what else is known about it, in words or in codes of the program
}

// who is an account in the security log.
type who struct {
	ID   users.ID
	Name string // "" for a visitor, and an account that is gone
	Says string // what stands where there is no name
}

// Rows are the events for the page.
func (p logPage) Rows() (rows []logEntry, err error) {
	for _, e := range p.Entries {
		row := logEntry{Entry: e, Says: e.Detail, By: who{ID: e.Actor, Name: e.ActorName}, Of: who{ID: e.Target, Name: e.TargetName}}
		if row.By.Says, err = p.actorSays(e.Event); err != nil {
			return nil, err
		}
		if row.Of.Says, err = p.T("event_number", "ID", int64(e.Target)); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// actorSays says who did something and has no name.
func (b base) actorSays(e users.Event) (string, error) {
	switch {
	case e.Actor != 0:
		return b.T("event_number", "ID", int64(e.Actor))
	case e.Addr == "" && e.Request == "":
		return b.T("event_here")
	}
	return b.T("event_stranger")
}

func (s *Site) showLog(c *fiber.Ctx) error {
	q, err := pageQuery(c, append(logFields, "before")...)
	if err != nil {
		return err
	}
	page := logPage{base: s.base(c, "log_title"), Query: q, Kinds: users.EventKinds(), Most: eventsInFile}
	after, err := users.ParseEventCursor(q.Value("before"))
	if err != nil {
		return err
	}
	filter, err := s.eventFilter(c, q.Value)
	if err != nil {
		if err := page.Query.refuse(c, err); err != nil {
			return err
		}
		page.Failed = true
		return s.render(c, "admin_log", page)
	}
	page.Entries, err = s.users.Events().Read(c.UserContext(), filter, after, eventsOnPage+1)
	if err != nil {
		return err
	}
	if len(page.Entries) > eventsOnPage {
		page.Entries = page.Entries[:eventsOnPage]
		page.More = logPath("/admin/log", q, page.Entries[eventsOnPage-1].Cursor())
	}
	if len(page.Entries) > 0 {
		page.File = logPath("/admin/log.csv", q, users.EventCursor{})
	}
	return s.render(c, "admin_log", page)
}

// eventFilter reads a filter of the security log by the names of its fields.
func (s *Site) eventFilter(c *fiber.Ctx, value func(string) string) (users.EventFilter, error) {
	return s.users.EventFilter(c.UserContext(), users.EventQuery{Kind: value("kind"), Account: value("account"),
		Addr: value("address"), From: value("from"), To: value("to")})
}

// logFilter is the filter of q, without what is empty.
func logFilter(q form) url.Values {
	v := url.Values{}
	for _, field := range logFields {
		if q.Value(field) != "" {
			v.Set(field, q.Value(field))
		}
	}
	return v
}

// logPath is an address of the log with the filter of q, from a place on.
func logPath(path string, q form, after users.EventCursor) string {
	v := logFilter(q)
	if after != (users.EventCursor{}) {
		v.Set("before", after.String())
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// exportLog sends the newest events of a filter as a table.
func (s *Site) exportLog(c *fiber.Ctx) error {
	q, err := pageQuery(c, logFields...)
	if err != nil {
		return err
	}
	filter, err := s.eventFilter(c, q.Value)
	if err != nil {
		return err
	}
	entries, err := s.users.Events().Read(c.UserContext(), filter, users.EventCursor{}, eventsInFile)
	if err != nil {
		return err
	}
	b := s.base(c, "log_title")
	table, err := b.logTable(entries)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := export.CSV(&file, table, b.Lang); err != nil {
		return err
	}
	if err := s.users.Events().Record(c.UserContext(), users.Event{Kind: users.EventLogExported, Actor: b.Principal.User.ID}); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="viva-security-log.csv"`)
	return c.Send(file.Bytes())
}

// logTable lays events out: a row for each, with codes for what happened, since
// a file is read by programs as well.
func (b base) logTable(entries []users.Entry) (export.Table, error) {
	var t export.Table
	for _, key := range []string{"log_at", "log_kind", "log_times", "log_actor_id", "log_actor", "log_target_id", "log_target", "log_address", "log_request", "log_detail"} {
		title, err := b.T(key)
		if err != nil {
			return t, err
		}
		t.Header = append(t.Header, title)
	}
	for _, e := range entries {
		t.Rows = append(t.Rows, []any{e.At, string(e.Kind), e.Times, int(e.Actor), e.ActorName,
			int(e.Target), e.TargetName, e.Addr, e.Request, e.Detail})
	}
	return t, nil
}

// apiEvent is an event as programs read it.
type apiEvent struct {
	ID      users.EventID   `json:"id"`
	At      time.Time       `json:"at"`
	Kind    users.EventKind `json:"kind"`
	Times   int             `json:"times"`
	Actor   users.ID        `json:"actor,omitzero"`
	Target  users.ID        `json:"target,omitzero"`
	Addr    string          `json:"address,omitzero"`
	Request string          `json:"request_id,omitzero"`
	Detail  string          `json:"detail,omitzero"`
}

// apiEvents lists the security log.
func (s *Site) apiEvents(c *fiber.Ctx) error {
	params, err := readParams(c, append(logFields, "before", "limit")...)
	if err != nil {
		return err
	}
	limit, err := limitOf(params)
	if err != nil {
		return err
	}
	after, err := users.ParseEventCursor(params["before"])
	if err != nil {
		return err
	}
	filter, err := s.eventFilter(c, func(name string) string { return params[name] })
	if err != nil {
		return err
	}
	entries, err := s.users.Events().Read(c.UserContext(), filter, after, limit+1)
	if err != nil {
		return err
	}
	out := struct {
		Events []apiEvent `json:"events"`
		Next   string     `json:"next,omitzero"`
	}{Events: []apiEvent{}}
	if len(entries) > limit {
		entries = entries[:limit]
		out.Next = entries[limit-1].Cursor().String()
	}
	for _, e := range entries {
		out.Events = append(out.Events, apiEvent{ID: e.ID, At: apiTime(e.At), Kind: e.Kind, Times: e.Times,
			Actor: e.Actor, Target: e.Target, Addr: e.Addr, Request: e.Request, Detail: e.Detail})
	}
	return writeJSON(c, fiber.StatusOK, out)
}
