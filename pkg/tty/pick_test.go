//go:build linux || darwin

package tty

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/ptytest"
	"github.com/awsenv/awsenv/pkg/tooltest"
)

func TestPick(t *testing.T) {
	for name, test := range map[string]struct {
		items string
		keys  string
		want  string
		exit  int
	}{
		"Enter takes the first":         {"", "\r", "0", 0},
		"arrow down":                    {"", "\x1b[B\r", "1", 0},
		"arrows in application mode":    {"", "\x1bOB\x1bOB\x1bOA\r", "1", 0},
		"Ctrl-N, Ctrl-P":                {"", "\x0e\x0e\x10\r", "1", 0},
		"Ctrl-J, Ctrl-K":                {"", "\n\n\x0b\r", "1", 0},
		"up at the top stays":           {"", "\x1b[A\r", "0", 0},
		"down at the end stays":         {"", "\x1b[F\x1b[B\r", "4", 0},
		"filter":                        {"", "prod\r", "1", 0},
		"filter, the next match":        {"", "prod\x1b[B\r", "2", 0},
		"filter in the note":            {"", "3333\r", "4", 0},
		"two words":                     {"", "2222 only\r", "2", 0},
		"words in any order":            {"", "only 2222 prod\r", "2", 0},
		"scattered letters":             {"", "prdrdo\r", "2", 0},
		"capitals":                      {"", "STAGE\r", "3", 0},
		"wide characters":               {"", "本\r", "4", 0},
		"filter taken back":             {"", "prod\x7f\x7f\x7f\x7f\r", "0", 0},
		"filter erased":                 {"", "prod\x15\r", "0", 0},
		"nothing matches, then Enter":   {"", "zzz\r\x15\x1b[B\r", "1", 0},
		"nothing matches, then arrows":  {"", "zzz\x1b[B\x1b[6~\x17\r", "0", 0},
		"Esc":                           {"", "prod\x1b", "", 130},
		"Ctrl-D":                        {"", "\x04", "", 4},
		"Ctrl-C":                        {"", "prod\x03", "", 130},
		"10,000 items, the last":        {"10000", "\x1b[F\r", "9999", 0},
		"10,000 items, a page down":     {"10000", "\x1b[6~\r", "16", 0},
		"10,000 items, two down one up": {"10000", "\x1b[6~\x1b[6~\x1b[5~\r", "16", 0},
		"10,000 items, filter":          {"10000", "07777\r", "7777", 0},
		"pasted filter":                 {"", "\x1b[200~stage\n\x1b[201~\r", "3", 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, "pick:"+test.items, setup{})
			w.Wait(0, "profile:")
			w.Type(test.keys)
			r := w.result()
			if r.Exit != test.exit || test.exit == 0 && r.Value != test.want {
				t.Errorf("%+v, want %q, exit %d", r, test.want, test.exit)
			}
			w.end()
			if got := w.screen(80, 24); got != "" {
				t.Errorf("the list was not erased:\n%s", got)
			}
		})
	}
}

// TestPickScreens looks at the list while it is open.
func TestPickScreens(t *testing.T) {
	for name, test := range map[string]struct {
		items         string
		columns, rows int
		keys          string
		want          string
	}{
		"all": {"", 80, 24, "", strings.Join([]string{
			"profile:",
			"> dev            account 111111111111",
			"  prod           account 222222222222",
			"  prod-readonly  account 222222222222",
			"  stage�[2J      hostile  note",
			"  日本語         account 333333333333",
			"  1 of 5; type to filter, Enter takes it, Esc cancels",
		}, "\n")},
		"filtered": {"", 80, 24, "pro\x0e", strings.Join([]string{
			"profile: pro",
			"  prod           account 222222222222",
			"> prod-readonly  account 222222222222",
			"  2 of 2 (5 in all)",
		}, "\n")},
		"nothing": {"", 80, 24, "zzz", "profile: zzz\n  nothing matches, Esc cancels"},
		"20 columns": {"", 20, 24, "", strings.Join([]string{
			"profile:",
			"> dev",
			"  prod",
			"  prod-readonly",
			"  stage�[2J",
			"  日本語",
			"  1 of 5; type to …",
		}, "\n")},
		"20 columns, long filter": {"", 20, 24, "abcdefghijklmnop", "profile: ghijklmnop\n  nothing matches,…"},
		"5 rows": {"10000", 40, 5, "\x1b[F", strings.Join([]string{
			"profile:",
			"  profile-09997  role admin",
			"  profile-09998  role admin",
			"> profile-09999  role admin",
		}, "\n")},
		"6 rows": {"10000", 40, 6, "\x1b[F", strings.Join([]string{
			"profile:",
			"  profile-09997  role admin",
			"  profile-09998  role admin",
			"> profile-09999  role admin",
			"  10000 of 10000; type to filter, Ente…",
		}, "\n")},
		"3 rows": {"10000", 40, 3, "\x0e\x0e\x0b", "profile:\n> profile-00001  role admin"},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, "pick:"+test.items, setup{columns: test.columns, rows: test.rows})
			w.UntilRaw()
			w.Type(test.keys)
			w.Until("screen\n"+test.want, func() bool { return w.screen(test.columns, test.rows) == test.want })
			w.Type("\x03")
			w.result()
			w.end()
			if got := w.screen(test.columns, test.rows); got != "" {
				t.Errorf("the list was not erased:\n%s", got)
			}
		})
	}
}

