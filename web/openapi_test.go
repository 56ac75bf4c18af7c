package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/gofiber/fiber/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// apiDocument is the description, read once for all tests.
var apiDocument = sync.OnceValues(func() (*openapi3.T, error) {
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	if err != nil {
		return nil, err
	}
	return doc, doc.Validate(context.Background())
})

// apiComponents are what its schemas refer to, as JSON. Writing that takes
// longer than compiling most schemas.
var apiComponents = sync.OnceValues(func() (json.RawMessage, error) {
	doc, err := apiDocument()
	if err != nil {
		return nil, err
	}
	return json.Marshal(doc.Components)
})

var apiRouter = sync.OnceValues(func() (routers.Router, error) {
	doc, err := apiDocument()
	if err != nil {
		return nil, err
	}
	return gorillamux.NewRouter(doc)
})

// checkReply holds a reply of the API against the description: its status
// must be listed, its body must have exactly the members that are described.
func checkReply(t testing.TB, req *http.Request, r apiReply) {
	t.Helper()
	router, err := apiRouter()
	if err != nil {
		t.Fatal(err)
	}
	route, params, err := router.FindRoute(req)
	if err != nil {
		return // not a described address; TestOpenAPIRoutes knows them all
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route},
		Status:                 r.status, Header: r.header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true, ExcludeResponseBody: true},
	}
	err = openapi3filter.ValidateResponse(context.Background(), in)
	if reply := route.Operation.Responses.Status(r.status); err == nil && reply != nil { // a redirect needs no description
		err = checkBody(reply.Value.Content, r)
	}
	if err != nil {
		t.Errorf("%s %s: %d is not as described: %v\n%s", req.Method, req.URL, r.status, err, r.body)
	}
}

// checkBody holds the body of a reply against its description. The package
// would do that too, but compiles the schema anew for each reply.
func checkBody(described openapi3.Content, r apiReply) error {
	if len(described) == 0 {
		return nil
	}
	media := described.Get(r.header.Get("Content-Type"))
	if media == nil {
		return fmt.Errorf("the media type %q is not described", r.header.Get("Content-Type"))
	}
	if media.Schema == nil {
		return nil
	}
	schema, err := replySchema(media.Schema)
	if err != nil {
		return err
	}
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(r.body))
	if err != nil {
		return err
	}
	return schema.Validate(body)
}

// replySchemas are those that were asked for, compiled.
var replySchemas struct {
	sync.Mutex
	of map[*openapi3.SchemaRef]*jsonschema.Schema
}

// replySchema compiles a schema together with the components that it refers to.
func replySchema(ref *openapi3.SchemaRef) (*jsonschema.Schema, error) {
	replySchemas.Lock()
	defer replySchemas.Unlock()
	if s := replySchemas.of[ref]; s != nil {
		return s, nil
	}
	components, err := apiComponents()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(map[string]any{"components": components, "$defs": map[string]any{"reply": ref}})
	if err != nil {
		return nil, err
	}
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	c.RegisterFormat(&jsonschema.Format{Name: "int64", Validate: isInt64})
	const address = "https://viva.example/reply.json"
	if err := c.AddResource(address, whole); err != nil {
		return nil, err
	}
	s, err := c.Compile(address + "#/$defs/reply")
	if err != nil {
		return nil, err
	}
	if replySchemas.of == nil {
		replySchemas.of = map[*openapi3.SchemaRef]*jsonschema.Schema{}
	}
	replySchemas.of[ref] = s
	return s, nil
}

func isInt64(v any) error {
	n, ok := v.(json.Number)
	if !ok {
		return nil // its type is wrong, which is another rule
	}
	_, err := n.Int64()
	return err
}

func TestOpenAPIDocument(t *testing.T) {
	if _, err := apiDocument(); err != nil {
		t.Fatal(err)
	}
	f := newAPI(t)
	r := f.with("").get("/api/openapi.yaml")
	if r.status != 200 || !bytes.Equal(r.body, openAPI) || r.header.Get("Content-Type") != "application/yaml; charset=utf-8" {
		t.Errorf("GET /api/openapi.yaml: %d %s, %d bytes", r.status, r.header.Get("Content-Type"), len(r.body))
	}
}

