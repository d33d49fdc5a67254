package cli

import (
	"time"

	"github.com/awsenv/awsenv/pkg/config"
)

// voiceFlags are the flags of every command that may have something to say.
type voiceFlags struct {
	Verbose bool `short:"v" help:"Say on standard error what is being done." group:"Messages"`
	Quiet   bool `short:"q" help:"Say only what went wrong." group:"Messages"`
}

// callFlags are the flags of every command that may call AWS.
type callFlags struct {
	Token    string `short:"t" placeholder:"CODE" help:"The MFA code; - reads it from standard input." group:"Codes and questions"`
	Region   string `placeholder:"REGION" help:"Region to call, and to export with a session." group:"Session"`
	NoPrompt bool   `help:"Never ask; exit with status 4 where an answer is needed." group:"Codes and questions"`
	voiceFlags
}

// loadFlags are the flags of every command that prints a session for a shell.
type loadFlags struct {
	Shell  string `placeholder:"SHELL" help:"Write for this shell: ${shells} (default: the calling process's)." group:"Output"`
	Format string `enum:"env,json,dotenv,ini,process" default:"env" placeholder:"FORMAT" help:"Output: env (shell code), json, dotenv, ini or process." group:"Output"`
	sessionFlags
}

// sessionFlags are the flags of every command that gets a session for somebody.
type sessionFlags struct {
	Duration      lifetime `short:"d" placeholder:"TIME" help:"How long the session should last: 12h, 90m, 3600, or max." group:"Session"`
	RoleARN       string   `name:"role-arn" placeholder:"ARN" help:"Assume this role, without a profile for it." group:"A role without a profile"`
	MFASerial     string   `name:"mfa-serial" placeholder:"ARN" help:"The MFA device that the code comes from." group:"Codes and questions"`
	SessionName   string   `placeholder:"NAME" help:"Name of the role session, as CloudTrail shows it." group:"Session"`
	ExternalID    string   `name:"external-id" placeholder:"ID" help:"External ID that the role's trust policy asks for." group:"A role without a profile"`
	SourceProfile string   `placeholder:"PROFILE" help:"Profile whose keys assume --role-arn (default: default; env: the environment's keys)." group:"A role without a profile"`
	Refresh       bool     `help:"Get a new session even when the cached one would do." group:"Session"`
	Min           lifetime `placeholder:"TIME" help:"Renew unless at least this much is left." group:"Session"`
	callFlags
}

// asked is what is wanted of one session, beside the profile: what the flags of a
// command come to. The zero value wants what the files say.
type asked struct {
	duration, min lifetime
	token, region string
	// roleARN is the role that is assumed without a profile, sourceProfile whose keys
	// assume it.
	roleARN, sourceProfile             string
	mfaSerial, sessionName, externalID string
	refresh, noPrompt                  bool
	// user wants the session of the IAM user at the profile's source, whatever roles
	// the profile goes on to.
	user bool
	// direct sends a code with AssumeRole itself to a role that is no later one of a
	// chain, where the configuration leaves the
	// way open.
	direct bool
}

func (f callFlags) asked() asked {
	return asked{token: f.Token, region: f.Region, noPrompt: f.NoPrompt}
}

func (f sessionFlags) asked() asked {
	all := f.callFlags.asked()
	all.duration, all.min, all.refresh = f.Duration, f.Min, f.Refresh
	all.roleARN, all.sourceProfile = f.RoleARN, f.SourceProfile
	all.mfaSerial, all.sessionName, all.externalID = f.MFASerial, f.SessionName, f.ExternalID
	return all
}

// lifetime is a duration as people type it: "12h", plain seconds, or "max".
type lifetime struct {
	// Given tells an absent flag from one that was set.
	Given bool
	// Max asks for the longest that the role allows.
	Max bool
	// Time is the duration otherwise.
	Time time.Duration
}

// UnmarshalText reads a flag's value; kong turns its error into one that names
// the flag.
func (l *lifetime) UnmarshalText(text []byte) error {
	if string(text) == "max" {
		*l = lifetime{Given: true, Max: true}
		return nil
	}
	d, err := config.ParseDuration(string(text))
	if err != nil {
		return err
	}
	*l = lifetime{Given: true, Time: d}
	return nil
}
