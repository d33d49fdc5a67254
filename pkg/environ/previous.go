package environ

import (
	"strings"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/session"
)

// previous notes what is loaded when something else takes its place, or nothing. The
// same once more, a renewal, leaves what was loaded before it.
func previous(env Lookup, next session.Session) []Change {
	now, loaded := FromEnv(env)
	if !loaded || now.Profile == next.Profile && now.RoleARN == next.RoleARN {
		return nil
	}
	text := now.Profile
	if awsterms.IsRole(now.RoleARN) {
		text = now.RoleARN + " " + text
	}
	return []Change{{Name: Previous, Value: text}}
}

// Before is what was loaded before what is loaded now, or before the last clear: the
// name, and the role where it was one. The variable has them in one text, the role
// first, which has no blank in it: "arn:aws:iam::444455556666:role/admin prod". It is
// not to be trusted: whoever gets the session by that name compares the role.
func Before(env Lookup) (profile, roleARN string, ok bool) {
	text := look(env, Previous).text
	if role, name, found := strings.Cut(text, " "); found && awsterms.IsRole(role) {
		return name, role, name != ""
	}
	return text, "", text != ""
}
