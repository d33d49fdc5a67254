// Command stsfloor is the floor for a new role session: one AssumeRole with the
// SDK's sts client and nothing else. Arguments: endpoint ("" for AWS's own), region,
// role, serial, code, duration in seconds; the keys come from the environment.
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func main() {
	args := os.Args[1:]
	seconds, err := strconv.Atoi(args[5])
	if err != nil {
		fail(err)
	}
	options := sts.Options{
		Region: args[1],
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: os.Getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY")}, nil
		}),
	}
	if args[0] != "" {
		options.BaseEndpoint = aws.String(args[0])
	}
	answer, err := sts.New(options).AssumeRole(context.Background(), &sts.AssumeRoleInput{
		RoleArn:         aws.String(args[2]),
		RoleSessionName: aws.String("floor"),
		SerialNumber:    aws.String(args[3]),
		TokenCode:       aws.String(args[4]),
		DurationSeconds: aws.Int32(int32(seconds)),
	})
	if err != nil {
		fail(err)
	}
	fmt.Println(*answer.Credentials.AccessKeyId)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
