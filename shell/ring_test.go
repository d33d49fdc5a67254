//go:build !windows

package shell_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestRings: with notify the terminal is rung, or told in its own words, once for each
// warning, and without it never. What the shells themselves say to a terminal, such as
// its title, does not count.
func TestRings(t *testing.T) {
	own := regexp.MustCompile(`\x1b\][0-8];[^\a\x1b]*(\a|\x1b\\)|\x1b\]133;[^\a\x1b]*(\a|\x1b\\)`)
	const bell = "\a"
	for _, name := range allShells() {
		for what, c := range map[string]struct {
			env  []string
			left time.Duration
			want string
		}{
			"anywhere":           {nil, 14*time.Minute + 30*time.Second, bell},
			"ended":              {[]string{"TERM_PROGRAM=WezTerm"}, -time.Hour, "\x1b]9;prod: session expired\a"},
			"iTerm2":             {[]string{"TERM_PROGRAM=iTerm.app"}, 14*time.Minute + 30*time.Second, "\x1b]9;prod: 14m left\a"},
			"a terminal of VTE":  {[]string{"VTE_VERSION=7600"}, 4*time.Minute + 30*time.Second, "\x1b]777;notify;awsenv;prod: 4m left\a"},
			"tmux in WezTerm":    {[]string{"TERM_PROGRAM=WezTerm", "TMUX=/tmp/x,1,0"}, 14*time.Minute + 30*time.Second, bell},
			"nothing to be said": {nil, time.Hour, ""},
		} {
			t.Run(name+"/"+what, func(t *testing.T) {
				t.Parallel()
				for _, notify := range []bool{true, false} {
					o := usual()
					o.Notify = notify
					env := append([]string{"TERM_PROGRAM=", "VTE_VERSION=", "TMUX=", "STY="}, c.env...)
					term := interactive(t, name, render(t, name, o), append(env, loaded("prod", c.left)...)...)
					term.run("true")
					term.run("true")
					text, sought, want := term.text(), c.want, 0
					if notify && sought != "" {
						want = 1
					}
					if sought == "" || sought == bell {
						text, sought = own.ReplaceAllString(text, ""), bell
					}
					if got := strings.Count(text, sought); got != want {
						t.Errorf("notify %v: %q is there %d times, not %d: %q", notify, sought, got, want, text)
					}
				}
			})
		}
	}
}
