package console

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestPage(t *testing.T) {
	for _, tt := range []struct{ partition, region, service, want string }{
		{"aws", "eu-west-1", "s3", "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1"},
		{"aws", "eu-west-1", "", "https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1"},
		{"aws", "", "ec2", "https://console.aws.amazon.com/ec2/home"},
		{"aws", "eu-west-1", "iam", "https://console.aws.amazon.com/iam/home"},
		{"aws", "us-east-1", "logs", "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:log-groups"},
		{"aws-cn", "cn-north-1", "lambda", "https://cn-north-1.console.amazonaws.cn/lambda/home?region=cn-north-1"},
		{"aws-us-gov", "us-gov-west-1", "rds", "https://us-gov-west-1.console.amazonaws-us-gov.com/rds/home?region=us-gov-west-1"},
	} {
		got, known := Page(tt.partition, tt.region, tt.service)
		if !known || got != tt.want {
			t.Errorf("%s %s %q: %s", tt.partition, tt.region, tt.service, got)
		}
		if err := Check(tt.partition, got); err != nil {
			t.Error(err)
		}
	}
	if address, known := Page("aws", "", "no-such"); known {
		t.Errorf("an unknown service is at %s", address)
	}
}

func TestServicesAreSorted(t *testing.T) {
	names := Services()
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("not sorted, or one twice: %q", names)
	}
	for _, name := range names {
		if address, known := Page("aws", "eu-west-1", name); !known || strings.Contains(address, "%") {
			t.Errorf("%s is at %q", name, address)
		}
	}
}

func TestSignIn(t *testing.T) {
	for partition, want := range map[string]string{
		"aws": "https://signin.aws.amazon.com", "aws-cn": "https://signin.amazonaws.cn", "aws-us-gov": "https://signin.amazonaws-us-gov.com",
		"aws-eusc": "https://signin.amazonaws-eusc.eu", "aws-iso": "https://signin.c2shome.ic.gov", "aws-iso-b": "https://signin.sc2shome.sgov.gov",
		"aws-iso-e": "https://signin.csphome.adc-e.uk", "aws-iso-f": "https://signin.csphome.hci.ic.gov", "aws-new": "",
	} {
		if got := SignIn(partition); got != want {
			t.Errorf("%s: %q", partition, got)
		}
	}
}

func TestForeignDestinations(t *testing.T) {
	for _, destination := range []string{
		"", "s3", "http://console.aws.amazon.com/s3", "//console.aws.amazon.com/", "javascript:alert(1)", "https:///s3",
		"https://console.aws.amazon.com.evil.example/", "https://evil.example/console.aws.amazon.com", "https://evilconsole.aws.amazon.com/",
		"https://console.aws.amazon.com@evil.example/", "https://me@console.aws.amazon.com/", "https://console.aws.amazon.com:8443/",
		"https://console.amazonaws.cn/s3/home", "https://aws.amazon.com/", "https://evil.example\\.console.aws.amazon.com/", "https://signin.aws.amazon.com/",
	} {
		if Check("aws", destination) == nil {
			t.Errorf("%q passes", destination)
		}
	}
	for _, destination := range []string{
		"https://console.aws.amazon.com/", "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#Instances:",
		"https://111122223333-abcd.eu-west-1.console.aws.amazon.com/s3/buckets/x",
	} {
		if err := Check("aws", destination); err != nil {
			t.Error(err)
		}
	}
	if Check("aws-new", "https://console./") == nil {
		t.Error("a partition without a console has one")
	}
}

// The address after signing out is encoded as a whole, or the browser would lose what
// follows its first &.
func TestAddresses(t *testing.T) {
	login, err := Login("https://signin.aws.amazon.com", "a+b/c=", "https://console.aws.amazon.com/s3/home?region=x&y#z")
	if err != nil {
		t.Fatal(err)
	}
	logout, err := Logout("http://127.0.0.1:1", login)
	if err != nil {
		t.Fatal(err)
	}
	outer := parse(t, logout)
	if outer.Path != "/oauth" || outer.Query().Get("Action") != "logout" || outer.Query().Get("redirect_uri") != login {
		t.Errorf("%s", logout)
	}
	inner := parse(t, login)
	q := inner.Query()
	if inner.Host != "signin.aws.amazon.com" || inner.Path != "/federation" || q.Get("Action") != "login" || q.Get("SigninToken") != "a+b/c=" ||
		q.Get("Destination") != "https://console.aws.amazon.com/s3/home?region=x&y#z" || !q.Has("Issuer") {
		t.Errorf("%s", login)
	}
	if _, err := Login("https://x", "token", strings.Repeat("a", longestURL)); err == nil || strings.Contains(err.Error(), "token") {
		t.Errorf("a long address: %v", err)
	}
}

func parse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
