//go:build !windows

package shell_test

import (
	"testing"
	"time"
)

// The real program behind the hook: what the stand-in plays elsewhere is what it
// does. Loads that need an answer from AWS are told in TestReal.
func TestRealBinary(t *testing.T) {
	binary := buildBinary(t)
	for _, name := range allShells() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := append(loaded("dev", 2*time.Hour), "AWS_ACCESS_KEY_ID=AKIAOLD", "AWS_PROFILE=mine")
			term := interactive(t, name, render(t, name, hooked(binary)), env...)
			for _, c := range []struct{ line, status, profile string }{
				{"awsenv nobody", "3", "dev"},
				{"awsenv use status", "3", "dev"},
				{"awsenv use -d 1h -- version", "3", "dev"},
				{"awsenv --no-such-flag", "2", "dev"},
				{"awsenv version", "0", "dev"},
				{"awsenv --help", "0", "dev"},
				{"awsenv --clear", "0", ""},
				{"awsenv -c", "0", ""},
			} {
				if got := term.statusOf(c.line); got != c.status {
					t.Errorf("%s: status %s, want %s\n%s", c.line, got, c.status, term.text())
				}
				if got := term.value("AWSENV_PROFILE"); got != c.profile {
					t.Errorf("%s: profile %q, want %q", c.line, got, c.profile)
				}
			}
			if got := term.value("AWS_ACCESS_KEY_ID"); got != "" {
				t.Errorf("after a clear the key is %q", got)
			}
		})
	}
}
