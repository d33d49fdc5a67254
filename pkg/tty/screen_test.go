package tty

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// screen is the part of a terminal that this package relies on: printable text
// with automatic wrapping, CR, LF, BS, and the sequences CSI A, C, J and K.
// Anything else that begins with ESC is recorded as strange.
type screen struct {
	columns, rows int
	cells         [][]rune
	x, y          int
	scrolled      int
	strange       []string
}

func newScreen(columns, rows int) *screen {
	s := &screen{columns: columns, rows: rows}
	for range rows {
		s.cells = append(s.cells, s.blank())
	}
	return s
}

func (s *screen) blank() []rune { return []rune(strings.Repeat(" ", s.columns)) }

// show is the screen after the given output.
func show(output string, columns, rows int) *screen {
	s := newScreen(columns, rows)
	for output != "" {
		output = output[s.step(output):]
	}
	return s
}

// step interprets what is at the beginning of text and says how long it is.
func (s *screen) step(text string) int {
	switch text[0] {
	case '\r':
		s.x = 0
		return 1
	case '\n':
		s.down()
		return 1
	case '\b':
		s.x = max(s.x-1, 0)
		return 1
	case 0x1b:
		return s.sequence(text)
	}
	r, size := utf8.DecodeRuneInString(text)
	s.put(r)
	return size
}

func (s *screen) put(r rune) {
	width := runeWidth(r)
	if width == 0 {
		return
	}
	if s.x+width > s.columns {
		s.x = 0
		s.down()
	}
	s.cells[s.y][s.x] = r
	if width == 2 {
		s.cells[s.y][s.x+1] = 0
	}
	s.x += width
}

func (s *screen) down() {
	if s.y < s.rows-1 {
		s.y++
		return
	}
	s.cells = append(s.cells[1:], s.blank())
	s.scrolled++
}

func (s *screen) sequence(text string) int {
	end := 2
	for end < len(text) && (text[end] < 0x40 || text[end] > 0x7e) {
		end++
	}
	if len(text) <= end || text[1] != '[' {
		s.strange = append(s.strange, strconv.Quote(text[:min(end, len(text))]))
		return len(text[:min(end, len(text))])
	}
	n, err := strconv.Atoi(text[2:end])
	if err != nil {
		n = 1
	}
	switch text[end] {
	case 'A':
		s.y = max(s.y-n, 0)
	case 'C':
		s.x = min(s.x+n, s.columns-1)
	case 'K':
		s.eraseFrom(s.y, s.x)
	case 'J':
		s.eraseFrom(s.y, s.x)
		for y := s.y + 1; y < s.rows; y++ {
			s.eraseFrom(y, 0)
		}
	default:
		s.strange = append(s.strange, strconv.Quote(text[:end+1]))
	}
	return end + 1
}

func (s *screen) eraseFrom(y, x int) {
	for ; x < s.columns; x++ {
		s.cells[y][x] = ' '
	}
}

// text is what is to be read, without the blanks at the ends of lines and the
// empty lines at the end.
func (s *screen) text() string {
	var b strings.Builder
	for _, row := range s.cells {
		line := strings.ReplaceAll(string(row), "\x00", "")
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}