// TestPickResize lets a real terminal program change its size under the list, once: a
// second change could come while the list is drawn, when the terminal keeps other rows in
// sight.
func TestPickResize(t *testing.T) {
	tmux := tooltest.Program(t, "tmux")
	one := func(s string) bool { return strings.Count(s, "profile: ") == 1 && strings.Count(s, "> profi") == 1 }
	for _, size := range []struct{ columns, rows, shown int }{{40, 24, 16}, {30, 24, 16}, {100, 30, 16}, {40, 8, 4}, {30, 5, 3}} {
		t.Run(fmt.Sprintf("%dx%d", size.columns, size.rows), func(t *testing.T) {
			pane := pickIn(t, tmux)
			pane.resize(size.columns, size.rows)
			// With the line before it, the list fits into the smallest.
			pane.wait("redrawn list", func(s string) bool {
				return one(s) && strings.HasPrefix(s, "before\nprofile: profile-000\n") && strings.Count(s, "\n> ")+strings.Count(s, "\n  profile") == size.shown && pane.whole()
			})
			pane.end()
		})
	}
	// Narrower than the rows: the terminal breaks them and moves their first ones out of
	// sight, where nobody can erase them. What is in sight is right.
	t.Run("16x24", func(t *testing.T) {
		pane := pickIn(t, tmux)
		pane.resize(16, 24)
		pane.wait("redrawn list", one)
		pane.end()
	})
}

// tmuxPane is a pane of 80 columns and 24 rows, in which a list is filtered and drawn.
type tmuxPane struct {
	t            *testing.T
	tmux, socket string
}

func pickIn(t *testing.T, tmux string) tmuxPane {
	t.Helper()
	p := tmuxPane{t, tmux, filepath.Join(t.TempDir(), "tmux")}
	command := fmt.Sprintf("exec 4>/dev/null; echo before; %s=pick:10000 TERM=xterm %q; echo after; sleep 60", childVariable, os.Args[0])
	p.run("new-session", "-d", "-s", "pick", "-x", "80", "-y", "24", "sh", "-c", command)
	t.Cleanup(func() { p.run("kill-server") })
	p.wait("list", func(s string) bool { return strings.Contains(s, "profile-00015") && p.whole() })
	p.run("send-keys", "-t", "pick", "profile-000", "Down", "Down")
	p.wait("filter", func(s string) bool { return strings.Contains(s, "3 of 523 (10000 in all)") && p.whole() })
	return p
}

func (p tmuxPane) run(args ...string) string {
	p.t.Helper()
	cmd := exec.Command(p.tmux, append([]string{"-f", "/dev/null", "-u", "-S", p.socket}, args...)...)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.t.Fatalf("tmux %s: %v: %s", args, err, out)
	}
	return strings.TrimRight(string(out), "\n ")
}

func (p tmuxPane) wait(what string, ok func(screen string) bool) {
	p.t.Helper()
	screen := func() string { return p.run("capture-pane", "-p", "-t", "pick") }
	for end := time.Now().Add(ptytest.Patience); !ok(screen()); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatalf("no %s; screen:\n%s", what, screen())
		}
	}
}

// whole reports whether the list is drawn to its end: then the cursor is back at the
// question, where it keeps what is above in sight when the screen gets smaller.
func (p tmuxPane) whole() bool {
	return p.run("display-message", "-p", "-t", "pick", "#{cursor_y}") == "1"
}

func (p tmuxPane) resize(columns, rows int) {
	p.t.Helper()
	p.run("resize-window", "-t", "pick", "-x", strconv.Itoa(columns), "-y", strconv.Itoa(rows))
}

// end takes what is chosen, after which nothing of the list is left.
func (p tmuxPane) end() {
	p.t.Helper()
	p.run("send-keys", "-t", "pick", "Enter")
	p.wait("clean end", func(s string) bool { return strings.HasSuffix(s, "after") && !strings.Contains(s, "> ") })
}

