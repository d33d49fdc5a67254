package cli

import (
	"cmp"
	"fmt"

	"github.com/awsenv/awsenv/pkg/broker"
	"github.com/awsenv/awsenv/pkg/config"
	"github.com/awsenv/awsenv/pkg/profile"
)

// target is a profile that is resolved, with what is wanted of its session. It is
// built by resolve and not written afterwards, but by whole.
type target struct {
	broker.Request
	*scope
	// region is the one to export: --region, else the profile's own; never one that
	// only the environment names, which stays as it is.
	region string
	// wish is what it was resolved with.
	wish asked
}

// whole resolves the target anew, with the whole of both files, where it knew no more
// than its own sections.
func (t *target) whole(a *app) error {
	if !t.part {
		return nil
	}
	anew, err := a.resolveWhole(t.scope, t.Chain.Profile, t.wish)
	if err == nil {
		*t = *anew
	}
	return err
}

// resolve resolves the profile, or the ad-hoc role when the name is empty, with the
// flags and the configuration in force.
func (a *app) resolve(in *scope, name string, wish asked) (*target, error) {
	t, err := a.resolveIn(in, name, wish)
	if in.part && (err != nil || t.check() != nil) {
		return a.resolveWhole(in, name, wish) // which tells what is wrong, and where
	}
	return t, err
}

func (a *app) resolveWhole(in *scope, name string, wish asked) (*target, error) {
	if err := a.complete(in); err != nil {
		return nil, err
	}
	return a.resolveIn(in, name, wish)
}

func (a *app) resolveIn(in *scope, name string, wish asked) (*target, error) {
	own := in.config.Profile(name)
	chain, err := in.chain(name, wish, profile.Options{
		Env: in.env, Home: in.home, ReadFile: a.world.ReadFile, Region: wish.region, ProfileRegion: own.Region,
	})
	if err != nil {
		return nil, err
	}
	way := route(own.MFA)
	if way == broker.RouteAuto && wish.direct && len(chain.Roles) == 1 {
		way = broker.RouteDirect
	}
	r := broker.Request{
		Chain: chain, Route: way, MFALife: in.config.MFA.Session,
		Min: wish.min.Time, Refresh: wish.refresh, NoPrompt: wish.noPrompt, CodeGiven: wish.token != "",
	}
	if user, ok := r.User(); ok && wish.user {
		// The durations in the configuration are the roles'.
		r, own = user, config.Profile{}
	}
	if err := overrideCall(&r, wish); err != nil {
		return nil, err
	}
	if err := settleDuration(&r, wish.duration, own.Duration, in.config.Duration); err != nil {
		return nil, err
	}
	r.UserName = in.userName(r.Chain)
	r.SessionName = func() string { return a.sessionName(in.config.SessionName, r.UserName) }
	return &target{Request: r, scope: in, region: cmp.Or(wish.region, chain.Settings.ProfileRegion), wish: wish}, nil
}

// chain turns the profile's name, or the flags of an ad-hoc role, into a chain.
func (in *scope) chain(name string, wish asked, options profile.Options) (profile.Chain, error) {
	switch {
	case wish.roleARN == "" && wish.sourceProfile != "":
		return profile.Chain{}, usage("--source-profile goes with --role-arn; a profile names its own source")
	case wish.roleARN == "":
		return in.set.Resolve(name, options)
	case name != "":
		return profile.Chain{}, usage(
			fmt.Sprintf("--role-arn is a role without a profile, and %q is a profile", name),
			"leave one of them out; --source-profile names the profile whose keys assume the role")
	}
	chain, err := in.set.AdHoc(profile.Role{ARN: wish.roleARN}, wish.sourceProfile, options)
	if err != nil && wish.sourceProfile != "" {
		err = fmt.Errorf("--source-profile: %w", err)
	}
	return chain, err
}

// overrideCall lets the flags replace what the profile says of its last call.
func overrideCall(r *broker.Request, wish asked) error {
	last := len(r.Chain.Roles) - 1
	if last < 0 {
		r.Chain.Source.MFASerial = cmp.Or(wish.mfaSerial, r.Chain.Source.MFASerial)
		return nil
	}
	role := &r.Chain.Roles[last]
	role.MFASerial = cmp.Or(wish.mfaSerial, role.MFASerial)
	role.SessionName = cmp.Or(wish.sessionName, role.SessionName)
	role.ExternalID = cmp.Or(wish.externalID, role.ExternalID)
	return role.Check()
}

func route(plan config.Plan) broker.Route {
	switch plan {
	case config.PlanDirect:
		return broker.RouteDirect
	case config.PlanSession:
		return broker.RouteSession
	}
	return broker.RouteAuto
}
