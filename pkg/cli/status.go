package cli

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/tty"
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
	// SSOSessions are the sign-ins to IAM Identity Center that profiles name.
	SSOSessions []signIn `json:"sso_sessions"`
	// AccessKeys are the IAM users' keys whose age is known.
	AccessKeys []keyEntry `json:"access_keys"`
	// StoredKeys are those that are kept encrypted, null for no store, or one that cannot
	// be read, of which a warning tells.
	StoredKeys *storedReport `json:"stored_keys"`
	// bare says that there is no profile at all.
	bare bool
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
	return a.printStatus(report)
}

func (a *app) status() (statusReport, error) {
	report := statusReport{Loaded: a.loaded(), SSOSessions: []signIn{}, Cached: []entry{}, MFASessions: []mfaEntry{}, AccessKeys: []keyEntry{}}
	in, err := a.readScopeToShow()
	if err != nil {
		return report, err
	}
	entries := a.describeAll(in)
	report.bare = len(entries) == 0
	for _, e := range entries {
		if e.Session == "cached" || e.Session == sessionLocked {
			report.Cached = append(report.Cached, e)
		}
	}
	report.SSOSessions = in.sessionsSignedIn()
	report.MFASessions = append(report.MFASessions, a.mfaSessions(in)...)
	report.AccessKeys = a.keyAges(in)
	switch stored, there, err := a.storedReport(in); {
	case err != nil:
		a.Warn(err.Error())
	case there:
		report.StoredKeys = &stored
	}
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

// printStatus prints a line for each thing, broken where the terminal ends.
func (a *app) printStatus(report statusReport) error {
	paint, now := a.paintOut(), a.world.Now()
	text := statusText{width: a.world.columns()}
	if l := report.Loaded; l == nil {
		text.add("", "nothing is loaded in this shell", nil)
	} else if l.ends() {
		text.add("loaded: ", l.line(now), paint.Soon)
	} else {
		text.add("loaded: ", l.line(now), paint.Good)
	}
	if report.bare {
		text.add("", noProfiles, nil)
	}
	for _, e := range report.Cached {
		word := "cached: "
		if e.Session == sessionLocked {
			word = "locked: "
		}
		text.add(word, e.line(now), paint.Title)
	}
	for _, m := range report.MFASessions {
		if !slices.ContainsFunc(report.Cached, m.is) {
			left := timeLeft{Expiration: m.Expiration, Left: &m.Left}
			text.add("MFA session: ", printable.Line(m.MFASerial)+", "+left.text(now), paint.Title)
		}
	}
	for _, s := range report.SSOSessions {
		text.add("sign-in: ", s.line(now), paint.Title)
	}
	for _, k := range report.AccessKeys {
		text.add("access key: ", k.line(), paint.Title)
	}
	if s := report.StoredKeys; s != nil {
		text.add("stored keys: ", fmt.Sprintf("%d %s", len(s.Keys), s.line()), paint.Title)
	}
	_, err := io.WriteString(a.world.Stdout, text.String())
	return err
}

// statusText gathers lines, broken where a terminal of that width ends; 0 is none.
type statusText struct {
	strings.Builder
	width int
}

// add adds a line of its kind, which is coloured.
func (t *statusText) add(kind, words string, paint func(string) string) {
	first, rest, _ := strings.Cut(strings.Join(brokenLine(kind+words, t.width), "\n"), "\n")
	if paint != nil && strings.HasPrefix(first, kind) {
		first = paint(kind) + first[len(kind):]
	}
	t.WriteString(first + "\n")
	if rest != "" {
		t.WriteString(rest + "\n")
	}
}

// brokenLine breaks a line at blanks, so that no part is wider than the terminal where
// that can be; 0 is without a limit. What follows the first part is set in.
func brokenLine(text string, width int) (parts []string) {
	const inset = "    "
	for width > 2*len(inset) && tty.Width(text) > width {
		end, used := 0, 0
		for i, r := range text {
			if used += tty.Width(string(r)); used > width+1 {
				break
			}
			if r == ' ' && strings.TrimSpace(text[:i]) != "" {
				end = i
			}
		}
		if end == 0 {
			break
		}
		parts, text = append(parts, text[:end]), inset+text[end+1:]
	}
	return append(parts, text)
}

// line is a sign-in as one line.
func (s signIn) line(now time.Time) string {
	text := printable.Line(cmp.Or(s.SSOSession, "IAM Identity Center")) + ", " + s.text(now)
	if s.Until != nil && s.Refreshable {
		text += ", renewed by itself"
	}
	return text
}

// is reports whether a profile's session is this one, so that it is shown once.
func (m mfaEntry) is(e entry) bool {
	return e.Kind == kindMFA && e.MFASerial == m.MFASerial && e.Expiration == m.Expiration
}

// line is a profile's session as one line.
func (e entry) line(now time.Time) string {
	text := printable.Line(e.Profile)
	if role := e.roleName(); role != "" {
		text += ", role " + printable.Line(role)
	} else if e.Kind == kindMFA {
		text += ", MFA session of " + printable.Line(awsterms.Name(e.MFASerial))
	}
	if e.Account != "" {
		text += ", account " + printable.Line(e.Account)
	}
	if e.Region != "" {
		text += ", region " + printable.Line(e.Region)
	}
	if e.Left == nil {
		return text + ", does not expire"
	}
	return text + ", " + e.timeLeft.text(now)
}
