package tty

import "testing"

func TestPaintObeysTheEnvironment(t *testing.T) {
	for name, test := range map[string]struct {
		env      map[string]string
		terminal bool
		want     bool
	}{
		"a terminal":                          {map[string]string{"TERM": "xterm"}, true, true},
		"a pipe":                              {map[string]string{"TERM": "xterm"}, false, false},
		"a dumb terminal":                     {map[string]string{"TERM": "dumb"}, true, false},
		"a terminal without a kind":           {map[string]string{}, true, false},
		"NO_COLOR":                            {map[string]string{"TERM": "xterm", "NO_COLOR": "1"}, true, false},
		"NO_COLOR of any value":               {map[string]string{"TERM": "xterm", "NO_COLOR": "0"}, true, false},
		"an empty NO_COLOR is none":           {map[string]string{"TERM": "xterm", "NO_COLOR": ""}, true, true},
		"CLICOLOR_FORCE in a pipe":            {map[string]string{"CLICOLOR_FORCE": "1"}, false, true},
		"CLICOLOR_FORCE=0 forces nothing":     {map[string]string{"CLICOLOR_FORCE": "0"}, false, false},
		"NO_COLOR is stronger than the force": {map[string]string{"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := NewPaint(func(name string) (string, bool) { value, set := test.env[name]; return value, set }, test.terminal)
			want := "text"
			if test.want {
				want = "\x1b[31mtext\x1b[0m"
			}
			if got := p.Bad("text"); got != want {
				t.Errorf("%q, not %q", got, want)
			}
		})
	}
}
