package cli

import (
	"io"

	"github.com/awsenv/awsenv/pkg/dialect"
	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/session"
)

// The values of --format.
const (
	formatEnv     = "env"
	formatJSON    = "json"
	formatDotenv  = "dotenv"
	formatINI     = "ini"
	formatProcess = "process"
)

// output writes a session in the form that was asked for.
type output struct {
	format  string
	dialect dialect.Dialect
	markers []string
}

// newOutput chooses form and shell: the shell asked for, else the calling
// process's. A shell that does not exist is a usage error.
func (a *app) newOutput(format, shell string) (output, error) {
	if shell == "" {
		return output{format: format, dialect: a.callingShell()}, nil
	}
	d, err := dialect.Parse(shell)
	return output{format: format, dialect: d}, err
}

// callingShell is the dialect of the process that called, else of $SHELL, else sh.
func (a *app) callingShell() dialect.Dialect {
	login, _ := a.world.Env("SHELL")
	return dialect.Detect(a.world.Parent(), login)
}

// session prints one session: everything in one write, or nothing.
func (o output) session(a *app, s session.Session) error {
	text, err := o.render(a, s)
	if err != nil {
		return err
	}
	_, err = a.world.Stdout.Write(text)
	return err
}

func (o output) render(a *app, s session.Session) ([]byte, error) {
	switch o.format {
	case formatJSON:
		return environ.JSON(s, a.world.Now())
	case formatDotenv:
		return environ.Dotenv(s)
	case formatINI:
		return environ.INI(s)
	case formatProcess:
		return environ.Process(s)
	}
	return environ.Render(append(environ.Load(s, o.markers, a.world.Env), a.hookVersion()...), o.dialect)
}

// changes prints changes as the shell's statements, in one write.
func (o output) changes(a *app, changes []environ.Change) error {
	text, err := environ.Render(append(changes, a.hookVersion()...), o.dialect)
	if err != nil {
		return err
	}
	_, err = a.world.Stdout.Write(text)
	return err
}

// printLine writes one line that is not shell code to standard output.
func printLine(to io.Writer, text string) error {
	_, err := io.WriteString(to, text+"\n")
	return err
}
