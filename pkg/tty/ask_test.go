//go:build linux || darwin

package tty

import (
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

func TestAskHidden(t *testing.T) {
	w := start(t, "hidden", setup{})
	w.Wait(0, "MFA code for prod: ")
	w.Type("123456\r")
	if r := w.result(); r.Value != "123456" || r.Error != "" {
		t.Errorf("answer: %+v", r)
	}
	w.end()
	if strings.Contains(w.Text(), "1") {
		t.Errorf("the code was shown: %q", w.Text())
	}
	if got := w.screen(80, 24); got != "MFA code for prod: ••••••" {
		t.Errorf("screen: %q", got)
	}
}

// TestHiddenAnswerTakenBack: the dots follow what is typed and taken back.
func TestHiddenAnswerTakenBack(t *testing.T) {
	for keys, want := range map[string]string{
		"12\x7f3456\r": "MFA code for prod: •••••",
		"1234\x15\r":   "MFA code for prod:",
		"\x7f\x7f1\r":  "MFA code for prod: •",
		strings.Repeat("1", 200) + strings.Repeat("\x7f", 197) + "\r": "MFA code for prod: •••",
		strings.Repeat("1", 200) + "\r":                               "MFA code for prod: " + strings.Repeat("•", 60),
	} {
		w := start(t, "hidden", setup{})
		w.UntilRaw()
		w.Type(keys)
		w.result()
		w.end()
		if got := w.screen(80, 24); got != want {
			t.Errorf("%q: the screen is %q, not %q", keys, got, want)
		}
	}
}

func TestAskEditing(t *testing.T) {
	for name, test := range map[string]struct{ keys, want string }{
		"plain":                     {"abc\r", "abc"},
		"line feed":                 {"abc\n", "abc"},
		"backspace":                 {"abx\x7fc\r", "abc"},
		"backspace as Ctrl-H":       {"abx\x08c\r", "abc"},
		"backspace at the start":    {"\x7f\x7fabc\r", "abc"},
		"backspace over UTF-8":      {"ab日\x7fc\r", "abc"},
		"Ctrl-U":                    {"wrong words\x15abc\r", "abc"},
		"Ctrl-W":                    {"abc wrong  \x17\r", "abc"},
		"blanks around":             {"  abc \t\r", "abc"},
		"bracketed paste":           {"\x1b[200~123 456\x1b[201~\r", "123 456"},
		"pasted line":               {"\x1b[200~123456\n\x1b[201~\r", "123456"},
		"pasted CRLF lines":         {"\x1b[200~123\r\n456\r\n\x1b[201~\r", "123 456"},
		"arrows do nothing":         {"a\x1b[Ab\x1bOCc\x1b[1;5D\r", "abc"},
		"function keys do nothing":  {"a\x1b[15~b\x1b[[Ac\r", "abc"},
		"an Alt key does nothing":   {"ab\x1bxc\r", "abc"},
		"a terminal's report":       {"ab\x1b]11;rgb:0/0/0\x07c\r", "abc"},
		"Ctrl-Z and Ctrl-\\":        {"ab\x1a\x1cc\r", "abc"},
		"NUL":                       {"ab\x00c\r", "abc"},
		"byte that is not UTF-8":    {"ab\xffc\r", "ab\ufffdc"},
		"longer than the terminal":  {strings.Repeat("0123456789", 30) + "\r", strings.Repeat("0123456789", 30)},
		"control sequence in paste": {"\x1b[200~a\x1b[31mb\x1b[201~c\r", "abc"},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, "visible", setup{})
			w.UntilRaw()
			w.Wait(0, "session for prod: ")
			w.Type(test.keys)
			if r := w.result(); r.Value != test.want || r.Error != "" {
				t.Errorf("answer %q, error %q; want %q", r.Value, r.Error, test.want)
			}
			w.end()
		})
	}
}

// TestAskOrKey: the key answers by itself, but not within other text or a paste.
func TestAskOrKey(t *testing.T) {
	for keys, want := range map[string]string{
		"d": "d", "ad\r": "ad", "\x1b[200~d\x1b[201~o\r": "do", "a\x7fd": "d", "\r": "",
	} {
		w := start(t, "key", setup{})
		w.UntilRaw()
		w.Wait(0, "waiting (d: code): ")
		w.Type(keys)
		if r := w.result(); r.Value != want || r.Error != "" {
			t.Errorf("%q: %+v, want %q", keys, r, want)
		}
		w.end()
	}
}

// TestSay: an address longer than the terminal is in one piece, cleaned.
func TestSay(t *testing.T) {
	w := start(t, "say", setup{columns: 40, rows: 10})
	w.result()
	w.end()
	if want := "\nhttps://x.example/" + strings.Repeat("long", 30) + "\ufffd[2J\r"; !strings.Contains(w.Text(), want) {
		t.Errorf("%q, want %q", w.Text(), want)
	}
}

