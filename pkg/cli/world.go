package cli

import (
	"io"
	"os"
	"os/user"
	"runtime"
	"time"

	"github.com/awsenv/awsenv/pkg/tty"
	"github.com/awsenv/awsenv/shell"
)

// World is everything outside the program that a command may touch. It is made
// once, by Main; a test makes its own.
type World struct {
	// Args are the arguments without the program's name.
	Args []string
	// Env looks up one environment variable, as os.LookupEnv.
	Env func(name string) (value string, set bool)
	// Environ lists the whole environment as "name=value", as os.Environ.
	Environ func() []string

	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	// StdoutIsTerminal decides whether a secret may be printed and where help goes.
	StdoutIsTerminal func() bool
	// StderrIsTerminal decides whether a person is told what a load has done.
	StderrIsTerminal func() bool

	// StdoutColumns is the width of standard output's terminal, 0 when it is none.
	StdoutColumns func() int

	// Now is the local clock.
	Now func() time.Time
	// Parent names the calling process as the system has it: "bash", "-zsh",
	// "fish"; empty when the system does not say.
	Parent func() string
	// Hook is what the hook of the calling shell says of itself, as shell.Hook has it;
	// empty without one.
	Hook string
	// Program is the path of this program, for what is kept and runs it later.
	Program func() string
	// Restore puts back what awsenv has changed of the process itself, for a program
	// that takes its place; nil when that is nothing.
	Restore func()
	// ReadFile reads a whole file, as os.ReadFile.
	ReadFile func(path string) ([]byte, error)
	// Patience is how long another awsenv is waited for where there is no terminal.
	Patience time.Duration
}

// patience is enough for whatever needs no person.
const patience = 30 * time.Second

// realWorld is the one place that names the process's clock, environment and
// standard streams.
func realWorld() World {
	// No program that is run from here has a hook to speak of.
	hook := os.Getenv(shell.Hook)
	_ = os.Unsetenv(shell.Hook)
	return World{
		Hook:             hook,
		Args:             os.Args[1:],
		Env:              os.LookupEnv,
		Environ:          environment,
		Stdin:            os.Stdin,
		Stdout:           os.Stdout,
		Stderr:           os.Stderr,
		StdoutIsTerminal: func() bool { return tty.IsTerminal(os.Stdout) },
		StderrIsTerminal: func() bool { return tty.IsTerminal(os.Stderr) },
		StdoutColumns:    func() int { return tty.Columns(os.Stdout) },
		Now:              time.Now,
		Parent:           parentName,
		Program:          func() string { return programPath(os.Args[0], os.Getenv("PATH"), os.Executable) },
		ReadFile:         readFile,
		Patience:         patience,
	}
}

// home is the home folder as the AWS CLI finds it: where the environment says, else the
// account's entry in the system's user list, else empty.
func (w World) home() string {
	if home, set := homeVariable(w.Env, runtime.GOOS); set {
		return home
	}
	if account, err := user.Current(); err == nil {
		return account.HomeDir
	}
	return ""
}

// homeVariable is the home folder by the environment: $HOME, and on Windows, where Git Bash
// sets that and Python does not look at it, %USERPROFILE%, else %HOMEDRIVE%%HOMEPATH%.
func homeVariable(env func(string) (string, bool), system string) (home string, set bool) {
	if system != "windows" {
		return env("HOME")
	}
	if home, set = env("USERPROFILE"); set {
		return home, true
	}
	drive, _ := env("HOMEDRIVE")
	home, set = env("HOMEPATH")
	return drive + home, set
}

// userName is the operating-system user, for a session name when nothing
// better is known.
func (w World) userName() string {
	// Windows may ask a server of its domain for the account, and gives the domain with it.
	if name, _ := w.Env("USERNAME"); name != "" && runtime.GOOS == "windows" {
		return name
	}
	if account, err := user.Current(); err == nil {
		return account.Username
	}
	name, _ := w.Env("USER")
	return name
}
