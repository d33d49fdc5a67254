//go:build !windows

package cli_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// portalWorld is a world with the example's IAM Identity Center and its profiles. What
// the browser is, a test says; what it shows is in the file that comes back.
func portalWorld(t *testing.T, browser string) (world, string) {
	t.Helper()
	w := newWorld(t)
	w.Change(func(w *awstest.World) { w.Portals = []awstest.Portal{awstest.ExamplePortal()} })
	appendConfig(t, w.home, "\n"+awstest.ExamplePortalConfig())
	shows := filepath.Join(w.home, "shows")
	w.env = append(w.env, "BROWSER="+browser, "BROWSER_SHOWS="+shows)
	return w, shows
}

// TestSignInWhileWaitingForTheBrowser: what a person can do when the browser does not
// come back.
func TestSignInWhileWaitingForTheBrowser(t *testing.T) {
	start := func(t *testing.T) (world, *person, string) {
		w, _ := portalWorld(t, "browser nothing %s")
		p := w.sit(t, false, "awsenv", "login", "sso-dev")
		address := p.Expect(`http://127\.0\.0\.1:\d+/authorize\?\S+`)
		p.Expect("paste its address")
		p.UntilRaw()
		return w, p, address
	}
	t.Run("d takes the device code at once", func(t *testing.T) {
		w, p, _ := start(t)
		p.Type("d")
		if _, err := (awstest.Browser{}).Visit(context.Background(), p.Expect(`http://\S+/device\?user_code=\S+`)); err != nil {
			t.Fatal(err)
		}
		if status := p.End(); status != 0 || len(w.Log().Of("CreateToken").OK()) != 1 {
			t.Errorf("status %d\n%s", status, p.Text())
		}
		p.asIs()
	})
	t.Run("a pasted address", func(t *testing.T) {
		w, p, address := start(t)
		// A browser elsewhere ends at an address that it cannot reach.
		back := redirected(t, address)
		p.Type("what?\r")
		p.Expect("that is not the address that the browser ends at")
		p.Type("\x1b[200~" + strings.Replace(back, "state=", "state=x", 1) + "\x1b[201~\r")
		p.Expect("belongs to another sign-in")
		p.Type("\x1b[200~" + back + "\x1b[201~\r")
		if status := p.End(); status != 0 || len(w.Log().Of("CreateToken").OK()) != 1 {
			t.Errorf("status %d\n%s", status, p.Text())
		}
		p.asIs()
	})
	t.Run("Ctrl-C", func(t *testing.T) {
		w, p, _ := start(t)
		p.Type("\x03")
		if status := p.End(); status != 130 {
			t.Errorf("status %d\n%s", status, p.Text())
		}
		p.asIs()
		if files, _ := filepath.Glob(filepath.Join(w.home, ".aws/sso/cache/ee0bfd*")); len(files) != 0 {
			t.Errorf("a token: %v", files)
		}
	})
	t.Run("Ctrl-C while a device code waits", func(t *testing.T) {
		_, p, _ := start(t)
		p.Type("d")
		p.Expect(`/device\?user_code=`)
		p.Expect("waiting for the sign-in in the browser")
		p.Type("\x03")
		if status := p.End(); status != 130 {
			t.Errorf("status %d\n%s", status, p.Text())
		}
		p.asIs()
	})
	t.Run("a browser sent to another path", func(t *testing.T) {
		w, p, address := start(t)
		w.Misbehave(awstest.Fault{Kind: awstest.WrongPath})
		if page := must(awstest.Browser{}.Visit(context.Background(), address))(t); page.Status != 404 {
			t.Errorf("%+v", page)
		}
		if page := must(awstest.Browser{}.Visit(context.Background(), address))(t); p.End() != 0 || page.Status != 200 {
			t.Errorf("%+v\n%s", page, p.Text())
		}
	})
	t.Run("a wrong state is ignored", func(t *testing.T) {
		w, p, address := start(t)
		page := must(awstest.Browser{}.Visit(context.Background(), strings.Replace(address, "state=", "state=x", 1)))(t)
		if page.Status != 400 || !strings.Contains(page.Text, "Not signed in") {
			t.Errorf("%+v", page)
		}
		page = must(awstest.Browser{}.Visit(context.Background(), address))(t)
		if status := p.End(); status != 0 || page.Status != 200 || len(w.Log().Of("CreateToken").OK()) != 1 {
			t.Errorf("status %d, %+v\n%s", status, page, p.Text())
		}
		p.asIs()
	})
	t.Run("killed, and tried again", func(t *testing.T) {
		w, p, _ := start(t)
		if err := p.Cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		p.End()
		w.env = append(w.env, "BROWSER=browser follows %s")
		if again := w.sit(t, false, "awsenv", "login", "sso-dev"); again.End() != 0 {
			t.Errorf("%s", again.Text())
		}
	})
}

func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

var noRedirects = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// redirected is where an authorization page sends the browser.
func redirected(t *testing.T, address string) string {
	t.Helper()
	resp := must(noRedirects.Get(address))(t)
	defer resp.Body.Close()
	to, err := resp.Location()
	if err != nil {
		t.Fatal(err)
	}
	return to.String()
}