func TestAskEnds(t *testing.T) {
	for name, test := range map[string]struct {
		act   func(*world)
		want  string
		exit  int
		cause bool
	}{
		"Ctrl-C":            {func(w *world) { w.Type("12\x03") }, "interrupted", 130, false},
		"Ctrl-D":            {func(w *world) { w.Type("12\x04") }, "end of input", 4, false},
		"Ctrl-C after Esc":  {func(w *world) { w.Type("\x1b\x03") }, "interrupted", 130, false},
		"SIGTERM":           {func(w *world) { w.Signal(syscall.SIGTERM) }, "terminated", 143, true},
		"SIGHUP":            {func(w *world) { w.Signal(syscall.SIGHUP) }, "hangup", 129, true},
		"SIGINT by kill":    {func(w *world) { w.Signal(syscall.SIGINT) }, "interrupt", 130, true},
		"SIGTERM in an Esc": {func(w *world) { w.Type("\x1b["); w.Signal(syscall.SIGTERM) }, "terminated", 143, true},
	} {
		for _, task := range []string{"hidden", "visible", "confirm", "pick"} {
			t.Run(name+"/"+task, func(t *testing.T) {
				w := start(t, task, setup{})
				w.UntilRaw()
				w.Wait(0, "pro")
				test.act(w)
				r := w.result()
				if !strings.Contains(r.Error, test.want) || r.Exit != test.exit || r.Cause != test.cause {
					t.Errorf("%+v, want %q, exit %d, cause %v", r, test.want, test.exit, test.cause)
				}
				w.end()
				if task == "pick" && w.screen(80, 24) != "" {
					t.Errorf("the list was not erased: %q", w.screen(80, 24))
				}
			})
		}
	}
}

// TestAskHangUp closes the terminal under an open question. The child leads the
// session and so gets SIGHUP as well, which wins.
func TestAskHangUp(t *testing.T) {
	w := start(t, "hidden", setup{})
	w.UntilRaw()
	w.HangUp()
	if r := w.result(); r.Exit != 129 {
		t.Errorf("%+v, want exit 129", r)
	}
}

func TestAskSurvivesPanic(t *testing.T) {
	w := start(t, "panic", setup{})
	if r := w.result(); r.Value != "at the prompt" {
		t.Errorf("%+v", r)
	}
	w.end()
}

func TestNoTerminal(t *testing.T) {
	for _, path := range []string{"/dev/null", "/nonexistent"} {
		if _, err := open(path, "xterm"); reportOf("", err).Exit != 4 {
			t.Errorf("%s: %v", path, err)
		}
	}
	w := start(t, "hidden", setup{detached: true})
	if r := w.result(); r.Exit != 4 || !strings.Contains(r.Error, "no terminal") {
		t.Errorf("no controlling terminal: %+v", r)
	}
	w.end()
}

// TestTypeAhead types before anybody asks.
func TestTypeAhead(t *testing.T) {
	t.Run("before the program", func(t *testing.T) {
		w := start(t, "hidden", setup{typed: "123456\r"})
		if r := w.result(); r.Value != "123456" {
			t.Errorf("%+v", r)
		}
		w.end()
	})
	t.Run("half a line before the program", func(t *testing.T) {
		w := start(t, "hidden", setup{typed: "123"})
		w.UntilRaw()
		w.Type("456\r")
		if r := w.result(); r.Value != "123456" {
			t.Errorf("%+v", r)
		}
		w.end()
	})
	t.Run("three answers at once", func(t *testing.T) {
		w := start(t, "hidden,visible,confirm", setup{typed: "111111\r222222\ryes\r"})
		for _, want := range []string{"111111", "222222", "true"} {
			if r := w.result(); r.Value != want {
				t.Errorf("%+v, want %q", r, want)
			}
		}
		w.end()
	})
	t.Run("two pasted CRLF lines", func(t *testing.T) {
		w := start(t, "hidden,visible", setup{})
		w.UntilRaw()
		w.Type("111111\r\n222222\r\n")
		for _, want := range []string{"111111", "222222"} {
			if r := w.result(); r.Value != want {
				t.Errorf("%+v, want %q", r, want)
			}
		}
		w.end()
	})
	t.Run("beyond the answer stays in the terminal", func(t *testing.T) {
		w := start(t, "hidden", setup{})
		w.UntilRaw()
		w.Type("111111\rls\n")
		w.result()
		w.end()
		if err := unix.SetNonblock(int(w.Line.Fd()), true); err != nil {
			t.Fatal(err)
		}
		rest := make([]byte, 16)
		n, err := unix.Read(int(w.Line.Fd()), rest)
		if err != nil || string(rest[:n]) != "ls\n" {
			t.Errorf("left %q, %v; want \"ls\\n\"", rest[:max(n, 0)], err)
		}
	})
	t.Run("during a countdown, unseen", func(t *testing.T) {
		w := start(t, "countdown:300ms,hidden", setup{})
		w.Wait(0, "comes in 1 s")
		w.Type("123456\r")
		w.result()
		if r := w.result(); r.Value != "123456" {
			t.Errorf("%+v", r)
		}
		w.end()
		if strings.Contains(w.Text(), "123456") {
			t.Errorf("the code was shown: %q", w.Text())
		}
		if got := w.screen(80, 24); got != "MFA code for prod: ••••••" {
			t.Errorf("the countdown was not erased: %q", got)
		}
	})
}

