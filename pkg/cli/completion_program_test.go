package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/awsenv/awsenv/pkg/tooltest"
)

// TestCompletionOfAProgram generates scripts for a command that runs another
// program: that one's name and words are completed after the profile.
func TestCompletionOfAProgram(t *testing.T) {
	var g struct {
		Load loadCommand `cmd:"" name:"(load)" default:"withargs" hidden:""`
		Exec struct {
			Region  string   `placeholder:"REGION" help:"Region."`
			Profile string   `arg:"" help:"The profile."`
			Command []string `arg:"" passthrough:"" help:"The program."`
		} `cmd:"" help:"Run a program."`
	}
	k, err := kong.New(&g, kong.Name("awsenv"), kong.NoDefaultHelp(), filledIn())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"awsenv-zebra": "#!/bin/sh\n", "awsenv": "#!/bin/sh\necho prod\n", "striped file": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	asks := map[string]struct{ shell, args, code string }{
		"bash": {"bash", "--norc", `COMP_LINE=$line COMP_POINT=${#line} COMP_WORDBREAKS=$' \t\n'; _awsenv; printf '%s\n' "${COMPREPLY[@]//\\/}"`},
		"fish": {"fish", "--no-config", `complete -C $line | string replace -r '\t.*' '' | string unescape`},
	}
	cases := []struct{ line, want string }{
		{"awsenv exec pr", "prod"},
		{"awsenv exec prod -- awsenv-z", "awsenv-zebra"},
		{"awsenv exec prod awsenv-z", "awsenv-zebra"},
		{"awsenv exec --region x prod -- awsenv-z", "awsenv-zebra"},
		{"awsenv exec prod -- awsenv-zebra --x=1 str", "striped file"},
	}
	for name, ask := range asks {
		t.Run(name, func(t *testing.T) {
			shell := tooltest.Program(t, ask.shell)
			for _, tt := range cases {
				set := "line='" + tt.line + "'\n"
				if name == "fish" {
					set = "set line '" + tt.line + "'\n"
				}
				cmd := exec.Command(shell, ask.args, "-c", generate(t, name, k)+set+ask.code)
				cmd.Dir = dir
				cmd.Env = []string{"HOME=" + dir, "PATH=" + dir + ":" + os.Getenv("PATH"), "LANG=C.UTF-8"}
				out, err := cmd.CombinedOutput()
				if got := strings.Split(strings.TrimSpace(string(out)), "\n"); err != nil || !slices.Contains(got, tt.want) {
					t.Errorf("%q: %v, %q", tt.line, err, got)
				}
			}
		})
	}
}
