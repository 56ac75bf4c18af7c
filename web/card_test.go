package web

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"viva/internal/testkit"
	"viva/web/words"
)

var drawCard = flag.Bool("card", false, "draw the pictures of shared links anew")

// The picture of a shared link has the size that its readers ask for, and is
// light.
func TestCard(t *testing.T) {
	for _, l := range words.Langs {
		file := filepath.Join("static", "card-"+l.ID+".png")
		if *drawCard {
			card(t, l.ID, file)
		}
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := png.DecodeConfig(bytes.NewReader(body))
		if err != nil || c.Width != 1200 || c.Height != 630 || len(body) >= 60_000 {
			t.Errorf("%s: %d x %d, %d bytes (%v)", file, c.Width, c.Height, len(body), err)
		}
	}
}

// card draws card.html. There are few inks, so the shades of 128 colours are
// enough and take half the bytes.
func card(t *testing.T, lang, file string) {
	t.Helper()
	folder := httptest.NewServer(http.FileServer(http.Dir(".")))
	t.Cleanup(folder.Close)
	p := testkit.Open(t, testkit.Options{Viewport: testkit.Viewport{Width: 1200, Height: 630}})
	p.Goto(folder.URL + "/card/card.html#" + lang)
	testkit.Eval[bool](p, `document.fonts.ready.then(() => true)`)
	p.Screenshot(file, false)
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := png.Decode(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	few := image.NewPaletted(drawn.Bounds(), commonest(drawn, 128))
	for y := range drawn.Bounds().Dy() {
		for x := range drawn.Bounds().Dx() {
			few.Set(x, y, drawn.At(x, y))
		}
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, few); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// commonest are the n colours that a picture has most of.
func commonest(drawn image.Image, n int) color.Palette {
	times := map[color.Color]int{}
	for y := range drawn.Bounds().Dy() {
		for x := range drawn.Bounds().Dx() {
			times[drawn.At(x, y)]++
		}
	}
	var all color.Palette
	for c := range times {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b color.Color) int { return times[b] - times[a] })
	return all[:min(n, len(all))]
}
