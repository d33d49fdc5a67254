//go:build linux || darwin

package cli_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/ptytest"
)

// TestWhatWasDoneIsSaid: one line on a terminal after a load, a renewal and a clear; none
// with -q, and none for what no shell evaluates.
func TestWhatWasDoneIsSaid(t *testing.T) {
	w := newWorld(t)
	const loaded = "prod · admin @ 444455556666 · eu-west-1 · 11h59m left"
	for _, test := range []struct {
		typed string
		env   []string
		want  string
	}{
		{typed: "prod --token CODE", want: loaded},
		{typed: "prod", want: loaded + " (cached)"},
		{typed: "use prod --region us-east-1", want: "prod · admin @ 444455556666 · us-east-1 · 11h59m left (cached)"},
		{typed: "login iam --token CODE", want: "*"},
		{typed: "iam", want: "iam · michael @ 111122223333 · eu-west-1 · 11h59m left (cached)"},
		{typed: "renew", env: []string{"AWSENV_PROFILE=prod-readonly", "AWSENV_ROLE_ARN=arn:aws:iam::444455556666:role/readonly"}, want: "prod-readonly · readonly @ 444455556666 · eu-west-1 · 59m left"},
		{typed: "prod -q", want: ""},
		{typed: "prod --format json", want: ""},
		{typed: "prod -v", want: `awsenv: verbose: the session is from the AWS CLI's cache, .*/\.aws/cli/cache/[0-9a-f]{40}\.json\n` + loaded + ` \(cached\)`},
		{typed: "iam -v", want: `(?s).*the session is kept in awsenv's own cache.*`},
		{typed: "--clear", want: "nothing was loaded"},
		{typed: "--clear", env: []string{"AWSENV_PROFILE=pr\x1bod"}, want: "pr\ufffdod · unloaded"},
		{typed: "unload", env: []string{"AWSENV_PROFILE=prod"}, want: "prod · unloaded"},
		{typed: "unload -q", env: []string{"AWSENV_PROFILE=prod"}, want: ""},
	} {
		here := w
		here.env = append(w.env[:len(w.env):len(w.env)], test.env...)
		p := here.sit(t, false, strings.Fields("awsenv "+strings.ReplaceAll(test.typed, "CODE", w.code(t)))...)
		if status := p.End(); status != 0 {
			t.Errorf("%s: exit status %d", test.typed, status)
		}
		said := strings.TrimSpace(strings.ReplaceAll(ptytest.Plain(p.Text()), "\r", ""))
		if test.want != "*" && said != test.want && !regexp.MustCompile("^"+test.want+"$").MatchString(said) {
			t.Errorf("%s: the screen says %q, not %q", test.typed, said, test.want)
		}
	}
}
