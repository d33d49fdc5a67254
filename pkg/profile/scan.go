package profile

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile/ini"
)

// file is one of the two files, checked as a whole, with its sections found but
// not decoded.
type file struct {
	// path is the file, name what messages call it.
	path, name string
	text       []byte
	// carriage says that some line ends in CR or CRLF.
	carriage bool
	// sections are where the texts between the brackets of the headers begin, numbers
	// the sections by that text.
	sections []int
	numbers  map[string]int
	// odd are the sections whose header is not plainly "profile NAME".
	odd []int
	// defaults are the [DEFAULT] sections, which feed every other section.
	defaults []int

	// What a list of many profiles would work out again for each.
	meaningsOnce, linesOnce sync.Once
	meanings                map[sectionName]int // of odd
	lines                   ini.LineIndex
}

// scanFile checks the whole of a file and finds its sections.
func scanFile(source File) (*file, error) {
	f := &file{path: source.Path, name: source.Name, text: source.Text}
	if f.name == "" {
		f.name = f.path
	}
	if err := f.checkBytes(); err != nil {
		return nil, err
	}
	// A section of a big file takes about 128 bytes or more; both grow when that is
	// wrong.
	f.numbers = make(map[string]int, len(f.text)/128)
	f.sections = make([]int, 0, len(f.text)/128)
	s := scanner{file: f, lines: ini.Reader{Text: f.text, Carriage: f.carriage}}
	if err := s.run(); err != nil {
		return nil, err
	}
	if err := s.finish(); err != nil {
		return nil, err
	}
	return f, nil
}

// checkBytes refuses what is no UTF-8 text and learns what the text needs.
func (f *file) checkBytes() error {
	if len(f.text) > math.MaxInt32 {
		return &ParseError{Path: f.name, Problem: "the file is larger than 2 GiB"}
	}
	f.carriage = bytes.IndexByte(f.text, '\r') >= 0
	if bytes.HasPrefix(f.text, []byte("\xef\xbb\xbf")) {
		return f.broken(0, "the file begins with a byte order mark", "save it as UTF-8 without a byte order mark (BOM)")
	}
	if !utf8.Valid(f.text) {
		return f.broken(invalidAt(f.text), "the text is not UTF-8", "save the file as UTF-8")
	}
	return nil
}

// invalidAt is the offset of the first byte that is not UTF-8.
func invalidAt(text []byte) int {
	i := 0
	for i < len(text) {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		i += size
	}
	return i
}

// broken is a ParseError at an offset of the text.
func (f *file) broken(at int, problem string, hints ...string) *ParseError {
	return &ParseError{Path: f.name, Line: f.lineOf(at), Problem: problem, hints: hints}
}

// lineOf is the number of the line at an offset.
func (f *file) lineOf(at int) int {
	f.linesOnce.Do(func() { f.lines = ini.NewLineIndex(f.text) })
	return f.lines.Number(at)
}

// scanner walks over the lines of a file and finds its sections and its faults.
type scanner struct {
	file  *file
	lines ini.Reader
	// inSection says that there was a header, inDefault that it was [DEFAULT].
	inSection, inDefault bool
	// optionAt is the last option; valueAt and valueEnd are the value on its line.
	optionAt, valueAt, valueEnd int
	// seen are the names of the options in the section, and where they are.
	seen map[string]int
	// looseDefault is the first line of a block in [DEFAULT] without a =. It is
	// wrong only for sections that take the option over.
	looseDefault *ParseError
	looseName    string
}

// run takes all lines.
func (s *scanner) run() *ParseError {
	text := s.file.text
	for p := 0; p < len(text); {
		line := s.lines.Line(p)
		var err *ParseError
		switch line.Kind {
		case ini.Header:
			err = s.header(line.Text+1, ini.HeaderName(text, line))
		case ini.Option:
			err = s.option(line.Text, line.Stop)
		case ini.Continuation:
			err = s.continuation(line.Text, line.Stop)
		}
		if err != nil {
			return err
		}
		p = line.Next
	}
	return nil
}

// header begins a section whose name stands at an offset.
func (s *scanner) header(from int, name []byte) *ParseError {
	f := s.file
	s.inSection, s.inDefault = true, false
	s.forgetNames()
	number := len(f.sections)
	f.sections = append(f.sections, from)
	if string(name) == ini.Default {
		s.inDefault = true
		f.defaults = append(f.defaults, number)
		return nil
	}
	if !isPlain(name) {
		f.odd = append(f.odd, number)
	}
	if first, again := f.numbers[string(name)]; again {
		return f.broken(from, fmt.Sprintf("the section [%s] is there twice, first in line %d", printable.Line(string(name)), f.lineOf(f.sections[first])),
			"merge the two sections into one, or remove one of them")
	}
	f.numbers[string(name)] = number
	return nil
}

// option takes the option line text[from:to], which does not begin with a blank.
func (s *scanner) option(from, to int) *ParseError {
	f := s.file
	if !s.inSection {
		return f.broken(from, "there is an option before the first [section]", "put it below a section header, or remove it")
	}
	at := ini.Delimiter(f.text, from, to)
	if at <= from {
		return s.noOption(from, to, at)
	}
	end := ini.TrimEnd(f.text, from, at)
	s.optionAt, s.valueAt, s.valueEnd = from, at+1, to
	name := interned(f.text[from:end])
	if first, again := s.seen[name]; again {
		return f.broken(from, fmt.Sprintf("the option %s is there twice in this section, first in line %d", printable.Line(name), f.lineOf(first)),
			"remove one of the two; upper and lower case are the same")
	}
	s.seen[name] = from
	return nil
}

// manyNames is how many option names a map is emptied of: emptying takes as long as the
// map ever was big.
const manyNames = 64

// forgetNames is for a new section.
func (s *scanner) forgetNames() {
	if s.seen == nil || len(s.seen) > manyNames {
		s.seen = map[string]int{}
		return
	}
	clear(s.seen)
}

// noOption says what is wrong with a line that is no option. The line itself is
// not quoted: it may be a secret.
func (s *scanner) noOption(from, to, at int) *ParseError {
	f := s.file
	switch {
	case at == from:
		return f.broken(from, "there is no name before the "+string(f.text[at:at+1]), "write it as name = value")
	case f.text[from] == '[' && bytes.IndexByte(f.text[from:to], ']') < 0:
		return f.broken(from, "the section header is not closed", "add the ] at its end")
	case f.text[from] == '[':
		return f.broken(from, "the section header is empty", "put a name between the brackets, or remove the line")
	}
	return f.broken(from, "the line has neither = nor :", "write it as name = value, begin it with # to make it a comment, or indent it to continue the value above")
}

// continuation takes a line that continues the value above. When that is empty,
// the lines are a block of their own settings, each with a =.
func (s *scanner) continuation(from, to int) *ParseError {
	f := s.file
	if ini.TrimStart(f.text, s.valueAt, s.valueEnd) < s.valueEnd {
		return nil
	}
	for _, piece := range ini.SplitLines(string(f.text[from:to])) {
		if piece = ini.Strip(piece); piece == "" || strings.IndexByte(piece, '=') >= 0 {
			continue
		}
		name := ini.Lower(string(f.text[s.optionAt:ini.TrimEnd(f.text, s.optionAt, s.valueAt-1)]))
		err := f.broken(from, fmt.Sprintf("the line belongs to the block of %s but has no =", printable.Line(name)),
			"indented lines below an empty value are settings of their own: write name = value")
		if !s.inDefault {
			return err
		}
		if s.looseDefault == nil {
			s.looseDefault, s.looseName = err, name
		}
	}
	return nil
}
