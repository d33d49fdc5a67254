//go:build unix

package aws

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/session"
)

func runHelper(t *testing.T, words ...string) (session.Issued, error) {
	t.Helper()
	return newTestClient(Config{Now: func() time.Time { return noon }}).ProcessCredentials(t.Context(), ProcessRequest{Profile: "x", Words: words, Account: "210987654321"})
}

func TestProcessAnswers(t *testing.T) {
	for name, v := range map[string]struct{ out, words string }{
		"plain":                   {`{"Version":1,"AccessKeyId":"AKIAP","SecretAccessKey":"s3cret"}`, ""},
		"everything":              {`{"Version":1,"AccessKeyId":"ASIAP","SecretAccessKey":"s3cret","SessionToken":"T","Expiration":"2026-11-20T12:00:01Z","AccountId":"123456789012","More":[]}`, ""},
		"nulls":                   {`{"Version":1.0,"AccessKeyId":"AKIAP","SecretAccessKey":"s3cret","SessionToken":null,"Expiration":null,"AccountId":null}`, ""},
		"offset":                  {`{"Version":1,"AccessKeyId":"ASIAP","SecretAccessKey":"s3cret","Expiration":"2026-11-20T14:00:01+02:00"}`, ""},
		"nothing":                 {``, "does not print one JSON object"},
		"text":                    {`s3cret`, "does not print one JSON object"},
		"list":                    {`[]`, "does not print one JSON object"},
		"null":                    {`null`, "does not print one JSON object"},
		"more behind":             {`{"Version":1,"AccessKeyId":"AKIAP","SecretAccessKey":"s3cret"} | cat`, "does not print one JSON object"},
		"no version":              {`{"AccessKeyId":"AKIAP","SecretAccessKey":"s3cret"}`, `"Version": 1`},
		"version 2":               {`{"Version":2,"AccessKeyId":"AKIAP","SecretAccessKey":"s3cret"}`, `"Version": 1`},
		"version is a text":       {`{"Version":"1","AccessKeyId":"AKIAP","SecretAccessKey":"s3cret"}`, `"Version": 1`},
		"no secret":               {`{"Version":1,"AccessKeyId":"AKIAP"}`, "no SecretAccessKey"},
		"names in lower case":     {`{"Version":1,"accesskeyid":"AKIAP","SecretAccessKey":"s3cret"}`, "no AccessKeyId"},
		"key is a number":         {`{"Version":1,"AccessKeyId":5,"SecretAccessKey":"s3cret"}`, "AccessKeyId in its answer is no text"},
		"expired":                 {`{"Version":1,"AccessKeyId":"ASIAP","SecretAccessKey":"s3cret","Expiration":"2026-11-20T12:00:00Z"}`, "have expired (2026-11-20T12:00:00Z)"},
		"expiry without a zone":   {`{"Version":1,"AccessKeyId":"ASIAP","SecretAccessKey":"s3cret","Expiration":"2026-11-20T13:00:00"}`, "Expiration"},
		"bytes that are no UTF-8": {"{\"Version\":1,\"AccessKeyId\":\"\xff\",\"SecretAccessKey\":\"s3cret\"}", "does not print one JSON object"},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := runHelper(t, "printf", "%s", v.out)
			if v.words == "" {
				if err != nil || a.Keys.SecretAccessKey != "s3cret" || a.Account == "" {
					t.Errorf("%+v, %v", a, err)
				}
				return
			}
			var p *ProcessError
			if !errors.As(err, &p) || exitCode(err) != 3 || !strings.Contains(err.Error(), v.words) || !strings.Contains(err.Error(), `"printf" of profile "x"`) {
				t.Errorf("exit %d, %v", exitCode(err), err)
			}
			if err != nil && strings.Contains(err.Error(), "s3cret") {
				t.Errorf("it tells the secret: %v", err)
			}
		})
	}
}

