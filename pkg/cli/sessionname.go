package cli

import (
	"cmp"
	"strings"

	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
)

// The limits of RoleSessionName: 2 to 64 of [A-Za-z0-9_+=,.@-].
const (
	shortestName = 2
	longestName  = 64
)

// sessionName is the name of a role session for a profile without
// role_session_name: the configuration's pattern around the IAM user's name,
// else the operating system's user, made valid.
func (a *app) sessionName(pattern, user string) string {
	if user == "" {
		user = a.world.userName()
	}
	return validName(strings.ReplaceAll(pattern, "{user}", user))
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
		return session.NameOf(serial)
	}
	return ""
}

// validName replaces what RoleSessionName does not allow, and brings the length
// within its limits.
func validName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < 128 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_+=,.@-", r)) {
			return r
		}
		return '-'
	}, name)
	if len(name) > longestName {
		name = name[:longestName]
	}
	for len(name) < shortestName {
		name += "-"
	}
	return name
}
