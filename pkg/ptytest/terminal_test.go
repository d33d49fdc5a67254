//go:build linux || darwin || freebsd

package ptytest

import (
	"bytes"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func shell(code string) *exec.Cmd { return exec.Command("sh", "-c", code) }

func TestTypeAndWait(t *testing.T) {
	term := Start(t, shell("printf 'name: '; read name; echo \"\x1b[31mhello\x1b[0m $name\"; exit 3"), 80, 24)
	term.Wait(0, "name: ")
	from := term.Type("world\n")
	if text := term.Wait(from, "hello world"); strings.Contains(text, "name: ") || strings.Contains(text, "\x1b") {
		t.Errorf("since then: %q", text)
	}
	if status := term.End(); status != 3 {
		t.Errorf("status %d", status)
	}
	if got := term.Screen(); got != "name: world\nhello world" {
		t.Errorf("the screen shows %q", got)
	}
}

func TestExpectPassesWhatItFound(t *testing.T) {
	term := Start(t, shell("echo one two one"), 80, 24)
	for _, want := range []string{"one", "one"} {
		if got := term.Expect(`o\w+`); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	term.End()
	if rest := Plain(term.Text())[term.expected:]; rest != "\r\n" {
		t.Errorf("not yet passed: %q", rest)
	}
}

// TestEndHasEverything: the last words of a program are there when it has ended.
func TestEndHasEverything(t *testing.T) {
	for range 20 {
		term := Start(t, shell("head -c 20000 /dev/zero | tr '\\0' x; printf last"), 80, 24)
		term.End()
		if text := term.Text(); len(text) != 20004 || !strings.HasSuffix(text, "xlast") {
			t.Fatalf("%d bytes, …%q", len(text), text[max(len(text)-10, 0):])
		}
	}
}

func TestStreamsOfTheirOwn(t *testing.T) {
	cmd := shell("echo piped; echo shown >&2; echo also >/dev/tty")
	var out bytes.Buffer
	cmd.Stdout = &out
	term := Start(t, cmd, 80, 24)
	if status := term.End(); status != 0 || out.String() != "piped\n" || term.Screen() != "shown\nalso" {
		t.Errorf("status %d, piped %q, shown %q", status, out.String(), term.Screen())
	}
}

func TestModes(t *testing.T) {
	term := Start(t, shell("read line; stty raw; echo raw; read key; stty sane"), 80, 24)
	before := term.Modes()
	term.Type("\n")
	term.UntilRaw()
	if term.Modes() == before {
		t.Error("nothing has changed")
	}
	term.SetModes(before)
	if term.Modes() != before {
		t.Error("the modes did not come back")
	}
}

func TestResizeTellsTheProgram(t *testing.T) {
	term := Start(t, shell("trap 'stty size; exit' WINCH; echo ready; while :; do read line; done"), 80, 24)
	term.Wait(0, "ready")
	term.Resize(33, 11)
	term.Wait(0, "11 33")
}

func TestWhatTerminalIsThis(t *testing.T) {
	term := Start(t, shell(`stty raw -echo; printf '\033['; printf c; dd bs=1 count=6 2>/dev/null | od -An -c`), 80, 24)
	term.Wait(0, "?   6   2   c")
}

// TestNothingIsLeftRunning: the program and what is in its group go with the test.
func TestNothingIsLeftRunning(t *testing.T) {
	var leader, child int
	t.Run("test", func(t *testing.T) {
		term := Start(t, shell("trap '' HUP; sleep 600 & echo pid $!; wait"), 80, 24)
		term.Expect(`pid `)
		leader = term.Cmd.Process.Pid
		for _, digit := range term.Expect(`\d+\r`) {
			if digit != '\r' {
				child = child*10 + int(digit-'0')
			}
		}
	})
	for _, pid := range []int{leader, child} {
		for end := time.Now().Add(Patience); runs(pid); time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("process %d is still there", pid)
			}
		}
	}
}

// runs is false for a process that has ended, also when nobody has asked for its
// status yet.
func runs(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err != nil || !strings.Contains(string(stat), ") Z ")
}

// TestAProgramThatEndsIsNotWaitedFor: what cannot come any more fails at once.
func TestAProgramThatEndsIsNotWaitedFor(t *testing.T) {
	term := Start(t, shell("echo bye"), 80, 24)
	start := time.Now()
	if term.comes(func() bool { return strings.Contains(term.Text(), "never") }) {
		t.Error("it came")
	}
	if !term.comes(func() bool { return strings.Contains(term.Text(), "bye") }) {
		t.Error("what it wrote last is not there")
	}
	if time.Since(start) > Patience/2 {
		t.Error("it was waited for")
	}
}

func TestWhereTheCursorStands(t *testing.T) {
	term := Start(t, exec.Command("sh", "-c", `stty raw -echo; printf 'one\r\ntwo\033[6n'; answer=$(dd bs=1 count=6 2>/dev/null); stty sane; printf '%s' "$answer" | od -An -c`), 80, 24)
	if status := term.End(); status != 0 || !strings.Contains(strings.Join(strings.Fields(term.Text()), ""), "033[2;4R") {
		t.Errorf("status %d: %q", status, term.Text())
	}
}
