package cli

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/segment"
)

// listCommand is `awsenv list`.
type listCommand struct {
	Names bool `xor:"form" help:"Print the names alone, one on a line, for scripts and completion."`
	JSON  bool `name:"json" xor:"form" help:"Print JSON."`
}

// Run implements the command.
func (c *listCommand) Run(a *app) error {
	if c.Names {
		return a.listNames()
	}
	in, err := a.readScopeToShow()
	if err != nil {
		return err
	}
	entries := []entry{}
	for _, name := range in.set.Names() {
		entries = append(entries, a.describe(in, name))
	}
	if c.JSON {
		return printJSON(a.world.Stdout, entries)
	}
	return printTable(a.world.Stdout, entries)
}

// listNames prints every profile's name. It resolves nothing, and completion
// calls it: names with a line break cannot be listed. A program gets them byte for
// byte, a terminal what it can show of them.
func (a *app) listNames() error {
	home := a.world.home()
	configPath, credentialsPath := profile.Paths(a.envBeforeLoad(), home)
	out, shown := bufio.NewWriter(a.world.Stdout), a.world.StdoutIsTerminal()
	for name := range profile.ListNames(a.readAWSFile(configPath, home), a.readAWSFile(credentialsPath, home)) {
		if strings.ContainsAny(name, "\n\r") {
			continue
		}
		if shown {
			name = printable.Line(name)
		}
		_, _ = out.WriteString(name)
		_ = out.WriteByte('\n')
	}
	return out.Flush()
}

// printJSON prints a value as indented JSON.
func printJSON(to io.Writer, value any) error {
	encoder := json.NewEncoder(to)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// printTable prints profiles in columns.
func printTable(to io.Writer, entries []entry) error {
	table := tabwriter.NewWriter(to, 0, 8, 2, ' ', 0)
	row := func(cells ...string) { _, _ = io.WriteString(table, strings.Join(cells, "\t")+"\n") }
	row("PROFILE", "ACCOUNT", "ROLE", "SOURCE", "MFA", "SESSION")
	for _, e := range entries {
		row(cell(e.Profile), cell(e.Account), cell(awsterms.Name(e.RoleARN)), cell(e.Source),
			cell(awsterms.Name(e.MFASerial)), e.state())
	}
	return table.Flush()
}

// state is the last column: the time left, or why there is no session.
func (e entry) state() string {
	switch {
	case e.Problem != "":
		return "cannot be loaded: " + printable.Line(e.Problem)
	case e.Left != nil:
		return kindWord(e.Kind) + segment.Left(time.Duration(*e.Left)*time.Second) + " left"
	}
	return "-"
}

// kindWord is a session's kind in front of its time left.
func kindWord(kind string) string {
	switch kind {
	case "":
		return ""
	case kindMFA:
		return "MFA, "
	case "sso":
		return "SSO, "
	}
	return kind + ", "
}

// cell is a text for one cell of a table, a dash for none.
func cell(text string) string {
	if text == "" {
		return "-"
	}
	return printable.Line(text)
}
