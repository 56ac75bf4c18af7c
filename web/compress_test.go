package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"
	"pgregory.net/rapid"
)

// plain undoes the encoding of a reply.
func (r *pageReply) plain() string {
	r.t.Helper()
	switch enc := r.Header.Get("Content-Encoding"); enc {
	case "":
		return r.Body
	case "br", "gzip":
		return string(decode(r.t, enc, []byte(r.Body)))
	default:
		r.t.Fatalf("%s: encoded as %q", r.what, enc)
		return ""
	}
}

func decode(t interface{ Fatal(...any) }, name string, short []byte) []byte {
	if name == "br" {
		body, err := fasthttp.AppendUnbrotliBytes(nil, short)
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	z, err := gzip.NewReader(bytes.NewReader(short))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// Whatever the body, it can be read again, and is the same to the byte each
// time: its length tells nothing that is not in it.
func TestEncodings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"<li>", "Réponse ", "\x00\xff", "plan", "\n"}), 0, 400).Draw(t, "words")
		body := append([]byte(strings.Join(words, "")), rapid.SliceOf(rapid.Byte()).Draw(t, "tail")...)
		for _, enc := range encodings {
			level := rapid.SampledFrom([]int{enc.page, enc.file}).Draw(t, "level")
			short := enc.compress(nil, body, level)
			if got := decode(t, enc.name, short); !bytes.Equal(got, body) {
				t.Fatalf("%s: %d bytes came back as %d others", enc.name, len(body), len(got))
			}
			if again := enc.compress(nil, body, level); !bytes.Equal(short, again) {
				t.Fatalf("%s: the same body became %d bytes and %d", enc.name, len(short), len(again))
			}
		}
	})
}

// Every kind of answer is as short as the client can read it, and the same
// when it is read.
func TestCompress(t *testing.T) {
	s := newSite(t)
	css, err := s.assets.url("app.css")
	if err != nil {
		t.Fatal(err)
	}
	icon, err := s.assets.url("favicon.svg")
	if err != nil {
		t.Fatal(err)
	}
	encodingOf := map[string]string{
		"":                             "",
		"identity":                     "",
		"*":                            "",
		"gzip":                         "gzip",
		"gzip, deflate, br, zstd":      "br",
		"gzip;q=1.0, br;q=0":           "gzip",
		"br;q=0.000, gzip;q=0":         "",
		"deflate, GZIP;q=0.5":          "gzip",
		"brotli, gzipped":              "",
		"br ; q=0.1, identity; q=0.01": "br",
	}
	for _, path := range []string{"/about", "/nothing-here", css, "/api/openapi.yaml", "/api/v1/subjects", icon, "/livez"} {
		want := s.browser().get(path)
		small := len(want.Body) < worthCompressing
		for accept, name := range encodingOf {
			if small {
				name = ""
			}
			got := s.browser().do("GET", path, "", "Accept-Encoding", accept)
			if enc := got.Header.Get("Content-Encoding"); enc != name {
				t.Errorf("%s for %q: encoded as %q, want %q", path, accept, enc, name)
			}
			if got.Status != want.Status || got.plain() != want.Body {
				t.Errorf("%s for %q: %d and %d bytes, want %d and %d", path, accept, got.Status, len(got.plain()), want.Status, len(want.Body))
			}
			if name != "" && len(got.Body) > len(want.Body)/2 {
				t.Errorf("%s for %q: %d bytes of %d", path, accept, len(got.Body), len(want.Body))
			}
			if vary := got.Header.Get("Vary"); !strings.Contains(vary, "Accept-Encoding") {
				t.Errorf("%s for %q varies on %q", path, accept, vary)
			}
			head := s.browser().do("HEAD", path, "", "Accept-Encoding", accept)
			for _, h := range []string{"Content-Encoding", "Content-Length", "Content-Type", "Vary", "Cache-Control"} {
				if head.Header.Get(h) != got.Header.Get(h) {
					t.Errorf("HEAD %s for %q: %s %q, want %q", path, accept, h, head.Header.Get(h), got.Header.Get(h))
				}
			}
			if head.Body != "" {
				t.Errorf("HEAD %s has a body", path)
			}
		}
	}
}

// No part of an answer can be asked for: it would not be clear of which
// encoding.
func TestNoRanges(t *testing.T) {
	s := newSite(t)
	css, err := s.assets.url("app.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", css} {
		r := s.browser().do("GET", path, "", "Accept-Encoding", "br", "Range", "bytes=0-99").want(http.StatusOK)
		if r.Header.Get("Accept-Ranges") != "" || r.Header.Get("Content-Range") != "" || len(r.plain()) < 1000 {
			t.Errorf("%s: ranges %q %q, %d bytes", path, r.Header.Get("Accept-Ranges"), r.Header.Get("Content-Range"), len(r.Body))
		}
	}
}

// A page that another site made the browser ask for, with the learner's cookie,
// is not compressed: its length would tell which words are in it twice.
func TestCompressOnlyOurOwn(t *testing.T) {
	tests := map[string]struct {
		secure, cookie bool
		site           string // Sec-Fetch-Site
		compressed     bool
	}{
		"from our page":             {true, true, "same-origin", true},
		"typed":                     {true, true, "none", true},
		"from another site":         {true, true, "cross-site", false},
		"from a neighbour":          {true, true, "same-site", false},
		"an old browser":            {true, true, "", false},
		"nobody from another site":  {true, false, "cross-site", true},
		"a program":                 {true, false, "", true},
		"in the clear, from abroad": {false, true, "cross-site", true},
		"in the clear":              {false, true, "", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, func(c *Config) { c.SecureCookies = tt.secure })
			c := s.browser()
			if tt.cookie {
				c = s.guest()
			}
			r := c.do("GET", "/?reflected=words", "", "Accept-Encoding", "br, gzip", "Sec-Fetch-Site", tt.site).want(http.StatusOK)
			if got := r.Header.Get("Content-Encoding") != ""; got != tt.compressed {
				t.Errorf("compressed: %v, want %v", got, tt.compressed)
			}
		})
	}
}
