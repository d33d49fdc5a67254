//go:build !windows

package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// Of eight loads over two profiles that share one sign-in, whose refresh token works
// once, some ended with "sign in again".
func TestSharedSignInIsRefreshedOnce(t *testing.T) {
	const processes, rounds = 8, 10
	for name, v := range map[string]struct {
		// config gives the two profiles, one and two; signIn gives the token file, whose
		// token is about to end.
		config, action string
		signIn         func(t *testing.T, server *awstest.Server, home string)
	}{
		"sso-session": {`[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
[profile one]
sso_session = corp
sso_account_id = 222233334444
sso_role_name = Admin
[profile two]
sso_session = corp
sso_account_id = 222233334444
sso_role_name = Reader
`, "CreateToken", signInToCorp},
		"login_session": {`[profile one]
login_session = arn:aws:iam::111122223333:user/michael
region = eu-west-1
[profile two]
login_session = arn:aws:iam::111122223333:user/michael
region = eu-west-1
`, "CreateOAuth2Token", signInToConsole},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world := scriptWorld()
			world.OneUseLogins = true
			server, err := awstest.Start(world)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(server.Close)
			program := filepath.Join(t.TempDir(), "awsenv")
			if err := os.Symlink(testBinary(t), program); err != nil {
				t.Fatal(err)
			}
			for range rounds {
				home := t.TempDir()
				writeHome(t, home, "config", []byte(v.config))
				v.signIn(t, server, home)
				server.ClearLog()
				var all sync.WaitGroup
				for i := range processes {
					all.Go(func() {
						cmd := exec.Command(program, "use", [...]string{"one", "two"}[i%2], "--format", "json", "--no-prompt")
						cmd.Env = append(server.Env(), "HOME="+home, "PATH=/usr/bin:/bin")
						if out, err := cmd.CombinedOutput(); err != nil {
							t.Errorf("%v: %s", err, out)
						}
					})
				}
				all.Wait()
				if n := len(server.Log().Of(v.action)); n != 1 || t.Failed() {
					t.Fatalf("%d refreshes:\n%s", n, server.Log())
				}
			}
		})
	}
}

func signInToCorp(t *testing.T, server *awstest.Server, home string) {
	now := time.Now()
	signIn := awstest.SSOSession{
		StartURL: "https://corp.awsapps.com/start", Region: "eu-west-1", User: "michael",
		AccessToken: strings.Repeat("access", 20), RefreshToken: strings.Repeat("refresh", 20),
		ClientID: "client", ClientSecret: strings.Repeat("client", 20),
		Expires: now.Add(time.Minute), RegistrationExpires: now.Add(24 * time.Hour),
		Roles: []awstest.SSORole{{Account: awstest.DevAccount, Name: "Admin"}, {Account: awstest.DevAccount, Name: "Reader"}},
	}
	server.Change(func(w *awstest.World) { w.SSO = []awstest.SSOSession{signIn} })
	name, content := signIn.TokenFile("corp")
	writeHome(t, home, filepath.Join("sso", "cache", name), content)
}

func signInToConsole(t *testing.T, server *awstest.Server, home string) {
	name, content, err := server.SignIn("arn:aws:iam::111122223333:user/michael", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	writeHome(t, home, filepath.Join("login", "cache", name), content)
}

// writeHome writes a file below ~/.aws.
func writeHome(t *testing.T, home, name string, content []byte) {
	t.Helper()
	path := filepath.Join(home, ".aws", name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}
