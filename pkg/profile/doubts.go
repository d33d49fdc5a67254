package profile

import (
	"fmt"
	"strings"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/profile/ini"
)

// Doubts are remarks about values of a profile that the AWS CLI sends as they
// are written, but that AWS is likely to refuse: quotes and comments belong to a
// value, and only some characters are allowed. They are for messages after a
// refusal, and for checks.
func (s *Set) Doubts(profile string) []string {
	v := s.view(profile)
	var all []string
	for _, name := range [...]string{"role_arn", "mfa_serial", "external_id", "role_session_name", "source_profile", "region", "duration_seconds"} {
		value, set := v.get(name)
		if !set {
			continue
		}
		f, at := s.place(&v, name)
		for _, doubt := range doubts(name, value) {
			all = append(all, place(f.name, f.lineOf(at))+": "+doubt)
		}
	}
	return all
}

// doubts are what is odd about one value.
func doubts(name, value string) []string {
	var d []string
	if len(value) > 1 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0] {
		d = append(d, fmt.Sprintf("the quotes belong to the value of %s: the AWS CLI does not remove them; write it without", name))
	}
	if strings.Contains(value, " #") || strings.Contains(value, " ;") {
		d = append(d, fmt.Sprintf("the comment belongs to the value of %s: the AWS CLI does not remove it; put it on a line of its own", name))
	}
	if strings.Contains(value, "\n") {
		d = append(d, fmt.Sprintf("an indented line continues the value of %s: remove the blanks before it", name))
	}
	if name == "role_arn" && len(d) == 0 && value != "" && !awsterms.IsRole(value) {
		d = append(d, "role_arn is not the ARN of a role: arn:aws:iam::123456789012:role/NAME")
	}
	if _, isInt := ini.Int(value); name == "duration_seconds" && !isInt {
		d = append(d, fmt.Sprintf("duration_seconds %q is no whole number and is ignored", value))
	}
	return d
}
