package shell

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Options are what varies in the hook.
type Options struct {
	// Binary is the program that the function awsenv runs: a path, or a name to
	// be found on PATH.
	Binary string
	// Warn are the times left at which the hook speaks up, in any order; the end
	// of the session is always one. Parts of a second are dropped.
	Warn []time.Duration
	// Renew lets the prompt renew a session at the first of Warn.
	Renew bool
	// Notify rings the bell, or has the terminal notify its person, when one of Warn has
	// passed.
	Notify bool
	// Guard are commands before which the hook speaks up when no more than the
	// last of Warn is left.
	Guard []string
	// Format and Expired are the layout of AWSENV_PROMPT, with the placeholders
	// {profile} and {left}. Empty is "{profile} {left}" and "{profile} expired".
	Format, Expired string
	// Colors are the colours of profiles by name, as segment.SGR reads them. The
	// hook looks at NO_COLOR and TERM when it runs.
	Colors map[string]string
	// Quote writes a value as one word of the named shell's code.
	Quote func(value string) (string, error)
}

// Loads are the commands of awsenv whose output is code to be evaluated.
func Loads() []string { return []string{"renew", "unload", "use"} }

// Commands are the commands of awsenv whose output is not code to be evaluated:
// the function awsenv passes them through.
func Commands() []string {
	return []string{
		"completion", "console", "credential-process", "doctor", "exec", "forget", "help", "hook", "keys", "list", "login", "logout", "prompt",
		"rotate", "setup", "sso", "status", "version", "whoami",
	}
}

// ValueFlags are the flags whose value is the next word: it must not be taken
// for a command. --format and --shell are dealt with by the hook itself.
func ValueFlags() []string {
	return []string{
		"-d", "--duration", "-t", "--token", "--region", "--role-arn", "--mfa-serial", "--session-name",
		"--external-id", "--source-profile", "--min",
	}
}

// Render is the hook for the named shell, to be evaluated when the shell starts. A
// name that is not one of Names is an *UnknownError; a colour or a
// placeholder that does not exist is an error, too, which the configuration has
// told with its place; a value that cannot be quoted gives Quote's own error.
func Render(name string, o Options) (string, error) {
	text, err := read("awsenv", name)
	if err != nil {
		return "", err
	}
	s, err := syntaxOf(name)
	if err != nil {
		return "", err
	}
	w := words{quote: o.Quote, syntax: s}
	warn := thresholds(o.Warn)
	names, codes, err := colors(o.Colors)
	if err != nil {
		return "", err
	}
	last := 0
	if len(warn) > 1 {
		last = warn[len(warn)-2]
	}
	fills := []string{
		"@BINARY@", w.word(o.Binary),
		"@VERSION@", strconv.Itoa(Version),
		"@WARN@", numbers(warn),
		"@RANKS@", ranks(len(warn)),
		"@RED@", strconv.Itoa(max(1, len(warn)-1)),
		"@FIRST@", strconv.Itoa(warn[0]),
		"@LAST@", strconv.Itoa(last),
		"@RENEW@", choose(o.Renew, "auto", "off"),
		"@NOTIFY@", choose(o.Notify, "on", "off"),
		"@GUARD@", w.list(o.Guard),
		"@COLOR_NAMES@", w.list(names),
		"@COLOR_CODES@", w.list(codes),
		"@VALUE_FLAGS@", strings.Join(ValueFlags(), s.between),
		"@COMMANDS@", strings.Join(Commands(), s.between),
		"@LOADS@", strings.Join(Loads(), s.between),
		"@FORMAT@", w.format(cmp.Or(o.Format, "{profile} {left}")),
		"@EXPIRED@", w.format(cmp.Or(o.Expired, "{profile} expired")),
	}
	if w.err != nil {
		return "", fmt.Errorf("write the hook for %s: %w", name, w.err)
	}
	return filled(text, append(fills, "@ID@", id(text, fills))), nil
}

// File is the hook for the named shell as a file to be read when the shell starts: Render's
// text, which writes itself anew when the program, or the configuration, is newer than
// the file at path. The errors are Render's.
func File(name string, o Options, path, config string) (string, error) {
	hook, err := Render(name, o)
	if err != nil {
		return "", err
	}
	refresh, err := read("refresh", name)
	if err != nil {
		return "", err
	}
	s, err := syntaxOf(name)
	if err != nil {
		return "", err
	}
	w := words{quote: o.Quote, syntax: s}
	text := filled(refresh, []string{"@FILE@", w.word(path), "@CONFIG@", w.word(config), "@BINARY@", w.word(o.Binary)})
	if w.err != nil {
		return "", fmt.Errorf("write the hook for %s: %w", name, w.err)
	}
	return hook + text, nil
}

// Hook is the variable through which the function awsenv tells the program of its shell:
// the shell's name, the hook's ID, its version until Served has refused that, and the
// word preexec beside bash-preexec.
const Hook = "AWSENV_HOOK"

