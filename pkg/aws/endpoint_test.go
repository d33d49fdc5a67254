package aws

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/session"
)

// recorder answers every request with a made-up AssumeRole answer and keeps it.
type recorder struct{ requests []*http.Request }

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	r.requests = append(r.requests, request)
	return &http.Response{StatusCode: 200, Header: http.Header{}, Request: request, Body: io.NopCloser(strings.NewReader(grantedRole))}, nil
}

// scopeRegion is the region in the credential scope of a signature.
func scopeRegion(t *testing.T, r *http.Request) string {
	t.Helper()
	_, scope, ok := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	fields := strings.Split(scope, "/")
	if !ok || len(fields) < 5 || !strings.HasPrefix(fields[3], "sts") {
		t.Fatalf("Authorization is %q", r.Header.Get("Authorization"))
	}
	return fields[2]
}

var userKeys = session.Keys{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}

// sentTo makes an AssumeRole and says where it really went and for which region
// it was signed.
func sentTo(t *testing.T, cfg Config) (url, region string) {
	t.Helper()
	c := newTestClient(cfg)
	wire := &recorder{}
	c.http.Transport = wire
	if _, err := c.AssumeRole(t.Context(), userKeys, RoleRequest{ARN: "arn:aws:iam::123456789012:role/dev", SessionName: "me"}); err != nil {
		t.Fatal(err)
	}
	r := wire.requests[0]
	return r.URL.Scheme + "://" + r.URL.Host + r.URL.Path, scopeRegion(t, r)
}

func TestSTSEndpointIsTheAWSCLIs(t *testing.T) {
	text, err := os.ReadFile("testdata/endpoints.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		ID              string
		Region          string
		FIPS, DualStack bool
		Custom          string
		Endpoint        string
		SigningRegion   string `json:"signing_region"`
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 20 {
		t.Fatalf("only %d cases", len(cases))
	}
	for _, v := range cases {
		t.Run(v.ID, func(t *testing.T) {
			cfg := Config{Region: v.Region, FIPS: v.FIPS, DualStack: v.DualStack, STSEndpoint: v.Custom}
			checkSTS(t, cfg, v.Endpoint, v.SigningRegion)
		})
	}
}

// checkSTS compares what STSEndpoint says and what a real request does.
func checkSTS(t *testing.T, cfg Config, endpoint, region string) {
	t.Helper()
	saidURL, saidRegion, err := STSEndpoint(cfg)
	if err != nil || saidURL != endpoint || saidRegion != region {
		t.Errorf("STSEndpoint says %q, %q, %v; want %q, %q", saidURL, saidRegion, err, endpoint, region)
	}
	url, signed := sentTo(t, cfg)
	if strings.TrimSuffix(url, "/") != strings.TrimSuffix(endpoint, "/") || signed != region {
		t.Errorf("the request went to %q, signed for %q; want %q, %q", url, signed, endpoint, region)
	}
}

func TestSTSEndpointBeyondTheVectors(t *testing.T) {
	for name, v := range map[string]struct {
		cfg              Config
		endpoint, signed string
	}{
		"gov with FIPS has the plain name":       {Config{Region: "us-gov-east-1", FIPS: true}, "https://sts.us-gov-east-1.amazonaws.com", "us-gov-east-1"},
		"iso-e":                                  {Config{Region: "eu-isoe-west-1"}, "https://sts.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1"},
		"iso-f":                                  {Config{Region: "us-isof-south-1"}, "https://sts.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1"},
		"dualstack":                              {Config{Region: "eu-west-1", DualStack: true}, "https://sts.eu-west-1.api.aws", "eu-west-1"},
		"dualstack without a region":             {Config{DualStack: true}, "https://sts.aws-global.api.aws", "us-east-1"},
		"FIPS without a region":                  {Config{FIPS: true}, "https://sts-fips.aws-global.amazonaws.com", "us-east-1"},
		"custom keeps its path":                  {Config{Region: "eu-west-1", STSEndpoint: "http://127.0.0.1:4566/sts/v1"}, "http://127.0.0.1:4566/sts/v1", "eu-west-1"},
		"custom ignores FIPS and dualstack":      {Config{Region: "eu-west-1", FIPS: true, DualStack: true, STSEndpoint: "http://127.0.0.1:4566"}, "http://127.0.0.1:4566", "eu-west-1"},
		"custom signs aws-global for us-east-1":  {Config{Region: "aws-global", STSEndpoint: "http://127.0.0.1:4566"}, "http://127.0.0.1:4566", "us-east-1"},
		"custom undoes a pseudo region as usual": {Config{Region: "fips-us-east-2", STSEndpoint: "http://127.0.0.1:4566"}, "http://127.0.0.1:4566", "us-east-2"},
	} {
		t.Run(name, func(t *testing.T) { checkSTS(t, v.cfg, v.endpoint, v.signed) })
	}
}

func TestSTSEndpointRefusals(t *testing.T) {
	for name, v := range map[string]struct {
		cfg   Config
		words string
	}{
		"blank in a region":        {Config{Region: "not a region"}, "no region"},
		"slash in a region":        {Config{Region: "a/b"}, "no region"},
		"region that turns a host": {Config{Region: "x@evil.example#"}, "no region"},
		"custom without region":    {Config{STSEndpoint: "http://127.0.0.1:1"}, "needs a region"},
		"custom without scheme":    {Config{Region: "eu-west-1", STSEndpoint: "127.0.0.1:1"}, "not an http or https URL"},
		"custom of another scheme": {Config{Region: "eu-west-1", STSEndpoint: "ftp://127.0.0.1"}, "not an http or https URL"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := STSEndpoint(v.cfg)
			var config *ConfigError
			if !errors.As(err, &config) || !strings.Contains(config.Problem, v.words) || config.ExitCode() != 3 || len(config.Hints()) == 0 {
				t.Errorf("got %v", err)
			}
			if _, err := newTestClient(v.cfg).CallerIdentity(t.Context(), "x", userKeys); !errors.As(err, &config) {
				t.Errorf("the call says %v", err)
			}
		})
	}
}

