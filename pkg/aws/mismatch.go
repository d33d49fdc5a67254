package aws

import (
	"context"
	"fmt"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/session"
)

// InPartition refuses to ask the global STS, which is the commercial partition's, about
// a role or a device of another partition: the keys of one are not known in the other,
// and its answer would only speak of invalid keys. A region that somebody chose is
// called, as the AWS CLI does, and so is an endpoint. Each call asks it; whoever asks
// for a code before has to, as well. The error is *ConfigError.
func (c *Client) InPartition(arn string) error {
	about, ok := awsterms.ParseARN(arn)
	region := awsterms.RegionOf(about.Partition)
	if !ok || c.cfg.STSEndpoint != "" || c.cfg.Region != "" && c.cfg.Region != globalRegion || region == "" {
		return nil
	}
	return &ConfigError{
		Problem: fmt.Sprintf("%s is of partition %s, and without a region partition %s would be asked", printable.Words(arn), about.Partition, awsterms.Commercial),
		Do:      "set region in the profile, AWS_REGION or --region to a region of that partition, such as " + region,
	}
}

// checked refuses keys that are not what was asked for: those of another role, and
// those that had ended before the answer was given. A role's path is not in the ARN of
// its session, some servers leave the ARN out, and the partition is their own affair.
func (c *Client) checked(call stsCall, keys session.Issued) (session.Issued, error) {
	var wrong error
	switch {
	case awsterms.IsRole(call.arn) && keys.AssumedRoleARN != "" && !awsterms.IsSessionOf(keys.AssumedRoleARN, call.arn):
		arn := conceal(call.secrets(context.Background()), keys.AssumedRoleARN)
		wrong = fmt.Errorf("it answered for another role, %s", printable.Words(arn))
	default:
		wrong = c.ended(keys)
	}
	if wrong == nil {
		return keys, nil
	}
	return session.Issued{}, &Unreachable{Step: call.step, Endpoint: origin(c.stsURL), CodeSent: call.code, Err: wrong,
		hints: []string{"AWS does not answer so: check AWS_ENDPOINT_URL_STS, endpoint_url and HTTPS_PROXY"}}
}

// ended is an error when keys that have just been given do not last, by the clock of
// whoever gave them, else by ours.
func (c *Client) ended(keys session.Issued) error {
	clock, whose := keys.Obtained, "its own clock"
	if clock.IsZero() {
		clock, whose = c.cfg.Now(), "this computer's clock"
	}
	if keys.Expires.IsZero() || keys.Expires.After(clock) {
		return nil
	}
	return fmt.Errorf("the session that it gave ended at %s, and %s shows %s",
		awsterms.FormatTime(keys.Expires), whose, awsterms.FormatTime(clock))
}