// Version counts what hook and program expect of each other: the program's words and
// flags that the hook uses, and the code that the hook takes. A hook runs on in shells
// that were open before the program was replaced, by an older or by a newer one.
const Version = 1

// oldest is the least Version that this program serves.
const oldest = 1

// VersionVariable is the variable of the shell that holds the hook's version. It is not
// exported. Whoever has told the person of a version that is not served unsets it.
const VersionVariable = "_awsenv_version"

// Served reports whether this program does all that the hook which said these words in
// Hook may expect of it; if not, it says why. Words without a version are those of a
// shell that knows it already, or has no hook.
func Served(said string) (problem string, ok bool) {
	words := strings.Fields(said)
	if len(words) < 3 {
		return "", true
	}
	version, err := strconv.Atoi(words[2])
	if err != nil || version >= oldest && version <= Version {
		return "", true
	}
	return fmt.Sprintf("the hook in this shell has version %d, and this awsenv wants %s: open a new shell", version, accepted()), false
}

// accepted are the versions that are served, in words.
func accepted() string {
	if oldest == Version {
		return strconv.Itoa(Version)
	}
	return fmt.Sprintf("%d to %d", oldest, Version)
}

// ID tells a hook from that of another program or of another configuration.
func ID(name string, o Options) (string, error) {
	text, err := Render(name, o)
	_, rest, _ := strings.Cut(text, Hook)
	_, rest, _ = strings.Cut(rest, name+" ")
	return rest[:min(len(rest), idLength)], err
}

// idLength counts the characters of an ID.
const idLength = 16

// id is a checksum of all that a hook is made of.
func id(text string, fills []string) string {
	sum := fnv.New64a()
	_, _ = io.WriteString(sum, text)
	for _, word := range fills {
		_, _ = io.WriteString(sum, word+"\x00")
	}
	return fmt.Sprintf("%0*x", idLength, sum.Sum64())
}

// thresholds are whole seconds, most first, none twice, and the end.
func thresholds(warn []time.Duration) []int {
	seconds := make([]int, 0, len(warn)+1)
	for _, d := range warn {
		if d >= time.Second {
			seconds = append(seconds, int(d/time.Second))
		}
	}
	slices.Sort(seconds)
	slices.Reverse(seconds)
	return append(slices.Compact(seconds), 0)
}

func numbers(values []int) string {
	var b strings.Builder
	for i, v := range values {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.Itoa(v))
	}
	return b.String()
}

func ranks(n int) string {
	values := make([]int, n)
	for i := range values {
		values[i] = i + 1
	}
	return numbers(values)
}

func choose(condition bool, yes, no string) string {
	if condition {
		return yes
	}
	return no
}

// words quotes and keeps the first error.
type words struct {
	quote func(string) (string, error)
	syntax
	err error
}

func (w *words) word(value string) string {
	if w.bare && plain(value) {
		return value
	}
	return w.quoted(value)
}

// plain reports whether value reads the same with quotes and without.
func plain(value string) bool {
	for i := range len(value) {
		c := value[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9'
		if !letter && c != '_' && c != '/' && c != '.' && c != '-' {
			return false
		}
	}
	return value != ""
}

func (w *words) quoted(value string) string {
	quoted, err := w.quote(value)
	w.note(err)
	return quoted
}

func (w *words) note(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *words) list(values []string) string {
	var b strings.Builder
	for i, v := range values {
		// Where the list follows its name, an empty one leaves no blank.
		if i > 0 || w.bare {
			b.WriteByte(' ')
		}
		b.WriteString(w.word(v))
	}
	return b.String()
}

// filled is text without lines that are empty or hold nothing but a comment, and
// with each @WORD@ of fills, which are names and values in turn, filled in. It is
// one pass: every start of a shell waits for it.
func filled(text string, fills []string) string {
	var b strings.Builder
	b.Grow(len(text) + 512)
	for line := range strings.Lines(text) {
		word := strings.TrimLeft(line, " ")
		if word == "\n" || strings.HasPrefix(word, "#") {
			continue
		}
		for {
			i := strings.IndexByte(line, '@')
			if i < 0 {
				break
			}
			b.WriteString(line[:i])
			if name, value, found := fillAt(line[i:], fills); found {
				b.WriteString(value)
				line = line[i+len(name):]
			} else {
				b.WriteByte('@')
				line = line[i+1:]
			}
		}
		b.WriteString(line)
	}
	return b.String()
}

// fillAt is the word of fills that text begins with.
func fillAt(text string, fills []string) (name, value string, found bool) {
	for i := 0; i < len(fills); i += 2 {
		if strings.HasPrefix(text, fills[i]) {
			return fills[i], fills[i+1], true
		}
	}
	return "", "", false
}
