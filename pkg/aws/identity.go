package aws

import (
	"fmt"
	"strings"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
)

// Identity is the answer of GetCallerIdentity.
type Identity struct{ Account, ARN, UserID string }

// NotUser says that a profile's keys are no IAM user's.
type NotUser struct{ Profile, ARN string }

// Error implements error.
func (e *NotUser) Error() string {
	if e.root() {
		return fmt.Sprintf("the keys of profile %q are those of the root user of account %s, which can assume no role", e.Profile, awsterms.Account(e.ARN))
	}
	return fmt.Sprintf("the keys of profile %q belong to %s, which is no IAM user", e.Profile, printable.Words(e.ARN))
}

// Hints says whose keys are wanted.
func (e *NotUser) Hints() []string {
	if e.root() {
		return []string{"make an IAM user, put its keys into the profile, and delete the root user's access key"}
	}
	return []string{"only IAM users have MFA devices"}
}

// ExitCode is 3: profile or configuration.
func (e *NotUser) ExitCode() int { return exit.Config }

func (e *NotUser) root() bool { return resource(e.ARN) == "root" }

// User is the name of the IAM user that an identity is; the error is *NotUser, and
// names the profile whose keys were asked about.
func (i Identity) User(profile string) (string, error) {
	if !strings.HasPrefix(resource(i.ARN), "user/") {
		return "", &NotUser{profile, i.ARN}
	}
	return awsterms.Name(i.ARN), nil
}

// resource is what an ARN says behind the account.
func resource(arn string) string {
	parsed, _ := awsterms.ParseARN(arn)
	return parsed.Resource
}
