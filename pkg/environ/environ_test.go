package environ

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/dialect"
	"github.com/awsenv/awsenv/pkg/session"
)

var expiry = time.Date(2026, 11, 20, 21, 0, 0, 0, time.UTC)

// prod is a role session with everything known.
func prod() session.Session {
	return session.Session{
		Profile: "prod",
		Keys:    session.Keys{AccessKeyID: "ASIAEXAMPLE", SecretAccessKey: "hush/1", SessionToken: "hush/2=="},
		Expires: expiry,
		RoleARN: "arn:aws:iam::123456789012:role/admin",
		Account: "123456789012",
		Region:  "eu-west-1",
	}
}

func lookup(env map[string]string) Lookup {
	return func(name string) (string, bool) {
		value, set := env[name]
		return value, set
	}
}

// apply is what a shell does with the changes.
func apply(env map[string]string, changes []Change) map[string]string {
	after := map[string]string{}
	maps.Copy(after, env)
	for _, c := range changes {
		if c.Unset {
			delete(after, c.Name)
		} else {
			after[c.Name] = c.Value
		}
	}
	return after
}

func load(s session.Session, markers []string, env map[string]string) map[string]string {
	return apply(env, Load(s, markers, lookup(env)))
}

// text shows changes, values included, one per line.
func text(changes []Change) string {
	var b strings.Builder
	for _, c := range changes {
		if c.Unset {
			fmt.Fprintf(&b, "-%s\n", c.Name)
		} else {
			fmt.Fprintf(&b, "%s=%s\n", c.Name, c.Value)
		}
	}
	return b.String()
}

func equal(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n%s\nwant:\n%s", what, got, want)
	}
}

func TestLoadOverNothing(t *testing.T) {
	changes := Load(prod(), []string{"AWSUME_PROFILE"}, lookup(nil))
	equal(t, "the list", text(changes), `AWS_ACCESS_KEY_ID=ASIAEXAMPLE
AWS_SECRET_ACCESS_KEY=hush/1
AWS_SESSION_TOKEN=hush/2==
-AWS_SECURITY_TOKEN
AWS_CREDENTIAL_EXPIRATION=2026-11-20T21:00:00Z
AWS_REGION=eu-west-1
AWS_DEFAULT_REGION=eu-west-1
AWS_ACCOUNT_ID=123456789012
AWSENV_PROFILE=prod
AWSENV_EXPIRES=1795208400
AWSENV_ROLE_ARN=arn:aws:iam::123456789012:role/admin
AWSUME_PROFILE=prod
AWSENV_SAVED=1,AWS_REGION=-:.eu-west-1,AWS_DEFAULT_REGION=-:.eu-west-1,+AWSUME_PROFILE
`)
}

func TestLoadUnknowns(t *testing.T) {
	changes := Load(session.Session{
		Profile: "user", Keys: session.Keys{AccessKeyID: "AKIAEXAMPLE", SecretAccessKey: "hush"},
	}, nil, lookup(map[string]string{"AWS_PROFILE": "old", "AWS_DEFAULT_PROFILE": "", "AWS_REGION": "us-east-1"}))
	equal(t, "the list", text(changes), `AWS_ACCESS_KEY_ID=AKIAEXAMPLE
AWS_SECRET_ACCESS_KEY=hush
-AWS_SESSION_TOKEN
-AWS_SECURITY_TOKEN
-AWS_CREDENTIAL_EXPIRATION
-AWS_PROFILE
-AWS_DEFAULT_PROFILE
-AWS_ACCOUNT_ID
AWSENV_PROFILE=user
-AWSENV_EXPIRES
-AWSENV_ROLE_ARN
AWSENV_SAVED=1,AWS_PROFILE=.old:-,AWS_DEFAULT_PROFILE=.:-
`)
}

func TestClearOfNothing(t *testing.T) {
	env := map[string]string{"AWS_REGION": "us-east-1", "AWS_PROFILE": "mine", "AWSUME_PROFILE": "theirs", "AWS_ACCESS_KEY_ID": "AKIA"}
	equal(t, "the list", text(Clear(lookup(env))), `-AWS_ACCESS_KEY_ID
-AWS_SECRET_ACCESS_KEY
-AWS_SESSION_TOKEN
-AWS_SECURITY_TOKEN
-AWS_CREDENTIAL_EXPIRATION
-AWS_ACCOUNT_ID
-AWSENV_PROFILE
-AWSENV_EXPIRES
-AWSENV_ROLE_ARN
-AWSENV_SAVED
`)
}

