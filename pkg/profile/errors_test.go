package profile

import (
	"errors"
	"strings"
	"testing"
	"time"
)

const exampleKeys = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"

// parse reads two texts as ~/.aws/config and ~/.aws/credentials.
func parse(t *testing.T, config, credentials string) *Set {
	t.Helper()
	set, err := Parse(File{Path: "~/.aws/config", Text: []byte(config)}, File{Path: "~/.aws/credentials", Text: []byte(credentials)})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func hints(err error) string {
	if h, ok := err.(interface{ Hints() []string }); ok {
		return strings.Join(h.Hints(), "\n")
	}
	return ""
}

func TestParseErrors(t *testing.T) {
	tests := []struct {
		name, config, message, hint string
	}{
		{"duplicate section", "[profile a]\nx = 1\n\n[profile a]\n", "~/.aws/config:4: the section [profile a] is there twice, first in line 1", "merge the two"},
		{"duplicate option", "[profile a]\nregion = x\nRegion: y\n", "~/.aws/config:3: the option region is there twice in this section, first in line 2", "remove one"},
		{"no delimiter", "[profile a]\nAKIASECRET\n", "~/.aws/config:2: the line has neither = nor :", "name = value"},
		{"no name", "[profile a]\n = 1\n", "~/.aws/config:2: there is no name before the =", "name = value"},
		{"no section", "# comment\nregion = x\n", "~/.aws/config:2: there is an option before the first [section]", "section header"},
		{"unclosed header", "[default]\n\n[profile a\n", "~/.aws/config:3: the section header is not closed", "add the ]"},
		{"empty header", "[default]\n[]\n", "~/.aws/config:2: the section header is empty", "name between"},
		{"block", "[profile a]\ns3 =\n  x = 1\n  y\n", "~/.aws/config:4: the line belongs to the block of s3 but has no =", "settings of their own"},
		{"byte order mark", "\xef\xbb\xbf[default]\n", "~/.aws/config:1: the file begins with a byte order mark", "without a byte order mark"},
		{"not UTF-8", "[default]\r\nregion = x\r\n# caf\xe9\r\n", "~/.aws/config:3: the text is not UTF-8", "UTF-8"},
		{"not UTF-8 behind a replacement character", "# \ufffd\n[default]\n# \xff\n", "~/.aws/config:3: the text is not UTF-8", "UTF-8"},
		{"old Mac lines", "[a]\rb\r", "~/.aws/config:2: the line has neither = nor :", "name = value"},
		{"control characters", "[a\x1b[2J]\n[a\x1b[2J]\n", "~/.aws/config:2: the section [a\uFFFD[2J] is there twice, first in line 1", "merge"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse(File{Path: "~/.aws/config", Text: []byte(tt.config)}, File{})
			var parse *ParseError
			if !errors.As(err, &parse) || err.Error() != tt.message {
				t.Fatalf("error %v, want %s", err, tt.message)
			}
			if !strings.Contains(hints(err), tt.hint) {
				t.Errorf("hints %q, want %q", hints(err), tt.hint)
			}
			if strings.Contains(err.Error()+hints(err), "SECRET") {
				t.Errorf("the line is quoted: %v", err)
			}
		})
	}
}

