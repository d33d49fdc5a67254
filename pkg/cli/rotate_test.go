package cli

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/rotation"
	"github.com/awsenv/awsenv/pkg/session"
)

// waiting is a rotator whose clock is a minute later each time it is looked at.
func waiting() *rotator {
	now := time.Date(2026, 11, 21, 7, 0, 0, 0, time.UTC)
	a := &app{quiet: true, world: World{Stderr: io.Discard, Now: func() time.Time { now = now.Add(time.Minute); return now }}}
	w := &target{}
	w.Chain.Profile, w.Chain.Source = "iam", profile.Source{Keys: session.Keys{AccessKeyID: "AKIAOLD"}}
	return &rotator{callers: &callers{app: a, want: w}, made: session.Keys{AccessKeyID: "AKIANEW"}}
}

func TestANewKeyIsNotWaitedForForever(t *testing.T) {
	r := waiting()
	unknown := &aws.Refusal{Kind: aws.KindInvalidKeys, Code: "InvalidClientTokenId"}
	tries := 0
	err := r.patiently(t.Context(), "AKIANEW", func() error { tries++; return unknown })
	if !errors.Is(err, unknown) || tries != 2 {
		t.Fatalf("%d tries, %v", tries, err)
	}
	err = r.explain(err, rotation.State{Old: "AKIAOLD", New: "AKIANEW", Place: rotation.Staged, OldThere: true, OldActive: true})
	if !strings.Contains(err.Error(), "does not accept the new access key AKIANEW after 2m0s") || exitStatus(err) != 5 {
		t.Errorf("exit status %d: %v", exitStatus(err), err)
	}
	hints := strings.Join(hintsOf(err), "\n")
	if !strings.Contains(hints, "still has access key AKIAOLD") || !strings.Contains(hints, "awsenv rotate iam goes on") {
		t.Errorf("hints: %s", hints)
	}
}

func TestWaitingEndsAtOnce(t *testing.T) {
	t.Run("when something else is wrong", func(t *testing.T) {
		other := errors.New("other")
		if err := waiting().patiently(t.Context(), "AKIANEW", func() error { return other }); !errors.Is(err, other) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("when it is interrupted", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		stopped := errors.New("stopped")
		cancel(stopped)
		err := waiting().patiently(ctx, "AKIANEW", func() error { return &aws.Refusal{Kind: aws.KindInvalidKeys} })
		if !errors.Is(err, stopped) {
			t.Errorf("got %v", err)
		}
	})
}

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
