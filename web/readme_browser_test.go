package web

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/testkit"
	"viva/internal/users"
)

var readmePictures = flag.String("readme-pictures", "", "draw the pictures of the README into this folder")

// pictureSize is what a picture of the README may have, in bytes.
const pictureSize = 60_000

// TestReadmePictures draws what the README shows side by side, each a screen of
// a phone: home by day, feedback in French at night, and plans to read. The
// clock and the chances of these tests draw the same questions again.
func TestReadmePictures(t *testing.T) {
	if *readmePictures == "" {
		return // other tests open the same pages
	}
	s := newSite(t)
	base := "http://" + s.listen()
	screen := testkit.Options{Viewport: testkit.Phone, ReducedMotion: true}

	p := testkit.Open(t, screen)
	p.Goto(base + "/") // the fonts come, which no first page waits for
	p.Goto(base + "/")
	picture(t, p, "home")
	p.Goto(base + "/read/aws-support/plans-compared")
	testkit.Eval[bool](p, `(document.querySelector(".since").scrollIntoView(), scrollBy(0, -12), true)`)
	picture(t, p, "plans")

	k := s.taker("ada", users.Learner)
	screen.Language, screen.Dark = "fr", true
	p = signIn(t, s, base, screen)
	for seed := range uint64(10) {
		a, err := s.quiz.Start(t.Context(), k.who, quiz.Start{Subject: "aws-support", Edition: "course", Mode: deck.Practice, Size: 10, Seed: &seed, Lang: deck.Langs[1]})
		if err != nil {
			t.Fatal(err)
		}
		for i, it := range a.Items() {
			if it.Type != "single" {
				continue
			}
			if _, _, err := s.quiz.Answer(t.Context(), k.who, a.ID, i+1, quiz.Given{Options: it.Sample(false)}); err != nil {
				t.Fatal(err)
			}
			p.Goto(fmt.Sprintf("%s/attempts/%d/items/%d", base, a.ID, i+1))
			if testkit.Eval[bool](p, `(e => e !== null && e.getBoundingClientRect().bottom < document.querySelector(".bar").getBoundingClientRect().top)(document.querySelector(".aside-hooks p"))`) {
				picture(t, p, "feedback")
				return
			}
		}
	}
	t.Error("no feedback has what is to be remembered in sight")
}

// picture draws what is in view, in the 256 colours that it uses most.
func picture(t *testing.T, p *testkit.Page, name string) {
	t.Helper()
	path := filepath.Join(*readmePictures, "readme-"+name+".png")
	p.WaitUntil(`document.fonts.status === "loaded"`)
	p.Screenshot(path, false)
	drawn, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	shown, err := png.Decode(bytes.NewReader(drawn))
	if err != nil {
		t.Fatal(err)
	}
	few := image.NewPaletted(shown.Bounds(), mostUsed(shown, 256))
	draw.Draw(few, few.Bounds(), shown, image.Point{}, draw.Src)
	var packed bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&packed, few); err != nil {
		t.Fatal(err)
	}
	if packed.Len() > pictureSize {
		t.Errorf("%s has %d bytes, want %d at most", path, packed.Len(), pictureSize)
	}
	if err := os.WriteFile(path, packed.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// mostUsed lists the colours of a picture that most of it is drawn in, n at most.
func mostUsed(m image.Image, n int) color.Palette {
	count := map[color.RGBA]int{}
	for y := m.Bounds().Min.Y; y < m.Bounds().Max.Y; y++ {
		for x := m.Bounds().Min.X; x < m.Bounds().Max.X; x++ {
			count[color.RGBAModel.Convert(m.At(x, y)).(color.RGBA)]++
		}
	}
	all := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var few color.Palette
	for _, c := range all[:min(n, len(all))] {
		few = append(few, c)
	}
	return few
}