// TestStories tell what becomes of the environment by loads, by clears and by
// what the person does in between. Each begins with a region and a profile of
// the person's own.
func TestStories(t *testing.T) {
	before := map[string]string{"AWS_REGION": "us-east-1", "AWS_PROFILE": "mine", "AWS_DEFAULT_PROFILE": "", "HOME": "/home/x"}
	with := func(name, value string) map[string]string {
		env := maps.Clone(before)
		env[name] = value
		return env
	}
	without := func(name string) map[string]string {
		env := maps.Clone(before)
		delete(env, name)
		return env
	}
	silent := prod()
	silent.Region = ""
	other := prod()
	other.Profile, other.Region = "dev", "ap-south-1"

	type env = map[string]string
	loads := func(s session.Session, markers ...string) func(*testing.T, env) env {
		return func(t *testing.T, e env) env { return load(s, markers, e) }
	}
	lab := prod()
	lab.Settings = []session.Variable{{Name: EndpointURL, Value: "http://lab"}, {Name: "AWS_ENDPOINT_URL_S3", Value: "http://s3"}, {Name: UseFIPS, Value: "false"}, {Name: CABundle, Value: "/ca"}}
	holds := func(name, want string) func(*testing.T, env) env {
		return func(t *testing.T, e env) env {
			if e[name] != want {
				t.Errorf("%s=%q, want %q", name, e[name], want)
			}
			return e
		}
	}
	clear := func(_ *testing.T, e env) env { return apply(e, Clear(lookup(e))) }
	sets := func(name, value string) func(*testing.T, env) env {
		return func(_ *testing.T, e env) env { e[name] = value; return e }
	}
	unsets := func(name string) func(*testing.T, env) env {
		return func(_ *testing.T, e env) env { delete(e, name); return e }
	}
	regions := func(region, fallback string) func(*testing.T, env) env {
		return func(t *testing.T, e env) env {
			if e[Region] != region || e[DefaultRegion] != fallback {
				t.Errorf("AWS_REGION=%q AWS_DEFAULT_REGION=%q, want %q %q", e[Region], e[DefaultRegion], region, fallback)
			}
			return e
		}
	}
	for _, story := range []struct {
		name  string
		want  env
		steps []func(*testing.T, env) env
	}{
		{"load, clear", before, []func(*testing.T, env) env{loads(prod()), clear}},
		{"load over loaded, clear", before, []func(*testing.T, env) env{loads(prod()), loads(other), clear}},
		{"the same profile twice, clear twice", before, []func(*testing.T, env) env{loads(prod()), loads(prod()), clear, clear}},
		{"a second load without a region", before, []func(*testing.T, env) env{loads(prod()), regions("eu-west-1", "eu-west-1"), loads(silent), regions("us-east-1", ""), clear}},
		{"a third load with one", before, []func(*testing.T, env) env{loads(prod()), loads(silent), loads(other), regions("ap-south-1", "ap-south-1"), clear}},
		{"the region changed by hand", with(Region, "sa-east-1"), []func(*testing.T, env) env{loads(prod()), sets(Region, "sa-east-1"), clear}},
		{"the region unset by hand", without(Region), []func(*testing.T, env) env{loads(prod()), unsets(Region), clear}},
		{"the region emptied by hand", with(Region, ""), []func(*testing.T, env) env{loads(prod()), sets(Region, ""), clear}},
		{"a region by hand, then a load without one", with(Region, "sa-east-1"), []func(*testing.T, env) env{loads(prod()), sets(Region, "sa-east-1"), loads(silent), regions("sa-east-1", ""), clear}},
		{"a region by hand, then a load with one", with(Region, "sa-east-1"), []func(*testing.T, env) env{loads(prod()), sets(Region, "sa-east-1"), loads(other), regions("ap-south-1", "ap-south-1"), clear}},
		{"AWS_PROFILE set by hand", with(AWSProfile, "new"), []func(*testing.T, env) env{loads(prod()), sets(AWSProfile, "new"), clear}},
		{"AWS_PROFILE set by hand, load over", with(AWSProfile, "new"), []func(*testing.T, env) env{loads(prod()), sets(AWSProfile, "new"), loads(other), clear}},
		{"endpoints, then a load without", with("AWS_ENDPOINT_URL", "http://own"), []func(*testing.T, env) env{
			sets("AWS_ENDPOINT_URL", "http://own"), loads(lab), holds("AWS_ENDPOINT_URL", "http://lab"), holds("AWS_ENDPOINT_URL_S3", "http://s3"),
			loads(prod()), holds("AWS_ENDPOINT_URL", "http://own"), holds("AWS_ENDPOINT_URL_S3", ""), clear}},
		{"endpoints, load over, clear", before, []func(*testing.T, env) env{loads(lab), loads(lab), clear}},
		{"an endpoint by hand", with("AWS_ENDPOINT_URL_S3", "http://mine"), []func(*testing.T, env) env{
			loads(lab), sets("AWS_ENDPOINT_URL_S3", "http://mine"), loads(prod()), holds("AWS_ENDPOINT_URL_S3", "http://mine"), clear}},
		{"markers", before, []func(*testing.T, env) env{loads(prod(), "AWSUME_PROFILE"), loads(other, "AWS_VAULT"), clear}},
		{"no AWSENV_SAVED", without(AWSProfile), []func(*testing.T, env) env{unsets(AWSProfile), loads(silent), unsets(Saved), unsets(DefaultRegion), sets(AWSDefaultProfile, ""), clear}},
	} {
		t.Run(story.name, func(t *testing.T) {
			got := maps.Clone(before)
			for _, step := range story.steps {
				got = step(t, got)
			}
			delete(got, Previous) // TestBefore
			if !maps.Equal(got, story.want) {
				t.Errorf("the environment is %v\nwant %v", got, story.want)
			}
		})
	}
}

