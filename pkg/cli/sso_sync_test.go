//go:build !windows

package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// manyAccounts is a portal with 300 accounts of 4 roles, whose lists come in pages and
// which takes few requests at once.
func manyAccounts(t *testing.T) world {
	t.Helper()
	w, _ := portalWorld(t, "browser follows %s")
	w.Change(func(w *awstest.World) {
		w.Portals[0].Users[0].Accounts = awstest.PortalAccounts(300, "Admin", "Billing", "Deploy", "ReadOnly")
		w.IdentityCenter.PageSize = 3
	})
	if p := w.sit(t, false, "awsenv", "login", "--sso-session", "corp"); p.End() != 0 {
		t.Fatalf("%s", p.Text())
	}
	return w
}

// sync runs `awsenv sso sync` without a terminal.
func (w world) sync(t *testing.T, args ...string) (out string, status int) {
	t.Helper()
	cmd := exec.Command(must(exec.LookPath("awsenv"))(t), append([]string{"sso", "sync"}, args...)...)
	cmd.Env, cmd.Dir = w.env, w.home
	cmd.SysProcAttr = detached()
	text, err := cmd.CombinedOutput()
	if _, failed := err.(*exec.ExitError); err != nil && !failed {
		t.Fatal(err)
	}
	return string(text), cmd.ProcessState.ExitCode()
}

// detached is for a process without a terminal.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }

func (w world) config(t *testing.T) string {
	t.Helper()
	return string(must(os.ReadFile(filepath.Join(w.home, ".aws/config")))(t))
}

func TestSyncOfManyAccounts(t *testing.T) {
	w := manyAccounts(t)
	before := w.config(t)
	begun := time.Now()
	out, status := w.sync(t, "--yes", "--region", "eu-west-1")
	if status != 0 || !strings.Contains(out, "1200 profiles added") {
		t.Fatalf("status %d: %s", status, out[max(0, len(out)-500):])
	}
	t.Logf("the first took %v", time.Since(begun))
	first := w.config(t)
	if !strings.HasPrefix(first, before) || strings.Count(first, "\nawsenv_generated = corp\n") != 1200 {
		t.Error("the file is not what it was with 1200 profiles more")
	}
	if most := w.Log().Together(); most > 10 {
		t.Errorf("%d requests at once", most)
	}
	begun = time.Now()
	out, status = w.sync(t, "--region", "eu-west-1")
	if status != 0 || !strings.Contains(out, "nothing to change") || w.config(t) != first {
		t.Errorf("the second time: status %d: %s", status, out)
	}
	t.Logf("the second took %v", time.Since(begun))
	if out, status = w.sync(t, "--prune", "--exclude", "*", "-y"); status != 0 || w.config(t) != before {
		t.Errorf("after pruning all: status %d, %s", status, out[max(0, len(out)-500):])
	}
}

// TestSyncHoldsBack: a portal that takes few requests at once is asked again, one that
// takes none is not waited for without end, and nothing is written then.
func TestSyncHoldsBack(t *testing.T) {
	w := manyAccounts(t)
	w.Change(func(w *awstest.World) { w.IdentityCenter.Parallel = 2 })
	if out, status := w.sync(t, "--yes"); status != 0 || !strings.Contains(out, "1200 profiles added") {
		t.Errorf("status %d: %s", status, out[max(0, len(out)-500):])
	}
	before := w.config(t)
	for _, fault := range []awstest.Fault{
		{Action: "ListAccountRoles", Kind: awstest.Fail, Status: 429, Code: "TooManyRequestsException", Times: -1},
		{Action: "ListAccounts", Kind: awstest.Fail, Status: 500, Code: "InternalServerException", Times: -1},
		{Action: "ListAccountRoles", Kind: awstest.Fail, Status: 503, Code: "ServiceUnavailable", Times: -1},
	} {
		w.Misbehave(fault)
		begun := time.Now()
		out, status := w.sync(t, "--yes", "--prune", "--exclude", "*")
		if status != 6 || w.config(t) != before {
			t.Errorf("%v: status %d: %s", fault, status, out[max(0, len(out)-500):])
		}
		t.Logf("%s %d took %v", fault.Action, fault.Status, time.Since(begun))
		w.Behave()
	}
}

