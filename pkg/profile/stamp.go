package profile

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/awsenv/awsenv/pkg/profile/ini"
)

// A stamp is where in both files the sections stand that the meaning of one profile
// depends on, and the state of the files of which that is true: with it one profile
// among ten thousand is found without the others. It is text of numbers, a line for
// each file, and holds no name and no value. What a stamp says is believed of nothing
// but the place: a section is taken only where its whole text begins and ends there,
// and goes by the name in its header. What is wrong with the files or the profile is
// for the whole of both files to tell.

// State tells one state of a file from every other, as far as the system does. The
// zero State is that of a file that is not there.
type State struct {
	Device, Inode, Size int64
	// Modified and Changed are the times of the content and of the inode, in
	// nanoseconds since 1970.
	Modified, Changed int64
}

// Opened is a file that pieces are read of. The zero Opened is a file that is not there.
type Opened struct {
	File
	State  State
	Pieces io.ReaderAt
}

// piece is a section with its header: text[at:end].
type piece struct{ at, end int64 }

const (
	// mostPieces bounds what is read by a stamp.
	mostPieces = 1 << 20
	// headerRoom is how much of the header behind a section is looked at.
	headerRoom = 256
)

// Stamp is the stamp of a profile. It is empty when there can be none: the profile does
// not exist, or a section that it needs has an indented header.
func (s *Set) Stamp(profile string, config, credentials State) string {
	if !s.Has(profile) {
		return ""
	}
	inConfig, inCredentials := s.needs(profile)
	var text strings.Builder
	if !s.config.stamp(&text, config, inConfig) || !s.credentials.stamp(&text, credentials, inCredentials) {
		return ""
	}
	return text.String()
}

// needs are the numbers of the sections that the meaning of a profile depends on,
// whatever the environment says.
func (s *Set) needs(profile string) (config, credentials []int) {
	config, credentials = slices.Clone(s.config.defaults), slices.Clone(s.credentials.defaults)
	met := map[string]bool{}
	for name := profile; !met[name]; {
		met[name] = true
		v := s.view(name)
		config, credentials = append(config, v.inConfig), append(credentials, v.inCredentials)
		if session, set := v.get("sso_session"); set {
			config = append(config, s.config.other(isSSOSession, session))
		}
		if services, set := v.get("services"); set {
			config = append(config, s.config.other(isServices, services))
		}
		if source, set := v.get("source_profile"); set {
			name = source
		}
	}
	return config, credentials
}

// stamp writes the line of one file, and reports whether there can be one.
func (f *file) stamp(to *strings.Builder, state State, sections []int) bool {
	for i, number := range [...]int64{state.Device, state.Inode, state.Size, state.Modified, state.Changed} {
		if i > 0 {
			to.WriteByte(' ')
		}
		to.WriteString(strconv.FormatInt(number, 10))
	}
	slices.Sort(sections)
	for _, number := range slices.Compact(sections) {
		if number < 0 {
			continue
		}
		at, end := f.sections[number]-1, len(f.text)
		if number+1 < len(f.sections) {
			end = f.sections[number+1] - 1
		}
		if !f.beginsLine(at) || !f.beginsLine(end) && end < len(f.text) {
			return false
		}
		to.WriteString(" " + strconv.Itoa(at) + " " + strconv.Itoa(end))
	}
	to.WriteByte('\n')
	return int64(len(f.text)) == state.Size
}

func (f *file) beginsLine(at int) bool { return at == 0 || f.text[at-1] == '\n' }

// ParseStamped is Parse for one profile, by its stamp. ok is false when the stamp is not
// of these files as they are, or cannot be right. The Set knows nothing but what the
// profile needs, and counts no lines.
func ParseStamped(stamp, profile string, config, credentials Opened) (s *Set, ok bool) {
	first, rest, _ := strings.Cut(stamp, "\n")
	second, rest, whole := strings.Cut(rest, "\n")
	if !whole || rest != "" {
		return nil, false
	}
	s = &Set{views: &views{byName: map[string]view{}}}
	for _, one := range [...]struct {
		to   **file
		line string
		from Opened
	}{{&s.config, first, config}, {&s.credentials, second, credentials}} {
		text, sections, ok := one.from.sections(one.line)
		if !ok {
			return nil, false
		}
		one.from.Text = text
		f, err := scanFile(one.from.File)
		if err != nil || len(f.sections) != sections {
			return nil, false
		}
		*one.to = f
	}
	return s, s.Has(profile)
}

// sections are the sections of which a stamp's line speaks, one behind the other, and
// how many there are.
func (o Opened) sections(line string) (text []byte, count int, ok bool) {
	var numbers []int64
	for word := range strings.SplitSeq(line, " ") {
		number, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return nil, 0, false
		}
		numbers = append(numbers, number)
	}
	if len(numbers) < 5 || len(numbers)%2 != 1 || o.State != (State{numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]}) {
		return nil, 0, false
	}
	last := int64(0)
	for pair := range slices.Chunk(numbers[5:], 2) {
		p := piece{pair[0], pair[1]}
		if p.at < last || p.at >= p.end || p.end > o.State.Size || p.end-p.at > mostPieces-int64(len(text)) {
			return nil, 0, false
		}
		if text, ok = o.appendPiece(text, p); !ok {
			return nil, 0, false
		}
		last = p.end
		count++
	}
	return text, count, true
}

// appendPiece appends a section when it is one: it begins with the bracket of a header in
// the first column, and ends before the next one or with the file.
func (o Opened) appendPiece(text []byte, p piece) ([]byte, bool) {
	from, to := max(p.at-1, 0), min(p.end+headerRoom, o.State.Size)
	room := make([]byte, to-from)
	if n, _ := o.Pieces.ReadAt(room, from); n < len(room) {
		return nil, false
	}
	if p.at > 0 && room[0] != '\n' {
		return nil, false
	}
	section, behind := room[p.at-from:p.end-from], room[p.end-from:]
	if section[0] != '[' || len(behind) > 0 && (behind[0] != '[' || !isHeader(behind)) {
		return nil, false
	}
	text = append(text, section...)
	if section[len(section)-1] != '\n' {
		return append(text, '\n'), len(behind) == 0
	}
	return text, true
}

// isHeader reports whether a text begins with a header.
func isHeader(text []byte) bool {
	lines := ini.NewReader(text)
	return lines.Line(0).Kind == ini.Header
}
