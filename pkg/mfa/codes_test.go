package mfa

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/voice"
)

// world is everything around Codes, with a clock that only waiting moves.
type world struct {
	now     time.Time
	answers []string // what the person types, in order
	prints  []string // what the command prints, in order; "!" fails
	log     []string // what happened
	used    map[string]bool
}

// begin is five seconds into a window.
var begin = time.Unix(1_700_000_010+5, 0)

var errTyped = errors.New("end of input")

func (w *world) Ask(_ context.Context, prompt string, hidden bool) (string, error) {
	what := "ask"
	if strings.HasPrefix(prompt, "next ") {
		what = "ask next"
	}
	if !hidden {
		what += " visibly"
	}
	w.log = append(w.log, what)
	return w.take(&w.answers)
}

func (w *world) take(from *[]string) (string, error) {
	if len(*from) == 0 {
		return "", errTyped
	}
	first := (*from)[0]
	*from = (*from)[1:]
	if first == "!" {
		return "", &CommandError{Name: "the MFA command", Problem: "it failed"}
	}
	return first, nil
}

func (w *world) wait(_ context.Context, until time.Time, text string) error {
	w.log = append(w.log, fmt.Sprintf("wait %ds", until.Sub(w.now)/time.Second))
	w.now = until
	return nil
}

func (w *world) key(serial, code string, at time.Time) string {
	return fmt.Sprintf("%s %s %d", serial, code, Window(at))
}

func (w *world) Used(serial, code string, at time.Time) bool { return w.used[w.key(serial, code, at)] }
func (w *world) Mark(serial, code string, at time.Time)      { w.used[w.key(serial, code, at)] = true }

// printer is the command of a world.
type printer struct{ *world }

func (p printer) Name() string { return "the MFA command" }
func (p printer) Code(context.Context, Device) (string, error) {
	p.log = append(p.log, "run")
	return p.take(&p.prints)
}