func TestFromEnv(t *testing.T) {
	got, ok := FromEnv(lookup(load(prod(), nil, nil)))
	want := Loaded{
		Profile: "prod", AccessKeyID: "ASIAEXAMPLE", RoleARN: "arn:aws:iam::123456789012:role/admin",
		Account: "123456789012", Region: "eu-west-1", Expires: expiry,
	}
	if !ok || got != want {
		t.Errorf("FromEnv = %+v, %v", got, ok)
	}
	if got, ok := FromEnv(lookup(map[string]string{AccessKeyID: "AKIA"})); ok {
		t.Errorf("keys of the person's own count as loaded: %+v", got)
	}
	for _, garbage := range []string{"", " ", "-1", "+1", "1e9", "0x10", " 1", "1 ", "1\n", "a[$(id)]", "253402300800", "9999999999999999999999", "١"} {
		if got, ok := FromEnv(lookup(map[string]string{Profile: "p", Expires: garbage, AccountID: garbage + "x"})); !ok || !got.Expires.IsZero() || got.Account != "" {
			t.Errorf("AWSENV_EXPIRES=%q gave %+v, %v", garbage, got, ok)
		}
	}
}

// TestAccountIsTwelveDigits: another number is no account, whoever wrote it.
func TestAccountIsTwelveDigits(t *testing.T) {
	for account, want := range map[string]string{
		"012345678901": "012345678901", "12345678901": "", "1234567890123": "", "12345678901x": "", " 12345678901": "", "": "",
	} {
		if got, _ := FromEnv(lookup(map[string]string{Profile: "p", AccountID: account})); got.Account != want {
			t.Errorf("AWS_ACCOUNT_ID=%q gave %q, want %q", account, got.Account, want)
		}
	}
}

// TestSecretsStayHidden: neither AWSENV_SAVED nor a Change in a message shows a
// secret.
func TestSecretsStayHidden(t *testing.T) {
	env := map[string]string{SecretAccessKey: "hush/0", SessionToken: "hush/0", SecurityToken: "hush/0"}
	changes := Load(prod(), nil, lookup(env))
	if saved := apply(env, changes)[Saved]; strings.Contains(saved, "hush") {
		t.Errorf("AWSENV_SAVED=%s", saved)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		if out := fmt.Sprintf(verb, changes); strings.Contains(out, "hush") || strings.Contains(out, fmt.Sprintf("%x", "hush")) {
			t.Errorf("%s shows %s", verb, out)
		}
	}
}

func BenchmarkLoadAndRender(b *testing.B) {
	d, _ := dialect.Parse("bash")
	env := lookup(map[string]string{Region: "us-east-1"})
	b.ReportAllocs()
	for b.Loop() {
		changes := Load(prod(), nil, env)
		_, _ = Render(changes, d)
	}
}
