package cli

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/segment"
	"github.com/awsenv/awsenv/pkg/session"
)

// statusCommand is `awsenv status`.
type statusCommand struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// statusReport is what `status --json` prints.
type statusReport struct {
	// Loaded is what this shell holds, null for nothing.
	Loaded *entry `json:"loaded"`
	// Cached are the profiles with a session in a cache.
	Cached []entry `json:"cached"`
	// MFASessions are the sessions that roles share.
	MFASessions []mfaEntry `json:"mfa_sessions"`
	// AccessKeys are the IAM users' keys whose age is known.
	AccessKeys []keyEntry `json:"access_keys"`
}

// mfaEntry is one shared MFA session.
type mfaEntry struct {
	MFASerial   string `json:"mfa_serial,omitempty"`
	AccessKeyID string `json:"access_key_id"`
	Account     string `json:"account,omitempty"`
	Expiration  string `json:"expiration"`
	Left        int64  `json:"seconds_left"`
}

// Run implements the command. It asks no network.
func (c *statusCommand) Run(a *app) error {
	report, err := a.status()
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(a.world.Stdout, report)
	}
	return printStatus(a.world.Stdout, report)
}

func (a *app) status() (statusReport, error) {
	report := statusReport{Loaded: a.loaded(), Cached: []entry{}, MFASessions: []mfaEntry{}, AccessKeys: []keyEntry{}}
	in, err := a.readScopeToShow()
	if err != nil {
		return report, err
	}
	for _, name := range in.set.Names() {
		if e := a.describe(in, name); e.Session == "cached" {
			report.Cached = append(report.Cached, e)
		}
	}
	report.MFASessions = append(report.MFASessions, a.mfaSessions(in)...)
	report.AccessKeys = a.keyAges(in)
	return report, nil
}

// mfaSessions are the kept MFA sessions that have not expired, by AWS's clock.
func (a *app) mfaSessions(in *scope) (list []mfaEntry) {
	store, now := a.store(in.home), a.world.Now()
	for _, kept := range store.MFASessions() {
		left := kept.Entry.Expires.Sub(now) - store.Skew(kept.Key.Endpoint, now)
		if kept.Key.Serial != "" && left > 0 {
			list = append(list, mfaEntry{
				MFASerial: kept.Key.Serial, AccessKeyID: kept.Key.AccessKeyID, Account: kept.Entry.Account,
				Expiration: kept.Entry.Expires.UTC().Format(time.RFC3339), Left: int64(left / time.Second),
			})
		}
	}
	return list
}

// loaded is what the environment says that this shell holds, nil for nothing.
func (a *app) loaded() *entry {
	held, ok := environ.FromEnv(environ.Lookup(a.world.Env))
	if !ok {
		return nil
	}
	e := &entry{Profile: held.Profile, Account: held.Account, RoleARN: held.RoleARN, Region: held.Region, Session: "loaded"}
	e.timeLeft = timeLeftOf(session.Session{Expires: held.Expires}, a.world.Now())
	return e
}

func printStatus(to io.Writer, report statusReport) error {
	text := "nothing is loaded in this shell\n"
	if l := report.Loaded; l != nil {
		text = "loaded: " + l.line() + "\n"
	}
	for _, e := range report.Cached {
		text += "cached: " + e.line() + "\n"
	}
	for _, m := range report.MFASessions {
		if slices.ContainsFunc(report.Cached, m.is) {
			continue
		}
		text += fmt.Sprintf("MFA session: %s, %s left\n", printable.Line(m.MFASerial), segment.Left(time.Duration(m.Left)*time.Second))
	}
	for _, k := range report.AccessKeys {
		text += k.line() + "\n"
	}
	_, err := io.WriteString(to, text)
	return err
}

// is reports whether a profile's session is this one, so that it is shown once.
func (m mfaEntry) is(e entry) bool {
	return e.Kind == kindMFA && e.MFASerial == m.MFASerial && e.Expiration == m.Expiration
}

// line is a profile's session as one line.
func (e entry) line() string {
	text := printable.Line(e.Profile)
	if e.RoleARN != "" {
		text += ", role " + printable.Line(awsterms.Name(e.RoleARN))
	} else if e.Kind == kindMFA {
		text += ", MFA session of " + printable.Line(awsterms.Name(e.MFASerial))
	}
	if e.Account != "" {
		text += ", account " + printable.Line(e.Account)
	}
	switch {
	case e.Left == nil:
		return text + ", does not expire"
	case *e.Left <= 0:
		return text + ", expired"
	}
	return text + ", " + segment.Left(time.Duration(*e.Left)*time.Second) + " left"
}