// TestOpenAPIRoutes fails on a route that nobody described and on a described
// one that is not there.
func TestOpenAPIRoutes(t *testing.T) {
	doc, err := apiDocument()
	if err != nil {
		t.Fatal(err)
	}
	var described []string
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			described = append(described, method+" /api/v1"+path)
		}
	}
	registered := apiRoutesOf(newAPI(t).App())
	slices.Sort(described)
	slices.Sort(registered)
	for _, r := range registered {
		if !slices.Contains(described, r) {
			t.Errorf("%s is not described", r)
		}
	}
	for _, d := range described {
		if !slices.Contains(registered, d) {
			t.Errorf("%s is described but not there", d)
		}
	}
	if len(registered) != 32 {
		t.Errorf("%d routes, not the 32 of the API: %v", len(registered), registered)
	}
}

// The description asks for a token where the route is not for everybody, and
// only there.
func TestOpenAPIAudiences(t *testing.T) {
	doc, err := apiDocument()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range newAPI(t).App().GetRoutes(true) {
		path, found := strings.CutPrefix(pathParam.ReplaceAllString(r.Path, "{$1}"), "/api/v1")
		if !found || r.Method == fiber.MethodHead {
			continue
		}
		security := doc.Paths.Value(path).GetOperation(r.Method).Security // the document's where it is nil
		if token := security == nil || len(*security) > 0; token == (r.Name == everybody.name) {
			t.Errorf("%s %s is for %s, but described with a token: %t", r.Method, r.Path, r.Name, token)
		}
	}
}

var pathParam = regexp.MustCompile(`:(\w+)`)

// apiRoutesOf lists the API's routes as the description writes them. HEAD
// comes with every GET and is not counted.
func apiRoutesOf(app *fiber.App) []string {
	var out []string
	for _, r := range app.GetRoutes(true) {
		if r.Method != fiber.MethodHead && strings.HasPrefix(r.Path, "/api/v1/") {
			out = append(out, r.Method+" "+pathParam.ReplaceAllString(r.Path, "{$1}"))
		}
	}
	return out
}

// TestCheckReplyCanFail shows that the check above sees what it should.
func TestCheckReplyCanFail(t *testing.T) {
	req, _ := http.NewRequest(http.MethodGet, "/api/v1/me", nil)
	const form = "application/x-www-form-urlencoded"
	good := `{"id":1,"name":"ada","role":"learner","shown_as":"ada","listed":true,"created_at":"2026-11-22T10:00:00Z"}`
	for name, c := range map[string]struct {
		status int
		media  string
		body   string
		fails  bool
	}{
		"good":           {200, "application/json", good, false},
		"missing member": {200, "application/json", `{"id":1}`, true},
		"extra member":   {200, "application/json", strings.Replace(good, `{`, `{"password_hash":"x",`, 1), true},
		"wrong type":     {200, "application/json", strings.Replace(good, `"id":1`, `"id":"1"`, 1), true},
		"too large":      {200, "application/json", strings.Replace(good, `"id":1`, `"id":9223372036854775808`, 1), true},
		"no time":        {200, "application/json", strings.Replace(good, `2026-11-22T`, `2026-11-22 `, 1), true},
		"no JSON":        {200, "application/json", good[1:], true},
		"two objects":    {200, "application/json", good + good, true},
		"no body":        {200, "application/json", "", true},
		"other media":    {200, form, good, true},
		"unknown status": {418, "application/json", good, true},
	} {
		probe := &testing.T{}
		checkReply(probe, req, apiReply{status: c.status, body: []byte(c.body), header: http.Header{"Content-Type": {c.media}}})
		if probe.Failed() != c.fails {
			t.Errorf("%s: failed = %v, want %v", name, probe.Failed(), c.fails)
		}
	}
}
