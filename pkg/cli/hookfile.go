package cli

import (
	"io"
	"path/filepath"
	"strings"

	"github.com/awsenv/awsenv/pkg/atomicfile"
	"github.com/awsenv/awsenv/pkg/config"
	"github.com/awsenv/awsenv/pkg/dialect"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/trust"
	"github.com/awsenv/awsenv/shell"
)

// hookFile is where the hook for a shell is kept, for shells to read when they start;
// empty without a home folder.
func (a *app) hookFile(name string) string {
	return trust.Within(config.Folder(a.world.Env, a.world.home()), "hook."+name)
}

// hookFileText is what belongs into that file.
func (a *app) hookFileText(name string, conf config.Config) (string, error) {
	options, err := a.hookOptions(name, conf)
	if err != nil {
		return "", err
	}
	settings, err := filepath.Abs(config.Path(a.world.Env, a.world.home()))
	if err != nil {
		return "", err
	}
	return shell.File(name, options, a.hookFile(name), settings)
}

// writeHookFile keeps the hook for a shell as a file. Shells run what it says: it comes
// into no folder that somebody else may write, and takes the place of a link.
func (a *app) writeHookFile(name string) error {
	conf, err := a.readConfig()
	if err != nil {
		return err
	}
	path := a.hookFile(name)
	if path == "" {
		return &fault{status: exit.Config, message: "there is no home folder to keep the hook in", hints: []string{"set HOME"}}
	}
	text, err := a.hookFileText(name, conf)
	if err != nil {
		return err
	}
	folder := filepath.Dir(path)
	if err := trust.Folder(folder); err != nil {
		return &fault{status: exit.Config, message: "the hook is not kept there: " + err.Error(), hints: hintsOf(err)}
	}
	if err := atomicfile.MakeFolder(folder, 0o700); err != nil {
		return err
	}
	return atomicfile.WriteCache(path, []byte(text))
}

// write is `awsenv hook --write SHELL`. The line for the start-up file is code as well:
// evaluated, it reads the file.
func (c *hookCommand) write(a *app) error {
	if err := a.writeHookFile(c.Shell); err != nil {
		return err
	}
	path := a.hookFile(c.Shell)
	line, err := sourceLine(c.Shell, path, a.world.home())
	if err != nil {
		return err
	}
	if a.world.StdoutIsTerminal() {
		file, _, _ := shell.StartUp(c.Shell)
		a.Notice("the hook is kept in " + profile.Short(path, a.world.home()) + "; the line for " + file + " is:")
	}
	_, err = io.WriteString(a.world.Stdout, line+"\n")
	return err
}

// sourceLine reads a file, in the named shell.
func sourceLine(name, path, home string) (string, error) {
	command := shell.Source(name) + " "
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-"
	if short := profile.Short(path, home); strings.HasPrefix(short, "~/") && strings.Trim(short[1:], plain) == "" {
		return command + short, nil
	}
	d, err := dialect.Parse(name)
	if err != nil {
		return "", err
	}
	quoted, err := d.Quote(path)
	return command + quoted, err
}
