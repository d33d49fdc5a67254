//go:build linux || darwin

package tty

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/awsenv/awsenv/pkg/ptytest"
)

// The tests of this package run a second copy of the test program as the person
// would run awsenv: in a session of its own, whose controlling terminal is a
// pseudoterminal. childVariable names what the copy does; its results come
// back through descriptor 4, so that standard output has to stay empty.
const childVariable = "AWSENV_TTY_TEST_CHILD"

func TestMain(m *testing.M) {
	if name := os.Getenv(childVariable); name != "" {
		os.Exit(child(name))
	}
	os.Exit(m.Run())
}

// report is what a child says about each thing it did.
type report struct {
	Value string
	Error string
	Exit  int
	Cause bool // the error was the context's cause
}

// stopped is the cause that a signal gives, as in the program.
type stopped struct{ signal syscall.Signal }

func (s stopped) Error() string { return s.signal.String() }
func (s stopped) ExitCode() int { return 128 + int(s.signal) }

// child does one or more things, separated by commas, on the terminal.
func child(names string) int {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT)
	go func() { cancel(stopped{(<-signals).(syscall.Signal)}) }()

	results := json.NewEncoder(os.NewFile(4, "results"))
	t, err := Open(os.Getenv("TERM"))
	if err != nil {
		_ = results.Encode(reportOf("", err))
		return 0
	}
	defer t.Close() //nolint:errcheck // the test looks at the terminal itself
	for name := range strings.SplitSeq(names, ",") {
		value, err := childTask(ctx, t, name)
		_ = results.Encode(reportOf(value, err))
	}
	return 0
}

func reportOf(value string, err error) report {
	r := report{Value: value}
	if err != nil {
		r.Error = err.Error()
		var coded interface{ ExitCode() int }
		if errors.As(err, &coded) {
			r.Exit = coded.ExitCode()
		}
		var s stopped
		r.Cause = errors.As(err, &s)
	}
	return r
}

func childTask(ctx context.Context, t *Terminal, name string) (value string, err error) {
	task, argument, _ := strings.Cut(name, ":")
	switch task {
	case "hidden":
		return t.Ask(ctx, "MFA code for prod: ", true)
	case "visible":
		return t.Ask(ctx, "session for prod: ", false)
	case "long":
		return t.Ask(ctx, "MFA code for profile \"production\" (user michael, device phone, account 123456789012): ", argument == "")
	case "hostile":
		return t.Ask(ctx, "code \x1b[31m\u202e: ", true)
	case "key":
		return t.AskOrKey(ctx, "waiting (d: code): ", 'd')
	case "say":
		return "", t.Say("open this:", "https://x.example/"+strings.Repeat("long", 30)+"\x1b[2J")
	case "confirm":
		yes, err := t.Confirm(ctx, "load \"prod\"?")
		return fmt.Sprint(yes), err
	case "pick":
		index, err := t.Pick(ctx, "profile", items(argument), 0)
		return fmt.Sprint(index), err
	case "countdown":
		wait, _ := time.ParseDuration(argument)
		return "", t.Countdown(ctx, time.Now, time.Now().Add(wait), "the next code comes in")
	case "status":
		t.Status("one that is a good deal longer than what comes after it")
		t.Status("two")
		return "", nil
	case "clear":
		t.Clear()
		return "", nil
	case "panic":
		defer func() { value = fmt.Sprint(recover()) }()
		return "", t.interact(ctx, func(*dialog) error { panic("at the prompt") })
	}
	return "", fmt.Errorf("no task %q", name)
}

// items makes the list of a picker test: a number, or nothing for a few profiles.
func items(argument string) []Item {
	n := 0
	if _, err := fmt.Sscan(argument, &n); err != nil {
		return []Item{
			{Name: "dev", About: []string{"account 111111111111"}},
			{Name: "prod", About: []string{"account 222222222222"}},
			{Name: "prod-readonly", About: []string{"account 222222222222"}},
			{Name: "stage\x1b[2J", About: []string{"hostile\r\nnote"}},
			{Name: "日本語", About: []string{"account 333333333333"}},
		}
	}
	list := make([]Item, n)
	for i := range list {
		list[i] = Item{Name: fmt.Sprintf("profile-%05d", i), About: []string{"role admin"}}
	}
	return list
}

// world is a child on its terminal.
type world struct {
	*ptytest.Terminal
	t       *testing.T
	before  unix.Termios
	stdout  strings.Builder
	results *json.Decoder
}

// setup is how a terminal is before the child starts; the zero value is a
// normal one of 80x24.
type setup struct {
	columns, rows int
	sizeless      bool
	term          string
	typed         string // before the child runs
	detached      bool   // a session without a controlling terminal
}

// start runs a child on a new terminal.
func start(t *testing.T, tasks string, s setup) *world {
	t.Helper()
	if s.columns == 0 && !s.sizeless {
		s.columns, s.rows = 80, 24
	}
	w := &world{t: t, Terminal: ptytest.Open(t, s.columns, s.rows)}
	// Unusual modes, so that restoring the usual ones would be noticed.
	w.before = w.Modes()
	w.before.Lflag &^= unix.ECHOCTL
	w.before.Cc[unix.VERASE] = 'x' - 'a' + 1
	w.SetModes(w.before)
	if s.typed != "" {
		w.Type(s.typed)
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	w.results = json.NewDecoder(read)
	if s.term == "" {
		s.term = "xterm"
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"="+tasks, "TERM="+s.term, "GORACE=atexit_sleep_ms=0")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(""), &w.stdout, os.Stderr
	cmd.ExtraFiles = []*os.File{w.Line, write}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: !s.detached, Ctty: 3}
	w.Start(cmd)
	_ = write.Close()
	t.Cleanup(func() { _ = read.Close() })
	return w
}

// result is the next thing that the child reported.
func (w *world) result() report {
	w.t.Helper()
	var r report
	done := make(chan error, 1)
	go func() { done <- w.results.Decode(&r) }()
	select {
	case err := <-done:
		if err != nil {
			w.t.Fatalf("no report: %v; terminal: %q", err, w.Text())
		}
	case <-time.After(ptytest.Patience):
		w.t.Fatalf("no report in time; terminal: %q", w.Text())
	}
	return r
}

// end waits for the child and checks what every child has to leave behind: the
// terminal's modes and an empty standard output.
func (w *world) end() {
	w.t.Helper()
	if status := w.End(); status != 0 {
		w.t.Errorf("child: status %d", status)
	}
	if after := w.Modes(); after != w.before {
		w.t.Errorf("modes after:  %+v\nmodes before: %+v", after, w.before)
	}
	if w.stdout.Len() > 0 {
		w.t.Errorf("standard output is not empty: %q", w.stdout.String())
	}
}

// screen is what the terminal shows. It may use nothing but what every terminal
// knows: the cursor up and to the right, erasing from it on, and an underline.
func (w *world) screen(columns, rows int) string {
	w.t.Helper()
	s := ptytest.Show(w.Text(), columns, rows)
	for _, sequence := range s.Sequences {
		if !slices.Contains([]string{"[nA", "[nC", "[J", "[K", "[nm"}, sequence) {
			w.t.Errorf("a sequence that not every terminal knows: %q", sequence)
		}
	}
	return s.Text()
}
