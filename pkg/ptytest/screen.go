//go:build linux || darwin || freebsd

package ptytest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Screen is what a terminal like xterm shows of a text: what line editors and
// pickers print, without scroll regions, the alternate screen and backgrounds.
type Screen struct {
	columns, rows int
	cells         [][]Cell
	style         Style // that of the next character
	hidden        bool  // the cursor
	// x is columns when the next character will wrap.
	x, y, savedX, savedY int
	// Sequences are those that the text used, each once, numbers as n: "[nA".
	Sequences []string
}

// Show is the screen after a text, which began on an empty one.
func Show(text string, columns, rows int) *Screen {
	s := &Screen{columns: columns, rows: rows}
	for range rows {
		s.cells = append(s.cells, s.blank())
	}
	for text != "" {
		text = text[s.step(text):]
	}
	return s
}

// Text is what is to be read, without the blanks at the ends of lines and the
// empty lines at the end.
func (s *Screen) Text() string {
	var b strings.Builder
	for _, row := range s.cells {
		var line strings.Builder
		for _, cell := range row {
			if cell.Rune != 0 {
				line.WriteRune(cell.Rune)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// Cells are the rows of the screen, each as wide as it.
func (s *Screen) Cells() [][]Cell { return s.cells }

// Cursor is where the next character comes, counted from 0, unless it is hidden.
func (s *Screen) Cursor() (x, y int, shown bool) { return s.column(), s.y, !s.hidden }

func (s *Screen) blank() []Cell { return slices.Repeat([]Cell{{Rune: ' '}}, s.columns) }

// step interprets what is at the beginning of the text and says how long it is.
func (s *Screen) step(text string) int {
	switch text[0] {
	case '\r':
		s.x = 0
		return 1
	case '\n':
		s.down()
		return 1
	case '\b':
		s.to(s.column()-1, s.y)
		return 1
	case '\t':
		s.to((s.column()/8+1)*8, s.y)
		return 1
	case 0x1b:
		n := sequence(text)
		s.obey(text[1:n])
		return n
	}
	r, size := utf8.DecodeRuneInString(text)
	s.put(r)
	return size
}

// column is where the cursor stands: in the last column when it will wrap.
func (s *Screen) column() int { return min(s.x, s.columns-1) }

func (s *Screen) to(x, y int) { s.x, s.y = max(min(x, s.columns-1), 0), max(min(y, s.rows-1), 0) }

func (s *Screen) put(r rune) {
	width := width(r)
	if width == 0 {
		return
	}
	if s.x+width > s.columns {
		s.x = 0
		s.down()
	}
	s.cells[s.y][s.x] = Cell{r, s.style}
	if width == 2 {
		s.cells[s.y][s.x+1] = Cell{}
	}
	s.x += width
}

// width is how many columns a character takes.
func width(r rune) int {
	switch {
	case unicode.IsControl(r), unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana):
		return 2
	}
	return 1
}

func (s *Screen) down() {
	if s.y < s.rows-1 {
		s.y++
		return
	}
	s.cells = append(s.cells[1:], s.blank())
}

var numbers = regexp.MustCompile(`\d+`)

// obey does what a sequence, without its ESC, asks for.
func (s *Screen) obey(sequence string) {
	if kind := numbers.ReplaceAllString(sequence, "n"); !slices.Contains(s.Sequences, kind) {
		s.Sequences = append(s.Sequences, kind)
	}
	switch sequence {
	case "7":
		s.savedX, s.savedY = s.column(), s.y
	case "8":
		s.to(s.savedX, s.savedY)
	case "M":
		s.to(s.column(), s.y-1)
	case "[?25l", "[?25h":
		s.hidden = sequence == "[?25l"
	}
	if parameters, found := strings.CutSuffix(sequence, "m"); found && strings.HasPrefix(parameters, "[") {
		s.style.obey(parameters[1:])
		return
	}
	if len(sequence) < 2 || sequence[0] != '[' {
		return
	}
	first, second, _ := strings.Cut(sequence[1:len(sequence)-1], ";")
	n, given := number(first)
	m, _ := number(second)
	s.move(sequence[len(sequence)-1], n, m)
	if !given {
		n = 0
	}
	s.erase(sequence[len(sequence)-1], n)
	s.shift(sequence[len(sequence)-1], max(n, 1))
}

// number is a parameter, 1 when it is not given.
func number(text string) (n int, given bool) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 1, false
	}
	return n, true
}

func (s *Screen) move(final byte, n, m int) {
	switch final {
	case 'A':
		s.to(s.column(), s.y-n)
	case 'B':
		s.to(s.column(), s.y+n)
	case 'C':
		s.to(s.column()+n, s.y)
	case 'D':
		s.to(s.column()-n, s.y)
	case 'G':
		s.to(n-1, s.y)
	case 'd':
		s.to(s.column(), n-1)
	case 'H':
		s.to(m-1, n-1)
	}
}

func (s *Screen) erase(final byte, n int) {
	switch {
	case final == 'K':
		s.eraseRow(s.y, n)
	case final == 'J' && n == 0:
		s.eraseRow(s.y, 0)
		s.blankRows(s.y+1, s.rows)
	case final == 'J' && n == 1:
		s.eraseRow(s.y, 1)
		s.blankRows(0, s.y)
	case final == 'J' && n == 2:
		s.blankRows(0, s.rows)
	}
}

// eraseRow erases a row from the cursor on, up to the cursor, or all of it.
func (s *Screen) eraseRow(y, what int) {
	from, to := s.column(), s.columns
	switch what {
	case 1:
		from, to = 0, s.column()+1
	case 2:
		from = 0
	}
	copy(s.cells[y][from:to], s.blank())
}

func (s *Screen) blankRows(from, to int) {
	for y := from; y < to; y++ {
		s.cells[y] = s.blank()
	}
}

// shift takes in and puts out characters and rows at the cursor.
func (s *Screen) shift(final byte, n int) {
	row, x := s.cells[s.y], s.column()
	n = min(n, s.columns-x)
	switch final {
	case 'P':
		s.cells[s.y] = append(append(row[:x:x], row[x+n:]...), s.blank()[:n]...)
	case '@':
		s.cells[s.y] = append(append(row[:x:x], s.blank()[:n]...), row[x:s.columns-n]...)
	case 'X':
		copy(row[x:x+n], s.blank())
	}
}

// Plain is a text without the sequences of a terminal, and without the beginning
// of one at its end.
func Plain(text string) string {
	var b strings.Builder
	for {
		before, _, found := strings.Cut(text, "\x1b")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		text = text[len(before):]
		text = text[sequence(text):]
	}
}

// sequence is the length of the sequence that begins a text: all of the text
// when it does not end in it.
func sequence(text string) int {
	if len(text) < 2 {
		return len(text)
	}
	switch text[1] {
	case '[':
		for i := 2; i < len(text); i++ {
			if text[i] >= 0x40 && text[i] <= 0x7e {
				return i + 1
			}
		}
		return len(text)
	case ']', 'P', '_', '^', 'X':
		for i := 2; i < len(text); i++ {
			switch {
			case text[i] == 0x07:
				return i + 1
			case text[i] == 0x1b && i+1 < len(text):
				return i + 2
			}
		}
		return len(text)
	case '(', ')', '#', '%':
		return min(3, len(text))
	}
	return 2
}
