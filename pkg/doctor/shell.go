package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/spelling"
	"github.com/awsenv/awsenv/pkg/trust"
)

// variables looks for variables of this shell that get in the way. Keys, and endpoints,
// are what a shell may have.
func variables(_ context.Context, p *Patient) (all []Finding) {
	add := func(severity Severity, name, message, fix string) {
		all = append(all, Finding{Severity: severity, Where: name, Message: message, Fix: fix})
	}
	id, secret, token := p.get(environ.AccessKeyID), p.get(environ.SecretAccessKey), p.get(environ.SessionToken)
	switch {
	case (id == "") != (secret == ""):
		add(Error, environ.AccessKeyID, "only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set: AWS's tools fail, or go on to other keys", "awsenv unload")
	case id == "" && token != "":
		add(Warning, environ.SessionToken, "there is a session token without keys", p.Unset("AWS_SESSION_TOKEN"))
	case strings.HasPrefix(id, "AKIA") && token != "":
		add(Error, environ.SessionToken, "a session token stands beside long-term keys (AKIA…), to which none belongs: AWS refuses them together", p.Unset("AWS_SESSION_TOKEN"))
	case strings.HasPrefix(id, "ASIA") && token == "":
		add(Error, environ.SessionToken, "the keys are temporary (ASIA…), and their session token is missing: AWS refuses them", "load the session again")
	}
	if old := p.get(environ.SecurityToken); old != "" && old != token {
		add(Warning, environ.SecurityToken, "boto and the AWS CLI prefer this variable of old to AWS_SESSION_TOKEN", p.Unset("AWS_SECURITY_TOKEN"))
	}
	p.profileVariables(id != "" && secret != "", add)
	p.ended(id != "", add)
	for _, name := range []string{environ.Region, environ.DefaultRegion} {
		if region := p.get(name); region != "" && !awsterms.IsRegion(region) {
			add(Error, name, fmt.Sprintf("%q cannot be the name of a region", region), p.Unset(name))
		}
	}
	for _, name := range []string{"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CA_BUNDLE", "SSL_CERT_FILE"} {
		path := p.get(name)
		if rest, found := strings.CutPrefix(path, "~/"); found {
			path = filepath.Join(p.Home, rest)
		}
		if _, err := os.Stat(path); path != "" && err != nil {
			add(Warning, name, fmt.Sprintf("it names %s, which cannot be read: %s", p.short(path), system(err)), p.Unset(name))
		}
	}
	return all
}

// profileVariables looks at the variables that name a profile, which some SDKs prefer
// to keys, and others not.
func (p *Patient) profileVariables(keys bool, add func(Severity, string, string, string)) {
	for _, name := range []string{environ.AWSProfile, environ.AWSDefaultProfile} {
		chosen := p.get(name)
		switch {
		case chosen == "":
		case p.Set != nil && !p.Set.Has(chosen):
			fix := p.Unset(name)
			if near := spelling.Near(chosen, p.Set.Names()); len(near) > 0 {
				fix = "export " + name + "=" + printable.Argument(near[0])
			}
			add(Error, name, fmt.Sprintf("it names the profile %q, which does not exist: AWS's tools fail", chosen), fix)
		case keys:
			add(Warning, name, "it is set beside keys: some programs use the profile and others the keys", p.Unset(name))
		}
	}
}

// ended looks for a session that is over.
func (p *Patient) ended(keys bool, add func(Severity, string, string, string)) {
	text := p.get(environ.Expires)
	seconds, err := strconv.ParseInt(text, 10, 64)
	switch {
	case text == "":
	case err != nil:
		add(Warning, environ.Expires, "it is no time in seconds, so that the hook cannot warn", "awsenv unload")
	case keys && p.Now.After(time.Unix(seconds, 0)):
		add(Warning, environ.Expires, fmt.Sprintf("the session of %q has ended, and its keys are still in this shell", p.get(environ.Profile)), "awsenv renew")
	}
}

