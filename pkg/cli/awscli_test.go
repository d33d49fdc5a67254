//go:build !windows

package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/ptytest"
	"github.com/awsenv/awsenv/pkg/tooltest"
)

// The AWS CLI on the other side is Debian's, which knows no AWS_ENDPOINT_URL:
// proxy and certificate lead it to the emulator under AWS's own names.
const debianCLI = "/usr/bin/aws"

// bothPrograms is a home that the AWS CLI and awsenv share, with an AWS of its own.
type bothPrograms struct {
	home   string
	server *awstest.Server
}

func newBothPrograms(t *testing.T) bothPrograms {
	t.Helper()
	if _, err := os.Stat(debianCLI); err != nil {
		tooltest.Missing(t, "the AWS CLI (Debian's package awscli)")
	}
	server, err := awstest.Start(scriptWorld())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	p := bothPrograms{home: t.TempDir(), server: server}
	if err := awstest.WriteExample(p.home); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p bothPrograms) environ() []string {
	return append(p.server.ProxyEnv(), "HOME="+p.home, "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "AWS_PAGER=", "SHELL=/bin/sh")
}

func (p bothPrograms) code(t *testing.T) string {
	t.Helper()
	code, err := p.server.NextCode(awstest.MFASerial)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// aws asks the AWS CLI who the profile is, on a terminal; a question for a code
// is answered when there is one.
func (p bothPrograms) aws(t *testing.T, profile string) string {
	t.Helper()
	cmd := exec.Command(debianCLI, "--profile", profile, "sts", "get-caller-identity", "--output", "text", "--query", "Arn")
	cmd.Env = p.environ()
	term := ptytest.Start(t, cmd, 80, 24)
	term.Until("answer of the AWS CLI, or question for a code", func() bool {
		return term.Ended() || strings.Contains(term.Text(), "Enter MFA code for")
	})
	if !term.Ended() {
		term.Type(p.code(t) + "\n")
	}
	if status := term.End(); status != 0 {
		t.Fatalf("aws: status %d\n%s\n%s", status, term.Text(), p.server.Log())
	}
	return term.Text()
}

// awsenv runs awsenv without a terminal, so that it cannot ask.
func (p bothPrograms) awsenv(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Args[0] = "awsenv"
	cmd.Env = p.environ()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("awsenv %v: %v\n%s\n%s", args, err, stderr.String(), p.server.Log())
	}
	return string(out)
}

// sharedProfiles are kinds of role profiles, with a piece of the role session's
// ARN.
var sharedProfiles = map[string]string{
	"prod":          "assumed-role/admin/",
	"prod-readonly": "assumed-role/readonly/",
	"partner":       "assumed-role/partner/",
	"deployer":      "assumed-role/deployer/",
	"sole-serial":   "assumed-role/open/",
}

// soleSerial is a profile whose MFA device is named by its source alone, which
// only awsenv looks at.
const soleSerial = "\n[profile sole-serial]\nrole_arn = " + awstest.OpenRole + "\nsource_profile = iam\nregion = eu-west-1\n"

// appendConfig adds text to a home's config.
func appendConfig(t *testing.T, home, text string) {
	t.Helper()
	file, err := os.OpenFile(home+"/.aws/config", os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

// TestTheAWSCLIUsesWhatAwsenvObtained: after awsenv the AWS CLI neither asks nor
// assumes the role again.
func TestTheAWSCLIUsesWhatAwsenvObtained(t *testing.T) {
	for profile, role := range sharedProfiles {
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			p := newBothPrograms(t)
			appendConfig(t, p.home, soleSerial)
			p.awsenv(t, profile, "--token", p.code(t))
			before := len(p.server.Log())
			if got := p.aws(t, profile); !strings.Contains(got, role) {
				t.Errorf("the AWS CLI is %q, want a session of %s", got, role)
			}
			p.onlyIdentity(t, before)
		})
	}
}

// TestAwsenvUsesWhatTheAWSCLIObtained: after the AWS CLI awsenv neither asks nor
// calls anything.
func TestAwsenvUsesWhatTheAWSCLIObtained(t *testing.T) {
	for profile := range sharedProfiles {
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			p := newBothPrograms(t)
			appendConfig(t, p.home, soleSerial)
			p.aws(t, profile)
			before := len(p.server.Log())
			if got := p.awsenv(t, profile); !strings.Contains(got, "AWS_SESSION_TOKEN=") {
				t.Errorf("awsenv printed %q", got)
			}
			if log := p.server.Log()[before:]; len(log) != 0 {
				t.Errorf("awsenv made calls:\n%s", log)
			}
		})
	}
}

// onlyIdentity checks that since then nothing but the question itself was asked.
func (p bothPrograms) onlyIdentity(t *testing.T, before int) {
	t.Helper()
	log := p.server.Log()[before:]
	if len(log) != 1 || log[0].Action != "GetCallerIdentity" || log[0].Code != 0 {
		t.Errorf("the AWS CLI made other calls:\n%s", log)
	}
}
