package cli

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/awsenv/awsenv/pkg/broker"
	"github.com/awsenv/awsenv/pkg/config"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
)

// scope is what every profile's resolution starts from: the configuration and
// the AWS files, read once.
type scope struct {
	config config.Config
	files  awsFiles
}

// readScope reads the configuration and the AWS files.
func (a *app) readScope() (*scope, error) {
	conf, err := a.readConfig()
	if err != nil {
		return nil, err
	}
	files, err := a.readAWSFiles()
	if err != nil {
		return nil, err
	}
	return &scope{config: conf, files: files}, nil
}

// want is everything about one session that is wanted: what the broker needs,
// and what the command line adds to its answer.
type want struct {
	broker.Request
	*scope
	flags *sessionFlags
}

// prepare reads the files, picks a profile when none was named, and resolves it.
func (a *app) prepare(name string, flags *sessionFlags) (*want, error) {
	in, err := a.readScope()
	if err != nil {
		return nil, err
	}
	if name == "" && flags.RoleARN == "" {
		if name, err = a.pickProfile(in.files.set, flags); err != nil {
			return nil, err
		}
	}
	return a.resolve(in, name, flags)
}

// resolve resolves the profile (or the ad-hoc role, when name is empty) with the
// flags and the configuration in force.
func (a *app) resolve(in *scope, name string, flags *sessionFlags) (*want, error) {
	w := &want{scope: in, flags: flags}
	own := in.config.Profile(name)
	var err error
	if w.Chain, err = w.chain(a, name, own.Region); err != nil {
		return nil, err
	}
	if err := w.applyDuration(own); err != nil {
		return nil, err
	}
	if err := w.applyFlags(); err != nil {
		return nil, err
	}
	w.Route = route(own.MFA)
	w.MFALife = in.config.MFA.Session
	return w, nil
}

// chain turns the profile's name, or the flags of an ad-hoc role, into a chain.
func (w *want) chain(a *app, name, ownRegion string) (profile.Chain, error) {
	options := profile.Options{
		Env: w.files.env, Home: w.files.home, ReadFile: a.world.ReadFile,
		Region: w.flags.Region, ProfileRegion: ownRegion,
	}
	if w.flags.RoleARN == "" {
		if w.flags.SourceProfile != "" {
			return profile.Chain{}, usage("--source-profile goes with --role-arn; a profile names its own source")
		}
		return w.files.set.Resolve(name, options)
	}
	if name != "" {
		return profile.Chain{}, usage(
			fmt.Sprintf("--role-arn is a role without a profile, and %q is a profile", name),
			"leave one of them out; --source-profile names the profile whose keys assume the role")
	}
	role := profile.Role{
		ARN:         w.flags.RoleARN,
		SessionName: w.flags.SessionName,
		ExternalID:  w.flags.ExternalID,
		MFASerial:   w.flags.MFASerial,
	}
	return w.files.set.AdHoc(role, w.flags.SourceProfile, options)
}

// applyDuration settles how long the session is asked for. A number is sent, and
// is part of the cache key; "max" leaves the profile's own key alone.
func (w *want) applyDuration(own config.Profile) error {
	asked := w.flags.Duration
	if len(w.Chain.Roles) == 0 {
		return w.applyUserDuration(own)
	}
	role := &w.Chain.Roles[len(w.Chain.Roles)-1]
	switch {
	case asked.Max:
		w.Max, w.AtLeast = true, longestRoleSession
	case asked.Given:
		if err := checkRoleDuration(asked.Time); err != nil {
			return err
		}
		role.Duration, w.AtLeast = asked.Time, asked.Time
	case own.Duration.Max:
		w.Max = true
	case own.Duration.Given():
		role.Duration = own.Duration.Length
	case role.Duration != 0:
	case w.config.Duration.Max:
		w.Max = true
	case w.config.Duration.Given():
		role.Duration, w.Lowerable = w.config.Duration.Length, true
	}
	return nil
}

// applyUserDuration is applyDuration for the session of an IAM user.
func (w *want) applyUserDuration(own config.Profile) error {
	asked := w.flags.Duration
	switch {
	case asked.Max:
		w.UserLife, w.AtLeast = longestUserSession, longestUserSession
	case asked.Given:
		if err := checkUserDuration(asked.Time); err != nil {
			return err
		}
		w.UserLife, w.AtLeast = asked.Time, asked.Time
	case own.Duration.Given() && !own.Duration.Max:
		w.UserLife = own.Duration.Length
	}
	return nil
}

// applyFlags lets the remaining flags override what the profile says.
func (w *want) applyFlags() error {
	if w.flags.Min.Given {
		w.Min = w.flags.Min.Time
	}
	w.Refresh, w.NoPrompt, w.CodeGiven = w.flags.Refresh, w.flags.NoPrompt, w.flags.Token != ""
	if len(w.Chain.Roles) == 0 {
		if w.flags.MFASerial != "" {
			w.Chain.Source.MFASerial = w.flags.MFASerial
		}
		return nil
	}
	role := &w.Chain.Roles[len(w.Chain.Roles)-1]
	override(&role.MFASerial, w.flags.MFASerial)
	override(&role.SessionName, w.flags.SessionName)
	override(&role.ExternalID, w.flags.ExternalID)
	return role.Check()
}

func override(value *string, flag string) {
	if flag != "" {
		*value = flag
	}
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

// session gets the session: from a cache when that will do, without setting up
// anything; else with everything it takes.
func (a *app) session(w *want) (session.Session, error) {
	b := a.broker(w)
	if s, fresh := b.Cached(w.Request); fresh {
		return w.finish(s), nil
	}
	if err := w.checkSettings(); err != nil {
		return session.Session{}, err
	}
	w.SessionName, w.UserName = a.sessionName(w), w.iamUser()
	codes, done := a.codes(w, b.Store)
	defer done()
	b.Codes = codes
	s, err := b.Get(a.context(), w.Request)
	if err != nil {
		return session.Session{}, err
	}
	return w.finish(s), nil
}

// checkSettings refuses a region or an endpoint that no call could be made with,
// or that no shell could hold, before a code is spent. That STS needs a region
// beside a custom endpoint matters only to those who call STS.
func (w *want) checkSettings() error {
	err := w.Chain.Settings.Check()
	var known *profile.Error
	if errors.As(err, &known) && known.Kind == profile.NoRegion && !w.CallsSTS() {
		err = nil
	}
	if err == nil && strings.IndexByte(w.region(), 0) >= 0 {
		err = &fault{status: exitConfig, message: fmt.Sprintf("the region of profile %q holds a NUL byte, which no variable can", w.Chain.Profile)}
	}
	return err
}

// finish adds the region to export: --region, else the profile's own; never one
// that only the environment names, which stays as it is.
func (w *want) finish(s session.Session) session.Session {
	s.Region = w.region()
	return s
}

// region is the region to export.
func (w *want) region() string {
	return cmp.Or(w.flags.Region, w.Chain.Settings.ProfileRegion)
}
