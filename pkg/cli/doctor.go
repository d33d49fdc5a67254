package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/config"
	"github.com/awsenv/awsenv/pkg/doctor"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/shell"
)

// doctorCommand is `awsenv doctor [PROFILE]`.
type doctorCommand struct {
	Profile string `arg:"" optional:"" help:"The profile to look at, with its sources; without one, everything."`
	Fix     bool   `help:"Mend modes of files and hooks in files, and remove what killed writes left; say what was done."`
	JSON    bool   `name:"json" help:"Print JSON."`
	voiceFlags
}

// examined is what `doctor --json` prints.
type examined struct {
	Findings []doctor.Finding `json:"findings"`
	Fixed    []string         `json:"fixed,omitempty"`
}

// checkLimit bounds each call of a check, so that a dead endpoint is reported within
// seconds.
const checkLimit = 5 * time.Second

// Run implements the command.
func (c *doctorCommand) Run(a *app) error {
	a.hear(c.voiceFlags)
	p, err := c.patient(a)
	if err != nil {
		return err
	}
	found := doctor.Examine(a.context(), doctor.Checks(), p)
	if a.context().Err() != nil {
		return context.Cause(a.context())
	}
	said := examined{Findings: found}
	if c.Fix {
		said = a.mended(found)
	}
	if err := c.print(a, said); err != nil {
		return err
	}
	if len(said.Findings) > 0 {
		return &commandEnded{status: exit.Unexpected}
	}
	return nil
}

// patient reads what there is to be looked at. A fault in a file is a finding, and no
// reason to stop.
func (c *doctorCommand) patient(a *app) (*doctor.Patient, error) {
	home, env := a.world.home(), a.envBeforeLoad()
	p := &doctor.Patient{
		Home: home, System: runtime.GOOS, Now: a.world.Now(), Env: a.world.Env, Program: a.world.Program(), Unset: a.unsetLine,
		OwnPath: config.Path(a.world.Env, home),
		Client:  func(s profile.Settings) doctor.Caller { return a.clientWithin(checkLimit, s) },
	}
	p.Own, p.OwnErr = config.Load(p.OwnPath, a.world.ReadFile)
	configPath, credentialsPath := profile.Paths(env, home)
	p.Config, p.Credentials = a.fileFor(configPath), a.fileFor(credentialsPath)
	name := func(f doctor.File) profile.File {
		return profile.File{Path: f.Path, Name: profile.Short(f.Path, home), Text: f.Text}
	}
	p.Set, p.SetErr = profile.Parse(name(p.Config), name(p.Credentials))
	store := cache.Store{Dir: cache.StoreDir(a.world.Env, home, runtime.GOOS), Doubt: func(error) {}}
	p.Created = store.KeyCreated
	p.Caches = []string{store.Dir, cache.CLIDir(home), filepath.Join(home, ".aws", "sso", "cache"), profile.LoginDir(env, home)}
	p.Hook = a.hookSaid(p.Own)
	if p.OwnErr == nil {
		p.HookFiles = a.hookFiles(p.Own)
	}
	in := &scope{config: p.Own, set: p.Set, home: home, env: env}
	p.Stored = a.storedFor(in)
	p.PlainSessions = a.plainSessions(in)
	p.Resolve = func(name string) (profile.Chain, error) {
		t, err := a.resolve(in, name, asked{noPrompt: true})
		if err != nil {
			return profile.Chain{}, err
		}
		return t.Chain, nil
	}
	return p, c.narrow(p)
}

// storedFor is what there is to be seen of the store. Nobody is asked for anything.
func (a *app) storedFor(in *scope) doctor.Stored {
	s, o := a.stored(in), a.opener(in, true)
	seen := doctor.Stored{Path: o.File.Path, There: s.there, Err: s.err, IDs: map[string]string{}}
	for name, e := range s.contents.Entries {
		seen.IDs[name] = e.AccessKeyID
	}
	seen.Open = func(name string) (session.Keys, bool) {
		key, waits := o.Waiting(s.contents)
		if !waits {
			return session.Keys{}, false
		}
		defer clear(key)
		keys, err := s.contents.Open(key, name, s.contents.Entries[name].Pair)
		return keys, err == nil
	}
	return seen
}

