//go:build !windows

package cli_test

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// visit is the browser of the scripts: a program that opens its last argument as a
// browser would, and writes to $VISITED where that led to, its other arguments, and
// whether it was given keys. Of an address such as ext+container:url=… it opens the one
// inside. $VISIT_STATUS makes it fail instead.
func visit() int {
	if status := os.Getenv("VISIT_STATUS"); status != "" {
		fmt.Fprintln(os.Stderr, "no display")
		fmt.Fprintln(os.Stdout, "no display")
		return int(status[0] - '0')
	}
	address := os.Args[len(os.Args)-1]
	page, err := awstest.Browser{}.Visit(context.Background(), address)
	if err != nil {
		return 1
	}
	text := strings.Join(append(os.Args[1:len(os.Args)-1], page.URL), "\n") + "\n"
	if _, held := os.LookupEnv("AWS_SECRET_ACCESS_KEY"); held {
		text += "keys\n"
	}
	file := os.Getenv("VISITED")
	if os.WriteFile(file+".new", []byte(text), 0o600) != nil || os.Rename(file+".new", file) != nil {
		return 1
	}
	return 0
}

// checkConsoles checks who is signed in to the web console: the number of sign-ins,
// and of the last one what matches its ARN, its destination and the time left.
// Usage: consoles COUNT [ARN DESTINATION [LEFT]]
func checkConsoles(ts *testscript.TestScript, neg bool, args []string) {
	open := emulator(ts).Consoles()
	if fmt.Sprint(len(open)) != args[0] {
		ts.Fatalf("%d are signed in, not %s: %+v", len(open), args[0], open)
	}
	if len(args) == 1 {
		return
	}
	last := open[len(open)-1]
	for i, got := range []string{last.ARN, last.Destination} {
		if !regexp.MustCompile(args[i+1]).MatchString(got) {
			ts.Fatalf("%q does not match %q", got, args[i+1])
		}
	}
	if len(args) == 4 {
		want, err := time.ParseDuration(args[3])
		ts.Check(err)
		if left := last.Ends.Sub(emulator(ts).Now()); left > want || left < want-5*time.Minute {
			ts.Fatalf("%v are left, not about %v", left, want)
		}
	}
}