// TestEightShellsSignInOnce: one tab, one registration, one token.
func TestEightShellsSignInOnce(t *testing.T) {
	w, shows := portalWorld(t, "browser follows %s")
	var shells []*person
	for i := range 8 {
		shells = append(shells, w.sit(t, false, "awsenv", []string{"sso-dev", "sso-prod"}[i%2]))
	}
	for _, p := range shells {
		if status := p.End(); status != 0 || !strings.Contains(p.piped.String(), "AWS_SESSION_TOKEN") {
			t.Errorf("status %d\n%s", status, p.Text())
		}
	}
	text, _ := os.ReadFile(shows)
	if tabs := strings.Count(string(text), "\n"); tabs != 1 {
		t.Errorf("%d tabs:\n%s", tabs, text)
	}
	for action, want := range map[string]int{"RegisterClient": 1, "CreateToken": 1, "GetRoleCredentials": 2} {
		if got := len(w.Log().Of(action)); got != want {
			t.Errorf("%d × %s, want %d", got, action, want)
		}
	}
}

// TestRedirectPort: the configured port is the one that the browser comes back to; one
// that is taken is a fault where the browser was asked for, else the device code serves.
func TestRedirectPort(t *testing.T) {
	taken := must(net.Listen("tcp4", "127.0.0.1:0"))(t)
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	w, _ := portalWorld(t, "browser follows %s")
	configure := func(text string) {
		dir := filepath.Join(w.home, ".config", "awsenv")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	configure("[sso]\nredirect_port = " + port + "\nflow = 'browser'\n")
	if p := w.sit(t, true, "awsenv", "login", "sso-dev"); p.End() != 3 || !strings.Contains(p.Text(), "redirect_port under [sso]") {
		t.Errorf("%s", p.Text())
	}
	configure("[sso]\nredirect_port = " + port + "\n")
	p := w.sit(t, true, "awsenv", "login", "sso-dev")
	if _, err := (awstest.Browser{}).Visit(context.Background(), p.Expect(`http://\S+/device\?user_code=\S+`)); err != nil {
		t.Fatal(err)
	}
	if p.End() != 0 {
		t.Errorf("%s", p.Text())
	}
	p = w.sit(t, true, "awsenv", "login", "--console", "new", "--region", "eu-west-1")
	p.Expect(`cross-device`)
	p.Expect("the code that the page shows: ")
	p.Type("\x03")
	p.End()
	configure("[sso]\nredirect_port = " + port + "\nflow = 'browser'\n")
	if p := w.sit(t, true, "awsenv", "login", "--console", "new", "--region", "eu-west-1"); p.End() != 3 {
		t.Errorf("%s", p.Text())
	}
	configure("[sso]\nredirect_port = " + port + "\n")
	_ = taken.Close()
	p = w.sit(t, true, "awsenv", "login", "sso-dev", "--refresh")
	p.Expect(`redirect_uri=http%3A%2F%2F127\.0\.0\.1%3A` + port + `%2F`)
	if p.End() != 0 {
		t.Errorf("%s", p.Text())
	}
}

// TestConsoleFromAnotherMachine: the code that the page shows is carried to the terminal,
// and nothing is opened here; another identity than the profile's is asked about.
func TestConsoleFromAnotherMachine(t *testing.T) {
	w, shows := portalWorld(t, "browser follows %s")
	appendConfig(t, w.home, "\n[profile con]\nregion = eu-west-1\n")
	sign := func(answer string) (status int, text string) {
		t.Helper()
		p := w.sit(t, false, "awsenv", "login", "--console", "con", "--remote", "--refresh")
		page := must(awstest.Browser{}.Visit(context.Background(), p.Expect(`http://127\.0\.0\.1:\d+/v1/authorize\?\S+`)))(t)
		p.Expect("the code that the page shows: ")
		p.UntilRaw()
		p.Type("\x1b[200~" + page.Code + "\x1b[201~\r")
		if answer != "" {
			p.Expect("from now on")
			p.Type(answer + "\r")
		}
		status = p.End()
		p.asIs()
		return status, p.Text()
	}
	config := func() string {
		text := must(os.ReadFile(filepath.Join(w.home, ".aws", "config")))(t)
		return string(text)
	}
	if status, text := sign(""); status != 0 || !strings.Contains(config(), "login_session = "+awstest.UserARN+"\n") {
		t.Fatalf("status %d\n%s", status, text)
	}
	role := "arn:aws:sts::222233334444:assumed-role/" + strings.TrimPrefix(awstest.DevRole, "arn:aws:iam::222233334444:role/") + "/me"
	w.Change(func(w *awstest.World) { w.Person.Identity = role })
	if status, text := sign("no"); status != 4 || strings.Contains(config(), role) {
		t.Errorf("status %d\n%s", status, text)
	}
	if status, text := sign("yes"); status != 0 || !strings.Contains(config(), "login_session = "+role+"\n") {
		t.Errorf("status %d\n%s", status, text)
	}
	if _, err := os.Stat(shows); err == nil {
		t.Error("a browser was opened here")
	}
}