// TestSyncFromNothing: a person without any file is asked where the portal is, signs in,
// sees what is going to be written, and agrees.
func TestSyncFromNothing(t *testing.T) {
	w, _ := portalWorld(t, "browser follows %s")
	if err := os.RemoveAll(filepath.Join(w.home, ".aws")); err != nil {
		t.Fatal(err)
	}
	out, status := w.sync(t)
	if status != 4 || !strings.Contains(out, "--start-url") || !strings.Contains(out, "--sso-region") {
		t.Errorf("status %d: %s", status, out)
	}
	if out, status = w.sync(t, "--start-url", awstest.PortalURL, "--sso-region", awstest.PortalRegion, "--yes"); status != 4 || strings.Contains(out, "awsenv login") {
		t.Errorf("status %d: %s", status, out)
	}
	p := w.sit(t, true, "awsenv", "sso", "sync")
	p.Expect(`start URL .*: `)
	p.Type("corp\r")
	p.Expect("that is not a start URL")
	p.Type(awstest.PortalURL + "\r")
	p.Expect(`region of IAM Identity Center .*: `)
	p.Type(awstest.PortalRegion + "\r")
	p.Expect(`\+\[sso-session sso\]`)
	p.Expect(`\+\[profile development-admin\]`)
	p.Expect(`Write this to ~/.aws/config \(sso-session "sso", 5 profiles to add\)\? \[y/N\]`)
	p.Type("n\r")
	p.Expect("nothing was written")
	if status := p.End(); status != 4 {
		t.Errorf("status %d", status)
	}
	if _, err := os.Stat(filepath.Join(w.home, ".aws/config")); err == nil {
		t.Error("there is a file")
	}
	p = w.sit(t, true, "awsenv", "sso", "sync", "corp", "--start-url", awstest.PortalURL, "--sso-region", awstest.PortalRegion)
	p.Expect(`\[y/N\]`)
	p.Type("y\r")
	p.Expect(`5 profiles added`)
	if status := p.End(); status != 0 {
		t.Errorf("status %d", status)
	}
	p.asIs()
	want := "[sso-session corp]\nsso_start_url = " + awstest.PortalURL + "\nsso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n\n[profile development-admin]\n"
	if got := w.config(t); !strings.HasPrefix(got, want) {
		t.Errorf("%s", got)
	}
	for range 2 {
		if out, status = w.sync(t, "--start-url", awstest.PortalURL, "--sso-region", awstest.PortalRegion); status != 0 || !strings.Contains(out, "nothing to change") {
			t.Errorf("status %d: %s", status, out)
		}
	}
}

// TestSyncOfHostileNames: whatever accounts are called, the file stays one that reads as
// it should, and nothing shows on the terminal that a terminal obeys.
func TestSyncOfHostileNames(t *testing.T) {
	w, _ := portalWorld(t, "browser follows %s")
	hostile := []string{
		"new\nline]\n[default]\naws_access_key_id = AKIA", "[default]", "default", "DEFAULT", "..", "../../etc", "é\u202e\u00a0ü", "\x1b[31mred\x1b]0;t\x07", strings.Repeat("long ", 40),
		"", " ", "-x", "--help", "a'b\"c\\d", "$(touch x)", "`id`", "#;=:", "\u0000", "{role}", "a\r\nb", "corp", "profile", "日本", "日本",
	}
	w.Change(func(w *awstest.World) {
		var all []awstest.PortalAccount
		for i, name := range hostile {
			all = append(all, awstest.PortalAccount{ID: fmt.Sprintf("%012d", i+1), Name: name, Roles: []string{"Admin", "admin", "x+=,.@-y"}})
		}
		w.Portals[0].Users[0].Accounts = all
	})
	if p := w.sit(t, false, "awsenv", "login", "--sso-session", "corp"); p.End() != 0 {
		t.Fatalf("%s", p.Text())
	}
	before := w.config(t)
	for _, template := range []string{"{account_name}-{role}", "{account_name}", "[{role}] {account_name}\n"} {
		out, status := w.sync(t, "--yes", "--name", template)
		if status != 0 || strings.ContainsAny(out, "\x1b\x07\u202e") {
			t.Fatalf("%s: status %d: %q", template, status, out)
		}
		text := w.config(t)
		names := regexp.MustCompile(`(?m)^\[profile ([^]]*)\]$`).FindAllStringSubmatch(strings.TrimPrefix(text, before), -1)
		for _, name := range names {
			if !regexp.MustCompile(`^[a-z0-9_][a-z0-9._-]*$`).MatchString(name[1]) || name[1] == "default" {
				t.Errorf("a profile %q", name[1])
			}
		}
		if !strings.HasPrefix(text, before) || len(names) != 3*len(hostile) || strings.Count(text, "[") != strings.Count(before, "[")+len(names) {
			t.Errorf("%s: %d profiles:\n%s", template, len(names), text)
		}
		if out, status := w.sync(t, "--name", template); status != 0 || !strings.Contains(out, "nothing to change") {
			t.Errorf("%s: the second time: %d %s", template, status, out)
		}
	}
	for _, args := range [][]string{{"list"}, {"list", "--json"}, {"--no-prompt", "000000000001-admin"}} {
		cmd := exec.Command(must(exec.LookPath("awsenv"))(t), args...)
		cmd.Env, cmd.SysProcAttr = w.env, detached()
		unwanted := "\x1b\x07\u202e"
		if slices.Contains(args, "--json") {
			unwanted = "\x1b\x07" // a program gets the name as it is
		}
		if out, _ := cmd.CombinedOutput(); bytes.ContainsAny(out, unwanted) {
			t.Errorf("%v: %q", args, out)
		}
	}
}

