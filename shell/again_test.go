//go:build !windows

package shell_test

import (
	"strings"
	"testing"
)

// TestRenewRepeatsTheWords: renew goes to the program with the words that the session was
// loaded with, without a code; by its own name where these are not known. What it loads
// is renewed with them the next time, too.
func TestRenewRepeatsTheWords(t *testing.T) {
	for _, name := range allShells() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, env, log := install(t)
			term := interactive(t, name, render(t, name, hooked(path)), env...)
			for _, step := range [][2]string{
				{"awsenv renew", "renew|--shell|%"},
				{"awsenv --role-arn 'a role' --token 123456 --refresh", "--shell|%|--role-arn|a role|--token|123456|--refresh"},
				{"awsenv renew", "--shell|%|--refresh|--role-arn|a role"},
				{"awsenv renew -q", "--shell|%|--refresh|--role-arn|a role|-q"},
				{"awsenv renew", "--shell|%|--refresh|--role-arn|a role|-q"},
				{"awsenv use -- prod", "use|--shell|%|--|prod"},
				{"awsenv renew", "use|--shell|%|--refresh|--|prod"},
				{"awsenv -", "--shell|%|-"},
				{"awsenv renew", "renew|--shell|%"},
				{"awsenv prod", "--shell|%|prod"},
				{"awsenv unload", "unload|--shell|%"},
				{"awsenv renew", "renew|--shell|%"},
			} {
				term.run(step[0])
				want := strings.ReplaceAll(step[1], "%", name)
				if runs := log(); len(runs) != 1 || runs[0] != want {
					t.Errorf("%s: ran %q, want %q", step[0], runs, want)
				}
			}
		})
	}
}
