//go:build !windows

package cli_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/profile"
)

// changeKeys edits the keys and the rights of the user michael. Usage: user CHANGE
// [ARG...]
func changeKeys(ts *testscript.TestScript, neg bool, args []string) {
	emulator(ts).Change(func(w *awstest.World) {
		u := &w.Users[0]
		switch args[0] {
		case "may-not": // call these actions
			u.Denied = args[1:]
		case "needs-mfa-for":
			u.WithMFA = args[1:]
		case "second-key": // of that many days
			days, err := strconv.Atoi(args[1])
			ts.Check(err)
			u.Keys = append(u.Keys, awstest.Key{ID: "AKIASECONDKEYEXAMPLE", Secret: strings.Repeat("s", 30) + "EXAMPLEKEY", Created: time.Now().Add(-time.Duration(days) * 24 * time.Hour)})
		case "second-key-off":
			u.Keys[1].Inactive = true
		case "old-key": // made that many days ago
			days, err := strconv.Atoi(args[1])
			ts.Check(err)
			u.Keys[0].Created = time.Now().Add(-time.Duration(days) * 24 * time.Hour)
		case "delete-old-key":
			u.Keys = u.Keys[1:]
		case "activate-all":
			for i := range u.Keys {
				u.Keys[i].Inactive = false
			}
		default:
			ts.Fatalf("unknown change %q", args[0])
		}
	})
}

// checkKeys checks how many active and inactive keys michael has. Usage: keys ACTIVE
// INACTIVE
func checkKeys(ts *testscript.TestScript, neg bool, args []string) {
	var active, inactive int
	for _, k := range emulator(ts).World().Users[0].Keys {
		if k.Inactive {
			inactive++
		} else {
			active++
		}
	}
	if got := []string{strconv.Itoa(active), strconv.Itoa(inactive)}; got[0] != args[0] || got[1] != args[1] {
		ts.Fatalf("michael has %v active and inactive keys, not %v:\n%v", got, args, emulator(ts).Log())
	}
}

// checkHolds checks that a profile's key pair in the files is one of michael's active
// ones. Usage: holds old|new PROFILE...
func checkHolds(ts *testscript.TestScript, neg bool, args []string) {
	set := filesOf(ts)
	for _, name := range args[1:] {
		id, _ := set.Option(name, "aws_access_key_id")
		secret, _ := set.Option(name, "aws_secret_access_key")
		if (id == awstest.AccessKey) != (args[0] == "old") {
			ts.Fatalf("profile %s has key %s", name, id)
		}
		if !worksAs(emulator(ts).World(), id, secret) {
			ts.Fatalf("the keys of profile %s do not work", name)
		}
	}
}

// worksAs reports whether AWS would accept the pair for michael.
func worksAs(w awstest.World, id, secret string) bool {
	for _, k := range w.Users[0].Keys {
		if k.ID == id && k.Secret == secret && !k.Inactive {
			return true
		}
	}
	return false
}

func filesOf(ts *testscript.TestScript) *profile.Set {
	folder := filepath.Join(ts.Getenv("HOME"), ".aws")
	var files []profile.File
	for _, name := range []string{"config", "credentials"} {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil && !os.IsNotExist(err) {
			ts.Check(err)
		}
		files = append(files, profile.File{Path: name, Text: text})
	}
	set, err := profile.Parse(files[0], files[1])
	ts.Check(err)
	return set
}