func TestResolveErrors(t *testing.T) {
	const role = "role_arn = arn:aws:iam::123456789012:role/dev\n"
	tests := []struct {
		name, config, credentials, profile, message, hint string
	}{
		{"near name", "[profile prod]\n[profile test]\n", "", "prdo", `profile "prdo" is not in ~/.aws/config or ~/.aws/credentials`, `did you mean "prod"?`},
		{"case", "[profile Prod]\n", "", "prod", `profile "prod" is not in`, `did you mean "Prod"?`},
		{"part of a name", "[profile production-eu]\n", "", "prod", `profile "prod" is not in`, `did you mean "production-eu"?`},
		{"never default", "[default]\nregion = x\n", "", "zzz", `profile "zzz" is not in`, "awsenv list"},
		{"without prefix", "[default]\n[dev]\n", "", "dev", `profile "dev" is not in`, "line 2 of ~/.aws/config has [dev], which is not read as this profile: write [profile dev]"},
		{"unquoted blank", "[profile my dev]\n", "", "my dev", `profile "my dev" is not in`, "write [profile 'my dev']"},
		{"capital", "[Profile dev]\n", "", "dev", `profile "dev" is not in`, "write [profile dev]"},
		{"prefix in credentials", "", "[profile dev]\n", "dev", `profile "dev" is not in`, "line 1 of ~/.aws/credentials has [profile dev]; in that file the section is the bare name: write [dev]"},
		{"empty name", "[default]\n", "", "", `profile "" is not in`, "unset AWS_PROFILE"},
		{"no files", "", "", "x", `profile "x" is not in`, "aws configure"},
		{"hostile name", "[profile x]\n", "", "a\x1b[2J\nb", `profile "a\x1b[2J\nb" is not in`, "awsenv list"},
		{"loop", "[profile a]\n" + role + "source_profile = b\n[profile b]\n" + role + "source_profile = a\n", "", "a",
			`profile "b": source_profile goes round in a circle: "a" -> "b" -> "a" (~/.aws/config:6)`, "access keys"},
		{"loop below", "[profile a]\n" + role + "source_profile = b\n[profile b]\n" + role + "source_profile = c\n[profile c]\n" + role + "source_profile = b\n", "", "a",
			`profile "c": source_profile goes round in a circle: "a" -> "b" -> "c" -> "b" (~/.aws/config:9)`, "access keys"},
		{"unknown source", "[profile a]\n" + role + "source_profile = bas\n[profile base]\n", "", "a", `profile "a": source_profile "bas" does not exist (~/.aws/config:3)`, `did you mean "base"?`},
		{"source without credentials", "[profile a]\n" + role + "source_profile = b\n[profile b]\nsource_profile = c\n", "", "a", `profile "b": it is the source_profile of "a" but has no credentials (~/.aws/config:4)`, "beside role_arn"},
		{"indented source", "[profile a]\n" + role + "  source_profile = b\n", "", "a", `profile "a": role_arn needs source_profile or credential_source (~/.aws/config:2)`, "remove the blanks"},
		{"own keys", "[profile a]\n" + role, "[a]\n" + exampleKeys, "a", `profile "a": role_arn needs`, "source_profile = a"},
		{"short quoted role", "[profile a]\nrole_arn = \"arn:aws:dev\"\nsource_profile = b\n", "", "a", `role_arn "\"arn:aws:dev\"" is too short`, "the quotes belong to the value"},
		{"commented serial", "[profile a]\n" + role + "source_profile = b\nmfa_serial = x # old\n", "", "a", `mfa_serial "x # old" is too short`, "the comment belongs to the value of mfa_serial: the AWS CLI does not remove it: put it on a line of its own"},
		{"short duration", "[profile a]\n" + role + "source_profile = b\nduration_seconds = 60\n", "", "a", `duration_seconds: 60 seconds is too short`, "900 to 43200"},
		{"huge duration", "[profile a]\n" + role + "source_profile = b\nduration_seconds = 99999999999999999999\n", "", "a", "too large", "900 to 43200"},
		{"block in place of a value", "[profile a]\nrole_arn =\n  x = y\nsource_profile = b\n", "", "a", "role_arn has indented lines in place of a value (~/.aws/config:2)", "same line"},
		{"secret only", "", "[a]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n", "a", `profile "a": aws_access_key_id has no aws_secret_access_key beside it (~/.aws/credentials:2)`, "same file"},
		{"empty id", "", "[a]\naws_access_key_id =\naws_secret_access_key = s\n", "a", `profile "a": aws_access_key_id is empty (~/.aws/credentials:2)`, "fill it in"},
		{"empty secret", "", "[a]\naws_access_key_id = AKIA\naws_secret_access_key =\n", "a", `profile "a": aws_secret_access_key is empty (~/.aws/credentials:3)`, "fill it in"},
		{"process quotes", "[profile a]\ncredential_process = x 'y\n", "", "a", "cannot be split into words", "POSIX"},
		{"empty process", "[profile a]\ncredential_process =\n", "", "a", "credential_process is empty", "command"},
		{"plain service", "[profile a]\nservices = l\n[services l]\nsts = http://x\n", "[a]\n" + exampleKeys, "a", "sts in the services section has no settings of its own (~/.aws/config:4)", "endpoint_url"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			disabled := func(name string) (string, bool) { return "true", name == "AWS_EC2_METADATA_DISABLED" }
			_, err := parse(t, tt.config, tt.credentials).Resolve(tt.profile, Options{Env: disabled})
			if err == nil || !strings.Contains(err.Error(), tt.message) {
				t.Fatalf("error %v, want %s", err, tt.message)
			}
			if !strings.Contains(hints(err), tt.hint) {
				t.Errorf("hints %q, want %q", hints(err), tt.hint)
			}
			if text := err.Error() + hints(err); strings.Contains(text, "wJalr") || strings.ContainsRune(text, '\x1b') {
				t.Errorf("unsafe text %q", text)
			}
		})
	}
}

