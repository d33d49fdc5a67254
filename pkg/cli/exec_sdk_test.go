//go:build linux || darwin

package cli_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/endpointcreds"
)

// TestSDKsRefreshFromTheEndpoint: the AWS CLI, boto3 and the SDK for Go, the latter two in
// one process each, go on over the end of a session. Nobody is asked.
func TestSDKsRefreshFromTheEndpoint(t *testing.T) {
	t.Parallel()
	p := newBothPrograms(t)
	programs := identityPrograms(t)
	// A [default] with credentials would win.
	appendConfig(t, p.home, openProfile+"[default]\naws_access_key_id = AKIAWRONG\naws_secret_access_key = wrong\n")
	w := world{p.server, p.home, append(p.environ(), "TERM=xterm", clockVariable+"=@"+filepath.Join(p.home, "clock"))}
	// The SDKs' clock is the machine's: 9 minutes before the end they ask at every use,
	// while for awsenv and AWS the hour has just begun.
	w.aheadBy(t, -51*time.Minute)
	const script = `
import boto3, os, time
session = boto3.Session()
kept = session.get_credentials()
def use(when):
    key = kept.get_frozen_credentials().access_key
    arn = session.client('sts', region_name='eu-west-1').get_caller_identity()['Arn']
    print('boto3', when, key, arn.split('/')[-2], flush=True)
use('first')
while not os.path.exists('later'):
    time.sleep(0.05)
use('then')
`
	show, stay, _ := strings.Cut(showEndpoint, "\n")
	command := show + "\naws() { '" + strings.Join(programs["aws"], "' '") + `'; }; echo "aws first $(aws)"; ` +
		debianPython + ` -c "$0"; echo "aws then $(aws)"; ` + stay
	person := w.sit(t, true, "awsenv", "exec", "--renew", "open", "sh", "-c", command, script)
	e := person.endpoint()
	kept := aws.NewCredentialsCache(endpointcreds.New(e.url, func(o *endpointcreds.Options) { o.AuthorizationToken = e.token }),
		func(o *aws.CredentialsCacheOptions) { o.ExpiryWindow = 10 * time.Minute })
	use := func() string {
		t.Helper()
		got, err := kept.Retrieve(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return got.AccessKeyID
	}
	first := use()
	person.Expect(`aws first \S+assumed-role/open/`)
	person.Expect(`boto3 first ` + first + ` open`)
	if again := use(); again != first {
		t.Errorf("a session that lasts was renewed: %s, then %s", first, again)
	}
	w.aheadBy(t, 0)
	then := use()
	if then == first {
		t.Error("the SDK for Go has the first session still")
	}
	if err := os.WriteFile(filepath.Join(w.home, "later"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	person.Expect(`boto3 then ` + then + ` open`)
	person.Expect(`aws then \S+assumed-role/open/`)
	w.done(t, person)
	if calls := len(w.Log().Of("AssumeRole")); calls != 2 {
		t.Errorf("the session was got %d times:\n%s", calls, w.Log())
	}
}
