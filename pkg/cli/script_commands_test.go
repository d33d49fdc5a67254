//go:build !windows

package cli_test

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/pquerna/otp/totp"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/awsenv/awsenv/pkg/awstest"
)

type scriptCommand = func(ts *testscript.TestScript, neg bool, args []string)

// scriptCommands are the commands that scripts have beside testscript's own.
func scriptCommands() map[string]scriptCommand {
	return map[string]scriptCommand{
		"status":      checkStatus,
		"refuses":     checkRefusal,
		"within":      checkTime,
		"typed":       writeTyped,
		"code":        setCode,
		"cachename":   setCacheName,
		"mode":        checkMode,
		"printf":      writeBytes,
		"calls":       countCalls,
		"sent":        checkSent,
		"forgetlog":   forgetLog,
		"misbehave":   misbehave,
		"behave":      behave,
		"world":       changeWorld,
		"consoles":    checkConsoles,
		"connections": countConnections,
		"user":        changeKeys,
		"keys":        checkKeys,
		"holds":       checkHolds,
		"codes":       countCodes,
		"roles":       addRoles,
		"later":       setTime,
		"patience":    setPatience,
		"maximum":     setMaximum,
		"nextcodein":  setWindow,
		"portal":      openPortal,
		"person":      setPerson,
		"confirms":    confirmDevice,
		"waitfor":     waitForText,
	}
}

// checkStatus runs a program and checks its exit status.
// Usage: status STATUS PROGRAM [ARG...]
func checkStatus(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	default:
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, not %d", got, want)
	}
}

// checkRefusal runs awsenv, which must fail as whatever is evaluated has to:
// the exit status, exactly "false;" on standard output, an error on standard
// error, and no control characters there. Usage: refuses STATUS [ARG...]
func checkRefusal(ts *testscript.TestScript, neg bool, args []string) {
	checkStatus(ts, false, append([]string{args[0], "awsenv"}, args[1:]...))
	if out := ts.ReadFile("stdout"); out != "false;\n" {
		ts.Fatalf("standard output is %q, not %q", out, "false;\n")
	}
	said := ts.ReadFile("stderr")
	if !strings.Contains("\n"+said, "\nawsenv: error: ") {
		ts.Fatalf("no error on standard error")
	}
	if i := strings.IndexFunc(said, func(r rune) bool { return r != '\n' && unicode.IsControl(r) }); i >= 0 {
		ts.Fatalf("control character %q on standard error", said[i])
	}
}

// checkTime is checkRefusal within a time. Usage: within TIME STATUS [ARG...]
func checkTime(ts *testscript.TestScript, neg bool, args []string) {
	limit, err := time.ParseDuration(args[0])
	ts.Check(err)
	begun := time.Now()
	checkRefusal(ts, false, args[1:])
	if took := time.Since(begun); took > limit {
		ts.Fatalf("it took %v, more than %v", took, limit)
	}
}

// writeTyped writes a file with what a person types, a line a word: right (a
// code that was not used yet; one a file), wrong (one that no device gives), or
// the word itself. Usage: typed FILE WORD...
func writeTyped(ts *testscript.TestScript, neg bool, args []string) {
	var text strings.Builder
	wrong := wrongCodes(ts)
	for _, word := range args[1:] {
		switch word {
		case "right":
			word = nextCode(ts, nil)
		case "wrong":
			word, wrong = wrong[0], wrong[1:]
		}
		text.WriteString(word + "\n")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text.String()), 0o600))
}

// setCode puts a code that was not used yet into $CODE, and one that no device
// gives into $WRONG. Usage: code [SERIAL]
func setCode(ts *testscript.TestScript, neg bool, args []string) {
	ts.Setenv("CODE", nextCode(ts, args))
	ts.Setenv("WRONG", wrongCodes(ts)[0])
}

// nextCode is a code that the script did not have before: one whose request failed
// is taken for used, although the emulator may still accept it.
func nextCode(ts *testscript.TestScript, args []string) string {
	serial := awstest.MFASerial
	if len(args) > 0 {
		serial = args[0]
	}
	code, err := emulator(ts).NextCode(serial)
	ts.Check(err)
	had := *ts.Value(codesKey{}).(*[]string)
	for i := 1; slices.Contains(had, code) && serial == awstest.MFASerial && i < 50; i++ {
		code, err = totp.GenerateCode(awstest.MFASecret, emulator(ts).Now().Add(time.Duration(i)*30*time.Second))
		ts.Check(err)
	}
	return given(ts, code)
}

