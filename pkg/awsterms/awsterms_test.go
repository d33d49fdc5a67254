package awsterms

import (
	"strings"
	"testing"
)

func TestARNs(t *testing.T) {
	for _, tt := range []struct{ arn, account, name string }{
		{"arn:aws:iam::111122223333:role/team/dev", "111122223333", "dev"},
		{"arn:aws-cn:iam::111122223333:mfa/michael", "111122223333", "michael"},
		{"arn:aws:sts::111122223333:assumed-role/admin/me", "111122223333", "me"},
		{"GAHT12345678", "", "GAHT12345678"},
		{"", "", ""},
		{"arn:aws:iam", "", "iam"},
	} {
		if account, name := Account(tt.arn), Name(tt.arn); account != tt.account || name != tt.name {
			t.Errorf("%q: account %q, name %q", tt.arn, account, name)
		}
	}
}

func TestIsRole(t *testing.T) {
	for text, want := range map[string]bool{
		"arn:aws:iam::111122223333:role/dev":    true,
		"arn:aws-cn:iam::111122223333:role/a/b": true,
		"arn:aws:iam::11112222333:role/dev":     false,
		"arn:aws:iam::11112222333x:role/dev":    false,
		"arn:aws:iam::111122223333:role/":       false,
		"arn:aws:iam::111122223333:user/dev":    false,
		"arn:aws:sts::111122223333:role/dev":    false,
		"arn:x:role/dev":                        false,
		"role/dev":                              false,
	} {
		if got := IsRole(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestIsSessionOf(t *testing.T) {
	const role = "arn:aws:iam::111122223333:role/team/admin"
	for text, want := range map[string]bool{
		"arn:aws:sts::111122223333:assumed-role/admin/me":  true,
		"arn:aws:sts::111122223333:assumed-role/admins/me": false,
		"arn:aws:sts::444455556666:assumed-role/admin/me":  false,
		"arn:aws:sts::111122223333:federated-user/admin":   false,
		"arn:aws:iam::111122223333:assumed-role/admin/me":  false,
		"": false,
	} {
		if got := IsSessionOf(text, role); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// A region in capitals went to the network from the command line and was refused in
// the configuration.
func TestIsRegion(t *testing.T) {
	for name, want := range map[string]bool{
		"eu-west-1": true, "garage": true, "default": true, "aws-global": true, "x1": true, strings.Repeat("a", 63): true,
		"": false, "EU-west-1": false, "eu-west-1 ": false, "-eu": false, "eu-": false, "eu.west": false, "1": false, "eu_west": false,
		"é": false, strings.Repeat("a", 64): false, "eu-west-1\n": false,
	} {
		if got := IsRegion(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

func TestPartition(t *testing.T) {
	for region, want := range map[string]string{
		"": "aws", "eu-west-1": "aws", "aws-global": "aws", "cn-north-1": "aws-cn", "us-gov-east-1": "aws-us-gov",
		"us-iso-east-1": "aws-iso", "us-isob-east-1": "aws-iso-b", "us-isof-south-1": "aws-iso-f", "eu-isoe-west-1": "aws-iso-e",
		"eusc-de-east-1": "aws-eusc",
	} {
		if got := Partition(region); got != want {
			t.Errorf("%q: %q, want %q", region, got, want)
		}
	}
	for _, p := range partitions {
		if region := RegionOf(p.name); Partition(region) != p.name || !IsRegion(region) {
			t.Errorf("%s: %q", p.name, region)
		}
	}
	if got := RegionOf(Commercial) + RegionOf("no-such"); got != "" {
		t.Errorf("%q", got)
	}
}

func TestValidSessionName(t *testing.T) {
	for name, want := range map[string]string{
		"michael": "michael", "a b/ü": "a-b--", "x": "x-", "": "--", "m@x.y=,+_-": "m@x.y=,+_-",
		strings.Repeat("n", 70): strings.Repeat("n", 64),
	} {
		if got := ValidSessionName(name); got != want || len(got) < ShortestSessionName || len(got) > LongestSessionName {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestRealRegion(t *testing.T) {
	for name, want := range map[string]string{
		"eu-west-1": "eu-west-1", "": "", "fips-us-east-1": "us-east-1 fips", "us-gov-west-1-fips": "us-gov-west-1 fips",
	} {
		got, fips := RealRegion(name)
		if fips {
			got += " fips"
		}
		if got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

func TestIsOwnHost(t *testing.T) {
	for host, want := range map[string]bool{
		"sts.amazonaws.com": true, "sts.cn-north-1.amazonaws.com.cn": true, "vpce-1.sts.eu-west-1.vpce.amazonaws.com": true, "sts.eu-west-1.api.aws": true,
		"sts.us-iso-east-1.c2s.ic.gov": true, "127.0.0.1": false, "garage.example": false, "notamazonaws.com": false, "sts.amazonaws.com.evil.example": false,
		"amazonaws.com": false, "": false,
	} {
		if got := IsOwnHost(host); got != want {
			t.Errorf("%q: %v", host, got)
		}
	}
}
