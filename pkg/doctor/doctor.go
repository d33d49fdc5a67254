// Package doctor looks for what is wrong with a person's profiles, files, shell and
// network, and says how to mend it.
//
// Rules: a check is a value that finds things and changes nothing; what can be mended
// safely, modes and leftovers, is mended by the finding, when somebody asks. No finding
// holds a secret. What a person may well want is no finding: plain keys, an endpoint of
// one's own, a shell without the hook in a script. The world comes in through Patient.
package doctor

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/config"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
)

// Severity says how bad a finding is.
type Severity string

const (
	// Error is what does not work.
	Error Severity = "error"
	// Warning is what works otherwise than it looks, or is not safe.
	Warning Severity = "warning"
)

// Finding is something that is wrong.
type Finding struct {
	// Check is the name of the check that found it.
	Check    string   `json:"check"`
	Severity Severity `json:"severity"`
	// Where is a file with its line, a variable, an endpoint; possibly empty.
	Where   string `json:"where"`
	Message string `json:"message"`
	// Fix is what to type, or what to write.
	Fix string `json:"fix"`

	mend func() error
}

// Mendable reports whether Mend can do what Fix says.
func (f Finding) Mendable() bool { return f.mend != nil }

// Mend does what Fix says.
func (f Finding) Mend() error { return f.mend() }

// Check is one thing to look at.
type Check struct {
	Name string
	// ofProfiles says that it is about profiles, and can be made for some alone.
	ofProfiles bool
	// find gives findings whose Check may be empty, for Name.
	find func(context.Context, *Patient) []Finding
}

// Checks are all of them, in the order in which they are made.
func Checks() []Check {
	return []Check{
		{"configuration", false, configuration},
		{"aws-files", true, awsFiles},
		{"ignored", true, ignored},
		{"profile", true, profiles},
		{"device", true, devices},
		{"process", true, processes},
		{"stored", true, stored},
		{"permissions", false, permissions},
		{"leftover", false, leftovers},
		{"sessions", false, sessions},
		{"backup", false, backups},
		{"variables", false, variables},
		{"program", false, programs},
		{"hook", false, hook},
		{"hook-file", false, hookFiles},
		{"guard", false, guard},
		{"endpoint", true, endpoints},
		{"keys", true, accessKeys},
	}
}

// Caller makes the calls of the checks that need a network.
type Caller interface {
	Probe(context.Context) (aws.Probed, error)
	CallerIdentity(ctx context.Context, profile string, keys session.Keys) (aws.Identity, error)
	MFADevices(ctx context.Context, profile, user string, keys session.Keys) ([]aws.MFADevice, error)
	AccessKeys(ctx context.Context, profile string, keys session.Keys) ([]aws.AccessKey, time.Time, error)
	Close()
}

// File is a file that was read, or could not be.
type File struct {
	Path string
	Text []byte
	// Err is why it could not be read; nil also for one that is not there.
	Err error
}

// Format hides what the file says: keys, perhaps.
func (File) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "redacted") }

// Hook is what the hook in the shell says of itself.
type Hook struct {
	// Said is AWSENV_HOOK of the call: the shell, the hook's id, and perhaps words about
	// what is beside it. Empty without a hook.
	Said string
	// Current is the id that the hook of this program and configuration has for a shell.
	Current func(shell string) string
	// Shell is the shell that called, Line what installs the hook in it, both empty when
	// nobody waits for a hook there.
	Shell, Line string
}

// HookFile is a hook that is kept as a file.
type HookFile struct {
	Path, Shell string
	// Stale says that it is not what this program and configuration make now.
	Stale bool
	// Write makes it anew.
	Write func() error
}

// Patient is what is looked at.
type Patient struct {
	// Only are the profiles to look at and their sources; nil for everything.
	Only []string
	// Home is the home folder, System the operating system as runtime.GOOS has it.
	Home, System string
	Now          time.Time
	// Env are the shell's variables, Before the same as they were before awsenv loaded
	// anything.
	Env, Before profile.Env
	// Own is awsenv's configuration: where it is, what it says, and what is wrong with it.
	OwnPath string
	Own     config.Config
	OwnErr  error
	// Config and Credentials are the AWS files. Set is nil when SetErr says why.
	Config, Credentials File
	Set                 *profile.Set
	SetErr              error
	// Stored is the store of access keys.
	Stored Stored
	// Resolve resolves a profile with the configuration in force.
	Resolve func(name string) (profile.Chain, error)
	// Caches are the folders that hold sessions.
	Caches []string
	// PlainSessions are the folders that have sessions in plain text which still work, where
	// the configuration wants none.
	PlainSessions []string
	// Created is when IAM made an access key, as far as that was learned.
	Created func(accessKeyID string) (time.Time, bool)
	// Program is the path of this program.
	Program   string
	Hook      Hook
	HookFiles []HookFile
	// Unset is what takes a variable out of the shell that called.
	Unset func(name string) string
	// Client makes calls with a profile's settings.
	Client func(profile.Settings) Caller

	chains map[string]resolved
	// away are the endpoints that nobody answered at, by called.
	away map[string]bool
}

// Format hides files and variables.
func (Patient) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "redacted") }

// resolved is what a profile's resolution gave.
type resolved struct {
	chain profile.Chain
	err   error
}

// Examine makes the checks and gives what they find, in their order, nothing twice.
func Examine(ctx context.Context, checks []Check, p *Patient) []Finding {
	all := []Finding{}
	seen := map[[2]string]bool{}
	for _, c := range checks {
		if p.Only != nil && !c.ofProfiles {
			continue
		}
		for _, f := range c.find(ctx, p) {
			if f.Check == "" {
				f.Check = c.Name
			}
			if key := [2]string{f.Where, f.Message}; !seen[key] {
				seen[key] = true
				all = append(all, f)
			}
		}
	}
	return all
}

// names are the profiles to look at.
func (p *Patient) names() []string {
	switch {
	case p.Set == nil:
		return nil
	case p.Only != nil:
		return p.Only
	}
	return p.Set.Names()
}

// chain resolves a profile, once.
func (p *Patient) chain(name string) (profile.Chain, error) {
	r, known := p.chains[name]
	if !known {
		if p.chains == nil {
			p.chains = map[string]resolved{}
		}
		r.chain, r.err = p.Resolve(name)
		p.chains[name] = r
	}
	return r.chain, r.err
}

// get is a variable's value, empty when it is not set.
func (p *Patient) get(name string) string {
	value, _ := p.Env(name)
	return value
}

// short is a path as messages show it.
func (p *Patient) short(path string) string { return profile.Short(path, p.Home) }

// typed is a path as a word of a command line.
func (p *Patient) typed(path string) string {
	if quoted := printable.Argument(path); quoted != path {
		return quoted
	}
	return p.short(path)
}

// folders are the folders that hold files of awsenv's, the AWS files and the caches,
// links resolved, each once.
func (p *Patient) folders() []string {
	all := slices.Clone(p.Caches)
	for _, path := range []string{p.Config.Path, p.Credentials.Path, p.OwnPath} {
		if path == "" {
			continue
		}
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
		all = append(all, filepath.Dir(path))
	}
	slices.Sort(all)
	return slices.Compact(all)
}
