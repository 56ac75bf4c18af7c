package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// worthCompressing is the size in bytes from which a body is compressed.
// A smaller one arrives in its first packet anyway.
const worthCompressing = 1 << 10

// encoding is a way to write a body shorter, by its name in HTTP. What it
// makes depends on the body alone: two pages that are the same to the byte
// are so compressed too.
type encoding struct {
	name       string
	compress   func(dst, src []byte, level int) []byte
	page, file int // levels: of what is made for one request, and of what is kept
}

// encodings are what we offer, the one with the shortest results first.
var encodings = []encoding{
	{"br", fasthttp.AppendBrotliBytesLevel, 5, fasthttp.CompressBrotliBestCompression},
	{"gzip", fasthttp.AppendGzipBytesLevel, 6, fasthttp.CompressBestCompression},
}

// encodingFor is the first of ours that the client takes, or nil. A star is
// not taken at its word: whoever can read our encodings names them.
func encodingFor(c *fiber.Ctx) *encoding {
	for i := range encodings {
		if c.Request().Header.HasAcceptEncoding(encodings[i].name) {
			return &encodings[i]
		}
	}
	return nil
}

// compress writes the answer shorter, for clients that can read it so.
func (s *Site) compress(c *fiber.Ctx) {
	res := c.Response()
	if res.IsBodyStream() || len(res.Header.ContentEncoding()) > 0 || len(res.Body()) < worthCompressing ||
		!isText(string(res.Header.ContentType())) || !s.mayCompress(c) {
		return
	}
	enc := encodingFor(c)
	if enc == nil {
		return
	}
	// Its workers have a queue, and give back nothing when that is full.
	if short := enc.compress(nil, res.Body(), enc.page); len(short) > 0 {
		res.SetBodyRaw(short)
		res.Header.SetContentEncoding(enc.name)
	}
}

// mayCompress reports whether the length of the answer may depend on what is
// in it. Where a stranger's page makes a browser ask, with the learner's
// cookie and with words of the stranger's choice in the address, these words
// stand in our page beside what only the learner should see; whoever counts
// the bytes on the way learns when the two are alike (BREACH). So the answer
// is compressed when it is nobody's, when our own page or the learner's hand
// asked, and when all of it can be read on the way regardless.
func (s *Site) mayCompress(c *fiber.Ctx) bool {
	if c.Get(fiber.HeaderCookie) == "" || !s.cfg.SecureCookies {
		return true
	}
	from := c.Get("Sec-Fetch-Site")
	return from == "same-origin" || from == "none"
}

// isText reports whether a media type is of the kinds that compress well.
func isText(mediaType string) bool {
	kind, _, _ := strings.Cut(mediaType, ";")
	switch kind {
	case "application/json", "application/yaml", "image/svg+xml":
		return true
	}
	return strings.HasPrefix(kind, "text/") || strings.HasPrefix(kind, "application/") && strings.HasSuffix(kind, "+json")
}
