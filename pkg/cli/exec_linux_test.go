package cli_test

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// deathIsTold says that the system tells a command of its parent's end.
const deathIsTold = true

// TestCommandIsAsIfRunDirectly compares what the system says of a process that a shell
// starts with what it says of one behind awsenv: signals, limits, open files, mask.
func TestCommandIsAsIfRunDirectly(t *testing.T) {
	const look = `grep -E "^(Sig(Blk|Ign)|ShdPnd|NoNewPrivs|Seccomp:|CoreDumping|Umask|Uid|CapEff)" /proc/self/status; cat /proc/self/limits; ls /proc/self/fd; pwd; nice; umask`
	for name, before := range map[string]string{
		"plain":    "",
		"as nohup": "trap '' HUP INT; ",
		"limits":   "ulimit -n 512; ulimit -S -c 0; ulimit -s 4096; umask 027; ",
		"files":    "exec 7</dev/null 9>/dev/null; ",
	} {
		t.Run(name, func(t *testing.T) {
			w := newOpenWorld(t)
			run := func(with string) string {
				cmd := exec.Command("sh", "-c", before+"exec "+with+` sh -c '`+look+`' </dev/null`)
				cmd.Env = w.env
				out, err := cmd.CombinedOutput()
				if err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
				// The number of files and processes that may be open belongs to this session.
				return regexp.MustCompile(`(?m)^Max pending signals.*\n`).ReplaceAllString(string(out), "")
			}
			direct := run("env")
			for name, form := range execForms {
				if got := run(form + " open"); got != direct {
					t.Errorf("%s: the command sees\n%s\nand directly\n%s", name, difference(got, direct), difference(direct, got))
				}
			}
		})
	}
}

// difference are the lines of one text that another has not.
func difference(one, other string) string {
	var lines []string
	for line := range strings.SplitSeq(one, "\n") {
		if !strings.Contains(other, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
