package cli

import (
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/awsenv/awsenv/pkg/tty"
)

// paintOut is how standard output is coloured. Nothing that is meant to be evaluated or
// read by a program is.
func (a *app) paintOut() tty.Paint { return a.world.paint(a.world.StdoutIsTerminal) }

// paintErr is how standard error is coloured.
func (a *app) paintErr() tty.Paint { return a.world.paint(a.world.StderrIsTerminal) }

// paint is how a stream is coloured; a world that knows no streams has no colours.
func (w World) paint(isTerminal func() bool) tty.Paint {
	if w.Env == nil || isTerminal == nil {
		return tty.Paint{}
	}
	return tty.NewPaint(w.Env, isTerminal())
}

// columns is how wide what is written to standard output may be, 0 for no limit.
func (w World) columns() int {
	if w.StdoutColumns == nil {
		return 0
	}
	return w.StdoutColumns()
}

// paintedHelp is where help is written: standard output or error, with colours when
// these have them.
func (a *app) paintedHelp(to io.Writer) io.Writer {
	paint := a.paintErr()
	if a.world.StdoutIsTerminal() {
		paint = a.paintOut()
	}
	if !paint.Colors() {
		return to
	}
	// kong asks COLUMNS, or else the file that it writes to, how wide help may be.
	if columns := a.world.columns(); columns > 0 {
		if _, set := a.world.Env("COLUMNS"); !set {
			_ = os.Setenv("COLUMNS", strconv.Itoa(columns))
		}
	}
	return helpPainter{to, paint}
}

// helpPainter colours headings, and what can be typed in front of its explanation.
type helpPainter struct {
	to    io.Writer
	paint tty.Paint
}

// Write implements io.Writer for whole lines.
func (h helpPainter) Write(text []byte) (int, error) {
	var out strings.Builder
	for line := range strings.SplitAfterSeq(string(text), "\n") {
		body := strings.TrimSuffix(line, "\n")
		out.WriteString(h.line(body) + line[len(body):])
	}
	_, err := io.WriteString(h.to, out.String())
	return len(text), err
}

func (h helpPainter) line(line string) string {
	if rest, found := strings.CutPrefix(line, "Usage:"); found {
		return h.paint.Title("Usage:") + rest
	}
	if strings.HasSuffix(line, ":") && !strings.HasPrefix(line, " ") {
		return h.paint.Title(line)
	}
	indent := len(line) - len(strings.TrimLeft(line, " "))
	if indent < 2 || indent > deepest {
		return line
	}
	typed, _, _ := strings.Cut(line[indent:], "  ")
	return line[:indent] + h.paint.Hint(typed) + line[indent+len(typed):]
}

// deepest is how far what can be typed is indented at most: a flag without a letter. What
// explains it stands further in.
const deepest = 6
