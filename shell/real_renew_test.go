//go:build !windows

package shell_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// tellRenewedByHand loads with these words, lets time pass, and types what each
// warning says: every time there is a new session. asks says that a renewal
// asks for a code.
func tellRenewedByHand(words string, asks bool) func(*testing.T, *real) {
	return func(t *testing.T, r *real) {
		if strings.HasPrefix(words, "--role-arn") {
			r.run("awsenv " + words)
		} else {
			r.load("awsenv " + words)
		}
		for _, left := range []time.Duration{14*time.Minute + 50*time.Second, 4*time.Minute + 50*time.Second, 50 * time.Second, -time.Minute} {
			var expires int64
			if _, err := fmt.Sscan(r.value("AWSENV_EXPIRES"), &expires); err != nil {
				t.Fatal(err)
			}
			was := r.value("AWS_SESSION_TOKEN")
			from := len(r.text())
			r.age(time.Until(time.Unix(expires, 0)) - left)
			said := r.said(from)
			if len(said) != 1 {
				t.Fatalf("with %s left: %q", left, said)
			}
			_, line, found := strings.Cut(said[0], "renew with: ")
			if !found {
				t.Fatalf("with %s left: %q", left, said)
			}
			from = len(r.text())
			if asks {
				r.load(line)
			} else {
				r.run(line)
			}
			if r.value("AWS_SESSION_TOKEN") == was {
				t.Fatalf("with %s left, %q brings nothing new:\n%s", left, line, plainText(r.text()[from:]))
			}
			if got := r.value("AWSENV_PROFILE"); got == "" {
				t.Fatalf("after %q nothing is loaded", line)
			}
		}
	}
}

// tellRenewed lets the prompt renew a role through the MFA session.
func tellRenewed(t *testing.T, r *real) {
	r.load("awsenv prod-readonly")
	r.called("GetSessionToken", 1)
	r.called("AssumeRole", 1)
	was := r.value("AWS_SESSION_TOKEN")
	from := len(r.text())
	r.age(50*time.Minute + 30*time.Second)
	want := []string{"awsenv: prod-readonly: renewed, 59m left"}
	if said := r.said(from); !slices.Equal(said, want) {
		t.Errorf("said %q, want %q", said, want)
	}
	r.shows("prod-readonly 59m")
	if r.value("AWS_SESSION_TOKEN") == was {
		t.Error("the shell still holds the old session")
	}
	for range 3 {
		r.run("true")
	}
	r.called("AssumeRole", 2)
	r.called("GetSessionToken", 1)
	// At most one attempt a minute, whatever happens to the session.
	r.age(50*time.Minute + 30*time.Second)
	r.run("true")
	r.called("AssumeRole", 2)
	r.run(forget(r.shell)) // the minute is over
	r.run("true")
	r.called("AssumeRole", 3)
	if strings.Contains(r.text()[from:], "MFA code") {
		t.Errorf("a question at the prompt:\n%s", r.text()[from:])
	}
	// Without the MFA session a code is needed: neither a person nor the program
	// that gives codes is asked.
	r.run(r.posix("command rm -rf $HOME/store $HOME/asked") + "; " + forget(r.shell))
	from = len(r.text())
	r.run(export(r.shell, "AWSENV_EXPIRES", fmt.Sprint(time.Now().Add(4*time.Minute+30*time.Second).Unix())) + "; " + r.posix("command rm -rf $HOME/.aws/cli"))
	want = []string{"awsenv: prod-readonly: 4m left, renew with: awsenv prod-readonly"}
	if said := r.said(from); !slices.Equal(said, want) {
		t.Errorf("said %q, want %q", said, want)
	}
	if _, err := os.Stat(filepath.Join(r.home, "asked")); err == nil {
		t.Error("the prompt ran the program that gives codes")
	}
	r.called("AssumeRole", 3)
}

// tellAdopted takes a session that another shell has got meanwhile.
func tellAdopted(t *testing.T, r *real) {
	r.load("awsenv prod")
	from := len(r.text())
	r.run(export(r.shell, "AWSENV_EXPIRES", fmt.Sprint(time.Now().Add(10*time.Minute).Unix())))
	want := []string{"awsenv: prod: renewed, 11h59m left"}
	if said := r.said(from); !slices.Equal(said, want) {
		t.Errorf("said %q, want %q", said, want)
	}
	r.called("AssumeRole", 1)
}

// tellNotRenewed warns as usual where a code is needed, and asks nothing.
func tellNotRenewed(t *testing.T, r *real) {
	r.load("awsenv prod")
	r.called("AssumeRole", 1)
	was, from := r.value("AWS_SESSION_TOKEN"), len(r.text())
	r.age(12*time.Hour - 10*time.Minute + 30*time.Second)
	want := []string{"awsenv: prod: 9m left, renew with: awsenv --refresh prod"}
	if said := r.said(from); !slices.Equal(said, want) {
		t.Errorf("said %q, want %q", said, want)
	}
	if strings.Contains(r.text()[from:], "MFA code") || r.value("AWS_SESSION_TOKEN") != was {
		t.Errorf("asked or changed:\n%s", r.text()[from:])
	}
	r.called("AssumeRole", 1)
}

