package cli

import (
	"fmt"

	"github.com/awsenv/awsenv/pkg/awsterms"
)

// check refuses values and combinations that mean nothing, before anything is
// read: AWS would refuse them too, after a code was spent.
func (f *sessionFlags) check() error {
	switch {
	case f.Min.Max:
		return usage(`--min takes a time such as 30m, not "max"`)
	case f.Quiet && f.Verbose:
		return usage("--quiet and --verbose contradict each other", "give one of them")
	case f.RoleARN != "" && !awsterms.IsRole(f.RoleARN):
		return usage(fmt.Sprintf("--role-arn %q is not the ARN of a role", f.RoleARN), "it looks like arn:aws:iam::123456789012:role/NAME")
	case f.SessionName != "" && awsterms.ValidSessionName(f.SessionName) != f.SessionName:
		return usage(fmt.Sprintf("--session-name %q is not what AWS allows", f.SessionName),
			"it is "+awsterms.SessionNameRule)
	case f.Region != "" && !awsterms.IsRegion(f.Region):
		return usage(fmt.Sprintf("--region %q is not the name of a region", f.Region), "it looks like eu-west-1")
	}
	return nil
}
