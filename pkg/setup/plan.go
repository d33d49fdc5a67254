package setup

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/awsenv/awsenv/pkg/profile/edit"
)

// Plan is what is going to be written to a profile.
type Plan struct {
	profile      Profile
	user, serial string
	// files are the files to change; usually one.
	files []fileChanges
}

// Format hides what is written, for every verb.
func (p Plan) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "plan for "+p.profile.Name) }

type fileChanges struct {
	kind    edit.FileKind
	changes []edit.Change
	// said are the options as messages show them.
	said []string
	// stale tells of places of the same option that no longer count.
	stale []string
}

// Plan puts mfa_serial and username into the file where the profile's keys are. Where the
// credentials file names one of them already it is changed there, because that file wins
// over the config file. guessed marks the serial as a guess.
func (p Profile) Plan(user, serial string, guessed bool) Plan {
	plan := Plan{profile: p, user: user, serial: serial}
	plan.option("mfa_serial", serial)
	plan.option("username", user)
	mark := ""
	if guessed {
		mark = guessNote
	}
	if guessed != p.Guessed() {
		f := plan.file(p.marked())
		f.changes = append(f.changes, edit.Note(p.Name, mark))
	}
	return plan
}

// option plans one option, unless it reads so already.
func (p *Plan) option(name, value string) {
	files, own := p.profile.Files, p.profile.Name
	if present, there := files.Option(own, name); there && present == value {
		return
	}
	kind := files.Holding(own, name)
	f := p.file(kind)
	f.changes = append(f.changes, edit.Set(own, name, value))
	f.said = append(f.said, name+" = "+value)
	if standing, line := files.Standing(own, name); standing == edit.Config && kind == edit.Credentials {
		f.stale = append(f.stale, fmt.Sprintf("%s in %s:%d no longer counts: the credentials file wins; remove the line", name, files.Name(standing), line))
	}
}

// file is the plan for one file.
func (p *Plan) file(kind edit.FileKind) *fileChanges {
	for i := range p.files {
		if p.files[i].kind == kind {
			return &p.files[i]
		}
	}
	p.files = append(p.files, fileChanges{kind: kind})
	return &p.files[len(p.files)-1]
}

func (f fileChanges) plan(edit.Text) ([]edit.Change, error) { return f.changes, nil }

// what says what is written to a file.
func (f fileChanges) what() string {
	if len(f.said) == 0 {
		return "mfa_serial is no guess any more"
	}
	return strings.Join(f.said, ", ")
}

// Diff shows the plan line by line, see edit.Result; it is empty when there is nothing
// to write.
func (p Plan) Diff() (lines []string, err error) {
	for _, f := range p.files {
		result, err := p.profile.Files.Preview(f.kind, f.plan)
		if err != nil {
			return nil, err
		}
		lines = append(lines, result.Diff()...)
	}
	return lines, nil
}

// Write makes the changes. done says what was written, also beside an error; stale tells
// of lines that no longer count.
func (p Plan) Write(ctx context.Context) (done, stale []string, err error) {
	for _, f := range p.files {
		changed, err := p.profile.Files.Edit(ctx, f.kind, f.plan)
		if err != nil {
			return done, stale, err
		}
		if changed {
			done = append(done, fmt.Sprintf("profile %q in %s: %s", p.profile.Name, p.profile.Files.Name(f.kind), f.what()))
			stale = append(stale, f.stale...)
		}
	}
	return done, stale, nil
}

// Nothing says that the profile reads so already.
func (p Plan) Nothing() string {
	return fmt.Sprintf("nothing to change: profile %q has mfa_serial = %s and username = %s", p.profile.Name, p.serial, p.user)
}
