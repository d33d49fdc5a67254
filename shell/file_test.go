//go:build !windows

package shell_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestHookFile: a hook in a file is a hook; one that is older than program or
// configuration has itself written anew, once, and the new one is in force.
func TestHookFile(t *testing.T) {
	for _, name := range allShells() {
		for _, c := range []struct {
			what             string
			program, setting time.Duration // their ages, less that of the file
			fails, renewed   bool
		}{
			{"newest", time.Hour, time.Hour, false, false},
			{"older than the program", -time.Hour, time.Hour, false, true},
			{"older than the configuration", time.Hour, -time.Hour, false, true},
			{"not to be written", -time.Hour, time.Hour, true, false},
		} {
			t.Run(name+"/"+c.what, func(t *testing.T) {
				t.Parallel()
				if name == "fish" {
					if _, complaint, _ := script(t, name, "test / -nt /nowhere"); complaint != "" {
						t.Skip("this fish cannot compare files")
					}
				}
				dir := filepath.Join(t.TempDir(), "it's a $HOME")
				code := map[string]string{
					"fish": `cd "$DIR"; source ./hook; echo "read $status"; awsenv prompt; echo "ran $status"`,
					"nu":   `source "` + dir + `/hook"; print "read 0"; try { awsenv prompt; print "ran 0" } catch { print "ran 1" }`,
				}[name]
				if code == "" {
					code = `cd "$DIR"; . ./hook; echo "read $?"; awsenv prompt; echo "ran $?"`
				}
				path, program := filepath.Join(dir, "hook"), filepath.Join(dir, "aws env")
				// What it writes is as old as what is there: it is read once all the same.
				writes := "#!/bin/sh\ncd \"$DIR\" && echo \"$*\" >>\"$AWSENV_TEST_LOG\"\n[ -z \"$AWSENV_TEST_FAILS\" ] || exit 1\n" +
					"echo \"echo renewed\" >new && cat hook >>new && touch -r hook new && mv new hook\n"
				must(t, os.Mkdir(dir, 0o700))
				must(t, os.WriteFile(program, []byte(writes), 0o700)) //nolint:gosec // it has to run
				must(t, os.WriteFile(path+".toml", nil, 0o600))
				must(t, os.WriteFile(path, []byte(file(t, name, hooked(program), path)), 0o600))
				now := time.Now()
				must(t, os.Chtimes(program, now, now.Add(-c.program)))
				must(t, os.Chtimes(path+".toml", now, now.Add(-c.setting)))
				must(t, os.Chtimes(path, now, now))

				env := []string{"AWSENV_TEST_LOG=" + dir + "/log", "DIR=" + dir}
				if c.fails {
					env = append(env, "AWSENV_TEST_FAILS=1")
				}
				out, errs, _ := script(t, name, code, env...)
				want := "read 0\nran 0\n"
				if c.fails {
					want = "read 0\nran 1\n"
				}
				if c.renewed && name != "nu" { // it has read the file by then
					want = "renewed\n" + want
				}
				if out != want || errs != "" {
					t.Errorf("out %q, want %q\n%s", out, want, errs)
				}
				ran, _ := os.ReadFile(filepath.Join(dir, "log"))
				runs := "prompt\n"
				if c.renewed || c.fails {
					runs = "hook --write " + name + "\n" + runs
				}
				if string(ran) != runs {
					t.Errorf("ran %q, want %q", strings.TrimSpace(string(ran)), runs)
				}
			})
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