func TestCodes(t *testing.T) {
	refused := errors.New("AWS said no")
	// What the caller does with each code: "r" refused, "s" spent, "-" neither
	// (the call did not reach AWS).
	for name, test := range map[string]struct {
		given   string
		prints  []string
		answers []string
		nobody  bool
		earlier string // a code that another process sent five seconds ago
		fate    string
		codes   []string
		exit    int // of the last Next, when there is one more than codes
		log     []string
	}{
		"typed at once":     {answers: []string{"111111"}, fate: "s", codes: []string{"111111"}, log: []string{"ask"}},
		"typed with blanks": {answers: []string{" 111 111\n"}, fate: "s", codes: []string{"111111"}, log: []string{"ask"}},
		"malformed first":   {answers: []string{"11111", "x", "111111"}, fate: "s", codes: []string{"111111"}, log: []string{"ask", "note six", "ask", "note six", "ask"}},
		// What is no code used up one of the three tries.
		"malformed three times, then good": {answers: []string{"", "x", "1", "111111"}, fate: "s", codes: []string{"111111"}, log: []string{"ask", "note six", "ask", "note six", "ask", "note six", "ask"}},
		"malformed ten times":              {answers: append(make([]string, 10), "111111"), exit: 4, log: append(slices.Repeat([]string{"ask", "note six"}, 9), "ask")},
		"refused, then good":               {answers: []string{"111111", "222222"}, fate: "rs", codes: []string{"111111", "222222"}, log: []string{"ask", "note refused", "ask"}},
		"refused three times":              {answers: []string{"111111", "222222", "333333", "444444"}, fate: "rrr", codes: []string{"111111", "222222", "333333"}, exit: 5, log: []string{"ask", "note refused", "ask", "note refused", "ask"}},
		"refused and malformed":            {answers: []string{"111111", "x", "y", "444444"}, fate: "rs", codes: []string{"111111", "444444"}, log: []string{"ask", "note refused", "ask", "note six", "ask", "note six", "ask"}},
		"refused and malformed ten times":  {answers: append([]string{"111111"}, make([]string, 10)...), fate: "r", codes: []string{"111111"}, exit: 5, log: append([]string{"ask", "note refused"}, append(slices.Repeat([]string{"ask", "note six"}, 8), "ask")...)},
		"refused, then the same":           {answers: []string{"111111", "111111", "222222"}, fate: "rs", codes: []string{"111111", "222222"}, log: []string{"ask", "note refused", "ask", "wait 25s", "ask"}},
		"two calls":                        {answers: []string{"111111", "222222"}, fate: "ss", codes: []string{"111111", "222222"}, log: []string{"ask", "ask next"}},
		"two calls, the same code":         {answers: []string{"111111", "111111", "222222"}, fate: "ss", codes: []string{"111111", "222222"}, log: []string{"ask", "ask next", "wait 25s", "ask"}},
		"each call has ten questions":      {answers: append(append(make([]string, 9), "111111"), append(make([]string, 9), "222222")...), fate: "ss", codes: []string{"111111", "222222"}, log: append(append(slices.Repeat([]string{"ask", "note six"}, 9), "ask"), append(slices.Repeat([]string{"ask next", "note six"}, 9), "ask next")...)},
		"did not reach AWS":                {answers: []string{"111111", "111111"}, fate: "-s", codes: []string{"111111", "111111"}, log: []string{"ask", "ask"}},
		"used by another process":          {earlier: "111111", answers: []string{"111111", "222222"}, fate: "s", codes: []string{"222222"}, log: []string{"ask", "wait 25s", "ask"}},
		"the last question does not wait":  {answers: append(append([]string{"111111"}, make([]string, 8)...), "111111"), fate: "r", codes: []string{"111111"}, exit: 5, log: append([]string{"ask", "note refused"}, append(slices.Repeat([]string{"ask", "note six"}, 8), "ask")...)},
		"nobody to ask":                    {nobody: true, exit: 4},
		"end of input":                     {answers: nil, exit: 1, log: []string{"ask"}},
		"given":                            {given: "111111", fate: "s", codes: []string{"111111"}},
		"given, refused":                   {given: "111111", fate: "r", codes: []string{"111111"}, exit: 5},
		"given, two calls":                 {given: "111111", fate: "s", codes: []string{"111111"}, exit: 5},
		"given, malformed":                 {given: "11111", exit: 2},
		"given, used by another process":   {given: "111111", earlier: "111111", exit: 5},
		"command":                          {prints: []string{"111111\n"}, fate: "s", codes: []string{"111111"}, log: []string{"run"}},
		"command, two calls":               {prints: []string{"111111", "111111", "222222"}, fate: "ss", codes: []string{"111111", "222222"}, log: []string{"run", "run", "wait 25s", "run"}},
		"command, two calls, nobody":       {prints: []string{"111111", "111111", "222222"}, nobody: true, fate: "ss", codes: []string{"111111", "222222"}, log: []string{"run", "run", "wait 25s", "run"}},
		"command fails":                    {prints: []string{"!"}, answers: []string{"222222"}, fate: "s", codes: []string{"222222"}, log: []string{"run", "note failed", "ask"}},
		"command fails once for all":       {prints: []string{"!", "111111"}, answers: []string{"222222", "333333"}, fate: "ss", codes: []string{"222222", "333333"}, log: []string{"run", "note failed", "ask", "ask next"}},
		"command fails, nobody":            {prints: []string{"!"}, nobody: true, exit: 4, log: []string{"run"}},
		"command prints no code":           {prints: []string{"michael 111111"}, answers: []string{"222222"}, fate: "s", codes: []string{"222222"}, log: []string{"run", "note six", "ask"}},
		"command prints no code, nobody":   {prints: []string{"michael 111111"}, nobody: true, exit: 4, log: []string{"run"}},
		"command refused":                  {prints: []string{"111111", "999999"}, answers: []string{"222222"}, fate: "rs", codes: []string{"111111", "222222"}, log: []string{"run", "note refused", "ask"}},
		"command and two codes refused":    {prints: []string{"111111"}, answers: []string{"222222", "333333", "444444"}, fate: "rrr", codes: []string{"111111", "222222", "333333"}, exit: 5, log: []string{"run", "note refused", "ask", "note refused", "ask"}},
		"command refused, nobody":          {prints: []string{"111111", "222222"}, nobody: true, fate: "rs", codes: []string{"111111", "222222"}, log: []string{"run", "wait 25s", "run"}},
		"command refused 3 times, nobody":  {prints: []string{"111111", "222222", "333333", "4"}, nobody: true, fate: "rrr", codes: []string{"111111", "222222", "333333"}, exit: 5, log: []string{"run", "wait 25s", "run", "wait 30s", "run"}},
		"command stuck on one, nobody":     {prints: []string{"111111", "111111", "111111", "111111"}, earlier: "111111", nobody: true, exit: 4, log: []string{"run", "wait 25s", "run", "wait 30s", "run"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := &world{now: begin, answers: test.answers, prints: test.prints, used: map[string]bool{}}
			device := Device{Profile: "prod", Serial: "arn:aws:iam::123456789012:mfa/alice"}
			if test.earlier != "" {
				w.Mark(device.Serial, test.earlier, begin)
				if test.exit == 4 { // for ever
					w.Mark(device.Serial, test.earlier, begin.Add(Period))
					w.Mark(device.Serial, test.earlier, begin.Add(2*Period))
				}
			}
			codes := New(options(w, test.given, test.prints != nil, test.nobody))
			var got []string
			var last error
			for i := range len(test.codes) + 1 {
				if i == len(test.codes) && test.exit == 0 {
					break
				}
				code, err := codes.Next(t.Context(), device)
				if last = err; err != nil {
					break
				}
				got = append(got, code)
				switch test.fate[i] {
				case 'r':
					codes.Rejected(refused)
				case 's':
					codes.Spent()
				}
			}
			if !slices.Equal(got, test.codes) {
				t.Errorf("codes %q, want %q", got, test.codes)
			}
			if exit := exitOf(last); exit != test.exit {
				t.Errorf("exit %d (%v), want %d", exit, last, test.exit)
			}
			if !slices.Equal(w.log, test.log) {
				t.Errorf("log %q\nwant %q", w.log, test.log)
			}
			if last != nil && strings.Contains(last.Error(), "1111") {
				t.Errorf("the error shows a code: %v", last)
			}
		})
	}
}

