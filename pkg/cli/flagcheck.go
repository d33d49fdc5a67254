package cli

import (
	"fmt"
	"unicode/utf8"

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
	case f.ExternalID != "" && utf8.RuneCountInString(f.ExternalID) < awsterms.ShortestExternalID:
		return usage(fmt.Sprintf("--external-id %q is too short: %d characters at least", f.ExternalID, awsterms.ShortestExternalID))
	}
	return checkSerial(f.MFASerial)
}

// checkSerial refuses a value of --mfa-serial that no device has; an empty one is none.
func checkSerial(serial string) error {
	if serial == "" || utf8.RuneCountInString(serial) >= awsterms.ShortestSerial {
		return nil
	}
	return usage(fmt.Sprintf("--mfa-serial %q is too short: %d characters at least", serial, awsterms.ShortestSerial),
		"it looks like arn:aws:iam::123456789012:mfa/NAME, or like GAHT12345678 for a device of one's own")
}
