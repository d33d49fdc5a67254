//go:build !windows

package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/atomicfile"
	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/tooltest"
)

// TestTheAWSCLIUsesTheSectionOfLoginWrite: a profile with source_profile =
// iam-sts and no mfa_serial works in a tool that knows nothing of awsenv.
func TestTheAWSCLIUsesTheSectionOfLoginWrite(t *testing.T) {
	p := newBothPrograms(t)
	appendConfig(t, p.home, "\n[profile via-sts]\nrole_arn = "+awstest.ShortRole+"\nsource_profile = iam-sts\nregion = eu-west-1\n")
	p.awsenv(t, "login", "prod", "--write", "--token", p.code(t))
	codes := p.server.Log().Codes()
	if got := p.aws(t, "via-sts"); !strings.Contains(got, "assumed-role/readonly/") {
		t.Errorf("the AWS CLI is %q", got)
	}
	if got := p.aws(t, "iam-sts"); !strings.Contains(got, awstest.UserARN) {
		t.Errorf("the AWS CLI is %q", got)
	}
	if log := p.server.Log(); log.Codes() != codes {
		t.Errorf("a code was asked for:\n%s", log)
	}
}

// TestLoginWriteKilledAtEveryFileOperation ends awsenv by SIGKILL at the first, the
// second, … call to the system that concerns files, until it comes to its end. The
// credentials file is the old one or the new one each time, and the next run does
// what the killed one could not.
func TestLoginWriteKilledAtEveryFileOperation(t *testing.T) {
	strace := tooltest.Program(t, "strace")
	server, err := awstest.Start(scriptWorld())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	k := killing{strace: strace, server: server, home: t.TempDir(), program: filepath.Join(t.TempDir(), "awsenv")}
	if err := os.Symlink(testBinary(t), k.program); err != nil {
		t.Fatal(err)
	}
	if err := awstest.WriteExample(k.home); err != nil {
		t.Fatal(err)
	}
	code, err := server.NextCode(awstest.MFASerial)
	if err != nil {
		t.Fatal(err)
	}
	// The session is there from now on: what follows is the writing alone.
	if out, err := k.command(k.program, "login", "iam", "--token", code).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	killed := map[string]int{}
	for _, calls := range []string{"openat", "write,pwrite64", "fsync", "fchmod", "fchown", "close", "renameat,renameat2,rename", "newfstatat,fstat", "mkdirat,mkdir", "flock", "readlinkat", "unlinkat", "ftruncate,truncate"} {
		for n := 1; ; n++ {
			if n > 400 {
				t.Fatalf("%s: awsenv does not come to its end", calls)
			}
			ended := k.once(t, calls, n)
			if ended {
				break
			}
			killed[calls]++
		}
	}
	t.Logf("killed at: %v", killed)
	if killed["renameat,renameat2,rename"] == 0 || killed["fsync"] == 0 || killed["openat"] == 0 {
		t.Errorf("awsenv was not killed where it writes: %v", killed)
	}
}

type killing struct {
	strace, home, program string
	server                *awstest.Server
}

func (k killing) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = append(k.server.Env(), "HOME="+k.home, "PATH=/usr/bin:/bin", "SHELL=/bin/sh")
	return cmd
}

// once runs login --write on the example's file and kills it at the n-th of some
// calls; ended tells that it came to its end before.
func (k killing) once(t *testing.T, calls string, n int) (ended bool) {
	t.Helper()
	path := filepath.Join(k.home, ".aws", "credentials")
	before := awstest.ExampleCredentials()
	for _, name := range []string{path + ".awsenv-backup"} {
		if err := os.Remove(name); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	optional := "?" + strings.ReplaceAll(calls, ",", ",?")
	cmd := k.command(k.strace, "-f", "-qq", "-o", "/dev/null", "-e", "trace="+optional,
		"-e", fmt.Sprintf("inject=%s:signal=SIGKILL:when=%d", optional, n),
		k.program, "login", "iam", "--write", "--no-prompt")
	out, err := cmd.CombinedOutput()
	ended = err == nil
	if !ended && !strings.Contains(err.Error(), "killed") {
		t.Fatalf("%s %d: %v\n%s", calls, n, err, out)
	}
	k.check(t, path, before, fmt.Sprintf("%s %d", calls, n), ended)
	if ended {
		return true
	}
	// The next run ends in the good state, and nothing is in its way.
	if out, err := k.command(k.program, "login", "iam", "--write", "--no-prompt").CombinedOutput(); err != nil {
		t.Fatalf("%s %d: the next run: %v\n%s", calls, n, err, out)
	}
	k.check(t, path, before, fmt.Sprintf("%s %d, next run", calls, n), true)
	if left, _ := filepath.Glob(filepath.Join(k.home, ".aws", atomicfile.TempPattern)); len(left) > 0 {
		t.Fatalf("%s %d: the next run leaves %q", calls, n, left)
	}
	return false
}

// check holds the file against the old text and the new one.
func (k killing) check(t *testing.T, path, before, when string, written bool) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	if _, err := profile.Parse(profile.File{}, profile.File{Path: path, Text: text}); err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	added, kept := bytes.CutPrefix(text, []byte(before))
	section := regexp.MustCompile(`^\n\[iam-sts\]\n# awsenv: .*\naws_access_key_id = ASIA\w+\naws_secret_access_key = \S+\naws_session_token = \S+\nexpiration = 20[0-9-]{8} [0-9:]{8}\+00:00\n$`)
	if !kept || len(added) > 0 && !section.Match(added) || written && len(added) == 0 {
		t.Fatalf("%s: the file is\n%s", when, text)
	}
	if backup, err := os.ReadFile(path + ".awsenv-backup"); err == nil && string(backup) != before {
		t.Fatalf("%s: the copy is\n%s", when, backup)
	} else if written && err != nil {
		t.Fatalf("%s: no copy: %v", when, err)
	}
}

// testBinary is this program by a path that a link can name.
func testBinary(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}