// given remembers a code, which no message may show.
func given(ts *testscript.TestScript, code string) string {
	codes := ts.Value(codesKey{}).(*[]string)
	*codes = append(*codes, code)
	return code
}

// wrongCodes are codes that michael's device does not give, now or in the
// windows around, and that the script did not give out before.
func wrongCodes(ts *testscript.TestScript) []string {
	good := map[string]bool{}
	for _, code := range *ts.Value(codesKey{}).(*[]string) {
		good[code] = true
	}
	for i := -60; i <= 60; i++ {
		code, err := totp.GenerateCode(awstest.MFASecret, emulator(ts).Now().Add(time.Duration(i)*30*time.Second))
		ts.Check(err)
		good[code] = true
	}
	var list []string
	for i := 104729; len(list) < 9; i += 104729 {
		if code := fmt.Sprintf("%06d", i%1000000); !good[code] {
			list = append(list, given(ts, code))
		}
	}
	return list
}

// setCacheName puts the name of the AWS CLI's cache file for a key text into
// $CACHE. Usage: cachename TEXT
func setCacheName(ts *testscript.TestScript, neg bool, args []string) {
	sum := sha1.Sum([]byte(args[0]))
	ts.Setenv("CACHE", hex.EncodeToString(sum[:])+".json")
}

// checkMode checks a file's permissions. Usage: mode OCTAL FILE...
func checkMode(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args[1:] {
		info, err := os.Stat(ts.MkAbs(name))
		ts.Check(err)
		if got := fmt.Sprintf("%04o", info.Mode().Perm()); got != args[0] {
			ts.Fatalf("%s has mode %s, not %s", name, got, args[0])
		}
	}
}

// writeBytes writes a file with escapes as in a Go string, for what a script's
// own text cannot hold. Usage: printf FILE TEXT
func writeBytes(ts *testscript.TestScript, neg bool, args []string) {
	text, err := strconv.Unquote(`"` + strings.ReplaceAll(args[1], `"`, `\"`) + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// countCalls checks how often an action was called. Usage: calls ACTION COUNT
func countCalls(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	got := len(emulator(ts).Log().Of(args[0]))
	if args[0] == "all" {
		got = len(emulator(ts).Log())
	}
	if got != want {
		ts.Fatalf("%s was called %d times, not %d:\n%v", args[0], got, want, emulator(ts).Log())
	}
}

// checkSent checks a parameter of the last call of an action; "-" stands for
// one that was not sent. The key that signed is AccessKeyId, the region
// SignedRegion. Usage: sent ACTION PARAMETER VALUE
func checkSent(ts *testscript.TestScript, neg bool, args []string) {
	log := emulator(ts).Log().Of(args[0])
	if len(log) == 0 {
		ts.Fatalf("%s was never called", args[0])
	}
	last := log[len(log)-1]
	got, sent := last.Params[args[1]]
	switch {
	case args[1] == "AccessKeyId":
		got = last.AccessKeyID
	case args[1] == "SignedRegion":
		got = last.Region
	case !sent:
		got = "-"
	}
	if (got != args[2]) != neg {
		ts.Fatalf("%s %s is %q, want %q (negated: %v)", args[0], args[1], got, args[2], neg)
	}
}

// countConnections checks how many connections the logged requests came over.
func countConnections(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := emulator(ts).Log().Conns(); got != want {
		ts.Fatalf("%d connections, not %d", got, want)
	}
}

func forgetLog(ts *testscript.TestScript, neg bool, args []string) { emulator(ts).ClearLog() }

// misbehave asks for a fault, with the names of awstest.Fault's fields in lower
// case. Usage: misbehave kind=KIND [action=ACTION] [times=N] …
func misbehave(ts *testscript.TestScript, neg bool, args []string) {
	values := url.Values{}
	for _, arg := range args {
		name, value, _ := strings.Cut(arg, "=")
		values.Set(name, value)
	}
	answer, err := http.PostForm(emulator(ts).URL+"/_awstest/misbehave", values)
	ts.Check(err)
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		ts.Fatalf("misbehave %v: %s", args, answer.Status)
	}
}

func behave(ts *testscript.TestScript, neg bool, args []string) { emulator(ts).Behave() }
