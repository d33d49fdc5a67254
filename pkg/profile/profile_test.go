package profile

import (
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/session"
)

// environ is an environment from pairs of name and value.
func environ(pairs ...string) Env {
	return func(name string) (string, bool) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

func TestPaths(t *testing.T) {
	tests := []struct {
		name   string
		env    Env
		config string
	}{
		{"default", nil, "/home/p/.aws/config"},
		{"set", environ("AWS_CONFIG_FILE", "/x/config"), "/x/config"},
		{"empty", environ("AWS_CONFIG_FILE", ""), ""},
		{"tilde", environ("AWS_CONFIG_FILE", "~/c"), "/home/p/c"},
		{"only tilde", environ("AWS_CONFIG_FILE", "~"), "/home/p"},
		{"somebody else", environ("AWS_CONFIG_FILE", "~root/c"), "~root/c"},
		{"variable", environ("AWS_CONFIG_FILE", "$D/${E}x$F/$", "D", "/d", "E", "e"), "/d/ex$F/$"},
		{"variable with tilde", environ("AWS_CONFIG_FILE", "$D/c", "D", "~"), "/home/p/c"},
		{"digits", environ("AWS_CONFIG_FILE", "/$A1_b-x$1", "A1_b", "y", "A", "wrong"), "/y-x$1"},
		{"braces", environ("AWS_CONFIG_FILE", "${}a${b", "b", "x"), "${}a${b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if config, _ := Paths(tt.env, "/home/p"); config != tt.config {
				t.Errorf("%q, want %q", config, tt.config)
			}
		})
	}
	if _, credentials := Paths(environ("AWS_SHARED_CREDENTIALS_FILE", "k"), "/home/p"); credentials != "k" {
		t.Errorf("credentials %q", credentials)
	}
	if got := Short("/home/p/.aws/config", "/home/p"); got != "~/.aws/config" {
		t.Errorf("short %q", got)
	}
	if got := Short("/home/pa/x", "/home/p"); got != "/home/pa/x" {
		t.Errorf("short %q", got)
	}
	for _, home := range []string{"", "/"} {
		if got := Short("/etc/config", home); got != "/etc/config" {
			t.Errorf("short %q with the home %q", got, home)
		}
	}
}

