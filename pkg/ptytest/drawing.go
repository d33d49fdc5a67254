//go:build linux || darwin || freebsd

package ptytest

import (
	"bytes"
	_ "embed"
	"fmt"
	"html"
	"math"
	"strings"
)

// A Window is what a drawing shows of a terminal.
type Window struct {
	// Title stands in the bar at the top.
	Title string
	*Screen
}

// Sizes of a drawing, in units that a browser takes for pixels. Most fonts with one
// width for all characters are 0.6 times as wide as high; where one is not, textLength
// keeps the columns in place.
const (
	fontSize  = 14
	cellWidth = 0.6 * fontSize
	rowHeight = 20
	barHeight = 32
	padding   = 16
	between   = 14 // windows
)

// drawingStyle are the colours of a drawing, on light and on dark pages.
//
//go:embed drawing.css
var drawingStyle string

// Draw draws windows, one below another, as SVG. About says in words what they show.
func Draw(about string, windows ...Window) []byte {
	var body bytes.Buffer
	width, y := 0.0, 0.5
	for i, w := range windows {
		if i > 0 {
			y += between
		}
		width = max(width, w.width()+1)
		w.draw(&body, y)
		y += float64(w.height())
	}
	var b bytes.Buffer
	size := [2]int{int(math.Ceil(width)), int(y + 1)}
	fmt.Fprintf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %[1]d %[2]d\" role=\"img\">\n", size[0], size[1])
	fmt.Fprintf(&b, "<title>%s</title>\n<style>\n%s</style>\n%s</svg>\n", html.EscapeString(about), drawingStyle, body.String())
	return b.Bytes()
}

func (w Window) width() float64 { return float64(w.columns)*cellWidth + 2*padding }

func (w Window) height() int { return barHeight + len(w.used())*rowHeight + padding }

// used are the rows down to the last that has something, or the cursor.
func (w Window) used() [][]Cell {
	last := strings.Count(w.Text(), "\n")
	if _, y, shown := w.Cursor(); shown {
		last = max(last, y)
	}
	return w.cells[:last+1]
}

// draw draws the window with its upper edge at y.
func (w Window) draw(b *bytes.Buffer, y float64) {
	fmt.Fprintf(b, "<rect class=\"w\" x=\".5\" y=\"%g\" width=\"%g\" height=\"%d\" rx=\"8\"/>\n", y, w.width(), w.height())
	for i := range 3 {
		fmt.Fprintf(b, "<circle class=\"o\" cx=\"%d\" cy=\"%g\" r=\"5\"/>\n", padding+5+i*17, y+barHeight/2)
	}
	fmt.Fprintf(b, "<text class=\"o\" x=\"%g\" y=\"%g\" text-anchor=\"middle\">%s</text>\n", w.width()/2, y+barHeight/2+5, html.EscapeString(w.Title))
	y += barHeight
	for i, row := range w.used() {
		drawRow(b, row, y+float64(i*rowHeight))
	}
	if x, row, shown := w.Cursor(); shown {
		fmt.Fprintf(b, "<rect class=\"k\" x=\"%s\" y=\"%g\" width=\"%g\" height=\"%d\"/>\n", column(x), y+float64(row*rowHeight)+1, cellWidth, rowHeight-2)
	}
}

func column(x int) string { return fmt.Sprintf("%.4g", padding+float64(x)*cellWidth) }

// drawRow draws pieces of one style without gaps, each where its column is.
func drawRow(b *bytes.Buffer, row []Cell, y float64) {
	for x := 0; x < len(row); {
		end := pieceEnd(row, x)
		drawPiece(b, row[x:end], x, y)
		x = end
		for x < len(row) && row[x] == (Cell{Rune: ' '}) {
			x++
		}
	}
}

// pieceEnd is where the piece that begins at x ends: before another style, two blanks
// or the end of what is written.
func pieceEnd(row []Cell, x int) int {
	blank := Cell{Rune: ' '}
	for end := x + 1; end < len(row); end++ {
		if row[end].Style != row[x].Style {
			return end
		}
		if row[end] == blank && (end+1 == len(row) || row[end+1] == blank || row[end+1].Style != row[x].Style) {
			return end
		}
	}
	return len(row)
}

func drawPiece(b *bytes.Buffer, piece []Cell, x int, y float64) {
	var text strings.Builder
	for _, cell := range piece {
		if cell.Rune != 0 {
			text.WriteRune(cell.Rune)
		}
	}
	if strings.TrimSpace(text.String()) == "" && !piece[0].Style.Invert {
		return
	}
	long := fmt.Sprintf("%.4g", float64(len(piece))*cellWidth)
	if piece[0].Style.Invert {
		fmt.Fprintf(b, "<rect class=\"%s\" x=\"%s\" y=\"%g\" width=\"%s\" height=\"%d\"/>\n", piece[0].Style.classes("k"), column(x), y+1, long, rowHeight-2)
	}
	fmt.Fprintf(b, "<text%s x=\"%s\" y=\"%g\" textLength=\"%s\">%s</text>\n", piece[0].Style.attributes(), column(x), y+15, long, html.EscapeString(text.String()))
}

// attributes are those of a text of the style.
func (s Style) attributes() string {
	base := ""
	if s.Invert {
		base, s.Color = "i", 0
	}
	if classes := s.classes(base); classes != "" {
		return ` class="` + classes + `"`
	}
	return ""
}

func (s Style) classes(base string) string {
	all := []string{base}
	if s.Color > 0 {
		// The bright colours are drawn as the others: on white they cannot be read.
		all = append(all, "c"+string("krgybmcw"[(s.Color-1)%8]))
	}
	for _, attribute := range []struct {
		set  bool
		name string
	}{{s.Bold, "b"}, {s.Faint, "f"}, {s.Underline, "u"}} {
		if attribute.set {
			all = append(all, attribute.name)
		}
	}
	return strings.TrimSpace(strings.Join(all, " "))
}
