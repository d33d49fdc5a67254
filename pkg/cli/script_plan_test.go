//go:build !windows

package cli_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/cli"
)

// clockVariable sets the local clock of awsenv off, as a duration; behind an @ is a file
// that has it, for a clock that is set while awsenv runs.
const clockVariable = "AWSENV_TEST_CLOCK"

// patienceVariable is how long awsenv waits for another one where nobody can look.
const patienceVariable = "AWSENV_TEST_PATIENCE"

// nowVariable is a time at which awsenv's clock stands still.
const nowVariable = "AWSENV_TEST_NOW"

// mainAtClock is awsenv's main function with the clock of the script.
func mainAtClock() int {
	if now, err := time.Parse(time.RFC3339, os.Getenv(nowVariable)); err == nil {
		return cli.MainAt(now)
	}
	offset, moved := clockOffset()
	patience, shortened := time.ParseDuration(os.Getenv(patienceVariable))
	if moved != nil && shortened != nil {
		return cli.Main()
	}
	return cli.MainWith(func() time.Duration {
		offset, _ = clockOffset()
		return offset
	}, patience)
}

// clockOffset is how far the local clock is ahead.
func clockOffset() (time.Duration, error) {
	text := os.Getenv(clockVariable)
	if path, isFile := strings.CutPrefix(text, "@"); isFile {
		content, err := os.ReadFile(path)
		if err != nil {
			return 0, err
		}
		text = string(content)
	}
	return time.ParseDuration(text)
}

// countCodes checks how many different MFA codes were sent. Usage: codes COUNT
func countCodes(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := emulator(ts).Log().Codes(); got != want {
		ts.Fatalf("%d codes were sent, not %d:\n%v", got, want, emulator(ts).Log())
	}
}

// addRoles adds the roles NAME1, NAME2 … that michael may assume with MFA, and a
// profile of the role's name for each. Usage: roles NAME COUNT [MAXIMUM [LINE]]
func addRoles(ts *testscript.TestScript, neg bool, args []string) {
	count, err := strconv.Atoi(args[1])
	ts.Check(err)
	role := awstest.Role{Trust: []awstest.Trust{{Principal: awstest.UserARN, MFA: true}}}
	if len(args) > 2 {
		role.MaxSession, err = time.ParseDuration(args[2])
		ts.Check(err)
	}
	var config strings.Builder
	emulator(ts).Change(func(w *awstest.World) {
		for i := 1; i <= count; i++ {
			name := fmt.Sprintf("%s%d", args[0], i)
			role.ARN = "arn:aws:iam::444455556666:role/" + name
			w.Roles = append(w.Roles, role)
			fmt.Fprintf(&config, "\n[profile %s]\nrole_arn = %s\nsource_profile = iam\nregion = eu-west-1\n%s\n",
				name, role.ARN, strings.Join(args[min(3, len(args)):], "\n"))
		}
	})
	path := ts.MkAbs("home/.aws/config")
	text, err := os.ReadFile(path)
	ts.Check(err)
	ts.Check(os.WriteFile(path, append(text, config.String()...), 0o600))
}

// setTime sets the clocks of awsenv and of AWS ahead by the same, so that what is
// cached grows old. AWS is patient with signatures, which have the real time.
// Usage: later DURATION
func setTime(ts *testscript.TestScript, neg bool, args []string) {
	offset, err := time.ParseDuration(args[0])
	ts.Check(err)
	both(ts, offset)
}

// both sets both clocks ahead of the real time.
func both(ts *testscript.TestScript, offset time.Duration) {
	emulator(ts).Change(func(w *awstest.World) { w.MaxSkew = 1000 * time.Hour })
	emulator(ts).SetOffset(offset)
	ts.Setenv(clockVariable, offset.String())
}

// setWindow sets the clocks to that long before the next code. Usage: nextcodein DURATION
func setWindow(ts *testscript.TestScript, neg bool, args []string) {
	left, err := time.ParseDuration(args[0])
	ts.Check(err)
	both(ts, time.Until(time.Now().Truncate(30*time.Second).Add(60*time.Second-left)))
}

// setMaximum sets a role's MaxSessionDuration, and makes the role, which everyone
// of michael's account may assume, when there is none. Usage: maximum ARN DURATION
func setMaximum(ts *testscript.TestScript, neg bool, args []string) {
	longest, err := time.ParseDuration(args[1])
	ts.Check(err)
	emulator(ts).Change(func(w *awstest.World) {
		for i := range w.Roles {
			if w.Roles[i].ARN == args[0] {
				w.Roles[i].MaxSession = longest
				return
			}
		}
		w.Roles = append(w.Roles, awstest.Role{ARN: args[0], MaxSession: longest, Trust: []awstest.Trust{{Principal: awstest.IAMAccount}}})
	})
}

// setPatience sets how far a signature's time may be from AWS's clock.
// Usage: patience DURATION
func setPatience(ts *testscript.TestScript, neg bool, args []string) {
	limit, err := time.ParseDuration(args[0])
	ts.Check(err)
	emulator(ts).Change(func(w *awstest.World) { w.MaxSkew = limit })
}
