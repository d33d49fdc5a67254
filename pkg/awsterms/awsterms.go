// Package awsterms is AWS's own vocabulary, as far as awsenv speaks it: ARNs, regions,
// partitions, and the limits of STS.
//
// Rules: it imports the standard library only, does no I/O, prepares nothing at start
// and decides nothing. A fact about these words stands here and nowhere else.
package awsterms

import "strings"

// ARN is the parts of arn:partition:service:region:account:resource (AWS General
// Reference, "Amazon Resource Names").
type ARN struct {
	Partition, Service, Region, Account string
	// Resource may hold colons of its own.
	Resource string
}

// ParseARN takes an ARN apart; ok is false for a text that is none.
func ParseARN(text string) (arn ARN, ok bool) {
	fields := strings.SplitN(text, ":", 6)
	if len(fields) < 6 || fields[0] != "arn" {
		return ARN{}, false
	}
	return ARN{fields[1], fields[2], fields[3], fields[4], fields[5]}, true
}

// String is the ARN as AWS writes it.
func (a ARN) String() string {
	return strings.Join([]string{"arn", a.Partition, a.Service, a.Region, a.Account, a.Resource}, ":")
}

// Account is the account id in an ARN, empty when there is none.
func Account(arn string) string {
	parsed, _ := ParseARN(arn)
	return parsed.Account
}

// Name is the last path element of an ARN's resource: the role of
// arn:aws:iam::1:role/team/dev is "dev". Of a text that is no ARN it is what follows
// the last colon or slash.
func Name(arn string) string {
	resource := arn[strings.LastIndexByte(arn, ':')+1:]
	return resource[strings.LastIndexByte(resource, '/')+1:]
}

// IsAccount reports whether text is an account id: twelve digits.
func IsAccount(text string) bool { return len(text) == 12 && isDigits(text) }

// IsRole reports whether text is the ARN of an IAM role.
func IsRole(text string) bool {
	arn, ok := ParseARN(text)
	return ok && arn.Service == "iam" && IsAccount(arn.Account) && strings.HasPrefix(arn.Resource, "role/") && Name(text) != ""
}

// AssumedRole takes the ARN of a role session (arn:aws:sts::1:assumed-role/dev/michael)
// apart; ok is false for another ARN. The role's path is not in it.
func AssumedRole(text string) (role, sessionName string, ok bool) {
	arn, _ := ParseARN(text)
	rest, ok := strings.CutPrefix(arn.Resource, "assumed-role/")
	role, sessionName, _ = strings.Cut(rest, "/")
	return role, sessionName, ok && arn.Service == "sts"
}

// IsSessionOf reports whether one ARN is a session of the role that the other names:
// same account, same role's name.
func IsSessionOf(session, role string) bool {
	name, _, ok := AssumedRole(session)
	return ok && name == Name(role) && Account(session) == Account(role)
}

func isDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }
