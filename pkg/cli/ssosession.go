package cli

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/profile/edit"
	"github.com/awsenv/awsenv/pkg/tty"
)

// portal is the [sso-session] of a sync.
type portal struct {
	name  string
	chain profile.Chain
	// isNew says that the config file does not have it yet.
	isNew bool
}

// String is the session as messages name it.
func (p portal) String() string { return fmt.Sprintf("sso-session %q", p.name) }

// section is what the config file gets.
func (p portal) section() edit.Change {
	sso := p.chain.Source.SSO
	return edit.AddSSOSession(p.name,
		edit.Option{Name: "sso_start_url", Value: sso.StartURL}, edit.Option{Name: "sso_region", Value: sso.Region},
		edit.Option{Name: "sso_registration_scopes", Value: "sso:account:access"})
}

// portal is the session that the command line names, the only one, the one that the
// person picks, or a new one.
func (c *ssoCommand) portal(a *app, in *scope) (portal, error) {
	known := in.set.SSOSessions()
	name := c.Session
	switch {
	case name != "":
	case c.StartURL != "":
		name = c.called(a, in, known)
	case len(known) == 1:
		name = known[0]
	case len(known) > 1:
		var err error
		if name, err = c.pick(a, known); err != nil {
			return portal{}, err
		}
	}
	for _, one := range known {
		if one == name {
			return c.known(a, in, name)
		}
	}
	return c.fresh(a, in, name)
}

// called is the session with the start URL that was named, else a name for it.
func (c *ssoCommand) called(a *app, in *scope, known []string) string {
	for _, name := range known {
		chain, err := in.set.SSOSession(name, in.options(a, ""))
		if err == nil && chain.Source.SSO.StartURL == c.StartURL && (c.SSORegion == "" || c.SSORegion == chain.Source.SSO.Region) {
			return name
		}
	}
	return sessionNameOf(c.StartURL)
}

// known is a session that the config file has, which flags may repeat and not change.
func (c *ssoCommand) known(a *app, in *scope, name string) (portal, error) {
	chain, err := in.set.SSOSession(name, in.options(a, ""))
	if err != nil {
		return portal{}, err
	}
	p, sso := portal{name: name, chain: chain}, chain.Source.SSO
	for _, flag := range [...][3]string{{"--start-url", c.StartURL, sso.StartURL}, {"--sso-region", c.SSORegion, sso.Region}} {
		if flag[1] != "" && flag[1] != flag[2] {
			return portal{}, usage(fmt.Sprintf("%s has %s, and %s says %s", p, printable.Line(flag[2]), flag[0], printable.Line(flag[1])),
				"leave "+flag[0]+" out, or give the other one a name of its own: awsenv sso sync NAME …")
		}
	}
	return p, nil
}

// fresh is a session that is written with its profiles.
func (c *ssoCommand) fresh(a *app, in *scope, name string) (portal, error) {
	address, region := c.StartURL, c.SSORegion
	if address == "" || region == "" {
		var err error
		if address, region, err = c.askFor(a, in, name); err != nil {
			return portal{}, err
		}
	}
	if name == "" {
		name = sessionNameOf(address)
	}
	sso := portal{name: name, isNew: true}
	sso.chain.Source.SSO.StartURL, sso.chain.Source.SSO.Region = address, region
	configPath, credentialsPath := profile.Paths(in.env, in.home)
	config := a.readAWSFile(configPath, in.home)
	text, err := edit.Apply(config.Text, edit.Config, sso.section())
	if err != nil {
		return portal{}, err
	}
	config.Text = text
	if in.set, err = profile.Parse(config, a.readAWSFile(credentialsPath, in.home)); err != nil {
		return portal{}, err
	}
	sso.chain, err = in.set.SSOSession(name, in.options(a, ""))
	return sso, err
}

// askFor asks for what the flags did not say of a new session.
func (c *ssoCommand) askFor(a *app, in *scope, name string) (address, region string, err error) {
	why := "there is no [sso-session] in the AWS files yet"
	if name != "" {
		why = fmt.Sprintf("there is no [sso-session %s] in the AWS files yet", printable.Line(name))
	}
	nobody := &fault{status: exit.Person, message: why + ", and nobody can be asked where it is", hints: []string{"--start-url URL and --sso-region REGION say so"}}
	if known := in.set.SSOSessions(); len(known) > 0 {
		nobody.hints = append(nobody.hints, "there is "+strings.Join(known, ", "))
	}
	terminal, err := a.person(c.NoPrompt, nobody)
	if err != nil {
		return "", "", err
	}
	defer terminal.Close()
	if err := terminal.Say(why+". Your administrator, or the address of the page with your accounts, tells:", ""); err != nil {
		return "", "", err
	}
	if address = c.StartURL; address == "" {
		if address, err = askUntil(a, terminal, "start URL (https://….awsapps.com/start): ", wrongStartURL); err != nil {
			return "", "", err
		}
	}
	if region = c.SSORegion; region == "" {
		region, err = askUntil(a, terminal, "region of IAM Identity Center (such as eu-west-1): ", func(text string) string {
			if awsterms.IsRegion(text) {
				return ""
			}
			return "that is not the name of a region"
		})
	}
	return address, region, err
}

// askUntil asks until nothing is wrong with the answer.
func askUntil(a *app, terminal *tty.Terminal, prompt string, wrong func(string) string) (string, error) {
	for {
		answer, err := terminal.Ask(a.context(), prompt, false)
		if err != nil {
			return "", err
		}
		answer = strings.TrimSpace(answer)
		problem := wrong(answer)
		if problem == "" {
			return answer, nil
		}
		if err := terminal.Say(problem); err != nil {
			return "", err
		}
	}
}

// wrongStartURL says why a text is no start URL, or is empty.
func wrongStartURL(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "that is not a start URL, such as https://d-1234567890.awsapps.com/start"
	}
	return ""
}

// sessionNameOf is a name for the session of a start URL: what the company called itself
// in it, if it did.
func sessionNameOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "sso"
	}
	first, rest, _ := strings.Cut(strings.ToLower(u.Hostname()), ".")
	if strings.HasPrefix(first, "d-") || strings.HasPrefix(first, "ssoins-") || first == "identitycenter" || rest == "" || strings.Trim(first, "0123456789") == "" {
		return "sso"
	}
	return first
}

// pick asks which session is meant.
func (c *ssoCommand) pick(a *app, known []string) (string, error) {
	nobody := &fault{status: exit.Person, message: fmt.Sprintf("there are %d sessions of IAM Identity Center, and nobody can be asked which one", len(known)),
		hints: []string{"awsenv sso sync SESSION: " + strings.Join(known, ", ")}}
	terminal, err := a.person(c.NoPrompt, nobody)
	if err != nil {
		return "", err
	}
	defer terminal.Close()
	items := make([]tty.Item, len(known))
	for i, name := range known {
		items[i] = tty.Item{Name: name}
	}
	chosen, err := terminal.Pick(a.context(), "Write profiles of", items, 0)
	if err != nil {
		return "", err
	}
	return known[chosen], nil
}