// TestSyncsTogether: whoever comes second has nothing left to do.
func TestSyncsTogether(t *testing.T) {
	w := manyAccounts(t)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if out, status := w.sync(t, "--yes"); status != 0 {
				t.Errorf("status %d: %s", status, out[max(0, len(out)-500):])
			}
		})
	}
	wait.Wait()
	if got := strings.Count(w.config(t), "awsenv_generated"); got != 1200 {
		t.Errorf("%d profiles", got)
	}
}

// TestSyncWritesWhatWasShown: a file that changes while the person thinks is not written.
func TestSyncWritesWhatWasShown(t *testing.T) {
	w, _ := portalWorld(t, "browser follows %s")
	p := w.sit(t, true, "awsenv", "sso", "sync")
	p.Expect(`\[y/N\]`)
	appendConfig(t, w.home, "\n[profile production-admin]\nregion = mine\n")
	before := w.config(t)
	p.Type("y\r")
	p.Expect("the file was changed in the meantime")
	if status := p.End(); status != 3 || w.config(t) != before {
		t.Errorf("status %d\n%s", status, w.config(t))
	}
}

// TestSyncKilled leaves the old file or the new one.
func TestSyncKilled(t *testing.T) {
	w := manyAccounts(t)
	before := w.config(t)
	for wait := time.Duration(0); wait < 400*time.Millisecond; wait += 50 * time.Millisecond {
		cmd := exec.Command(must(exec.LookPath("awsenv"))(t), "sso", "sync", "--yes")
		cmd.Env, cmd.SysProcAttr = w.env, detached()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(wait)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if text := w.config(t); text != before && strings.Count(text, "awsenv_generated") != 1200 {
			t.Fatalf("killed after %v: %d profiles", wait, strings.Count(text, "awsenv_generated"))
		}
	}
	if out, status := w.sync(t, "--yes"); status != 0 || strings.Count(w.config(t), "awsenv_generated") != 1200 {
		t.Errorf("status %d: %s", status, out)
	}
	if left, _ := filepath.Glob(filepath.Join(w.home, ".aws/.*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestLoadSaysWhatTheAccountIsCalled: the name that a sync has told stands in the line
// after a load, and in the picker, which finds it.
func TestLoadSaysWhatTheAccountIsCalled(t *testing.T) {
	w, _ := portalWorld(t, "browser follows %s")
	w.Change(func(w *awstest.World) { w.Portals[0].Users[0].Accounts[2].Name = "payments\x1b[31m" })
	p := w.sit(t, true, "awsenv", "sso", "sync", "--yes")
	if status := p.End(); status != 0 {
		t.Fatalf("%s", p.Text())
	}
	p = w.sit(t, false, "awsenv", "sso-prod")
	p.Expect(`sso-prod · ReadOnly @ payments.* \(444455556666\) · eu-west-1 · `)
	if status := p.End(); status != 0 || strings.Contains(p.Text(), "\x1b[31m") {
		t.Errorf("status %d, %q", status, p.Text())
	}
	p = w.sit(t, false, "awsenv")
	p.Type("payments")
	p.Expect(`sso-prod +444455556666 +payments`)
	p.Type("\x03")
	p.End()
}
