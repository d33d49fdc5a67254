package cli

import (
	"fmt"
	"sync"
	"time"

	"github.com/awsenv/awsenv/pkg/tty"
)

// hear sets how much is said.
func (a *app) hear(f voiceFlags) { a.quiet, a.verbose = f.Quiet, f.Verbose }

// Notice implements voice.Voice; -q hides it.
func (a *app) Notice(text string) {
	if !a.quiet {
		a.say("note", text)
	}
}

// Warn implements voice.Voice.
func (a *app) Warn(text string) { a.say("warning", text) }

// Trace implements voice.Voice, for -v only.
func (a *app) Trace(text string) {
	if a.verbose {
		a.say("verbose", text)
	}
}

// say writes one message, in the place of a line of progress.
func (a *app) say(kind, text string) {
	a.waiting.Lock()
	defer a.waiting.Unlock()
	if a.waiting.shown != nil {
		a.waiting.shown.Clear()
	}
	writeLine(a.world.Stderr, a.paintErr(), kind, text)
}

const (
	// noticeable is how long a wait may last before a person is told of it.
	noticeable = 500 * time.Millisecond
	// turn is how long the spinner stands still.
	turn = 125 * time.Millisecond
	// spinner is what turns, a letter each time.
	spinner = `|/-\`
)

// wait is what the program waits for at the moment, if anything.
type wait struct {
	sync.Mutex
	// going says that there is one; shown is the terminal that says so.
	going bool
	shown *tty.Terminal
}

// Progress implements voice.Voice: a line on the terminal, if there is one, with a
// spinner and the seconds that the wait has lasted.
func (a *app) Progress(text string) (done func()) {
	begun := a.world.Now()
	return a.progress(func() string { return fmt.Sprintf("%s: %d s", text, a.world.Now().Sub(begun)/time.Second) })
}

// progress shows a text that changes.
func (a *app) progress(text func() string) (done func()) {
	a.waiting.Lock()
	defer a.waiting.Unlock()
	if a.quiet || a.waiting.going {
		return func() {}
	}
	a.waiting.going = true
	over, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		a.showProgress(text, over)
	}()
	return func() {
		close(over)
		<-ended
		a.waiting.Lock()
		defer a.waiting.Unlock()
		a.waiting.going = false
	}
}

// showProgress draws the line until the wait is over.
func (a *app) showProgress(text func() string, over <-chan struct{}) {
	timer := time.NewTimer(noticeable)
	defer timer.Stop()
	var terminal *tty.Terminal
	for turned := 0; ; turned++ {
		select {
		case <-over:
			a.draw(nil, "")
			if terminal != nil {
				_ = terminal.Close()
			}
			return
		case <-timer.C:
		}
		if terminal == nil {
			var err error
			if terminal, err = a.openTerminal(); err != nil {
				return
			}
		}
		a.draw(terminal, string(spinner[turned%len(spinner)])+" "+text())
		timer.Reset(turn)
	}
}

// draw shows a line of progress; on nil says that none is shown any more.
func (a *app) draw(on *tty.Terminal, line string) {
	a.waiting.Lock()
	defer a.waiting.Unlock()
	if a.waiting.shown = on; on != nil {
		on.Status(line)
	}
}
