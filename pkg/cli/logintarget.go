package cli

import (
	"fmt"
	"slices"

	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/tty"
)

// loginTarget is what one signs in to: a profile, or an sso-session without one.
type loginTarget struct{ profile, ssoSession string }

// String is the target as messages name it.
func (to loginTarget) String() string {
	if to.ssoSession != "" {
		return fmt.Sprintf("sso-session %q", to.ssoSession)
	}
	return fmt.Sprintf("profile %q", to.profile)
}

// signing is how a command speaks of what it signs in to, or out of.
type signing struct {
	title, nothing, several, command string
	hint                             string
	// users says that an IAM user counts, whose MFA session a sign-in begins, and which
	// nothing but its time ends.
	users bool
}

func signingIn() signing {
	return signing{
		title: "Sign in to", nothing: "there is nothing to sign in to in the AWS files", several: "there are %d things to sign in to", command: "awsenv login",
		hint: "it takes an [sso-session], or a profile with an IAM user's keys", users: true,
	}
}

func signingOut() signing {
	return signing{
		title: "Sign out of", nothing: "there is nothing to sign out of in the AWS files", several: "there are %d things to sign out of", command: "awsenv logout",
		hint: "awsenv forget --all deletes the sessions that are cached",
	}
}

// loginTarget is what the command line names; else what is loaded, AWS_PROFILE, default,
// the only thing that one can sign in to, or what the person picks.
func (a *app) loginTarget(in *scope, named loginTarget, how signing, noPrompt bool) (loginTarget, error) {
	if named != (loginTarget{}) {
		return named, nil
	}
	if held, ok := environ.FromEnv(environ.Lookup(a.world.Env)); ok && in.set.Has(held.Profile) {
		return loginTarget{profile: held.Profile}, nil
	}
	if name, _ := in.env("AWS_PROFILE"); name != "" {
		return loginTarget{profile: name}, nil
	}
	all := loginTargets(in.set, how.users)
	if slices.Contains(all, loginTarget{profile: "default"}) {
		return loginTarget{profile: "default"}, nil
	}
	switch len(all) {
	case 0:
		return loginTarget{}, &fault{status: exit.Config, message: how.nothing, hints: []string{how.hint}}
	case 1:
		return all[0], nil
	}
	return a.pickLogin(all, how, noPrompt)
}

// loginTargets are the IAM users, if they count, the sso-sessions and the profiles with a sign-in of
// their own. A profile of an sso-session counts as that.
func loginTargets(set *profile.Set, users bool) (all []loginTarget) {
	for _, name := range set.Names() {
		session, _ := set.Option(name, "sso_session")
		kind := set.Describe(name).Kind
		switch {
		case users && isUser(set, name), kind == profile.SourceLogin, kind == profile.SourceSSO && (session == "" || name == "default"):
			all = append(all, loginTarget{profile: name})
		}
	}
	for _, name := range set.SSOSessions() {
		all = append(all, loginTarget{ssoSession: name})
	}
	return all
}

// chain resolves what one signs in to.
func (to loginTarget) chain(a *app, in *scope, region string) (profile.Chain, error) {
	if to.ssoSession != "" {
		return in.set.SSOSession(to.ssoSession, in.options(a, region))
	}
	t, err := a.resolve(in, to.profile, asked{region: region})
	if err != nil {
		return profile.Chain{}, err
	}
	return t.Chain, nil
}

// options are those of a resolution without a profile.
func (in *scope) options(a *app, region string) profile.Options {
	return profile.Options{Env: in.env, Home: in.home, ReadFile: a.world.ReadFile, Region: region}
}

// pickLogin asks which one is meant.
func (a *app) pickLogin(all []loginTarget, how signing, noPrompt bool) (loginTarget, error) {
	nobody := &fault{status: exit.Person, message: fmt.Sprintf(how.several+", and nobody can be asked which one", len(all)),
		hints: []string{how.command + " PROFILE", how.command + " --sso-session NAME"}}
	terminal, err := a.person(noPrompt, nobody)
	if err != nil {
		return loginTarget{}, err
	}
	defer terminal.Close()
	items := make([]tty.Item, len(all))
	for i, to := range all {
		items[i] = tty.Item{Name: to.profile, About: []string{"profile"}}
		if to.ssoSession != "" {
			items[i] = tty.Item{Name: to.ssoSession, About: []string{"sso-session"}}
		}
	}
	chosen, err := terminal.Pick(a.context(), how.title, items, 0)
	if err != nil {
		return loginTarget{}, err
	}
	return all[chosen], nil
}
