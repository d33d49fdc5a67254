package cli

import (
	"cmp"
	"io"
	"strings"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/segment"
	"github.com/awsenv/awsenv/pkg/session"
)

// confirmToPerson says in one line what a load or a clear has done, to somebody who
// sees it: standard error is a terminal, and -q was not given.
func (a *app) confirmToPerson(line func() string) {
	if !a.quiet && a.world.StderrIsTerminal() {
		_, _ = io.WriteString(a.world.Stderr, line()+"\n")
	}
}

// loadedLine is what is loaded: "prod · admin @ payments (444455556666) · eu-west-1 ·
// 11h59m left (cached)". What is not known is left out.
func (a *app) loadedLine(t *target, s session.Session, kept bool) string {
	who := cmp.Or(awsterms.Name(s.RoleARN), t.Chain.Source.SSO.RoleName, t.UserName)
	if who != "" && s.Account != "" {
		who += " @ "
	}
	region := s.Region
	if region == "" {
		own, _ := t.env(environ.Region)
		other, _ := t.env(environ.DefaultRegion)
		region = cmp.Or(own, other)
	}
	left := ""
	if !s.Expires.IsZero() {
		left = segment.Left(s.Left(a.world.Now())) + " left"
		if kept {
			left += " (cached)"
		}
	}
	account := s.Account
	if name := a.accountName(t.scope, account); name != "" {
		account = name + " (" + account + ")"
	}
	return facts(s.Profile, who+account, region, left)
}

// unloadedLine is what is not loaded any more.
func (a *app) unloadedLine() string {
	held, ok := environ.FromEnv(environ.Lookup(a.world.Env))
	if !ok {
		return "nothing was loaded"
	}
	return facts(held.Profile, "unloaded")
}

// facts joins what is known, made safe to be shown.
func facts(all ...string) string {
	known := make([]string, 0, len(all))
	for _, text := range all {
		if text != "" {
			known = append(known, printable.Line(text))
		}
	}
	return strings.Join(known, " · ")
}
