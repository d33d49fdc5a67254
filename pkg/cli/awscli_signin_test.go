//go:build !windows

package cli_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/ptytest"
)

// signIn runs a program that signs in by device code on a terminal, and confirms the
// code under AWS's own host names.
func (p bothPrograms) signIn(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	cmd.Env = p.environ()
	term := ptytest.Start(t, cmd, 300, 24)
	address := term.Expect(`https://\S+\?user_code=[A-Z]{4}-[A-Z]{4}`)
	page := must(awstest.Browser{Proxy: p.server.ProxyURL, CAPEM: p.server.CAPEM}.Visit(context.Background(), address))(t)
	if status := term.End(); status != 0 || !strings.HasPrefix(address, "https://oidc.eu-west-1.amazonaws.com/device") {
		t.Fatalf("status %d, %+v\n%s\n%s", status, page, term.Text(), p.server.Log())
	}
}

// TestEitherProgramUsesTheOthersSignIn: tokens, registrations and refreshed tokens of
// awsenv and of the AWS CLI, under AWS's own host names.
func TestEitherProgramUsesTheOthersSignIn(t *testing.T) {
	p := newBothPrograms(t)
	p.server.Change(func(w *awstest.World) { w.Portals = []awstest.Portal{awstest.ExamplePortal()} })
	appendConfig(t, p.home, "\n"+awstest.ExamplePortalConfig())
	ours := func(args ...string) *exec.Cmd {
		cmd := exec.Command(os.Args[0], args...)
		cmd.Args[0] = "awsenv"
		return cmd
	}
	counts := func(when string, registrations, tokens int) {
		t.Helper()
		if r, c := len(p.server.Log().Of("RegisterClient")), len(p.server.Log().Of("CreateToken").OK()); r != registrations || c != tokens {
			t.Fatalf("%s: %d registrations and %d tokens, want %d and %d\n%s", when, r, c, registrations, tokens, p.server.Log())
		}
	}
	who := func(profile string) {
		t.Helper()
		if got := p.aws(t, profile); !strings.Contains(got, "assumed-role/AWSReservedSSO_") {
			t.Errorf("%s is %q", profile, got)
		}
	}
	p.signIn(t, ours("login", "sso-dev"))
	counts("awsenv signed in", 1, 1)
	who("sso-dev")
	counts("the AWS CLI uses the token", 1, 1)
	p.signIn(t, exec.Command(debianCLI, "sso", "login", "--profile", "sso-dev", "--no-browser"))
	counts("the AWS CLI signs in with awsenv's registration", 1, 2)
	p.awsenv(t, "sso-prod")
	counts("awsenv uses the AWS CLI's token", 1, 2)
	p.signIn(t, ours("login", "sso-dev", "--refresh"))
	counts("awsenv signs in with the same registration", 1, 3)
	p.endTokens(t)
	who("sso-iam")
	counts("the AWS CLI refreshes awsenv's token", 1, 4)
	p.endTokens(t)
	p.awsenv(t, "sso-prod", "--refresh")
	counts("awsenv refreshes the AWS CLI's token", 1, 5)
	who("sso-iam")
	counts("the AWS CLI uses what awsenv refreshed", 1, 5)
	p.awsenv(t, "logout", "--sso-session", awstest.PortalName)
	if out, err := p.run(debianCLI, "--profile", "sso-dev", "sts", "get-caller-identity"); err == nil || !strings.Contains(out, "does not exist") {
		t.Errorf("after awsenv logout the AWS CLI says %s", out)
	}
}

func (p bothPrograms) run(program string, args ...string) (string, error) {
	cmd := exec.Command(program, args...)
	cmd.Env = p.environ()
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// endTokens lets the access tokens be over, here and at the server.
func (p bothPrograms) endTokens(t *testing.T) {
	t.Helper()
	past := time.Now().Add(-time.Minute)
	p.server.Change(func(w *awstest.World) {
		for i := range w.SSO {
			w.SSO[i].Expires = past
		}
	})
	files, _ := filepath.Glob(filepath.Join(p.home, ".aws", "sso", "cache", "ee0bfd*.json"))
	if len(files) != 1 {
		t.Fatalf("tokens: %v", files)
	}
	text := must(os.ReadFile(files[0]))(t)
	text = regexp.MustCompile(`"expiresAt": "[^"]*"`).ReplaceAll(text, []byte(`"expiresAt": "`+past.UTC().Format(time.RFC3339)+`"`))
	if err := os.WriteFile(files[0], text, 0o600); err != nil {
		t.Fatal(err)
	}
}
