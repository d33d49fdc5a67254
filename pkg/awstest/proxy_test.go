//go:build !windows

package awstest

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/awsenv/awsenv/pkg/ptytest"
	"github.com/awsenv/awsenv/pkg/tooltest"
)

// throughProxy is a client that reaches every host through the server.
func throughProxy(t *testing.T, s *Server) *http.Client {
	t.Helper()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(must[[]byte](t)(os.ReadFile(s.CAFile))) {
		t.Fatal("no certificate in the CA file")
	}
	proxy := must[*url.URL](t)(url.Parse(s.ProxyURL))
	return &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: roots}}}
}

func TestProxy(t *testing.T) {
	s, ctx := example(t), context.Background()
	web := throughProxy(t, s)
	client := func(region string) *sts.Client {
		return sts.New(sts.Options{Region: region, HTTPClient: web, Credentials: michael.provider(), Retryer: aws.NopRetryer{}})
	}
	must[*sts.GetCallerIdentityOutput](t)(client("eu-west-1").GetCallerIdentity(ctx, nil))
	must[*sts.GetCallerIdentityOutput](t)(client("eu-west-1").GetCallerIdentity(ctx, nil))
	_, err := client("cn-north-1").GetCallerIdentity(ctx, nil)
	wantCode(t, err, "InvalidClientTokenId", "")
	must[*iam.GetUserOutput](t)(iam.New(iam.Options{Region: "eu-west-1", HTTPClient: web, Credentials: michael.provider()}).GetUser(ctx, nil))
	log := s.Log()
	if log[0].Host != "sts.eu-west-1.amazonaws.com" || log[0].Via != "connect" || log[:2].Conns() != 1 || log[:3].Conns() != 2 ||
		log[2].Host != "sts.cn-north-1.amazonaws.com.cn" || log[3].Host != "iam.amazonaws.com" || log[3].Region != "us-east-1" {
		t.Errorf("log:\n%s", log)
	}
	if _, err := web.Get("https://example.com/"); err == nil {
		t.Error("the proxy led to a host that is not AWS's")
	}
	if last := s.Log()[4]; last.Host != "example.com:443" || last.Status != 403 || last.Action != "CONNECT" {
		t.Errorf("log:\n%s", s.Log())
	}
	resp := must[*http.Response](t)(web.Get("http://169.254.169.254/latest/meta-data/"))
	_ = resp.Body.Close()
	if last := s.Log()[5]; last.Host != "169.254.169.254" || last.Via != "proxy" || last.Status != 404 {
		t.Errorf("log:\n%s", s.Log())
	}
	s.Misbehave(Fault{Kind: DropBefore})
	_, err = client("eu-west-1").GetCallerIdentity(ctx, nil)
	wantError(t, err)
}

// TestScopeOfAWSHosts wants the signing region of AWS's own hosts.
func TestScopeOfAWSHosts(t *testing.T) {
	for host, want := range map[string]string{
		"sts.amazonaws.com": "us-east-1", "sts.eu-west-1.amazonaws.com": "eu-west-1", "sts-fips.us-gov-west-1.amazonaws.com": "us-gov-west-1",
		"sts.cn-north-1.amazonaws.com.cn": "cn-north-1", "sts.eu-west-1.api.aws": "eu-west-1", "iam.amazonaws.com": "us-east-1",
		"iam.cn-north-1.amazonaws.com.cn": "cn-north-1", "iam.us-gov.amazonaws.com": "us-gov-west-1", "127.0.0.1": "", "localhost": "",
	} {
		if got := regionOf(host); got != want {
			t.Errorf("%s is signed for %q, want %q", host, got, want)
		}
	}
}

// awsCLI is Debian's AWS CLI, which knows no AWS_ENDPOINT_URL.
func awsCLI(t *testing.T, s *Server, home string, args ...string) *exec.Cmd {
	t.Helper()
	const path = "/usr/bin/aws"
	if _, err := os.Stat(path); err != nil {
		tooltest.Missing(t, "the AWS CLI (Debian's package awscli)")
	}
	cmd := exec.Command(path, args...)
	cmd.Env = append(s.ProxyEnv(), "HOME="+home, "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "AWS_PAGER=")
	return cmd
}

// TestRealCLI has the real AWS CLI ask for a code on a terminal, through the
// proxy, and use what it cached the second time.
func TestRealCLI(t *testing.T) {
	s := example(t)
	home := t.TempDir()
	if err := WriteExample(home); err != nil {
		t.Fatal(err)
	}
	cmd := awsCLI(t, s, home, "--profile", "prod", "sts", "get-caller-identity", "--output", "text", "--query", "Arn")
	terminal := ptytest.Start(t, cmd, 80, 24)
	terminal.Wait(0, "Enter MFA code for "+MFASerial+": ")
	from := terminal.Type(*code(t, s, MFASerial) + "\n")
	terminal.Wait(from, "arn:aws:sts::444455556666:assumed-role/admin/botocore-session-")
	if status := terminal.End(); status != 0 {
		t.Fatalf("aws: status %d\n%s", status, s.Log())
	}
	log := s.Log()
	if len(log) != 2 || log[0].Action != "AssumeRole" || log[0].Host != "sts.eu-west-1.amazonaws.com" || log[0].Params["DurationSeconds"] != "43200" ||
		log.Codes() != 1 || !strings.HasPrefix(log[0].UserAgent, "aws-cli/") {
		t.Errorf("log:\n%s", log)
	}
	files, _ := filepath.Glob(filepath.Join(home, ".aws", "cli", "cache", "*.json"))
	if len(files) != 1 {
		t.Errorf("cached: %v", files)
	}
	again := awsCLI(t, s, home, "--profile", "prod", "iam", "list-mfa-devices", "--user-name", "nobody")
	out, err := again.CombinedOutput()
	if err == nil || !bytes.Contains(out, []byte("(NoSuchEntity) when calling the ListMFADevices operation: The user with name nobody cannot be found.")) {
		t.Errorf("%v: %s", err, out)
	}
	if log := s.Log(); len(log) != 3 || log[2].Host != "iam.amazonaws.com" || !log[2].SessionToken {
		t.Errorf("log:\n%s", log)
	}
}

// TestRealCLIRefused has the real AWS CLI word a refusal.
func TestRealCLIRefused(t *testing.T) {
	s := example(t)
	home := t.TempDir()
	if err := WriteExample(home); err != nil {
		t.Fatal(err)
	}
	s.Change(func(w *World) { w.Users[0].Keys[0].Secret += "x" })
	out, err := awsCLI(t, s, home, "--profile", "iam", "sts", "get-caller-identity").CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 254 || !bytes.Contains(out, []byte("An error occurred (SignatureDoesNotMatch) when calling the GetCallerIdentity operation: The request signature we calculated")) {
		t.Errorf("%v: %s", err, out)
	}
}
