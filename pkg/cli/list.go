package cli

import (
	"bufio"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/printable"
)

// listCommand is `awsenv list`.
type listCommand struct {
	Names bool `xor:"form" help:"Print the names alone, one on a line, for scripts and completion."`
	JSON  bool `name:"json" xor:"form" help:"Print JSON."`
	// Described and For are the completion's: with a tab and the account and role behind
	// each name, and only the profiles that a command can take.
	Described bool   `hidden:""`
	For       string `hidden:"" enum:",login,rotate" default:""`
}

// Run implements the command.
func (c *listCommand) Run(a *app) error {
	if c.Names {
		return c.listNames(a)
	}
	in, err := a.readScopeToShow()
	if err != nil {
		return err
	}
	entries := a.describeAll(in)
	if c.JSON {
		return printJSON(a.world.Stdout, entries)
	}
	return a.printList(entries)
}

// printJSON prints a value as indented JSON.
func printJSON(to io.Writer, value any) error {
	encoder := json.NewEncoder(to)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// describeAll describes every profile.
func (a *app) describeAll(in *scope) []entry {
	names := in.set.Names()
	entries := make([]entry, 0, len(names))
	held := a.loaded()
	listed := a.roles(in.home).Listed()
	a.listed = &listed
	defer func() { a.listed = nil }()
	for _, name := range names {
		e := a.describe(in, name)
		e.Loaded = held != nil && held.Profile == name
		entries = append(entries, e)
	}
	return entries
}

// columns of the table of profiles, in the order of listHeads.
const (
	inProfile = iota
	inAccount
	inAccountName
	inRole
	inRegion
	inSource
	inMFA
	inSession
)

// listHeads are the headings, with how narrow a column may become and which of them a
// narrow terminal does without first.
var listHeads = []tableHead{
	{text: "PROFILE", least: 16},
	{text: "ACCOUNT", least: uncut, spare: 2},
	{text: "NAME", least: 8, spare: 3},
	{text: "ROLE", least: 10, spare: 1},
	{text: "REGION", least: uncut, spare: 4},
	{text: "SOURCE", least: 6, spare: 5},
	{text: "MFA", least: 7, spare: 6},
	{text: "SESSION", least: uncut},
}

// noProfiles is said on a machine that nobody has set up.
const noProfiles = `there is no profile in the AWS files yet: "aws configure" writes the first one`

// printList prints profiles in columns that fit the terminal, and below them why those
// that cannot be loaded cannot.
func (a *app) printList(entries []entry) error {
	out, paint := bufio.NewWriter(a.world.Stdout), a.paintOut()
	if len(entries) == 0 {
		return printLine(a.world.Stdout, noProfiles)
	}
	rows, heads := make([][]string, len(entries)), slices.Clone(listHeads)
	named := func(e entry) bool { return e.AccountName != "" }
	if !slices.ContainsFunc(entries, named) {
		heads[inAccountName].text = "" // nothing is in it, and it is not shown
	}
	for i, e := range entries {
		rows[i] = []string{
			inProfile: cell(e.Profile), inAccount: cell(e.Account), inRole: cell(e.roleName()), inRegion: cell(e.Region),
			inAccountName: printable.Line(e.AccountName), inSource: cell(e.Source), inMFA: cell(awsterms.Name(e.MFASerial)), inSession: e.state(a.world.Now()),
		}
	}
	writeTable(out, heads, rows, a.world.columns(), paint, func(row, column int, text string) string {
		e := entries[row]
		switch {
		case e.Loaded && (column == inProfile || column == inSession):
			return paint.Good(text)
		case column == inSession && e.Problem != "":
			return paint.Bad(text)
		case column == inSession && e.ends():
			return paint.Soon(text)
		}
		return text
	})
	for first, e := range problems(entries) {
		if first == 0 {
			_ = out.WriteByte('\n')
		}
		text := strings.Join(brokenLine(printable.Line(e.Profile)+" "+unloadable+": "+printable.Line(e.Problem), a.world.columns()), "\n")
		_, _ = out.WriteString(strings.Replace(text, unloadable+":", paint.Bad(unloadable+":"), 1) + "\n")
	}
	return out.Flush()
}

// unloadable is said of a profile with a problem.
const unloadable = "cannot be loaded"

// problems are the profiles that cannot be loaded.
func problems(entries []entry) []entry {
	var faulty []entry
	for _, e := range entries {
		if e.Problem != "" {
			faulty = append(faulty, e)
		}
	}
	return faulty
}

// state is the last column: the time left, the sign-in, or that there is no session.
func (e entry) state(now time.Time) string {
	state := "-"
	switch {
	case e.Problem != "":
		return unloadable
	case e.Left != nil:
		state = e.timeLeft.text(now)
	case e.ssoState != nil:
		state = e.ssoState.text(now)
	}
	if e.Session == sessionLocked {
		state = "locked, " + state
	}
	switch {
	case e.Loaded && state == "-":
		return "loaded"
	case e.Loaded:
		return "loaded, " + state
	}
	return state
}

// roleName is the name of the role, whatever the profile gets it from.
func (e entry) roleName() string {
	if e.RoleARN == "" && e.ssoState != nil {
		return e.RoleName
	}
	return awsterms.Name(e.RoleARN)
}

// cell is a text for one cell of a table, a dash for none.
func cell(text string) string {
	if text == "" {
		return "-"
	}
	return printable.Line(text)
}
