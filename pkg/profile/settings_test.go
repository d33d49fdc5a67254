package profile

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/session"
)

// resolve resolves profile a of the texts.
func resolve(t *testing.T, config, credentials string, o Options) Chain {
	t.Helper()
	c, err := parse(t, config, credentials).Resolve("a", o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestRegionAndEndpoints(t *testing.T) {
	config := "[profile a]\nregion = eu-west-1\nservices = lab\n[services lab]\nSSO_OIDC =\n  endpoint_url = http://oidc\niam =\n  other = x\n"
	exports := []session.Variable{{Name: "AWS_ENDPOINT_URL_SSO_OIDC", Value: "http://oidc"}}
	tests := []struct {
		name string
		o    Options
		from string
		want Settings
	}{
		{"profile", Options{}, `profile "a": wrong (~/.aws/config:2)`, Settings{Region: "eu-west-1", ProfileRegion: "eu-west-1", Endpoints: Endpoints{OIDC: "http://oidc"}}},
		{"configuration", Options{ProfileRegion: "eu-north-1"}, "wrong (the configuration of awsenv)", Settings{Region: "eu-north-1", ProfileRegion: "eu-north-1", Endpoints: Endpoints{OIDC: "http://oidc"}}},
		{"variable", Options{ProfileRegion: "eu-north-1", Env: environ("AWS_DEFAULT_REGION", "us-east-2")}, "wrong (AWS_DEFAULT_REGION)", Settings{Region: "us-east-2", ProfileRegion: "eu-north-1", Endpoints: Endpoints{OIDC: "http://oidc"}}},
		{"flag", Options{Region: "fips-us-west-2", Env: environ("AWS_REGION", "us-east-2", "AWS_ENDPOINT_URL_SSO_OIDC", "", "AWS_CA_BUNDLE", "/ca")}, "wrong (--region)",
			Settings{Region: "us-west-2", ProfileRegion: "eu-west-1", FIPS: true, CABundle: "/ca", Endpoints: Endpoints{OIDC: "http://oidc"}}},
		{"all", Options{Env: environ("AWS_ENDPOINT_URL", "http://all", "AWS_ENDPOINT_URL_IAM", "http://iam", "AWS_USE_FIPS_ENDPOINT", "no", "AWS_USE_DUALSTACK_ENDPOINT", "TRUE")}, `profile "a": wrong (~/.aws/config:2)`,
			Settings{Region: "eu-west-1", ProfileRegion: "eu-west-1", DualStack: true, Endpoints: Endpoints{STS: "http://all", IAM: "http://iam", SSO: "http://all", OIDC: "http://all", Signin: "http://all"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := resolve(t, config, "[a]\n"+exampleKeys, tt.o).Settings
			if err := got.regionFrom.fault(InvalidRegion, "wrong"); err.Error() != tt.from {
				t.Errorf("the region is %s, want %s", err, tt.from)
			}
			tt.want.Exports = exports
			tt.want.regionFrom, tt.want.endpointFrom = got.regionFrom, got.endpointFrom
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%+v\nwant %+v", got, tt.want)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	flag := origin{name: "--region"}
	tests := []struct {
		name     string
		settings Settings
		want     string
	}{
		{"nothing", Settings{}, ""},
		{"region", Settings{Region: "eu-west-1", regionFrom: flag}, ""},
		{"empty", Settings{regionFrom: origin{name: "AWS_REGION"}}, "the region is set but empty (AWS_REGION)"},
		{"digits", Settings{Region: "123", regionFrom: flag}, `the region "123" is not the name of a region (--region)`},
		{"hyphen", Settings{Region: "eu-", regionFrom: flag}, `the region "eu-"`},
		{"underscore", Settings{Region: "eu_west", regionFrom: flag}, `the region "eu_west"`},
		{"endpoint without region", Settings{Endpoints: Endpoints{STS: "http://x"}}, "a custom endpoint needs a region"},
		{"endpoint", Settings{Region: "x", Endpoints: Endpoints{STS: "http://127.0.0.1:4566/path"}}, ""},
		{"endpoint without scheme", Settings{Region: "x", Endpoints: Endpoints{STS: "localhost:4566"}}, `the endpoint "localhost:4566" is no URL`},
		{"endpoint with blank", Settings{Region: "x", Endpoints: Endpoints{STS: "http://a b"}}, `the endpoint "http://a b" is no URL`},
		{"endpoint without host", Settings{Region: "x", Endpoints: Endpoints{STS: "http://:80"}}, `the endpoint "http://:80" is no URL`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := Chain{Settings: tt.settings}.Check()
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

// TestBadRegionNamesItsLine: and says what is odd about it.
func TestBadRegionNamesItsLine(t *testing.T) {
	err := resolve(t, "[profile a]\nregion = \"eu-west-1\"\n", "[a]\n"+exampleKeys, Options{}).Check()
	if err == nil || err.Error() != `profile "a": the region "\"eu-west-1\"" is not the name of a region (~/.aws/config:2)` || !strings.Contains(hints(err), "quotes") {
		t.Errorf("%v, hints %q", err, hints(err))
	}
}

// TestBadEndpointCountsOnlyWhereItIsCalled: as for the AWS CLI, an endpoint that is no
// URL is no fault as long as a variable takes its place, and it names its line.
func TestBadEndpointCountsOnlyWhereItIsCalled(t *testing.T) {
	const config = "[profile a]\nregion = eu-west-1\nendpoint_url = localhost:4566\n[profile b]\nregion = eu-west-1\nservices = lab\n[services lab]\nsts =\n  endpoint_url = nowhere\n"
	const credentials = "[a]\n" + exampleKeys
	sts := Options{Env: environ("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1")}
	c := resolve(t, config, credentials, sts)
	if err := c.Check(); err != nil {
		t.Errorf("a variable stands in its place: %v", err)
	}
	if err := c.Check(IAM); err == nil || err.Error() != `profile "a": the endpoint "localhost:4566" is no URL (~/.aws/config:3)` || hints(err) == "" {
		t.Errorf("IAM is called: %v", err)
	}
	if err := resolve(t, config, credentials, Options{}).Check(); err == nil || !strings.Contains(err.Error(), "~/.aws/config:3") {
		t.Errorf("STS is called: %v", err)
	}
	if err := resolve(t, config, credentials, Options{Env: environ("AWS_ENDPOINT_URL", "x")}).Check(); err == nil || err.Error() != `the endpoint "x" is no URL (AWS_ENDPOINT_URL)` {
		t.Errorf("a bad variable: %v", err)
	}
	b, err := parse(t, config, "[b]\n"+exampleKeys).Resolve("b", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Check(); err == nil || !strings.Contains(err.Error(), `profile "b": the endpoint "nowhere" is no URL (~/.aws/config:8)`) {
		t.Errorf("a bad services section: %v", err)
	}
	for kind, needs := range map[SourceKind]bool{SourceSSO: true, SourceKeys: false, SourceLogin: false} {
		c := Chain{Source: Source{Kind: kind}, Settings: Settings{Endpoints: Endpoints{SSO: "bad", OIDC: "bad"}}}
		if err := c.Check(); (err != nil) != needs {
			t.Errorf("an endpoint of SSO for a source of kind %v: %v", kind, err)
		}
	}
}

// TestEmptyRegionBesideAnEndpoint: the AWS CLI calls a custom endpoint when the region
// is set but empty, and refuses to when there is none at all.
func TestEmptyRegionBesideAnEndpoint(t *testing.T) {
	for config, want := range map[string]string{
		"region =\nendpoint_url = http://x\n": "",
		"region =\n":                          "the region is set but empty",
		"endpoint_url = http://x\n":           "a custom endpoint needs a region",
	} {
		c := resolve(t, "[profile a]\n"+config, "[a]\n"+exampleKeys, Options{})
		err := c.Check()
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", config, err, want)
		}
		if c.Settings.ProfileRegion != "" {
			t.Errorf("%q exports %q", config, c.Settings.ProfileRegion)
		}
	}
	if c := resolve(t, "[profile a]\nendpoint_url = http://x\n", "[a]\n"+exampleKeys, Options{Env: environ("AWS_REGION", "")}); c.Check() != nil || c.Settings.Region == "" {
		t.Errorf("an empty AWS_REGION: %v, region %q", c.Check(), c.Settings.Region)
	}
}

// TestRegionThatIsNoneIsNotExported even when a variable has made the calls possible.
func TestRegionThatIsNoneIsNotExported(t *testing.T) {
	for _, region := range []string{`"eu-west-1"`, "eu_west", "x # y", "x\n  y", strings.Repeat("x", 64)} {
		c := resolve(t, "[profile a]\nregion = "+region+"\n", "[a]\n"+exampleKeys, Options{Env: environ("AWS_REGION", "eu-north-1")})
		if err := c.Check(); err != nil || c.Settings.Region != "eu-north-1" || c.Settings.ProfileRegion != "" {
			t.Errorf("%q: %v, %+v", region, err, c.Settings)
		}
	}
}

// TestKeysAreOnOneLine: a line break or a control character in a key would end as an
// error of the network.
func TestKeysAreOnOneLine(t *testing.T) {
	for _, tt := range []struct{ credentials, want string }{
		{"aws_access_key_id = AKIA\n  hush\naws_secret_access_key = s\n", `profile "a": aws_access_key_id holds a line break (~/.aws/credentials:2)`},
		{"aws_access_key_id = AKIA\naws_secret_access_key = hush\n  hush\n", `profile "a": aws_secret_access_key holds a line break (~/.aws/credentials:3)`},
		{"aws_access_key_id = AKIA\naws_secret_access_key = s\naws_session_token = hush\n\n  hush\n", `profile "a": aws_session_token holds a line break (~/.aws/credentials:4)`},
		{"aws_access_key_id = AKIA\naws_secret_access_key = s\naws_security_token = hu\x1bsh\n", `profile "a": aws_security_token holds a control character (~/.aws/credentials:4)`},
		{"aws_access_key_id = AKIA\thush\naws_secret_access_key = s\n", `profile "a": aws_access_key_id holds a control character (~/.aws/credentials:2)`},
	} {
		_, err := parse(t, "", "[a]\n"+tt.credentials).Resolve("a", Options{})
		if err == nil || err.Error() != tt.want || hints(err) == "" {
			t.Errorf("error %v, want %s", err, tt.want)
		}
	}
	for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} {
		env := environ(name, "hu\nsh", "AWS_ACCESS_KEY_ID", "AKIA", "AWS_SECRET_ACCESS_KEY", "s")
		if _, err := parse(t, "", "").Environment(Options{Env: env}); err == nil || err.Error() != name+" holds a line break" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestDurationInOtherDigits counts as it does for Python.
func TestDurationInOtherDigits(t *testing.T) {
	c := resolve(t, "[profile a]\nrole_arn = arn:aws:iam::123456789012:role/dev\nsource_profile = b\nduration_seconds = ４３_２００\n", "[b]\n"+exampleKeys, Options{})
	if got := c.Roles[0].Duration; got != 12*time.Hour {
		t.Errorf("the role is asked for %v", got)
	}
}

// TestMetadataV1IsAllowedByTheProfileAlone, and not against a variable.
func TestMetadataV1IsAllowedByTheProfileAlone(t *testing.T) {
	const variable = "AWS_EC2_METADATA_V1_DISABLED"
	for _, tt := range []struct {
		option string
		env    Env
		want   bool
	}{
		{"", nil, false}, {"", environ(variable, "false"), false}, {"true", nil, false}, {"0", nil, false},
		{"false", nil, true}, {"False", environ(variable, "false"), true}, {"false", environ(variable, "true"), false},
	} {
		config := "[profile a]\nregion = eu-west-1\n"
		if tt.option != "" {
			config += "ec2_metadata_v1_disabled = " + tt.option + "\n"
		}
		if got := resolve(t, config, "[a]\n"+exampleKeys, Options{Env: tt.env}).Settings.MetadataV1; got != tt.want {
			t.Errorf("%q with a variable %v: %v", tt.option, tt.env != nil, got)
		}
	}
}

// TestExports: what the named profile itself says of endpoints, and nothing of its
// source, of variables, or that no tool could use.
func TestExports(t *testing.T) {
	const role = "[profile a]\nrole_arn = arn:aws:iam::123456789012:role/dev\nsource_profile = b\n"
	for _, tt := range []struct{ name, config, env, want string }{
		{"nothing", "", "", ""},
		{"one endpoint", "endpoint_url = http://127.0.0.1:9000\n", "", "AWS_ENDPOINT_URL=http://127.0.0.1:9000"},
		{"what variables say stays what the person set", "endpoint_url = http://own\n", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL=http://own"},
		{"switches and certificates", "use_fips_endpoint = TRUE\nuse_dualstack_endpoint = no\nca_bundle = /etc/ca.pem\n", "", "AWS_USE_FIPS_ENDPOINT=true AWS_USE_DUALSTACK_ENDPOINT=false AWS_CA_BUNDLE=/etc/ca.pem"},
		{"services", "services = lab\nendpoint_url = http://own\n[services lab]\ns3 =\n  endpoint_url = http://s3\n  addressing_style = path\nelastic_beanstalk =\n  endpoint_url=https://eb/x\nsts =\n  other = x\n",
			"", "AWS_ENDPOINT_URL=http://own AWS_ENDPOINT_URL_S3=http://s3 AWS_ENDPOINT_URL_ELASTIC_BEANSTALK=https://eb/x"},
		{"ignored", "endpoint_url = http://own\nignore_configured_endpoint_urls = true\nuse_fips_endpoint = true\n", "", "AWS_USE_FIPS_ENDPOINT=true"},
		{"empty", "endpoint_url =\nuse_fips_endpoint =\nuse_dualstack_endpoint =\nca_bundle =\n", "", ""},
		{"no URL", "endpoint_url = localhost\nservices = lab\nca_bundle = a\n  b\n[services lab]\ns3 =\n  endpoint_url = http://a b\nx-y =\n  endpoint_url = http://x\n", "AWS_ENDPOINT_URL_STS", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			source := "[profile b]\nendpoint_url = http://source\nuse_fips_endpoint = true\n[services other]\ns3 =\n  endpoint_url = http://other\n"
			var o Options
			if tt.env != "" {
				o.Env = environ(tt.env, "http://person")
			}
			var got []string
			for _, v := range resolve(t, role+tt.config+source, "[b]\n"+exampleKeys, o).Settings.Exports {
				got = append(got, fmt.Sprintf("%s=%s", v.Name, v.Value))
			}
			if !slices.Equal(got, strings.Fields(tt.want)) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
