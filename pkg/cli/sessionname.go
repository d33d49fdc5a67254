package cli

import (
	"cmp"
	"strings"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/profile"
)

// sessionName is the name of a role session for a profile without
// role_session_name: the configuration's pattern around the IAM user's name,
// else the operating system's user, made valid.
func (a *app) sessionName(pattern, user string) string {
	if user == "" {
		user = a.world.userName()
	}
	return awsterms.ValidSessionName(strings.ReplaceAll(pattern, "{user}", user))
}

// userName is the IAM user behind a chain as far as the files tell: the source
// profile's `username`, else the name in the serial of a virtual MFA device, which
// IAM names after its user by default.
func (in *scope) userName(chain profile.Chain) string {
	if name, _ := in.set.Option(chain.Source.Profile, "username"); name != "" {
		return name
	}
	serial := chain.Source.MFASerial
	if len(chain.Roles) > 0 {
		serial = cmp.Or(chain.Roles[0].MFASerial, serial)
	}
	if strings.HasPrefix(serial, "arn:") {
		return awsterms.Name(serial)
	}
	return ""
}
