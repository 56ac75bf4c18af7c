package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
)

// mediaTypes of static files. A file of any other kind is not served.
var mediaTypes = map[string]string{
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".woff2":       "font/woff2",
	".webmanifest": "application/manifest+json",
}

// assets are the static files by exact name. Their URLs hold one hash over all
// of them, so that scripts find each other by relative names and browsers may
// keep them for ever.
type assets struct {
	files fs.FS
	dev   bool // read them again for each request
	hash  string
	named map[string]*asset
}

// packed are the kinds of files that are compressed already.
var packed = []string{".png", ".woff2"}

// asset is one static file, as it is and compressed.
type asset struct {
	body   []byte
	packed bool // it cannot be made shorter

	mu    sync.Mutex
	short map[string][]byte // by the name of the encoding
}

// encoded returns the file in an encoding, or nil if that is not worth it. It
// is made once, when it is first asked for: the best compression takes as long
// as a hundred pages.
func (a *asset) encoded(enc *encoding) []byte {
	if enc == nil || a.packed || len(a.body) < worthCompressing {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.short[enc.name]) == 0 { // not made yet, or the compressor was too busy
		a.short[enc.name] = enc.compress(nil, a.body, enc.file)
	}
	return a.short[enc.name]
}

func loadAssets(files fs.FS, dev bool) (*assets, error) {
	names, err := staticNames(files)
	if err != nil {
		return nil, fmt.Errorf("list static files: %w", err)
	}
	a := &assets{files: files, dev: dev, named: map[string]*asset{}}
	hash := sha256.New()
	for _, name := range names {
		body, err := readStatic(files, name)
		if err != nil {
			return nil, err
		}
		if !dev {
			if body, err = shortened(name, body); err != nil {
				return nil, err
			}
		}
		a.named[name] = &asset{body: body, packed: slices.Contains(packed, path.Ext(name)), short: map[string][]byte{}}
		fmt.Fprintf(hash, "%s %d\n", name, len(body))
		hash.Write(body)
	}
	a.hash = hex.EncodeToString(hash.Sum(nil)[:8])
	return a, nil
}

// staticNames lists the static files in order: those at the top, then those of
// question types, then fonts. The licences beside the fonts are carried with
// the program and not served.
func staticNames(files fs.FS) (names []string, err error) {
	for _, pattern := range []string{"static/*", "static/items/*", "static/fonts/*"} {
		found, err := fs.Glob(files, pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range found {
			if mediaTypes[path.Ext(name)] != "" {
				names = append(names, strings.TrimPrefix(name, "static/"))
			}
		}
	}
	return names, nil
}

// readStatic reads a static file. A folder with the name of a file holds its
// parts, which are joined in the order of their names, so that a page needs one
// request for them.
func readStatic(files fs.FS, name string) ([]byte, error) {
	file := path.Join("static", name)
	parts, err := fs.Glob(files, file+"/*")
	if err != nil {
		return nil, fmt.Errorf("list the parts of static file %s: %w", name, err)
	}
	if len(parts) == 0 {
		parts = []string{file}
	}
	var whole []byte
	for _, part := range parts {
		body, err := fs.ReadFile(files, part)
		if err != nil {
			return nil, fmt.Errorf("read static file: %w", err)
		}
		whole = append(whole, body...)
	}
	return whole, nil
}

// minifier writes style sheets and scripts without what only people read.
var minifier = func() *minify.M {
	m := minify.New()
	m.AddFunc(".css", css.Minify)
	m.AddFunc(".js", js.Minify)
	return m
}()

// shortened is a static file as it is sent: a third of a sheet or a script is
// comments, indents and long names, and a phone far from a mast waits for each
// kilobyte.
func shortened(name string, body []byte) ([]byte, error) {
	short, err := minifier.Bytes(path.Ext(name), body)
	switch {
	case errors.Is(err, minify.ErrNotExist): // there is nothing to leave out
		return body, nil
	case err != nil:
		return nil, fmt.Errorf("shorten static file %s: %w", name, err)
	}
	return short, nil
}

// items are the names of the scripts of question types.
func (a *assets) items() (names []string) {
	for name := range a.named {
		if strings.HasPrefix(name, "items/") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// url returns where a static file is served.
func (a *assets) url(name string) (string, error) {
	if a.named[name] == nil {
		return "", fmt.Errorf("there is no static file %q", name)
	}
	return "/static/" + a.hash + "/" + name, nil
}

func (s *Site) static(c *fiber.Ctx) error { return s.assets.serve(c) }

// serve sends the file that the path names.
func (a *assets) serve(c *fiber.Ctx) error {
	name := c.Params("+")
	file, ok := a.named[name]
	if !ok || c.Params("hash") != a.hash {
		return errNotFound
	}
	c.Set(fiber.HeaderContentType, mediaTypes[path.Ext(name)])
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding) // and on no other header
	if a.dev {
		fresh, err := readStatic(a.files, name)
		if err != nil {
			return err
		}
		return c.Send(fresh)
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	return file.send(c)
}

// send sends the file in the shortest encoding that the client can read. There
// are no entity tags and no ranges: a file at such an address never changes,
// and is small.
func (a *asset) send(c *fiber.Ctx) error {
	enc := encodingFor(c)
	short := a.encoded(enc)
	if len(short) == 0 {
		return c.Send(a.body)
	}
	c.Set(fiber.HeaderContentEncoding, enc.name)
	return c.Send(short)
}
