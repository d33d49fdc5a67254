package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/dialect"
	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/segment"
	"github.com/awsenv/awsenv/pkg/serve"
	"github.com/awsenv/awsenv/pkg/session"
)

// runRenewed runs the command as a child whose programs get the session from an endpoint
// on this machine, and renew it there.
func (a *app) runRenewed(run execution, wish asked, t *target, s session.Session) error {
	r := &renewal{app: a, profile: run.profile, wish: wish, roleARN: s.RoleARN, expires: s.LocalExpires()}
	// A code is good once, and what was asked for anew is there now.
	r.wish.token, r.wish.refresh = "", false
	files, err := a.withoutDefault(t)
	if err != nil {
		return err
	}
	defer files.remove()
	endpoint, err := serve.Start(s, serve.Renewal{Get: r.get, Min: wish.min.Time, Now: a.world.Now})
	if err != nil {
		return err
	}
	defer endpoint.Close()
	s.Keys, s.Expires = session.Keys{}, time.Time{}
	s.Settings = append(slices.Clone(s.Settings), files.variables...)
	if run.environ, err = run.environment(a, t, s,
		environ.Change{Name: environ.ContainerURL, Value: endpoint.URL},
		environ.Change{Name: environ.ContainerToken, Value: endpoint.Token}); err != nil {
		return err
	}
	return a.supervise(run)
}

// renewal gets the session of a command anew, while the command runs. One call at a time.
type renewal struct {
	app     *app
	profile string
	wish    asked
	// roleARN is the role that the command began with.
	roleARN string
	// expires is the end of the session that the command has, by the local clock.
	expires time.Time
	// told says that the person knows of the failure; unasked that a question was left
	// unanswered, and none is put again before somebody has got the session elsewhere.
	told, unasked bool
}

// questionLimit is how long a question stands open: the terminal is not the command's
// meanwhile, and Ctrl-C is an answer.
const questionLimit = 2 * time.Minute

var errUnanswered error = &fault{status: exit.Person, message: "nobody answered"}

// get gets the session without a person, and with one when it must: the terminal is the
// command's first of all. Its error is for the programs that ask, and says what to type.
func (r *renewal) get(ctx context.Context) (session.Session, error) {
	mayAsk := !r.wish.noPrompt && !r.unasked && r.app.mayAsk()
	unasked := "and the command has the terminal"
	switch {
	case r.wish.noPrompt:
		unasked = ""
	case r.unasked:
		unasked = "and was not given"
	}
	s, err := r.attempt(ctx, unasked, true)
	if needsPerson(err) && mayAsk {
		r.say("note", "a new session of "+r.name()+" needs you"+r.left())
		limited, cancel := context.WithTimeoutCause(ctx, questionLimit, errUnanswered)
		s, err = r.attempt(limited, "", false)
		cancel()
		r.unasked = err != nil
	}
	switch {
	case ctx.Err() != nil:
		return session.Session{}, context.Cause(ctx)
	case err == nil:
		r.told, r.unasked, r.expires = false, false, s.LocalExpires()
		return s, nil
	}
	text := strings.Join(append([]string{fmt.Sprintf("the session of %s could not be renewed: %v", r.name(), err)}, r.hints(err)...), "; ")
	if !r.told {
		r.told = true
		r.say("warning", text+r.left())
	}
	return session.Session{}, errors.New(text)
}

// attempt reads everything anew, since the access key may have been replaced meanwhile,
// with a voice that shows no progress on the command's terminal.
func (r *renewal) attempt(ctx context.Context, unasked string, noPrompt bool) (session.Session, error) {
	a := &app{world: r.app.world, quiet: true, verbose: r.app.verbose, interruptible: ctx, unasked: unasked}
	a.world.Stdin = strings.NewReader("") // it is the command's
	in, err := a.readScope()
	if err != nil {
		return session.Session{}, err
	}
	wish := r.wish
	wish.noPrompt = noPrompt
	t, err := a.resolve(in, r.profile, wish)
	if err != nil {
		return session.Session{}, err
	}
	s, err := a.session(t)
	if err == nil && s.RoleARN != r.roleARN {
		return session.Session{}, &fault{status: exit.Config,
			message: fmt.Sprintf("its name stands for another role by now: %q", s.RoleARN),
			hints:   []string{"end the command and start it again"}}
	}
	return s, err
}

// needsPerson reports whether an error says that somebody has to be asked.
func needsPerson(err error) bool { return err != nil && exitStatus(err) == exit.Person }

// mayAsk reports whether there is a terminal that nobody else is using right now.
func (a *app) mayAsk() bool {
	terminal, err := a.openTerminal()
	if err != nil {
		return false
	}
	defer terminal.Close()
	return terminal.Free()
}

// hints say what the person can type elsewhere: every awsenv that gets the same session
// leaves it where the next try finds it.
func (r *renewal) hints(err error) []string {
	if !needsPerson(err) && !r.unasked {
		return hintsOf(err)
	}
	return []string{"in another terminal: " + r.command()}
}

// command gets the same session and shows nothing.
func (r *renewal) command() string {
	args := []string{"exec"}
	flag := func(name, value string) {
		if value != "" {
			args = append(args, name, value)
		}
	}
	switch d := r.wish.duration; {
	case d.Max:
		flag("--duration", "max")
	case d.Given:
		flag("--duration", session.Short(d.Time))
	}
	flag("--region", r.wish.region)
	flag("--role-arn", r.wish.roleARN)
	flag("--source-profile", r.wish.sourceProfile)
	flag("--mfa-serial", r.wish.mfaSerial)
	flag("--session-name", r.wish.sessionName)
	flag("--external-id", r.wish.externalID)
	switch {
	case strings.HasPrefix(r.profile, "-"):
		args = append(args, "--", r.profile)
	case r.profile != "":
		args = append(args, r.profile)
	}
	sh, _ := dialect.Parse(dialect.Sh)
	return retyped(append(args, "true"), sh)
}

// name is the profile, or the role, in messages.
func (r *renewal) name() string {
	if r.profile != "" {
		return fmt.Sprintf("profile %q", r.profile)
	}
	return r.roleARN
}

// left is how long the command can go on with what it has.
func (r *renewal) left() string {
	left := r.expires.Sub(r.app.world.Now())
	if left < time.Second {
		return "; the old one has ended"
	}
	return "; the old one works for another " + segment.Left(left)
}

func (r *renewal) say(kind, text string) { r.app.say(kind, text) }
