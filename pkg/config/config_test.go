package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/browser"
	"github.com/awsenv/awsenv/pkg/environ"
)

// example has every key that there is.
const example = `warn      = ["15m", "5m", "1m"]     # when the hook warns
renew     = "auto"
duration  = "1h"
markers   = ["AWSUME_PROFILE"]
session_name = "{user}@work"
guard     = ["terraform", "cdk", "aws"]
key_max_age = "30d"

[mfa]
session  = "12h"
command  = ["ykman", "oath", "accounts", "code", "--single", "{serial}"]

[keys]
keepers  = ["secret-service", "passphrase", "command"]
command  = ["pass", "show", "awsenv"]
unlock   = "10h"

[prompt]
format   = "{profile} {left}"
expired  = "{profile} expired"

[cache]
roles    = "encrypted"

[browser]
command  = ["firefox", "--new-tab", "{url}"]

[sso.corp]
browser  = ["chromium", "{url}"]

[profile.prod]
duration = "max"
region   = "eu-west-1"
color    = "red"
confirm  = true
mfa      = "direct"
browser  = ["firefox", "ext+container:name={profile}&url={url_encoded}"]

[profile."my prof.x"]
duration = 7200
color    = "#FF8800"
`

func TestExample(t *testing.T) {
	want := Config{
		Warn:        []time.Duration{15 * time.Minute, 5 * time.Minute, time.Minute},
		Renew:       true,
		Duration:    RoleDuration{Length: time.Hour},
		Markers:     []string{"AWSUME_PROFILE"},
		SessionName: "{user}@work",
		Guard:       []string{"terraform", "cdk", "aws"},
		KeyMaxAge:   30 * day,
		MFA: MFA{
			Session: 12 * time.Hour,
			Command: []string{"ykman", "oath", "accounts", "code", "--single", "{serial}"},
		},
		Keys: Keys{
			Keepers: []string{"secret-service", "passphrase", "command"}, Command: []string{"pass", "show", "awsenv"}, Unlock: 10 * time.Hour,
		},
		Prompt:  Prompt{Format: "{profile} {left}", Expired: "{profile} expired"},
		Roles:   RolesEncrypted,
		Browser: command(t, "firefox", "--new-tab", "{url}"),
		SSO:     map[string]SSO{"corp": {Browser: command(t, "chromium", "{url}")}},
		Profiles: map[string]Profile{
			"prod": {Duration: RoleDuration{Max: true}, Region: "eu-west-1", Color: "red", Confirm: true, MFA: PlanDirect,
				Browser: command(t, "firefox", "ext+container:name={profile}&url={url_encoded}")},
			"my prof.x": {Duration: RoleDuration{Length: 2 * time.Hour}, Color: "#ff8800"},
		},
	}
	crlf := strings.ReplaceAll(example, "\n", "\r\n")
	for name, text := range map[string]string{"plain": example, "byte order mark": "\ufeff" + example, "CRLF": crlf, "no final newline": strings.TrimSpace(example)} {
		t.Run(name, func(t *testing.T) {
			got, err := Parse("f", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func command(t *testing.T, argv ...string) (c browser.Command) {
	t.Helper()
	for _, text := range argv {
		arg, err := browser.ParseArgument(text)
		if err != nil {
			t.Fatal(err)
		}
		c = append(c, arg)
	}
	return c
}

// TestBrowserFor: the profile's own browser before the session's before everybody's.
func TestBrowserFor(t *testing.T) {
	c, err := Parse("f", []byte(example))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		profile, session string
		want             browser.Command
	}{
		{"prod", "corp", c.Profiles["prod"].Browser},
		{"dev", "corp", c.SSO["corp"].Browser},
		{"dev", "", c.Browser},
		{"", "other", c.Browser},
	} {
		if got := c.BrowserFor(tt.profile, tt.session); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%q and %q: %v", tt.profile, tt.session, got)
		}
	}
	if got := Default().BrowserFor("prod", "corp"); len(got) > 0 {
		t.Errorf("without a configuration: %v", got)
	}
}

func TestAccepted(t *testing.T) {
	with := func(change func(*Config)) Config {
		c := Default()
		change(&c)
		return c
	}
	prod := func(p Profile) Config {
		return with(func(c *Config) { c.Profiles = map[string]Profile{"prod": p} })
	}
	cases := []struct {
		name, text string
		want       Config
	}{
		{"empty", "", Default()},
		{"comments only", "# warn = 1\n\n", Default()},
		{"thresholds in any order", `warn = ["1m", "15m", "60s", 300]`, with(func(c *Config) {
			c.Warn = []time.Duration{15 * time.Minute, 5 * time.Minute, time.Minute}
		})},
		{"no thresholds", `warn = []`, with(func(c *Config) { c.Warn = []time.Duration{} })},
		{"list over lines with comments", "markers = [\n  # one\n  'MY_AWS', # two\n  'AWS_VAULT',\n]", with(func(c *Config) { c.Markers = []string{"MY_AWS", "AWS_VAULT"} })},
		{"seconds as text", `duration = "3600"`, with(func(c *Config) { c.Duration.Length = time.Hour })},
		{"composed", `duration = "1h30m"`, with(func(c *Config) { c.Duration.Length = 90 * time.Minute })},
		{"days and hours", `key_max_age = "1d12h"`, with(func(c *Config) { c.KeyMaxAge = 36 * time.Hour })},
		{"renew off", `renew = "off"`, Default()},
		{"longest MFA session", "[mfa]\nsession = '36h'", with(func(c *Config) { c.MFA.Session = 36 * time.Hour })},
		{"shortest MFA session", "mfa.session = 900", with(func(c *Config) { c.MFA.Session = 15 * time.Minute })},
		{"inline table", "mfa = {session = '1h'}", with(func(c *Config) { c.MFA.Session = time.Hour })},
		{"keys that are never left unlocked", "[keys]\nunlock = 'off'", with(func(c *Config) { c.Keys.Unlock = 0 })},
		{"braces that are no placeholder", `mfa.command = ["sh", "-c", "awk '{print $1}' {}"]`, with(func(c *Config) {
			c.MFA.Command = []string{"sh", "-c", "awk '{print $1}' {}"}
		})},
		{"session name without user", `session_name = "ci"`, with(func(c *Config) { c.SessionName = "ci" })},
		{"empty prompt", "[prompt]\nexpired = ''", with(func(c *Config) { c.Prompt.Expired = "" })},
		{"profile in dotted keys", "profile.prod.confirm = true\nprofile.prod.mfa = 'session'", prod(Profile{Confirm: true, MFA: PlanSession})},
		{"profile in inline tables", "profile = {prod = {confirm = false, color = 'Blue'}}", prod(Profile{Color: "blue"})},
		{"profile without settings", "[profile.prod]", prod(Profile{})},
		{"only the word profile", "[profile]", Default()},
		{"odd profile name", "[profile.'a]b\"c d:é@/']\nconfirm = true", with(func(c *Config) {
			c.Profiles = map[string]Profile{`a]b"c d:é@/`: {Confirm: true}}
		})},
		{"profile called like a key", "[profile.mfa]\nconfirm = true", with(func(c *Config) {
			c.Profiles = map[string]Profile{"mfa": {Confirm: true}}
		})},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Parse("f", []byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	cases := []struct {
		name, text string
		at         string // line:column
		problem    string // a part of it
		hint       string // a part of it
	}{
		{"unknown key", "\n  warm = []", "2:3", `unknown key "warm"`, `did you mean "warn"?`},
		{"unknown key, nothing near", "zzz = 1", "1:1", `unknown key "zzz"`, "what can stand here: warn, renew"},
		{"unknown table", "[mfaa]\nsession = '1h'", "1:2", `unknown key "mfaa"`, `did you mean "mfa"?`},
		{"unknown key in a table", "[mfa]\ncomand = ['x']", "2:1", `unknown key "comand" in [mfa]`, `"command"`},
		{"unknown key in a profile", "[profile.'a b']\nconfrim = true", "2:1", `unknown key "confrim" in [profile."a b"]`, `"confirm"`},
		{"unknown key in an inline table", "mfa = {sesion = '1h'}", "1:8", `unknown key "sesion"`, `did you mean "session"?`},
		{"unknown dotted key", "mfa.foo = 1", "1:1", `unknown key "foo" in [mfa]`, "session, command"},
		{"unknown dotted table", "foo.bar = 1", "1:1", `unknown key "foo"`, ""},
		{"key of another table", "session = '1h'", "1:1", `unknown key "session"`, `"session" belongs in [mfa]`},
		{"key of a profile", "color = 'red'", "1:1", `unknown key "color"`, `belongs in [profile.NAME]`},
		{"key below the wrong header", "[profile.x]\nwarn = ['1m']", "2:1", `unknown key "warn" in [profile.x]`, "top of the file"},
		{"table below a table", "[mfa.x]", "1:2", `unknown key "x" in [mfa]`, ""},
		{"value as table", "[warn]", "1:2", "warn: is a value, not a table", ""},
		{"value as inline table", "[mfa]\nsession = {a = 1}", "2:11", "mfa.session: want text in quotes, not a TOML inline table", ""},
		{"empty table for a value", "duration = {}", "1:12", "duration: want text in quotes, not a TOML inline table", ""},
		{"header for a value", "[profile.x.duration]", "1:2", "profile.x.duration: is a value, not a table", ""},
		{"header in brackets for a list", "[[warn]]", "1:3", "warn: is a value, not a table", ""},
		{"table as value", "prompt = 'x'", "1:10", "prompt: want a table, not a TOML string", ""},
		{"setting in the table profile", "[profile]\nprod = 'max'", "2:8", "profile.prod: want a table, not a TOML string", ""},
		{"name with a dot, bare", "[profile.a.b]\nconfirm = true", "1:2", `unknown key "b" in [profile.a]`, `[profile."a.b"]`},
		{"deep key", "profile.a.duration.x = 1", "1:20", "profile.a.duration.x: want text in quotes, not a TOML table", ""},
		{"list of tables", "[[profile]]", "1:3", "single brackets", ""},
		{"same key twice", "renew = 'off'\nrenew = 'auto'", "2:1", "renew: key renew is already defined", ""},
		{"same table twice", "[mfa]\n[mfa]", "2:2", "mfa: table mfa already exists", ""},
		{"no value", "renew =", "1:", "not valid TOML", ""},
		{"unclosed string", "renew = 'off", "1:", "not valid TOML", ""},
		{"INI", "[profile prod]\nregion = eu-west-1", "1:", "not valid TOML", ""},
		{"wide characters before", "'é' = 1", "1:1", `unknown key "é"`, ""},
		{"column in characters", "profile.'éé' = {confrim = true}", "1:17", `unknown key "confrim"`, `"confirm"`},

		{"number for a list", "warn = 15", "1:8", "warn: want a list in brackets, not a TOML integer", ""},
		{"string for a list", "markers = 'A'", "1:11", "markers: want a list in brackets, not a TOML string", ""},
		{"wrong element", "markers = ['MY_AWS', true]", "1:22", `markers: "true" cannot be a marker`, ""},
		{"wrong threshold", "warn = ['15m',\n 'soon']", "2:2", `warn: "soon" is not a length of time`, ""},
		{"list in a list", "guard = [[]]", "1:1", "guard: want text in quotes, not a TOML array", ""},
		{"threshold of nothing", "warn = ['0s']", "1:9", "is no time at all", ""},
		{"fraction of a second", "warn = ['1.5s']", "1:9", "not a whole number of seconds", ""},
		{"negative", "duration = '-1h'", "1:12", "not a length of time", ""},
		{"negative number", "duration = -3600", "1:12", "not a length of time", ""},
		{"number with a fraction", "duration = 3600.5", "1:12", "not a length of time", ""},
		{"a date", "duration = 2026-01-01", "1:12", "not a TOML local date", ""},
		{"unit unknown", "duration = '1 hour'", "1:12", "not a length of time", ""},
		{"too large to count", "key_max_age = '99999999999999d'", "1:15", "not a length of time", ""},
		{"role below 15 minutes", "duration = '14m'", "1:12", "14m is not between 15m and 12h", ""},
		{"role above 12 hours", "[profile.p]\nduration = '13h'", "2:12", "13h is not between 15m and 12h", ""},
		{"MFA session above 36 hours", "[mfa]\nsession = '37h'", "2:11", "37h is not between 15m and 36h", ""},
		{"MFA session without end", "[mfa]\nsession = 'max'", "2:11", "not a length of time", ""},
		{"renew as a switch", "renew = true", "1:9", `renew: "true" is none of "off", "auto"`, ""},
		{"renew word", "renew = 'on'", "1:9", `"on" is none of "off", "auto"`, ""},
		{"plan word", "[profile.p]\nmfa = 'no'", "2:7", `"no" is none of "direct", "session"`, ""},
		{"confirm as text", "[profile.p]\nconfirm = 'yes'", "2:11", "want true or false, without quotes, not a TOML string", ""},
		{"marker with a hyphen", "markers = ['A-B']", "1:12", "cannot be the name of a variable", ""},
		{"marker with code", "markers = ['A=$(id)']", "1:12", "cannot be the name of a variable", ""},
		{"marker from a digit", "markers = ['1A']", "1:12", "cannot be the name of a variable", ""},
		{"empty marker", "markers = ['']", "1:12", "cannot be the name of a variable", ""},
		{"too many markers", "renew = 'off'\nmarkers = [" + strings.Repeat("'AWS_VAULT', ", 17) + "]", "2:11", "markers: more than 16 variables", ""},
		{"guard with a blank", "guard = ['terraform apply']", "1:10", "not the name of a command", ""},
		{"guard empty", "guard = ['']", "1:10", "not the name of a command", ""},
		{"a cache that there is not", "[cache]\nroles = 'disk'", "2:9", `"disk" is none of "shared", "encrypted", "memory"`, ""},
		{"command without program", "[mfa]\ncommand = ['', 'x']", "2:11", "mfa.command: the program has no name", ""},
		{"command with a wrong placeholder", "[mfa]\ncommand = ['a', '{user}']", "2:17", "unknown placeholder {user}: want {serial} or {profile}", ""},
		{"command as a string", "[mfa]\ncommand = 'ykman'", "2:11", "mfa.command: want a list in brackets, not a TOML string", ""},
		{"a keeper that there is not", "[keys]\nkeepers = ['kwallet']", "2:12", `"kwallet" is none of "secret-service", "keychain"`, ""},
		{"a keeper twice", "[keys]\nkeepers = ['passphrase', 'passphrase']", "2:11", `keys.keepers: "passphrase" stands there twice`, ""},
		{"the keeper command without one", "[keys]\nkeepers = ['command']", "2:11", "needs `command`", ""},
		{"keys' command without program", "[keys]\ncommand = ['']", "2:11", "keys.command: the program has no name", ""},
		{"keys that are never locked", "[keys]\nunlock = '30d'", "2:10", "720h is not between 1m and 168h", ""},
		{"browser that opens nothing", "[browser]\ncommand = ['firefox', '{profile}']", "2:11", "browser.command: no argument has {url}", ""},
		{"browser with a wrong placeholder", "[browser]\ncommand = ['firefox', '{uri}']", "2:23", "unknown placeholder {uri}: want {url}", ""},
		{"profile's browser that opens nothing", "[profile.a]\nbrowser = ['a', '{url}']\n[profile.'b \"c']\nbrowser = ['']", "4:11", `profile."b \"c".browser: the program has no name`, ""},
		{"session's browser that opens nothing", "[sso.corp]\nbrowser = ['{url}']", "2:11", "sso.corp.browser: the first word is the program", ""},
		{"unknown key of a session", "[sso.corp]\nbrowsr = []", "2:1", `unknown key "browsr" in [sso.corp]`, `"browser"`},
		{"unknown key of signing in", "[sso]\nflwo = 'auto'", "2:8", `sso.flwo: is an unknown key; did you mean "flow"?`, ""},
		{"unknown flow", "[sso]\nflow = 'pkce'", "2:8", `sso.flow: "pkce" is none of "auto", "browser", "device"`, ""},
		{"unknown port", "[sso]\nredirect_port = 70000", "2:17", `sso.redirect_port: "70000" is no port`, ""},
		{"port that is none", "[sso]\nredirect_port = 'x'", "2:17", `sso.redirect_port: "x" is no port`, ""},
		{"NUL in a string", `mfa.command = ["a\u0000b"]`, "1:16", "a NUL byte", ""},
		{"prompt placeholder", "[prompt]\nformat = '{Profile}'", "2:10", "unknown placeholder {Profile}: want {profile} or {left}", ""},
		{"prompt of two lines", "[prompt]\nformat = \"a\\nb\"", "2:10", "control character", ""},
		{"prompt with an escape", "[prompt]\nformat = \"\\u001b[31m\"", "2:10", "control character", ""},
		{"session name placeholder", "session_name = '{profile}'", "1:16", "unknown placeholder {profile}: want {user}", ""},
		{"session name characters", "session_name = '{user} é'", "1:16", `"{user} é" gives no session name: want 2 to 64 letters`, ""},
		{"session name too short", "session_name = 'a'", "1:16", "2 to 64", ""},
		{"session name empty", "session_name = ''", "1:16", "2 to 64", ""},
		{"region", "[profile.p]\nregion = 'eu west'", "2:10", "cannot be the name of a region", ""},
		{"region as a host", "[profile.p]\nregion = 'evil.example/'", "2:10", "cannot be the name of a region", ""},
		{"color", "[profile.p]\ncolor = 'purplish'", "2:9", "is no color", ""},
		{"color digits", "[profile.p]\ncolor = '#12345g'", "2:9", "is no color", ""},
		{"NUL byte in the file", "warn = []\nab\x00", "2:3", "not a text file", ""},
		{"binary", "\x7fELF\x02\x01", "1:", "", ""},
		{"stray byte", "# caf\xe9\n", "1:6", "not a text file in UTF-8", ""},
		{"UTF-16", "\xff\xfew\x00", "1:", "not a text file", ""},
		{"too large", strings.Repeat("#", maxSize+1), "1:1", "too large", ""},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Parse("/c.toml", []byte(tt.text))
			if !reflect.DeepEqual(c, Default()) {
				t.Errorf("with the error come %+v, want the defaults", c)
			}
			var bad *Error
			if !errors.As(err, &bad) {
				t.Fatalf("got %v, want an *Error", err)
			}
			if !strings.HasPrefix(bad.Error(), "/c.toml:"+tt.at) || !strings.Contains(bad.Problem, tt.problem) {
				t.Errorf("got %q, want it at %s and %q", bad.Error(), tt.at, tt.problem)
			}
			if hints := strings.Join(bad.Hints(), "\n"); !strings.Contains(hints, tt.hint) {
				t.Errorf("got hints %q, want %q", hints, tt.hint)
			}
			if bad.ExitCode() != 3 {
				t.Errorf("exit code %d, want 3", bad.ExitCode())
			}
		})
	}
}

// TestMarkerIsObeyedByNobody: a variable that a program takes orders from is refused,
// whichever program it is.
func TestMarkerIsObeyedByNobody(t *testing.T) {
	parse := func(name string) error {
		_, err := Parse("f", []byte("markers = ['"+name+"']"))
		return err
	}
	for _, name := range []string{"AWSUME_PROFILE", "AWSU_PROFILE", "AWS_VAULT", "AWS_SSO_PROFILE", "AWS_OKTA_PROFILE", "ASSUMED_ROLE", "MY_AWS", "_AWS1"} {
		if err := parse(name); err != nil {
			t.Error(err)
		}
	}
	refused := []string{
		"PATH", "path", "aws_path", "My_AWS", "_", "VAULT_TOKEN", "DOCKER_HOST", "KUBECONFIG", "BASH_ENV", "LD_PRELOAD", "TF_CLI_ARGS", "HTTPS_PROXY",
		"AWS_CA_BUNDLE", "AWS_CONFIG_FILE", "AWS_ENDPOINT_URL_STS", "AWS_ROLE_ARN", "AWS_PAGER", "AWS_ACCESS_KEY", "AWSENV", "AWSENV_MINE",
		environ.Region, environ.DefaultRegion, environ.AWSProfile, environ.AWSDefaultProfile,
	}
	for _, change := range environ.Clear(func(string) (string, bool) { return "", false }) {
		refused = append(refused, change.Name)
	}
	for _, name := range refused {
		if err := parse(name); err == nil || !strings.Contains(err.Error(), "f:1:12: markers: ") {
			t.Errorf("marker %s: %v", name, err)
		}
	}
}

// TestTablesByTheThousand: a file whose tables would take the decoder long is refused
// for its size.
func TestTablesByTheThousand(t *testing.T) {
	var text strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&text, "[profile.p%d]\n", i)
	}
	if _, err := Parse("f", []byte(text.String())); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("got %v", err)
	}
}

