package environ

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/dialect"
	"github.com/awsenv/awsenv/pkg/session"
)

// user is a session of which as little as possible is known.
func user() session.Session {
	return session.Session{Profile: "user", Keys: session.Keys{AccessKeyID: "AKIAEXAMPLE", SecretAccessKey: "hush"}}
}

func TestRender(t *testing.T) {
	changes := []Change{{Name: "A", Value: "x y"}, {Name: "B", Unset: true}}
	bash, _ := dialect.Parse("bash")
	got, err := Render(changes, bash)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "bash", string(got), "unset A B;\nexport A='x y';\nexport A=\"$A\" && unset B;\n")

	got, err = Render(append(changes, Change{Name: "C", Value: "hush\x00"}), bash)
	var nul *dialect.NULError
	if got != nil || !errors.As(err, &nul) || nul.Name != "C" {
		t.Errorf("a NUL byte gave %q, %v", got, err)
	}
}

func TestApply(t *testing.T) {
	environ := []string{"A=1", "B=2", "A=3", "AB=4", "odd", "C="}
	got, err := Apply(environ, []Change{{Name: "A", Value: "x=y"}, {Name: "B", Unset: true}, {Name: "D", Unset: true}})
	if want := []string{"AB=4", "odd", "C=", "A=x=y"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("Apply = %q, %v, want %q", got, err, want)
	}
	if environ[0] != "A=1" {
		t.Error("Apply wrote into its argument")
	}
	if _, err := Apply(environ, []Change{{Name: "A", Value: "hush\x00"}}); err == nil || strings.Contains(err.Error(), "hush") {
		t.Errorf("a NUL byte gave %v", err)
	}
}

func TestJSON(t *testing.T) {
	got, err := JSON(prod(), expiry.Add(-90*time.Minute-time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "everything known", string(got), `{
  "profile": "prod",
  "role_arn": "arn:aws:iam::123456789012:role/admin",
  "account": "123456789012",
  "region": "eu-west-1",
  "access_key_id": "ASIAEXAMPLE",
  "secret_access_key": "hush/1",
  "session_token": "hush/2==",
  "expiration": "2026-11-20T21:00:00Z",
  "seconds_left": 5400
}
`)
	got, err = JSON(user(), expiry)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "little known", string(got), `{
  "profile": "user",
  "role_arn": null,
  "account": null,
  "region": null,
  "access_key_id": "AKIAEXAMPLE",
  "secret_access_key": "hush",
  "session_token": null,
  "expiration": null,
  "seconds_left": null
}
`)
	late, _ := JSON(prod(), expiry.Add(time.Hour))
	if !strings.Contains(string(late), `"seconds_left": 0`) {
		t.Errorf("after the expiry: %s", late)
	}
	odd := user()
	odd.Profile = "<a&b>\"\n\xff"
	got, _ = JSON(odd, expiry)
	if !json.Valid(got) || !strings.Contains(string(got), `"<a&b>\"\n`) {
		t.Errorf("an odd profile: %s", got)
	}
}

func TestProcess(t *testing.T) {
	got, err := Process(prod())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "everything known", string(got), `{"Version":1,"AccessKeyId":"ASIAEXAMPLE","SecretAccessKey":"hush/1","SessionToken":"hush/2==","Expiration":"2026-11-20T21:00:00Z","AccountId":"123456789012"}`+"\n")
	got, _ = Process(user())
	equal(t, "little known", string(got), `{"Version":1,"AccessKeyId":"AKIAEXAMPLE","SecretAccessKey":"hush"}`+"\n")
}

func TestINI(t *testing.T) {
	got, err := INI(prod())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "everything known", string(got), `[prod]
aws_access_key_id = ASIAEXAMPLE
aws_secret_access_key = hush/1
aws_session_token = hush/2==
expiration = 2026-11-20T21:00:00Z
region = eu-west-1
`)
	got, _ = INI(user())
	equal(t, "little known", string(got), "[user]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = hush\n")

	for _, name := range []string{"", "a]b", "a[b", "a\nb", "a\rb", "a\x00b", " a", "a\t"} {
		s := user()
		s.Profile = name
		var refused *INIError
		if got, err := INI(s); got != nil || !errors.As(err, &refused) || refused.ExitCode() != 3 {
			t.Errorf("profile %q gave %q, %v", name, got, err)
		}
	}
	s := user()
	s.Keys.SecretAccessKey = "hush\nregion = x"
	if got, err := INI(s); got != nil || err == nil || strings.Contains(err.Error(), "hush") {
		t.Errorf("a line break in a secret gave %q, %v", got, err)
	}
}
