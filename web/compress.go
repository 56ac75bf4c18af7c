package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// worthCompressing is the size in bytes from which a body is compressed.
// A smaller one arrives in its first packet anyway.
const worthCompressing = 1 << 10

// encoding is a way to compress a body, with its name in HTTP. The result
// depends on the body alone: pages that are equal byte by byte are still equal
// when compressed.
type encoding struct {
	name       string
	compress   func(dst, src []byte, level int) []byte
	page, file int // levels: for an answer made for one request, and for a file that is kept
}

// encodings are the encodings that we offer, the one with the shortest results
// first.
var encodings = []encoding{
	{"br", fasthttp.AppendBrotliBytesLevel, 5, fasthttp.CompressBrotliBestCompression},
	{"gzip", fasthttp.AppendGzipBytesLevel, 6, fasthttp.CompressBestCompression},
}

// encodingFor is the first of our encodings that the client names, or nil. A
// star does not count: clients that can read an encoding name it.
func encodingFor(c *fiber.Ctx) *encoding {
	for i := range encodings {
		if c.Request().Header.HasAcceptEncoding(encodings[i].name) {
			return &encodings[i]
		}
	}
	return nil
}

// compress compresses the answer, for clients that can read it.
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
	// The compressor returns nothing when the queue of its workers is full.
	if short := enc.compress(nil, res.Body(), enc.page); len(short) > 0 {
		res.SetBodyRaw(short)
		res.Header.SetContentEncoding(enc.name)
	}
}

// mayCompress reports whether the length of the answer may depend on its
// content. A stranger's page can make a browser send a request with the
// learner's cookie and with words of the stranger's choice in the address.
// These words then stand in our page beside what only the learner should see,
// and whoever counts the bytes on the way learns whether the two are alike
// (BREACH). So an answer is compressed if it is for nobody in particular, if
// our own page or the learner asked for it, or if it travels unencrypted
// anyway.
func (s *Site) mayCompress(c *fiber.Ctx) bool {
	if c.Get(fiber.HeaderCookie) == "" || !s.cfg.SecureCookies {
		return true
	}
	from := c.Get("Sec-Fetch-Site")
	return from == "same-origin" || from == "none"
}

// isText reports whether bodies of a media type compress well.
func isText(mediaType string) bool {
	kind, _, _ := strings.Cut(mediaType, ";")
	switch kind {
	case "application/json", "application/yaml", "image/svg+xml":
		return true
	}
	return strings.HasPrefix(kind, "text/") || strings.HasPrefix(kind, "application/") && strings.HasSuffix(kind, "+json")
}
