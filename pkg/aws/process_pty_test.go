//go:build linux || darwin

package aws

import (
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
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
	terminal, err := pty.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = terminal.Close() }()
	stop := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
	defer stop.Stop()
	var screen strings.Builder
	buffer := make([]byte, 256)
	for !strings.Contains(screen.String(), "Key: ") {
		n, err := terminal.Read(buffer)
		screen.Write(buffer[:n])
		if err != nil {
			t.Fatalf("%v: %s", err, screen.String())
		}
	}
	if _, err := io.WriteString(terminal, "AKIATYPED\n"); err != nil {
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(terminal)
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v: %s%s", err, screen.String(), rest)
	}
}