// TestEveryKeyIsRead: what the hints name is there, and checks its value.
func TestEveryKeyIsRead(t *testing.T) {
	for _, table := range tables() {
		for _, key := range table.keys {
			header := ""
			if table.name != "" {
				header = "[" + table.name + "]\n"
			}
			_, err := Parse("f", []byte(header+key+" = 2026-01-01"))
			if err == nil || !strings.Contains(err.Error(), "local date") {
				t.Errorf("%s.%s: got %v, want a complaint about the value", table.name, key, err)
			}
		}
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(file, []byte("renew = 'auto'"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"no path": "", "no file": filepath.Join(dir, "none"), "below a file": filepath.Join(file, "config.toml")} {
		t.Run(name, func(t *testing.T) {
			got, err := Load(path, os.ReadFile)
			if err != nil || !reflect.DeepEqual(got, Default()) {
				t.Errorf("got %+v, %v, want the defaults", got, err)
			}
		})
	}
	if got, err := Load(file, os.ReadFile); err != nil || !got.Renew {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err := Load(dir, os.ReadFile)
	if want := dir + ": is a folder, not a file"; err == nil || err.Error() != want {
		t.Errorf("a folder: got %v, want %q", err, want)
	}
	_, err = Load(file, func(path string) ([]byte, error) {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission}
	})
	if want := file + ": cannot be read: permission denied"; err == nil || err.Error() != want {
		t.Errorf("unreadable: got %v, want %q", err, want)
	}
}

func TestPath(t *testing.T) {
	cases := []struct {
		name string
		env  map[string]string
		home string
		want string
	}{
		{"home", nil, "/home/a", "/home/a/.config/awsenv/config.toml"},
		{"XDG", map[string]string{"XDG_CONFIG_HOME": "/x"}, "/home/a", "/x/awsenv/config.toml"},
		{"relative XDG", map[string]string{"XDG_CONFIG_HOME": "x"}, "/home/a", "/home/a/.config/awsenv/config.toml"},
		{"own variable", map[string]string{"AWSENV_CONFIG": "c.toml", "XDG_CONFIG_HOME": "/x"}, "/home/a", "c.toml"},
		{"empty variables", map[string]string{"AWSENV_CONFIG": "", "XDG_CONFIG_HOME": ""}, "/home/a", "/home/a/.config/awsenv/config.toml"},
		{"nothing", nil, "", ""},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			lookup := func(name string) (string, bool) { v, ok := tt.env[name]; return v, ok }
			if got := Path(lookup, tt.home); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestSignIn: the settings of [sso] stand beside the tables of the sessions, of which
// one may be called like a setting.
func TestSignIn(t *testing.T) {
	for text, want := range map[string]SignIn{
		"":                     {},
		"[sso]\nflow = 'auto'": {},
		"[sso]\nflow = 'device'\nredirect_port = 8400\n[sso.corp]\nbrowser = ['a', '{url}']": {Flow: "device", RedirectPort: 8400},
		"[sso.flow]\nbrowser = ['a', '{url}']":                                               {},
	} {
		c, err := Parse("f", []byte(text))
		if err != nil || c.SignIn != want {
			t.Errorf("%q: %+v, %v", text, c.SignIn, err)
		}
		for name, s := range c.SSO {
			if name == "redirect_port" || len(s.Browser) == 0 {
				t.Errorf("%q: a session %q without a browser", text, name)
			}
		}
	}
}

// FuzzParse looks for a panic, an error without a place, and a result that breaks
// what the fields promise.
func FuzzParse(f *testing.F) {
	f.Add(example)
	for _, seed := range []string{"a.b.c = 1", "[profile.a.b]", "mfa = {session = [1]}", "[[x]]", "warn = [[{a = 1}]]", "'' = 1", "[profile]\n''=1", "\"\\ud800\" = 1", "a = \"\"\"\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse("f", []byte(text))
		if err != nil {
			var bad *Error
			if !errors.As(err, &bad) || bad.Line < 1 || bad.Column < 1 || bad.Problem == "" {
				t.Fatalf("error without a place: %v", err)
			}
			if lines := strings.Count(text, "\n") + 1; bad.Line > lines {
				t.Fatalf("line %d of %d", bad.Line, lines)
			}
			return
		}
		for i, d := range c.Warn {
			if d <= 0 || i > 0 && d >= c.Warn[i-1] {
				t.Fatalf("thresholds %v", c.Warn)
			}
		}
		for name := range c.Profiles {
			if name == "" {
				t.Fatal("a profile without a name")
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	text := []byte(example)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("f", text); err != nil {
			b.Fatal(err)
		}
	}
}
