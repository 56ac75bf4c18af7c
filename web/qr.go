package web

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// qrCode is a QR code as the path of an SVG, whose unit is a module.
type qrCode struct {
	Size int // of its side
	Path string
}

// qrMargin is the white that scanners need around a code, in modules.
const qrMargin = 4

// Box is the viewBox of the drawing, with its margin.
func (q qrCode) Box() string {
	return fmt.Sprintf("%d %d %d %d", -qrMargin, -qrMargin, q.Size+2*qrMargin, q.Size+2*qrMargin)
}

// drawQR draws a text. It is drawn into the page, as the text is a secret: an
// image of its own would have an address that gives it away.
func drawQR(text string) (qrCode, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return qrCode{}, fmt.Errorf("draw a QR code: %w", err)
	}
	q := qrCode{Size: code.Bounds().Dx()}
	var path strings.Builder
	for y := range q.Size {
		for x := 0; x < q.Size; x++ {
			from := x
			for x < q.Size && code.At(x, y) == color.Black {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			}
		}
	}
	q.Path = path.String()
	return q, nil
}
