package environ

import (
	"slices"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/session"
)

// inherited is an environment in which everything is set that a command of `exec` must
// not see.
func inherited() []string {
	return []string{
		"HOME=/home/michael", "AWS_ACCESS_KEY_ID=parent", "AWS_ACCESS_KEY_ID=twice", "AWS_SECRET_ACCESS_KEY=parent",
		"AWS_SESSION_TOKEN=parent", "AWS_SECURITY_TOKEN=parent", "AWS_PROFILE=parent", "AWS_DEFAULT_PROFILE=parent",
		"AWS_ACCESS_KEY=parent", "AWS_SECRET_KEY=parent", "AWS_CREDENTIAL_FILE=parent", "AWS_BEARER_TOKEN_BEDROCK=parent",
		"AWS_WEB_IDENTITY_TOKEN_FILE=parent", "AWS_ROLE_ARN=parent", "AWS_ROLE_SESSION_NAME=parent",
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=parent", "AWS_CONTAINER_CREDENTIALS_FULL_URI=parent",
		"AWS_CONTAINER_AUTHORIZATION_TOKEN=parent", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=parent",
		"AWSENV_PROFILE=parent", "AWSENV_EXPIRES=1", "AWSENV_ROLE_ARN=parent", "AWSENV_SAVED=1", "AWS_REGION=us-east-1",
	}
}

func TestCommandInheritsNoCredentials(t *testing.T) {
	for name, s := range map[string]session.Session{"with keys": prod(), "without": {Profile: "prod"}} {
		got, err := Command(inherited(), s, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range got {
			if variable, value, _ := strings.Cut(entry, "="); value == "parent" || value == "twice" || variable == Saved {
				t.Errorf("%s: the command inherits %s", name, entry)
			}
		}
		has := slices.ContainsFunc(got, func(entry string) bool { return strings.HasPrefix(entry, AccessKeyID) })
		if has == s.Keys.Empty() {
			t.Errorf("%s: AWS_ACCESS_KEY_ID is set: %v", name, has)
		}
		if !slices.Contains(got, "HOME=/home/michael") {
			t.Errorf("%s: what is not AWS's is lost", name)
		}
	}
}

// TestNothingOfACommandSteersTheNext: what a command got for its profile is taken away
// for another one's, and by a clear, as if it were loaded.
func TestNothingOfACommandSteersTheNext(t *testing.T) {
	outer := prod()
	outer.Settings = []session.Variable{{Name: EndpointURL, Value: "http://outer"}, {Name: EndpointURL + "_S3", Value: "http://outer"}}
	own := []string{"AWS_REGION=us-east-1", "AWS_ENDPOINT_URL_S3=http://own"}
	first, err := Command(own, outer, []string{"AWSUME_PROFILE"}, Change{Name: ConfigFile, Value: "/private"})
	if err != nil {
		t.Fatal(err)
	}
	inner := session.Session{Profile: "inner", Keys: session.Keys{AccessKeyID: "inner", SecretAccessKey: "inner"}}
	second, err := Command(first, inner, nil)
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, env Lookup) {
		t.Helper()
		for name, want := range map[string]string{Region: "us-east-1", DefaultRegion: "", EndpointURL: "", EndpointURL + "_S3": "http://own", "AWSUME_PROFILE": ""} {
			if got, _ := env(name); got != want {
				t.Errorf("%s: %s is %q, want %q", what, name, got, want)
			}
		}
	}
	check("a command within", lookupEntries(second))
	cleared, err := Apply(first, Clear(lookupEntries(first)))
	if err != nil {
		t.Fatal(err)
	}
	check("a clear within", lookupEntries(cleared))
	if _, inside := lookupEntries(cleared)(Exec); inside {
		t.Error("a clear leaves AWSENV_EXEC")
	}
}
