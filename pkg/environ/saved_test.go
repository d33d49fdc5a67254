package environ

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/dialect"
)

func TestMarkers(t *testing.T) {
	env := load(t, prod(), []string{"AWSUME_PROFILE", "AWS_VAULT", "AWSUME_PROFILE"}, nil)
	if env["AWSUME_PROFILE"] != "prod" || env["AWS_VAULT"] != "prod" {
		t.Errorf("the markers are %q and %q", env["AWSUME_PROFILE"], env["AWS_VAULT"])
	}
	env = load(t, prod(), []string{"AWS_VAULT"}, env)
	if value, ok := env["AWSUME_PROFILE"]; ok {
		t.Errorf("a marker that is no longer listed is still %q", value)
	}

	for _, name := range []string{"AWSUME_PROFILE", "AWS_VAULT", "AWS_SSO_PROFILE", "AWS_OKTA_PROFILE", "GOOGLE_PROFILE", "X", "_X1"} {
		if err := CheckMarker(name); err != nil {
			t.Errorf("CheckMarker(%q): %v", name, err)
		}
	}
	for _, name := range []string{
		"", "1X", "A-B", "A B", "A\n", "Ä", "$(id)", "A;id", "path", "status", "Prompt",
		"AWS_PROFILE", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
		"AWS_CREDENTIAL_EXPIRATION", "AWS_ACCOUNT_ID", "AWSENV_PROFILE", "AWSENV_SAVED", "AWSENV_ANYTHING", "AWSENV",
		"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_ENDPOINT_URL_STS", "AWS_CA_BUNDLE", "AWS_ROLE_ARN", "AWS_PAGER",
		"PATH", "HOME", "IFS", "LD_PRELOAD", "DYLD_INSERT_LIBRARIES", "BASH_ENV", "ENV", "PROMPT_COMMAND", "PS1", "PS4", "ZDOTDIR",
		"FPATH", "CDPATH", "PYTHONSTARTUP", "PERL5OPT", "NODE_OPTIONS", "GIT_SSH_COMMAND", "HTTPS_PROXY", "LC_ALL", "SHELLOPTS", "_",
	} {
		_, err := Load(prod(), []string{name}, lookup(nil))
		var refused *MarkerError
		if !errors.As(err, &refused) || refused.ExitCode() != 3 || len(refused.Hints()) == 0 {
			t.Errorf("marker %q: %v", name, err)
		}
	}
}

// TestSavedHostile: whatever AWSENV_SAVED holds, a clear works and touches
// nothing outside the list.
func TestSavedHostile(t *testing.T) {
	good := lookupSaved(lookup(map[string]string{Saved: "1,AWS_REGION=.a%20b:-,+AWS_VAULT"}))
	if len(good.records) != 1 || good.records[0].original.text != "a b" || !slices.Equal(good.markers, []string{"AWS_VAULT"}) {
		t.Fatalf("text that is well formed was read as %+v", good)
	}
	start := map[string]string{"PATH": "/bin", "HOME": "/h", Region: "eu-west-1", AWSProfile: "mine"}
	calm := apply(start, Clear(lookup(start)))
	for _, hostile := range []string{
		"0,AWS_REGION=.x:.eu-west-1", "2,AWS_REGION=.x:.eu-west-1", "AWS_REGION=.x:.eu-west-1", ",AWS_REGION=.x:.eu-west-1",
		"1,AWS_REGION=.x:.eu-west-1,", "1,AWS_REGION=.x:.eu-west-1,,", "1,AWS_REGION=.x:.eu-west-1,junk", "1,AWS_REGION=.x:.eu-west-1,AWS_PROFILE=.y",
		"1,AWS_REGION=x:.eu-west-1", "1,AWS_REGION=.x%:.eu-west-1", "1,AWS_REGION=.x%0:.eu-west-1", "1,AWS_REGION=.x%zz:.eu-west-1",
		"1,AWS_REGION=.x%00:.eu-west-1", "1,AWS_REGION=.x\x00:.eu-west-1", "1,AWS_REGION=:.eu-west-1", "1,AWS_REGION=.x:", "1,=.x:-",
		"1,PATH=.x:./bin", "1,PATH=-:./bin,HOME=-:./h", "1,+PATH", "1,+HOME,+LD_PRELOAD,+", "1,+AWS_SHARED_CREDENTIALS_FILE", "1,+$(id)", "1,+A B",
		"1," + strings.Repeat("+PATH,", 1000) + "+PATH", "1,AWS_SECRET_ACCESS_KEY=.x:-", strings.Repeat("1", 100000), "1\n,AWS_REGION=.x:.eu-west-1",
	} {
		env := maps.Clone(start)
		env[Saved] = hostile
		changes := Clear(lookup(env))
		if got := apply(env, changes); !maps.Equal(got, calm) {
			t.Errorf("AWSENV_SAVED=%.60q: the environment is %v", hostile, got)
		}
		for _, shell := range []string{"bash", "zsh", "fish", "sh"} {
			d, _ := dialect.Parse(shell)
			if _, err := Render(changes, d); err != nil {
				t.Errorf("AWSENV_SAVED=%.60q blocks a clear: %v", hostile, err)
			}
		}
	}
}

func FuzzSaved(f *testing.F) {
	f.Add("1,AWS_REGION=.us-east-1:.eu-west-1,AWS_PROFILE=.old:-,+AWSUME_PROFILE", "eu-west-1")
	f.Add("1,AWS_REGION=.%C3%A9%0A:-", "")
	f.Fuzz(func(t *testing.T, text, region string) {
		s := lookupSaved(lookup(map[string]string{Saved: text}))
		again := lookupSaved(lookup(map[string]string{Saved: s.encode()}))
		if !slices.Equal(s.markers, again.markers) || !slices.Equal(s.records, again.records) {
			t.Errorf("%q: %+v became %+v", text, s, again)
		}
		for _, c := range Clear(lookup(map[string]string{Saved: text, Region: region})) {
			if !ours(c.Name) && CheckMarker(c.Name) != nil {
				t.Errorf("%q makes a clear change %q", text, c.Name)
			}
			if strings.IndexByte(c.Value, 0) >= 0 {
				t.Errorf("%q makes a NUL byte", text)
			}
		}
	})
}