// TestWebIdentityIsCheckedAsARoleIs: what STS can never accept is refused before a call.
func TestWebIdentityIsCheckedAsARoleIs(t *testing.T) {
	for options, want := range map[string]string{
		"role_arn = arn:aws\n": `profile "a": role_arn "arn:aws" is too short`,
		"role_arn = arn:aws:iam::123456789012:role/dev\nrole_session_name = x\n": `profile "a": role_session_name "x" is too short`,
		"role_arn = arn:aws:iam::123456789012:role/dev\nrole_session_name =\n":   "",
	} {
		_, err := parse(t, "[profile a]\nweb_identity_token_file = t\n"+options, "").Resolve("a", Options{})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", options, err, want)
		}
	}
}

// TestRoleOfFlags: what Resolve checks of a profile's role is checked of any.
func TestRoleOfFlags(t *testing.T) {
	role := Role{ARN: "arn:aws:iam::123456789012:role/dev", Duration: 15 * time.Minute, SessionName: "me", ExternalID: "xy", MFASerial: "GAHT12345678"}
	if err := role.Check(); err != nil {
		t.Error(err)
	}
	role.Duration = 0
	if err := role.Check(); err != nil {
		t.Error(err)
	}
	for want, spoil := range map[string]func(r *Role){
		"role_arn is set but empty":         func(r *Role) { r.ARN = "" },
		`role_session_name "x"`:             func(r *Role) { r.SessionName = "x" },
		`external_id "x"`:                   func(r *Role) { r.ExternalID = "x" },
		`mfa_serial "12345678"`:             func(r *Role) { r.MFASerial = "12345678" },
		"a duration of 14m59s is too short": func(r *Role) { r.Duration = 15*time.Minute - time.Second },
	} {
		r := role
		spoil(&r)
		if err := r.Check(); err == nil || !strings.Contains(err.Error(), want) || hints(err) == "" {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// TestFileWithoutALine: a problem of a whole file has no line.
func TestFileWithoutALine(t *testing.T) {
	o := Options{Env: environ("AWS_CREDENTIAL_FILE", "/ec2"), ReadFile: func(string) ([]byte, error) { return []byte("AWSAccessKeyId=AKIA\n"), nil }}
	_, err := parse(t, "[profile a]\n", "").Resolve("a", o)
	if err == nil || err.Error() != "AWSAccessKeyId has no AWSSecretKey beside it (/ec2)" {
		t.Errorf("error %v", err)
	}
}
