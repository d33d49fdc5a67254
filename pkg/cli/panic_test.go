package cli

import (
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/dialect"
)

// TestAPanicIsNoSuccess: even a bug of ours must not let eval go on.
func TestAPanicIsNoSuccess(t *testing.T) {
	var stdout, stderr strings.Builder
	defer func() {
		if recover() == nil {
			t.Error("the panic is hidden")
		}
		if stdout.String() != dialect.Fail {
			t.Errorf("stdout %q", stdout.String())
		}
	}()
	Run(World{
		Args: []string{"prod"}, Stdout: &stdout, Stderr: &stderr,
		Env:              func(string) (string, bool) { return "", false },
		StdoutIsTerminal: func() bool { return false },
		StderrIsTerminal: func() bool { return false },
		Parent:           func() string { return "bash" },
		ReadFile:         func(string) ([]byte, error) { panic("a bug") },
	})
}
