// Command stsfloor is the floor for the first role of a fresh home: GetSessionToken with
// a code, and AssumeRole with what it gives, by the SDK's sts client and nothing else.
// Arguments: endpoint ("" for AWS's own), region, role, serial, code; the keys come from
// the environment.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func main() {
	args := os.Args[1:]
	keys := aws.Credentials{AccessKeyID: os.Getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY")}
	options := sts.Options{
		Region:      args[1],
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return keys, nil }),
	}
	if args[0] != "" {
		options.BaseEndpoint = aws.String(args[0])
	}
	client := sts.New(options)
	user, err := client.GetSessionToken(context.Background(), &sts.GetSessionTokenInput{
		SerialNumber: aws.String(args[3]), TokenCode: aws.String(args[4]), DurationSeconds: aws.Int32(43200),
	})
	if err != nil {
		fail(err)
	}
	keys = aws.Credentials{AccessKeyID: *user.Credentials.AccessKeyId, SecretAccessKey: *user.Credentials.SecretAccessKey, SessionToken: *user.Credentials.SessionToken}
	role, err := client.AssumeRole(context.Background(), &sts.AssumeRoleInput{RoleArn: aws.String(args[2]), RoleSessionName: aws.String("floor")})
	if err != nil {
		fail(err)
	}
	fmt.Println(*role.Credentials.AccessKeyId)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
