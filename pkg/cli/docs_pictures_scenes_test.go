//go:build linux || darwin

package cli_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/ptytest"
)

// The size of a drawn terminal. The rows are more than any scene needs, so that nothing
// scrolls away.
const drawnColumns, drawnRows = 88, 40

// drawnShell is a shell on a terminal, in a world with AWS's own host names, with the
// hook and the session in its prompt.
type drawnShell struct {
	*ptytest.Terminal
	t       *testing.T
	name    string
	prompts int
}

// drawnRC are start-up files. `terraform apply` stands for what takes hours: when it is
// over, 4 minutes and a half are left.
var drawnRC = map[string]struct{ file, text string }{
	"bash": {".bashrc", `eval "$(awsenv hook bash)"
PS1='${AWSENV_PROMPT:+($AWSENV_PROMPT) }$ '
function terraform { echo 'Apply complete! Resources: 3 added, 0 changed, 0 destroyed.'; AWSENV_EXPIRES=$(($(date +%s) + 290)); }
`},
	"zsh": {".zshrc", `eval "$(awsenv hook zsh)"
setopt prompt_subst no_prompt_sp
PROMPT='${AWSENV_PROMPT:+($AWSENV_PROMPT) }%% '
function terraform { echo 'Apply complete! Resources: 3 added, 0 changed, 0 destroyed.'; AWSENV_EXPIRES=$(($(date +%s) + 290)); }
`},
	"fish": {".config/fish/config.fish", `awsenv hook fish | source
set -g fish_greeting
set -g fish_autosuggestion_enabled 0
for name in command param error option keyword; set -g fish_color_$name normal; end
function fish_prompt; test -n "$AWSENV_PROMPT"; and echo -n "($AWSENV_PROMPT) "; echo -n '> '; end
function terraform; echo 'Apply complete! Resources: 3 added, 0 changed, 0 destroyed.'; set -gx AWSENV_EXPIRES (math (date +%s) + 290); end
`},
}

// drawnWorld is the example's AWS under its own host names.
func drawnWorld(t *testing.T) world {
	t.Helper()
	w := newWorld(t)
	appendConfig(t, w.home, "\n"+awstest.ExamplePortalConfig())
	w.env = append(w.ProxyEnv(), "HOME="+w.home, "PATH="+os.Getenv("PATH"), "TERM=xterm", "LANG=C.UTF-8", "TZ=UTC", "BROWSER=true")
	for _, rc := range drawnRC {
		write(t, filepath.Join(w.home, rc.file), rc.text, 0o600)
	}
	// Without this folder fish starts a process that fills it.
	if err := os.MkdirAll(filepath.Join(w.home, ".local/share/fish/generated_completions"), 0o700); err != nil {
		t.Fatal(err)
	}
	return w
}

// opened is a shell that has given its prompt.
func (w world) opened(t *testing.T, name string, env ...string) *drawnShell {
	t.Helper()
	cmd := exec.Command(must(exec.LookPath(name))(t))
	cmd.Env, cmd.Dir = append(w.env[:len(w.env):len(w.env)], append(env, "SHELL="+cmd.Path)...), w.home
	s := &drawnShell{Terminal: ptytest.Start(t, cmd, drawnColumns, drawnRows), t: t, name: name}
	s.prompt()
	return s
}

var drawnPrompt = regexp.MustCompile(`(?m)^(\([^)]*\) )?[$%>]( .*)?$`)

// prompt waits for the next prompt, with nothing typed and the cursor behind its blank.
func (s *drawnShell) prompt() {
	s.t.Helper()
	s.prompts++
	s.Until("prompt", func() bool {
		screen := s.screen()
		all := drawnPrompt.FindAllStringSubmatch(screen.Text(), -1)
		x, _, _ := screen.Cursor()
		return len(all) >= s.prompts && all[s.prompts-1][2] == "" && x == len(all[s.prompts-1][0])+1
	})
}

// screen is what the terminal shows, without what passes.
func (s *drawnShell) screen() *ptytest.Screen {
	return ptytest.Show(withoutPassing(s.Text()), drawnColumns, drawnRows)
}

// run types a command and waits for the prompt after it.
func (s *drawnShell) run(command string) {
	s.t.Helper()
	s.Type(command + "\r")
	s.prompt()
}

// load types a command that asks for a code, and a good code.
func (s *drawnShell) load(w world, command string) {
	s.t.Helper()
	s.Type(command + "\r")
	s.Expect("MFA code for .*: ")
	s.UntilRaw()
	s.Type(w.code(s.t) + "\r")
	s.prompt()
}

func (s *drawnShell) window() ptytest.Window {
	return ptytest.Window{Title: s.name, Screen: s.screen()}
}

func drawLoad(t *testing.T) []ptytest.Window {
	w := drawnWorld(t)
	bash := w.opened(t, "bash")
	bash.load(w, "awsenv prod")
	bash.run("awsenv prdo && terraform destroy")
	bash.run("awsenv unload")
	fish := w.opened(t, "fish")
	fish.run("awsenv prod")
	return []ptytest.Window{bash.window(), fish.window()}
}

func drawWarning(t *testing.T) (windows []ptytest.Window) {
	w := drawnWorld(t)
	w.opened(t, "bash").load(w, "awsenv prod")
	for _, name := range []string{"bash", "zsh", "fish"} {
		s := w.opened(t, name)
		s.run("awsenv prod")
		s.run("terraform apply")
		windows = append(windows, s.window())
	}
	return windows
}