func TestOtherEndpoints(t *testing.T) {
	portal := func(c Config, region string) (string, error) { return ssoEndpoint(c, "portal.sso", region) }
	oidc := func(c Config, region string) (string, error) { return ssoEndpoint(c, "oidc", region) }
	signin := func(c Config, region string) (string, error) { c.Region = region; return signinEndpoint(c) }
	for _, v := range []struct {
		name    string
		resolve func(Config, string) (string, error)
		cfg     Config
		region  string
		want    string
	}{
		{"portal", portal, Config{}, "us-west-2", "https://portal.sso.us-west-2.amazonaws.com"},
		{"portal cn", portal, Config{}, "cn-north-1", "https://portal.sso.cn-north-1.amazonaws.com.cn"},
		{"portal FIPS", portal, Config{FIPS: true}, "us-west-2", "https://portal.sso-fips.us-west-2.amazonaws.com"},
		{"portal gov FIPS", portal, Config{FIPS: true}, "us-gov-west-1", "https://portal.sso.us-gov-west-1.amazonaws.com"},
		{"portal dualstack", portal, Config{DualStack: true}, "us-west-2", "https://portal.sso.us-west-2.api.aws"},
		{"portal custom", portal, Config{SSOEndpoint: "http://127.0.0.1:1", FIPS: true}, "us-west-2", "http://127.0.0.1:1"},
		{"oidc", oidc, Config{}, "us-west-2", "https://oidc.us-west-2.amazonaws.com"},
		{"oidc both", oidc, Config{FIPS: true, DualStack: true}, "us-west-2", "https://oidc-fips.us-west-2.api.aws"},
		{"oidc custom", oidc, Config{OIDCEndpoint: "http://127.0.0.1:2"}, "us-west-2", "http://127.0.0.1:2"},
		{"signin", signin, Config{}, "eu-west-1", "https://eu-west-1.signin.aws.amazon.com"},
		{"signin cn", signin, Config{}, "cn-north-1", "https://cn-north-1.signin.amazonaws.cn"},
		{"signin gov", signin, Config{}, "us-gov-east-1", "https://us-gov-east-1.signin.amazonaws-us-gov.com"},
		{"signin gov west FIPS", signin, Config{FIPS: true}, "us-gov-west-1", "https://signin-fips.amazonaws-us-gov.com"},
		{"signin gov east FIPS", signin, Config{FIPS: true}, "us-gov-east-1", "https://us-gov-east-1.signin-fips.amazonaws-us-gov.com"},
		{"signin FIPS", signin, Config{FIPS: true}, "us-east-1", "https://signin-fips.us-east-1.amazonaws.com"},
		{"signin dualstack", signin, Config{DualStack: true}, "us-east-1", "https://signin.us-east-1.api.aws"},
		{"signin custom", signin, Config{SigninEndpoint: "http://127.0.0.1:3"}, "", "http://127.0.0.1:3"},
	} {
		t.Run(v.name, func(t *testing.T) {
			if got, err := v.resolve(v.cfg, v.region); err != nil || got != v.want {
				t.Errorf("got %q, %v; want %q", got, err, v.want)
			}
		})
	}
	if _, err := signin(Config{}, ""); err == nil {
		t.Error("sign-in without a region is accepted")
	}
}
