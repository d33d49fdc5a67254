package config

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// Error says what is wrong with the configuration file and where.
type Error struct {
	Path string
	// Line and Column count from 1, the column in characters. Both are 0 when the file
	// could not be read at all.
	Line, Column int
	Problem      string
	hints        []string
}

// Error is the problem with its place: path:line:column: problem.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Path + ": " + e.Problem
	}
	return e.Path + ":" + strconv.Itoa(e.Line) + ":" + strconv.Itoa(e.Column) + ": " + e.Problem
}

// Hints say what to write instead.
func (e *Error) Hints() []string { return e.hints }

// ExitCode is the exit status for a bad configuration.
func (e *Error) ExitCode() int { return 3 }

// place is the line and column of a byte of the text, both from 1.
func place(text []byte, offset int) (line, column int) {
	before := text[:min(max(offset, 0), len(text))]
	line = bytes.Count(before, []byte{'\n'}) + 1
	return line, utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
}
