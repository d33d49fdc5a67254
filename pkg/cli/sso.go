package cli

import (
	"bufio"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync/atomic"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile/edit"
	"github.com/awsenv/awsenv/pkg/ssosync"
)

// ssoCommand is `awsenv sso ACTION [SESSION]`.
type ssoCommand struct {
	Action    string   `arg:"" enum:"sync" help:"sync writes a profile for each account and role that you have, into ~/.aws/config."`
	Session   string   `arg:"" optional:"" help:"The [sso-session] to take, or to write; without one, the only one there is."`
	StartURL  string   `name:"start-url" placeholder:"URL" help:"Start URL of an IAM Identity Center that ~/.aws/config does not have yet." group:"The first time"`
	SSORegion string   `name:"sso-region" placeholder:"REGION" help:"Region that IAM Identity Center is in." group:"The first time"`
	Name      string   `placeholder:"TEMPLATE" default:"${sso_template}" help:"What profiles are called: text with {account_name}, {account_id} and {role}." group:"Profiles"`
	Region    string   `placeholder:"REGION" help:"The profiles' region, also of those that are there." group:"Profiles"`
	Include   []string `placeholder:"GLOB" sep:"none" help:"Only profiles whose names match one of these patterns." group:"Profiles"`
	Exclude   []string `placeholder:"GLOB" sep:"none" help:"No profiles whose names match one of these patterns." group:"Profiles"`
	Prune     bool     `help:"Remove generated profiles that are not wanted any more: the role is gone, or a pattern leaves it out." group:"Profiles"`
	DryRun    bool     `help:"Show the changes and make none." group:"Codes and questions"`
	Yes       bool     `short:"y" help:"Make the changes without asking." group:"Codes and questions"`
	NoPrompt  bool     `help:"Never ask; exit with status 4 where an answer is needed." group:"Codes and questions"`
	voiceFlags
}

// Run implements the command.
func (c *ssoCommand) Run(a *app) error {
	a.hear(c.voiceFlags)
	wish, err := c.wish()
	if err != nil {
		return err
	}
	in, err := a.readScope()
	if err != nil {
		return err
	}
	to, err := c.portal(a, in)
	if err != nil {
		return err
	}
	wish.Session = to.name
	roles, err := a.fetchRoles(in, to, c.NoPrompt)
	if err != nil {
		return err
	}
	a.rememberAccounts(in, roles)
	sync := ssoSync{app: a, in: in, to: to, wish: wish, roles: roles}
	return c.settle(sync)
}

// wish checks the flags.
func (c *ssoCommand) wish() (w ssosync.Wish, err error) {
	w.Region, w.Prune = c.Region, c.Prune
	if w.Template, err = ssosync.ParseTemplate(c.Name); err != nil {
		return w, usage("--name: " + err.Error())
	}
	if w.Filter, err = ssosync.NewFilter(c.Include, c.Exclude); err != nil {
		return w, usage("--include and --exclude: " + err.Error())
	}
	for _, flag := range [...][2]string{{"--region", c.Region}, {"--sso-region", c.SSORegion}} {
		if flag[1] != "" && !awsterms.IsRegion(flag[1]) {
			return w, usage(fmt.Sprintf("%s: %q is not the name of a region, such as eu-west-1", flag[0], flag[1]))
		}
	}
	if c.StartURL != "" {
		if problem := wrongStartURL(c.StartURL); problem != "" {
			return w, usage("--start-url: " + problem)
		}
	}
	return w, nil
}

// settle shows what would change, asks, and writes it.
func (c *ssoCommand) settle(s ssoSync) error {
	plan, result, err := s.preview()
	if err != nil {
		return err
	}
	name := s.awsFiles(s.in).Name(edit.Config)
	if !result.Changed {
		s.Notice(fmt.Sprintf("nothing to change: %s has a profile for each role that is wanted in %s", name, s.to))
		return nil
	}
	for _, user := range plan.Dangling {
		s.Warn(fmt.Sprintf("profile %q has a source_profile that gets another name or goes: change it by hand", user))
	}
	confirmed := (*ssosync.Plan)(nil)
	switch {
	case c.DryRun:
		return s.showDiff(result.Diff())
	case !c.Yes:
		err := s.agree(c.NoPrompt, confirmation{
			question: fmt.Sprintf("Write this to %s (%s)?", name, s.what(plan.String())), about: result.Diff(),
			unasked: &fault{status: exit.Person, message: "nothing was written: nobody can be asked whether these changes are right",
				hints: []string{"--yes makes them without asking, --dry-run shows them only"}},
			undone: "nothing was written",
		})
		if err != nil {
			return err
		}
		confirmed = &plan
	}
	done, err := s.write(confirmed)
	if err != nil {
		return err
	}
	if c.Yes {
		if err := s.showDiff(result.Diff()); err != nil {
			return err
		}
	}
	return printLine(s.world.Stdout, fmt.Sprintf("%s: %s", name, done))
}

