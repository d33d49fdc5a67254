//go:build !windows

package cli_test

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// openPortal opens the example's IAM Identity Center, with its profiles beside the
// script's own. Usage: portal [slow-down]
func openPortal(ts *testscript.TestScript, neg bool, args []string) {
	path := ts.MkAbs("home/.aws/config")
	text, err := os.ReadFile(path)
	ts.Check(err)
	ts.Check(os.WriteFile(path, append(text, "\n"+awstest.ExamplePortalConfig()...), 0o600))
	emulator(ts).Change(func(w *awstest.World) {
		w.Portals = []awstest.Portal{awstest.ExamplePortal()}
		w.IdentityCenter.SlowDown = len(args) > 0
	})
}

// setPerson sets what the person at the browser does. Usage: person approves|denies|ignores
func setPerson(ts *testscript.TestScript, neg bool, args []string) {
	does := awstest.Answer(args[0])
	if does == "approves" {
		does = awstest.Approves
	}
	emulator(ts).Change(func(w *awstest.World) { w.Person.Does = does })
}

// confirmDevice has the person answer the next device authorizations, as the world's
// person does, when they come. Usage: confirms [COUNT]
func confirmDevice(ts *testscript.TestScript, neg bool, args []string) {
	count := 1
	if len(args) > 0 {
		var err error
		count, err = strconv.Atoi(args[0])
		ts.Check(err)
	}
	server := emulator(ts)
	does := server.World().Person.Does
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	go func() {
		for range count {
			if code, err := server.WaitDevice(ctx); err == nil {
				_ = server.AnswerDevice(code, does)
			}
		}
	}()
	ts.Defer(cancel)
}

// waitForText waits until a file has a line in it, for what a program writes that nobody
// waits for. Usage: waitfor FILE PATTERN
func waitForText(ts *testscript.TestScript, neg bool, args []string) {
	want := regexp.MustCompile(args[1])
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if text, err := os.ReadFile(ts.MkAbs(args[0])); err == nil && want.Match(text) {
			return
		}
	}
	ts.Fatalf("%s never had %q", args[0], args[1])
}

// browse is a browser for $BROWSER: the program "browser", with what it does and the
// address. What it shows goes to the file $BROWSER_SHOWS, a line a tab.
func browse() int {
	out, err := os.OpenFile(os.Getenv("BROWSER_SHOWS"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return 99
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	if err := (awstest.Browser{}).Browse(ctx, os.Args[1], os.Args[2], out); err != nil {
		fmt.Fprintln(out, "failed:", err)
		return 1
	}
	return 0
}
