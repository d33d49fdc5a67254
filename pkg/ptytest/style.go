//go:build linux || darwin || freebsd

package ptytest

import (
	"strconv"
	"strings"
)

// A Cell is a place on a screen: a character, or 0 behind one that is two places wide.
type Cell struct {
	Rune  rune
	Style Style
}

// A Style is how a character looks. The zero value is the terminal's own.
type Style struct {
	// Color is 1 to 8 for black, red, green, yellow, blue, magenta, cyan and white, 9 to
	// 16 for the bright ones, and 0 for none.
	Color                          int
	Bold, Faint, Underline, Invert bool
}

// obey does what the parameters of Select Graphic Rendition (ECMA-48, 8.3.117) ask for.
// Backgrounds, and colours beyond the sixteen, leave the style as it is.
func (s *Style) obey(parameters string) {
	all := strings.Split(parameters, ";")
	for i := 0; i < len(all); i++ {
		n, err := strconv.Atoi(all[i])
		if err != nil && all[i] != "" {
			return // it has parameters of a private kind, or colons
		}
		switch {
		case n == 38 || n == 48:
			if i+2 < len(all) && all[i+1] == "5" {
				if n == 38 {
					s.indexed(all[i+2])
				}
				i += 2
			} else {
				i += 4 // a colour by its red, green and blue
			}
		case n >= 30 && n <= 37:
			s.Color = n - 30 + 1
		case n >= 90 && n <= 97:
			s.Color = n - 90 + 9
		default:
			s.attribute(n)
		}
	}
}

func (s *Style) indexed(number string) {
	if n, err := strconv.Atoi(number); err == nil && n >= 0 && n < 16 {
		s.Color = n + 1
	}
}

func (s *Style) attribute(n int) {
	switch n {
	case 0:
		*s = Style{}
	case 1:
		s.Bold = true
	case 2:
		s.Faint = true
	case 4:
		s.Underline = true
	case 7:
		s.Invert = true
	case 22:
		s.Bold, s.Faint = false, false
	case 24:
		s.Underline = false
	case 27:
		s.Invert = false
	case 39:
		s.Color = 0
	}
}