// narrow leaves one profile and its sources.
func (c *doctorCommand) narrow(p *doctor.Patient) error {
	if c.Profile == "" {
		return nil
	}
	p.Only = []string{}
	if p.Set == nil {
		return nil
	}
	if !p.Set.Has(c.Profile) {
		_, err := p.Resolve(c.Profile)
		return err
	}
	for name := c.Profile; p.Set.Has(name) && !slices.Contains(p.Only, name); {
		p.Only = append(p.Only, name)
		name, _ = p.Set.Option(name, "source_profile")
	}
	return nil
}

// fileFor reads an AWS file. One that is not there is as good as empty.
func (a *app) fileFor(path string) doctor.File {
	text, err := a.world.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		err = nil
	}
	return doctor.File{Path: path, Text: text, Err: err}
}

// hookSaid is what is known of the hook in the shell that called. Only of one on a
// terminal is a hook expected: a script does without.
func (a *app) hookSaid(conf config.Config) doctor.Hook {
	said := a.world.Hook
	h := doctor.Hook{Said: said, Current: func(name string) string { return a.hookID(name, conf) }}
	if said != "" || !a.world.StdoutIsTerminal() {
		return h
	}
	name := a.callingShell().Name()
	if file, line, ok := shell.StartUp(name); ok {
		h.Shell, h.Line = name, "put into "+file+": "+line
	}
	return h
}

// hookFiles are the hooks that are kept as files.
func (a *app) hookFiles(conf config.Config) (all []doctor.HookFile) {
	for _, name := range shell.Names() {
		path := a.hookFile(name)
		written, err := a.world.ReadFile(path)
		if path == "" || err != nil {
			continue
		}
		now, err := a.hookFileText(name, conf)
		all = append(all, doctor.HookFile{Path: path, Shell: name, Stale: err == nil && now != string(written),
			Write: func() error { return a.writeHookFile(name) }})
	}
	return all
}

// unsetLine is what is typed in the calling shell to unset a variable.
func (a *app) unsetLine(name string) string {
	return a.callingShell().Unset(name)
}

// mended mends what may be, and leaves the rest.
func (a *app) mended(found []doctor.Finding) examined {
	said := examined{Findings: []doctor.Finding{}}
	for _, f := range found {
		if !f.Mendable() {
			said.Findings = append(said.Findings, f)
		} else if err := f.Mend(); err != nil {
			a.Warn(err.Error())
			said.Findings = append(said.Findings, f)
		} else {
			said.Fixed = append(said.Fixed, f.Fix)
		}
	}
	return said
}

// print writes what was found, a block for each finding.
func (c *doctorCommand) print(a *app, said examined) error {
	if c.JSON {
		return printJSON(a.world.Stdout, said)
	}
	var blocks []string
	paint := a.paintOut()
	for _, done := range said.Fixed {
		blocks = append(blocks, paint.Good("fixed:")+" "+printable.Line(done)+"\n")
	}
	for _, f := range said.Findings {
		word := paint.Soon("warning:")
		if f.Severity == doctor.Error {
			word = paint.Bad("error:")
		}
		block := word + " " + printable.Line(f.Message) + "\n"
		if f.Where != "" {
			block += "    " + printable.Line(f.Where) + "\n"
		}
		blocks = append(blocks, block+"fix: "+paint.Hint(printable.Line(f.Fix))+"\n")
	}
	if len(said.Findings) == 0 {
		a.Notice("nothing is wrong that awsenv knows how to look for")
	}
	_, err := io.WriteString(a.world.Stdout, strings.Join(blocks, "\n"))
	return err
}