// ssoSync is a sync of which everything is known.
type ssoSync struct {
	*app
	in    *scope
	to    portal
	wish  ssosync.Wish
	roles []ssosync.Role
}

// plan is what has to change in the file as it is now, with the session's own section.
func (s ssoSync) plan(text edit.Text) (ssosync.Plan, []edit.Change) {
	plan := ssosync.Make(s.wish, s.roles, text, s.in.set.Has)
	changes := plan.Changes()
	if s.to.isNew && !text.HasSSOSession(s.to.name) {
		changes = append([]edit.Change{s.to.section()}, changes...)
	}
	return plan, changes
}

func (s ssoSync) preview() (plan ssosync.Plan, result edit.Result, err error) {
	result, err = s.awsFiles(s.in).Preview(edit.Config, func(text edit.Text) (changes []edit.Change, err error) {
		plan, changes = s.plan(text)
		return changes, nil
	})
	return plan, result, err
}

// write makes the changes and says what was done. confirmed is what a person has agreed
// to, nil for nobody: anything else is not written.
func (s ssoSync) write(confirmed *ssosync.Plan) (done string, err error) {
	changed, err := s.awsFiles(s.in).Edit(s.context(), edit.Config, func(text edit.Text) ([]edit.Change, error) {
		plan, changes := s.plan(text)
		if confirmed != nil && len(changes) > 0 && !reflect.DeepEqual(plan, *confirmed) {
			return nil, &fault{status: exit.Config, message: "the file was changed in the meantime, and other changes would be made than those that were shown; nothing was written",
				hints: []string{"run the same command again"}}
		}
		done = s.what(plan.Done())
		return changes, nil
	})
	if err == nil && !changed {
		done = "nothing to change any more: somebody else made the same changes"
	}
	return done, err
}

// what adds the session's own section to what is said of the profiles.
func (s ssoSync) what(profiles string) string {
	switch {
	case !s.to.isNew:
		return profiles
	case profiles == "":
		return s.to.String()
	}
	return s.to.String() + ", " + profiles
}

// showDiff prints a diff, made safe to be shown.
func (a *app) showDiff(lines []string) error {
	out := bufio.NewWriter(a.world.Stdout)
	paint := a.paintOut()
	for _, line := range lines {
		line = printable.Line(line)
		switch {
		case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"):
		case strings.HasPrefix(line, "+"):
			line = paint.Good(line)
		case strings.HasPrefix(line, "-"):
			line = paint.Bad(line)
		}
		_, _ = out.WriteString(line + "\n")
	}
	return out.Flush()
}

// fetchRoles lists what the person may use, and has the person sign in first where that
// is needed.
func (a *app) fetchRoles(in *scope, to portal, noPrompt bool) ([]ssosync.Role, error) {
	client := a.client(to.chain.Settings)
	defer client.Close()
	session := a.ssoSignIn(in, client, to.chain.Source).session
	for tried := false; ; tried = true {
		roles, err := a.listRoles(client, session)
		var needed *aws.SignInNeeded
		if !errors.As(err, &needed) || tried {
			return roles, err
		}
		if !noPrompt {
			err = a.signInFor(a.context(), in, client, to.chain.Source, needed)
		}
		if to.isNew && errors.As(err, &needed) {
			// The session is not in the file yet, so that no login could name it.
			return nil, &fault{status: exit.Person, message: "nobody has signed in to " + to.String() + " yet, and nobody can be asked", hints: []string{"run it on a terminal"}}
		}
		if err != nil {
			return nil, err
		}
	}
}

// listRoles shows how far it is.
func (a *app) listRoles(client *aws.Client, session aws.SSOSession) ([]ssosync.Role, error) {
	var state atomic.Pointer[string]
	text := "listing the accounts of " + session.String()
	state.Store(&text)
	defer a.progress(func() string { return *state.Load() })()
	return ssosync.Fetch(a.context(), client, session, func(done, of int) {
		text := bar(done, of) + fmt.Sprintf(" %d of %d accounts", done, of)
		state.Store(&text)
	})
}

// bar is a bar of progress.
func bar(done, of int) string {
	const width = 20
	full := 0
	if of > 0 {
		full = done * width / of
	}
	return "[" + strings.Repeat("#", full) + strings.Repeat("-", width-full) + "]"
}

// rememberAccounts keeps the accounts' names, for lists and lines.
func (a *app) rememberAccounts(in *scope, roles []ssosync.Role) {
	names := map[string]string{}
	for _, r := range roles {
		names[r.AccountID] = r.AccountName
	}
	if err := a.store(in.home).PutAccountNames(names, a.world.Now()); err != nil {
		a.Warn("the names of the accounts could not be kept: " + err.Error())
	}
}
