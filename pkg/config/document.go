package config

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"github.com/awsenv/awsenv/pkg/browser"
	"github.com/awsenv/awsenv/pkg/placeholder"
)

// maxSize is far above any configuration; a larger file is something else. The
// decoder looks for a table among all that came before it, so that the time grows
// with the square of the size.
const maxSize = 1 << 18

// maxMarkers bounds what every load writes and every child inherits.
const maxMarkers = 16

// document is the file as TOML has it: its tables and keys stand here and nowhere
// else. A key that is left out leaves the default alone.
type document struct {
	Warn        []field[time.Duration, threshold] `toml:"warn"`
	Renew       field[bool, renewal]              `toml:"renew"`
	Notify      bool                              `toml:"notify"`
	Duration    field[RoleDuration, roleDuration] `toml:"duration"`
	Markers     []field[string, marker]           `toml:"markers"`
	SessionName field[string, sessionName]        `toml:"session_name"`
	Guard       []field[string, commandName]      `toml:"guard"`
	KeyMaxAge   field[time.Duration, keyAge]      `toml:"key_max_age"`
	MFA         struct {
		Session field[time.Duration, userSession] `toml:"session"`
		Command []field[string, mfaArgument]      `toml:"command"`
	} `toml:"mfa"`
	Keys struct {
		Keepers []field[string, keeper]        `toml:"keepers"`
		Command []field[string, keysArgument]  `toml:"command"`
		Unlock  field[time.Duration, unlocked] `toml:"unlock"`
	} `toml:"keys"`
	Prompt struct {
		Format  field[string, promptFormat] `toml:"format"`
		Expired field[string, promptFormat] `toml:"expired"`
	} `toml:"prompt"`
	Cache struct {
		Roles field[RoleCache, roleCache] `toml:"roles"`
	} `toml:"cache"`
	Browser struct {
		Command browserCommand `toml:"command"`
	} `toml:"browser"`
	SSO      map[string]ssoEntry `toml:"sso"`
	Profiles map[string]struct {
		Duration field[RoleDuration, roleDuration] `toml:"duration"`
		Region   field[string, region]             `toml:"region"`
		Color    field[string, color]              `toml:"color"`
		Confirm  bool                              `toml:"confirm"`
		MFA      field[Plan, plan]                 `toml:"mfa"`
		Browser  browserCommand                    `toml:"browser"`
	} `toml:"profile"`
}

// browserCommand is a browser in any of the places that can have one.
type browserCommand []field[placeholder.Text, browserArgument]

// Parse reads the text of a configuration file; path is for messages. A mark of byte
// order and CRLF, which editors on Windows leave, are accepted. Every error is an
// *Error with line and column, and comes with the defaults.
func Parse(path string, text []byte) (Config, error) {
	f := file{path: path, text: bytes.TrimPrefix(text, []byte("\ufeff"))}
	if err := f.checkText(); err != nil {
		return Default(), err
	}
	var d document
	if err := toml.NewDecoder(bytes.NewReader(f.text)).DisallowUnknownFields().Decode(&d); err != nil {
		return Default(), f.explain(err)
	}
	if err := d.check(f); err != nil {
		return Default(), err
	}
	signIn, err := d.signIn(f)
	if err != nil {
		return Default(), err
	}
	c := d.config()
	c.SignIn = signIn
	return c, nil
}

// checkText finds what is no text at all, for which TOML's messages would be odd.
func (f file) checkText() error {
	if len(f.text) > maxSize {
		return f.fail(0, "is too large for a configuration file")
	}
	for i := 0; i < len(f.text); {
		r, size := utf8.DecodeRune(f.text[i:])
		if r == 0 || r == utf8.RuneError && size == 1 {
			return f.fail(i, "is not a text file in UTF-8")
		}
		i += size
	}
	return nil
}

// check is for what no value can say by itself.
func (d *document) check(f file) error {
	if len(d.Markers) > maxMarkers {
		return f.failAt([]string{"markers"}, fmt.Sprintf("more than %d variables", maxMarkers))
	}
	if command := d.MFA.Command; len(command) > 0 && strings.TrimSpace(command[0]()) == "" {
		return f.failAt([]string{"mfa", "command"}, "the program has no name")
	}
	if err := d.checkKeys(f); err != nil {
		return err
	}
	if _, nameless := d.Profiles[""]; nameless {
		return f.failAt([]string{"profile", ""}, "the profile has no name")
	}
	return d.checkBrowsers(f)
}

// checkKeys looks at the table [keys] as a whole.
func (d *document) checkKeys(f file) error {
	if command := d.Keys.Command; len(command) > 0 && strings.TrimSpace(command[0]()) == "" {
		return f.failAt([]string{"keys", "command"}, "the program has no name")
	}
	keepers := values(d.Keys.Keepers)
	for i, name := range keepers {
		if slices.Contains(keepers[:i], name) {
			return f.failAt([]string{"keys", "keepers"}, fmt.Sprintf("%q stands there twice", name))
		}
	}
	if slices.Contains(keepers, "command") && len(d.Keys.Command) == 0 {
		return f.failAt([]string{"keys", "keepers"}, "the keeper \"command\" needs `command`, the program that prints its secret")
	}
	return nil
}

// checkBrowsers looks at each browser as a whole.
func (d *document) checkBrowsers(f file) error {
	check := func(command browserCommand, key ...string) error {
		if err := browser.Command(values(command)).Check(); err != nil {
			return f.failAt(key, err.Error())
		}
		return nil
	}
	if err := check(d.Browser.Command, "browser", "command"); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(d.SSO)) {
		if err := check(d.SSO[name].Browser, "sso", name, "browser"); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.Profiles)) {
		if err := check(d.Profiles[name].Browser, "profile", name, "browser"); err != nil {
			return err
		}
	}
	return nil
}

// config is the defaults with what the document says.
func (d *document) config() Config {
	c := Default()
	if d.Warn != nil {
		c.Warn = values(d.Warn)
		slices.Sort(c.Warn)
		slices.Reverse(c.Warn)
		c.Warn = slices.Compact(c.Warn)
	}
	d.Renew.to(&c.Renew)
	c.Notify = d.Notify
	d.Duration.to(&c.Duration)
	c.Markers = values(d.Markers)
	d.SessionName.to(&c.SessionName)
	c.Guard = values(d.Guard)
	d.KeyMaxAge.to(&c.KeyMaxAge)
	d.MFA.Session.to(&c.MFA.Session)
	c.MFA.Command = values(d.MFA.Command)
	c.Keys.Keepers = values(d.Keys.Keepers)
	c.Keys.Command = values(d.Keys.Command)
	d.Keys.Unlock.to(&c.Keys.Unlock)
	d.Prompt.Format.to(&c.Prompt.Format)
	d.Prompt.Expired.to(&c.Prompt.Expired)
	d.Cache.Roles.to(&c.Roles)
	c.Browser = values(d.Browser.Command)
	if d.SSO != nil {
		c.SSO = make(map[string]SSO, len(d.SSO))
	}
	for name, table := range d.SSO {
		if table.text != nil {
			continue
		}
		c.SSO[name] = SSO{Browser: values(table.Browser)}
	}
	if d.Profiles != nil {
		c.Profiles = make(map[string]Profile, len(d.Profiles))
	}
	for name, table := range d.Profiles {
		p := Profile{Confirm: table.Confirm, Browser: values(table.Browser)}
		table.Duration.to(&p.Duration)
		table.Region.to(&p.Region)
		table.Color.to(&p.Color)
		table.MFA.to(&p.MFA)
		c.Profiles[name] = p
	}
	return c
}
