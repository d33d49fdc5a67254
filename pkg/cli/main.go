// Package cli is the command line: the kong grammar, a file per command, and
// the rendering of errors, hints and exit statuses.
//
// Rules: it is the only importer of kong and the only package that asks the
// clock, the environment and the standard streams, through one World. Only code
// for a shell, or the format asked for, reaches standard output, in one write
// and after everything has succeeded; whatever is meant to be evaluated prints
// exactly "false;" when it fails. People are spoken to on standard error and on
// the controlling terminal.
package cli

import (
	"errors"
	"io"
	"log"

	"github.com/awsenv/awsenv/pkg/dialect"
	"github.com/awsenv/awsenv/pkg/exit"
)

// coreDump is the variable that lets a process that dies leave a core file, with the
// keys that it holds, for those who look for a fault in awsenv.
const coreDump = "AWSENV_CORE_DUMP"

// Main runs awsenv against the real world and returns the exit status.
func Main() int {
	// net/http quotes there what a server sent beyond its answer, which can be keys.
	log.SetOutput(io.Discard)
	w := realWorld()
	if wanted, _ := w.Env(coreDump); wanted == "" {
		w.Restore = refuseCoreDump()
	}
	return Run(w)
}

// Run is one run of awsenv against a given world; it returns the exit status.
func Run(w World) int {
	a := &app{world: w}
	err := a.unlessInterrupted(a.guarded())
	var ran *commandEnded
	switch {
	case err == nil:
		return exit.Done
	case errors.As(err, &ran):
		return ran.end()
	}
	report(w.Stderr, a.paintErr(), err)
	if a.evaluated && !w.StdoutIsTerminal() {
		_, _ = io.WriteString(w.Stdout, dialect.Fail)
	}
	return exitStatus(err)
}

// guarded is run, where a panic cannot pass for a success: a shell that
// evaluates nothing at all would go on.
func (a *app) guarded() error {
	defer func() {
		if cause := recover(); cause != nil {
			if a.evaluated {
				_, _ = io.WriteString(a.world.Stdout, dialect.Fail)
			}
			panic(cause)
		}
	}()
	return a.run()
}

// run takes what shells wait for (plain loads, the hook, the prompt, the names
// that completion asks for) past kong, whose model costs more to build than a
// cached session costs to print; everything else goes through the grammar.
func (a *app) run() error {
	if load, plain := plainLoad(a.world.Args); plain {
		return load.Run(a)
	}
	if hook, plain := plainHook(a.world.Args); plain {
		return hook.Run(a)
	}
	if plainPrompt(a.world.Args) {
		return promptCommand{}.Run(a)
	}
	if list, plain := plainNames(a.world.Args); plain {
		return list.listNames(a)
	}
	return a.parseAndRun()
}
