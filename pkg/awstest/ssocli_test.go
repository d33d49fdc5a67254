//go:build !windows

package awstest

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/ptytest"
)

// TestRealCLISignsIn has the real AWS CLI sign in by device code under AWS's own
// host names, use and refresh the token, and sign out.
func TestRealCLISignsIn(t *testing.T) {
	s := example(t)
	home := t.TempDir()
	if err := WriteExample(home); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, ".aws", "config"), []byte(ExamplePortalConfig()), 0o600); err != nil {
		t.Fatal(err)
	}
	signIn := awsCLI(t, s, home, "sso", "login", "--profile", "sso-dev", "--no-browser")
	terminal := ptytest.Start(t, signIn, 300, 24)
	address := terminal.Expect(`https://\S+\?user_code=[A-Z]{4}-[A-Z]{4}`)
	page := must[Page](t)(Browser{Proxy: s.ProxyURL, CAPEM: s.CAPEM}.Visit(context.Background(), address))
	if !strings.HasPrefix(address, "https://oidc.eu-west-1.amazonaws.com/device") || page.Text != "The program was let in. You may close this page." {
		t.Errorf("%s leads to %+v", address, page)
	}
	if status := terminal.End(); status != 0 || !strings.Contains(terminal.Text(), "Successfully logged into Start URL: "+PortalURL) {
		t.Fatalf("status %d\n%s\n%s", status, terminal.Text(), s.Log())
	}
	who := func(profile, want string) {
		t.Helper()
		out, err := awsCLI(t, s, home, "--profile", profile, "sts", "get-caller-identity", "--output", "text", "--query", "Arn").CombinedOutput()
		if err != nil || !strings.HasPrefix(string(out), want) {
			t.Fatalf("%v: %s\n%s", err, out, s.Log())
		}
	}
	who("sso-dev", "arn:aws:sts::222233334444:assumed-role/AWSReservedSSO_Admin_")
	expireTokens(t, s, home)
	who("sso-prod", "arn:aws:sts::444455556666:assumed-role/AWSReservedSSO_ReadOnly_")
	if text, err := awsCLI(t, s, home, "sso", "logout").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	grants := []string{}
	for _, e := range s.Log().Of("CreateToken").OK() {
		grants = append(grants, e.Params["grantType"])
	}
	if !slices.Equal(grants, []string{grantDevice, grantRefresh}) || len(s.Log().Of("Logout").OK()) != 1 || len(s.Log().Of("RegisterClient")) != 1 {
		t.Errorf("log:\n%s", s.Log())
	}
}

// expireTokens lets the access tokens of ~/.aws/sso/cache and the server's be
// over, so that the next program refreshes.
func expireTokens(t *testing.T, s *Server, home string) {
	t.Helper()
	past := time.Now().Add(-time.Minute)
	s.Change(func(w *World) {
		for i := range w.SSO {
			w.SSO[i].Expires = past
		}
	})
	files, _ := filepath.Glob(filepath.Join(home, ".aws", "sso", "cache", "*.json"))
	for _, file := range files {
		text := must[[]byte](t)(os.ReadFile(file))
		if !strings.Contains(string(text), `"accessToken"`) {
			continue
		}
		text = regexp.MustCompile(`"expiresAt": "[^"]*"`).ReplaceAll(text, []byte(`"expiresAt": "`+past.UTC().Format(time.RFC3339)+`"`))
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatalf("there is no token among %v", files)
}
