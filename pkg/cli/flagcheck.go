package cli

import (
	"fmt"
	"strings"
)

// check refuses values and combinations that mean nothing, before anything is
// read: AWS would refuse them too, after a code was spent.
func (f *sessionFlags) check() error {
	switch {
	case f.Min.Max:
		return usage(`--min takes a time such as 30m, not "max"`)
	case f.Quiet && f.Verbose:
		return usage("--quiet and --verbose contradict each other", "give one of them")
	case f.RoleARN != "" && !(strings.HasPrefix(f.RoleARN, "arn:") && strings.Contains(f.RoleARN, ":role/")):
		return usage(fmt.Sprintf("--role-arn %q is not the ARN of a role", f.RoleARN), "it looks like arn:aws:iam::123456789012:role/NAME")
	case f.SessionName != "" && validName(f.SessionName) != f.SessionName:
		return usage(fmt.Sprintf("--session-name %q is not what AWS allows", f.SessionName),
			fmt.Sprintf("it is %d to %d letters, digits and _+=,.@-", shortestName, longestName))
	case f.Region != "" && !hostLabel(f.Region):
		return usage(fmt.Sprintf("--region %q is not the name of a region", f.Region), "it looks like eu-west-1")
	}
	return nil
}

// hostLabel reports whether a region can be part of an endpoint's host name.
func hostLabel(name string) bool {
	for _, r := range name {
		if !(r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			return false
		}
	}
	return len(name) <= 63 && name[0] != '-' && name[len(name)-1] != '-'
}
