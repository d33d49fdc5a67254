package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/profile/edit"
)

// guessNote marks a profile whose mfa_serial nobody has confirmed yet.
const guessNote = "mfa_serial is a guess from the user's name; awsenv login verifies it"

// setupPlan is what setup is going to write.
type setupPlan struct {
	want  *target
	found discovery
	// files are the files to change; usually one.
	files []plannedFile
}

type plannedFile struct {
	kind    edit.FileKind
	changes []edit.Change
	// said are the options as messages show them.
	said []string
	// stale are places of the same option that no longer count.
	stale []string
}

// plan puts mfa_serial and username into the file where the profile's keys are.
// Where the credentials file names one of them already it is changed there, because
// that file wins over the config file.
func (a *app) plan(w *target, found discovery) setupPlan {
	p := setupPlan{want: w, found: found}
	p.option("mfa_serial", found.serial)
	p.option("username", found.user)
	kind := w.fileOf("mfa_serial")
	switch marked := a.isGuess(w); {
	case found.guessed && !marked:
		p.file(kind).changes = append(p.file(kind).changes, edit.Note(w.Chain.Profile, guessNote))
	case !found.guessed && marked:
		p.file(kind).changes = append(p.file(kind).changes, edit.Note(w.Chain.Profile, ""))
	}
	return p
}

// option plans one option, unless it reads so already.
func (p *setupPlan) option(name, value string) {
	set, own := p.want.set, p.want.Chain.Profile
	present, there := set.Option(own, name)
	if there && present == value {
		return
	}
	kind := p.want.fileOf(name)
	f := p.file(kind)
	f.changes = append(f.changes, edit.Set(own, name, value))
	f.said = append(f.said, name+" = "+value)
	if path, line := set.Where(own, name); there && path == p.want.awsPath(edit.Config) && kind == edit.Credentials {
		f.stale = append(f.stale, fmt.Sprintf("%s in %s:%d no longer counts: the credentials file wins; remove the line", name, p.want.shortPath(path), line))
	}
}

// file is the plan for one file.
func (p *setupPlan) file(kind edit.FileKind) *plannedFile {
	for i := range p.files {
		if p.files[i].kind == kind {
			return &p.files[i]
		}
	}
	p.files = append(p.files, plannedFile{kind: kind})
	return &p.files[len(p.files)-1]
}

// fileOf is the file to write an option of the user's profile to.
func (w *target) fileOf(option string) edit.FileKind {
	credentials := w.awsPath(edit.Credentials)
	if path, _ := w.set.Where(w.Chain.Profile, option); path == credentials {
		return edit.Credentials
	}
	if path, _ := w.set.Where(w.Chain.Profile, "aws_access_key_id"); path == credentials {
		return edit.Credentials
	}
	return edit.Config
}

// awsPath is where one of the AWS files is.
func (w *target) awsPath(kind edit.FileKind) string {
	config, credentials := profile.Paths(w.env, w.home)
	if kind == edit.Config {
		return config
	}
	return credentials
}

// editable is one of the AWS files, ready to be edited under the lock that every
// awsenv takes.
func (a *app) editable(w *target, kind edit.FileKind) edit.File {
	path := w.awsPath(kind)
	name := w.shortPath(path)
	return edit.File{
		Path: path, Name: name, Kind: kind, Locks: a.store(w.home), Tell: a,
	}
}

// isGuess reports whether the profile's mfa_serial is marked as a guess.
func (a *app) isGuess(w *target) bool {
	kind := w.fileOf("mfa_serial")
	text, err := a.world.ReadFile(w.awsPath(kind))
	if err != nil {
		return false
	}
	section, _, err := edit.Look(text, kind, w.Chain.Profile)
	return err == nil && section.Note == guessNote
}

// showPlan prints what would change as a unified diff.
func (a *app) showPlan(p setupPlan) error {
	var shown strings.Builder
	for _, f := range p.files {
		file := a.editable(p.want, f.kind)
		r, err := file.Preview(func([]byte) ([]edit.Change, error) { return f.changes, nil })
		if err != nil {
			return err
		}
		shown.WriteString(unifiedDiff(file.Name, r.Before, r.After))
	}
	if shown.Len() == 0 {
		a.Notice(p.nothing())
		return nil
	}
	_, err := a.world.Stdout.Write([]byte(shown.String()))
	return err
}

// writePlan makes the changes and says what was done.
func (a *app) writePlan(p setupPlan) error {
	var done []string
	for _, f := range p.files {
		r, err := a.applyTo(a.context(), p.want, f.kind, func([]byte) ([]edit.Change, error) { return f.changes, nil })
		if err != nil {
			for _, text := range done {
				a.Notice(text + " is written")
			}
			return err
		}
		if !r.Changed {
			continue
		}
		for _, text := range f.stale {
			a.Notice(text)
		}
		done = append(done, fmt.Sprintf("profile %q in %s: %s", p.want.Chain.Profile, a.editable(p.want, f.kind).Name, f.what()))
	}
	if p.found.guessed {
		a.Notice("mfa_serial is marked as a guess until awsenv login gets a session with it")
	}
	if len(done) == 0 {
		done = []string{p.nothing()}
	}
	return printLine(a.world.Stdout, strings.Join(done, "\n"))
}

// what says what is written to a file.
func (f plannedFile) what() string {
	if len(f.said) == 0 {
		return "mfa_serial is no guess any more"
	}
	return strings.Join(f.said, ", ")
}

func (p setupPlan) nothing() string {
	return fmt.Sprintf("nothing to change: profile %q has mfa_serial = %s and username = %s", p.want.Chain.Profile, p.found.serial, p.found.user)
}

// applyTo edits one of the AWS files and tells of the copy that the first edit makes.
func (a *app) applyTo(ctx context.Context, w *target, kind edit.FileKind, plan func(text []byte) ([]edit.Change, error)) (edit.Result, error) {
	r, err := a.editable(w, kind).Edit(ctx, plan)
	if err != nil {
		return r, err
	}
	if r.Backup != "" {
		a.Notice("a copy of the file as it was before the first change is kept: " + w.shortPath(r.Backup))
	}
	return r, nil
}
