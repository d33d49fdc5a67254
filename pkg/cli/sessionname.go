package cli

import (
	"strings"

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
func (a *app) sessionName(w *want) string {
	user := w.iamUser()
	if user == "" {
		user = a.world.userName()
	}
	return validName(strings.ReplaceAll(w.config.SessionName, "{user}", user))
}

// iamUser is the IAM user behind the chain as far as the files tell: the source
// profile's `username`, else the name in the serial of a virtual MFA device,
// which IAM names after its user by default.
func (w *want) iamUser() string {
	if name, _ := w.files.set.Option(w.Chain.Source.Profile, "username"); name != "" {
		return name
	}
	if serial := w.serial(); strings.HasPrefix(serial, "arn:") {
		return session.NameOf(serial)
	}
	return ""
}

// serial is the MFA device of the chain's first call, empty when there is none.
func (w *want) serial() string {
	if len(w.Chain.Roles) > 0 && w.Chain.Roles[0].MFASerial != "" {
		return w.Chain.Roles[0].MFASerial
	}
	return w.Chain.Source.MFASerial
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
