//go:build !windows

package completions_test

import (
	"errors"
	"os/exec"
	"testing"

	"github.com/awsenv/awsenv/completions"
	"github.com/awsenv/awsenv/pkg/tooltest"
)

func TestScriptsPassTheirLinters(t *testing.T) {
	cases := []struct {
		name, shell, program string
		args                 []string
	}{
		{"shellcheck", "bash", "shellcheck", []string{"--severity=style"}},
		{"bash", "bash", "bash", []string{"-n"}},
		{"zsh", "zsh", "zsh", []string{"-n"}},
		{"fish", "fish", "fish", []string{"--no-execute"}},
		{"fish_indent", "fish", "fish_indent", []string{"--check"}},
		{"nu-check", "nu", "nu", []string{"--no-config-file"}},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			cmd := exec.Command(tooltest.Program(t, tt.program), append(tt.args, completions.File(tt.shell))...)
			if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

func TestUnknownShell(t *testing.T) {
	_, err := completions.Script("tcsh")
	var unknown *completions.UnknownError
	if !errors.As(err, &unknown) || unknown.ExitCode() != 2 || len(unknown.Hints()) != 1 {
		t.Errorf("got %v", err)
	}
}