func options(w *world, given string, command, nobody bool) Options {
	o := Options{Used: w, Now: func() time.Time { return w.now }, Wait: w.wait, Asker: w, Tell: noticed{hear: func(text string) {
		for word, short := range map[string]string{"AWS said no": "refused", "six digits": "six", "it failed": "failed", "works once": "used"} {
			if strings.Contains(text, word) {
				w.log = append(w.log, "note "+short)
				return
			}
		}
		w.log = append(w.log, "note "+text)
	}}}
	if given != "" {
		o.Given = Given(given)
	}
	if command {
		o.Command = printer{w}
	}
	if nobody {
		o.Asker, o.Unasked = nil, "and there is no terminal"
	}
	return o
}

func exitOf(err error) int {
	var coded interface{ ExitCode() int }
	switch {
	case err == nil:
		return 0
	case errors.As(err, &coded):
		return coded.ExitCode()
	}
	return 1
}

// TestUsedInTheWindowBefore: a code that was sent at the end of one window is
// not sent at the beginning of the next, and there is nothing to wait for.
func TestUsedInTheWindowBefore(t *testing.T) {
	w := &world{now: begin, answers: []string{"111111", "111111", "222222"}, used: map[string]bool{}}
	codes := New(options(w, "", false, false))
	if _, err := codes.Next(t.Context(), Device{Serial: "s"}); err != nil {
		t.Fatal(err)
	}
	codes.Spent()
	w.now = begin.Add(Period)
	code, err := codes.Next(t.Context(), Device{Serial: "s"})
	if err != nil || code != "222222" {
		t.Errorf("%q, %v", code, err)
	}
	if want := []string{"ask", "ask", "note used", "ask"}; !slices.Equal(w.log, want) {
		t.Errorf("log %q, want %q", w.log, want)
	}
}

