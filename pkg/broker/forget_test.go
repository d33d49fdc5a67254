package broker

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
)

// TestForgetRoleKeepsOthersSessions: of the sessions of one role in the AWS CLI's
// cache, those of the same call with another duration go; those that another profile
// got, with an external id or a session name of its own, are not this one's to delete.
func TestForgetRoleKeepsOthersSessions(t *testing.T) {
	const arn = "arn:aws:iam::111122223333:role/team/dev"
	roles := cache.CLI{Dir: t.TempDir()}
	b := &Broker{Roles: roles}
	obtained := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for _, s := range []struct {
		name string
		call cache.RoleCall
		life time.Duration
		role string
		kept bool
	}{
		{"its own", cache.RoleCall{RoleARN: arn}, time.Hour, "dev", false},
		{"with -d 4h", cache.RoleCall{RoleARN: arn, Duration: 4 * time.Hour}, 4 * time.Hour, "dev", false},
		{"with -d 2h, a second less by the answer's date", cache.RoleCall{RoleARN: arn, Duration: 2 * time.Hour}, 2*time.Hour - time.Second, "dev", false},
		{"with an external id", cache.RoleCall{RoleARN: arn, ExternalID: "x"}, time.Hour, "dev", true},
		{"with a session name", cache.RoleCall{RoleARN: arn, SessionName: "ci"}, time.Hour, "dev", true},
		{"of another role", cache.RoleCall{RoleARN: arn, Duration: 3 * time.Hour}, 3 * time.Hour, "admin", true},
	} {
		file := s.call.FileName()
		err := b.Roles.Store(file, session.Issued{
			Keys:    session.Keys{AccessKeyID: "ASIA", SecretAccessKey: "s", SessionToken: "t"},
			Expires: obtained.Add(s.life), Obtained: obtained,
			AssumedRoleARN: "arn:aws:sts::111122223333:assumed-role/" + s.role + "/me", AssumedRoleID: "AROA:me",
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if _, err := os.Stat(filepath.Join(roles.Dir, file)); (err == nil) != s.kept {
				t.Errorf("%s: there is %v, want %v", s.name, err == nil, s.kept)
			}
		})
	}
	r := Request{Chain: profile.Chain{Roles: []profile.Role{{ARN: arn}}}}
	if n, err := b.Forget(r, roles.Sessions()); n != 3 || err != nil {
		t.Errorf("%d forgotten, %v", n, err)
	}
}