// programs looks for a second awsenv, which a shell or a script may run in place of
// this one.
func programs(_ context.Context, p *Patient) []Finding {
	name := "awsenv"
	if p.System == "windows" {
		name += ".exe"
	}
	var found []os.FileInfo
	var places []string
	for _, folder := range filepath.SplitList(p.get("PATH")) {
		path := filepath.Join(folder, name)
		info, err := os.Stat(path)
		if err != nil || !info.Mode().IsRegular() || p.System != "windows" && info.Mode().Perm()&0o111 == 0 || known(found, info) {
			continue
		}
		found, places = append(found, info), append(places, path)
	}
	running, err := os.Stat(p.Program)
	switch {
	case len(places) > 1:
		return []Finding{{Severity: Warning, Where: places[0], Message: "there is another awsenv on PATH behind this one: " + strings.Join(places[1:], ", "),
			Fix: "remove all but one of them"}}
	case len(places) == 1 && err == nil && !os.SameFile(found[0], running):
		return []Finding{{Severity: Warning, Where: places[0], Message: "the awsenv on PATH is another one than this, " + p.Program,
			Fix: "remove one of them, and start a new shell"}}
	}
	return nil
}

func known(all []os.FileInfo, info os.FileInfo) bool {
	for _, other := range all {
		if os.SameFile(other, info) {
			return true
		}
	}
	return false
}

// hook looks whether the shell has the hook, and the one of this program. What hook a
// faulty configuration makes nobody knows.
func hook(_ context.Context, p *Patient) []Finding {
	words := strings.Fields(p.Hook.Said)
	switch {
	case len(words) >= 2 && p.OwnErr == nil && p.Hook.Current(words[0]) != words[1]:
		return []Finding{{Severity: Warning, Where: words[0], Message: "the hook in this shell is another than this program and configuration have now",
			Fix: "start a new shell: exec " + words[0]}}
	case len(words) == 0 && p.Hook.Shell != "":
		return []Finding{{Severity: Warning, Where: p.Hook.Shell, Message: "the hook is not in this shell: nothing warns before a session ends, and a load takes eval",
			Fix: p.Hook.Line}}
	}
	return nil
}

// hookFiles looks for hooks in files that an older program or configuration wrote, or that
// somebody else could write: shells run what they say.
func hookFiles(_ context.Context, p *Patient) (all []Finding) {
	for _, file := range p.HookFiles {
		var e *trust.Error
		if errors.As(trust.Program(file.Path), &e) {
			all = append(all, p.exposed(e, false))
		}
		if file.Stale {
			all = append(all, Finding{Severity: Warning, Where: p.short(file.Path), Fix: "awsenv hook --write " + file.Shell, mend: file.Write,
				Message: "this hook is another than this program and configuration have now; new shells start with it"})
		}
	}
	return all
}

// guard looks for what takes the DEBUG trap of bash, by which the hook speaks up before
// the commands of guard.
func guard(_ context.Context, p *Patient) []Finding {
	words := strings.Fields(p.Hook.Said)
	if len(p.Own.Guard) == 0 || len(words) == 0 || words[0] != "bash" {
		return nil
	}
	const shared = ", which shares the DEBUG trap of bash: before the commands of guard nothing may be said"
	for _, word := range words[1:] {
		if word == "preexec" {
			return []Finding{{Severity: Warning, Where: "bash", Message: "beside the hook there is bash-preexec" + shared,
				Fix: "use zsh or fish for guard, or do without bash-preexec"}}
		}
	}
	if p.get("TERM_PROGRAM") == "vscode" {
		return []Finding{{Severity: Warning, Where: "bash", Message: "beside the hook there is VS Code's shell integration" + shared,
			Fix: `in VS Code's settings: "terminal.integrated.shellIntegration.enabled": false`}}
	}
	return nil
}
