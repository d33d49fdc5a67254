package awstest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

// start runs a world until the end of the test. Michael's device gives many
// codes at once, unless the test changes that.
func start(t *testing.T, w World, options ...Option) *Server {
	t.Helper()
	s, err := Start(w, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func example(t *testing.T) *Server {
	t.Helper()
	w := ExampleWorld()
	w.Users[0].Devices[0].Drift = 30
	return start(t, w)
}

func code(t *testing.T, s *Server, serial string) *string {
	t.Helper()
	c, err := s.NextCode(serial)
	if err != nil {
		t.Fatal(err)
	}
	return &c
}

var michael = Credentials{AccessKeyID: AccessKey, SecretAccessKey: SecretKey}

func (c Credentials) provider() aws.CredentialsProvider {
	return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: c.AccessKeyID, SecretAccessKey: c.SecretAccessKey, SessionToken: c.SessionToken}, nil
	})
}

func stsClient(s *Server, c Credentials, edit ...func(*sts.Options)) *sts.Client {
	o := sts.Options{Region: "eu-west-1", BaseEndpoint: &s.URL, Credentials: c.provider(), Retryer: aws.NopRetryer{}}
	return sts.New(o, edit...)
}

func iamClient(s *Server, c Credentials) *iam.Client {
	return iam.New(iam.Options{Region: "us-east-1", BaseEndpoint: &s.URL, Credentials: c.provider(), Retryer: aws.NopRetryer{}})
}

// wantCode fails the test unless err is AWS's with the code and, if given, the
// message.
func wantCode(t *testing.T, err error, code, message string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Fatalf("error %v, want AWS's %s", err, code)
	}
	if api.ErrorCode() != code {
		t.Fatalf("code %s (%s), want %s", api.ErrorCode(), api.ErrorMessage(), code)
	}
	if message != "" && api.ErrorMessage() != message {
		t.Fatalf("message %q, want %q", api.ErrorMessage(), message)
	}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func assume(arn string, life time.Duration) *sts.AssumeRoleInput {
	in := &sts.AssumeRoleInput{RoleArn: &arn, RoleSessionName: aws.String("michael")}
	if life != 0 {
		in.DurationSeconds = aws.Int32(int32(life / time.Second))
	}
	return in
}

func withMFA(in *sts.AssumeRoleInput, serial string, code *string) *sts.AssumeRoleInput {
	in.SerialNumber, in.TokenCode = &serial, code
	return in
}