func TestProcessAccount(t *testing.T) {
	a, err := runHelper(t, "echo", `{"Version":1,"AccessKeyId":"AKIAP","SecretAccessKey":"s"}`)
	if err != nil || a.Account != "210987654321" {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestProcessFails(t *testing.T) {
	for name, v := range map[string]struct {
		words []string
		want  string
	}{
		"says why":    {[]string{"sh", "-c", `printf 'no luck\033[31m\nat all\n' >&2; echo s3cret; exit 3`}, "it failed (exit status 3) and says: no luck\ufffd[31m at all"},
		"says little": {[]string{"false"}, "it failed (exit status 1) and says nothing"},
		"not there":   {[]string{"/does/not/exist"}, "cannot be run"},
		"no words":    {nil, "it is empty"},
		"empty word":  {[]string{""}, "it is empty"},
		"killed":      {[]string{"sh", "-c", "kill -9 $$"}, "it failed (signal: killed)"},
		"endless":     {[]string{"sh", "-c", `head -c 100000 /dev/zero | tr '\0' x >&2; echo end >&2; exit 1`}, "xend"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := runHelper(t, v.words...)
			if exitCode(err) != 3 || !strings.Contains(err.Error(), v.want) || strings.Contains(err.Error(), "s3cret") || len(err.Error()) > 3000 {
				t.Errorf("exit %d, %v", exitCode(err), err)
			}
		})
	}
}

func TestProcessIsRunWithoutAShell(t *testing.T) {
	_, err := runHelper(t, "echo", "$HOME", "|", "cat")
	if err == nil {
		t.Error("it is accepted")
	}
	if _, err := runHelper(t, "~/bin/helper"); !strings.Contains(hints(err), "without a shell") {
		t.Errorf("%v, hints %q", err, hints(err))
	}
}

func TestProcessMayRead(t *testing.T) {
	c := newTestClient(Config{})
	a, err := c.ProcessCredentials(t.Context(), ProcessRequest{Profile: "x", Stdin: strings.NewReader("AKIATYPED\n"), Environ: []string{"PATH=" + os.Getenv("PATH"), "S=hidden"},
		Words: []string{"sh", "-c", `echo "Key?" >&2; read k; echo "{\"Version\":1,\"AccessKeyId\":\"$k\",\"SecretAccessKey\":\"$S\"}"`}})
	if err != nil || a.Keys.AccessKeyID != "AKIATYPED" || a.Keys.SecretAccessKey != "hidden" {
		t.Errorf("%+v, %v", a, err)
	}
}

// A helper may leave an agent behind that holds its output open.
func TestProcessLeavesAnAgent(t *testing.T) {
	t.Parallel()
	start := time.Now()
	a, err := runHelper(t, "sh", "-c", `sleep 60 & echo '{"Version":1,"AccessKeyId":"AKIAP","SecretAccessKey":"s"}'`)
	if err != nil || a.Keys.AccessKeyID != "AKIAP" || time.Since(start) > 30*time.Second {
		t.Errorf("%+v, %v after %s", a, err, time.Since(start))
	}
}

func TestProcessIsInterruptible(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"waits":               `echo $$ > "$1"; sleep 100 & echo $! ready >> "$1"; wait`,
		"ignores the request": `trap '' TERM; echo $$ ready > "$1"; while :; do sleep 1; done`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pids := filepath.Join(t.TempDir(), "pids")
			// A session of its own has no terminal, whoever runs the tests.
			cmd := exec.Command(os.Args[0], "-test.run=^TestHelperProcess$")
			cmd.Env = append(os.Environ(), "AWSENV_TEST_SCRIPT="+script, "AWSENV_TEST_PIDS="+pids)
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			text, err := os.ReadFile(pids)
			if err != nil {
				t.Fatal(err)
			}
			for word := range strings.FieldsSeq(string(text)) {
				if pid, err := strconv.Atoi(word); err == nil && !gone(pid) {
					t.Errorf("process %d lives on", pid)
					_ = syscall.Kill(pid, syscall.SIGKILL)
				}
			}
		})
	}
}

// gone waits for a process to end.
func gone(pid int) bool {
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if err := syscall.Kill(pid, 0); errors.Is(err, syscall.ESRCH) {
			return true
		}
		if stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat"); err == nil && strings.Contains(string(stat), ") Z ") {
			return true // ended; whoever adopted it has not looked yet
		}
	}
	return false
}

// TestHelperProcess is the process that TestProcessIsInterruptible starts.
func TestHelperProcess(t *testing.T) {
	script := os.Getenv("AWSENV_TEST_SCRIPT")
	if script == "" {
		t.Skip("it is run by TestProcessIsInterruptible")
	}
	pids := os.Getenv("AWSENV_TEST_PIDS")
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for {
			if text, err := os.ReadFile(pids); err == nil && strings.Contains(string(text), "ready") {
				cancel()
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	start := time.Now()
	_, err := newTestClient(Config{}).ProcessCredentials(ctx, ProcessRequest{Profile: "x", Words: []string{"sh", "-c", script, "sh", pids}})
	if !errors.Is(err, context.Canceled) || time.Since(start) > 30*time.Second {
		t.Errorf("%v after %s", err, time.Since(start))
	}
}
