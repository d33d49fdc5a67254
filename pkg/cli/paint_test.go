package cli

import (
	"bytes"
	"strings"
	"testing"
)

// Errors, hints and help are coloured on a terminal, and are the same text without.
func TestColoursChangeNoText(t *testing.T) {
	strip := strings.NewReplacer("\x1b[0m", "", "\x1b[1m", "", "\x1b[2m", "", "\x1b[31m", "", "\x1b[33m", "", "\x1b[36m", "")
	said := func(force string, args ...string) string {
		var text bytes.Buffer
		no := func() bool { return false }
		Run(World{
			Args: args, Stdout: &text, Stderr: &text, StdoutIsTerminal: no, StderrIsTerminal: no,
			StdoutColumns: func() int { return 0 },
			Env: func(name string) (string, bool) {
				if name == "CLICOLOR_FORCE" {
					return force, true
				}
				return "", false
			},
		})
		return text.String()
	}
	for _, args := range [][]string{{"--help"}, {"exec", "--help"}, {"list", "--jsno"}} {
		plain, painted := said("", args...), said("1", args...)
		if strings.Contains(plain, "\x1b") {
			t.Errorf("%v: colours without a terminal: %q", args, plain)
		}
		if !strings.Contains(painted, "\x1b[36m") || strip.Replace(painted) != plain {
			t.Errorf("%v: %q, and coloured %q", args, plain, painted)
		}
	}
}
