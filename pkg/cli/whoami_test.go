package cli

import (
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/session"
)

func TestDescribeIdentity(t *testing.T) {
	now := time.Date(2026, 11, 21, 7, 0, 0, 0, time.UTC)
	role := session.Session{Profile: "prod", RoleARN: "arn:aws:iam::444455556666:role/team/deployer", Expires: now.Add(time.Hour)}
	cases := []struct {
		name, arn string
		of        session.Session
		want      identity
	}{
		{"a user below a path", "arn:aws:iam::111122223333:user/division/team/anna", session.Session{Profile: "iam"}, identity{Profile: "iam", User: "anna"}},
		{"root", "arn:aws:iam::111122223333:root", session.Session{}, identity{User: "root"}},
		{"a role below a path", "arn:aws:sts::444455556666:assumed-role/deployer/michael", role, identity{Profile: "prod", Role: "deployer", SessionName: "michael", RoleARN: role.RoleARN}},
		{"another role than the environment says", "arn:aws:sts::444455556666:assumed-role/admin/michael", role, identity{Role: "admin", SessionName: "michael"}},
		{"the role of another account", "arn:aws:sts::222233334444:assumed-role/deployer/michael", role, identity{Role: "deployer", SessionName: "michael"}},
		{"a federated user", "arn:aws:sts::111122223333:federated-user/bob", session.Session{}, identity{SessionName: "bob"}},
		{"something new", "arn:aws:new::111122223333:thing", session.Session{}, identity{}},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			got := describeIdentity(aws.Identity{ARN: tt.arn}, tt.of, now)
			tt.want.ARN = tt.arn
			if (got.Left != nil) != (tt.want.RoleARN != "") {
				t.Errorf("left: %v", got.Left)
			}
			got.Expiration, got.Left = "", nil
			if got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}