func TestPickDumb(t *testing.T) {
	for name, test := range map[string]struct {
		setup setup
		items string
		keys  string
		want  string
		exit  int
	}{
		"a number":              {setup{term: "dumb"}, "", "2\r", "1", 0},
		"a name":                {setup{term: "dumb"}, "", "prod\r", "1", 0},
		"part of a name":        {setup{term: "dumb"}, "", "read\r", "2", 0},
		"part of many, then it": {setup{term: "dumb"}, "", "222\r3\r", "2", 0},
		"nothing, then a name":  {setup{term: "dumb"}, "", "zzz\rdev\r", "0", 0},
		"nothing typed":         {setup{term: "dumb"}, "", "\r", "", 130},
		"Ctrl-C":                {setup{term: "dumb"}, "", "\x03", "", 130},
		"10,000":                {setup{term: "dumb"}, "10000", "7777\r", "7776", 0},
		"two rows":              {setup{columns: 80, rows: 2}, "", "2\r", "1", 0},
		"ten columns":           {setup{columns: 10, rows: 24}, "", "2\r", "1", 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, "pick:"+test.items, test.setup)
			w.UntilRaw()
			w.Type(test.keys)
			if r := w.result(); r.Exit != test.exit || test.exit == 0 && r.Value != test.want {
				t.Errorf("%+v, want %q, exit %d", r, test.want, test.exit)
			}
			w.end()
			if test.setup.term == "dumb" && strings.Contains(w.Text(), "\x1b") {
				t.Errorf("a dumb terminal got a control sequence: %q", w.Text())
			}
			if lines := strings.Count(w.Text(), "\n"); lines > 30 {
				t.Errorf("%d lines were printed", lines)
			}
		})
	}
}

// TestPickFast types into lists faster than a person can, and sees no pause: at 16 ms a
// screen has missed a frame.
func TestPickFast(t *testing.T) {
	for _, count := range []string{"3000", "10000"} {
		l := newList("profile", items(count), 0)
		best := time.Hour // of several tries: the machine may be busy
		for range 5 {
			l.filter = nil
			start := time.Now()
			for _, r := range "prfl-01234" {
				l.apply(key{code: keyChar, char: r})
				l.frame(80, 24)
			}
			best = min(best, time.Since(start)/10)
		}
		t.Logf("%s items: %s a key", count, best)
		limit := 16 * time.Millisecond
		if count == "10000" {
			limit = 50 * time.Millisecond
		}
		if best > limit {
			t.Errorf("%s items: a key takes %s", count, best)
		}
		if index, ok := l.chosen(); !ok || index != 1234 {
			t.Errorf("chosen %d, %v", index, ok)
		}
	}
}

func TestPickFinds(t *testing.T) {
	l := newList("profile", []Item{
		{Name: "payments-prod-reader", About: []string{"111122223333", "reader"}},
		{Name: "payments-prod-admin", About: []string{"444455556666", "admin"}},
		{Name: "prod", About: []string{"444455556666", "operator"}, Aside: "11h59m left"},
		{Name: "my-prod", About: []string{"777788889999", "operator"}},
	}, 2)
	if index, _ := l.chosen(); index != 2 {
		t.Errorf("the list begins at %d", index)
	}
	for filter, want := range map[string][]int{
		"payprodadm":    {1},
		"prod":          {2, 0, 1, 3}, // itself, then in the order given
		"admin pay":     {1},
		"444455556666":  {1, 2},
		"operator prod": {2, 3},
		"oper 7777":     {3},
		"left":          nil, // what is not known of a profile, but of its session
		"prdo":          nil,
	} {
		l.filter = []rune(filter)
		if l.match(); !slices.Equal(l.matches, want) {
			t.Errorf("%s: %v, not %v", filter, l.matches, want)
		}
	}
}

// What was found is underlined, or coloured where there are colours, and cut with its text.
func TestPickMarksWhatItFound(t *testing.T) {
	l := newList("profile", []Item{{Name: "payments-prod-admin", About: []string{"444455556666"}}}, 0)
	for _, test := range []struct {
		filter string
		width  int
		paint  Paint
		want   string
	}{
		{"prodadm", 80, Paint{}, "> payments-\x1b[4mprod\x1b[0m-\x1b[4madm\x1b[0min  444455556666"},
		{"prod 555", 80, Paint{}, "> payments-\x1b[4mprod\x1b[0m-admin  4444\x1b[4m555\x1b[0m56666"},
		{"admin", 30, Paint{}, "> payments-prod-\x1b[4madmin\x1b[0m"},
		{"admin", 20, Paint{}, "> payments…od-\x1b[4madmin\x1b[0m"},
		{"prod", 80, Paint{true}, "\x1b[1m> \x1b[0m\x1b[1mpayments-\x1b[0m\x1b[1;36mprod\x1b[0m\x1b[1m-admin\x1b[0m  \x1b[1m444455556666\x1b[0m"},
	} {
		l.filter, l.paint = []rune(test.filter), test.paint
		l.match()
		if rows, _ := l.frame(test.width, 24); rows[1] != test.want {
			t.Errorf("%s: %q, not %q", test.filter, rows[1], test.want)
		}
	}
}
