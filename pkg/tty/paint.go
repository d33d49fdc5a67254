package tty

import "strings"

// Paint colours text for a terminal; the zero value leaves it as it is. It uses the
// eight colours that every terminal has, and which its owner has chosen.
type Paint struct{ on bool }

// NewPaint decides whether what is written gets colours: on a terminal that knows them,
// unless NO_COLOR (no-color.org) forbids it, and anywhere when CLICOLOR_FORCE
// (bixense.com/clicolors) asks for it. NO_COLOR is the stronger one.
func NewPaint(env func(name string) (value string, set bool), terminal bool) Paint {
	if none, _ := env("NO_COLOR"); none != "" {
		return Paint{}
	}
	if force, _ := env("CLICOLOR_FORCE"); force != "" && force != "0" {
		return Paint{true}
	}
	kind, _ := env("TERM")
	return Paint{terminal && !isDumb(kind)}
}

// isDumb tells the terminals that understand no control sequences.
func isDumb(term string) bool { return term == "dumb" || term == "" }

// Colors reports whether there are any.
func (p Paint) Colors() bool { return p.on }

// Title is for headings, and for what is chosen.
func (p Paint) Title(text string) string { return p.sgr("1", text) }

// Good is for what is in force.
func (p Paint) Good(text string) string { return p.sgr("32", text) }

// Soon is for what will not last, and for warnings.
func (p Paint) Soon(text string) string { return p.sgr("33", text) }

// Bad is for what failed.
func (p Paint) Bad(text string) string { return p.sgr("31", text) }

// Hint is for what can be typed.
func (p Paint) Hint(text string) string { return p.sgr("36", text) }

// Faint is for what matters less.
func (p Paint) Faint(text string) string { return p.sgr("2", text) }

// Mark is for what a search has found; without colours it is underlined, and so it
// must be used on terminals only.
func (p Paint) Mark(text string) string {
	if !p.on {
		return "\x1b[4m" + text + "\x1b[0m"
	}
	return p.sgr("1;36", text)
}

func (p Paint) sgr(parameters, text string) string {
	if !p.on || strings.TrimSpace(text) == "" {
		return text
	}
	return "\x1b[" + parameters + "m" + text + "\x1b[0m"
}
