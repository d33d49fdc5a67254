// Package config reads awsenv's own configuration file, a TOML document in which
// everything is optional.
//
// Rules: it is strict. A key that awsenv does not know, a value of the wrong kind or
// one that could not work is an error with line and column, because a setting that is
// silently ignored is worse than none. It is the only importer of go-toml. The file
// is read by the function that is passed in; no environment is looked at.
package config

import (
	"errors"
	"io/fs"
	"path/filepath"
	"syscall"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/browser"
)

// Config is the whole configuration, with the defaults for what the file leaves out.
type Config struct {
	// Warn holds the times left at which the hook warns, longest first, none twice.
	Warn []time.Duration
	// Renew allows the hook to renew a session at the prompt when no code is needed.
	Renew bool
	// Notify lets the hook ring, or have the terminal notify, when a time of Warn has
	// passed.
	Notify bool
	// Duration is for profiles without duration_seconds. Not Given by default: then
	// AssumeRole is sent no duration and AWS's one hour applies.
	Duration RoleDuration
	// Markers are further variables that carry the profile's name, at most 16.
	Markers []string
	// SessionName is the pattern of generated session names; {user} is the only
	// placeholder.
	SessionName string
	// Guard are the commands before which the hook speaks up about an ended session.
	Guard []string
	// KeyMaxAge is the age of an access key from which on awsenv reminds of rotating it.
	KeyMaxAge time.Duration
	MFA       MFA
	Keys      Keys
	Prompt    Prompt
	// Roles is [cache] roles.
	Roles RoleCache
	// Browser is [browser] command, empty when there is none.
	Browser browser.Command
	// SignIn is [sso] itself.
	SignIn SignIn
	// SSO are the [sso.X] tables by the name of the sso-session.
	SSO map[string]SSO
	// Profiles are the [profile.X] tables by name. The AWS files need not have a
	// profile of that name.
	Profiles map[string]Profile
}

// MFA is the table [mfa].
type MFA struct {
	// Session is how long the shared MFA session is asked for.
	Session time.Duration
	// Command prints a code: a program and its arguments, in which {serial} and
	// {profile} are to be replaced. Empty when there is none.
	Command []string
}

// Keys is the table [keys].
type Keys struct {
	// Keepers are those that a new store gets, in the order in which they are asked;
	// empty for what the system has.
	Keepers []string
	// Command prints the secret of the keeper "command" on its first line: a program and
	// its arguments. Empty when there is none.
	Command []string
	// Unlock is how long the keys stay unlocked; 0 is not at all.
	Unlock time.Duration
}

// KeeperNames are the keepers that there are.
func KeeperNames() []string {
	return []string{"secret-service", "keychain", "dpapi", "passphrase", "command"}
}

// Prompt is the table [prompt]. The placeholders are {profile} and {left}.
type Prompt struct {
	Format  string
	Expired string
}

// Profile is a table [profile.X].
type Profile struct {
	Duration RoleDuration
	Region   string
	// Color is empty, one of black, red, green, yellow, blue, magenta, cyan and
	// white, or #rrggbb in lower case.
	Color string
	// Confirm asks before loading.
	Confirm bool
	MFA     Plan
	// Browser is the profile's own browser, empty when there is none.
	Browser browser.Command
}

// Plan is how a role that needs MFA is obtained.
type Plan string

const (
	// PlanAuto leaves it to the role's duration.
	PlanAuto Plan = ""
	// PlanDirect sends the code with AssumeRole.
	PlanDirect Plan = "direct"
	// PlanSession goes through the shared MFA session.
	PlanSession Plan = "session"
)

// RoleCache is where role sessions are kept. It decides about MFA sessions, too.
type RoleCache string

const (
	// RolesShared is the AWS CLI's cache, in plain text: one code serves both programs.
	RolesShared RoleCache = "shared"
	// RolesEncrypted is awsenv's own cache. All its sessions are encrypted under the data
	// key of the stored keys.
	RolesEncrypted RoleCache = "encrypted"
	// RolesInMemory writes no session to a disk: each load gets its own.
	RolesInMemory RoleCache = "memory"
)

// Default is the configuration of somebody without a file.
func Default() Config {
	return Config{
		Warn:        []time.Duration{15 * time.Minute, 5 * time.Minute, time.Minute},
		SessionName: "{user}",
		KeyMaxAge:   90 * day,
		MFA:         MFA{Session: awsterms.DefaultUserSession},
		Keys:        Keys{Unlock: 8 * time.Hour},
		Roles:       RolesShared,
		Prompt:      Prompt{Format: "{profile} {left}", Expired: "{profile} expired"},
	}
}

// Profile is the table of the profile called name, the zero value when there is none.
func (c Config) Profile(name string) Profile { return c.Profiles[name] }

// NamesProgram reports whether the configuration names a program that is going to be
// run.
func (c Config) NamesProgram() bool {
	named := len(c.MFA.Command) > 0 || len(c.Keys.Command) > 0 || len(c.Browser) > 0
	for _, s := range c.SSO {
		named = named || len(s.Browser) > 0
	}
	for _, p := range c.Profiles {
		named = named || len(p.Browser) > 0
	}
	return named
}

// BrowserFor is the browser of a profile and an sso-session, each of which may be
// empty: the profile's own, else the session's, else everybody's. It is empty when
// the configuration names none.
func (c Config) BrowserFor(profile, session string) browser.Command {
	for _, own := range []browser.Command{c.Profiles[profile].Browser, c.SSO[session].Browser} {
		if len(own) > 0 {
			return own
		}
	}
	return c.Browser
}

// Path is where the configuration is looked for: $AWSENV_CONFIG, else
// $XDG_CONFIG_HOME/awsenv/config.toml, else ~/.config/awsenv/config.toml. A relative
// XDG_CONFIG_HOME counts as unset, as its specification says. It is empty when there
// is no home folder either.
func Path(lookup func(string) (string, bool), home string) string {
	if path, _ := lookup("AWSENV_CONFIG"); path != "" {
		return path
	}
	if folder := Folder(lookup, home); folder != "" {
		return filepath.Join(folder, "config.toml")
	}
	return ""
}

// Folder is the folder of awsenv's own configuration, empty without a home folder.
func Folder(lookup func(string) (string, bool), home string) string {
	if dir, _ := lookup("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "awsenv")
	}
	if home == "" {
		return ""
	}
	return filepath.Join(home, ".config", "awsenv")
}

// Load reads the configuration at path with read. A file that does not exist, or an
// empty path, gives the defaults; any other failure is an *Error, and comes with the
// defaults for what can go on without the file.
func Load(path string, read func(string) ([]byte, error)) (Config, error) {
	text, err := read(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return Default(), nil
	case errors.Is(err, syscall.EISDIR):
		return Default(), &Error{Path: path, Problem: "is a folder, not a file"}
	case err != nil:
		return Default(), &Error{Path: path, Problem: "cannot be read: " + reason(err)}
	}
	return Parse(path, text)
}

// reason is the system's word on a failed read; the path is in the Error already.
func reason(err error) string {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		err = failed.Err
	}
	return err.Error()
}
