//go:build !windows

package aws

import (
	"os"
	"os/exec"
	"testing"

	"github.com/awsenv/awsenv/pkg/ptytest"
)

// A helper that asks on the terminal, as password managers do, must not be
// stopped for being in a process group of its own.
func TestProcessMayAskOnTheTerminal(t *testing.T) {
	if os.Getenv("AWSENV_TEST_ON_PTY") != "" {
		a, err := newTestClient(Config{}).ProcessCredentials(t.Context(), ProcessRequest{Profile: "x", Words: []string{"sh", "-c",
			`printf 'Key: ' >/dev/tty; read k </dev/tty; echo "{\"Version\":1,\"AccessKeyId\":\"$k\",\"SecretAccessKey\":\"s\"}"`}})
		if err != nil || a.Keys.AccessKeyID != "AKIATYPED" {
			t.Fatalf("%+v, %v", a, err)
		}
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestProcessMayAskOnTheTerminal$")
	cmd.Env = append(os.Environ(), "AWSENV_TEST_ON_PTY=1")
	terminal := ptytest.Start(t, cmd, 80, 24)
	terminal.Wait(0, "Key: ")
	terminal.Type("AKIATYPED\n")
	if status := terminal.End(); status != 0 {
		t.Errorf("status %d: %s", status, terminal.Text())
	}
}