// TestGivenOnce: --token is one code, however long ago it was sent.
func TestGivenOnce(t *testing.T) {
	w := &world{now: begin, used: map[string]bool{}}
	codes := New(options(w, "111111", false, false))
	if _, err := codes.Next(t.Context(), Device{Serial: "s"}); err != nil {
		t.Fatal(err)
	}
	codes.Spent()
	w.now = begin.Add(10 * Period)
	_, err := codes.Next(t.Context(), Device{Serial: "s"})
	var one *OneCode
	if !errors.As(err, &one) || one.Reason != nil {
		t.Errorf("the second code: %v", err)
	}
}

// TestCancelledBeforeTheNextCode: nobody is asked after the wait for the next window
// was ended.
func TestCancelledBeforeTheNextCode(t *testing.T) {
	gone := errors.New("gone")
	w := &world{now: begin, answers: []string{"111111", "222222"}, used: map[string]bool{}}
	w.Mark("s", "111111", begin)
	o := options(w, "", false, false)
	o.Wait = func(context.Context, time.Time, string) error { return gone }
	if code, err := New(o).Next(t.Context(), Device{Serial: "s"}); !errors.Is(err, gone) || len(w.log) != 1 {
		t.Errorf("%q, %v after %q", code, err, w.log)
	}
}

// TestAnotherDevice: the same digits on another device are another code.
func TestAnotherDevice(t *testing.T) {
	w := &world{now: begin, answers: []string{"111111", "111111"}, used: map[string]bool{}}
	codes := New(options(w, "", false, false))
	for _, serial := range []string{"one", "two"} {
		if code, err := codes.Next(t.Context(), Device{Serial: serial}); err != nil || code != "111111" {
			t.Errorf("%q, %v", code, err)
		}
		codes.Spent()
	}
}

func TestCancelled(t *testing.T) {
	gone := errors.New("gone")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(gone)
	w := &world{now: begin, used: map[string]bool{}}
	for name, o := range map[string]Options{
		"given":   options(w, "111111", false, false),
		"command": options(w, "", true, false),
		"person":  options(w, "", false, false),
	} {
		if _, err := New(o).Next(ctx, Device{}); !errors.Is(err, gone) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(w.log) > 0 {
		t.Errorf("something happened: %q", w.log)
	}
	// The default Wait ends with the context, too.
	o := options(&world{}, "", false, false)
	o.Wait, o.Now = nil, func() time.Time { return begin }
	if err := New(o).o.Wait(ctx, begin.Add(time.Hour), ""); !errors.Is(err, gone) {
		t.Errorf("wait: %v", err)
	}
}

// TestWaitWithoutATerminal: a wait for the next code said nothing, and went on for the
// rest of its time after the computer had slept through it.
func TestWaitWithoutATerminal(t *testing.T) {
	clock := begin
	var said []string
	o := Options{
		Now:  func() time.Time { clock = clock.Add(10 * time.Minute); return clock },
		Tell: noticed{hear: func(text string) { said = append(said, text) }},
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	until := begin.Add(10*time.Minute + 25*time.Second) // 25 s at the first look, long over at the second
	if err := New(o).o.Wait(ctx, until, "the next one comes in"); err != nil {
		t.Errorf("the clock is not looked at again: %v", err)
	}
	if want := []string{"the next one comes in 25 s"}; !slices.Equal(said, want) {
		t.Errorf("said %q, want %q", said, want)
	}
}

// noticed hands on what is noticed.
type noticed struct {
	voice.None
	hear func(text string)
}

func (n noticed) Notice(text string) { n.hear(text) }