// TestStopped stops the child from outside at a prompt, sets the modes as a
// shell would, and continues it.
func TestStopped(t *testing.T) {
	w := start(t, "hidden", setup{})
	w.UntilRaw()
	w.Wait(0, "MFA code for prod: ")
	w.Signal(syscall.SIGSTOP)
	var status unix.WaitStatus
	w.Until("stop", func() bool {
		pid, _ := unix.Wait4(w.Cmd.Process.Pid, &status, unix.WUNTRACED|unix.WNOHANG, nil)
		return pid != 0
	})
	w.SetModes(w.before)
	w.Signal(syscall.SIGCONT)
	w.UntilRaw()
	w.Until("second prompt", func() bool { return strings.Count(w.Text(), "MFA code for prod: ") == 2 })
	w.Type("123456\r")
	if r := w.result(); r.Value != "123456" {
		t.Errorf("%+v", r)
	}
	w.end()
}

func TestPromptShapes(t *testing.T) {
	for name, test := range map[string]struct {
		task       string
		setup      setup
		keys       string
		want       string
		columns    int
		withoutEsc bool
	}{
		"longer than the terminal": {"long", setup{columns: 40, rows: 10}, "1\r", "MFA code for profile \"production\" (user\nmichael, device phone, account\n123456789012): •", 40, false},
		"20 columns":               {"long", setup{columns: 20, rows: 10}, "1\r", "MFA code for\nprofile\n\"production\" (user\nmichael, device\nphone, account\n123456789012):\n•", 20, false},
		"20 columns, visible":      {"long:v", setup{columns: 20, rows: 10}, "name\r", "MFA code for\nprofile\n\"production\" (user\nmichael, device\nphone, account\n123456789012):\nname", 20, false},
		"2 columns":                {"hidden", setup{columns: 2, rows: 20}, "1\r", "M\nF\nA\nc\no\nd\ne\nf\no\nr\np\nr\no\nd\n:\n•", 2, false},
		"no size":                  {"hidden", setup{sizeless: true}, "1\r", "MFA code for prod: •", 80, false},
		"dumb, hidden":             {"hidden", setup{term: "dumb"}, "1\r", "MFA code for prod: *", 80, true},
		"dumb, visible, edited":    {"visible", setup{term: "dumb"}, "abcd\x7f\x7fe\r", "session for prod: abe", 80, true},
		"hostile prompt":           {"hostile", setup{}, "1\r", "code �[31m�: •", 80, false},
		"answer scrolls":           {"visible", setup{columns: 30, rows: 5}, "0123456789abcdefghij\r", "session for prod: 9abcdefghij", 30, false},
		"confirm":                  {"confirm", setup{}, "yes\r", "load \"prod\"? [y/N] yes", 80, false},
		"confirm, again":           {"confirm", setup{}, "what\rn\r", "load \"prod\"? [y/N] what\nplease type yes or no\nload \"prod\"? [y/N] n", 80, false},
		"status":                   {"status,clear", setup{}, "", "", 80, false},
		"status, dumb":             {"status,clear", setup{term: "dumb"}, "", "", 80, true},
		"status, narrow":           {"status,clear", setup{columns: 10, rows: 3}, "", "", 10, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, test.task, test.setup)
			if test.keys != "" {
				w.UntilRaw()
				w.Type(test.keys)
			}
			if r := w.result(); r.Error != "" {
				t.Errorf("%+v", r)
			}
			w.end()
			if got := w.screen(test.columns, 24); got != test.want {
				t.Errorf("screen:\n%s\nwant:\n%s\nraw: %q", got, test.want, w.Text())
			}
			if test.withoutEsc && strings.Contains(w.Text(), "\x1b") {
				t.Errorf("a dumb terminal got a control sequence: %q", w.Text())
			}
		})
	}
}
