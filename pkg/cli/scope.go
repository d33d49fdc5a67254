package cli

import (
	"errors"
	"io/fs"
	"syscall"

	"github.com/awsenv/awsenv/pkg/config"
	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/profile"
)

// scope is what every profile's resolution starts from, read once: awsenv's own
// configuration and the person's AWS files.
type scope struct {
	config config.Config
	set    *profile.Set
	home   string
	// env is the environment as it was before the first load.
	env profile.Env
	// part says that the set knows one profile alone, by its stamp.
	part bool
	// exposed says that others may write an AWS file, or read the keys in it.
	exposed bool
	// files are the AWS files; their states are known where a stamp is to be left.
	files bothFiles
	// signIns are the sign-ins that were looked at, by the path of their token.
	signIns map[string]signIn
	// stored is the store of keys, nil until it is read.
	stored *storedKeys
	// accounts are the names of accounts by their ids, nil before they were looked at.
	accounts map[string]string
}

// readScope reads and parses the configuration, ~/.aws/config and ~/.aws/credentials.
func (a *app) readScope() (*scope, error) {
	conf, err := a.readConfig()
	if err != nil {
		return nil, err
	}
	return a.scopeOf(conf)
}

// readScopeToShow is readScope for what only shows something, and goes on when the
// configuration has a fault.
func (a *app) readScopeToShow() (*scope, error) { return a.scopeOf(a.configToShow()) }

// scopeOf reads the person's AWS files beside a configuration.
func (a *app) scopeOf(conf config.Config) (*scope, error) {
	in := a.newScope(conf)
	return in, a.readWhole(in)
}

// newScope is a scope that has read no AWS file yet, and looked who else may do so.
func (a *app) newScope(conf config.Config) *scope {
	in := &scope{config: conf, home: a.world.home(), env: a.envBeforeLoad()}
	in.files.config, in.files.credentials = profile.Paths(in.env, in.home)
	config, credentials := a.warnOfOpenFile(in.files.config, false), a.warnOfOpenFile(in.files.credentials, true)
	in.exposed = config || credentials
	return in
}

// readWhole reads the AWS files.
func (a *app) readWhole(in *scope) (err error) {
	in.set, err = profile.Parse(a.readAWSFile(in.files.config, in.home), a.readAWSFile(in.files.credentials, in.home))
	return err
}

// readAWSFile reads one of them. A file that is missing, unreadable or no regular file
// counts as empty, as for the AWS CLI; one that is there but unreadable is worth a
// warning.
func (a *app) readAWSFile(path, home string) profile.File {
	if path == "" {
		return profile.File{}
	}
	file := profile.File{Path: path, Name: profile.Short(path, home)}
	text, err := a.world.ReadFile(path)
	switch {
	case err == nil:
		file.Text = text
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR), errors.Is(err, errNotRegular{}):
	default:
		a.Warn("reading an AWS file: " + err.Error() + "; it counts as empty, as for the AWS CLI")
	}
	return file
}

// readConfig reads awsenv's own configuration.
func (a *app) readConfig() (config.Config, error) {
	path := config.Path(a.world.Env, a.world.home())
	conf, err := config.Load(path, a.world.ReadFile)
	if err == nil && conf.NamesProgram() {
		if err := programsFrom(path); err != nil {
			return config.Default(), err
		}
	}
	return conf, err
}

// configToShow is the configuration; one that has a fault counts as the defaults, with
// a warning that says so.
func (a *app) configToShow() config.Config {
	conf, err := a.readConfig()
	if err != nil {
		a.Warn(err.Error() + "; going on with the defaults")
	}
	return conf
}

// envBeforeLoad looks up the environment as it was before the first load: the
// region and profile that awsenv itself exported for another profile must not
// decide where this one's calls go.
func (a *app) envBeforeLoad() profile.Env {
	if !environ.IsLoaded(environ.Lookup(a.world.Env)) {
		return a.world.Env
	}
	undone := map[string]environ.Change{}
	for _, change := range environ.Clear(a.world.Env) {
		undone[change.Name] = change
	}
	return func(name string) (string, bool) {
		if change, ours := undone[name]; ours {
			return change.Value, !change.Unset
		}
		return a.world.Env(name)
	}
}

// environBeforeLoad is the environment of a program that gets a profile's credentials:
// what the shell holds, called where the person's own variables say.
func (a *app) environBeforeLoad() []string {
	own, err := environ.Apply(a.world.Environ(), environ.Undo(a.world.Env))
	if err != nil {
		return a.world.Environ() // not to be had: what is put back holds no NUL byte
	}
	return own
}
