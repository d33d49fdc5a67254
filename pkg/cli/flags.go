package cli

import (
	"fmt"
	"time"

	"github.com/awsenv/awsenv/pkg/config"
)

// sessionFlags are the flags of every command that needs a session.
type sessionFlags struct {
	Shell         string   `placeholder:"SHELL" help:"Write for this shell: bash, zsh, fish or sh (default: the calling process's)."`
	Duration      lifetime `short:"d" placeholder:"TIME" help:"How long the session should last: 12h, 90m, 3600, or max."`
	Token         string   `short:"t" placeholder:"CODE" help:"The MFA code; - reads it from standard input."`
	Region        string   `placeholder:"REGION" help:"Region to call and to export."`
	RoleARN       string   `name:"role-arn" placeholder:"ARN" help:"Assume this role, without a profile for it."`
	MFASerial     string   `name:"mfa-serial" placeholder:"ARN" help:"The MFA device that the code comes from."`
	SessionName   string   `placeholder:"NAME" help:"Name of the role session, as CloudTrail shows it."`
	ExternalID    string   `name:"external-id" placeholder:"ID" help:"External ID that the role's trust policy asks for."`
	SourceProfile string   `placeholder:"PROFILE" help:"Profile whose keys assume --role-arn (default: default; env: the environment's keys)."`
	Refresh       bool     `help:"Get a new session even when the cached one would do."`
	Min           lifetime `placeholder:"TIME" help:"Renew unless at least this much is left."`
	NoPrompt      bool     `help:"Never ask; exit with status 4 where a code is needed."`
	Format        string   `enum:"env,json,dotenv,ini,process" default:"env" placeholder:"FORMAT" help:"Output: env (shell code), json, dotenv, ini or process."`
	Verbose       bool     `short:"v" help:"Say on standard error what is being done."`
	Quiet         bool     `short:"q" help:"Say only what went wrong."`
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
	if d <= 0 {
		return fmt.Errorf("%q is not a time to come", text)
	}
	*l = lifetime{Given: true, Time: d}
	return nil
}
