package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"

	"github.com/gofiber/fiber/v2"
)

// mediaTypes of static files. A file of any other kind is not served.
var mediaTypes = map[string]string{
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".webmanifest": "application/manifest+json",
}

// assets are the static files by exact name. Their URL holds one hash over
// all of them, so that modules find each other by relative names and browsers
// may keep them for ever.
type assets struct {
	files fs.FS
	dev   bool // read anew each time
	hash  string
	named map[string][]byte
}

func loadAssets(files fs.FS, dev bool) (*assets, error) {
	entries, err := fs.ReadDir(files, "static")
	if err != nil {
		return nil, fmt.Errorf("list static files: %w", err)
	}
	a := &assets{files: files, dev: dev, named: map[string][]byte{}}
	hash := sha256.New()
	for _, e := range entries {
		if mediaTypes[path.Ext(e.Name())] == "" || e.IsDir() {
			continue
		}
		body, err := fs.ReadFile(files, path.Join("static", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read static file: %w", err)
		}
		a.named[e.Name()] = body
		fmt.Fprintf(hash, "%s %d\n", e.Name(), len(body))
		hash.Write(body)
	}
	a.hash = hex.EncodeToString(hash.Sum(nil)[:8])
	return a, nil
}

// url returns where a static file is served.
func (a *assets) url(name string) (string, error) {
	if a.named[name] == nil {
		return "", fmt.Errorf("there is no static file %q", name)
	}
	return "/static/" + a.hash + "/" + name, nil
}

func (s *Site) static(c *fiber.Ctx) error {
	name := c.Params("name")
	body, ok := s.assets.named[name]
	if !ok || c.Params("hash") != s.assets.hash {
		return errNotFound
	}
	c.Set(fiber.HeaderContentType, mediaTypes[path.Ext(name)])
	c.Response().Header.Del(fiber.HeaderVary)
	if s.assets.dev {
		fresh, err := fs.ReadFile(s.assets.files, path.Join("static", name))
		if err != nil {
			return fmt.Errorf("read static file: %w", err)
		}
		return c.Send(fresh)
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	return c.Send(body)
}
