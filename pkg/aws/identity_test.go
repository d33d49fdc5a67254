package aws

import (
	"errors"
	"strings"
	"testing"
)

func TestIdentityUser(t *testing.T) {
	for arn, user := range map[string]string{
		"arn:aws:iam::111122223333:user/michael":             "michael",
		"arn:aws:iam::111122223333:user/division/team/anna":  "anna",
		"arn:aws-cn:iam::111122223333:user/x":                "x",
		"arn:aws:iam::111122223333:root":                     "",
		"arn:aws:sts::111122223333:assumed-role/admin/x":     "",
		"arn:aws:sts::111122223333:federated-user/x":         "",
		"arn:aws:sts::111122223333:assumed-role/user/s:user": "",
		"":                       "",
		"no ARN":                 "",
		"arn:aws:iam::1:group/x": "",
	} {
		got, err := Identity{ARN: arn}.User("iam")
		if got != user || (err != nil) != (user == "") {
			t.Errorf("%s is user %q, %v", arn, got, err)
		}
		var not *NotUser
		if err != nil && (!errors.As(err, &not) || not.ExitCode() != 3) {
			t.Errorf("%s: %#v", arn, err)
		}
	}
	if _, err := (Identity{ARN: "arn:aws:iam::111122223333:root"}).User("iam"); !strings.Contains(err.Error(), "root user") {
		t.Errorf("got %v", err)
	}
}
