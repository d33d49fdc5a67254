//go:build linux

package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// TestCoreDumpHoldsNoKeys kills awsenv in the middle of a call as the system kills a
// program that went wrong. With the debug variable there is a core file, which shows
// that the test would see one.
func TestCoreDumpHoldsNoKeys(t *testing.T) {
	if pattern, err := os.ReadFile("/proc/sys/kernel/core_pattern"); err != nil || strings.ContainsAny(string(pattern), "|/") {
		t.Skipf("core files do not go to the working folder here: %s", pattern)
	}
	for _, test := range []struct {
		variable string
		dumped   bool
	}{{"AWSENV_CORE_DUMP=1", true}, {"AWSENV_CORE_DUMP=", false}} {
		t.Run(test.variable, func(t *testing.T) {
			w := newWorld(t)
			w.Misbehave(awstest.Fault{Action: "GetCallerIdentity", Kind: awstest.Delay, Delay: time.Minute, Times: -1})
			folder := t.TempDir()
			awsenv, err := exec.LookPath("awsenv")
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command("sh", "-c", `ulimit -c unlimited && exec "$0" whoami iam --token `+w.code(t), awsenv)
			cmd.Env, cmd.Dir = append(w.env, "GOTRACEBACK=crash", test.variable), folder
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = cmd.Process.Kill() })
			for end := time.Now().Add(time.Minute); len(w.Log().Of("GetCallerIdentity")) == 0 && time.Now().Before(end); {
				time.Sleep(5 * time.Millisecond)
			}
			if err := cmd.Process.Signal(syscall.SIGQUIT); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait()
			status := cmd.ProcessState.Sys().(syscall.WaitStatus)
			if !status.Signaled() {
				t.Fatalf("it ended with %v, not by a signal", cmd.ProcessState)
			}
			core := filepath.Join(folder, "core")
			if _, err := os.Stat(core); err != nil {
				core += "." + strconv.Itoa(cmd.Process.Pid)
			}
			text, err := os.ReadFile(core)
			if dumped := err == nil && status.CoreDump(); dumped != test.dumped {
				t.Errorf("core file: %v (%v), want %v", dumped, err, test.dumped)
			}
			if holds := bytes.Contains(text, []byte(awstest.SecretKey)); holds != test.dumped {
				t.Errorf("the core file holds the secret: %v, want %v", holds, test.dumped)
			}
		})
	}
}
