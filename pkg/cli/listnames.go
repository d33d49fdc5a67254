package cli

import (
	"bufio"
	"cmp"
	"iter"
	"strings"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile"
)

// mostDescribed is how many profiles are described: nobody reads more, and each of them
// costs as much as ten names alone.
const mostDescribed = 1000

// listNames prints every profile's name. It resolves nothing, and completion
// calls it: names with a line break cannot be listed. A program gets them byte for
// byte, a terminal what it can show of them.
func (c *listCommand) listNames(a *app) error {
	home := a.world.home()
	configPath, credentialsPath := profile.Paths(a.envBeforeLoad(), home)
	config, credentials := a.readAWSFile(configPath, home), a.readAWSFile(credentialsPath, home)
	names, note := c.describedNames(config, credentials)
	out, shown := bufio.NewWriter(a.world.Stdout), a.world.StdoutIsTerminal()
	for name := range names {
		if strings.ContainsAny(name, "\n\r") {
			continue
		}
		said := note(name)
		if shown {
			name = printable.Line(name)
		}
		_, _ = out.WriteString(name)
		if said != "" {
			_, _ = out.WriteString("\t" + printable.Line(said))
		}
		_ = out.WriteByte('\n')
	}
	return out.Flush()
}

// describedNames are the names to list, and what is said of each. Of files that the AWS
// CLI would refuse nothing more can be told than the names.
func (c *listCommand) describedNames(config, credentials profile.File) (names iter.Seq[string], note func(string) string) {
	names, note = profile.ListNames(config, credentials), func(string) string { return "" }
	if !c.Described && c.For == "" {
		return names, note
	}
	set, err := profile.Parse(config, credentials)
	if err != nil {
		return names, note
	}
	if all := names; c.For != "" {
		names = func(yield func(string) bool) {
			for name := range all {
				if c.takes(set, name) && !yield(name) {
					return
				}
			}
		}
	}
	if c.Described && len(set.Names()) <= mostDescribed {
		note = func(name string) string { return whatItIs(set, name) }
	}
	return names, note
}

// takes reports whether a profile is one for the command of --for: rotate replaces the
// keys of an IAM user, login signs in for whoever can sign in.
func (c *listCommand) takes(set *profile.Set, name string) bool {
	origin, kind := set.Origin(name)
	switch kind {
	case profile.SourceKeys:
		token, _ := set.Option(origin, "aws_session_token")
		return token == ""
	case profile.SourceSSO, profile.SourceLogin:
		return c.For == "login"
	}
	return false
}

// whatItIs is a profile's role and account, as far as its own section tells, else the
// kind of its source.
func whatItIs(set *profile.Set, name string) string {
	d := set.Describe(name)
	who := awsterms.Name(d.RoleARN)
	if d.Kind == profile.SourceSSO && who == "" {
		who, _ = set.Option(name, "sso_role_name")
	}
	if who != "" && d.Account != "" {
		return who + " @ " + d.Account
	}
	if who == "" && d.Kind != 0 {
		who = d.Kind.String()
	}
	if who != "" && d.Account != "" {
		return who + ", " + d.Account
	}
	return cmp.Or(who, d.Account)
}
