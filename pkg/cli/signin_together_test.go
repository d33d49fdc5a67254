//go:build !windows

package cli_test

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// TestShellsSignInByThemselves: a load in each shell, with what a person types.
func TestShellsSignInByThemselves(t *testing.T) {
	for shell, line := range map[string]string{
		"bash": `eval "$(awsenv sso-dev)" && echo "it is $AWSENV_PROFILE"`,
		"zsh":  `eval "$(awsenv hook zsh)"; awsenv sso-dev && echo "it is $AWSENV_PROFILE"`,
		"fish": `awsenv hook fish | source; awsenv sso-dev; and echo "it is $AWSENV_PROFILE"`,
	} {
		t.Run(shell, func(t *testing.T) {
			if _, err := exec.LookPath(shell); err != nil {
				t.Skip(shell + " is not installed")
			}
			w, _ := portalWorld(t, "browser follows %s")
			p := w.sit(t, true, shell, "-c", line)
			p.Expect(`http://127\.0\.0\.1:\d+/authorize\?`)
			p.Expect("it is sso-dev")
			if status := p.End(); status != 0 {
				t.Errorf("status %d\n%s", status, p.Text())
			}
			p.asIs()
		})
	}
}

// TestProgramThatNobodyWatchesWaits: without a terminal nothing is opened, but the token
// of somebody who is signing in is waited for and used.
func TestProgramThatNobodyWatchesWaits(t *testing.T) {
	w, shows := portalWorld(t, "browser nothing %s")
	p := w.sit(t, false, "awsenv", "login", "sso-dev")
	address := p.Expect(`http://127\.0\.0\.1:\d+/authorize\?\S+`)
	program := must(exec.LookPath("awsenv"))(t)
	cmd := exec.Command(program, "credential-process", "sso-prod")
	cmd.Env, cmd.Dir = w.env, w.home
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	said := &heard{came: make(chan struct{})}
	cmd.Stderr = said
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-said.came // it says that it waits
	if page := must(awstest.Browser{}.Visit(context.Background(), address))(t); page.Status != 200 {
		t.Errorf("%+v", page)
	}
	if err := cmd.Wait(); err != nil || !strings.Contains(out.String(), "SessionToken") || !strings.Contains(said.String(), "waiting for another awsenv that is signing in") {
		t.Errorf("%v\n%s", err, said.String())
	}
	if status := p.End(); status != 0 {
		t.Errorf("%s", p.Text())
	}
	if got := len(w.Log().Of("CreateToken")); got != 1 {
		t.Errorf("%d tokens; %s", got, shows)
	}
}

// heard keeps what is written, and tells when something first comes.
type heard struct {
	text bytes.Buffer
	came chan struct{}
}

func (h *heard) Write(b []byte) (int, error) {
	if h.text.Len() == 0 {
		defer close(h.came)
	}
	return h.text.Write(b)
}

func (h *heard) String() string { return h.text.String() }

// TestNextOneSignsInWhenTheFirstIsKilled: who waits takes over.
func TestNextOneSignsInWhenTheFirstIsKilled(t *testing.T) {
	w, _ := portalWorld(t, "browser nothing %s")
	first := w.sit(t, false, "awsenv", "login", "sso-dev")
	first.Expect("paste its address")
	second := w
	second.env = append(w.env[:len(w.env):len(w.env)], "BROWSER=browser follows %s")
	p := second.sit(t, false, "awsenv", "sso-prod")
	p.Expect("waiting for another awsenv that is signing in")
	if err := first.Cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	first.End()
	if status := p.End(); status != 0 || !strings.Contains(p.piped.String(), "AWS_SESSION_TOKEN") {
		t.Errorf("status %d\n%s", status, p.Text())
	}
}
