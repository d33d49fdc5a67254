package cli

import (
	"bufio"
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/vault"
)

// storedEntry is a stored pair as `keys list` shows it.
type storedEntry struct {
	Profile string `json:"profile"`
	// AccessKeyID is masked.
	AccessKeyID string `json:"access_key_id"`
	// Stored is when it was taken in, Created when IAM made it, as far as that was
	// learned; RFC 3339 in UTC.
	Stored  string `json:"stored"`
	Created string `json:"created,omitempty"`
	// Users are the profiles that get it.
	Users []string `json:"used_by"`
	// Note says what is not as it should be.
	Note string `json:"note,omitempty"`

	created time.Time
}

// storedReport is what `keys list --json` prints.
type storedReport struct {
	Store    string        `json:"store"`
	Keepers  []string      `json:"keepers"`
	Unlocked bool          `json:"unlocked"`
	Keys     []storedEntry `json:"keys"`

	// name is what messages call the store.
	name string
}

// list is `awsenv keys list`. Nobody is asked for anything.
func (c *keysCommand) list(a *app) error {
	in, err := a.readScopeToShow()
	if err != nil {
		return err
	}
	report, there, err := a.storedReport(in)
	switch {
	case err != nil:
		return err
	case c.JSON:
		return printJSON(a.world.Stdout, report)
	case !there || len(report.Keys) == 0:
		a.Notice("no keys are stored; awsenv keys import PROFILE takes one out of the credentials file")
		return nil
	}
	var rows [][]string
	for _, e := range report.Keys {
		age := ""
		if !e.created.IsZero() {
			age = daysOld(int(a.world.Now().Sub(e.created) / (24 * time.Hour)))
		}
		rows = append(rows, []string{printable.Line(e.Profile), printable.Line(e.AccessKeyID), cmp.Or(age, "-"), printable.Line(cmp.Or(e.Note, "-"))})
	}
	out := bufio.NewWriter(a.world.Stdout)
	heads := []tableHead{{"PROFILE", 12, 0}, {"ACCESS KEY", uncut, 0}, {"AGE", uncut, 0}, {"NOTE", 20, 0}}
	writeTable(out, heads, rows, a.world.columns(), a.paintOut(), func(_, _ int, text string) string { return text })
	if err := out.Flush(); err != nil {
		return err
	}
	return printLine(a.world.Stdout, report.line())
}

// line is where the keys are and who opens them.
func (r storedReport) line() string {
	state := "locked"
	if r.Unlocked {
		state = "unlocked"
	}
	return fmt.Sprintf("in %s, %s; opened by: %s", printable.Line(r.name), state, strings.Join(r.Keepers, ", "))
}

// storedReport is what is known of the store without a secret.
func (a *app) storedReport(in *scope) (storedReport, bool, error) {
	o := a.opener(in, true)
	report := storedReport{Store: o.File.Path, name: o.File.Name, Keepers: []string{}, Keys: []storedEntry{}}
	s := a.stored(in)
	if s.err != nil || !s.there {
		return report, false, s.err
	}
	report.Keepers = append(report.Keepers, s.contents.KeeperNames()...)
	key, unlocked := o.Waiting(s.contents)
	clear(key)
	report.Unlocked = unlocked
	users := map[string][]string{}
	for _, name := range in.set.Names() {
		if stored := in.set.Describe(name).Stored; stored != "" {
			users[stored] = append(users[stored], name)
		}
	}
	for _, name := range s.contents.Profiles() {
		report.Keys = append(report.Keys, a.storedEntry(in, name, s.contents.Entries[name], users[name]))
	}
	return report, true, nil
}

func (a *app) storedEntry(in *scope, name string, e vault.Entry, users []string) storedEntry {
	entry := storedEntry{Profile: name, AccessKeyID: masked(e.AccessKeyID), Stored: e.Stored.Format(time.RFC3339), Users: append([]string{}, users...)}
	if created, known := a.store(in.home).KeyCreated(e.AccessKeyID); known {
		entry.created, entry.Created = created, created.UTC().Format(time.RFC3339)
	}
	plain, _ := in.set.Option(name, "aws_access_key_id")
	switch {
	case e.Next != nil:
		entry.Note = "its rotation is not finished: awsenv rotate " + printable.Argument(name)
	case plain != "":
		entry.Note = "an access key stands in the AWS files, too: awsenv keys import " + printable.Argument(name)
	case len(users) == 0:
		entry.Note = "no profile gets it: awsenv keys import " + printable.Argument(name)
	}
	return entry
}