// tellUnconfirmed does not renew what a person wants to be asked about.
func tellUnconfirmed(t *testing.T, r *real) {
	from := len(r.text())
	r.send("awsenv open\n")
	r.wait(from, "[y/N] ")
	r.send("y\n")
	r.wait(from, "(open ")
	from = len(r.text())
	r.age(50*time.Minute + 30*time.Second)
	want := []string{"awsenv: open: 9m left, renew with: awsenv --refresh open"}
	if said := r.said(from); !slices.Equal(said, want) || strings.Contains(r.text()[from:], "[y/N]") {
		t.Errorf("said %q, want %q", said, want)
	}
	r.called("AssumeRole", 1)
}

// tellProcess has a credential_process that would ask on the terminal, and a
// good answer without one.
func tellProcess(t *testing.T, r *real) {
	program := filepath.Join(r.home, "process")
	answer := `{"Version": 1, "AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SecretAccessKey": "x", "SessionToken": "y", "Expiration": "'$1'"}`
	end := func(left time.Duration) string { return time.Now().Add(left).UTC().Format(time.RFC3339) }
	text := "#!/bin/sh\nif { printf 'Touch the key: ' >/dev/tty; } 2>/dev/null; then read x </dev/tty; set " + end(10*time.Minute) +
		"; else set " + end(time.Hour) + "; fi\necho '" + answer + "'\n"
	if err := os.WriteFile(program, []byte(text), 0o700); err != nil { //nolint:gosec // it has to run
		t.Fatal(err)
	}
	appendTo(t, filepath.Join(r.home, ".aws/config"), "\n[profile touch]\nregion = eu-west-1\ncredential_process = "+program+"\n")
	from := len(r.text())
	r.send("awsenv touch\n")
	r.wait(from, "Touch the key: ")
	from = len(r.text())
	r.send("\n")
	r.wait(from, "touch ")
	r.run(export(r.shell, "AWSENV_EXPIRES", fmt.Sprint(time.Now().Add(2*time.Minute).Unix())))
	want := []string{"awsenv: touch: renewed, 59m left"}
	if said := r.said(from); !slices.Equal(said, want) || strings.Contains(r.text()[from:], "Touch") {
		t.Errorf("said %q, want %q", said, want)
	}
}

// tellUnreached says that the renewal failed, once, and keeps the session.
func tellUnreached(t *testing.T, r *real) {
	r.load("awsenv prod-readonly")
	r.aws.Misbehave(awstest.Fault{Kind: awstest.Fail, Status: 400, Code: "RegionDisabledException", Times: -1})
	from := len(r.text())
	r.age(50*time.Minute + 30*time.Second)
	for range 3 {
		r.run("true")
	}
	want := []string{"awsenv: prod-readonly: 9m left, renewal failed, renew with: awsenv --refresh prod-readonly"}
	if said := r.said(from); !slices.Equal(said, want) {
		t.Errorf("said %q, want %q", said, want)
	}
	r.holds("AWSENV_PROFILE", "prod-readonly")
}

// tellGuarded speaks up before a command of the list, and not before others.
func tellGuarded(t *testing.T, r *real) {
	r.load("awsenv prod")
	from := len(r.text())
	r.run("command env id")
	if said := r.said(from); len(said) != 0 {
		t.Errorf("with all the time in the world: %q", said)
	}
	r.age(12*time.Hour - 9*time.Minute + 30*time.Second)
	r.run("")
	from = len(r.text())
	r.run("echo id")
	r.run("env id")
	want := []string{"awsenv: prod: 8m left and id is about to run, renew with: awsenv --refresh prod"}
	if said := r.said(from); !slices.Equal(said, want) {
		t.Errorf("said %q, want %q", said, want)
	}
}

// tellCrossed lets the first threshold pass under a session that the hook knows:
// a plain load renews a role then, and the session of a user not yet.
func tellCrossed(t *testing.T, r *real) {
	for profile, typed := range map[string]string{"prod": "awsenv prod", "iam": "awsenv --refresh iam"} {
		r.load("awsenv " + profile)
		from := len(r.text())
		r.age(12*time.Hour - 15*time.Minute - 30*time.Second)
		if said := r.said(from); len(said) != 0 {
			t.Fatalf("before the threshold: %q", said)
		}
		r.older(time.Minute)
		r.run(leave(r.shell, 14*time.Minute+30*time.Second))
		want := "awsenv: " + profile + ": 14m left, renew with: " + typed
		if said := r.said(from); !slices.Equal(said, []string{want}) {
			t.Errorf("said %q, want %q", said, want)
		}
		r.load(typed)
		r.shows(profile + " 11h59m")
		r.run("awsenv --clear")
	}
}
