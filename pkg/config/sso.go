package config

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/awsenv/awsenv/pkg/browser"
	"github.com/awsenv/awsenv/pkg/spelling"
)

// SSO is a table [sso.X].
type SSO struct {
	// Browser is the session's own browser, empty when there is none.
	Browser browser.Command
}

// SignIn is what [sso] says for every sso-session.
type SignIn struct {
	// Flow is "browser", "device", or empty for what fits the place.
	Flow string
	// RedirectPort is where the browser comes back to, 0 for any port.
	RedirectPort int
}

// ssoEntry is what stands under [sso]: the table of an sso-session, or a value, which is
// a setting for all of them. TOML has both in one place.
type ssoEntry struct {
	text    *string
	Browser browserCommand `toml:"browser"`
}

// UnmarshalText takes a value.
func (e *ssoEntry) UnmarshalText(text []byte) error {
	value := string(text)
	e.text = &value
	return nil
}

// The settings of [sso].
const (
	flowKey = "flow"
	portKey = "redirect_port"
)

// signIn takes the settings out of [sso]; what is left are sessions.
func (d *document) signIn(f file) (s SignIn, err error) {
	for _, name := range slices.Sorted(maps.Keys(d.SSO)) {
		text := d.SSO[name].text
		if text == nil {
			continue
		}
		problem := ""
		switch name {
		case flowKey:
			if s.Flow, err = oneOf(*text, "auto", "browser", "device"); err != nil {
				problem = err.Error()
			}
			if s.Flow == "auto" {
				s.Flow = ""
			}
		case portKey:
			if s.RedirectPort, err = strconv.Atoi(*text); err != nil || s.RedirectPort < 0 || s.RedirectPort > 65535 {
				problem = fmt.Sprintf("%q is no port: want 1 to 65535, or 0 for any", *text)
			}
		default:
			hint := "what can stand here: " + flowKey + ", " + portKey
			if near := spelling.Near(name, []string{flowKey, portKey}); len(near) > 0 {
				hint = "did you mean " + strconv.Quote(near[0]) + "?"
			}
			return s, f.failAt([]string{"sso", name}, "is an unknown key; "+hint)
		}
		if problem != "" {
			return s, f.failAt([]string{"sso", name}, problem)
		}
	}
	return s, nil
}
