//go:build linux || darwin

package cli_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"

	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/tooltest"
)

// TestEightCredentialProcessesAskOnce: a program with eight threads starts eight of them
// on its terminal.
func TestEightCredentialProcessesAskOnce(t *testing.T) {
	w := newWorld(t)
	p := w.sit(t, true, "sh", "-c", `for i in 1 2 3 4 5 6 7 8; do awsenv credential-process prod >$i.json & done; wait`)
	p.Wait(0, "MFA code")
	p.Type(w.code(t) + "\r")
	p.End()
	first, err := os.ReadFile(filepath.Join(w.home, "1.json"))
	if err != nil || !bytes.Contains(first, []byte(`"Version":1`)) {
		t.Fatalf("it printed %q (%v)\n%s", first, err, p.Text())
	}
	for i := 2; i <= 8; i++ {
		if other, _ := os.ReadFile(filepath.Join(w.home, strconv.Itoa(i)+".json")); !bytes.Equal(other, first) {
			t.Errorf("number %d printed %q, the first one %q", i, other, first)
		}
	}
	if codes := w.Log().Codes(); codes != 1 || strings.Count(p.Text(), "MFA code") != 1 {
		t.Errorf("%d codes were sent\n%s", codes, p.Text())
	}
	p.asIs()
}

// toolProfile is a profile that every SDK can use, whatever prod wants.
const toolProfile = "\n[profile tools]\ncredential_process = awsenv credential-process prod\nregion = eu-west-1\n"

// TestEverySDKUsesACredentialProcess: the AWS CLI, boto3 and the SDK for Go use a profile
// that wants MFA; a code is asked for once.
func TestEverySDKUsesACredentialProcess(t *testing.T) {
	p := newBothPrograms(t)
	appendConfig(t, p.home, toolProfile)
	awsenv, err := exec.LookPath("awsenv")
	if err != nil {
		t.Fatal(err)
	}
	env := append(p.environ(), "PATH="+filepath.Dir(awsenv)+":/usr/bin:/bin", "AWS_PROFILE=tools")
	p.awsenv(t, "prod", "--token", p.code(t))
	for name, argv := range identityPrograms(t) {
		cmd := exec.Command(argv[0], argv[1:]...)
		cmd.Env = env
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "assumed-role/admin/") {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
	for _, entry := range env {
		if name, value, _ := strings.Cut(entry, "="); name == "HOME" || name == "PATH" {
			t.Setenv(name, value)
		}
	}
	got, err := processcreds.NewProvider("awsenv credential-process prod").Retrieve(context.Background())
	if err != nil || !got.HasKeys() || !got.CanExpire || got.AccountID != awstest.ProdAccount {
		t.Errorf("the SDK for Go got %v for account %q: %v", got.HasKeys(), got.AccountID, err)
	}
	if log := p.server.Log(); len(log.Of("AssumeRole")) != 1 || log.Codes() != 1 {
		t.Errorf("the session was got more than once:\n%s", log)
	}
}

// identityPrograms are programs that print the ARN of whoever their credentials are.
func identityPrograms(t *testing.T) map[string][]string {
	t.Helper()
	const script = "import boto3; print(boto3.client('sts', region_name='eu-west-1').get_caller_identity()['Arn'])"
	if err := exec.Command(debianPython, "-c", "import boto3").Run(); err != nil {
		tooltest.Missing(t, "boto3 (Debian's package python3-boto3)")
	}
	return map[string][]string{
		"aws":   {debianCLI, "sts", "get-caller-identity", "--region", "eu-west-1", "--query", "Arn", "--output", "text"},
		"boto3": {debianPython, "-c", script},
	}
}

const debianPython = "/usr/bin/python3"