// signIn is a person who signs in with the browser that a command opens.
func (s *drawnShell) signIn(w world, command string) {
	s.t.Helper()
	s.Type(command + "\r")
	address := s.Expect(`https://oidc\S+`)
	s.UntilRaw()
	browser := awstest.Browser{Proxy: w.ProxyURL, CAPEM: must(os.ReadFile(w.CAFile))(s.t)}
	if _, err := browser.Visit(context.Background(), address); err != nil {
		s.t.Fatal(err)
	}
	s.prompt()
}

func drawSignIn(t *testing.T) []ptytest.Window {
	w := drawnWorld(t)
	s := w.opened(t, "bash")
	s.signIn(w, "awsenv sso-dev")
	s.run("awsenv sso-prod")
	return []ptytest.Window{s.window()}
}

func drawSync(t *testing.T) []ptytest.Window {
	w := drawnWorld(t)
	before := w.opened(t, "bash")
	before.signIn(w, "awsenv sso sync --yes --region eu-west-1")
	w.Change(func(w *awstest.World) {
		accounts := &w.Portals[0].Users[0].Accounts
		*accounts = append(*accounts, awstest.PortalAccount{ID: "777788889999", Name: "Payments", Roles: []string{"Admin", "ReadOnly"}})
	})
	s := w.opened(t, "bash")
	s.Type("awsenv sso sync --region eu-west-1\r")
	s.Expect(`\[y/N\]`)
	s.UntilRaw()
	s.Type("y\r")
	s.prompt()
	return []ptytest.Window{s.window()}
}

// drawnConfig is what somebody has who works in several accounts.
const drawnConfig = `[profile iam]
region = eu-west-1
mfa_serial = arn:aws:iam::111122223333:mfa/michael
[profile dev]
role_arn = arn:aws:iam::222233334444:role/admin
source_profile = iam
region = eu-west-1
[profile prod]
role_arn = arn:aws:iam::444455556666:role/admin
source_profile = iam
mfa_serial = arn:aws:iam::111122223333:mfa/michael
duration_seconds = 43200
region = eu-west-1
[sso-session corp]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = eu-west-1
[profile payments-dev]
sso_session = corp
sso_account_id = 666677778888
sso_role_name = Developer
region = eu-central-1
[profile payments-prod]
sso_session = corp
sso_account_id = 777788889999
sso_role_name = ReadOnly
region = eu-central-1
[profile payments-prod-admin]
sso_session = corp
sso_account_id = 777788889999
sso_role_name = Admin
region = eu-central-1
`

// drawnHome is a home at a time that stands still, with sessions of some profiles.
func drawnHome(t *testing.T) world {
	t.Helper()
	home := t.TempDir()
	write(t, filepath.Join(home, ".aws/config"), drawnConfig, 0o600)
	write(t, filepath.Join(home, ".aws/credentials"), awstest.ExampleCredentials(), 0o600)
	write(t, filepath.Join(home, drawnRC["bash"].file), "PS1='$ '\n", 0o600)
	keepRole(t, home, `{"DurationSeconds": 43200, "RoleArn": "arn:aws:iam::444455556666:role/admin", "SerialNumber": "arn:aws:iam::111122223333:mfa/michael"}`, 7*time.Hour+42*time.Minute)
	keepRole(t, home, `{"accountId":"777788889999","roleName":"ReadOnly","sessionName":"corp"}`, 38*time.Minute)
	keepRole(t, home, `{"RoleArn": "arn:aws:iam::222233334444:role/admin"}`, 9*time.Minute)
	name, token := awstest.SSOSession{
		StartURL: awstest.PortalURL, Region: "eu-west-1", AccessToken: "access", RefreshToken: "refresh", ClientID: "client", ClientSecret: "client",
		Expires: pictureTime.Add(5 * time.Hour), RegistrationExpires: pictureTime.Add(90 * 24 * time.Hour),
	}.TokenFile("corp")
	write(t, filepath.Join(home, ".aws/sso/cache", name), string(token), 0o600)
	env := []string{
		"HOME=" + home, "AWSENV_CACHE_DIR=" + home + "/cache", "PATH=" + os.Getenv("PATH"), "TERM=xterm", "LANG=C.UTF-8", "TZ=UTC", nowVariable + "=" + pictureTime.Format(time.RFC3339),
		"AWSENV_PROFILE=prod", "AWSENV_ROLE_ARN=arn:aws:iam::444455556666:role/admin", "AWS_ACCOUNT_ID=444455556666", "AWS_REGION=eu-west-1",
		fmt.Sprintf("AWSENV_EXPIRES=%d", pictureTime.Add(7*time.Hour+42*time.Minute).Unix()),
		"AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY=secret", "AWS_SESSION_TOKEN=token",
	}
	names := map[string]string{"222233334444": "Development", "444455556666": "Production", "666677778888": "Payments Dev", "777788889999": "Payments"}
	if err := (cache.Store{Dir: home + "/cache"}).PutAccountNames(names, pictureTime); err != nil {
		t.Fatal(err)
	}
	return world{home: home, env: env}
}

func drawList(t *testing.T) []ptytest.Window {
	s := drawnHome(t).opened(t, "bash")
	s.run("awsenv list")
	s.run("awsenv status")
	return []ptytest.Window{s.window()}
}

func drawPicker(t *testing.T) []ptytest.Window {
	s := drawnHome(t).opened(t, "bash")
	s.Type(`eval "$(awsenv)"` + "\r")
	s.Until("list", func() bool { return strings.Contains(s.Screen(), "Profile:") })
	s.UntilRaw()
	s.Type("pay")
	s.Until("filter", func() bool {
		return strings.Contains(s.Screen(), "Profile: pay\n") && strings.Contains(s.Screen(), " (6 in all)")
	})
	shown := s.window()
	s.Type("\x1b")
	s.prompt()
	return []ptytest.Window{shown}
}
