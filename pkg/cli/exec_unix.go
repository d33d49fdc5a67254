//go:build unix

package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// environment is os.Environ.
func environment() []string { return os.Environ() }

// become replaces this process by the command, which so has its terminal, its signals
// and its place among the shell's jobs.
func (a *app) become(run execution) error {
	// A signal that was ignored when we began, as under nohup, is ignored again.
	signal.Reset()
	if a.interruptible != nil && a.interruptible.Err() != nil {
		return context.Cause(a.interruptible)
	}
	if a.world.Restore != nil {
		a.world.Restore()
	}
	err := syscall.Exec(run.program, run.argv, run.environ)
	if script, ok := run.asScript(err); ok {
		err = syscall.Exec(script.program, script.argv, script.environ)
	}
	return cannotRun(run.argv[0], err)
}

// asScript is the command as /bin/sh runs it, when the system says that it is no program
// and it is no foreign one either: a script without #!, which execvp(3) and every shell
// hand to a shell.
func (run execution) asScript(err error) (execution, bool) {
	if !errors.Is(err, syscall.ENOEXEC) {
		return run, false
	}
	file, err := os.Open(run.program)
	if err != nil {
		return run, false
	}
	defer file.Close()
	sample := make([]byte, 256)
	n, _ := io.ReadFull(file, sample)
	line, _, _ := bytes.Cut(sample[:n], []byte("\n"))
	if bytes.IndexByte(line, 0) >= 0 {
		return run, false
	}
	path := run.program
	if strings.HasPrefix(path, "-") {
		path = "./" + path
	}
	run.argv = append([]string{"/bin/sh", path}, run.argv[1:]...)
	run.program = "/bin/sh"
	return run, true
}
