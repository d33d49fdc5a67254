package tty

import (
	"context"
	"strings"

	"github.com/awsenv/awsenv/pkg/printable"
)

// answerRoom is how many columns a visible answer has at least; with less
// beside the prompt it goes on a line of its own.
const answerRoom = 10

// Ask asks for one line and returns it without the blanks around it. With
// hidden, a dot is shown for each character that is typed. Backspace, Ctrl-W (a word) and
// Ctrl-U (all) take back what was typed; what was typed before the prompt
// appeared counts.
//
// The errors are ErrInterrupted (Ctrl-C), ErrEOF (Ctrl-D or a closed terminal),
// and context.Cause when ctx ends.
func (t *Terminal) Ask(ctx context.Context, prompt string, hidden bool) (answer string, err error) {
	return t.ask(ctx, line{prompt: printable.Line(prompt), hidden: hidden})
}

// AskOrKey is Ask with a key that is an answer by itself: it needs no Enter where
// nothing else was typed or pasted before it.
func (t *Terminal) AskOrKey(ctx context.Context, prompt string, key rune) (answer string, err error) {
	return t.ask(ctx, line{prompt: printable.Line(prompt), atOnce: key})
}

func (t *Terminal) ask(ctx context.Context, l line) (answer string, err error) {
	err = t.interact(ctx, func(d *dialog) error {
		l.dialog = d
		defer d.write("\r\n") //nolint:errcheck // the answer counts, or the error that ended the question
		if err := l.begin(); err != nil {
			return err
		}
		for {
			k, err := d.key()
			if err != nil {
				return err
			}
			if k.code == keyEnter || k.code == keyLineFeed {
				answer = strings.TrimSpace(string(l.text))
				return nil
			}
			alone := len(l.text) == 0 && !d.pasting && l.atOnce != 0 && k == key{keyChar, l.atOnce}
			if err := l.apply(k); err != nil {
				return err
			}
			if alone {
				answer = string(l.text)
				return nil
			}
		}
	})
	return answer, err
}

// Say shows lines that stay: an address to open, a code to type. Control characters
// are taken out; a long line is broken by the terminal alone, so that it can be copied
// as one.
func (t *Terminal) Say(lines ...string) error {
	t.Clear()
	var b strings.Builder
	for _, text := range lines {
		b.WriteString(printable.Line(text) + "\r\n")
	}
	return t.write(b.String())
}

// Confirm asks a question with the answers yes and no; Enter alone is no. The
// errors are those of Ask.
func (t *Terminal) Confirm(ctx context.Context, question string) (bool, error) {
	for {
		answer, err := t.Ask(ctx, question+" [y/N] ", false)
		if err != nil {
			return false, err
		}
		switch strings.ToLower(answer) {
		case "y", "yes":
			return true, nil
		case "", "n", "no":
			return false, nil
		}
		if err := t.write("please type yes or no\r\n"); err != nil {
			return false, t.ended(ctx, err)
		}
	}
}

// line is an answer while it is typed.
type line struct {
	*dialog
	prompt string
	hidden bool
	// atOnce is a key that is an answer by itself, 0 for none.
	atOnce rune
	text   []rune
	// row is the last row of the prompt, beside which the answer stands.
	row string
	// shown is how many columns of answer a dumb terminal shows, or how many dots.
	shown int
}

// begin draws the prompt, broken into rows where the terminal is narrow.
func (l *line) begin() error {
	columns, _ := l.device.size()
	rows := wrap(l.prompt, max(columns-1, 1))
	l.row = rows[len(rows)-1]
	if columns-1-Width(l.row) < answerRoom && l.row != "" {
		rows, l.row = append(rows, ""), ""
	}
	l.shown = 0
	clear := "\x1b[K" // of what the system has echoed of an answer that was typed early
	if l.dumb {
		clear = ""
	}
	if err := l.write("\r" + clear + strings.Join(rows, "\r\n")); err != nil {
		return err
	}
	return l.draw()
}

// apply changes the answer by one key and shows it.
func (l *line) apply(k key) error {
	switch k.code {
	case keyChar:
		l.text = append(l.text, k.char)
	case keyBackspace:
		l.text = l.text[:max(len(l.text)-1, 0)]
	case keyEraseWord:
		l.text = withoutWord(l.text)
	case keyEraseLine:
		l.text = l.text[:0]
	case keyResumed:
		return l.begin()
	case keyResized:
	default:
		return nil
	}
	return l.draw()
}

// draw shows as much of the answer's end as fits beside the prompt.
func (l *line) draw() error {
	columns, _ := l.device.size()
	room := max(columns-1-Width(l.row), 1)
	if l.hidden {
		return l.drawDots(min(len(l.text), room))
	}
	text := tail([]rune(printable.Line(string(l.text))), room)
	if !l.dumb {
		return l.write("\r" + Cut(l.row, columns-1) + text + "\x1b[K")
	}
	blank := max(l.shown-Width(text), 0)
	l.shown = Width(text)
	return l.write("\r" + l.row + text + strings.Repeat(" ", blank) + strings.Repeat("\b", blank))
}

// drawDots shows that many characters of a hidden answer.
func (l *line) drawDots(count int) error {
	dot := "•"
	if l.dumb {
		dot = "*"
	}
	more := count - l.shown
	l.shown = count
	if more < 0 {
		return l.write(strings.Repeat("\b \b", -more))
	}
	return l.write(strings.Repeat(dot, more))
}

// withoutWord takes away the last word and the blanks behind it.
func withoutWord(text []rune) []rune {
	end := len(text)
	for end > 0 && text[end-1] == ' ' {
		end--
	}
	for end > 0 && text[end-1] != ' ' {
		end--
	}
	return text[:end]
}