// A person on Windows writes paths as botocore expands them there (Python's ntpath).
func TestPathsOnWindows(t *testing.T) {
	env := environ("USERPROFILE", `C:\Users\p`, "D", "d")
	for text, want := range map[string]string{
		`%USERPROFILE%\aws config`: `C:\Users\p\aws config`,
		`~\c`:                      `C:\Users\p\c`,
		`~/c`:                      `C:\Users\p/c`,
		`C:\$D\${D}\%d%`:           `C:\d\d\%d%`,
		`100%%`:                    `100%`,
		`%NONE%\%`:                 `%NONE%\%`,
		`~root\c`:                  `~root\c`,
	} {
		if got := expandFor(true, text, env, `C:\Users\p`); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
	for _, text := range []string{`%D%`, `~\c`} {
		if got := expandFor(false, text, env, "/home/p"); got != text {
			t.Errorf("elsewhere %s is %s", text, got)
		}
	}
}

// The expected words are what botocore's compat_shell_split(text, "win32") gives.
func TestSplitWindows(t *testing.T) {
	for text, want := range map[string][]string{
		``:                             nil,
		`C:\bin\tool.exe a	b`:          {`C:\bin\tool.exe`, "a", "b"},
		`"C:\Program Files\t.exe" "x"`: {`C:\Program Files\t.exe`, "x"},
		`a "" 'b c'`:                   {"a", "", "'b", "c'"},
		`\"a\" "b\"c"`:                 {`"a"`, `b"c`},
		`"a\\" b\\\"c d\\`:             {`a\`, `b\"c`, `d\\`},
		`a"b c"d`:                      {"ab cd"},
		"a\nb":                         {"a\nb"},
	} {
		if got, err := splitWindows(text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q is %q, %v, want %q", text, got, err, want)
		}
	}
	if got, err := splitWindows(`"a b`); err == nil {
		t.Errorf("an open quote gives %q", got)
	}
}

func TestSplitWords(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"", nil},
		{"  a\tb\nc ", []string{"a", "b", "c"}},
		{`'a b' "c d" e\ f`, []string{"a b", "c d", "e f"}},
		{`"a\"b\\c\d"`, []string{`a"b\c\d`}},
		{`'a\'b`, []string{`a\b`}},
		{`''`, []string{""}},
		{`a''b#c`, []string{"ab#c"}},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			if got, err := splitWords(tt.text); err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("%q, %v, want %q", got, err, tt.want)
			}
		})
	}
	for _, text := range []string{`'a`, `"a`, `"a\"`, `a\`} {
		if got, err := splitWords(text); err == nil {
			t.Errorf("%q is split into %q", text, got)
		}
	}
}

func TestAdHoc(t *testing.T) {
	role := Role{ARN: "arn:aws:iam::123456789012:role/team/adhoc", MFASerial: "arn:aws:iam::123456789012:mfa/alice"}
	set := parse(t, "[default]\nregion = eu-west-1\n[profile dev]\nrole_arn = arn:aws:iam::123456789012:role/dev\nsource_profile = default\nregion = eu-west-2\n", "[default]\n"+exampleKeys)
	keys := environ("AWS_ACCESS_KEY_ID", "AKIAENV", "AWS_SECRET_ACCESS_KEY", "s")
	tests := []struct {
		name, source string
		roles        []string
		key, region  string
	}{
		{"default", "", []string{role.ARN}, "AKIAIOSFODNN7EXAMPLE", "eu-west-1"},
		{"role as source", "dev", []string{"arn:aws:iam::123456789012:role/dev", role.ARN}, "AKIAIOSFODNN7EXAMPLE", "eu-west-2"},
		{"environment", "env", []string{role.ARN}, "AKIAENV", "eu-west-1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := set.AdHoc(role, tt.source, Options{Env: keys})
			if err != nil {
				t.Fatal(err)
			}
			var roles []string
			for _, r := range c.Roles {
				roles = append(roles, r.ARN)
			}
			if !slices.Equal(roles, tt.roles) || c.Source.Keys.AccessKeyID != tt.key || c.Settings.Region != tt.region || c.Profile != "adhoc" {
				t.Errorf("chain %+v", c)
			}
		})
	}
	for name, call := range map[string]func() error{
		"bad role":   func() error { _, err := set.AdHoc(Role{ARN: "dev"}, "", Options{}); return err },
		"no env":     func() error { _, err := set.AdHoc(role, "env", Options{}); return err },
		"no source":  func() error { _, err := set.AdHoc(role, "nope", Options{}); return err },
		"no default": func() error { _, err := parse(t, "", "").AdHoc(role, "", Options{}); return err },
	} {
		if err := call(); err == nil || hints(err) == "" {
			t.Errorf("%s: error %v, hints %q", name, err, hints(err))
		}
	}
}

func TestSourceDetails(t *testing.T) {
	set := parse(t, "[profile a]\nmfa_serial = arn:aws:iam::123456789012:mfa/alice\n[profile a-sts]\n", "[a]\n"+exampleKeys+"aws_account_id = 210987654321\n"+
		"[a-sts]\n"+exampleKeys+"aws_session_token = token\nexpiration = 2026-11-20T21:00:00Z\n")
	c, err := set.Resolve("a", Options{})
	if err != nil || c.Source.MFASerial != "arn:aws:iam::123456789012:mfa/alice" || c.Source.Account != "210987654321" || !c.Source.Expires.IsZero() {
		t.Errorf("%+v, %v", c.Source, err)
	}
	c, err = set.Resolve("a-sts", Options{})
	if want := time.Date(2026, 11, 20, 21, 0, 0, 0, time.UTC); err != nil || !c.Source.Expires.Equal(want) {
		t.Errorf("%+v, %v", c.Source, err)
	}
}

func TestFallbacks(t *testing.T) {
	set := parse(t, "[profile a]\nregion = eu-west-1\n", "")
	files := map[string]string{
		"/ec2":        "AWSAccessKeyId=AKIAEC2\nAWSSecretKey=s\n",
		"/home/.boto": "[Credentials]\naws_access_key_id = AKIABOTO\naws_secret_access_key = s\n",
	}
	read := func(path string) ([]byte, error) {
		if text, ok := files[path]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	}
	tests := []struct {
		name string
		o    Options
		want Source
	}{
		{"EC2 tools", Options{Env: environ("AWS_CREDENTIAL_FILE", "/ec2"), ReadFile: read}, Source{Kind: SourceKeys, Keys: session.Keys{AccessKeyID: "AKIAEC2", SecretAccessKey: "s"}}},
		{"boto2", Options{Home: "/home", ReadFile: read}, Source{Kind: SourceKeys, Keys: session.Keys{AccessKeyID: "AKIABOTO", SecretAccessKey: "s"}}},
		{"EC2 tools without keys", Options{Env: environ("AWS_CREDENTIAL_FILE", "/none"), ReadFile: read}, Source{Kind: SourceInstance}},
		{"other boto2 file", Options{Env: environ("BOTO_CONFIG", "/none", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://x"), Home: "/home", ReadFile: read}, Source{Kind: SourceContainer}},
		{"instance", Options{}, Source{Kind: SourceInstance}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.want.Profile, tt.want.Fallback = "a", true
			if c, err := set.Resolve("a", tt.o); err != nil || !reflect.DeepEqual(c.Source, tt.want) {
				t.Errorf("%+v, %v", c.Source, err)
			}
		})
	}
}

func TestDescribe(t *testing.T) {
	const arn = "arn:aws:iam::123456789012:role/dev"
	set := parse(t, "[profile base]\nmfa_serial = arn:aws:iam::123456789012:mfa/alice\n[profile dev]\nrole_arn = "+arn+"\nsource_profile = base\nregion = eu-west-1\n"+
		"[profile sso]\nsso_session = corp\nsso_account_id = 111111111111\nsso_role_name = R\n[profile ec2]\nrole_arn = "+arn+"\ncredential_source = Ec2InstanceMetadata\n"+
		"[profile web]\nrole_arn = "+arn+"\nweb_identity_token_file = t\n[profile proc]\ncredential_process = p\n[profile none]\n"+
		"[profile login]\nlogin_session = arn:aws:sts::123456789012:assumed-role/a/b\n[profile inconfig]\naws_account_id = 222222222222\n"+exampleKeys+
		"[profile env]\nrole_arn = "+arn+"\ncredential_source = Environment\n[profile ecs]\nrole_arn = "+arn+"\ncredential_source = EcsContainer\n"+
		"[profile odd]\nrole_arn = "+arn+"\ncredential_source = environment\n", "[base]\n"+exampleKeys)
	tests := []Summary{
		{Name: "login", Kind: SourceLogin, Account: "123456789012"},
		{Name: "inconfig", Kind: SourceKeys, Account: "222222222222"},
		{Name: "env", RoleARN: arn, Account: "123456789012", Kind: SourceEnvironment},
		{Name: "ecs", RoleARN: arn, Account: "123456789012", Kind: SourceContainer},
		{Name: "odd", RoleARN: arn, Account: "123456789012"},
		{Name: "base", Kind: SourceKeys, Account: "123456789012", MFASerial: "arn:aws:iam::123456789012:mfa/alice"},
		{Name: "dev", RoleARN: arn, Account: "123456789012", SourceProfile: "base", MFASerial: "arn:aws:iam::123456789012:mfa/alice", Region: "eu-west-1"},
		{Name: "sso", Kind: SourceSSO, Account: "111111111111"},
		{Name: "ec2", RoleARN: arn, Account: "123456789012", Kind: SourceInstance},
		{Name: "web", RoleARN: arn, Account: "123456789012", Kind: SourceWebIdentity},
		{Name: "proc", Kind: SourceProcess},
		{Name: "none"},
	}
	for _, want := range tests {
		t.Run(want.Name, func(t *testing.T) {
			if got := set.Describe(want.Name); got != want {
				t.Errorf("%+v, want %+v", got, want)
			}
		})
	}
}

func TestWhereAndOption(t *testing.T) {
	set := parse(t, "# c\r\n[profile a]\r\nregion = x\r\n[profile \"a\"]\r\nregion = y\r\n", "[a]\nexternal_id =\n")
	if value, ok := set.Option("a", "region"); !ok || value != "y" {
		t.Errorf("region %q", value)
	}
	if value, ok := set.Option("a", "external_id"); !ok || value != "" {
		t.Errorf("external_id %q, %v", value, ok)
	}
	for option, want := range map[string]int{"": 4, "region": 5} {
		if path, line := set.Where("a", option); path != "~/.aws/config" || line != want {
			t.Errorf("%q is at %s:%d, want line %d", option, path, line, want)
		}
	}
	if path, line := set.Where("a", "external_id"); path != "~/.aws/credentials" || line != 2 {
		t.Errorf("external_id is at %s:%d", path, line)
	}
	if path, line := set.Where("a", "output"); path != "" || line != 0 {
		t.Errorf("output is at %s:%d", path, line)
	}
	if path, _ := set.Where("b", ""); path != "" {
		t.Errorf("b is in %q", path)
	}
}

func remarks(list []Remark) (lines []string) {
	for _, r := range list {
		lines = append(lines, r.String())
	}
	return lines
}

func TestDoubts(t *testing.T) {
	set := parse(t, "[profile a]\nrole_arn = 'arn:aws:iam::123456789012:role/dev'\nexternal_id = x # y\nregion = eu\n  source_profile = b\nduration_seconds = 1h\n"+
		"mfa_serail = x\ncredential_process = sh -c 'a # b'\nmy_own = 'x'\n[profile b]\nrole_arn = arn:aws:iam::12:user/x-y-z\n", "[a]\nrole-arn = x\n")
	want := []string{
		"~/.aws/config:2: the quotes belong to the value of role_arn: the AWS CLI does not remove them: write it without quotes",
		"~/.aws/config:3: the comment belongs to the value of external_id: the AWS CLI does not remove it: put it on a line of its own",
		"~/.aws/config:4: an indented line continues the value of region: remove the blanks before it",
		`~/.aws/config:6: duration_seconds "1h" is no whole number and is ignored: write the seconds, such as 3600`,
		"~/.aws/config:7: nothing is called mfa_serail, which is ignored: write it as mfa_serial",
		"~/.aws/credentials:2: nothing is called role-arn, which is ignored: write it as role_arn",
	}
	if got := remarks(set.Doubts("a")); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := set.Doubts("b"); len(got) != 1 {
		t.Errorf("%q", got)
	}
}

func TestKnownOptionsAreNoDoubt(t *testing.T) {
	for _, name := range knownOptions() {
		if got := doubts(name, "x"); len(got) > 0 && name != "duration_seconds" && name != "role_arn" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestIgnored(t *testing.T) {
	set := parse(t, "[prod]\nregion = eu-west-1\n[profile a]\n[Profile b]\n[profile c d]\n[ default ]\n[default]\n[DEFAULT]\n[sso-session s]\nsso_regoin = x\n[services t]\n[plugins]\n[SSO-Session u]\n",
		"[prod]\n[profile x]\n[DEFAULT]\n")
	want := []string{
		"~/.aws/config:1: the section [prod] is no profile, and is ignored: write it as [profile prod]",
		"~/.aws/config:4: the section [Profile b] is no profile, and is ignored: write it as [profile b]",
		`~/.aws/config:5: the section [profile c d] is no profile, and is ignored: write it as [profile 'c d']`,
		"~/.aws/config:6: the section [ default ] is no profile, and is ignored: write it as [default]",
		"~/.aws/config:8: the options of [DEFAULT], in capitals, stand in every section of this file: write it as [default] if the profile is meant",
		"~/.aws/config:10: nothing is called sso_regoin, which is ignored: write it as sso_region",
		"~/.aws/config:13: the section [SSO-Session u] is no profile, and is ignored: write it as [sso-session u]",
		`~/.aws/credentials:2: in this file the section [profile x] makes a profile with the word "profile" in its name: write it as [x]`,
		"~/.aws/credentials:3: the options of [DEFAULT], in capitals, stand in every section of this file: write it as [default] if the profile is meant",
	}
	if got := remarks(set.Ignored()); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestManyOptionsInOneSection(t *testing.T) {
	text := "[profile a]\n"
	for i := range 300 {
		text += "option" + string(rune('a'+i%26)) + time.Duration(i).String() + " = 1\n"
	}
	parse(t, text+"[profile b]\n"+text[len("[profile a]\n"):], "")
	if _, err := Parse(File{Text: []byte(text + "OPTIONA0S = 2\n")}, File{}); err == nil {
		t.Error("a duplicate among many is not found")
	}
}

func TestSourceKindsHaveNames(t *testing.T) {
	names := map[string]SourceKind{}
	for kind := SourceKind(0); kind <= SourceInstance; kind++ {
		if other, again := names[kind.String()]; again {
			t.Errorf("kinds %d and %d are both called %q", kind, other, kind)
		}
		names[kind.String()] = kind
	}
	if names["none"] != 0 || names["container"] != SourceContainer {
		t.Errorf("%v", names)
	}
}

func TestEnvironment(t *testing.T) {
	keys := func(more ...string) Env {
		return environ(append(more, "AWS_ACCESS_KEY_ID", "AKIA", "AWS_SECRET_ACCESS_KEY", "s")...)
	}
	end := time.Date(2026, 11, 20, 21, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name    string
		env     Env
		token   string
		expires time.Time
		wrong   string
	}{
		{"a pair", keys(), "", time.Time{}, ""},
		{"a token", keys("AWS_SESSION_TOKEN", "t"), "t", time.Time{}, ""},
		{"the older name of the token wins", keys("AWS_SESSION_TOKEN", "t", "AWS_SECURITY_TOKEN", "old"), "old", time.Time{}, ""},
		{"an end", keys("AWS_CREDENTIAL_EXPIRATION", "2026-11-20T22:00:00+01:00"), "", end, ""},
		{"an empty end", keys("AWS_CREDENTIAL_EXPIRATION", ""), "", time.Time{}, ""},
		{"an end that is none", keys("AWS_CREDENTIAL_EXPIRATION", "soon"), "", time.Time{}, `AWS_CREDENTIAL_EXPIRATION "soon" is no time`},
		{"half a pair", environ("AWS_ACCESS_KEY_ID", "AKIA"), "", time.Time{}, "AWS_SECRET_ACCESS_KEY is not"},
		{"an empty id", environ("AWS_ACCESS_KEY_ID", "", "AWS_SECRET_ACCESS_KEY", "s"), "", time.Time{}, "are not set"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := parse(t, "", "").Environment(Options{Env: tt.env})
			if tt.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), tt.wrong) || hints(err) == "" {
					t.Errorf("error %v, want %s", err, tt.wrong)
				}
				return
			}
			if err != nil || c.Source.Keys.SessionToken != tt.token || !c.Source.Expires.Equal(tt.expires) {
				t.Errorf("%+v until %v, %v", c.Source.Keys, c.Source.Expires, err)
			}
		})
	}
}

// TestNothingIsLeft: when there are no credentials at all, the hint says what the
// profile seems to want.
func TestNothingIsLeft(t *testing.T) {
	off := Options{Env: environ("AWS_EC2_METADATA_DISABLED", "TRUE")}
	for config, hint := range map[string]string{
		"source_profile = b\n": "beside role_arn", "sso_session = s\n": "sso_account_id", "region = x\n": "give it access keys",
		aRole + "credential_source = Ec2InstanceMetadata\n": "AWS_EC2_METADATA_DISABLED", aRole + "credential_source = EcsContainer\n": "no container",
	} {
		_, err := parse(t, "[profile a]\n"+config, "").Resolve("a", off)
		if err == nil || !strings.Contains(hints(err), hint) {
			t.Errorf("%q: error %v, hints %q, want %s", config, err, hints(err), hint)
		}
	}
}

func TestNamesUntilEnough(t *testing.T) {
	for n := range 4 {
		var got []string
		for name := range ListNames(File{Text: []byte("[profile a]\n [profile b]\n")}, File{Text: []byte("[c]\n[d]\n")}) {
			if got = append(got, name); len(got) == n+1 {
				break
			}
		}
		if want := []string{"a", "b", "c", "d"}[:n+1]; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
